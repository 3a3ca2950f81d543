"""The way through the reader that most formulas of a long list take: symbols and numbers about which there is nothing to refuse.

It decides by conditions that are narrower than those of the full way, never otherwise: what it does not take is read in full, and what it
takes gives the same Reading (tests/core/composition/test_plain.py). Four times quicker, since no tree of terms is made and judged.
"""

from __future__ import annotations

import math
import re

from hea_core.composition.conventions import LARGE, NOTABLE
from hea_core.composition.designations import BY_NAME
from hea_core.composition.formula import PERCENT_TOLERANCE
from hea_core.composition.slips import off_hundred
from hea_core.composition.symbols import COMPOUND_FORMERS, SYMBOLS
from hea_core.composition.trade_names import FAMILIES, NAMES, SHORT_NAMED, sold_by_weight

_PLAINEST = re.compile(r"(?:[A-Z][a-z]?(?:[1-9][0-9]?(?:\.[0-9]{1,6})?|0\.[0-9]{0,5}[1-9])?){2,}")
"""Two terms or more, their amounts below 100 as figures are usually written: without a zero too many, a bare point, or a designation's digits."""
_TERM = re.compile(r"([A-Z][a-z]?)([0-9.]*)")
_TAKEN = SYMBOLS - COMPOUND_FORMERS - {"In"}
"""Elements that cannot be a letter, a digit or a mark read for an element, make no compound, and begin no standard's name (IN718)."""


def plain_amounts(text: str) -> tuple[dict[str, float], list[str]] | None:
    """Amounts of atoms by symbol and what is assumed of them, at most one sentence; None where the text is to be read in full."""
    if not _PLAINEST.fullmatch(text) or text in NAMES or text in FAMILIES or text.upper() in BY_NAME:
        return None
    terms = _TERM.findall(text)
    amounts = {symbol: float(digits) if digits else 1.0 for symbol, digits in terms}
    if len(amounts) < len(terms) or not amounts.keys() <= _TAKEN:
        return None
    given = [float(digits) for _, digits in terms if digits]
    if len(given) == len(terms):
        total = math.fsum(given)
        if abs(total - 100.0) > PERCENT_TOLERANCE:
            return amounts, off_hundred(given)
        # an addition to 100 atoms of the rest is told of
        added = abs(total - given[-1] - 100.0) < 1e-6
        return None if added or sold_by_weight(amounts) else (amounts, [])
    if given and (math.fsum(given) >= LARGE or (not terms[0][1] and _may_be_named(terms, given))):
        return None  # one of several customs may be meant
    return amounts, []


def _may_be_named(terms: list[tuple[str, str]], given: list[float]) -> bool:
    """Whether a formula that begins with a base may be the name of an alloy; wider than what `conventions` says of one."""
    return max(given) >= NOTABLE or len(terms) == 2 or (len(given) == 1 and terms[0][0] in SHORT_NAMED)
