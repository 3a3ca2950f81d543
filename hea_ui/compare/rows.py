"""Quantities of several alloys, the one in which they differ most first. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from hea_core.datasets.facts import price_of
from hea_ui.common.wording import describe, number, symbol_html

if TYPE_CHECKING:
    from hea_core.checks import AlloyReport

_MOST_MOVED = 100.0
"""At.% between two alloys without a common element."""


@dataclass(frozen=True)
class Row:
    """One quantity of all alloys.

    Attributes:
        name: key of the quantity: a descriptor, "density", "price", "rules" or "measured".
        label: HTML, with symbol, unit and, for a price, its year.
        values: one an alloy; None where it is not known.
        texts: the values as they are read.
        difference: between the largest and the smallest, in widths of the range that measured alloys span.
    """

    name: str
    label: str
    values: tuple[float | None, ...]
    texts: tuple[str, ...]
    difference: float


def rows(
    reports: Sequence[AlloyReport], spans: Mapping[str, float], own_prices: Mapping[str, float] = MappingProxyType({})
) -> tuple[Row, ...]:
    """Every quantity, most different first.

    Args:
        reports: of the alloys.
        spans: {name of the quantity: width of the range of measured alloys}, as `hea_ui.server.measured_data.spans` gives it.
        own_prices: {symbol: USD per kg} of the user, before the shipped ones.
    """
    widths = {**spans, "rules": reports[0].rules.voters, "measured": _MOST_MOVED}
    drawn = []
    for name, label, values, texts in [*_descriptors(reports), *_facts(reports, own_prices)]:
        if name == "price":  # from 2 USD/kg to 100,000: factors, not differences
            difference = _difference([math.log(value) if value else None for value in values], spans["log_price"])
        else:
            difference = _difference(values, widths[name])
        drawn.append(Row(name, label, values, texts, difference))
    return tuple(sorted(drawn, key=lambda row: -row.difference))


_Plain = tuple[str, str, tuple[float | None, ...], tuple[str, ...]]


def _descriptors(reports: Sequence[AlloyReport]) -> list[_Plain]:
    found: list[_Plain] = []
    for name in reports[0].prediction.descriptors:
        quantity = describe(name)
        values = tuple(one.prediction.descriptors.get(name) for one in reports)
        unit = f" ({quantity.unit})" if quantity.unit else ""
        label = f"{quantity.label} {symbol_html(quantity.symbol)}{unit}"
        found.append((name, label, values, tuple(number(value, quantity.digits) for value in values)))
    return found


def _facts(reports: Sequence[AlloyReport], own: Mapping[str, float]) -> list[_Plain]:
    density = tuple(one.facts.density_g_cm3 for one in reports)
    price = tuple(price_of(one.reading.composition, own)[0] for one in reports)
    used = sorted({symbol for one in reports for symbol in one.reading.composition.elements if symbol in own})
    yours = f", yours of {', '.join(used)}" if used else ""
    years = [year for one in reports for year in one.facts.price_years or ()]
    of = f" of {min(years)}{'' if min(years) == max(years) else f'–{max(years)}'}" if years else ""
    votes = tuple(float(one.rules.votes) if one.rules.applies else None for one in reports)
    said = tuple(f"{one.rules.votes} of {one.rules.voters}" if one.rules.applies else "–" for one in reports)
    away = tuple(one.prediction.neighbours[0].distance_at_percent for one in reports)
    return [
        ("density", "density (g/cm³)", density, tuple(map(number, density))),
        ("price", f"price of the elements{of}{yours} (USD/kg)", price, tuple(map(_price, price))),
        ("rules", "rules that say one phase", votes, said),
        ("measured", "nearest measured (at.% away)", away, tuple(number(value, 1) for value in away)),
    ]


def _price(value: float | None) -> str:
    return f"{value:,.0f}" if value and value >= 1000 else number(value, 1)


def _difference(values: Sequence[float | None], span: float) -> float:
    known = [value for value in values if value is not None]
    return (max(known) - min(known)) / span if len(known) > 1 and span else 0.0
