"""What is asked of a screening, and the link of the Screen page."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import streamlit as st

from hea_core.composition import Composition, read
from hea_core.composition.symbols import symbols
from hea_core.datasets import own_prices
from hea_core.errors import HeaError, RequestError
from hea_ui.common import links, ticked_table
from hea_ui.common.brush import brush_parameter, of_selection
from hea_ui.common.link_values import LARGEST_WHOLE
from hea_ui.common.links import entries
from hea_ui.map import state
from hea_ui.screen.columns import COLUMNS, SIGNED
from hea_ui.server import chosen

if TYPE_CHECKING:
    from hea_core.composition import Reading
    from hea_core.screening.request import Screen
    from hea_core.screening.space import Space

ALL, SAMPLE, AROUND = "every alloy", "a sample", "around one alloy"
SPACES = (ALL, SAMPLE, AROUND)
STEPS = ("0.5", "1", "2", "2.5", "4", "5", "10", "12.5", "20")
EACH, BEST, FRONT = "all of them", "the best", "the Pareto front"
KEEPS = (EACH, BEST, FRONT)
MOST_ORDER = 10
MOST_TOP = 1_000_000


@dataclass(frozen=True)
class ScreenRequest:
    """One screening as the page asks for it.

    Attributes:
        space: one of SPACES.
        elements: the pool, as typed.
        joining: with `around`, elements that may join, as typed.
        orders: least and most elements.
        grid: step in at.%, one of STEPS.
        least, most: at.% of an element where it is present.
        sample: size of the sample; `draw` is its seed.
        around, within: centre of a neighbourhood, and how many at.% each element may differ by.
        banned, locked, ranges: constraints as typed: "Os,Be", "Fe=20", "Al=0-10".
        up_to: at most so many elements.
        ceiling: USD per kg of alloy at most.
        prices: the user's own of elements, as typed: "Co=33, Ni=16.5".
        where: conditions on every alloy kept, or "".
        keep: one of KEEPS, of those that fulfil `where`.
        top, by: how many of the best, and by what, a key of SIGNED.
        pareto: two or three keys of SIGNED.
    """

    space: str = ALL
    elements: str = "Al, Co, Cr, Fe, Ni, Ti"
    joining: str = ""
    orders: tuple[int, int] = (4, 6)
    grid: str = "5"
    least: float = 5.0
    most: float = 35.0
    sample: int = 100_000
    draw: int = 0
    around: str = ""
    within: float = 5.0
    banned: str = ""
    locked: str = ""
    ranges: str = ""
    up_to: int | None = None
    ceiling: float | None = None
    prices: str = ""
    where: str = "probability>=0.5"
    keep: str = EACH
    top: int = 1000
    by: str = "high probability"
    pareto: tuple[str, ...] = ("high probability", "low density")

    @cached_property
    def takes_all(self) -> bool:
        """Whether the sample asked for is as large as the space, so that all of it is taken (HeaError as of `asked_space`)."""
        return self.space == SAMPLE and replace(self, space=ALL).asked_space().count <= self.sample

    def asked_space(self) -> Space:
        """The space (HeaError says what is wrong with it); a sample that would be larger than it is all of it."""
        from hea_core.design.constraints import Constraints
        from hea_core.screening.space import Space

        around = self.space == AROUND
        sampled = self.space == SAMPLE and not self.takes_all
        if around and not self.around:
            raise RequestError("Type the alloy to search around, for example CoCrFeMnNi.")
        return Space(
            elements=symbols(self.joining if around else self.elements),
            step=float(self.grid),
            minimum=self.least,
            maximum=self.most,
            orders=self.orders,
            constraints=Constraints.parse(
                ",".join(entries(self.banned)),
                ",".join(entries(self.locked)),
                ",".join(entries(self.ranges)),
                self.up_to,
                self.ceiling,
            ),
            sample=self.sample if sampled else None,
            seed=self.draw if sampled else 0,
            around=Composition.parse(self.around) if around else None,
            within=self.within,
        )

    def screen(self) -> Screen:
        """The screening (HeaError says what is wrong with it)."""
        from hea_core.screening.request import Screen

        best = self.keep == BEST
        return Screen(
            self.asked_space(),
            where=self.where.strip(),
            top=self.top if best else None,
            by=SIGNED[self.by] if best else "probability",
            pareto=tuple(SIGNED[words] for words in self.pareto) if self.keep == FRONT else (),
            model=chosen.active(),
            prices=tuple(own_prices.read(self.prices).items()),
        )


DEFAULT = ScreenRequest()
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
        links.whole("top", DEFAULT.top, 1, 1_000_000),
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


def from_job(request: Mapping[str, Any]) -> ScreenRequest | None:
    """The request that a job was started with; None where its folder holds none that can be read."""
    try:
        return from_held(request) if request else None
    except (TypeError, ValueError):
        return None


def from_held(held: Mapping[str, Any]) -> ScreenRequest:
    """A request from values as widgets hold them."""
    fields = {name: held.get(name, default) for name, default in asdict(DEFAULT).items()}
    for name in ("elements", "joining", "around", "banned", "locked", "ranges", "prices", "where"):
        fields[name] = str(fields[name] or "").strip()
    first, last = fields["orders"]
    fields["orders"] = int(first), int(last)
    fields["pareto"] = tuple(fields["pareto"])
    return ScreenRequest(**fields)


def hold(request: ScreenRequest) -> None:
    """Put a request into the inputs."""
    LINK.write(**{name: list(value) if name == "pareto" else value for name, value in asdict(request).items()})


def centre(text: str) -> Reading | None:
    """The alloy that is searched around; None where there is none, or while it cannot be read, which the size says."""
    try:
        return read(text) if text.strip() else None
    except HeaError:
        return None


def held(request: ScreenRequest) -> dict[str, int]:
    """Whole at.% of the alloy that is searched around; none where there is none."""
    from hea_core.design.transfers import whole_amounts  # numpy comes with it

    around = centre(request.around) if request.space == AROUND else None
    return whole_amounts(around.composition) if around else {}


def pick(symbol: str) -> None:
    """Put an element into the pool, or take it out."""
    key = "joining" if current().space == AROUND else "elements"
    chosen = list(symbols(getattr(current(), key)))
    chosen = [one for one in chosen if one != symbol] if symbol in chosen else [*chosen, symbol]
    LINK.write(**{key: ", ".join(chosen)})


def start(request: ScreenRequest) -> None:
    """Callback of Run: begin the screening and show it, or remember why it cannot be."""
    from hea_ui.jobs import owner, queue

    try:
        name = queue.job_queue().start(request.screen(), asdict(request), owner.token())
    except HeaError as error:
        st.session_state["screen_refused"] = str(error)
    else:
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
    return state.marker("screen", first)


def take_click() -> None:
    """Callback of the map: move the marker, which the link to the map follows."""
    state.move_marker("screen")


def take_brush() -> None:
    """Callback of the scatter: what was drawn becomes part of the link; other alloys are shown, so none stays ticked."""
    LINK.write(brush=of_selection(st.session_state["screen_scatter"]["selection"]), ticks=[])
