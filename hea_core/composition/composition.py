"""Composition: an alloy in at.%, and its canonical formula."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from hea_core.composition.designations import LARGEST_RATIO
from hea_core.composition.symbols import SYMBOLS
from hea_core.composition.trade_names import as_ratio
from hea_core.errors import FormulaError, quoted

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SMALLEST_AT_PERCENT = 1e-6
_LARGEST_AMOUNT = 1e300
_SAME = 1e-6


@dataclass(frozen=True)
class Composition:
    """An alloy composition.

    Attributes:
        amounts: (symbol, at.%) pairs sorted by symbol, all above 0, summing to 100 within 1e-9.
    """

    amounts: tuple[tuple[str, float], ...]

    def __post_init__(self) -> None:
        """Refuse anything that is not a normalised composition (FormulaError)."""
        symbols = [symbol for symbol, _ in self.amounts]
        total = math.fsum(amount for _, amount in self.amounts)
        if (
            symbols != sorted(set(symbols))
            or not all(amount > 0 for _, amount in self.amounts)
            or not abs(total - 100.0) <= 1e-9
        ):
            raise FormulaError(
                "A Composition takes sorted, positive at.% that sum to 100: build it with "
                "Composition.parse('Al0.3CoCrFeNi') "
                "or Composition.from_amounts({'Fe': 1, 'Ni': 1})."
            )

    @classmethod
    def parse(cls, text: str) -> Composition:
        """`read(text).composition`, for callers that show no assumption; FormulaError names the bad token."""
        from hea_core.composition.reading import read  # a reading holds a composition, so it comes second

        return read(text).composition

    @classmethod
    def from_amounts(cls, amounts: Mapping[str, float]) -> Composition:
        """Normalise positive, finite amounts (moles or at.%) to 100; FormulaError names the bad entry."""
        for symbol, amount in amounts.items():
            if symbol not in SYMBOLS:
                raise FormulaError(
                    f"Unknown element {quoted(symbol)}: use symbols such as Fe or Ni, for example {{'Fe': 1, 'Ni': 1}}."
                )
            if not (math.isfinite(amount) and amount > 0):
                raise FormulaError(
                    f"The amount of {symbol} is {amount}: give a positive number or leave {symbol} out, for "
                    f"example {{'Fe': 1, 'Ni': 1}}."
                )
        if not amounts:
            raise FormulaError("No element given: name at least one with its amount, for example {'Fe': 1, 'Ni': 1}.")
        return cls.normalised(amounts, "the amounts")

    @classmethod
    def normalised(cls, amounts: Mapping[str, float], shown: str) -> Composition:
        """From positive amounts of known symbols; FormulaError, which quotes `shown`, names one too small to count."""
        total = math.fsum(amounts.values()) if max(amounts.values()) < _LARGEST_AMOUNT else math.inf
        parts = []
        for symbol in sorted(amounts):
            # twelve decimals: the same alloy written as moles or as at.% becomes the same object
            at_percent = round(amounts[symbol] * 100.0 / total, 12)
            if not at_percent >= _SMALLEST_AT_PERCENT:
                raise FormulaError(
                    f"In {quoted(shown)} the amount of {symbol} is below {_SMALLEST_AT_PERCENT:g} at.% of the "
                    f"whole: leave {symbol} out or "
                    "check the amounts, for example Al0.3CoCrFeNi."
                )
            parts.append((symbol, at_percent))
        made = object.__new__(cls)  # holds by its making what __post_init__ would ask for again
        object.__setattr__(made, "amounts", tuple(parts))
        return made

    @cached_property
    def elements(self) -> tuple[str, ...]:
        """Element symbols in alphabetical order."""
        return tuple(symbol for symbol, _ in self.amounts)

    @property
    def system(self) -> str:
        """The chemical system, for example 'Al-Co-Cr'."""
        return "-".join(self.elements)

    def as_dict(self) -> dict[str, float]:
        """{symbol: at.%}, a new dict."""
        return dict(self.amounts)

    def rounded(self, decimals: int) -> tuple[tuple[str, float], ...]:
        """The amounts to so many decimals of at.%: what alloys that count as one have in common."""
        return tuple((symbol, round(amount, decimals)) for symbol, amount in self.amounts)

    def at_percent_moved(self, other: Composition) -> float:
        """At.% that must change place to become the other alloy: half the summed |differences|, 0 to 100."""
        mine, theirs = self.as_dict(), other.as_dict()
        return 0.5 * math.fsum(abs(mine.get(s, 0.0) - theirs.get(s, 0.0)) for s in mine.keys() | theirs.keys())

    @cached_property
    def formula(self) -> str:
        """The canonical formula, elements in alphabetical order.

        Equimolar alloys carry no numbers (CoCrFeMnNi); whole at.% are written as such (Al10Co30Ni60); else
        ratios below 100 to the commonest amount where two decimals hold them exactly (Al0.3CoCrFeNi); else at.%
        to two decimals.
        """
        values = [amount for _, amount in self.amounts]
        if max(values) - min(values) < _SAME:
            return "".join(self.elements)
        if all(abs(value - round(value)) < _SAME for value in values):
            return "".join([f"{symbol}{round(value)}" for symbol, value in self.amounts])
        rounded = [round(value * 1e6) / 1e6 for value in values]
        counts = {value: rounded.count(value) for value in rounded}
        most = max(counts.values())
        for unit in sorted([value for value, count in counts.items() if count == most]):
            if _are_ratios(values, unit):
                ratios = [(symbol, _number(value / unit)) for symbol, value in self.amounts]
                return as_ratio([(symbol, "" if ratio == "1" else ratio) for symbol, ratio in ratios])
        return "".join([symbol + _number(value) for symbol, value in self.amounts])


def _are_ratios(values: Sequence[float], unit: float) -> bool:
    """Whether two decimals hold each value as a ratio to the unit, above 0 and below LARGEST_RATIO."""
    for value in values:
        ratio = value / unit
        if (100.0 * ratio + 200.0 * _SAME) % 1.0 > 400.0 * _SAME:  # most end here, at a third of the price
            return False
        short = round(100.0 * ratio) / 100.0
        if not 0 < short < LARGEST_RATIO or abs(ratio - short) >= _SAME:
            return False
    return True


def _number(value: float) -> str:
    """Two decimals, or as many as it takes to show that a trace is there."""
    text = f"{value:.2f}"
    decimals = 2
    while not text.strip("0."):
        decimals += 1
        text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".")


def typeset(formula: str) -> str:
    """The formula with its digits as Unicode subscripts: Al0.3CoCrFeNi becomes Al₀.₃CoCrFeNi."""
    return re.sub(r"[0-9]", lambda digit: digit.group().translate(_SUBSCRIPTS), formula)
