"""The inputs of the Nudge page, each a part of its link, which replays the nudge."""

from __future__ import annotations

import streamlit as st

from hea_core.composition import Composition
from hea_core.errors import HeaError
from hea_ui.common import markup
from hea_ui.common.periodic_table import periodic_table
from hea_ui.nudge import state
from hea_ui.nudge.state import (
    BARE,
    CHOICES,
    CUTOFFS,
    DEFAULT,
    EXAMPLE,
    METHODS,
    MOST_ELEMENTS,
    MOST_STEPS,
    SIDE_BY_SIDE,
    NudgeRequest,
)
from hea_ui.server import resources

_WAYS = {
    "loop": "The paper's loop: encode the alloy, decode it with the phase flipped, repeat. Takes large steps.",
    "steer": "A smooth path along the decoder that brings in no new element.",
    "minimal": "A small change whose probability holds up: the lower end of the interval and measured neighbours must agree too.",
    BARE: "The fewest at.% moved whose probability passes, whatever else speaks against it.",
    SIDE_BY_SIDE: "All four methods, compared in a table.",
}


def show() -> NudgeRequest:
    """Draw all inputs; returns what they ask for."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.text_input(
            "Alloy to start from",
            key="alloy",
            on_change=state.ask,
            placeholder="Al0.5CoCrFeNi",
            max_chars=200,
            width=380,
            help="A formula in ratios or at.%. Parentheses are read too.",
        )
        st.button(f"Try the paper's {EXAMPLE}", key="example", on_click=_try_example)
    way, numbers = st.columns([1.1, 1], gap="large")
    with way:
        method = st.radio(
            "Method", CHOICES, key="method", on_change=state.ask, horizontal=True,
            format_func=lambda name: METHODS.get(name, name),
        )  # fmt: skip
        st.html(markup.note(_WAYS[method]))
    with numbers:
        st.slider(
            "Probability to reach",
            *CUTOFFS,
            DEFAULT.cutoff,
            0.01,
            key="cutoff",
            on_change=state.ask,
            help="The cutoff: the nudge ends at the first alloy that the classifier gives at least this.",
        )
        steps, budget = st.columns(2, gap="small", wrap=False)
        steps.number_input("Max steps", 1, MOST_STEPS, DEFAULT.steps, 1, key="steps", on_change=state.ask)
        budget.number_input(
            "At.% budget", 1, 100, None, 1, key="budget", on_change=state.ask, placeholder="no limit",
            help="At.% that may change place in all: half the sum of the differences.",
        )  # fmt: skip
    with st.expander("Constraints: lock or ban elements, most elements, price"):
        _constraints()
    request = state.current()
    told = _told(request)
    if told:
        st.html(markup.note(f"Constraints: {told}."))
    return request


def _told(asked: NudgeRequest) -> str:
    parts = [("lock " + asked.lock) if asked.lock else "", ("ban " + asked.ban) if asked.ban else ""]
    parts.append(f"at most {asked.most} elements" if asked.most else "")
    parts.append(f"at most {asked.price:g} USD/kg" if asked.price else "")
    return ", ".join(part for part in parts if part)


def _constraints() -> None:
    st.html(
        markup.note("Press an element of the start to lock its at.%, again to ban it; any other element to ban it.")
    )
    table = st.container()
    lock, ban, most, price = st.columns([1.2, 1.2, 1, 1], gap="small")
    lock.text_input(
        "Locked", key="lock", on_change=state.ask, max_chars=200, placeholder="Fe, Ni=20",
        help="Kept at the start's own at.%, whole or not, or at the amount given.",
    )  # fmt: skip
    ban.text_input("Banned", key="ban", on_change=state.ask, max_chars=200, placeholder="Os, Au")
    most.number_input(
        "Max elements", 1, MOST_ELEMENTS, None, 1, key="most", on_change=state.ask, placeholder="no limit"
    )
    price.number_input(
        "Price ceiling (USD/kg)", 0.1, None, None, 1.0, key="price", on_change=state.ask, placeholder="no limit",
        help="From element prices of about 2013, good to an order of magnitude.",
    )  # fmt: skip
    # Below the inputs in the script, above them on the page: on a cold link they hold nothing before they are drawn.
    asked = state.current()
    amounts = _amounts(asked.alloy)
    st.session_state["nudge_start"] = tuple(amounts)
    with table:
        periodic_table(resources.vocabulary(), state.marks(asked), amounts, state.next_mark, "Elements to lock or ban")


def _amounts(alloy: str) -> dict[str, int]:
    """Whole at.% of the alloy typed; none while it cannot be read, which the result says."""
    try:
        return state.whole_amounts(Composition.parse(alloy)) if alloy else {}
    except HeaError:
        return {}


def _try_example() -> None:
    state.ask(alloy=EXAMPLE)
