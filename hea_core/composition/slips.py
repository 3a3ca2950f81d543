"""Slips of the pen and of the scanner that leave a text readable, but as another alloy: Al03CoCrFeNi, AlO.3CoCrFeNi, NI50CO50.

Decided on the terms of a formula; each is refused or noted, with what was probably meant.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from hea_core.composition.formula import PERCENT_TOLERANCE, atoms_in
from hea_core.composition.grammar import Term
from hea_core.composition.marks import is_complete
from hea_core.composition.symbols import COMPOUND_FORMERS, with_capitals
from hea_core.composition.typography import WORKS
from hea_core.errors import FormulaError, quoted

_LEAST_SUM, _MOST_SUM = 75.0, 130.0
"""Amounts that are all given and sum to something between are rather percentages with a slip than a ratio."""
_ADDITION = 0.5
"""A bracket with less of a non-metal than this is an alloy with an addition; with more it is a compound."""
_DIGIT_LIKE = ("O", "I")
"""Symbols that are read for the digits 0 and 1."""
_WITH_O = frozenset({"Co", "Ho"})
"""Metals that a zero for their second letter makes another element's amount: C0."""
_GASES = frozenset("HNOFI")


def judged(terms: Sequence[Term], text: str) -> list[str]:
    """What is assumed although it may be a slip, one sentence each; FormulaError for what hardly means what it says."""
    complete = is_complete(terms)
    every = list(_flat(terms)) if any(term.terms for term in terms) else list(terms)
    _refuse_digits(every, list(_beside(terms)), text, complete)
    _refuse_shifted(terms, text, complete)
    assumed = [*_letters(every, text), *_points(every), *_last_number(terms)]
    if any(term.percent for term in terms):
        return assumed
    return [*assumed, *_compound(terms, text), *(_on_top(terms) if complete else _sum(terms))]


def _flat(terms: Iterable[Term]) -> Iterable[Term]:
    for term in terms:
        yield term
        yield from _flat(term.terms)


def _beside(terms: Sequence[Term]) -> Iterator[tuple[Term | None, Term]]:
    """Every term with the one before it in the same bracket."""
    for k, term in enumerate(terms):
        yield (terms[k - 1] if k else None), term
        if term.terms:
            yield from _beside(term.terms)


def _refuse_digits(
    every: Sequence[Term], beside: Sequence[tuple[Term | None, Term]], text: str, complete: bool
) -> None:
    """A decimal point that got lost, and letters read for digits or digits for letters."""
    symbols = {term.symbol for term in every}
    for before, term in beside:
        digits = term.digits
        if term.symbol in _DIGIT_LIKE and before is not None and before.symbol and not term.before:
            digit = "01"["OI".index(term.symbol)]
            begins = digits.startswith(".") or (term.symbol == "I" and digits.startswith("0"))
            if begins or (not digits.strip("0") and before.digits):
                raise FormulaError(
                    f"The letter {term.symbol} in {quoted(text)} is read as the element {term.symbol} and may stand for the digit {digit}: "
                    f"write {digit}, or {term.symbol}1 for the element, {WORKS}."
                )
        other = term.symbol + "o"
        lost = other in _WITH_O and other not in symbols and digits[:1] == "0" and "." not in digits and len(every) > 1
        if lost:
            raise FormulaError(
                f"{term.symbol}{digits[:20]} in {quoted(text)} may be {other} with a zero for the letter o: write {other}{digits[1:20]}, or leave "
                f"{term.symbol} out, {WORKS}."
            )
        if digits[:1] == "0" and digits[1:2].isdigit() and not complete:
            name = term.name[:40]
            right = f"{name}{term.count:g}" if "." in digits else f"{name}0.{digits[1:20]} or {name}{term.count:g}"
            raise FormulaError(
                f"The amount {quoted(digits)} of {name} in {quoted(text)} has a zero too many or lost its decimal point: write {right}, {WORKS}."
            )
        if digits.endswith(".") and term.amount == 0.0:
            raise FormulaError(
                f"The amount {quoted(digits)} of {term.name[:40]} in {quoted(text)} ends with its decimal point: write all of it, {WORKS}."
            )


def _refuse_shifted(terms: Sequence[Term], text: str, complete: bool) -> None:
    """A number with a blank before it and a symbol glued behind (CoCrFeNi 0.5Al) may belong to either."""
    for term, following in pairwise(terms):
        if term.spaced and not term.percent and following.before == "" and not complete:
            raise FormulaError(
                f"The {term.digits} in {quoted(text)} stands between {term.name[:40]} and {following.name[:40]} and could be the amount of "
                f"either: write it right behind its own, {WORKS}."
            )
    for term in terms:
        if term.terms:
            _refuse_shifted(term.terms, text, complete)


