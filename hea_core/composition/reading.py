"""One reading a text: the composition it stands for, and what was assumed on the way.

The rooms a text goes through, in this order: typography (markup, invisible characters, decimal commas), units, labels (words and remarks
around it), results and designations (refused), notation (lists, balance, dash form), grammar (a tree of terms), marks, slips and conventions (what
may have been meant otherwise), formula (terms to amounts). Refused rather than guessed: percentages that do not sum to 100, a number
before an element without a unit, several alloys in one text, one element twice at the same level, designations.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hea_core.composition.composition import Composition
from hea_core.composition.conventions import convention
from hea_core.composition.designations import refuse_name, refuse_number
from hea_core.composition.formula import PERCENT_TOLERANCE, amounts_of
from hea_core.composition.grammar import Term, read_terms
from hea_core.composition.lab_lines import refuse_results
from hea_core.composition.labels import assumed as remarks
from hea_core.composition.labels import without_labels
from hea_core.composition.marks import is_complete, without_marks
from hea_core.composition.notation import plainly
from hea_core.composition.plain import plain_amounts
from hea_core.composition.slips import judged, off_hundred
from hea_core.composition.symbols import PLAIN
from hea_core.composition.trade_names import as_ratio, trade_name
from hea_core.composition.typography import LONGEST, WORKS, cleaned
from hea_core.composition.units import Unit, unit_said, with_plain_units
from hea_core.composition.weight_percent import to_moles
from hea_core.errors import FormulaError, RequestError, quoted

__all__ = ["Reading", "Unit", "listed", "read", "reading_of", "shown"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text stands for; made once and passed on.

    Attributes:
        text: as given.
        composition: read from it.
        assumption: one sentence that says what was taken for granted; None where the text has one common meaning.
    """

    text: str
    composition: Composition
    assumption: str | None = None


def read(text: str, unit: Unit = "auto") -> Reading:
    """Read one alloy; FormulaError names the token that cannot be read, and shows what to write.

    Args:
        text: a formula or a list of amounts, in any of the spellings of this package.
        unit: what percentages and the dash form mean where the text itself does not say it. "wt" also takes amounts that are all
            given and sum to 100 for weight; ratios (Al0.3CoCrFeNi) are of atoms whatever is asked.
    """
    if not isinstance(text, str):
        raise FormulaError(f"A formula must be text, got {quoted(repr(text))}: write it as a string, {WORKS}.")
    if len(text) <= LONGEST and PLAIN.fullmatch(text) and text != "NaN":
        plainest = plain_amounts(text) if unit != "wt" else None
        if plainest is not None:
            return Reading(text, Composition.normalised(plainest[0], text), _one_sentence(plainest[1]))
        refuse_name(text)
        return _of_terms(text, text, unit, by_weight=False, said="", assumed=[])
    clean = cleaned(text)
    body = without_labels(with_plain_units(clean.text))
    assumed = [*clean.assumed, *([remarks(body.labels)] if body.labels else [])]
    refuse_results(body.text)
    refuse_name(body.text)
    # behind a label there may have been one more unit: "Fe20Ni80 (at.%) FCC"
    plain = plainly(with_plain_units(body.text) if body.labels else body.text, unit)
    if plain.assumed:
        assumed.append(plain.assumed)
    said = unit_said(body.text) or unit_said(plain.text)
    found = _of_terms(text, plain.text, unit, plain.by_weight, said, assumed, shown=body.text)
    if body.equiatomic and len({round(amount, 6) for _, amount in found.composition.amounts}) > 1:
        raise FormulaError(f"{quoted(text)} says equiatomic but gives other amounts: leave one of them out, {WORKS}.")
    return found


def reading_of(alloy: object, unit: Unit = "auto") -> Reading:
    """Whatever stands for an alloy as a Reading; FormulaError where it does not.

    Args:
        alloy: a text, a Composition, a Reading (passed on as it is), a mapping {'Fe': 50, 'Ni': 50} of amounts of atoms, or a pymatgen
            Composition.
        unit: as for `read`.
    """
    if isinstance(alloy, Reading):
        return alloy
    if isinstance(alloy, Composition):
        return Reading(alloy.formula, alloy)
    amounts = alloy.get_el_amt_dict() if hasattr(alloy, "get_el_amt_dict") else alloy
    if isinstance(amounts, Mapping):
        present = _present(amounts)
        return Reading(
            shown(alloy), Composition.from_amounts(present), _one_sentence(off_hundred(list(present.values())))
        )
    return read(amounts, unit)  # type: ignore[arg-type]  # what is no text is refused there


