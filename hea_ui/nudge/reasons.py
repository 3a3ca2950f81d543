"""Why a nudge changes the probability: one row a descriptor, its value before and after, and what that does, in words. Pure and escaped."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

from hea_ui.common import markup
from hea_ui.common.wording import describe, number, symbol_html

if TYPE_CHECKING:
    from hea_core.explain.shapley import Explanation

_NOTHING, _LITTLE, _MUCH = 0.01, 0.04, 0.12
"""Probability, as written, up to which a change of Shapley value is nothing, is little, and from which it is much."""


def rows(start: Explanation, end: Explanation, ranges: Mapping[str, tuple[float, float]]) -> str:
    """The descriptors, the one that changed the probability most first.

    Args:
        start: Shapley values of the start.
        end: of the end.
        ranges: {descriptor: (least, most)} that 90 % of the measured alloys span, the scale of each row.
    """
    order = sorted(start.values, key=lambda name: -abs(end.values[name] - start.values[name]))
    body = "".join(_row(name, start, end, ranges[name]) for name in order)
    head = [
        "descriptor",
        "start to end, over what 90 % of measured alloys span",
        "#before",
        "#after",
        "#probability",
        "which",
    ]
    table = markup.table("What changed, and what it did to the probability", head, body, "reasons")
    return (
        f'{table}<p class="la-quiet">The column “probability” is the change of the exact Shapley value from start to end; the column sums to '
        f"{_signed(end.probability - start.probability)}.</p>"
    )


def _row(name: str, start: Explanation, end: Explanation, span: tuple[float, float]) -> str:
    quantity = describe(name)
    before, after = start.descriptors[name], end.descriptors[name]
    change = end.values[name] - start.values[name]
    return (
        f'<tr data-descriptor="{escape(name)}"><th scope="row">{escape(quantity.label)} {symbol_html(quantity.symbol)}</th>'
        f'<td class="la-dumbbell">{_dumbbell(before, after, span)}</td><td class="la-num">{number(before, quantity.digits)}</td>'
        f'<td class="la-num"><b>{number(after, quantity.digits)}</b> {escape(quantity.unit)}</td>'
        f'<td class="la-num"><b>{_signed(change)}</b></td><td>{words(change)}</td></tr>'
    )


def _dumbbell(before: float, after: float, span: tuple[float, float]) -> str:
    """Two marks on a line, the end filled; what lies beyond the span is held at its end."""
    low, high = span
    places = [
        100 * min(max((value - low) / (high - low) if high > low else 0.5, 0.0), 1.0) for value in (before, after)
    ]
    left, right = sorted(places)
    return (
        f'<span class="la-line" aria-hidden="true"><i class="la-between" style="left:{left:.1f}%;width:{right - left:.1f}%"></i>'
        f'<i class="la-was" style="left:{places[0]:.1f}%"></i><i class="la-is" style="left:{places[1]:.1f}%"></i></span>'
    )


def words(change: float) -> str:
    """What a change of Shapley value says: how much, and which way."""
    change = round(change, 2)  # as it is written beside the words
    if abs(change) <= _NOTHING:
        return "makes no difference"
    towards = "one phase" if change > 0 else "several phases"
    much = "a little " if abs(change) <= _LITTLE else "strongly " if abs(change) >= _MUCH else ""
    return f"speaks {much}for {towards}"


def _signed(change: float) -> str:
    return f"+{number(change)}" if round(change, 2) > 0 else number(change)
