"""What stands apart from a formula that is complete without it: a structure label, a sample mark, an addition without an amount.

"AlCoCrFeNi B2" is no alloy with boron, "CoCrFeNi-P1" none with phosphorus, and "CoCrFeNi-C" holds less carbon than cobalt. A label
that is known is left out and said; what could be either is refused; a metal is read and said. Decided on the terms, so
that subscripts, blanks, dashes and brackets make no difference; "Co Cr Fe Ni V" and "Co-Cr-Fe-Ni-V" set nothing apart.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from hea_core.composition.formula import PERCENT_TOLERANCE, are_shares
from hea_core.composition.grammar import Term
from hea_core.composition.symbols import COMPOUND_FORMERS
from hea_core.composition.typography import WORKS
from hea_core.errors import FormulaError, quoted

_STRUCTURES = frozenset(["B1", "B2", "C11", "C14", "C15", "C16", "C32", "C36", "C40"])
"""Structure labels (Strukturbericht) that could be an element and its amount, but hardly are: 20 at.% of boron (B20) is a glass."""
_ENOUGH = 3
"""Elements written together that make a formula by themselves, whatever stands apart from them."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Terms written together, and what separates them from the ones before: " ", "-", ",", "·", "(" or nothing."""

    before: str
    terms: tuple[Term, ...]

    @property
    def size(self) -> int:
        return sum(max(1, len(term.terms)) for term in self.terms)

    @property
    def elements(self) -> tuple[Term, ...]:
        """The terms, those of a bracket without an amount instead of it."""
        return tuple(one for t in self.terms for one in (t.terms if t.terms and t.amount is None else [t]))

    @property
    def written(self) -> str:
        return "".join(term.name + term.digits for term in self.elements)


def without_marks(terms: list[Term], text: str) -> tuple[list[Term], list[str]]:
    """The terms without known labels, and what was assumed; FormulaError where a mark and an element cannot be told apart."""
    assumed: list[str] = []
    if not any(term.before or term.terms for term in terms):
        return terms, assumed
    while True:
        groups = _groups(terms)
        if len(groups) < 2 or any(term.percent for term in terms) or is_complete(terms):
            return terms, assumed
        last, rest = groups[-1], groups[:-1]
        if _apart(last.before, last, rest) and last.written in _STRUCTURES:
            assumed.append(
                f"{last.written} is taken for the label of a structure and left out; write it without a gap if {last.elements[0].symbol} is "
                "meant as an element."
            )
            terms = terms[: -len(last.terms)]
            continue
        _judge(groups, text, assumed)
        return terms, assumed


def is_complete(terms: Sequence[Term]) -> bool:
    """Whether every term has an amount and together they make 100 % or 1, so that none of them can be a mark."""
    if any(term.amount is None for term in terms):
        return False
    total = math.fsum(term.count for term in terms)
    return abs(total - 100) <= PERCENT_TOLERANCE or are_shares(terms)


def _groups(terms: Sequence[Term]) -> list[_Group]:
    groups: list[_Group] = []
    for term in terms:
        alone = len(term.terms) == 1 and term.amount is None  # CoCrFeNi(B2): one element in a bracket of its own
        second = bool(groups and groups[-1].terms[-1].terms and len(term.terms) > 1)  # (CoCr)(MoNb)
        if not groups or term.before or alone or second:
            groups.append(_Group(term.before or ("(" if alone else ""), (term,)))
        else:
            groups[-1] = _Group(groups[-1].before, (*groups[-1].terms, term))
    return groups


def _apart(separator: str, group: _Group, rest: Sequence[_Group]) -> bool:
    """Whether a group stands apart from others that make a formula without it."""
    if max(other.size for other in rest) >= _ENOUGH or (len(rest) == 1 and rest[0].size > 1):
        return True
    own = {other.before for other in rest[1:]}
    return len(rest) > 1 and separator not in own and group.size == 1


def _judge(groups: Sequence[_Group], text: str, assumed: list[str]) -> None:
    """Refuse or note what stands apart behind or before the rest."""
    for group, separator, rest in (
        (groups[-1], groups[-1].before, groups[:-1]),
        (groups[0], groups[1].before, groups[1:]),
    ):
        if not _apart(separator, group, rest):
            continue
        elements = group.elements
        letters = all(len(term.symbol) == 1 and float(term.count).is_integer() for term in elements)
        foreign = any(term.symbol in COMPOUND_FORMERS for term in elements)
        numbered = any(term.digits for term in elements) and "." not in group.written
        if letters and (foreign or numbered):
            raise FormulaError(
                f"{quoted(group.written)} stands apart in {quoted(text)} and may be a mark, a label or an addition of "
                f"{elements[0].symbol}: leave it out, or write how much there is, {_addition(elements[0].symbol)}."
            )
        if len(elements) == 1 and elements[0].symbol and elements[0].amount is None:
            symbol = elements[0].symbol
            assumed.append(
                f"{symbol} without an amount counts as 1; leave it out if it is a mark, write its amount if it is an addition."
            )
            return
    _note_several([group for group in groups if len(group.elements) > 1], text, assumed)


def _note_several(large: Sequence[_Group], text: str, assumed: list[str]) -> None:
    """Two or more groups of several elements may be several alloys."""
    if len(large) < 2:
        return
    if all(is_complete(group.terms) for group in large):
        raise FormulaError(f"{quoted(text)} could be several alloys: give one at a time, {WORKS}.")
    assumed.append(
        f"{' and '.join(group.written[:30] for group in large[:2])} are read as parts of one alloy; give them apart if they are two."
    )


def _addition(symbol: str) -> str:
    return "for example (CoCrFeNi)98" + symbol + "2"