def listed(alloys: object) -> list[object]:
    """The entries of a list, tuple, array, pandas Series or any other sequence of alloys.

    RequestError where it is one alloy or a whole table: a list of answers would say another thing than was asked.
    """
    one = isinstance(alloys, (str, bytes, Reading, Composition, Mapping)) or hasattr(alloys, "get_el_amt_dict")
    if one or hasattr(alloys, "columns") or not isinstance(alloys, Iterable):
        what = "a table" if hasattr(alloys, "columns") else quoted(shown(alloys))
        raise RequestError(
            f"A list of alloys is expected, got {what}: write one in brackets, for example ['CoCrFeNi']."
        )
    return list(alloys)


def shown(alloy: object) -> str:
    """An alloy as given, as text."""
    if isinstance(alloy, Reading):
        return alloy.text
    if isinstance(alloy, Composition):
        return alloy.formula
    return alloy if isinstance(alloy, str) else str(alloy)


def _present(amounts: Mapping[Any, Any]) -> dict[str, float]:
    """The amounts of a mapping as numbers, without those of 0, which a table of elements has many of."""
    out: dict[str, float] = {}
    for symbol, amount in amounts.items():
        try:
            value = float(amount)
        except (TypeError, ValueError, OverflowError):
            raise FormulaError(
                f"The amount {quoted(repr(amount))} of {quoted(str(symbol))} is not a number: for example {{'Fe': 1, 'Ni': 1}}."
            ) from None
        if value != 0.0:
            out[str(symbol)] = out.get(str(symbol), 0.0) + value
    return out


def _of_terms(
    text: str, plain: str, unit: Unit, by_weight: bool, said: str, assumed: list[str], shown: str | None = None
) -> Reading:
    """The reading of a text in the plain form of the grammar; `shown` is what a refusal quotes."""
    shown = plain if shown is None else shown
    terms = read_terms(plain)
    refuse_number(terms, shown)
    terms, marks = without_marks(terms, shown)
    assumed = [*assumed, *marks, *judged(terms, shown)]
    parts = [(term.symbol, term.digits) for term in terms]
    _refuse_inner_names(terms, shown)
    named = "" if said else trade_name(parts)
    if named:
        trade = plainly(named, unit)
        terms, by_weight = read_terms(trade.text), trade.by_weight
        of = "weight" if by_weight else "atomic"
        assumed.append(
            f"Read as {named} in {of} percent, as alloys are named by their base; write {as_ratio(parts)} for a ratio of atoms."
        )
    elif not said:
        usual = convention(terms)
        assumed += [usual] if usual else []
    amounts = amounts_of(terms, shown)
    if unit == "wt" and not said and _are_percentages(terms):
        by_weight = True
        assumed.append("Read as weight percent, as asked.")
    composition = Composition.normalised(to_moles(amounts) if by_weight else amounts, shown)
    return Reading(text, composition, _one_sentence(assumed))


def _refuse_inner_names(terms: Sequence[Term], text: str) -> None:
    """FormulaError for a trade name in brackets, (Ti6Al4V)95Cu5: its amounts are of weight, those around it of atoms."""
    for term in terms:
        inner = [(one.symbol, one.digits) for one in term.terms]
        named = trade_name(inner) if inner else ""
        if named:
            written = "".join(symbol + digits for symbol, digits in inner)
            raise FormulaError(
                f"The bracket {quoted(f'({written})')} in {quoted(text)} may be {named} by weight or a ratio of atoms: write the amount of "
                f"each element, {WORKS}."
            )
        _refuse_inner_names(term.terms, text)


def _are_percentages(terms: Sequence[Term]) -> bool:
    given = is_complete(terms) and all(term.symbol for term in terms)
    return given and abs(math.fsum(term.count for term in terms) - 100) <= PERCENT_TOLERANCE


def _one_sentence(assumed: Sequence[str]) -> str | None:
    """All that was assumed, joined by semicolons into one sentence."""
    parts = [part.rstrip(".") for part in dict.fromkeys(assumed)]
    rest = [part[0].lower() + part[1:] if part.startswith(("Read ", "The ", "A ")) else part for part in parts[1:]]
    return "; ".join([*parts[:1], *rest]) + "." if parts else None
