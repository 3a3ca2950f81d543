"""The columns of a screening in words: what they are called on the page and in links, their unit, and which way is better."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        name: in the core and in the file.
        words: on the page and in links.
        unit: "" for none.
        digits: decimals that are shown.
        better: 1 where more is better, −1 where less is, 0 where that depends.
    """

    name: str
    words: str
    unit: str = ""
    digits: int = 2
    better: int = 0

    @property
    def title(self) -> str:
        """Words with unit, for an axis or a heading."""
        return f"{self.words} ({self.unit})" if self.unit else self.words


_ALL = (
    Column("probability", "probability", "", 2, 1),
    Column("low", "lower end of the interval", "", 2, 1),
    Column("high", "upper end of the interval", "", 2, 1),
    Column("distance_at_percent", "distance to measured", "at.%", 1, 0),
    Column("density", "density", "g/cm³", 2, -1),
    Column("price", "price", "USD/kg", 1, -1),
    Column("n_elements", "number of elements", "", 0, 0),
    Column("melting_temperature", "melting temperature", "K", 0, 1),
    Column("bulk_modulus", "bulk modulus", "GPa", 0, 1),
    Column("molar_volume", "molar volume", "cm³/mol", 2, 0),
    Column("vec", "valence electron concentration", "", 2, 0),
    Column("atomic_size_difference", "atomic size difference", "%", 2, -1),
    Column("electronegativity_difference", "electronegativity difference", "", 3, 0),
    Column("mixing_entropy", "mixing entropy", "J/mol·K", 2, 1),
    Column("mixing_enthalpy", "mixing enthalpy", "kJ/mol", 2, 0),
)
COLUMNS: Mapping[str, Column] = MappingProxyType({column.words: column for column in _ALL})
"""Columns of numbers, by words."""
BY_NAME: Mapping[str, Column] = MappingProxyType({column.name: column for column in _ALL})
SIGNED: Mapping[str, str] = MappingProxyType(
    {
        f"{way} {column.words}": f"{sign}{column.name}"
        for column in _ALL
        for way, sign in ((("high", ""), ("low", "-")) if column.better >= 0 else (("low", "-"), ("high", "")))
    }
)
"""What can be asked of a column, in words, and as the core says it: "low price" is "-price"."""


def of(name: str) -> Column:
    """The column of that name in a result: one of COLUMNS, or the at.% of an element."""
    return BY_NAME.get(name) or Column(name, name, "at.%", 1)


def options(pool: Sequence[str]) -> dict[str, Column]:
    """Columns of a result over these elements, by words."""
    return {**COLUMNS, **{symbol: of(symbol) for symbol in pool}}
