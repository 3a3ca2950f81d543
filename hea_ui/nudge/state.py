"""What is asked of a nudge: the view of the Nudge page, and its link."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

import streamlit as st

from hea_core.results import Method
from hea_ui.common import links
from hea_ui.common.demands import typed
from hea_ui.common.link_values import LARGEST_WHOLE
from hea_ui.common.links import entries
from hea_ui.common.nudge_ways import BARE, WAYS
from hea_ui.map import state

if TYPE_CHECKING:
    from hea_core.design.constraints import Constraints
    from hea_ui.server.long_answers import Targets

EXAMPLE = "Al1.4Co0.9Cr1.4Cu0.5Fe0.9Ni1"
"""The paper's own example."""
CUTOFFS = (0.05, 0.95)
MOST_STEPS = 100
MOST_ELEMENTS = 10


@dataclass(frozen=True)
class NudgeRequest:
    """One nudge as the page asks for it.

    Attributes:
        alloy: formula as typed; "" asks for the worked example.
        cutoff: probability to reach.
        method: of WAYS, the one shown in full; all are made.
        steps: most steps.
        budget: most at.% that may be moved; None is no limit.
        ban, lock: as typed, "Os,Be"; a lock without an amount keeps the start's own, whole or not.
        most: at most so many elements.
        price: USD per kg of alloy at most.
        targets: (name, wish) of each target to reach beside the probability.
    """

    alloy: str = ""
    cutoff: float = 0.6
    method: str = Method.LOOP
    steps: int = 20
    budget: int | None = None
    ban: str = ""
    lock: str = ""
    most: int | None = None
    price: float | None = None
    targets: Targets = ()

    @property
    def start(self) -> str:
        """The alloy to start from, the worked example where none is typed."""
        return self.alloy or EXAMPLE

    @property
    def core(self) -> tuple[str, bool]:
        """The method as the core names it, and whether `minimal` asks the cautious score."""
        return (Method.MINIMAL, False) if self.method == BARE else (self.method, True)

    def constraints(self) -> Constraints | None:
        """The demands on every alloy after the start; ConstraintError names what is wrong with them."""
        return typed(self.ban, self.lock, max_elements=self.most, max_price=self.price) or None


DEFAULT = NudgeRequest()


def _method() -> links.Parameter:
    """The method shown, by its word on the page; earlier links have "minimal" for cautious, and "side by side", which the page always is."""
    by_word = {way.name: method for method, way in WAYS.items()}
    one = links.choice("method", DEFAULT.method, by_word)

    def read(given: Sequence[str]) -> str:
        if given[-1] == "side by side":
            return DEFAULT.method
        return given[-1] if given[-1] in WAYS else by_word[str(one.read(given))]

    return replace(one, read=read)


LINK = links.Link(
    "Nudge",
    (
        links.text("alloy", longest=200),
        links.number("cutoff", DEFAULT.cutoff, *CUTOFFS, "a probability"),
        _method(),
        links.whole("steps", DEFAULT.steps, 1, MOST_STEPS),
        links.whole("budget", None, 1, 100, "whole at.%"),
        links.text("ban", longest=200),
        links.text("lock", longest=200),
        links.whole("most", None, 1, MOST_ELEMENTS),
        links.number("price", None, 0.1, math.inf, "USD per kg"),
        *state.TARGET_PARAMETERS,
        links.whole("at_step", None, 0, LARGEST_WHOLE),
        links.flag("all_alloys"),
    ),
)
"""What the address of the Nudge page holds: the request, and which step of the method shown is looked at."""


def ask(**changes: object) -> None:
    """Callback of the inputs: another nudge begins at its end."""
    LINK.write(at_step=None, **changes)


def current() -> NudgeRequest:
    """The request in session state, with defaults for what no widget holds yet."""
    held = {name: st.session_state.get(name, default) for name, default in asdict(DEFAULT).items()}
    for name in ("alloy", "ban", "lock"):
        held[name] = str(held[name] or "").strip()
    held["targets"] = state.asked_targets()
    return NudgeRequest(**held)


def next_mark(symbol: str) -> None:
    """Move an element on: free, locked (where the start holds it), banned, free."""
    banned, locks = entries(current().ban), entries(current().lock)
    if symbol in banned:
        banned.remove(symbol)
    elif symbol in map(_symbol, locks) or symbol not in st.session_state.get("nudge_start", ()):
        banned.append(symbol)
        locks = [entry for entry in locks if _symbol(entry) != symbol]
    else:
        locks.append(symbol)
    ask(ban=",".join(banned), lock=",".join(locks))


def marks(request: NudgeRequest) -> dict[str, str]:
    """{symbol: "locked" or "banned"} of what is typed."""
    locked = {_symbol(entry): "locked" for entry in entries(request.lock)}
    return locked | dict.fromkeys(entries(request.ban), "banned")


def _symbol(entry: str) -> str:
    return entry.partition("=")[0]


def play_number(request: NudgeRequest, method: str) -> int:
    """A number that changes with what is shown, so that each new trajectory is played once."""
    number, of = st.session_state.get("nudge_played", (0, None))
    if of != (request, method):
        number += 1
        st.session_state["nudge_played"] = number, (request, method)
        st.session_state.pop("nudge_point", None)
    return number


def step(last: int) -> int:
    """The step that is looked at: that of the link, or the end where it names none or one beyond the last."""
    named = st.session_state.get("at_step")
    return last if named is None or named > last else int(named)


def read_step(payload: object) -> tuple[int, int] | None:
    """The step that the browser reports, and the last one; None where they make no sense."""
    try:
        step, last = int(payload["step"]), int(payload["last"])  # type: ignore[index]
    except (TypeError, KeyError, ValueError, OverflowError):
        return None
    return (step, last) if 0 <= step <= last else None


def take_step() -> None:
    """Callback of the scrubber: the step becomes part of the link, unless it is the end."""
    told = read_step(st.session_state["nudge_stage"].get("stepped"))
    if told is not None:
        step, last = told
        LINK.write(at_step=None if step == last else step)


def take_click() -> None:
    """Callback of the map: move the marker, which "Open on the map" follows."""
    state.move_marker("nudge")


def take_dot() -> None:
    """Callback of the beeswarm: start from the alloy whose dot was clicked."""
    points = st.session_state["beeswarm"]["selection"]["points"]
    if points:
        ask(alloy=str(points[0]["customdata"][0]))
