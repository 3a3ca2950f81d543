"""Families of compositions: a series in x (`AlxCoCrFeNi, x=0:2:0.1`) and a section of three elements over a fixed base."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hea_core.composition.composition import Composition
from hea_core.composition.elements import elements
from hea_core.composition.published import without_zeros
from hea_core.errors import FormulaError, RequestError

MOST_POINTS = 1001
_WORKS = "for example AlxCoCrFeNi, x=0:2:0.1"
_SERIES = re.compile(r"(.+?)[\s,;]+x\s*=\s*([^=]+)", re.DOTALL)
_NUMBER = r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+"
_AMOUNT = re.compile(rf"({_NUMBER})\s*[-\u2212\u2013]\s*({_NUMBER})?x|({_NUMBER})?x")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉ₓ", "0123456789x")


@dataclass(frozen=True)
class Series:
    """Compositions along one variable amount.

    Attributes:
        template: the formula with x in it.
        x: its values, ascending.
        compositions: one for each x.
    """

    template: str
    x: tuple[float, ...]
    compositions: tuple[Composition, ...]


@dataclass(frozen=True, eq=False)
class Section:
    """A triangle of compositions: three elements share what the base leaves.

    Attributes:
        corners: the three elements.
        shares: of each within the triangle, (n, 3), rows sum to 1.
        compositions: n alloys.
        base: what all of them hold, or None.
        base_at_percent: how much of it.
    """

    corners: tuple[str, str, str]
    shares: np.ndarray
    compositions: tuple[Composition, ...]
    base: Composition | None
    base_at_percent: float


def is_series(text: str) -> bool:
    """Whether a text gives a range of x, whatever else may be wrong with it."""
    return re.search(r"(?:^|[\s,;])x\s*=", text) is not None


def parse_series(text: str) -> Series:
    """Read `AlxCoCrFeNi, x=0:2:0.1`; also `(CoCrFeNi)100-xTix, x=0-20` and `x=0, 0.5, 1`.

    x stands for an amount, alone, with a factor (2x) or taken from a number (100-x). At x where an amount is 0 the element is
    left out. A range without a step has twenty.

    Raises:
        FormulaError: the template cannot be read, or not at every x.
        RequestError: the range cannot be read or has no or too many points.
    """
    match = _SERIES.fullmatch(text.strip().translate(_SUBSCRIPTS))
    if not match:
        raise FormulaError(f"'{text[:60]}' is not a series: write a formula with x and its values, {_WORKS}.")
    template, values = match.group(1).strip(" ,;"), _values(match.group(2).strip())
    if not _AMOUNT.search(template):
        raise FormulaError(f"'{template[:40]}' holds no x: put it behind an element or a bracket, {_WORKS}.")
    return Series(template, values, tuple(composition_at(template, x) for x in values))


def composition_at(template: str, x: float) -> Composition:
    """The composition of a template at one x; FormulaError says at which x an amount is negative or nothing is left."""

    def amount(match: re.Match[str]) -> str:
        whole, taken, factor = match.groups()
        value = float(whole) - float(taken or 1) * x if whole else float(factor or 1) * x
        if value < -1e-9:
            raise FormulaError(
                f"At x={x:g} the amount '{match.group()}' in '{template[:40]}' is negative: narrow the range, {_WORKS}."
            )
        return f"{max(value, 0.0):.10f}"

    return Composition.parse(without_zeros(_AMOUNT.sub(amount, template)))


def _values(text: str) -> tuple[float, ...]:
    colon = re.fullmatch(rf"({_NUMBER})\s*(?::|-|\u2013|\.\.|to)\s*({_NUMBER})(?:\s*(?::|/)\s*({_NUMBER}))?", text)
    if colon:
        low, high = float(colon.group(1)), float(colon.group(2))
        step = float(colon.group(3)) if colon.group(3) else (high - low) / 20.0
        if not (high > low and step > 0):
            raise RequestError(f"The range x={text[:30]} does not rise: write start:end:step, {_WORKS}.")
        count = math.floor((high - low) / step + 1e-9) + 1
        if count > MOST_POINTS:
            raise RequestError(
                f"The range x={text[:30]} has {count:,} points, at most {MOST_POINTS:,} are drawn: take a larger step, {_WORKS}."
            )
        return tuple(round(low + k * step, 10) for k in range(count))
    try:
        listed = sorted({float(part) for part in re.split(r"[,;\s]+", text) if part})
    except ValueError:
        raise RequestError(
            f"The values x={text[:30]} cannot be read: write start:end:step or a list, {_WORKS}."
        ) from None
    if not listed or not all(math.isfinite(x) and x >= 0 for x in listed) or len(listed) > MOST_POINTS:
        raise RequestError(
            f"The values x={text[:30]} must be from one to {MOST_POINTS:,} numbers of 0 or more, {_WORKS}."
        )
    return tuple(listed)


def ternary_section(
    corners: Sequence[str], base: str | Composition | None = None, base_at_percent: float = 0.0, step: float = 5.0
) -> Section:
    """A grid over three elements that share what a base leaves.

    Args:
        corners: three elements that the base does not hold.
        base: an alloy present throughout, for example CoCrFeNi.
        base_at_percent: its amount; 0 without a base.
        step: at.% of the triangle between neighbouring points, a divisor of 100.

    Raises:
        RequestError: naming what does not fit.
    """
    three = tuple(corners)
    within = Composition.parse(base) if isinstance(base, str) else base
    if len(three) != 3 or len(set(three)) != 3:
        raise RequestError(
            f"A section needs three different elements, got {', '.join(three) or 'none'}: for example Al, Ti, V."
        )
    elements().subset(three)
    if (within is None and base_at_percent) or (within is not None and not 0 < base_at_percent < 100):
        raise RequestError(
            f"A base of {base_at_percent:g} at.% does not fit: give a base with more than 0 and less than 100 at.%, or neither, "
            "for example CoCrFeNi and 80."
        )
    if within is not None and set(three) & set(within.elements):
        shared = sorted(set(three) & set(within.elements))[0]
        raise RequestError(
            f"{shared} is both a corner and in the base {within.formula}: leave it out of one, for example Al, Ti, V over CoCrFeNi."
        )
    cells = round(100.0 / step) if step > 0 else 0
    if not 1 <= cells <= 100 or abs(cells * step - 100.0) > 1e-6:
        raise RequestError(
            f"A step of {step:g} at.% does not divide the triangle: take one from 1 to 100 that divides 100, for example 5."
        )
    shares = np.array([(i, j, cells - i - j) for i in range(cells + 1) for j in range(cells + 1 - i)]) / cells
    left = 100.0 - base_at_percent
    fixed = {symbol: amount * base_at_percent / 100.0 for symbol, amount in within.amounts} if within else {}
    compositions = tuple(
        Composition.from_amounts(
            {**fixed, **{s: left * float(share) for s, share in zip(three, row, strict=True) if share > 0}}
        )
        for row in shares
    )
    return Section((three[0], three[1], three[2]), shares, compositions, within, base_at_percent)
