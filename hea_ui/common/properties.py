"""Structure and hardness of an alloy in a line each, wherever its probability stands. Pure and escaped."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING

from hea_core.results import Quantity
from hea_ui.common.wording import number

if TYPE_CHECKING:
    from hea_core.results import Classes, Prediction, Property

CLASS_NAMES = {"mixed": "several solid solutions", "intermetallic": "no solid solution"}
"""Classes that their name does not say."""
NO_NOTES: Mapping[str, str] = MappingProxyType({})
VERY_HARD = 500.0
"""HV from which the sentence on underprediction is shown: on systems held out, the hardest quarter was given a fifth too little."""


def listed(p: Prediction) -> Mapping[str, Property]:
    """The properties that `lines` lists: none of a pure element, of which a model of alloys knows nothing."""
    return {} if len(p.composition) == 1 else p.properties


def lines(p: Prediction, notes: Mapping[str, str] = NO_NOTES) -> str:
    """A list of the properties with interval or set, and domain where it is not inside; "" where there are none.

    Args:
        p: of the alloy.
        notes: HTML that the page adds to one of them, by its name.
    """
    facts = "".join(
        f'<dt>{escape(name.replace("_", " ").capitalize())}</dt><dd data-property="{name}">{answer(name, found)}'
        f"{notes.get(name, '')}</dd>"
        for name, found in listed(p).items()
    )
    return facts and f'<dl class="la-facts la-properties">{facts}</dl>'


def answer(name: str, found: Property) -> str:
    """A property of that name with its interval or set, and its domain where it is not inside (HTML)."""
    said = _quantity(found) if isinstance(found, Quantity) else _classes(found)
    return said + _domain(name, found)


def _quantity(found: Quantity) -> str:
    said = f"{number(found.value, 0)}&nbsp;{escape(found.unit)}"
    if found.low is not None and found.high is not None:
        said += f"<small> {number(found.low, 0)}–{number(found.high, 0)} (90 % of single measurements)</small>"
    if found.unit == "HV" and found.value >= VERY_HARD:
        said += '<small class="la-block">Very hard alloys whose route is not given were underpredicted.</small>'
    return said


def _classes(found: Classes) -> str:
    likeliest = found.set[0]
    within = " or ".join(map(name_of, found.set))
    return (
        f"{name_of(likeliest)}<small> {100 * found.probabilities[likeliest]:.0f} %; 90 % set: {escape(within)}</small>"
    )


def name_of(name: str) -> str:
    """A class in words."""
    return CLASS_NAMES.get(name, name)


def _domain(name: str, found: Property) -> str:
    """Where it is not inside: of the property, whose measurements are fewer than those of phases."""
    if found.domain == "in":
        return ""
    where, so = {"edge": ("At the edge of", ""), "out": ("Outside", ": the 90 % is not known to hold here")}[
        found.domain
    ]
    return (
        f'<small class="la-block">{where} the alloys whose {escape(name.replace("_", " "))} was measured{so}.</small>'
    )
