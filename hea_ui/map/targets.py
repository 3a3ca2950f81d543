"""What may be asked for beside the probability of a single phase: a control a target, how sure its head is, and a receipt on the card."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from hea_core.evaluation.card import section
from hea_core.model.computed import COMPUTED, askable
from hea_core.model.targets import SINGLE_PHASE, Askable, Kind
from hea_core.results import Domain
from hea_ui.common import markup, messages
from hea_ui.common.wording import number, target_value
from hea_ui.map.state import FURTHER, key
from hea_ui.server import resources

if TYPE_CHECKING:
    from hea_core.results import Candidate, Feasibility, TargetReceipt

ANY = ""
"""The class that asks for none."""
_FIRST = {"hardness": 500.0, "density": 8.0, "melting_temperature": 2000.0, "price": 20.0}
"""What a number is set to when it is first asked for; of any other the middle of its limits."""
_STEPS = 90
"""About as many steps has a slider."""
_WIDE = 1000.0
"""Ratio of most to least from which a number is typed: a slider would have all that is usual in its first step."""
_WHERE = {
    Domain.IN: "",
    Domain.EDGE: "; at the edge of what was measured of it",
    Domain.OUT: "; far from what was measured of it",
}
"""Where an alloy lies among those with a measured value of a target, for its receipt."""


def inputs(change: Callable[..., None]) -> None:
    """A control for each target, off until wanted; grey while what is asked for cannot be had (style.css).

    Args:
        change: the page's callback, which takes new values by key of target.
    """
    with st.container(key="target_controls", gap="small"):
        for one in FURTHER:
            if one.kind is Kind.CLASS:
                _class(one, change)
            elif _wanted(one, change):
                _number(one, change)


def _class(one: Askable, change: Callable[..., None]) -> None:
    st.selectbox(
        messages.literal(f"{_words(one)} to ask for"),
        [ANY, *one.classes],
        key=key(one.name),
        on_change=change,
        format_func=lambda name: name or "any",
    )


def _wanted(one: Askable, change: Callable[..., None]) -> bool:
    return st.toggle(
        messages.literal(f"Ask for a {one.label}"),
        value=st.session_state[key(one.name)] is not None,
        key=f"{key(one.name)}_wanted",
        on_change=_turn,
        args=(one, change),
    )


def _number(one: Askable, change: Callable[..., None]) -> None:
    low, high = one.limits
    if high / low > _WIDE:
        st.number_input(
            messages.literal(f"{_words(one)} to ask for ({one.unit})"),
            low,
            high,
            _first(one),
            1.0,
            "%g",
            key=key(one.name),
            on_change=change,
        )
        return
    step = 10.0 ** math.floor(math.log10((high - low) / _STEPS))
    st.slider(
        messages.literal(f"{_words(one)} to ask for ({one.unit})"),
        low,
        high,
        _first(one),
        step,
        key=key(one.name),
        on_change=change,
        format="%.0f" if step >= 1.0 else "%.1f",
    )


def _turn(one: Askable, change: Callable[..., None]) -> None:
    """Callback of a toggle: ask for a number, or no more."""
    name = key(one.name)
    change(**{name: _first(one) if st.session_state[f"{name}_wanted"] else None})


def _first(one: Askable) -> float:
    return _FIRST.get(one.name, sum(one.limits) / 2)


def _words(one: Askable) -> str:
    return one.label[:1].upper() + one.label[1:]


def sureness(asked: Mapping[str, float | str], card: Mapping[str, Any]) -> str:
    """How good the heads of these targets are on held-out systems of four or more elements, as the model card has it."""
    measured = section(card, "properties")
    said = []
    for name in asked:
        figures = measured.get(name, {})
        error = figures.get("cleaned", {}).get("model", {}).get("mean_error")
        accuracy = figures.get("n4", {}).get("model", {}).get("accuracy")
        if error is not None:
            said.append(f"{askable(name).label} is off by {number(error, 0)} {askable(name).unit} on average")
        elif accuracy is not None:
            said.append(f"{askable(name).label} is right for {number(100 * accuracy, 0)} % of alloys")
    heads = f"On chemical systems it was not taught, {' and '.join(said)}." if said else ""
    exact = [f"{one.label} to {number(100 * one.tolerance, 0)} %" for one in COMPUTED if one.name in asked]
    computed = f"Computed from the elements, not predicted: {', '.join(exact)} of what is asked." if exact else ""
    return f"{heads} {computed}".strip()


def verdict(found: Feasibility, address: Callable[[Mapping[str, float | str]], str]) -> str:
    """Whether it can be had at this place, in words; where not, with a link that asks for the nearest that can.

    Args:
        found: the answer.
        address: the text behind the question mark of the view that asks for these targets.
    """
    if found.feasible:
        return f'<p class="la-quiet" data-feasible="true">{escape(found.reason)}</p>'
    nearest = {name: _rounded(name, value) for name, value in found.nearest.items()}
    link = f' <a data-act="go" href="./?{escape(address(nearest))}">Ask for the nearest</a>' if nearest else ""
    return f'<p class="la-warn" data-feasible="false"><b>Cannot be had here.</b> {escape(found.reason)}{link}</p>'


def _rounded(name: str, value: float | str) -> float | str:
    """A value as it can be asked for: a probability to 0.01, another number to three figures."""
    if isinstance(value, str):
        return value
    return round(value, 2) if name == SINGLE_PHASE.name else float(f"{value:.3g}")


def receipts(made: Candidate) -> list[tuple[str, str]]:
    """What was asked of each further target and what came of it, as names and HTML of facts."""
    return [
        (f"Asked: {askable(one.target).label}", _receipt(one))
        for one in made.receipts
        if one.target != SINGLE_PHASE.name
    ]


def _receipt(one: TargetReceipt) -> str:
    unit = f" {askable(one.target).unit}" if askable(one.target).unit else ""
    met = ("as asked" if one.met else "not as asked") + _WHERE[one.domain]
    # a decoder is told of what is predicted alone
    alone = (
        "" if one.target in {computed.name for computed in COMPUTED} else f", decoder alone {target_value(one.decoded)}"
    )
    if isinstance(one.got, str):
        share = "" if one.share is None else f", {number(100 * one.share, 0)} % for {escape(str(one.asked))}"
        return f"{escape(one.got)}<small>; asked {target_value(one.asked)}{share}{alone}: {met}</small>"
    span = "" if one.low is None or one.high is None else f" ({target_value(one.low)}–{target_value(one.high)})"
    return f"{target_value(one.got)}{unit}<small>{span}; asked {target_value(one.asked)}{alone}: {met}</small>"


def show(
    asked: Mapping[str, float | str],
    found: Feasibility,
    address: Callable[[Mapping[str, float | str]], str],
    shaded: bool,
) -> None:
    """Below the controls: how sure the heads are, whether it can be had, and what the map does not follow.

    Args:
        asked: values by name of target.
        found: whether they can be had.
        address: as for `verdict`.
        shaded: whether the ground is shaded by the probability of designs.
    """
    st.html(markup.note(f"{sureness(asked, resources.model_card())} {_not_followed(shaded)}") + verdict(found, address))


def _not_followed(shaded: bool) -> str:
    """What the map leaves out while more than φ is asked for: a preview of every place would take minutes."""
    ground = ", and its shading is of designs asked for by probability alone" if shaded else ""
    return f"With targets the map does not say beforehand what a click would give{ground}."
