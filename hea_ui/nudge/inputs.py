"""The inputs of the Nudge page, each a part of its link, which replays the nudge."""

from __future__ import annotations

import streamlit as st

from hea_core.composition import Composition
from hea_core.design.transfers import whole_amounts
from hea_core.errors import HeaError
from hea_ui.common import demands, markup
from hea_ui.common.nudge_ways import WAYS
from hea_ui.common.periodic_table import periodic_table
from hea_ui.map import state as map_state
from hea_ui.map import target_inputs
from hea_ui.nudge import goals, state
from hea_ui.nudge.state import (
    CUTOFFS,
    DEFAULT,
    EXAMPLE,
    MOST_ELEMENTS,
    MOST_STEPS,
    NudgeRequest,
)
from hea_ui.server import resources


def show() -> NudgeRequest:
    """Draw all inputs; returns what they ask for."""
    method = _start_and_goal()
    _targets()
    with st.expander("Limits: at.% budget, steps, elements to lock or ban, price"):
        _limits()
    request = state.current()
    told = _told(request)
    held = f"Held to: {told}. " if told else ""
    example = "" if request.alloy else "The paper's example; type an alloy of your own above. "
    # one line, whatever it says: the stage below would be drawn anew if it moved
    st.html(markup.note(f"{example}{held}{WAYS[method].name.capitalize()}: {WAYS[method].does}"))
    return request


def _start_and_goal() -> str:
    """Draw what is nudged, how far and how; returns the method."""
    alloy, goal, way = st.columns([1.25, 0.85, 1.4], gap="medium", vertical_alignment="bottom")
    alloy.text_input(
        "Alloy to start from",
        key="alloy",
        on_change=state.ask,
        placeholder=f"{EXAMPLE}, the paper's",
        max_chars=200,
        help="A formula in ratios, at.% or wt.%. Left empty, the paper's example is shown.",
    )
    goal.slider(
        "Probability to reach",
        *CUTOFFS,
        DEFAULT.cutoff,
        0.01,
        key="cutoff",
        on_change=state.ask,
        help="The cutoff: the nudge ends at the first alloy that the classifier gives at least this.",
    )
    return way.radio(
        "Method shown in full",
        list(WAYS),
        key="method",
        on_change=state.ask,
        horizontal=True,
        format_func=lambda name: WAYS[name].name,
    )


def _targets() -> None:
    with st.expander(
        "Targets to reach too: structure, hardness, density, melting temperature, price",
        expanded=bool(map_state.asked_targets()),
    ):
        st.html(
            markup.note(
                "Reach asks for the number or beyond it, seen from the start; of a price for that or less. At least and at most hold wherever "
                "the start lies."
            )
        )
        own = goals.of_start(state.current().start)
        target_inputs.inputs(state.ask, "reach", lambda one: goals.first(one, own), lambda one: goals.note(one, own))


def _limits() -> None:
    steps, budget, most, price = st.columns(4, gap="small")
    steps.number_input("Max steps", 1, MOST_STEPS, DEFAULT.steps, 1, key="steps", on_change=state.ask)
    budget.number_input(
        "At.% budget", 1, 100, None, 1, key="budget", on_change=state.ask, placeholder="no limit",
        help="At.% that may change place in all: half the sum of the differences.",
    )  # fmt: skip
    most.number_input(demands.MOST, 1, MOST_ELEMENTS, None, 1, key="most", on_change=state.ask, placeholder="no limit")
    price.number_input(
        demands.CEILING, 0.1, None, None, 1.0, key="price", on_change=state.ask, placeholder="no limit",
        help="From element prices of about 2013, good to an order of magnitude.",
    )  # fmt: skip
    _elements()


def _told(asked: NudgeRequest) -> str:
    parts = [("lock " + asked.lock) if asked.lock else "", ("ban " + asked.ban) if asked.ban else ""]
    parts.append(f"at most {asked.most} elements" if asked.most else "")
    parts.append(f"at most {asked.budget} at.% moved" if asked.budget else "")
    parts.append(f"at most {asked.price:g} USD/kg of about 2013" if asked.price else "")
    return ", ".join(part for part in parts if part)


def _elements() -> None:
    st.html(
        markup.note("Press an element of the start to lock its at.%, again to ban it; any other element to ban it.")
    )
    table = st.container()
    lock, ban = st.columns(2, gap="small")
    lock.text_input(
        demands.LOCKED, key="lock", on_change=state.ask, max_chars=200, placeholder="Fe, Ni=20",
        help="Kept at the start's own at.%, whole or not, or at the amount given.",
    )  # fmt: skip
    ban.text_input(demands.BANNED, key="ban", on_change=state.ask, max_chars=200, placeholder="Os, Au")
    # Below the inputs in the script, above them on the page: on a cold link they hold nothing before they are drawn.
    asked = state.current()
    amounts = _amounts(asked.start)
    st.session_state["nudge_start"] = tuple(amounts)
    with table:
        periodic_table(resources.vocabulary(), state.marks(asked), amounts, state.next_mark, "Elements to lock or ban")


def _amounts(alloy: str) -> dict[str, int]:
    """Whole at.% of the alloy typed; none while it cannot be read, which the result says."""
    try:
        return whole_amounts(Composition.parse(alloy))
    except HeaError:
        return {}