def _letters(every: Sequence[Term], text: str) -> list[str]:
    """NI and CO are nitrogen with iodine and carbon with oxygen; hardly anyone means that."""
    pairs = [
        first.symbol + second.symbol
        for first, second in pairwise(every)
        if len(first.symbol) == len(second.symbol) == 1 and first.amount is None and not second.before
    ]
    found = [pair for pair in pairs if with_capitals(pair)]
    if not found:
        return _digit_for_letter(every)
    pair, metal = found[0], found[0].capitalize()
    right = with_capitals(text) if all(len(term.symbol) <= 1 for term in every) and len(every) > 2 else ""
    if right and any(_GASES & set(pair) for pair in found):
        raise FormulaError(
            f"{pair} in {quoted(text)} is {pair[0]} and {pair[1]}: did you mean {right}? Capitals tell cobalt from carbon and oxygen, {WORKS}."
        )
    return [f"{pair} is read as {pair[0]} and {pair[1]}; write {metal} if that is meant."]


def _digit_for_letter(every: Sequence[Term]) -> list[str]:
    """CoCrFeN1: nitrogen, or nickel with the digit 1 for its i."""
    symbols = {term.symbol for term in every}
    ones = [term for term in every if term.digits == "1"]
    term = ones[0] if len(ones) == 1 else None
    if term is None or term.symbol not in ("N", "S") or term.symbol + "i" in symbols or len(every) < 2:
        return []
    return [f"{term.symbol}1 is read as the element {term.symbol}; write {term.symbol}i if that is meant."]


def _points(every: Sequence[Term]) -> list[str]:
    found = next((term for term in every if term.digits.endswith(".")), None)
    return (
        [f"The amount {found.digits[:20]} of {found.name[:30]} ends with its point; add what may be lost."]
        if found
        else []
    )


def _last_number(terms: Sequence[Term]) -> list[str]:
    """AlCoCrFeNi 2: an amount, or the number of a sample."""
    last = terms[-1]
    alone = last.spaced and not last.before and len(terms) > 1 and not any(term.spaced for term in terms[:-1])
    if not alone or last.percent:
        return []
    return [
        f"The {last.digits[:20]} at the end is read as the amount of {last.name[:30]}; leave it out if it numbers a sample."
    ]


def _sum(terms: Sequence[Term]) -> list[str]:
    if any(term.amount is None for term in terms):
        return []
    a_point_lost = max(term.count for term in terms) > 100.0 and any("." in term.digits for term in terms)
    return off_hundred([term.count for term in terms], a_point_lost)


def _on_top(terms: Sequence[Term]) -> list[str]:
    """Co50Ni50C0.5: an addition to a formula that is 100 without it."""
    last = terms[-1]
    without = math.fsum(term.count for term in terms[:-1])
    if len(terms) < 3 or without != 100.0 or not last.count:
        return []
    return [
        f"{last.name[:30]}{last.digits[:20]} is read as added to 100 atoms of the rest; check whether it is one of the 100."
    ]


def off_hundred(amounts: Sequence[float], a_point_lost: bool = False) -> list[str]:
    """What to say of amounts, all given, that look like at.% and do not sum to 100."""
    total = math.fsum(amounts)
    if (
        len(amounts) < 2
        or abs(total - 100.0) <= PERCENT_TOLERANCE
        or not (_LEAST_SUM <= total <= _MOST_SUM or a_point_lost)
    ):
        return []
    return [f"The amounts sum to {total:.6g} and not to 100, and are read as a ratio of atoms; check them for a slip."]


def _compound(terms: Sequence[Term], text: str) -> list[str]:
    """(HfNbTaTiZr)C: the bracket is one site of a compound, or five atoms to one of carbon."""
    metals = [term for term in terms if len(term.terms) > 1 and not _is_former(term)]
    formers = [term for term in terms if _is_former(term)]
    if not metals or not formers:
        return []
    if is_complete(terms) or all(abs(atoms_in(term) - 1) < 1e-9 for term in metals):
        return []
    added = math.fsum(term.count for term in formers)
    former, bracket = formers[0].name[:20], metals[0].name[:40]
    if added >= _ADDITION or any(term.digits.isdigit() for term in formers):
        raise FormulaError(
            f"{quoted(text)} could be a compound in which {bracket} shares one site, or an alloy with {former} added to its {len(metals[0].terms)} "
            f"elements: write every amount, for example {_as_compound(terms)}."
        )
    return [
        f"{former}{formers[0].digits} is read as added to {atoms_in(metals[0]):.6g} atoms of {bracket}; write every amount if {bracket} is one "
        "site of a compound."
    ]


def _is_former(term: Term) -> bool:
    if term.symbol:
        return term.symbol in COMPOUND_FORMERS
    return all(_is_former(inner) for inner in term.terms)


def _as_compound(terms: Sequence[Term]) -> str:
    """The compound with each bracket on one site, in at.%."""
    shares: dict[str, float] = {}
    for term in terms:
        for symbol, share in _site(term):
            shares[symbol] = shares.get(symbol, 0.0) + share
    total = math.fsum(shares.values())
    return "".join(f"{symbol}{100 * share / total:.4g}" for symbol, share in shares.items())


def _site(term: Term) -> list[tuple[str, float]]:
    if term.symbol:
        return [(term.symbol, term.count)]
    inner = [pair for one in term.terms for pair in _site(one)]
    total = math.fsum(share for _, share in inner) or 1.0
    return [(symbol, term.count * share / total) for symbol, share in inner]
