"""The view of the Screen page: its link, and the acts that change it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import asdict

import streamlit as st

from hea_core.composition.symbols import symbols
from hea_ui.common import links, ticked_table
from hea_ui.common.brush import brush_parameter, of_selection
from hea_ui.common.link_values import LARGEST_WHOLE
from hea_ui.common.refusals import Refusals
from hea_ui.map import state as map_state
from hea_ui.screen.columns import COLUMNS, SIGNED
from hea_ui.screen.request import AROUND, DEFAULT, FRONT, KEEPS, SPACES, STEPS, ScreenRequest, from_held

MOST_ORDER = 10
MOST_TOP = 1_000_000
REFUSALS = Refusals("screen_refused")
"""Why a screening that was asked for does not run."""

VIEW_AXES = {"x": "density", "y": "probability", "shade": "distance to measured"}
"""What the scatter of a result shows at first."""
LINES = (
    "probability", "distance to measured", "density", "price", "melting temperature", "atomic size difference",
    "valence electron concentration",
)  # fmt: skip
"""Axes of the parallel coordinates at first."""


def _is_column(words: str) -> bool:
    return words in COLUMNS or re.fullmatch("[A-Z][a-z]?", words) is not None


def _column(name: str, default: str) -> links.Parameter:
    def read(given: Sequence[str]) -> str:
        if not _is_column(given[-1]):
            raise ValueError(given)
        return given[-1]

    return links.Parameter(name, default, read, lambda value: [value], _A_COLUMN)


_A_COLUMN = "an element or one of " + ", ".join(COLUMNS)
LINK = links.Link(
    "Screen",
    (
        links.choice("space", DEFAULT.space, SPACES),
        links.text("elements", DEFAULT.elements),
        links.text("joining"),
        links.pair("orders", DEFAULT.orders, 1, MOST_ORDER),
        links.choice("grid", DEFAULT.grid, STEPS),
        links.number("least", DEFAULT.least, 0, 100, "at.%"),
        links.number("most", DEFAULT.most, 1, 100, "at.%"),
        links.whole("sample", DEFAULT.sample, 1, LARGEST_WHOLE),
        links.whole("draw", DEFAULT.draw, 0, 9999),
        links.text("around", longest=200),
        links.number("within", DEFAULT.within, 0.5, 100, "at.%"),
        links.text("banned", longest=200),
        links.text("locked", longest=200),
        links.text("ranges", longest=200),
        links.whole("up_to", None, 1, 100),
        links.number("ceiling", None, 0.1, math.inf, "USD per kg"),
        links.text(links.PRICES),
        links.text("where", DEFAULT.where),
        links.choice("keep", DEFAULT.keep, KEEPS),
        links.whole("top", DEFAULT.top, 1, MOST_TOP),
        links.choice("by", DEFAULT.by, SIGNED),
        links.choices("pareto", DEFAULT.pareto, SIGNED.__contains__, "up to three of " + ", ".join(SIGNED), most=3),
        links.text("job", longest=64),
        *(_column(name, default) for name, default in VIEW_AXES.items()),
        links.choices("axes", LINES, _is_column, _A_COLUMN),
        links.choice("order", next(iter(SIGNED)), SIGNED),
        links.text("narrow"),
        brush_parameter("brush"),
        links.formulas(ticked_table.NAME, ticked_table.MOST),
    ),
)
"""What the address of the Screen page holds: the request, the screening shown, and what of it is looked at."""


def current() -> ScreenRequest:
    """The request in session state, with defaults for what no widget holds yet."""
    held = {name: st.session_state.get(name, default) for name, default in asdict(DEFAULT).items()}
    return from_held(held)


def hold(request: ScreenRequest) -> None:
    """Put a request into the inputs."""
    LINK.write(**{name: list(value) if name == "pareto" else value for name, value in asdict(request).items()})


def pick(symbol: str) -> None:
    """Put an element into the pool, or take it out."""
    key = "joining" if current().space == AROUND else "elements"
    chosen = list(symbols(getattr(current(), key)))
    chosen = [one for one in chosen if one != symbol] if symbol in chosen else [*chosen, symbol]
    LINK.write(**{key: ", ".join(chosen)})


def start(request: ScreenRequest) -> None:
    """Callback of Run: begin the screening and show it, or keep why it cannot be."""
    from hea_ui.jobs import owner, queue

    with REFUSALS.caught():
        name = queue.job_queue().start(request.screen(), asdict(request), owner.token())
        st.session_state["screen_changed"] = True
        show_job(name, **_along(request))


def _along(request: ScreenRequest) -> dict[str, str]:
    """Axes that look at a front along its own objectives."""
    if request.keep != FRONT:
        return {}
    names = [words.partition(" ")[2] for words in request.pareto]
    return dict(zip(("y", "x", "shade"), names, strict=False))


def show_job(name: str, **axes: str) -> None:
    """Callback: show another job, nothing of it brushed or ticked."""
    LINK.write(job=name, brush=(), ticks=[], **axes)


def forget_axes(known: Sequence[str]) -> None:
    """Let go of axes that only another result had; call before their inputs."""
    for key, usual in VIEW_AXES.items():
        if st.session_state[key] not in known:
            st.session_state[key] = usual
    if not set(st.session_state["axes"]) <= set(known):
        st.session_state["axes"] = [words for words in st.session_state["axes"] if words in known]


def point(first: tuple[float, float], formula: str) -> tuple[tuple[float, float], int]:
    """The marker of the map, on the first alloy lit up or where the user clicked since, and the number of that click."""
    if st.session_state.get("screen_first") != formula:
        st.session_state["screen_first"] = formula
        st.session_state.pop("screen_point", None)
    return map_state.marker("screen", first)


def take_click() -> None:
    """Callback of the map: move the marker, which the link to the map follows."""
    map_state.move_marker("screen")


def take_brush() -> None:
    """Callback of the scatter: what was drawn becomes part of the link; other alloys are shown, so none stays ticked."""
    LINK.write(brush=of_selection(st.session_state["screen_scatter"]["selection"]), ticks=[])
