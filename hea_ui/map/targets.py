"""What is said of targets beside the probability: how sure their heads are, whether they can be had at a place, and receipts on the card."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from hea_core.design.wanted import Bound, Wanted, Wish, parted
from hea_core.evaluation.card import section
from hea_core.model.computed import COMPUTED, askable
from hea_core.model.targets import SINGLE_PHASE, Askable
from hea_core.results import Domain, Side
from hea_ui.common import markup
from hea_ui.common.properties import listed
from hea_ui.common.wording import number, target_value
from hea_ui.server import resources

if TYPE_CHECKING:
    from hea_core.results import Candidate, Feasibility, TargetReceipt

_WHERE = {
    Domain.IN: "",
    Domain.EDGE: "; at the edge of what was measured of it",
    Domain.OUT: "; far from what was measured of it",
}
"""Where an alloy lies among those with a measured value of a target, for its receipt."""


def sureness(asked: Mapping[str, Wish], card: Mapping[str, Any]) -> str:
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
    exact = [_exactness(one, asked[one.name]) for one in COMPUTED if one.name in asked]
    computed = f"Computed from the elements, not predicted: {', '.join(exact)}." if exact else ""
    return f"{heads} {computed}".strip()


def _exactness(one: Askable, wish: Wish) -> str:
    tolerance = f" to {number(100 * one.tolerance, 0)} % of what is asked"
    return one.label + (tolerance if parted(wish)[1] is Side.ABOUT else "")


def verdict(found: Feasibility, asked: Mapping[str, Wish], address: Callable[[Mapping[str, Wish]], str]) -> str:
    """Whether it can be had at this place, in words; where not, with a link that asks for the nearest that can.

    Args:
        found: the answer.
        asked: the question, by name of target.
        address: the text behind the question mark of the view that asks for these targets.
    """
    if found.feasible:
        return f'<p class="la-quiet" data-feasible="true">{escape(found.reason)}</p>'
    nearest = {name: _nearest(name, value, asked.get(name, value)) for name, value in found.nearest.items()}
    link = f' <a data-act="go" href="./?{escape(address(nearest))}">Ask for the nearest</a>' if nearest else ""
    return f'<p class="la-warn" data-feasible="false"><b>Cannot be had here.</b> {escape(found.reason)}{link}</p>'


def _nearest(name: str, had: float | str, wish: Wish) -> Wish:
    """What to ask for instead of a wish, so that an alloy that has so much has it: a bound that it keeps stays."""
    side = parted(wish)[1]
    if isinstance(had, str) or side is Side.ABOUT:
        return _rounded(name, had)
    kept = bool(Wanted.of_target(name, wish).met({name: np.array([had])})[0])
    return wish if kept else Bound(_rounded_off(had, side), side)


def _rounded_off(value: float, side: Side) -> float:
    """A number to three figures that is no more (OR_MORE), or no less, than it was."""
    unit = 10.0 ** (math.floor(math.log10(value)) - 2)
    whole = math.floor(value / unit) if side is Side.OR_MORE else math.ceil(value / unit)
    return float(f"{whole * unit:.3g}")


def _rounded(name: str, value: float | str) -> float | str:
    """A value as it can be asked for: a probability to 0.01, another number to three figures."""
    if isinstance(value, str):
        return value
    return round(value, 2) if name == SINGLE_PHASE.name else float(f"{value:.3g}")


def notes(made: Candidate) -> dict[str, str]:
    """What was asked of the targets that the card lists as properties of the alloy, HTML by name."""
    on_card = listed(made.prediction)
    return {
        one.target: f'<small class="la-block">{_asked(one)}</small>' for one in made.receipts if one.target in on_card
    }


def receipts(made: Candidate) -> list[tuple[str, str]]:
    """What was asked of each other target and what came of it, as names and HTML of facts."""
    on_card = (SINGLE_PHASE.name, *listed(made.prediction))
    return [
        (f"Asked: {askable(one.target).label}", f"{_got(one)}<small>; {_asked(one)}{_WHERE[one.domain]}</small>")
        for one in made.receipts
        if one.target not in on_card
    ]


def _got(one: TargetReceipt) -> str:
    if isinstance(one.got, str):
        return escape(one.got)
    unit = f" {askable(one.target).unit}" if askable(one.target).unit else ""
    span = (
        ""
        if one.low is None or one.high is None
        else f" <small>({target_value(one.low)}–{target_value(one.high)})</small>"
    )
    return f"{target_value(one.got)}{unit}{span}"


def _asked(one: TargetReceipt) -> str:
    """What was asked, what the decoder alone gave, which is told of what is predicted alone, and whether it is met."""
    asked = target_value(one.asked) + ("" if one.side is Side.ABOUT else f" {one.side}")
    share = "" if one.share is None else f", {number(100 * one.share, 0)} % for {escape(str(one.asked))}"
    exact = one.target in {computed.name for computed in COMPUTED}
    alone = "" if exact else f", decoder alone {target_value(one.decoded)}"
    return f"asked {asked}{share}{alone}: {'as asked' if one.met else 'not as asked'}"


def show(
    asked: Mapping[str, Wish],
    found: Feasibility,
    address: Callable[[Mapping[str, Wish]], str],
    shaded: bool,
) -> None:
    """Below the controls: how sure the heads are, whether it can be had, and what the map does not follow.

    Args:
        asked: wishes by name of target.
        found: whether they can be had.
        address: as for `verdict`.
        shaded: whether the ground is shaded by the probability of designs.
    """
    st.html(
        markup.note(f"{sureness(asked, resources.model_card())} {_on_the_map(shaded)}") + verdict(found, asked, address)
    )


def _on_the_map(shaded: bool) -> str:
    """What the map leaves out while more than φ is asked for."""
    ground = " The shading is of designs asked for by probability alone." if shaded else ""
    return f"Where the map names no alloy under the pointer, a click searches longer, or no alloy there has it all.{ground}"
