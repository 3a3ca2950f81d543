"""What is asked of a screening: the inputs of the Screen page, every one a query parameter of the same name."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import streamlit as st

from hea_ui import links, state
from hea_ui.link_values import is_number
from hea_ui.links import entries
from hea_ui.screen_columns import COLUMNS, SIGNED

if TYPE_CHECKING:
    from hea_core.screen import Screen
    from hea_core.spaces import Space

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
    where: str = "probability>=0.5"
    keep: str = EACH
    top: int = 1000
    by: str = "high probability"
    pareto: tuple[str, ...] = ("high probability", "low density")

    def asked_space(self) -> Space:
        """The space (HeaError says what is wrong with it)."""
        from hea_core.composition import Composition
        from hea_core.constraints import Constraints
        from hea_core.errors import RequestError
        from hea_core.spaces import Space

        around = self.space == AROUND
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
            sample=self.sample if self.space == SAMPLE else None,
            seed=self.draw if self.space == SAMPLE else 0,
            around=Composition.parse(self.around) if around else None,
            within=self.within,
        )

    def screen(self) -> Screen:
        """The screening (HeaError says what is wrong with it)."""
        from hea_core.screen import Screen

        best = self.keep == BEST
        return Screen(
            self.asked_space(),
            where=self.where.strip(),
            top=self.top if best else None,
            by=SIGNED[self.by] if best else "probability",
            pareto=tuple(SIGNED[words] for words in self.pareto) if self.keep == FRONT else (),
        )

    def query(self) -> str:
        """The request as a query string; what is at its default is left out."""
        said = {name: value for name, value in asdict(self).items() if value != getattr(DEFAULT, name)}
        return urlencode(said, doseq=True)


DEFAULT = ScreenRequest()


def symbols(text: str) -> tuple[str, ...]:
    """Elements as typed, by commas, by spaces or run together ("AlCoCrFeNi"), each once; what is none of these is left as it is."""
    found: list[str] = []
    for part in entries(text):
        together = re.fullmatch(r"(?:[A-Z][a-z]?)+", part)
        found += re.findall(r"[A-Z][a-z]?", part) if together else [part]
    return tuple(dict.fromkeys(found))


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
    for name in ("elements", "joining", "around", "banned", "locked", "ranges", "where"):
        fields[name] = str(fields[name] or "").strip()
    first, last = fields["orders"]
    fields["orders"] = int(first), int(last)
    fields["pareto"] = tuple(fields["pareto"])
    return ScreenRequest(**fields)


def hold(request: ScreenRequest) -> None:
    """Put a request into the inputs."""
    for name, value in asdict(request).items():
        st.session_state[name] = list(value) if name == "pareto" else value


def held(request: ScreenRequest) -> dict[str, int]:
    """Whole at.% of the alloy that is searched around; none while it cannot be read, which the size says."""
    from hea_core.composition import Composition
    from hea_core.errors import HeaError
    from hea_ui.nudge_state import whole_amounts

    if request.space != AROUND or not request.around:
        return {}
    try:
        return whole_amounts(Composition.parse(request.around))
    except HeaError:
        return {}


def pick(symbol: str) -> None:
    """Put an element into the pool, or take it out."""
    key = "joining" if current().space == AROUND else "elements"
    chosen = list(symbols(getattr(current(), key)))
    chosen = [one for one in chosen if one != symbol] if symbol in chosen else [*chosen, symbol]
    st.session_state[key] = ", ".join(chosen)


def start(request: ScreenRequest) -> None:
    """Callback of Run: begin the screening and show it, or remember why it cannot be."""
    from hea_core.errors import HeaError
    from hea_ui import browser, jobs

    try:
        name = jobs.desk().start(request.screen(), asdict(request), browser.token())
    except HeaError as error:
        st.session_state["screen_refused"] = str(error)
    else:
        _look_along(request)
        st.session_state["screen_changed"] = True
        show_job(name)


def _look_along(request: ScreenRequest) -> None:
    """Look at a front along its own objectives."""
    if request.keep == FRONT:
        names = [words.partition(" ")[2] for words in request.pareto]
        for key, name in zip(("y", "x", "shade"), names, strict=False):
            st.session_state[key] = name


def job() -> str | None:
    """Id of the job that the page shows: that of the link, or the last one of this session."""
    linked = st.query_params.get("job")
    if linked:
        st.session_state["screen_job"] = linked
    return st.session_state.get("screen_job")


def show_job(name: str | None) -> None:
    """Make the page show a job, or none, and the link follow."""
    st.session_state["screen_job"] = name
    link_job(name)


def link_job(name: str | None) -> None:
    """Keep the job in the link: a change of page drops it."""
    if name and st.query_params.get("job") != name:
        st.query_params["job"] = name
    elif not name and "job" in st.query_params:
        del st.query_params["job"]


def link_problems(query: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """One sentence for each value of a link that cannot be used; the page then falls back to the default."""
    numbers = {
        "least": (0, 100, False, "at.% from 0 to 100"),
        "most": (1, 100, False, "at.% from 1 to 100"),
        "sample": (1, math.inf, True, "a whole number above 0"),
        "draw": (0, 9999, True, "a whole number from 0 to 9999"),
        "within": (0.5, 100, False, "at.% from 0.5 to 100"),
        "up_to": (1, 100, True, "a whole number from 1 to 100"),
        "ceiling": (0.1, math.inf, False, "USD per kg from 0.1"),
        "top": (1, MOST_TOP, True, f"a whole number from 1 to {MOST_TOP:,}"),
    }
    words = {"space": SPACES, "grid": STEPS, "keep": KEEPS, "by": SIGNED, "pareto": SIGNED, "order": SIGNED}
    problems = [
        _problem(name, values, allowed)
        for name, (low, high, whole, allowed) in numbers.items()
        if (values := query.get(name)) and not all(is_number(text, low, high, whole) for text in values)
    ]
    problems += [
        _problem(name, values, "one of " + ", ".join(allowed))
        for name, allowed in words.items()
        if (values := query.get(name)) and not set(values) <= set(allowed)
    ]
    problems += [
        _problem(name, values, "an element or one of " + ", ".join(COLUMNS))
        for name in ("x", "y", "shade", "axes")
        if (values := query.get(name))
        and not all(text in COLUMNS or re.fullmatch("[A-Z][a-z]?", text) for text in values)
    ]
    orders = query.get("orders")
    if orders and not (len(orders) == 2 and all(is_number(text, 1, MOST_ORDER, whole=True) for text in orders)):
        problems.append(_problem("orders", orders, f"two whole numbers from 1 to {MOST_ORDER}"))
    return tuple(problems)


def _problem(name: str, values: Sequence[str], allowed: str) -> str:
    return links.problem(name, ", ".join(values), allowed)


def forget_axes(known: Sequence[str]) -> None:
    """Let go of axes that only another result had; call before their inputs."""
    for key in ("x", "y", "shade"):
        if st.session_state.get(key, known[0]) not in known:
            del st.session_state[key]


def point(first: tuple[float, float], formula: str) -> tuple[tuple[float, float], int]:
    """The marker of the map, on the first alloy lit up or where the user clicked since, and the number of that click."""
    if st.session_state.get("screen_first") != formula:
        st.session_state["screen_first"] = formula
        st.session_state.pop("screen_point", None)
    return state.marker("screen", first)


def take_click() -> None:
    """Callback of the map: move the marker, which the link to the map follows."""
    state.move_marker("screen")
