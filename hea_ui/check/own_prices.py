"""The price of an alloy with prices that the user types, in place of the shipped ones of 2013. Pure and escaped."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

from hea_core.datasets.facts import price_of, price_rows
from hea_ui.common.wording import number

if TYPE_CHECKING:
    from hea_core.composition import Composition


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
