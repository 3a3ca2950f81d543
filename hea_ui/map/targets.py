"""What may be asked for beside the probability of a single phase: a control a target, how sure its head is, and a receipt on the card."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from hea_core.evaluation.card import section
from hea_core.model.computed import askable
from hea_core.model.targets import SINGLE_PHASE, Kind, Target
from hea_core.results import Domain
from hea_ui.common import markup, messages
from hea_ui.common.wording import number
from hea_ui.map.state import FURTHER
from hea_ui.server import resources

if TYPE_CHECKING:
    from hea_core.results import Candidate, Feasibility, TargetReceipt

ANY = ""
"""The class that asks for none."""
_FIRST = {"hardness": 500.0}
"""What a number is set to when it is first asked for; otherwise the middle of its limits."""
_STEPS = 90
_WHERE = {
    Domain.IN: "",
    Domain.EDGE: "; at the edge of what was measured of it",
    Domain.OUT: "; far from what was measured of it",
}
"""Where an alloy lies among those with a measured value of a target, for its receipt."""


def inputs(change: Callable[..., None]) -> None:
    """A control for each target, off until wanted; grey while what is asked for cannot be had (style.css).

    Args:
        change: the page's callback, which takes new values by name of target.
    """
    with st.container(key="target_controls"):
        for one in FURTHER:
            if one.kind is Kind.CLASS:
                st.selectbox(
                    messages.literal(f"{_words(one)} to ask for"),
                    [ANY, *one.classes],
                    key=one.name,
                    on_change=change,
                    format_func=lambda name: name or "any",
                )
            else:
                _number(one, change)


def _number(one: Target, change: Callable[..., None]) -> None:
    held = st.session_state[one.name]
    wanted = st.toggle(
        messages.literal(f"Ask for a {one.label}"),
        value=held is not None,
        key=f"{one.name}_wanted",
        on_change=_turn,
        args=(one, change),
    )
    if not wanted:
        return
    low, high = one.limits
    step = 10.0 ** round(math.log10((high - low) / _STEPS))
    st.slider(
        messages.literal(f"{_words(one)} to ask for ({one.unit})"),
        low,
        high,
        _first(one),
        step,
        key=one.name,
        on_change=change,
        format="%.0f",
    )


def _turn(one: Target, change: Callable[..., None]) -> None:
    """Callback of a toggle: ask for a number, or no more."""
    wanted = st.session_state[f"{one.name}_wanted"]
    change(**{one.name: _first(one) if wanted else None})


def _first(one: Target) -> float:
    return _FIRST.get(one.name, sum(one.limits) / 2)


def _words(one: Target) -> str:
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
    return f"On chemical systems it was not taught, {' and '.join(said)}." if said else ""


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
    """A value as it can be asked for: a probability to 0.01, another number to a whole one."""
    if isinstance(value, str):
        return value
    return round(value, 2) if name == SINGLE_PHASE.name else float(round(value))


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
    if isinstance(one.got, str):
        share = "" if one.share is None else f", {number(100 * one.share, 0)} % for {escape(str(one.asked))}"
        return f"{escape(one.got)}<small>; asked {escape(str(one.asked))}{share}: {met}</small>"
    span = "" if one.low is None or one.high is None else f" ({number(one.low, 0)}–{number(one.high, 0)})"
    return f"{number(one.got, 0)}{unit}<small>{span}; asked {number(float(one.asked), 0)}: {met}</small>"


def show(
    asked: Mapping[str, float | str], found: Feasibility, address: Callable[[Mapping[str, float | str]], str]
) -> None:
    """Below the controls: how sure the heads are, and whether it can be had."""
    st.html(markup.note(sureness(asked, resources.model_card())) + verdict(found, address))
