"""Lists of amounts as industry writes them, put into the plain form that hea_core.composition.grammar reads.

- The balance: "Ni bal., Cr 20 wt.%", "18 wt.% Cr, 8 wt.% Ni, bal. Fe". One element takes what the others leave of 100 %; whether
  of atoms or of weight must be said.
- Amounts before their element where a unit says what they are: "20 at.% Fe, 80 at.% Ni".
- Weight percent throughout: "Fe 20 wt.%, Ni 80 wt.%".
- The dash form, by hea_core.composition.dash_form.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hea_core.composition.dash_form import dash_form, unit_of
from hea_core.composition.symbols import PLAIN
from hea_core.composition.units import ANY, ATOMIC, NAMES, PATTERN, WEIGHT, WEIGHT_WORKS, Unit, unit_said
from hea_core.errors import FormulaError, quoted

_BALANCE_WORD = r"(?:[Bb]alance|BALANCE|[Bb]al|BAL|[Rr]emainder|[Rr]emaining|[Rr]em|[Rr]est)(?![a-z])\.?"
_BALANCE = re.compile(_BALANCE_WORD)
_SYMBOL, _NUMBER = r"([A-Z][a-z]?)", r"([0-9]+\.?[0-9]*|\.[0-9]+)"
_SYMBOL_FIRST = re.compile(rf"{_SYMBOL} ?[:=]? ?{_NUMBER} ?({PATTERN})?")
_NUMBER_FIRST = re.compile(rf"{_NUMBER} ?({PATTERN})? ?-? ?{_SYMBOL}(?![a-z])")
_BALANCED = re.compile(
    rf"{_SYMBOL} ?[-:=]? ?\(? ?{_BALANCE_WORD} ?\)?|\(?{_BALANCE_WORD} ?\)? ?[-:=]? ?{_SYMBOL}(?![a-z])"
)
_BASE_FIRST = re.compile(rf"{_SYMBOL} ?([,-]?) ?(?=[0-9.])")
_BETWEEN = re.compile(r" ?(?:[,;+&/-]|and\b)? ?")
_RATIO_TERM = re.compile(r"[A-Z][a-z]?([0-9.]*)")
_NO_PERCENTAGE = 5.0
"""A ratio written with "(at.%)" behind it (Al0.3CoCrFeNi (at.%)) has amounts below this; larger ones may be percentages."""
_FIGURES = r"[0-9.]{1,12}"
_RANGE = re.compile(
    rf"(?<![A-Za-z])[A-Z][a-z]? ?[:=]? ?{_FIGURES} ?(?:[-\u2010-\u2015]|to) ?{_FIGURES}|{_FIGURES} ?[-\u2010-\u2015] ?{_FIGURES} ?(?:[aw]t\.)?%"
    rf"|[<>\u2264\u2265] ?{_FIGURES}|\b(?:max|min|maximum|minimum)\b\.?"
)
"""What a specification gives instead of an amount."""
_BALANCE_WORKS = "for example Ni bal., Cr 20 wt.%"


@dataclass(frozen=True, slots=True)
class Plainly:
    """A text in the form that the grammar reads.

    Attributes:
        text: symbols, brackets, amounts, perhaps with %.
        by_weight: whether its percentages are of weight.
        assumed: one sentence, or None.
    """

    text: str
    by_weight: bool = False
    assumed: str | None = None


def plainly(written: str, asked: Unit = "auto") -> Plainly:
    """Put a cleaned text with plain units into the form that the grammar reads; what needs no change comes back as it is.

    "Ti-6Al-4V" becomes "Ti90% Al6% V4%", by weight.

    Raises:
        FormulaError: a range for an amount, at.% and wt.% in one text, brackets in weight percent, nothing left for a base or balance,
            or a balance that cannot be worked out.
    """
    said = unit_said(written)
    short = dash_form(written.replace(WEIGHT, "").replace(ATOMIC, "").strip())
    if short:
        unit, assumed = unit_of(short, said, asked)
        return Plainly(_with_rest(short.base, short.parts, written, "the base"), unit == WEIGHT, assumed)
    limit = _RANGE.search(written)
    if limit:
        raise FormulaError(
            f"{quoted(limit.group().strip())} in {quoted(written)} is a range or a limit: write one amount of each element, {_BALANCE_WORKS}."
        )
    unit, assumed = _decided(written, said, asked)
    listed = _listed(written, unit)
    if listed:
        return Plainly(listed, unit == WEIGHT, assumed)
    if unit == WEIGHT:
        if any(bracket in written for bracket in "([{"):
            raise FormulaError(
                f"The brackets in {quoted(written)} have no clear meaning in weight percent: write each element, {WEIGHT_WORKS}."
            )
        return Plainly(written.replace(WEIGHT, ANY), True, assumed)
    return Plainly(_without_unit_of_a_ratio(written), False, assumed)


def _decided(written: str, said: str, asked: Unit) -> tuple[str, str | None]:
    """The unit of percentages, and the sentence that says so where the text leaves it open."""
    open_to_both = said == ANY or _BALANCE.search(written) or written[0] in "0123456789."
    if said in (ATOMIC, WEIGHT) or not open_to_both:
        return said, None
    if asked != "auto":
        return NAMES[asked], f"Read as {'atomic' if asked == 'at' else 'weight'} percent, as asked."
    return said, "Read as atomic percent; write wt.% if weight is meant." if said == ANY else None


@dataclass(frozen=True, slots=True)
class _Part:
    """One element of a list: amount as written, or "" where it takes the balance, and the unit beside it."""

    symbol: str
    amount: str
    unit: str


def _listed(written: str, unit: str) -> str | None:
    """A list with a balance, or with amounts before their elements; None where the text is neither."""
    balanced = _BALANCE.search(written)
    if not balanced and not unit:
        return None
    by_symbol = _scan(written, _SYMBOL_FIRST, (0, 1, 2))
    parts = by_symbol or _scan_numbers(written)
    if balanced:
        if not parts:
            raise FormulaError(
                f"The balance ({quoted(balanced.group())} in {quoted(written)}) is worked out for one element beside others in at.% or "
                f"wt.%: write each with its amount, {_BALANCE_WORKS}."
            )
        return _balance(parts, unit, written)
    if by_symbol or not parts:
        return None
    if not all(part.amount for part in parts):
        return _balance(parts, unit, written)
    return " ".join(f"{part.symbol}{part.amount}%" for part in parts)


def _scan(text: str, item: re.Pattern[str], order: tuple[int, int, int], start: int = 0) -> list[_Part]:
    """The parts of a list, one after the other without looking back; none where something else stands between them.

    Args:
        text: all of it must be parts.
        item: of an element with an amount.
        order: which groups of `item` are symbol, amount and unit.
        start: where the list begins.
    """
    parts, at = [], start
    while at < len(text):
        found = _BALANCED.match(text, at)
        if found:
            parts.append(_Part(found.group(1) or found.group(2), "", ""))
        else:
            found = item.match(text, at)
            if not found:
                # a unit behind everything belongs to what stands before it
                return parts if parts and text[at:].strip() in (ATOMIC, WEIGHT) else []
            symbol, amount, unit = (found.groups()[k] or "" for k in order)
            parts.append(_Part(symbol, amount, unit))
        between = _BETWEEN.match(text, found.end())
        at = between.end() if between else found.end()
    return parts


def _scan_numbers(text: str) -> list[_Part]:
    """Amounts before their elements, perhaps behind the base: "18 wt.% Cr, bal. Fe", "Fe, 18 wt.% Cr, 8 wt.% Ni"."""
    order = (2, 0, 1)
    parts = _scan(text, _NUMBER_FIRST, order)
    if parts:
        return parts
    base = _BASE_FIRST.match(text)
    rest = _scan(text, _NUMBER_FIRST, order, base.end()) if base else []
    said = [part.symbol for part in rest if not part.amount]
    if not base or not rest or not (said or base.group(2)):
        return []
    # The base is the balance, whether or not it is said again at the end.
    return rest if said == [base.group(1)] else [_Part(base.group(1), "", ""), *rest]


def _balance(parts: Sequence[_Part], unit: str, written: str) -> str:
    rests = [part.symbol for part in parts if not part.amount]
    others = [part for part in parts if part.amount]
    if len(rests) > 1:
        raise FormulaError(
            f"{quoted(written)} leaves the balance to {rests[0]} and to {rests[1]}: one element takes what the others leave, "
            f"{_BALANCE_WORKS}."
        )
    if not others:
        raise FormulaError(f"Nothing stands beside the balance {rests[0]} in {quoted(written)}: {_BALANCE_WORKS}.")
    if unit not in (ATOMIC, WEIGHT):
        raise FormulaError(
            f"Whether the balance in {quoted(written)} is of atoms or of weight is not said: write at.% or wt.%, {_BALANCE_WORKS}."
        )
    bare = [part.symbol for part in others if not part.unit]
    units_said = any(part.unit for part in others)
    if bare and units_said and not (others[-1].unit and len(bare) == len(others) - 1):
        raise FormulaError(
            f"{bare[0]} has no percentage in {quoted(written)} while others have: give every element one, {_BALANCE_WORKS}."
        )
    return _with_rest(rests[0], [(part.symbol, part.amount) for part in others], written, "the balance")


def _with_rest(symbol: str, others: Iterable[tuple[str, str]], written: str, what: str) -> str:
    """The list with `symbol` taking what the others, (symbol, per cent), leave of 100 %."""
    listed = list(others)
    total = math.fsum(float(amount) for _, amount in listed)
    if total >= 100.0:
        raise FormulaError(
            f"The percentages in {quoted(written)} sum to {total:g} and leave nothing for {what} {symbol}: they must sum to less than "
            f"100, {WEIGHT_WORKS}."
        )
    return " ".join(f"{s}{amount}%" for s, amount in [(symbol, f"{100.0 - total:.10g}"), *listed])


def _without_unit_of_a_ratio(written: str) -> str:
    """A ratio of atoms (Al0.3CoCrFeNi at.%) loses its unit: elements without a number beside small ones are no percentages."""
    body = written.removesuffix(ATOMIC).strip()
    if body == written or not PLAIN.fullmatch(body):
        return written
    numbers = _RATIO_TERM.findall(body)
    ratio = "" in numbers and all(float(number) < _NO_PERCENTAGE for number in numbers if number)
    return body if ratio else written
