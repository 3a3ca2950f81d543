"""From the terms of a formula to amounts.

Brackets: where the amounts of a level sum to 100 or to 1 they are shares, as metallurgists write them:
(CoCrFeNi)95Ti5 is 95 at.% of equimolar CoCrFeNi and 5 at.% Ti. Otherwise a bracket multiplies, as chemists
write: (CoCr)2Ni is Co2Cr2Ni. A bracket with an amount of 10 or more in a level that does not sum to 100 could
be either, and is refused. What has the amount 0, as the end member of a series, is left out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from hea_core.composition.grammar import BRACKETS_WORK, Term
from hea_core.composition.typography import WORKS
from hea_core.errors import FormulaError, quoted

PERCENT_TOLERANCE = 0.5
"""By how much percentages may miss 100: three times 33.3 is 99.9."""
_LARGEST_FACTOR = 1e100


def amounts_of(terms: Sequence[Term], text: str) -> dict[str, float]:
    """Relative amounts {symbol: amount > 0}, not normalised; FormulaError names what cannot be told."""
    _check_percent(terms)
    amounts: dict[str, float] = {}
    if all(term.symbol for term in terms):
        amounts = {term.symbol: term.count for term in terms if term.amount != 0.0}
    else:
        for symbol, amount in _expanded(terms, shares=any(term.percent for term in terms))[0]:
            amounts[symbol] = amounts.get(symbol, 0.0) + amount
    lost = [symbol for symbol, amount in amounts.items() if not 0.0 < amount < _LARGEST_FACTOR]
    if lost:
        raise FormulaError(
            f"The amount of {min(lost)} in {quoted(text)} is too small or too large to count: leave {min(lost)} out, {WORKS}."
        )
    if not amounts:
        raise FormulaError(f"Every amount in {quoted(text)} is 0: give at least one above 0, {WORKS}.")
    return amounts


def are_shares(terms: Sequence[Term]) -> bool:
    """Whether the amounts of a level sum to 100, or several of them to 1."""
    total = math.fsum(term.count for term in terms)
    return math.isclose(total, 100, rel_tol=1e-9) or (len(terms) > 1 and math.isclose(total, 1, rel_tol=1e-9))


def atoms_in(term: Term) -> float:
    """Atoms that a bracket counts within, 1 for an element; FormulaError as `amounts_of`."""
    return 1.0 if term.symbol else _expanded(term.terms)[1]


def _check_percent(terms: Sequence[Term]) -> None:
    """Percentages: on every term, or once at the end for all; summing to 100 but for rounding."""
    marks = [term.percent for term in terms]
    if not any(marks):
        return
    for term in terms:
        if term.amount is None or (not term.percent and any(marks[:-1])):
            raise FormulaError(
                f"{term.name} has no percentage while others have: give every element one, for example Fe "
                "20 at.%, Ni 80 at.%."
            )
    total = math.fsum(term.count for term in terms)
    if abs(total - 100) > PERCENT_TOLERANCE:
        raise FormulaError(
            f"The percentages sum to {total:g}, not to 100: complete them, for example Fe 20 at.%, Ni 80 at.%."
        )


def _expanded(terms: Sequence[Term], shares: bool = False) -> tuple[list[tuple[str, float]], float]:
    """(symbol, amount) of a level, brackets scaled to the reading chosen, and the number of atoms it counts."""
    shares = shares or are_shares(terms)
    out: list[tuple[str, float]] = []
    atoms = 0.0
    for term in terms:
        if term.amount == 0.0:
            continue
        if term.symbol:
            out.append((term.symbol, term.count))
            atoms += term.count
            continue
        inner, inside = _expanded(term.terms)
        if not shares and len(terms) > 1 and term.count >= 10 and inside != 1:
            total = math.fsum(other.count for other in terms)
            raise FormulaError(
                f"The amounts beside {term.name[:40]} sum to {total:g}, so {term.count:g} could be at.% "
                "or a multiplier: make them sum to 100, "
                f"{BRACKETS_WORK}."
            )
        factor = term.count / inside if shares and inside else term.count
        out.extend((symbol, amount * factor) for symbol, amount in inner)
        atoms += factor * inside
    return out, atoms
