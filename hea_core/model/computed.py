"""What is computed of an alloy rather than predicted, and may be asked for as targets are: density, melting temperature, price.

One entry is all: generation, nudge, receipts and the command line read COMPUTED. A decoder is not told of these; the search sees to them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from hea_core.composition.elements import ElementTable, elements
from hea_core.datasets.facts import density_g_cm3, element_prices
from hea_core.model.targets import TARGETS, Askable, Kind, named
from hea_core.results import Domain, Quantity

PRICE = "price"
"""The one of COMPUTED of which less is always as good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed(Askable):
    """A positive number that follows from the elements alone.

    Attributes:
        of: its values (n,) by atomic fractions (n, E) and their table of E elements; NaN where an element lacks what it takes.
    """

    of: Callable[[np.ndarray, ElementTable], np.ndarray]


def _melting(fractions: np.ndarray, table: ElementTable) -> np.ndarray:
    return np.asarray(fractions @ table.properties["melting_temperature_k"])


def _price(fractions: np.ndarray, table: ElementTable) -> np.ndarray:
    prices = element_prices(tuple(table.symbols))
    mass, priced = table.properties["atomic_mass_g_mol"], ~np.isnan(prices)
    found = (fractions[:, priced] @ (mass * prices)[priced]) / (fractions @ mass)
    return np.where((fractions[:, ~priced] > 0).any(axis=1), np.nan, found)


COMPUTED: tuple[Computed, ...] = (
    Computed(
        name="density", symbol="ρ", label="density", unit="g/cm³", kind=Kind.POSITIVE, tolerance=0.03, limits=(0.5, 23.0), of=density_g_cm3
    ),
    Computed(
        name="melting_temperature", symbol="T_m", label="melting temperature", unit="K", kind=Kind.POSITIVE, tolerance=0.03,
        limits=(400.0, 3700.0), of=_melting,
    ),
    Computed(
        name=PRICE, symbol="price", label="price of about 2013", unit="USD/kg", kind=Kind.POSITIVE, tolerance=0.2, limits=(0.1, 100_000.0),
        of=_price,
    ),
)  # fmt: skip
"""Density as molar mass over ideal molar volume, melting temperature by the rule of mixtures, price of the elements by weight."""
ASKABLE: tuple[Askable, ...] = (*TARGETS, *COMPUTED)
"""All that can be asked for, predicted first; the order of every answer."""


def askable(name: str) -> Askable:
    """What may be asked for by this name, symbol or label, as hea_core.model.targets.target; RequestError lists them."""
    return named(name, ASKABLE)


def computed(table: ElementTable, fractions: np.ndarray, names: Collection[str]) -> dict[str, np.ndarray]:
    """Values (n,) of those named, of atomic fractions (n, E) over the table's elements; other names are left out."""
    return {one.name: one.of(fractions, table) for one in COMPUTED if one.name in names}


def computed_of(composition: Mapping[str, float]) -> Mapping[str, Quantity]:
    """The same of one alloy {symbol: at.%}, all of them, as answers: exact, so without an interval and never out of a domain."""
    table = elements()
    fractions = np.array([[composition.get(symbol, 0.0) for symbol in table.symbols]]) / 100.0
    return MappingProxyType(
        {one.name: Quantity(float(one.of(fractions, table)[0]), None, None, one.unit, Domain.IN) for one in COMPUTED}
    )
