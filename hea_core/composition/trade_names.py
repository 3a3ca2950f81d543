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
SHORT_NAMED = ("Cu", "Al")
"""Bases of which grades give the first amount alone although it is small: CuNi2Si, CuFe2P, AlCu4MgSi."""
_ROUNDED = 99.0
"""With the base as 1, amounts that sum to so much are the whole in at.%."""
_CUSTOMARY = {base: frozenset(added.split()) for base, added in {
    "Cu": "Be Sn Zn Al Ni Si Mn Cr Fe Ag Co P Ti Pb", "Fe": "Si Ni Cr Mn Al C Co Mo W V", "Ni": "Mn Cr Al Si Be Ti Cu W Mo Fe",
    "Co": "Fe Cr W Mo Ni", "Al": "Mg Si Cu Mn Zn Li", "Mg": "Al Zn Mn Li Zr Y Sn", "Zr": "Nb Sn", "V": "Ti Cr", "U": "Mo Nb Zr Ti Cr",
    "Pt": "Ir Rh Ni Co W Ru Cu Pd Au", "Pd": "Ni Ru Cu", "Au": "Ni Ag Cu Pt Co Pd", "Ag": "Cu Pd Ni Mn", "Sn": "Ag Cu Sb Pb Zn In Bi",
    "Pb": "Sn Sb Ag In", "Zn": "Al Cu Ti", "W": "Re Th", "Mo": "Re Ti W", "Nb": "Zr Ti W Hf", "Ta": "W Nb Hf",
}.items()}  # fmt: skip
"""What is added to a base by a few per cent of weight in grades called by symbols: CuBe2, FeSi3, PtIr5, ZrSn1.5."""
_COMPOUNDS = frozenset({
    "CuAl2", "CuP2", "CuTi2", "CuTi3", "FeSi2", "FeAl2", "FeAl3", "FeNi3", "NiAl3", "NiTi2", "NiSi2", "MgZn2", "PtNi3", "PtCo3", "PtCu3", "PtCu2",
    "PdCu3", "AuCu3", "AuPd3",
})  # fmt: skip
"""Of these those that are the formula of a compound in the first place."""
_RICHEST_WHOLE = 5.0
"""Compounds of metals with more atoms than this beside one are rare: AuBe5, but NaZn13."""
_NO_METALS = frozenset({"B", "C", "N", "O", "H"})
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


def is_grade(base: str, symbol: str, amount: float) -> bool:
    """Whether two elements, the base counting as 1, are rather a grade by its per cent of weight than a compound.

    CuBe2 and FeSi3 are called by weight, MgZn2 and AuSn4 are compounds, and PtW5 or ZrSn1.5 are no compound that there is.
    """
    customary = symbol in _CUSTOMARY.get(base, ())
    if (symbol in _NO_METALS and not customary) or f"{base}{symbol}{amount:g}" in _COMPOUNDS:
        return False
    a_compound = amount.is_integer() and 1.0 < amount <= _RICHEST_WHOLE
    return customary or not a_compound


def is_short_name(parts: Sequence[tuple[str, str]]) -> bool:
    """Whether only the first of what is in a base has an amount, as in AlZn6MgCu and CuNi2Si; in alphabetical order, as AlNi6Ta, it is a formula."""
    (base, none), *others = parts
    symbols = [symbol for symbol, _ in parts]
    if none or base not in _BASES or len(others) < 2 or not others[0][1] or any(digits for _, digits in others[1:]):
        return False
    if base in SHORT_NAMED and _CUSTOMARY[base].issuperset(symbols[1:]):
        return True
    return symbols != sorted(symbols) and float(others[0][1]) >= _SHORT


def as_ratio(parts: Sequence[tuple[str, str]]) -> str:
    """The formula as a ratio of atoms, with every amount written where it would be read as a trade name: Cu1Zn30."""
    named = trade_name(parts)
    return "".join(symbol + (digits or ("1" if named else "")) for symbol, digits in parts)
