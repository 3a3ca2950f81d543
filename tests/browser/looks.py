"""What a page must look like on any screen: no serious violation of WCAG, and no text below 12 pixels."""

from __future__ import annotations

from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.waiting import whole

SMALLEST = 12
_FOUND = {"resultTypes": ["violations"]}
"""All rules, but elements named only where one is broken: to name each that passes takes a second for a thousand dots of the map."""
_LIGHTNESS = "Math.max(...getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor.match(/\\d+/g).slice(0, 3))"
"""Of the page's ground: the greatest of red, green and blue, to 255."""
_SMALL = """least => {
  const found = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const [text, element] = [walker.currentNode.textContent.trim(), walker.currentNode.parentElement];
    if (!text || !element || element.closest("script, style, noscript, .katex")) continue;
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    if (!box.width || !box.height || style.visibility === "hidden") continue;
    if (parseFloat(style.fontSize) < least - 0.01) found.add(`${element.tagName} ${style.fontSize} ${text.slice(0, 30)}`);
  }
  return [...found];
}"""


def serious(page: Page) -> list[tuple[str, str]]:
    """Serious and critical violations that axe finds: rule and element."""
    return [
        (one["id"], one["nodes"][0]["html"][:200])
        for one in Axe().run(page, options=_FOUND)["violations"]
        if one["impact"] in {"serious", "critical"}
    ]


def darken(page: Page) -> None:
    """Turn the browser dark while the page is open, as at dusk, and wait until it has followed.

    What a page looks like then is what it looks like opened in the dark: colours of all elements were compared on four pages, and only
    arrows of number inputs in a folded part, which are Streamlit's, followed later.
    """
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"() => {_LIGHTNESS} < 64")
    whole(page)


def small_text(page: Page) -> list[str]:
    """Texts on the page that are smaller than SMALLEST; formulas typeset by KaTeX are left out."""
    return page.evaluate(_SMALL, SMALLEST)


def sideways(page: Page) -> int:
    """Pixels by which the page is wider than the screen."""
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")
