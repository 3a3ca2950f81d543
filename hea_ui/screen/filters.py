"""Filters of a result: the conditions typed, and the same as a range of each quantity, one text being the truth of both. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from hea_core.screening.columns import COLUMNS, column
from hea_core.screening.conditions import Condition, parse_where
from hea_ui.common.wording import DESCRIBED, describe, symbol_html

if TYPE_CHECKING:
    from hea_ui.screen.result import Result

OFFERED = (
    "probability", "vec", "atomic_size_difference", "mixing_enthalpy", "melting_temperature", "density", "price", "hardness",
)  # fmt: skip
"""Quantities with a histogram, in this order."""
_BINS = 24
SIGNS = {">=": "≥", "<=": "≤", "==": "=", "!=": "≠", "=": "="}
_FROM, _TO = (">=", ">"), ("<=", "<")


@dataclass(frozen=True)
class Histogram:
    """How the alloys of a result spread over one quantity.

    Attributes:
        low, high: ends, whole steps below and above all values.
        step: of the range that can be chosen.
        counts: alloys in each of _BINS equal parts.
    """

    low: float
    high: float
    step: float
    counts: tuple[int, ...]


@lru_cache(maxsize=256)
def histogram(result: Result, name: str) -> Histogram | None:
    """Of one column of a result; None where no alloy has a value or all have the same."""
    values = result.column(name)
    values = values[~np.isnan(values)]
    if not len(values) or values.min() == values.max():
        return None
    span = float(values.max() - values.min())
    power = 10.0 ** math.floor(math.log10(span / 50))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= span / 50)
    low, high = math.floor(float(values.min()) / step) * step, math.ceil(float(values.max()) / step) * step
    counts, _ = np.histogram(values, bins=_BINS, range=(low, high))
    return Histogram(round(low, 10), round(high, 10), step, tuple(counts.tolist()))


def bounds(conditions: Iterable[Condition], name: str, held: Histogram) -> tuple[float, float]:
    """The range that the conditions leave of one quantity, within what there is."""
    here = [one for one in conditions if one.column == name]
    low = max([held.low, *(one.value for one in here if one.comparison in _FROM)])
    high = min([held.high, *(one.value for one in here if one.comparison in _TO)])
    return min(low, held.high), max(high, held.low)


def ranged(conditions: Sequence[Condition], name: str, chosen: tuple[float, float], held: Histogram) -> str:
    """The conditions as text with the range of one quantity replaced; an end where all alloys lie is no condition."""
    others = [one for one in conditions if one.column != name or one.comparison not in (*_FROM, *_TO)]
    low, high = chosen
    ends = [Condition(name, ">=", low)] if low > held.low else []
    ends += [Condition(name, "<=", high)] if high < held.high else []
    return text_of([*others, *ends])


def text_of(conditions: Iterable[Condition]) -> str:
    """Conditions as they are typed."""
    return " and ".join(f"{one.column}{one.comparison}{_value(one)}" for one in conditions)


def said(condition: Condition) -> str:
    """One condition as it is read: VEC ≥ 8."""
    sign = SIGNS.get(condition.comparison, condition.comparison)
    return f"{column(condition.column).short} {sign} {_value(condition)}"


def _value(condition: Condition) -> str:
    classes = column(condition.column).classes
    return classes[int(condition.value)] if classes else f"{condition.value:.10g}"


def bars(name: str, held: Histogram, chosen: tuple[float, float]) -> str:
    """The histogram as HTML: bars in the range chosen stand out."""
    one, most = COLUMNS[name], max(held.counts)
    width = (held.high - held.low) / _BINS
    drawn = ""
    for k, count in enumerate(held.counts):
        middle = held.low + (k + 0.5) * width
        kept = "" if chosen[0] <= middle <= chosen[1] else ' class="la-out"'
        drawn += f'<i{kept} style="height:{max(100 * count / most, 4 if count else 0):.0f}%"></i>'
    unit = escape(one.unit) if one.unit != one.short else ""
    return (
        f'<p class="la-quiet la-filter-name">{_symbol(name)}<br><small>{unit or "&nbsp;"}</small></p><div class="la-histogram" role="img" '
        f'aria-label="{escape(one.title)} of the alloys kept, from {held.low:g} to {held.high:g}">{drawn}</div>'
    )


def read(text: str, result: Result) -> tuple[Condition, ...]:
    """Conditions of a text on this result; RequestError where they cannot be read."""
    return parse_where(text, result.pool) if text.strip() else ()


def holds(result: Result, conditions: Iterable[Condition]) -> np.ndarray:
    """Which alloys fulfil the conditions, bool (rows,)."""
    keep = np.ones(result.rows, dtype=bool)
    for condition in conditions:
        keep &= condition.holds({condition.column: result.column(condition.column)})
    return keep


def _symbol(name: str) -> str:
    return symbol_html(describe(name).symbol) if name in DESCRIBED else escape(COLUMNS[name].short)
