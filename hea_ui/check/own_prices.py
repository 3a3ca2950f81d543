"""Prices that the user types, in place of the shipped ones of 2013. Pure and escaped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

from hea_core.composition.elements import elements
from hea_core.datasets.facts import price_of, price_rows
from hea_core.errors import RequestError
from hea_ui.common.link_values import number as link_number
from hea_ui.common.wording import number

if TYPE_CHECKING:
    from hea_core.composition import Composition

_EXAMPLE = "for example Co=33, Ni=16.5"
_MOST = 1e9
"""USD per kg."""


def read(text: str) -> dict[str, float]:
    """{symbol: USD per kg} of a text such as "Co=33, Ni=16.5"; RequestError names the part that cannot be read."""
    found = {}
    for part in filter(None, (part.strip() for part in re.split(r"[,;]\s*|\s+(?=[A-Z])", text))):
        symbol, _, written = (side.strip() for side in part.partition("="))
        price = link_number(written, 0.0, _MOST)
        if symbol not in elements().symbols or price is None:
            raise RequestError(f"A price reads as symbol=USD per kg; {part!r} does not, {_EXAMPLE}.")
        found[symbol] = price
    return found


def told(composition: Composition, own: Mapping[str, float]) -> str:
    """What the elements of an alloy cost with these prices, and which prices are whose; "" where none of them is used."""
    mine = [symbol for symbol in composition.elements if symbol in own]
    if not mine:
        return ""
    price, unknown = price_of(composition, own)
    if price is None:
        return f'<p class="la-sentence">Still unknown: no price of {escape(", ".join(unknown))}.</p>'
    rest = [symbol for symbol in composition.elements if symbol not in own]
    years = sorted({price_rows()[symbol]["year"] for symbol in rest})
    others = f"; {', '.join(rest)} of {'–'.join(years)}" if rest else ""
    return f'<p class="la-sentence" id="own_price"><b>{number(price)} USD/kg</b> with your prices of {escape(", ".join(mine))}{escape(others)}.</p>'
