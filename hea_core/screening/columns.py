"""The columns of a screening: each is one entry, from which the request, the blocks, the conditions and the pages take all they need.

To add one, write its entry here and, where it needs something new, a property of hea_core.screening.pool_columns.AlloySlice:
docs/recipes/add-a-screening-column.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from hea_core.descriptors.registry import DESCRIPTORS
from hea_core.model.targets import STRUCTURE
from hea_core.results import Domain

if TYPE_CHECKING:
    from hea_core.screening.pool_columns import AlloySlice


class Stage(StrEnum):
    """What it costs to know a column of an alloy, cheapest first: alloys that fail at one stage never see the next."""

    DESCRIPTORS = "descriptors"
    CLASSIFIER = "classifier"
    HARDNESS = "hardness"
    STRUCTURE = "structure"
    DISTANCE = "distance"
    DOMAIN = "domain"


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        name: in files, conditions and JSON.
        words: on the page and in its links.
        stage: what it costs.
        compute: its values, (n,), of a slice of n alloys.
        unit: "" for none.
        note: what the words leave open, for help; "" where they say all.
        dtype: in memory and in the file.
        digits: decimals that are worth showing.
        better: 1 where more is better, −1 where less is, 0 where that depends.
        also: other names that a condition may use, the one to show first.
        classes: names of the codes 0, 1, …, where it tells classes apart, −1 where nothing is said; the file has the names, or
            nothing. () for a number.
    """

    name: str
    words: str
    stage: Stage
    compute: Callable[[AlloySlice], np.ndarray]
    unit: str = ""
    note: str = ""
    dtype: type[np.generic] = np.float32
    digits: int = 2
    better: int = 0
    also: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Words with unit, for an axis or a heading."""
        return f"{self.words} ({self.unit})" if self.unit else self.words

    @property
    def short(self) -> str:
        """A name of a few letters, for a filter."""
        return self.also[0] if self.also else self.words


_SPELT = {"δ": "delta", "Δ": "d", "χ": "chi"}
"""Greek letters of symbols as they are typed without them."""


def _spellings(symbol: str) -> tuple[str, ...]:
    """How a symbol is typed: ΔH_mix is ΔHmix, dHmix or Hmix."""
    plain = symbol.replace("_", "")
    spelt = "".join(_SPELT.get(letter, letter) for letter in plain)
    bare = plain.removeprefix("Δ") if plain.startswith(("ΔH", "ΔS")) else plain
    return tuple(dict.fromkeys((plain, spelt, bare)))


def _descriptor(name: str, better: int = 0) -> Column:
    """A descriptor of the paper as a column; all eight come from one call of f(x)."""
    known = next(descriptor for descriptor in DESCRIPTORS if descriptor.name == name)
    return Column(
        name, known.label, Stage.DESCRIPTORS, lambda alloys: alloys.descriptor(name), known.unit, "", np.float32,
        known.digits, better, _spellings(known.symbol),
    )  # fmt: skip


_ALL = (
    Column(
        "probability", "probability", Stage.CLASSIFIER, lambda alloys: alloys.scores.probability,
        note="of a single phase, mean of the ensemble", better=1, also=("p",),
    ),
    Column(
        "low", "lower end of the interval", Stage.CLASSIFIER, lambda alloys: alloys.interval[0],
        note="the 90 % interval of the probability", better=1,
    ),
    Column(
        "high", "upper end of the interval", Stage.CLASSIFIER, lambda alloys: alloys.interval[1],
        note="the 90 % interval of the probability", better=1,
    ),
    Column(
        "hardness", "hardness", Stage.HARDNESS, lambda alloys: alloys.hardness, "HV",
        "Vickers; none for a model that says nothing of it", digits=0, better=1, also=("HV",),
    ),
    Column(
        "hardness_low", "lower end of the hardness", Stage.HARDNESS, lambda alloys: alloys.hardness_interval[0], "HV",
        "its 90 % interval", digits=0, better=1,
    ),
    Column(
        "hardness_high", "upper end of the hardness", Stage.HARDNESS, lambda alloys: alloys.hardness_interval[1], "HV",
        "its 90 % interval", digits=0,
    ),
    Column(
        "structure", "structure", Stage.STRUCTURE, lambda alloys: alloys.structure[0], note="the most probable one", dtype=np.int8,
        classes=STRUCTURE.classes,
    ),
    Column(
        "structure_probability", "probability of the structure", Stage.STRUCTURE, lambda alloys: alloys.structure[1],
        note="of the most probable one", better=1,
    ),
    Column(
        "n_elements", "number of elements", Stage.DESCRIPTORS, lambda alloys: alloys.n_elements, dtype=np.int8, digits=0, also=("n",),
    ),
    Column(
        "density", "density", Stage.DESCRIPTORS, lambda alloys: alloys.density, "g/cm³",
        "molar mass over ideal molar volume", better=-1, also=("ρ", "rho"),
    ),
    Column(
        "price", "price", Stage.DESCRIPTORS, lambda alloys: alloys.price, "USD/kg of 2013 or yours",
        "from element prices of about 2013, where you give none, good to an order of magnitude; none where an element has none", digits=1, better=-1,
        also=("price", "cost"),
    ),
    Column(
        "distance_at_percent", "distance to measured", Stage.DISTANCE, lambda alloys: alloys.distance, "at.%",
        "at.% to move to become the nearest measured alloy", digits=1, also=("distance",),
    ),
    Column(
        "domain", "domain", Stage.DOMAIN, lambda alloys: alloys.domain, note="of applicability", dtype=np.int8,
        classes=tuple(domain.value for domain in Domain),
    ),
    _descriptor("bulk_modulus"),
    _descriptor("molar_volume"),
    _descriptor("melting_temperature", better=1),
    _descriptor("vec"),
    _descriptor("atomic_size_difference", better=-1),
    _descriptor("electronegativity_difference"),
    _descriptor("mixing_entropy", better=1),
    _descriptor("mixing_enthalpy"),
)  # fmt: skip
COLUMNS: Mapping[str, Column] = MappingProxyType({column.name: column for column in _ALL})
"""By name, in the order of the file."""


def amount(symbol: str) -> Column:
    """The at.% of an element of the pool as a column."""
    return Column(
        symbol, symbol, Stage.DESCRIPTORS, lambda alloys: alloys.at_percent(symbol), "at.%", "", np.float64, 1
    )


def column(name: str) -> Column:
    """The column of that name: one of COLUMNS, or the at.% of an element."""
    return COLUMNS.get(name) or amount(name)
