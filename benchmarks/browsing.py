"""What a user waits for in Chromium, beside the empty page: the first page after a start, the map, the alloy card, a click to the next card."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

from benchmarks.measure import Row, Timing, seconds
from benchmarks.serving import APP, PEER, chromium, opened, serving

_FIRST_PAGE = "first page: title, navigation, controls and the map's frame"
CLICKS = 50
STARTS = 5
_PAUSE = 0.4

_WATCH = """
(() => {
  const shown = (selector) => document.querySelector(selector)?.getBoundingClientRect().height > 0;
  const all = (...selectors) => () => selectors.every(shown);
  const wanted = WANTED;
  window.seen = {};
  const look = () => {
    for (const [name, there] of Object.entries(wanted)) if (!(name in seen) && there()) seen[name] = Date.now() / 1000;
    if (Object.keys(seen).length < Object.keys(wanted).length) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
"""
"""Notes the wall-clock time at which a frame first holds each of what is waited for."""
_WANTED = {
    PEER: {"page": 'all("h1", "[data-testid=stSlider]", "[data-testid=stNumberInput]", ".answer")'},
    APP: {
        "page": """() => all("h1", ".st-key-p input", ".st-key-colour", ".lm-stage")()
        && document.querySelectorAll("[data-testid=stSidebar] .la-pages a").length > 5""",
        "card": 'all(".la-formula")',
        "map": """() => document.querySelector(".lm-root")?.dataset.ready === "yes" && document.querySelector(".lm-root").dataset.traces""",
    },
}

_CLICK_TO_ANSWER = """
() => {
  window.took = null;
  let pressed = null;
  const formula = () => document.querySelector(".la-formula, .answer")?.dataset.formula;
  let before = formula();
  window.addEventListener("pointerdown", (event) => { pressed = event.timeStamp; before = formula(); window.took = null; }, true);
  new MutationObserver(() => {
    const now = formula();
    if (pressed === null || !now || now === before) return;
    window.took = performance.now() - pressed;
    pressed = null;
  }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-formula"] });
}
"""
"""Milliseconds from the press of the button to another answer in the page, in `window.took`."""


def start_rows() -> list[Row]:
    """From `streamlit run` to the first page, the map and the card; in turn with the empty page, after an untimed start that warms the disk."""
    runs: dict[tuple[str, str], list[float]] = {}
    with chromium() as browser:
        for turn in range(STARTS + 1):
            for name, wanted in _WANTED.items():
                with serving(page=name) as server, opened(browser, server, _watch(wanted)) as page:
                    page.wait_for_function(f"Object.keys(window.seen).length === {len(wanted)}")
                    seen = page.evaluate("window.seen")
                for what, at in seen.items() if turn else ():
                    runs.setdefault((name, what), []).append(at - server.begun)
    peer = Timing.of(runs[PEER, "page"])
    rows = []
    for what, told, goal in (("page", _FIRST_PAGE, 1.2), ("card", "the first alloy card", 1.6)):
        ours = Timing.of(runs[APP, what])
        ratio = ours.median / peer.median
        rows.append(
            Row(
                f"start to {told}, warm disk, beside the empty page's first paint",
                str(ours),
                str(peer),
                f"{ratio:.2f}",
                f"≤ {goal:g} × the empty page",
                ratio <= goal,
                f"browser already open, its cache empty; the map drawn after {Timing.of(runs[APP, 'map'])}",
            )
        )
    return rows


def _watch(wanted: dict[str, str]) -> str:
    return _WATCH.replace("WANTED", "{" + ", ".join(f"{name}: {there}" for name, there in wanted.items()) + "}")


def click_rows() -> list[Row]:
    """Clicks all over the map, each far from the last, until the card shows the alloy of the new point; in turn with steps on the empty page."""
    taken: dict[str, list[float]] = {APP: [], PEER: []}
    with chromium() as browser, ExitStack() as stack:
        clicks: dict[str, tuple[Any, Callable[[int], None]]] = {}
        for name in taken:
            page = stack.enter_context(opened(browser, stack.enter_context(serving(page=name))))
            page.wait_for_selector(".la-formula, .answer")
            clicks[name] = page, (_steps if name == PEER else _map_clicks)(page)
            page.evaluate(_CLICK_TO_ANSWER)
            time.sleep(3)  # what the page does at first is not part of a click
        for turn in range(CLICKS):
            for name, (page, click) in clicks.items():
                time.sleep(_PAUSE)
                click(turn)
                page.wait_for_function("window.took !== null", timeout=10_000)
                taken[name].append(page.evaluate("window.took") / 1000)
    (median, worst), (peer, peer_worst) = ((statistics.median(times), max(times)) for times in taken.values())
    return [
        Row(
            f"click on the map to the alloy card in Chromium, {CLICKS} clicks at new places, beside a step of the empty page's number",
            f"median {seconds(median)}, worst {seconds(worst)}",
            f"median {seconds(peer)}, worst {seconds(peer_worst)}",
            f"median {median / peer:.2f}, worst {worst / peer:.2f} × the median",
            "median ≤ 1.6 ×, worst ≤ 3 × the empty page's median",
            median <= 1.6 * peer and worst <= 3 * peer,
            f"from the press of the button to the new answer in the page; 95 of 100 within {seconds(sorted(taken[APP])[int(0.95 * CLICKS)])}",
        )
    ]


def _map_clicks(page: Any) -> Callable[[int], None]:  # noqa: ANN401 - Playwright comes late
    page.wait_for_selector(".lm-root[data-ready=yes]")
    places = list(_places(CLICKS))

    def click(turn: int) -> None:
        box = page.locator(".lm-plot .nsewdrag").bounding_box()
        right, up = places[turn]
        page.mouse.click(box["x"] + right * box["width"], box["y"] + up * box["height"])

    return click


def _steps(page: Any) -> Callable[[int], None]:  # noqa: ANN401
    more = page.locator("[data-testid=stNumberInputStepUp]").first
    return lambda _turn: more.click()


def _places(count: int) -> Iterator[tuple[float, float]]:
    """Shares (right, down) of the plot, alternating between its halves so that two in a row never give one alloy."""
    draw = random.Random(0)
    for place in range(count):
        yield draw.uniform(0.08, 0.42) + 0.5 * (place % 2), draw.uniform(0.1, 0.9)
