"""Conditions such as "probability>=0.9 and density<8", read without evaluating anything."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from hea_core.errors import RequestError
from hea_core.screening.columns import COLUMNS
from hea_core.screening.columns import column as column_of

_COMPARE: dict[str, Callable[[np.ndarray, float], np.ndarray]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    "=": operator.eq,
    ">": operator.gt,
    "<": operator.lt,
}
_PART = re.compile(r"\s*([A-Za-z_]+)\s*(>=|<=|==|!=|=|>|<)\s*(\S+)\s*")
_EXAMPLE = 'for example "probability>=0.9 and density<8"'


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison of a column with a number.

    Attributes:
        column: a key of COLUMNS, or an element of the pool for its at.%.
        comparison: one of >= <= == != > <.
        value: of a column of classes the number of the class, as in = 0, edge = 1, out = 2.
    """

    column: str
    comparison: str
    value: float

    def holds(self, columns: Mapping[str, np.ndarray]) -> np.ndarray:
        """Bool (n,); a missing value (NaN) fulfils nothing."""
        values = columns[self.column].astype(np.float64)
        return np.asarray(_COMPARE[self.comparison](values, self.value) & ~np.isnan(values))


def parse_where(text: str, pool: tuple[str, ...]) -> tuple[Condition, ...]:
    """Conditions joined by "and"; RequestError names the part that cannot be read."""
    found = []
    for part in re.split(r"\s+and\s+", text.strip(), flags=re.IGNORECASE):
        match = _PART.fullmatch(part)
        if not match:
            raise RequestError(f"where '{part.strip()}' is not 'column comparison number': {_EXAMPLE}.")
        column, comparison, value = match.groups()
        found.append(Condition(known_column(column, pool, "where"), comparison, _number(column, value)))
    return tuple(found)


def known_column(name: str, pool: tuple[str, ...], said: str) -> str:
    """The name, if it is a column of a screening of this pool; RequestError lists the columns."""
    if name not in COLUMNS and name not in pool:
        raise RequestError(
            f"{said} names '{name}', which is no column: take one of {', '.join((*COLUMNS, *pool))}; {_EXAMPLE}."
        )
    return name


def _number(column: str, text: str) -> float:
    classes = column_of(column).classes
    if text in classes:
        return float(classes.index(text))
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise RequestError(f"where '{column}' is compared with '{text}', which is no number: {_EXAMPLE}.")
    return value
