"""Families of compositions along one amount: `AlxCoCrFeNi, x=0:2:0.1`, `(CoCrFeNi)100-xTix (x = 0–20)`, `AlyCoCrFeNi, y=0, 0.5, 1`."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from hea_core.composition.composition import Composition
from hea_core.composition.dash_form import dash_form
from hea_core.composition.labels import without_labels
from hea_core.composition.reading import Reading, read
from hea_core.composition.symbols import PLAIN, SYMBOLS
from hea_core.composition.trade_names import as_ratio
from hea_core.composition.typography import LONGEST_RAW, undecorated
from hea_core.composition.units import ATOMIC, WEIGHT, unit_said, with_plain_units
from hea_core.errors import FormulaError, RequestError, quoted

MOST_POINTS = 1001
_LARGEST = 1e6
_WORKS = "for example AlxCoCrFeNi, x=0:2:0.1"
_NUMBER = r"(?:[0-9]{1,12}(?:\.[0-9]{0,12})?|\.[0-9]{1,12})"
_LESS = r"(?:<=?|\u2264|\u2a7d)"
_VALUES = re.compile(
    rf"(?P<name>[a-z]) ?(?:=|(?:\bin\b|\bfrom\b|\u2208|:) ?(?=[0-9.\[{{]))(?P<values>.*)"
    rf"|(?P<low>{_NUMBER}) ?{_LESS} ?(?P<between>[a-z]) ?{_LESS} ?(?P<high>{_NUMBER})(?P<more>.*)"
)
_BEGINS = re.compile(
    r"[ ,;([][ ,;([]?(?:(?:for|with|where) )?(?=[a-z] ?(?:=|in |from |\u2208|:)|[0-9.]{1,14} ?[<\u2264\u2a7d])"
)
_RANGE = re.compile(
    rf"({_NUMBER}) ?(?::|-|\u2013|\u2014|\u2212|\.\.\.?|to\b|\u2026|<=?) ?({_NUMBER})(?:[ ,;]{{0,2}}(?::|/|\.\.|,? ?(?:in )?steps? ?(?:of|=)?|by"
    rf"|\u0394[a-z] ?=) ?({_NUMBER}))?"
)
_SIGN = re.compile(r"[=<\u2264\u2a7d\u2208:]| in | from |\\leq?|&")
_REMARK = re.compile(
    r" ?(?:[,;(\[]? ?(?:in )?(?:at|molar|mole?|atomic|wt|weight|mass)?\.? ?(?:%|fraction|ratio|percent|values?))[)\]]?$"
)
_NO_RATIO = 2.5
"""Values of which the largest is smaller are those of a ratio, also with "at.%" behind them."""
_WITHOUT_AMOUNT = re.compile(r"(?:[A-Z][a-z]?|[)\]}])(?![a-z0-9.])")
_TERM = re.compile(r"([A-Z][a-z]?)([0-9.]*)")
_SYMBOL_BEFORE = re.compile(r"[A-Z][a-z]?$")
_LISTED = re.compile(r"[ ,;]+(?:and )?")
_DECIMAL_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9])")


@dataclass(frozen=True)
class Series:
    """Compositions along one variable amount.

    Attributes:
        template: the formula with the variable in it.
        variable: the letter, usually x.
        x: its values, ascending.
        readings: one for each value.
    """

    template: str
    variable: str
    x: tuple[float, ...]
    readings: tuple[Reading, ...]

    @cached_property
    def compositions(self) -> tuple[Composition, ...]:
        """One for each value."""
        return tuple(reading.composition for reading in self.readings)

    def at(self, x: float) -> Composition:
        """The composition at any other value; FormulaError as `parse_series`."""
        return _reading_at(self.template, self.variable, x).composition


@dataclass(frozen=True, slots=True)
class _Parts:
    """A series as written: the template, the letter, the text of its values and the unit behind them."""

    template: str
    variable: str
    values: str
    unit: str


def is_series(text: str) -> bool:
    """Whether a text gives a range of a variable, whatever else may be wrong with it."""
    try:
        return _SIGN.search(text[:LONGEST_RAW]) is not None and _parts(text) is not None
    except FormulaError:
        return False


def parse_series(text: str) -> Series:
    """Read `AlxCoCrFeNi, x=0:2:0.1`; also `(CoCrFeNi)100-xTix (x = 0–20)`, `Al_yCoCrFeNi, y = 0, 0.5, 1` and `TiZrNbx, 0 ≤ x ≤ 2`.

    The variable, any lower-case letter, stands for an amount: alone, with a factor (2x, x/2), added to or taken from a number (100-x,
    (1-x)/4). At values where an amount is 0 the element or bracket is left out. A range without a step has twenty.

    Raises:
        FormulaError: the template cannot be read, or not at every value.
        RequestError: the range cannot be read or has no or too many points.
    """
    parts = _parts(text)
    if parts is None:
        raise FormulaError(
            f"{quoted(text.strip()[:60])} is not a series: write a formula with x and its values, {_WORKS}."
        )
    values = _values(parts.values, parts.variable)
    if not _amounts(parts.variable, parts.template):
        raise FormulaError(
            f"{quoted(parts.template)} holds no {parts.variable}: put it behind an element or a bracket, {_WORKS}."
        )
    template, note = _in_unit(parts, values[-1])
    readings = [_reading_at(template, parts.variable, x) for x in values]
    if note:
        readings = [
            replace(one, assumption=f"{note[:-1]}; {one.assumption}" if one.assumption else note) for one in readings
        ]
    return Series(template, parts.variable, values, tuple(readings))


def _in_unit(parts: _Parts, largest: float) -> tuple[str, str]:
    """The template in the unit that stands behind the values, and a sentence where that makes it another one.

    "AlxCoCrFeNi (x = 5, 10 at.%)" is (CoCrFeNi)100-xAlx: five of a hundred atoms, not five to one each of the others.
    """
    template, variable = parts.template, parts.variable
    in_atoms = parts.unit == ATOMIC
    if parts.unit == WEIGHT or (in_atoms and "-" in template and dash_form(template.replace(variable, "1"))):
        return f"{template} {parts.unit}", ""
    apart = _apart(template, variable) if in_atoms else None
    if not apart:
        return template, ""
    symbol, others = apart
    shares = f"({others})100-{variable}{symbol}{variable}"
    if largest < _NO_RATIO:
        note = f"Read as a ratio of atoms, though at.% stands behind the values; write {shares} if at.% are meant."
        return template, note
    return shares, f"{variable} is read as at.% of {symbol}, {others} sharing the rest; leave at.% out for a ratio."


def _apart(template: str, variable: str) -> tuple[str, str] | None:
    """The one element whose amount is the variable alone, and the others; None where there is no such, or all others have amounts."""
    amounts = _amounts(variable, template)
    if len(amounts) != 1:
        return None
    start, stop, _ = amounts[0]
    symbol = _SYMBOL_BEFORE.search(template, 0, start)
    if not symbol or template[start:stop] != variable:
        return None
    others = template[: symbol.start()] + template[stop:]
    return (symbol.group(), others.strip(" -")) if _WITHOUT_AMOUNT.search(others) else None


def _parts(text: str) -> _Parts | None:
    """Template, variable and values of a text; None where it has no values."""
    plain = without_labels(undecorated(text)).text
    for begin in _BEGINS.finditer(plain):
        found = _VALUES.match(plain, begin.end())
        if not found or not begin.start():
            continue
        variable = found["name"] or found["between"]
        values = found["values"] if found["name"] else f"{found['low']}:{found['high']}{found['more']}"
        template = plain[: begin.start()].rstrip(" ,;")
        unit = unit_said(with_plain_units(values))
        return _Parts(without_labels(template.replace("_", "")).text, variable, _closed(values), unit)
    return None


def _closed(values: str) -> str:
    """The text of the values without the bracket that closes it, a unit, and what is said behind."""
    out = values.strip(" ,;[]{}")
    if ")" in out and "(" not in out.partition(")")[0]:
        out = out.partition(")")[0]
    return _REMARK.sub("", out).strip(" ,;[]{}")


def _reading_at(template: str, variable: str, x: float) -> Reading:
    """The template at one value; FormulaError says at which value an amount is negative or nothing is left."""
    out, end = "", 0
    for start, stop, amount in _amounts(variable, template):
        value = amount(x)
        if value < -1e-9:
            raise FormulaError(
                f"At {variable}={x:g} the amount {quoted(template[start:stop])} in {quoted(template)} is negative: narrow the range, {_WORKS}."
            )
        # "0.0": a zero that stands for itself and not for a letter o
        out += template[end:start] + (f"{value:.10f}".rstrip("0").rstrip(".") if value > 5e-11 else "0.0")
        end = stop
    text = out + template[end:]
    if PLAIN.fullmatch(text):  # no value of a ratio makes another thing of it
        text = as_ratio(_TERM.findall(text))
    try:
        return read(text)
    except FormulaError as error:
        raise FormulaError(f"At {variable}={x:g}: {error}") from None


_Amount = Callable[[float], float]


def _amounts(variable: str, template: str) -> list[tuple[int, int, _Amount]]:
    """Where a template has an amount with the variable in it, and that amount as a function of the variable."""
    found = []
    expression = _expression(variable)
    at = 0
    while at < len(template):
        letter = template[at]
        if letter.isupper():
            pair = template[at : at + 2]
            at += 2 if pair in SYMBOLS and len(pair) == 2 else 1
            continue
        amount = expression.match(template, at)
        if amount and amount.end() > at:
            found.append((at, amount.end(), _function(amount)))
            at = amount.end()
        else:
            at += 1
            while template[at - 1].isdigit() and at < len(template) and (template[at].isdigit() or template[at] == "."):
                at += 1  # the rest of a number without the variable
    return found


def _expression(variable: str) -> re.Pattern[str]:
    """`x`, `2x`, `0.5*x`, `x/2`, `100-x`, `1+0.5x`, and any of them in brackets, perhaps divided."""
    whole = rf"(?:(?P<@whole>{_NUMBER}) ?(?P<@sign>[-+\u2212\u2013]) ?)?"
    body = whole + rf"(?P<@factor>{_NUMBER})? ?[*\u00b7]? ?{variable}(?: ?/ ?(?P<@by>{_NUMBER}))?"
    inner, outer = (body.replace("@", prefix) for prefix in ("in_", ""))
    return re.compile(rf"[(\[{{] ?{inner} ?[)\]}}](?: ?/ ?(?P<over>{_NUMBER}))?|{outer}(?![a-z])")


def _function(amount: re.Match[str]) -> _Amount:
    prefix = "in_" if amount.group().startswith(("(", "[", "{")) else ""

    def number(name: str, default: float) -> float:
        text = amount[name]
        return float(text) if text else default

    whole = number(prefix + "whole", 0.0)
    factor = number(prefix + "factor", 1.0) / (number(prefix + "by", 1.0) or math.nan)
    signed = factor if amount[prefix + "sign"] in (None, "+") else -factor
    over = number("over", 1.0) or math.nan
    if not math.isfinite(signed / over):
        raise FormulaError(f"The amount {quoted(amount.group())} divides by 0: {_WORKS}.")
    return lambda x: (whole + signed * x) / over


def _values(text: str, variable: str) -> tuple[float, ...]:
    shown = f"{variable}={text[:30]}"
    spread = _RANGE.fullmatch(text)
    if spread:
        low, high = float(spread[1]), float(spread[2])
        step = float(spread[3]) if spread[3] else (high - low) / 20.0
        if not (high > low and step > 0):
            raise RequestError(f"The range {shown} does not rise: write start:end:step, {_WORKS}.")
        if step > (high - low) * (1 + 1e-9):
            raise RequestError(f"The step of {shown} is longer than its range: write start:end:step, {_WORKS}.")
        _within(shown, high)
        count = math.floor((high - low) / step + 1e-9) + 1
        if count > MOST_POINTS:
            raise RequestError(
                f"The range {shown} has {count:,} points, at most {MOST_POINTS:,} are drawn: take a larger step, {_WORKS}."
            )
        return tuple(round(low + k * step, 10) for k in range(count))
    # Where semicolons part the values, commas are decimal.
    parted = _DECIMAL_COMMA.sub(".", text) if ";" in text else text
    numbers = [part for part in _LISTED.split(parted) if part]
    if "." not in parted and _may_be_decimal(parted, numbers):
        raise RequestError(
            f"The commas in {shown} may be decimal: write decimal points, or semicolons between the values, for example "
            "AlxCoCrFeNi, x=0; 0.5; 1."
        )
    if not all(re.fullmatch(_NUMBER, number) for number in numbers):
        raise RequestError(f"The values {shown} cannot be read: write start:end:step or a list, {_WORKS}.")
    listed = sorted({float(number) for number in numbers})
    if not listed or len(listed) > MOST_POINTS:
        raise RequestError(f"The values {shown} must be from one to {MOST_POINTS:,} numbers of 0 or more, {_WORKS}.")
    _within(shown, listed[-1])
    return tuple(listed)


def _may_be_decimal(text: str, numbers: list[str]) -> bool:
    """Whether commas between whole numbers may be decimal: x=0,5; some with a blank behind and some without; a value twice."""
    close = _DECIMAL_COMMA.search(text) is not None
    return close and (", " in text or len(set(numbers)) < len(numbers) or re.fullmatch(r"0,[0-9]+", text) is not None)


def _within(shown: str, largest: float) -> None:
    if largest > _LARGEST:
        raise RequestError(f"The values {shown} go beyond {_LARGEST:,.0f}: take smaller ones, {_WORKS}.")
