"""What is customary where a formula could be read in another common way, decided on its terms: "Ni50.8Ti"."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from hea_core.composition.dash_form import DashForm
from hea_core.composition.grammar import Term
from hea_core.composition.trade_names import FAMILIES, base_first, is_grade, is_short_name, sold_by_weight

LARGE = 10.0
"""Beside an amount as large as this, an element without a number is more often the rest of 100 % than 1."""
NOTABLE = 3.0
"""An amount as large as this beside a base that counts as 1 is a minor base, which few ratios have: AlCu4Mg1."""
_INTERSTITIALS = frozenset({"B", "C", "N", "O"})
_DOPING = 0.2
"""Amounts of interstitial elements beside 1 of the others are mostly smaller."""
_LEAST, _MOST = 10.0, 60.0
"""What the amounts beside the base of a dash form sum to; those of a ratio that ends without one are smaller."""


def convention(terms: Sequence[Term]) -> str | None:
    """What was taken for granted in reading terms as a ratio of atoms that have another common meaning; None where there is none."""
    if len(terms) == 1 and terms[0].digits == "1":
        return (
            f"Read as pure {terms[0].symbol}; write the composition if {terms[0].symbol}1 is a designation or a sample."
        )
    plain = "".join(term.symbol + term.digits for term in terms)
    if plain in FAMILIES:
        return f"Read as equal amounts of atoms; the alloys called {plain} have others: write them if one of these is meant."
    complete = all(term.symbol and term.amount is not None for term in terms)
    if complete and sold_by_weight({term.symbol: term.count for term in terms}):
        return "Read as atomic percent; alloys of these elements are mostly given by weight: write wt.% behind it if weight is meant."
    shifted = _shifted(terms)
    if shifted:
        return shifted
    dashes = _with_dashes(terms)
    if dashes:
        return f"Read as a ratio of atoms, {terms[-1].symbol} counting as 1; write {dashes} if that is meant."
    parts = [(term.symbol, term.digits) for term in terms]
    named = base_first(parts)
    if named and _is_little_base(terms[0].symbol, terms[1:]):
        return f"Read as a ratio of atoms, {terms[0].symbol} counting as 1; write {named} if that is meant."
    if is_short_name(parts):
        return f"Read as a ratio of atoms, {terms[0].symbol} counting as 1; write every amount if {plain} is the name of an alloy."
    bare = [term.name[:20] for term in terms if term.amount is None]
    numbers = [term.count for term in terms if term.amount is not None]
    least = NOTABLE if any(term.terms and term.count >= NOTABLE for term in terms[1:]) else LARGE
    if not bare or not numbers or max(numbers) < least:
        return None
    rest = 100.0 - math.fsum(numbers)
    other = f"; write {bare[0]}{rest:.6g} if it takes the rest of 100 at.%" if len(bare) == 1 and rest > 0 else ""
    return f"Read as a ratio of atoms, {' and '.join(bare)} counting as 1{other}."


def _is_little_base(base: str, others: Sequence[Term]) -> bool:
    """Whether a base that counts as 1 beside these amounts is rather the rest of 100 %: AlCu4Mg1, AgCu7.5, CuBe2; AuSn4 is a compound."""
    if len(others) == 1:
        return is_grade(base, others[0].symbol, others[0].count)
    return max(term.count for term in others) >= NOTABLE


def _shifted(terms: Sequence[Term]) -> str:
    """CoCrFeNi0.05C: a small amount before a last element without one, of which so much is seldom; "" where there is none."""
    if len(terms) < 3:
        return ""
    before, last = terms[-2:]
    if last.amount is not None or last.symbol not in _INTERSTITIALS or before.amount is None or before.count > _DOPING:
        return ""
    return (
        f"{before.name[:20]}{before.digits} and as much {last.symbol} as of the others are read; write {last.symbol}{before.digits} if that is the "
        f"amount of {last.symbol}."
    )


def _with_dashes(terms: Sequence[Term]) -> str:
    """The dash form that lost its dashes, as Ti-5Al-5Mo-5V-3Cr in Ti5Al5Mo5V3Cr; "" where it would be no custom to write so.

    Each amount would belong to the symbol behind it: all but the last element have one, and together they leave most to the first.
    """
    last = terms[-1]
    if len(terms) < 3 or last.amount is not None or not last.symbol:
        return ""
    lost = all(term.symbol and term.amount is not None for term in terms[:-1])
    if not lost or not _LEAST <= math.fsum(term.count for term in terms[:-1]) <= _MOST:
        return ""
    return DashForm(terms[0].symbol, tuple((b.symbol, a.digits) for a, b in pairwise(terms))).written
