"""Facts about an alloy's elements that can be cited: density, price, criticality, hazard. Facts, not a judgement of the alloy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np

from hea_core.composition import Composition
from hea_core.composition.elements import ElementTable, elements
from hea_core.composition.weight_percent import weight_percent
from hea_core.files.shipped import shipped_table

HAZARD_CAVEAT = (
    "A classification is of the substance as placed on the market; for an alloy it depends on form and release, and a solid piece "
    "is not a powder."
)

MOST_PER_KG = 1e9
"""USD per kg: no price given may be above it, as none of an element is."""


@dataclass(frozen=True, slots=True)
class ElementFact:
    """One citable statement.

    Attributes:
        symbols: elements of the alloy that it holds for.
        kind: "criticality" or "hazard".
        statement: in words.
        source: where it stands.
        date: of that source, year-month-day.
        not_examined: elements of the alloy that nobody looked up for this statement; of these nothing is said.
    """

    symbols: tuple[str, ...]
    kind: str
    statement: str
    source: str
    date: str
    not_examined: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlloyFacts:
    """What can be cited about an alloy.

    Attributes:
        weight_percent: {symbol: wt.%}, sums to 100, for weighing in.
        density_g_cm3: by the rule of mixtures over volumes, from the elements' densities.
        price_usd_per_kg: of the elements by weight; None where `price_unknown` names one.
        price_unknown: elements without a price.
        price_years: earliest and latest year of the prices used.
        price_sources: where they stand.
        statements: criticality and hazard.
        caveat: to print with a hazard.
    """

    weight_percent: dict[str, float]
    density_g_cm3: float
    price_usd_per_kg: float | None
    price_unknown: tuple[str, ...]
    price_years: tuple[int, int] | None
    price_sources: tuple[str, ...]
    statements: tuple[ElementFact, ...]
    caveat: str


def density_g_cm3(fractions: np.ndarray, table: ElementTable | None = None) -> np.ndarray:
    """Σ cA / Σ (cA/ρ) of atomic fractions (n, E) over a table of elements, the whole one by default, (n,): molar mass over ideal molar volume."""
    properties = (table or elements()).properties
    mass = properties["atomic_mass_g_mol"]
    return np.asarray((fractions @ mass) / (fractions @ (mass / properties["density_g_cm3"])))


def facts_of(composition: Composition) -> AlloyFacts:
    """Everything citable about an alloy whose elements the table holds."""
    prices = price_rows()
    used = {symbol: prices[symbol] for symbol in composition.elements if symbol in prices}
    years = [int(row["year"]) for row in used.values()]
    price, unknown = price_of(composition)
    return AlloyFacts(
        weight_percent=weight_percent(composition.as_dict()),
        density_g_cm3=float(density_g_cm3(elements().fractions([composition]))[0]),
        price_usd_per_kg=price,
        price_unknown=unknown,
        price_years=(min(years), max(years)) if years else None,
        price_sources=tuple(dict.fromkeys(row["source"] for row in used.values())),
        statements=_statements(composition),
        caveat=HAZARD_CAVEAT,
    )


def price_of(
    composition: Composition, own: Mapping[str, float] = MappingProxyType({})
) -> tuple[float | None, tuple[str, ...]]:
    """USD per kg of the elements by weight, and the elements without a price, for which the first is None.

    Args:
        composition: of elements that the table holds.
        own: {symbol: USD per kg} that stand before the shipped prices.
    """
    prices = {symbol: float(row["price_usd_per_kg"]) for symbol, row in price_rows().items()} | dict(own)
    unknown = tuple(symbol for symbol in composition.elements if symbol not in prices)
    if unknown:
        return None, unknown
    weights = weight_percent(composition.as_dict())
    return sum(prices[symbol] * weights[symbol] / 100.0 for symbol in composition.elements), ()


def _statements(composition: Composition) -> tuple[ElementFact, ...]:
    here = set(composition.elements)
    found = []
    for row in _facts():
        holds, examined = set(row["symbols"].split()), set(row["examined"].split())
        if holds & here:
            # A statement made of a few elements only says nothing about having looked at others.
            unseen = here - examined if len(examined) > len(holds) else set()
            found.append(
                ElementFact(
                    tuple(sorted(holds & here)),
                    row["kind"],
                    row["statement"],
                    row["source"],
                    row["date"],
                    tuple(sorted(unseen)),
                )
            )
    return tuple(found)


@cache
def _facts() -> list[dict[str, str]]:
    return shipped_table("element_facts.csv")[1]


@cache
def element_prices(symbols: tuple[str, ...]) -> np.ndarray:
    """USD per kg of these elements, (n,), read-only; NaN where none is known."""
    known = price_rows()
    prices = np.array([float(known[symbol]["price_usd_per_kg"]) if symbol in known else np.nan for symbol in symbols])
    prices.flags.writeable = False
    return prices


@cache
def price_rows() -> dict[str, dict[str, str]]:
    """{symbol: row of data/element_prices.csv, as text}; cached, never to be changed."""
    return {row["symbol"]: row for row in shipped_table("element_prices.csv")[1]}
