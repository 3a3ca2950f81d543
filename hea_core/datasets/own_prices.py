"""Prices of elements that a user gives, in place of the shipped ones of about 2013."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hea_core.composition.elements import elements
from hea_core.composition.tables.cells import number
from hea_core.datasets.facts import MOST_PER_KG
from hea_core.errors import RequestError, quoted

_EXAMPLE = "for example Co=33, Ni=16.5"


def read(text: str) -> dict[str, float]:
    """{symbol: USD per kg} of a text such as "Co=33, Ni=16.5"; RequestError names the part that cannot be read."""
    found: dict[str, float] = {}
    for part in filter(None, (part.strip() for part in re.split(r"[,;]\s*|\s+(?=[A-Z])", text))):
        symbol, _, written = (side.strip() for side in part.partition("="))
        price = number(written)
        if symbol not in elements().symbols or price is None or not 0.0 <= price <= MOST_PER_KG:
            raise RequestError(f"A price reads as symbol=USD per kg; {quoted(part)} does not, {_EXAMPLE}.")
        if found.setdefault(symbol, price) != price:
            raise RequestError(f"{symbol} has two prices, {found[symbol]:g} and {price:g}: give one, {_EXAMPLE}.")
    return found


def written(prices: Mapping[str, float]) -> str:
    """The text that `read` reads as these prices."""
    return ", ".join(f"{symbol}={price!r}" for symbol, price in prices.items())
