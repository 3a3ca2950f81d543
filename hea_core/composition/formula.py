"""Reading of alloy formulas as people write them; one sentence names the token where it cannot be done.

Accepted: `Al0.3CoCrFeNi`; brackets ( ) [ ] { }, nested; `Fe20 Ni80` and `Fe-Ni` with spaces, hyphens or
middle dots between; `Fe:20, Ni:80`; `Fe=20; Ni=80`; `Fe 20 at.%, Ni 80 at.%`; `Fe20Ni80 at.%`; Unicode
subscripts. A number belongs to the element or bracket before it.

Brackets: where the amounts of a level sum to 100 or to 1 they are shares, as metallurgists write them:
(CoCrFeNi)95Ti5 is 95 at.% of equimolar CoCrFeNi and 5 at.% Ti. Otherwise a bracket multiplies, as chemists
write: (CoCr)2Ni is Co2Cr2Ni. A bracket with an amount of 10 or more in a level that does not sum to 100 could
be either, and is refused.

Weight percent, a balance, units in words, markup and the like are put into this form by hea_core.composition.notation.

Refused rather than guessed: percentages that do not sum to 100, a decimal comma, a number before an element
without a unit, several alloys in one text, one element twice at the same level, designations (hea_core.composition.designations).
"""

from __future__ import annotations

import math
import re

from hea_core.composition.designations import LARGEST_RATIO, refuse_name, refuse_number
from hea_core.composition.grammar import BRACKETS_WORK, WORKS, Term, read_terms
from hea_core.composition.symbols import PLAIN, SYMBOLS
from hea_core.errors import FormulaError, quoted

LONGEST = 500
_PERCENT_TOLERANCE = 0.5  # three times 33.3 is 99.9
_EMPTY = frozenset({"nan", "null", "n/a", "inf", "-inf", "infinity", "none"})
_PLAIN_TERM = re.compile(r"([A-Z][a-z]?)([0-9.]*)")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_DECIMAL_COMMA = re.compile(r"[0-9]+,[0-9]+")


def read_amounts(text: str) -> dict[str, float]:
    """Relative amounts {symbol: amount > 0}, not normalised; FormulaError names the bad token."""
    if not isinstance(text, str):
        raise FormulaError(f"A formula must be text, got {quoted(repr(text))}: write it as a string, {WORKS}.")
    if len(text) <= LONGEST and PLAIN.fullmatch(text):
        pairs = _PLAIN_TERM.findall(text)
        amounts = {symbol: float(number or 1) for symbol, number in pairs}
        sound = len(amounts) == len(pairs) and amounts.keys() <= SYMBOLS and (len(pairs) > 1 or not pairs[0][1])
        if sound and all(0 < amount < LARGEST_RATIO for amount in amounts.values()) and text != "NaN":
            return amounts
    return _read_general(text)


def _read_general(text: str) -> dict[str, float]:
    """Everything but symbols and numbers alone, and everything that is wrong."""
    stripped = text.strip(" \t\r\n\u200b\ufeff\u00a0")
    if not stripped or stripped.lower() in _EMPTY:
        raise FormulaError(f"There is no formula in {quoted(stripped)}: write one, {WORKS}.")
    if len(stripped) > LONGEST:
        raise FormulaError(
            f"The text {quoted(stripped)} has {len(stripped):,} characters, and a formula at most "
            f"{LONGEST}: give one alloy, {WORKS}."
        )
    if len(stripped.splitlines()) > 1:
        raise FormulaError(f"The text {quoted(stripped)} has several lines: give one alloy at a time, {WORKS}.")
    comma = _DECIMAL_COMMA.search(stripped)
    if comma:
        raise FormulaError(f"The comma in '{comma.group()[:24]}' is ambiguous: write a decimal point, {WORKS}.")
    refuse_name(stripped)
    terms = read_terms(stripped.translate(_SUBSCRIPTS))
    refuse_number(terms, stripped)
    _check_percent(terms)

    from pymatgen.core.composition import Composition as Pymatgen  # slow to import; plain formulas do without

    expanded, _ = _expanded(terms, shares=any(term.percent for term in terms))
    amounts = {str(element): float(amount) for element, amount in Pymatgen(expanded).items()}
    lost = _symbols(terms) - {symbol for symbol, amount in amounts.items() if amount > 0}
    if lost:
        raise FormulaError(
            f"The amount of {min(lost)} in {quoted(stripped)} is too small to count: leave {min(lost)} out, {WORKS}."
        )
    return amounts


def _symbols(terms: list[Term]) -> set[str]:
    return {term.symbol for term in terms if term.symbol}.union(*(_symbols(term.terms) for term in terms))


def _check_percent(terms: list[Term]) -> None:
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
    if abs(total - 100) > _PERCENT_TOLERANCE:
        raise FormulaError(
            f"The percentages sum to {total:g}, not to 100: complete them, for example Fe 20 at.%, Ni 80 at.%."
        )


def _expanded(terms: list[Term], shares: bool = False) -> tuple[str, float]:
    """The level for pymatgen, brackets scaled to the reading chosen, and the number of atoms it counts."""
    total = math.fsum(term.count for term in terms)
    shares = shares or math.isclose(total, 100, rel_tol=1e-9) or math.isclose(total, 1, rel_tol=1e-9)
    out, atoms = "", 0.0
    for term in terms:
        if term.symbol:
            out += f"{term.symbol}{term.count:.12f}"
            atoms += term.count
            continue
        inner, inside = _expanded(term.terms)
        if not shares and len(terms) > 1 and term.count >= 10 and inside != 1:
            raise FormulaError(
                f"The amounts beside {term.name[:40]} sum to {total:g}, so {term.count:g} could be at.% "
                "or a multiplier: make them sum to 100, "
                f"{BRACKETS_WORK}."
            )
        factor = term.count / inside if shares else term.count
        out += f"({inner}){factor:.12f}"
        atoms += factor * inside
    return out, atoms
