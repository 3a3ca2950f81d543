"""What is asked of a nudge: the view of the Nudge page, every part of it a query parameter of the same name."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from hea_ui import links, state
from hea_ui.link_values import is_number, number
from hea_ui.links import entries

if TYPE_CHECKING:
    from hea_core.composition import Composition
    from hea_core.constraints import Constraints

EXAMPLE = "Al1.4Co0.9Cr1.4Cu0.5Fe0.9Ni1"
"""The paper's own example."""
METHODS = ("loop", "steer", "minimal")
SIDE_BY_SIDE = "side by side"
CHOICES = (*METHODS, SIDE_BY_SIDE)
CUTOFFS = (0.05, 0.95)
MOST_STEPS = 100
MOST_ELEMENTS = 10


@dataclass(frozen=True)
class NudgeRequest:
    """One nudge as the page asks for it.

    Attributes:
        alloy: formula as typed; "" asks for nothing yet.
        cutoff: probability to reach.
        method: one of CHOICES.
        steps: most steps.
        budget: most at.% that may be moved; None is no limit.
        ban, lock: as typed, "Os,Be"; a lock without an amount keeps the start's whole at.%.
        most: at most so many elements.
        price: USD per kg of alloy at most.
        cautious: whether `minimal` asks for the lower bound and for measured neighbours.
    """

    alloy: str = ""
    cutoff: float = 0.6
    method: str = "loop"
    steps: int = 20
    budget: int | None = None
    ban: str = ""
    lock: str = ""
    most: int | None = None
    price: float | None = None
    cautious: bool = True

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods to run."""
        return METHODS if self.method == SIDE_BY_SIDE else (self.method,)

    def query(self, at_step: int | None = None) -> str:
        """The request as a query string, with the step looked at; what is not asked for is left out."""
        said = {**asdict(self), "at_step": at_step}
        asked = {name: value for name, value in said.items() if value not in (None, "")}
        return urlencode({name: str(v).lower() if isinstance(v, bool) else v for name, v in asked.items()})

    def constraints(self, start: Composition) -> Constraints | None:
        """The demands on every alloy after the start; ConstraintError names what is wrong with them."""
        from hea_core.constraints import Constraints  # the core comes with it: not at import

        locks = ",".join(_as_in_start(start, entry) for entry in entries(self.lock))
        demands = Constraints.parse(",".join(entries(self.ban)), locks, max_elements=self.most, max_price=self.price)
        return demands or None


DEFAULT = NudgeRequest()


def whole_amounts(start: Composition) -> dict[str, int]:
    """{symbol: whole at.%} of an alloy rounded so that they sum to 100; traces below 1 at.% are not there."""
    import numpy as np

    from hea_core.transfers import whole_percent

    rounded = whole_percent(np.array([[amount for _, amount in start.amounts]]))[0]
    return {symbol: int(amount) for symbol, amount in zip(start.elements, rounded, strict=True) if amount > 0}


def _as_in_start(start: Composition, entry: str) -> str:
    from hea_core.errors import ConstraintError

    amounts = whole_amounts(start)
    if "=" in entry:
        return entry
    if entry not in amounts:
        raise ConstraintError(
            f"lock {entry} keeps what the start holds, but {start.formula} holds no {entry}: lock one of "
            f"{', '.join(amounts)}, or give an amount, for example {entry}=10."
        )
    return f"{entry}={amounts[entry]}"


def current() -> NudgeRequest:
    """The request in session state, with defaults for what no widget holds yet."""
    held = {name: st.session_state.get(name, default) for name, default in asdict(DEFAULT).items()}
    for name in ("alloy", "ban", "lock"):
        held[name] = str(held[name] or "").strip()
    return NudgeRequest(**held)


def next_mark(symbol: str) -> None:
    """Move an element on: free, locked (where the start holds it), banned, free."""
    banned, locked = entries(current().ban), [*map(_symbol, entries(current().lock))]
    if symbol in banned:
        banned.remove(symbol)
    elif symbol in locked:
        banned.append(symbol)
    elif symbol in st.session_state.get("nudge_start", ()):
        st.session_state["lock"] = ",".join([*entries(current().lock), symbol])
        return
    else:
        banned.append(symbol)
    st.session_state["ban"] = ",".join(banned)
    st.session_state["lock"] = ",".join(entry for entry in entries(current().lock) if _symbol(entry) != symbol)


def marks(request: NudgeRequest) -> dict[str, str]:
    """{symbol: "locked" or "banned"} of what is typed."""
    locked = {_symbol(entry): "locked" for entry in entries(request.lock)}
    return locked | dict.fromkeys(entries(request.ban), "banned")


def _symbol(entry: str) -> str:
    return entry.partition("=")[0]


def link_problems(query: Mapping[str, str]) -> tuple[str, ...]:
    """One sentence for each value of a link that cannot be used; the page then falls back to the default."""
    wanted = {
        "cutoff": (
            is_number(query.get("cutoff", ""), *CUTOFFS),
            f"a probability from {CUTOFFS[0]:g} to {CUTOFFS[1]:g}",
        ),
        "method": (query.get("method") in CHOICES, "one of " + ", ".join(CHOICES)),
        "steps": (
            is_number(query.get("steps", ""), 1, MOST_STEPS, whole=True),
            f"a whole number from 1 to {MOST_STEPS}",
        ),
        "budget": (is_number(query.get("budget", ""), 1, 100, whole=True), "whole at.% from 1 to 100"),
        "most": (
            is_number(query.get("most", ""), 1, MOST_ELEMENTS, whole=True),
            f"a whole number from 1 to {MOST_ELEMENTS}",
        ),
        "price": (is_number(query.get("price", ""), 0.1, math.inf), "USD per kg above 0"),
    }
    return tuple(
        links.problem(name, query[name], allowed)
        for name, (good, allowed) in wanted.items()
        if name in query and not good
    )


def play_number(request: NudgeRequest, method: str) -> int:
    """A number that changes with what is shown, so that the map plays each new trajectory once."""
    number, of = st.session_state.get("nudge_played", (0, None))
    if of != (request, method):
        number += 1
        st.session_state["nudge_played"] = number, (request, method)
        st.session_state.pop("nudge_point", None)
    return number


def step(request: NudgeRequest, method: str, last: int) -> int:
    """The step whose trust is shown, kept in the link; another nudge begins at its end, and so does a link beyond the last step.

    The slider is not bound to the link itself: its range changes with the nudge, and a bound widget would then take the value of
    the link that the session was opened with.
    """
    shown = (request, method)
    held = st.session_state.get("step_shown", last)
    if "nudge_step_of" not in st.session_state:
        linked = number(st.query_params.get("at_step"), 0, last, whole=True)
        held = last if linked is None else int(linked)
    elif st.session_state["nudge_step_of"] != shown:
        held = last
    held = held if 0 <= held <= last else last
    st.session_state["nudge_step_of"], st.session_state["step_shown"] = shown, held
    written = None if held == last else str(held)
    if st.query_params.get("at_step") != written:
        if written is None:
            del st.query_params["at_step"]
        else:
            st.query_params["at_step"] = written
    return held


def take_click() -> None:
    """Callback of the map: move the marker, which "Open on the map" follows."""
    state.move_marker("nudge")


def take_dot() -> None:
    """Callback of the beeswarm: start from the alloy whose dot was clicked."""
    points = st.session_state["beeswarm"]["selection"]["points"]
    if points:
        st.session_state["alloy"] = str(points[0]["customdata"][0])
