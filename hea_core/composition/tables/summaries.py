"""Rows of a table that are no alloys but were reckoned from others: sums, spreads, limits, and the mean of the rows above it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from hea_core.composition.tables.element_columns import ElementColumns, Row, cell_of

_BEHIND = r"\.?(?: ?[(\[]?(?:%|[aw]t\.? ?%|n ?= ?[0-9]+|abs\.?|rel\.?)[)\]]?)?:?"
_SUMMARY = re.compile(
    r"(?:sums?|totals?|summe|gesamt|somme|[123]? ?(?:sigma|σ)|std|s\.?d|s\.?e\.?m?|stdev|std\.? ?dev(?:iation)?|deviation|r\.?s\.?d"
    r"|standard ?(?:deviation|error)|standardabw(?:eichung|\.)?|(?:rel(?:ative|\.) )?(?:error|fehler)|uncertainty|variance|cv|±"
    r"|min|max|minimum|maximum|limits?|range|detection limits?|nachweisgrenze|lod|loq|dl)" + _BEHIND,
    re.IGNORECASE,
)
_MEAN = re.compile(
    r"(?:mean|average|avg|mittel(?:wert)?|durchschnitt|moyenne|media|x̄|ø)\b[^0-9]{0,20}(?:[0-9]{1,3}[^0-9]{0,8})?", re.I
)
_RECKONED = re.compile(rf"{_SUMMARY.pattern}|{_MEAN.pattern}", re.IGNORECASE)
_SAME = 0.005
"""Share of the whole by which an amount of a mean differs from the mean of the amounts, in rounding."""
_MOST_ROWS = 1000
"""Rows of which one row may be the mean."""


def is_summary(text: str) -> bool:
    """Whether a cell names a sum, a spread or a limit."""
    return _SUMMARY.fullmatch(text) is not None


def summaries(rows: Sequence[Row], columns: ElementColumns) -> frozenset[int]:
    """Indices of the rows that were reckoned from others.

    A mean counts only where it is that of two or more rows right above it: else it is what a measurement of one alloy came to.
    """
    labels = _labels(rows, columns)
    found: set[int] = set()
    first = 0
    for k, row in enumerate(rows):
        words = [cell for index in labels if _RECKONED.fullmatch(cell := cell_of(row, index))]
        if not words:
            continue
        if any(map(is_summary, words)):
            found.add(k)
        else:
            if _is_mean(columns, row, [rows[one] for one in range(first, k) if one not in found]):
                found.add(k)
            first = k + 1
    return frozenset(found)


def _labels(rows: Sequence[Row], columns: ElementColumns) -> list[int]:
    """The columns that may say what a row is: those before the amounts, or behind where none is before.

    One that says the same of all rows, as "min" for minutes, says nothing of any.
    """
    places = [index for _, index in columns.columns]
    labels = range(min(places)) or range(max(places) + 1, max(map(len, rows), default=0))
    return [
        index
        for index in labels
        if len(rows) < 2 or any(cell_of(row, index) != cell_of(rows[0], index) for row in rows)
    ]


def _is_mean(columns: ElementColumns, row: Row, above: Sequence[Row]) -> bool:
    """Whether the amounts of a row are the mean of those of the last two or more rows above it."""
    mean = columns.sound(row)
    near = _SAME * math.fsum(mean.values())
    total = dict.fromkeys(mean, 0.0)
    for count, one in enumerate(reversed(above[-_MOST_ROWS:]), start=1):
        for symbol, amount in columns.sound(one).items():
            total[symbol] = total.get(symbol, 0.0) + amount
        if count > 1 and all(abs(amount / count - mean.get(symbol, 0.0)) <= near for symbol, amount in total.items()):
            return True
    return False
