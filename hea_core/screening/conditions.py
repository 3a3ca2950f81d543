"""Conditions such as "probability>=0.9 and density<8", read without evaluating anything."""

from __future__ import annotations

import math
import operator
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np

from hea_core.composition.elements import elements
from hea_core.errors import RequestError, quoted
from hea_core.model.targets import STRUCTURE
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
_SIGNS = {"≥": ">=", "≤": "<=", "≠": "!="}
_PART = re.compile(r"\s*((?:[^\W\d]|\u2206)\w*)\s*(>=|<=|==|!=|=|>|<|≥|≤|≠)\s*(\S+)\s*")
_BETWEEN = re.compile(r"\s+and\s+|\s*&&?\s*|\s*;\s*|\s*,\s*(?=[^\W\d])", re.IGNORECASE)
"""What stands between conditions; a comma only where a name follows, for it may be a decimal's."""
_DECIMAL_COMMA = re.compile(r"-?(?:0,\d+|\d+,(?:\d{1,2}|\d{4,}))")
"""Not 1,500, which may be fifteen hundred."""
_EXAMPLE = 'for example "probability>=0.9 and density<8 and structure==BCC"'


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

    def __str__(self) -> str:
        """As it is typed: probability>=0.9, domain==in."""
        classes = column_of(self.column).classes
        return f"{self.column}{self.comparison}{classes[int(self.value)] if classes else f'{self.value:g}'}"

    def holds(self, columns: Mapping[str, np.ndarray]) -> np.ndarray:
        """Bool (n,); a missing value (NaN) fulfils nothing."""
        values = columns[self.column].astype(np.float64)
        return np.asarray(_COMPARE[self.comparison](values, self.value) & ~np.isnan(values))


def parse_where(text: str, pool: tuple[str, ...]) -> tuple[Condition, ...]:
    """Conditions joined by "and", ";" or ","; RequestError names the part that cannot be read.

    A column may be called by its symbol, too: VEC>8, δ<5, p>=0.9.
    """
    found = []
    for part in _BETWEEN.split(text.strip()):
        match = _PART.fullmatch(part)
        if not match:
            raise RequestError(f"where {quoted(part.strip())} is not 'column comparison number': {_EXAMPLE}.")
        name, comparison, value = match.groups()
        column = known_column(_named(name, pool), pool, "where")
        _same_or_not(column, comparison)
        found.append(Condition(column, _SIGNS.get(comparison, comparison), _number(column, value)))
    return tuple(found)


def _same_or_not(column: str, comparison: str) -> None:
    """Refuse an order of classes that have none: no structure is more than another, unlike in, edge and out."""
    classes = column_of(column).classes
    if classes == STRUCTURE.classes and _SIGNS.get(comparison, comparison)[0] in "<>":
        raise RequestError(
            f"where compares '{column}' by '{comparison}', but its classes have no order: write {column}=={classes[0]} or !=."
        )


def known_column(name: str, pool: tuple[str, ...], said: str) -> str:
    """The name, if it is a column of a screening of this pool; RequestError says what to take instead."""
    if name not in COLUMNS and name not in pool:
        raise RequestError(f"{said} names {quoted(name)}, which is no column: {_instead(name, pool)}; {_EXAMPLE}.")
    return name


def _instead(name: str, pool: tuple[str, ...]) -> str:
    """What may have been meant by a name that is no column."""
    if name in elements().symbols:
        return f"of elements take one that is screened, {', '.join(pool)}"
    known = {spelling.casefold(): column for spelling, column in _spellings().items()}
    near = get_close_matches(_plain(name).casefold(), known, n=1, cutoff=0.7)
    if near:
        return f"perhaps {known[near[0]]}"
    return "take one of the result, such as probability, hardness, density, price or VEC, or an element for its at.%"


def _named(name: str, pool: tuple[str, ...]) -> str:
    """The column that a name or symbol stands for; the name itself where it stands for none.

    Elements of the pool come first. Small and capital letters are told apart only where another element would be meant: P is not p.
    """
    if name in pool or name in COLUMNS:
        return name
    typed, spellings = _plain(name), _spellings()
    if typed in spellings or name in elements().symbols:
        return spellings.get(typed, name)
    folded = {spelling.casefold(): column for spelling, column in spellings.items()}
    return folded.get(typed.casefold(), name)


def _spellings() -> dict[str, str]:
    """{how a column may be called, plain: its name}."""
    return {_plain(also): column.name for column in COLUMNS.values() for also in (column.name, *column.also)}


def _plain(name: str) -> str:
    """A symbol without the marks in which spellings differ: subscripts, underscores, the two signs that look like Δ."""
    return unicodedata.normalize("NFKC", name).replace("_", "").replace("\u2206", "Δ")


def finite(text: str) -> float | None:
    """A number as Python writes it; None where the text is none, or has no end."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _number(column: str, text: str) -> float:
    classes = column_of(column).classes
    for position, name in enumerate(classes):
        if text.casefold() == name.casefold():
            return float(position)
    if classes and text[:1].isalpha():
        raise RequestError(
            f"where '{column}' is compared with {quoted(text)}: take one of {', '.join(classes)}; for example \"{column}=={classes[0]}\"."
        )
    if _DECIMAL_COMMA.fullmatch(text):
        text = text.replace(",", ".")
    value = finite(text)
    if value is None:
        raise RequestError(f"where '{column}' is compared with {quoted(text)}, which is no number: {_EXAMPLE}.")
    return value
