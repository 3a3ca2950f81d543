"""The controls that ask for targets beside the probability of a single phase, on the Map and the Nudge page."""

from __future__ import annotations

import math
from collections.abc import Callable

import streamlit as st

from hea_core.model.targets import Askable, Kind
from hea_ui.common import messages
from hea_ui.map.state import ABOUT, FURTHER, SIDES, key, side_key

ANY = ""
"""The class that asks for none."""
_FIRST = {"hardness": 500.0, "density": 8.0, "melting_temperature": 2000.0, "price": 20.0}
"""What a number is set to when it is first asked for; of any other the middle of its limits."""
_STEPS = 90
"""About as many steps has a slider."""
_WIDE = 1000.0
"""Ratio of most to least from which a number is typed: a slider would have all that is usual in its first step."""


def usual(one: Askable) -> float:
    """What a number is set to when it is first asked for and nothing is known of an alloy."""
    return _FIRST.get(one.name, sum(one.limits) / 2)


def step(one: Askable) -> float:
    """The step of a number's control, a power of ten."""
    low, high = one.limits
    return 1.0 if _typed(one) else 10.0 ** math.floor(math.log10((high - low) / _STEPS))


def inputs(
    change: Callable[..., None],
    about: str = ABOUT,
    first: Callable[[Askable], float] = usual,
    note: Callable[[Askable], str] = lambda _: "",
) -> None:
    """A control for each target, off until wanted; grey while what is asked for cannot be had (style.css).

    Args:
        change: the page's callback, which takes new values by key of target.
        about: the page's word for a number that is neither a least nor a most.
        first: what a number is set to when it is first asked for.
        note: a few words that stand behind the name of a target.
    """
    with st.container(key="target_controls", gap="small"):
        for one in FURTHER:
            if one.kind is Kind.CLASS:
                _class(one, change, note(one))
            elif _wanted(one, change, first, note(one)):
                _side(one, change, about)
                _number(one, change)


def _class(one: Askable, change: Callable[..., None], note: str) -> None:
    st.selectbox(
        messages.literal(f"{_words(one)} to ask for{note}"),
        [ANY, *one.classes],
        key=key(one.name),
        on_change=change,
        format_func=lambda name: name or "any",
    )


def _wanted(one: Askable, change: Callable[..., None], first: Callable[[Askable], float], note: str) -> bool:
    asked, own_key = st.session_state[key(one.name)] is not None, _toggle_key(one)
    if st.session_state.get(own_key) != asked:  # a link, Back or a button has asked for it, or no more
        st.session_state[own_key] = asked
    return st.toggle(
        messages.literal(f"Ask for a {one.label}{note}"),
        key=own_key,
        on_change=_turn,
        args=(one, change, first),
    )


def _toggle_key(one: Askable) -> str:
    return f"{key(one.name)}_wanted"


def _side(one: Askable, change: Callable[..., None], about: str) -> None:
    st.segmented_control(
        messages.literal(f"How the {one.label} is meant"),
        list(SIDES),
        default=ABOUT,
        required=True,
        key=side_key(one.name),
        on_change=change,
        format_func=lambda word: about if word == ABOUT else word,
        label_visibility="collapsed",
    )


def _number(one: Askable, change: Callable[..., None]) -> None:
    low, high = one.limits
    label = f"{_words(one)} to ask for ({one.unit})"
    if _typed(one):
        st.number_input(
            messages.literal(label), low, high, usual(one), step(one), "%g", key=key(one.name), on_change=change
        )
        return
    st.slider(
        messages.literal(label),
        low,
        high,
        usual(one),
        step(one),
        key=key(one.name),
        on_change=change,
        format="%.0f" if step(one) >= 1.0 else "%.1f",
    )


def _typed(one: Askable) -> bool:
    low, high = one.limits
    return high / low > _WIDE


def _turn(one: Askable, change: Callable[..., None], first: Callable[[Askable], float]) -> None:
    """Callback of a toggle: ask for a number, or no more."""
    name = key(one.name)
    if st.session_state[_toggle_key(one)]:
        change(**{name: first(one)})
    else:
        change(**{name: None, side_key(one.name): ABOUT})


def _words(one: Askable) -> str:
    return one.label[:1].upper() + one.label[1:]
