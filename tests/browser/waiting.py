"""Waiting for what a test reads next: a page draws in its own time, and on a busy machine later than a test looks."""

from __future__ import annotations

from playwright.sync_api import Page

RESTS = "document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'"
_DRAWN = """
  !document.querySelector('[data-testid=stSkeleton], .lm-root:not([data-ready=yes])')
  && [...document.querySelectorAll('[data-testid^=stBidiComponent]')].every(
    one => one.shadowRoot ? one.shadowRoot.querySelector('div > div > *') : one.querySelector(':scope > * > * > *'))
"""


def rest(page: Page) -> None:
    """Until the server has nothing to say. Right after an act it may not have begun: wait for the act's own result first."""
    page.wait_for_function(
        f"() => {RESTS}", timeout=60_000
    )  # a bare expression is evaluated, which the policy of the proxy forbids


def whole(page: Page) -> None:
    """Until the server has said all and every component of ours, whose scripts are loaded apart, stands in the page."""
    page.wait_for_function(f"() => {RESTS} && {_DRAWN}", timeout=60_000)
