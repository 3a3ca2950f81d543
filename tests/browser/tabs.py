"""Browser tabs that one test after the other uses: in a fresh one all scripts are read anew, two to four times the work."""

from __future__ import annotations

from playwright.sync_api import Browser, Error, Page

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


Kind = tuple[tuple[str, object], ...]
"""The options that a browser context was opened with."""


class Watched:
    """What a page did that a user would not want: console errors, requests elsewhere, script errors."""

    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        self.site = site
        self.problems: list[str] = []
        page.on(
            "console",
            lambda message: self._note(message.type == "error", f"console: {message.text} {message.location}"),
        )
        page.on("pageerror", lambda error: self._note(True, f"script: {error}"))
        page.on(
            "request",
            lambda request: self._note(
                not request.url.startswith((self.site, "data:", "blob:")), f"request: {request.url}"
            ),
        )

    def _note(self, bad: bool, text: str) -> None:
        # Streamlit finds its own base path by asking below the page's path first; the browser logs that 404.
        if bad and "/_stcore/" not in text:
            self.problems.append(text)


class Tabs:
    """Tabs, each alone in a browser context, that are emptied when a test gives them back."""

    def __init__(self, chromium: Browser) -> None:
        self._chromium = chromium
        self._free: dict[Kind, list[Watched]] = {}
        self._taken: list[tuple[Kind, Watched]] = []

    def take(
        self, site: str, viewport: dict[str, int] | None = None, color_scheme: str = "light", **context: object
    ) -> Page:
        """A tab without cookies, storage or history.

        Args:
            site: the only address that its pages may ask.
            viewport: size of the window.
            color_scheme: "light" or "dark".
            context: further options of a browser context, which cannot be changed in one that is open (is_mobile and the like).
        """
        kind = tuple(sorted(context.items()))
        free = self._free.setdefault(kind, [])
        tab = free.pop() if free else Watched(self._chromium.new_context(**context).new_page(), site)
        self._taken.append((kind, tab))
        tab.site = site
        tab.page.set_viewport_size(viewport or DESKTOP)
        tab.page.emulate_media(color_scheme=color_scheme)
        tab.problems.clear()  # what came in late is of the page before
        return tab.page

    def give_back(self) -> list[str]:
        """Empty all tabs that were taken; returns what went wrong in them."""
        problems = []
        while self._taken:
            kind, tab = self._taken.pop()
            problems += tab.problems
            try:
                self._empty(tab)
            except Error:  # whatever a failed test left of it is of no use to the next
                tab.page.context.close()
            else:
                self._free[kind].append(tab)
        return problems

    @staticmethod
    def _empty(tab: Watched) -> None:
        """Leave the page, so that its server is done with it, and forget all it kept."""
        page = tab.page
        page.evaluate("localStorage.clear(), sessionStorage.clear()")
        page.goto(f"{tab.site}/_stcore/health")
        page.mouse.move(0, 0)
        page.context.clear_cookies()
        session = page.context.new_cdp_session(page)
        session.send("Page.resetNavigationHistory")
        session.detach()
