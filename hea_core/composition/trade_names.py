"""Trade names that look like formulas: CuZn30 is brass with 30 wt.% of zinc, and not thirty atoms of zinc to one of copper.

Standards name an alloy by its base and what is in it, the largest share first (ISO 1190, EN 1412): CuZn39Pb3, NiCr20, CoCr28Mo6.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from hea_core.composition.dash_form import BY_WEIGHT, REFRACTORY, DashForm, is_heavy_alloy
from hea_core.composition.formula import PERCENT_TOLERANCE

NAMES = {
    "Ti6Al4V": "Ti-6Al-4V",
    "TiAl6V4": "Ti-6Al-4V",
    "Ti6Al7Nb": "Ti-6Al-7Nb",
    "TiAl6Nb7": "Ti-6Al-7Nb",
    "Ti3Al2.5V": "Ti-3Al-2.5V",
    "Ti5Al2.5Sn": "Ti-5Al-2.5Sn",
    "AlSi7Mg": "Al-7Si-0.3Mg",
    "AlSi10Mg": "Al-10Si-0.3Mg",
    "AlSi12": "Al-12Si",
    "AlMg3": "Al-3Mg",
    "AlMg5": "Al-5Mg",
    "AlMgSi1": "Al-1Mg-1Si",
    "CuSn6": "Cu-6Sn",
    "CuSn8": "Cu-8Sn",
    "CuAl8": "Cu-8Al",
    "CuNi10": "Cu-10Ni",
    "NiCr80": "Ni-20Cr",
    "Nb1Zr": "Nb-1Zr",
    "Zr2.5Nb": "Zr-2.5Nb",
    "V4Cr4Ti": "V-4Cr-4Ti",
}
"""Those that the rule below does not find, with their nominal amounts."""
FAMILIES = frozenset({
    "FeCrAl", "FeCrAlY", "NiCrAlY", "CoCrAlY", "NiCoCrAlY", "CoNiCrAlY", "CoCrMo", "NdFeB", "MoSiB", "NiMnGa", "CuAlNi",
})  # fmt: skip
"""What families of alloys are called by their elements, none of them of equal amounts."""
_BASES = (BY_WEIGHT | REFRACTORY | {"Mn"}) - {"Li"}
"""What alloys so named are made of. No standard names one of lithium."""
_RICHEST = 13.0
"""Atoms beside one of another element in the richest compounds (NaZn13); a name may give more."""
_SHORT = 5.0
"""The least amount by which a name that gives one alone is told from a ratio."""
_ROUNDED = 99.0
"""With the base as 1, amounts that sum to so much are the whole in at.%."""
_SOLDERS = frozenset({"Ag", "Au", "Bi", "Cd", "Cu", "Ga", "In", "Pb", "Sb", "Sn", "Zn"})
"""What solders, brazes and brasses are made of."""
_MELT_LOW = frozenset({"Bi", "In", "Pb", "Sn", "Zn"})
"""Of which a solder or brass holds one; alloys of the others alone are mostly given in atoms."""


def sold_by_weight(amounts: Mapping[str, float]) -> bool:
    """Whether percentages are of a solder, a braze, a brass or a heavy alloy: Sn63Pb37, Au80Sn20, Ag72Cu28, Cu70Zn30, W90Ni7Fe3."""
    symbols = amounts.keys()
    if len(symbols) < 2 or abs(math.fsum(amounts.values()) - 100.0) > PERCENT_TOLERANCE:
        return False
    if symbols <= _SOLDERS:
        return bool(symbols & _MELT_LOW) or symbols == {"Ag", "Cu"}
    return is_heavy_alloy(amounts)


def trade_name(parts: Sequence[tuple[str, str]]) -> str:
    """The dash form that a formula may be the trade name of, "Cu-30Zn" for CuZn30; "" where it is none.

    Args:
        parts: (symbol, amount as written) of each term; "" stands for no amount and for a bracket.
    """
    known = NAMES.get("".join(symbol + digits for symbol, digits in parts))
    if known:
        return known
    total = math.fsum(float(digits) for _, digits in parts[1:] if digits)
    return base_first(parts) if _RICHEST < total < _ROUNDED else ""


def base_first(parts: Sequence[tuple[str, str]]) -> str:
    """The dash form of a base without an amount and what is in it, the largest share first, each with its amount; "" for any other formula."""
    (base, none), *others = parts
    if none or base not in _BASES or not others or not all(symbol and digits for symbol, digits in others):
        return ""
    amounts = [float(digits) for _, digits in others]
    return DashForm(base, tuple(others)).written if amounts[0] == max(amounts) else ""


def is_short_name(parts: Sequence[tuple[str, str]]) -> bool:
    """Whether only the first of what is in a base has an amount, as in AlZn6MgCu; alphabetical order, as in AlNi6Ta, is that of formulas."""
    (base, none), *others = parts
    symbols = [symbol for symbol, _ in parts]
    if none or base not in _BASES or len(others) < 2 or not others[0][1] or symbols == sorted(symbols):
        return False
    return float(others[0][1]) >= _SHORT and not any(digits for _, digits in others[1:])


def as_ratio(parts: Sequence[tuple[str, str]]) -> str:
    """The formula as a ratio of atoms, with every amount written where it would be read as a trade name: Cu1Zn30."""
    named = trade_name(parts)
    return "".join(symbol + (digits or ("1" if named else "")) for symbol, digits in parts)
