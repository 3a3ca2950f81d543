"""Spellings of industry, of typesetters and of programs, put into the plain form that hea_core.composition.formula reads.

- Weight percent: "Fe 20 wt.%, Ni 80 wt.%", "Fe20Ni80 (mass%)", and the metallurgists' short form, a base and what is in it
  ("Ti-6Al-4V": 6 % Al, 4 % V, the rest Ti), which is by weight unless at.% stands behind it.
- The balance: "Ni bal., Cr 20 wt.%", "18 wt.% Cr, 8 wt.% Ni, bal. Fe". One element takes what the others leave of 100 %; whether
  of atoms or of weight must be said.
- Amounts before their element where a unit says what they are: "20 at.% Fe, 80 at.% Ni".
- Units in words and before or behind everything: "Fe20Ni80 in atomic percent", "wt.%: Fe20Ni80".
- Subscripts of TeX and HTML, quotes, a dictionary in braces, "HEA" or "alloy" behind the formula.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from hea_core.composition.formula import LONGEST
from hea_core.composition.symbols import PLAIN
from hea_core.errors import FormulaError, quoted

_ATOMIC, _WEIGHT, _ANY = "at.%", "wt.%", "%"
_PERCENT = r"(?:%|percent\b|per\s?cent\b|pct\b\.?)"
_IN = r"(?:\bin\s+)?(?<![A-Za-z])"
_UNITS = (
    (re.compile(rf"{_IN}(?:(?i:atomic|atom|at|mole|mol)\.?\s*-?\s*{_PERCENT}|a/o\b)"), _ATOMIC),
    (re.compile(rf"{_IN}(?:(?:(?i:weight|wt|mass)|w)\.?\s*-?\s*{_PERCENT}|w/o\b)"), _WEIGHT),
)
_UNIT = r"(?:at\.%|wt\.%|%)"
_LEADING_UNIT = re.compile(r"\(?((?:at|wt)\.%)\)?\s*[:,]?\s*(?=[A-Z(\[{])(.+)")
_TRAILING_UNIT = re.compile(r"(.+?)\s*[,;]?\s*[(\[]\s*((?:at|wt)\.%)\s*[)\]]|(.+?)\s*[,;]\s*((?:at|wt)\.%)")
_SHORT = re.compile(r"([A-Z][a-z]?)((?:\s*[-\u2010-\u2015]\s*[0-9]*\.?[0-9]+\s*[A-Z][a-z]?)+)")
_SHORT_TERM = re.compile(r"([0-9]*\.?[0-9]+)\s*([A-Z][a-z]?)")
_BALANCE_WORD = r"(?:[Bb]alance|BALANCE|[Bb]al|BAL|[Rr]emainder|[Rr]emaining|[Rr]em|[Rr]est)(?![a-z])\.?"
_BALANCE = re.compile(_BALANCE_WORD)
_SYMBOL, _NUMBER = r"([A-Z][a-z]?)", r"([0-9]+\.?[0-9]*|\.[0-9]+)"
_SYMBOL_FIRST = re.compile(rf"{_SYMBOL}\s*[:=]?\s*{_NUMBER}\s*({_UNIT})?")
_NUMBER_FIRST = re.compile(rf"{_NUMBER}\s*({_UNIT})?\s*-?\s*{_SYMBOL}(?![a-z])")
_BALANCED = re.compile(
    rf"{_SYMBOL}\s*[-:=]?\s*\(?\s*{_BALANCE_WORD}\s*\)?|\(?{_BALANCE_WORD}\s*\)?\s*[-:=]?\s*{_SYMBOL}(?![a-z])"
)
_BETWEEN = re.compile(r"\s*(?:[,;+&/-]|and\b)?\s*")
_RATIO_TERM = re.compile(r"[A-Z][a-z]?([0-9.]*)")
_NO_PERCENTAGE = 5.0
"""A ratio written with "(at.%)" behind it (Al0.3CoCrFeNi (at.%)) has amounts below this; larger ones may be percentages."""
_SUBSCRIPT = re.compile(r"\$?_\{?\s*([0-9.]+)\s*\}?\$?|<sub>\s*([0-9.]+)\s*</sub>")
_DICTIONARY = re.compile(r"\{([^{}]*[:=][^{}]*)\}")
_TRAILING_WORDS = re.compile(r"[\s,-]*\(?\s*(?:R?HEAs?|MEAs?|(?:high|medium)[- ]entropy alloys?|alloys?)\s*\)?")
_QUOTES = "'\"\u2018\u2019\u201c\u201d`"
_BALANCE_WORKS = "for example Ni bal., Cr 20 wt.%"
_WEIGHT_WORKS = "for example Ti-6Al-4V"


def plainly(text: str) -> tuple[str, bool]:
    """The text in a form that hea_core.composition.formula reads, and whether its percentages are by weight.

    "Ti-6Al-4V" becomes "Ti90% Al6% V4%", by weight; what needs no change comes back as it is.

    Raises:
        FormulaError: at.% and wt.% in one text, brackets in weight percent, nothing left for a base or balance, or a balance that
            cannot be worked out.
    """
    if PLAIN.fullmatch(text) or len(text) > LONGEST:
        return text, False
    written = _untypeset(text)
    unit = _unit(written)
    found = _short(written, unit) or _listed(written, unit)
    if found:
        return found
    if unit == _WEIGHT:
        if any(bracket in written for bracket in "([{"):
            raise FormulaError(
                f"The brackets in {quoted(text)} have no clear meaning in weight percent: write each element, {_WEIGHT_WORKS}."
            )
        return written.replace(_WEIGHT, _ANY), True
    return _without_unit_of_a_ratio(written), False


def convention(text: str) -> str:
    """What was taken for granted in reading a text that has another common meaning; "" where there is none."""
    if PLAIN.fullmatch(text):
        return _plain_convention(text)
    if len(text) > LONGEST:
        return ""
    written = _untypeset(text)
    if _ATOMIC in written or _WEIGHT in written:
        return ""
    short = _SHORT.fullmatch(written)
    if short:
        return f"Read as weight percent, {short.group(1)} being the rest; write at.% behind it if atoms are meant."
    return "Read as atomic percent; write wt.% if weight is meant." if _ANY in written else ""


def _plain_convention(text: str) -> str:
    if text in _NAMES:
        return f"Read as a ratio of atoms; the alloy of this name is {_NAMES[text]} in weight percent."
    terms = re.findall(r"([A-Z][a-z]?)([0-9.]*)", text)
    bare = [symbol for symbol, number in terms if not number]
    numbers = [float(number) for _, number in terms if number]
    if not bare or not numbers or max(numbers) < _LARGE:
        return ""
    rest = 100.0 - math.fsum(numbers)
    other = f"; write {bare[0]}{rest:.6g} if it takes the rest of 100 at.%" if len(bare) == 1 and rest > 0 else ""
    return f"Read as a ratio of atoms, {' and '.join(bare)} counting as 1{other}."


_LARGE = 10.0
"""Beside an amount as large as this, an element without a number is more often the rest of 100 % than 1."""
_NAMES = {
    "Ti6Al4V": "Ti-6Al-4V",
    "TiAl6V4": "Ti-6Al-4V",
    "Ti6Al7Nb": "Ti-6Al-7Nb",
    "TiAl6Nb7": "Ti-6Al-7Nb",
    "Ti3Al2.5V": "Ti-3Al-2.5V",
    "Ti5Al2.5Sn": "Ti-5Al-2.5Sn",
    "AlSi7Mg": "Al-7Si-0.3Mg",
    "AlMg5": "Al-5Mg",
}
"""Trade names that look like formulas."""


def _untypeset(text: str) -> str:
    """Without quotes, markup and words, and with every unit written as at.% or wt.%."""
    out = " ".join(text.split(" ")).strip().strip(_QUOTES)
    inside = _DICTIONARY.fullmatch(out)
    if inside:
        out = inside.group(1).translate(str.maketrans("", "", _QUOTES))
    out = _SUBSCRIPT.sub(lambda found: found.group(1) or found.group(2), out)
    for pattern, unit in _UNITS:
        out = pattern.sub(unit, out)
    words = _TRAILING_WORDS.search(out)
    while words and words.end() != len(out):
        words = _TRAILING_WORDS.search(out, words.end())
    if words and words.start():
        out = out[: words.start()]
    leading = _LEADING_UNIT.fullmatch(out)
    if leading:
        return f"{leading.group(2)} {leading.group(1)}"
    trailing = _TRAILING_UNIT.fullmatch(out)
    return f"{trailing.group(1) or trailing.group(3)} {trailing.group(2) or trailing.group(4)}" if trailing else out


def _unit(written: str) -> str:
    if _WEIGHT in written and _ATOMIC in written:
        raise FormulaError(
            f"{quoted(written)} gives weight and atomic percent at once: write one of them throughout, {_WEIGHT_WORKS}."
        )
    return next((unit for unit in (_WEIGHT, _ATOMIC, _ANY) if unit in written), "")


def _short(written: str, unit: str) -> tuple[str, bool] | None:
    """A base and what is in it, the base with what the others leave of 100 %."""
    bare = written.replace(_WEIGHT, "").replace(_ATOMIC, "").strip()
    short = _SHORT.fullmatch(bare)
    if not short:
        return None
    parts = [_Part(symbol, amount, "") for amount, symbol in _SHORT_TERM.findall(short.group(2))]
    return _with_rest(short.group(1), parts, written, "the base"), unit != _ATOMIC


@dataclass(frozen=True, slots=True)
class _Part:
    """One element of a list: amount as written, or "" where it takes the balance, and the unit beside it."""

    symbol: str
    amount: str
    unit: str


def _listed(written: str, unit: str) -> tuple[str, bool] | None:
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
    return " ".join(f"{part.symbol}{part.amount}%" for part in parts), unit == _WEIGHT


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
                return []
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
    base = re.match(rf"{_SYMBOL}\s*([,-]?)\s*(?=[0-9.])", text)
    rest = _scan(text, _NUMBER_FIRST, order, base.end()) if base else []
    said = [part.symbol for part in rest if not part.amount]
    if not base or not rest or not (said or base.group(2)):
        return []
    # The base is the balance, whether or not it is said again at the end.
    return rest if said == [base.group(1)] else [_Part(base.group(1), "", ""), *rest]


def _balance(parts: Sequence[_Part], unit: str, written: str) -> tuple[str, bool]:
    rests = [part.symbol for part in parts if not part.amount]
    others = [part for part in parts if part.amount]
    if len(rests) > 1:
        raise FormulaError(
            f"{quoted(written)} leaves the balance to {rests[0]} and to {rests[1]}: one element takes what the others leave, "
            f"{_BALANCE_WORKS}."
        )
    if not others:
        raise FormulaError(f"Nothing stands beside the balance {rests[0]} in {quoted(written)}: {_BALANCE_WORKS}.")
    if unit not in (_ATOMIC, _WEIGHT):
        raise FormulaError(
            f"Whether the balance in {quoted(written)} is of atoms or of weight is not said: write at.% or wt.%, {_BALANCE_WORKS}."
        )
    bare = [part.symbol for part in others if not part.unit]
    if bare and not (others[-1].unit and len(bare) == len(others) - 1):
        raise FormulaError(
            f"{bare[0]} has no percentage in {quoted(written)} while others have: give every element one, {_BALANCE_WORKS}."
        )
    return _with_rest(rests[0], others, written, "the balance"), unit == _WEIGHT


def _with_rest(symbol: str, others: Sequence[_Part], written: str, what: str) -> str:
    """The list with `symbol` taking what the others leave of 100 %."""
    total = math.fsum(float(part.amount) for part in others)
    if total >= 100.0:
        raise FormulaError(
            f"The percentages in {quoted(written)} sum to {total:g} and leave nothing for {what} {symbol}: they must sum to less than "
            f"100, {_WEIGHT_WORKS}."
        )
    listed = [(symbol, f"{100.0 - total:.10g}"), *((part.symbol, part.amount) for part in others)]
    return " ".join(f"{s}{amount}%" for s, amount in listed)


def _without_unit_of_a_ratio(written: str) -> str:
    """A ratio of atoms (Al0.3CoCrFeNi at.%) loses its unit: elements without a number beside small ones are no percentages."""
    body = written.removesuffix(_ATOMIC).strip()
    if body == written or not PLAIN.fullmatch(body):
        return written
    numbers = _RATIO_TERM.findall(body)
    ratio = "" in numbers and all(float(number) < _NO_PERCENTAGE for number in numbers if number)
    return body if ratio else written
