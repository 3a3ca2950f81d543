"""Why a screening kept nothing: how many alloys pass each condition alone, and how many are left after it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from hea_core.screening.block import columns_of
from hea_core.screening.objectives import objective_of
from hea_core.screening.request import Screen

_MOST = 2**15
"""Alloys looked at: all of a space up to so many, else stretches of ranks all over it."""
_STRETCHES = 16


@dataclass(frozen=True, slots=True)
class Passed:
    """One condition.

    Attributes:
        condition: as it is written.
        alone: alloys that fulfil it.
        left: alloys that fulfil it and all before it.
        least, most: its column's values among all alloys looked at; NaN where none has one, or where they are classes.
    """

    condition: str
    alone: int
    left: int
    least: float
    most: float

    @property
    def words(self) -> str:
        """The condition with its two numbers, and the values there are where none fulfils it."""
        values = (
            f" (values from {self.least:.4g} to {self.most:.4g})" if not self.alone and self.least <= self.most else ""
        )
        return f"{self.condition} holds for {self.alone:,}{values}, which leaves {self.left:,}"


@dataclass(frozen=True, slots=True)
class Funnel:
    """What became of the alloys of a space.

    Attributes:
        looked_at: alloys counted.
        size: alloys of the space.
        passed: the conditions, in the order in which they were given.
    """

    looked_at: int
    size: int
    passed: tuple[Passed, ...]

    @property
    def sentence(self) -> str:
        """Which conditions emptied the result, with numbers."""
        of = (
            f"{self.size:,} alloys"
            if self.looked_at == self.size
            else f"{self.looked_at:,} of {self.size:,} alloys, taken evenly"
        )
        return f"Of {of}: {'; '.join(one.words for one in self.passed)}. {self._advice}"

    @property
    def _advice(self) -> str:
        never = [one.condition for one in self.passed if not one.alone]
        if never:
            return f"Loosen {never[0]}, which none of them fulfils, or widen the space."
        emptied = next((one.condition for one in self.passed if not one.left), None)
        return (
            f"Loosen {emptied} or one before it: each is fulfilled by some, but not all by one alloy."
            if emptied
            else "Each leaves some of these, but no alloy of the whole space fulfils all: loosen the last."
        )


def funnel(screen: Screen) -> Funnel:
    """Count what passes each condition of a screening, and its ranking, which an alloy without a value drops out of."""
    pool = columns_of(screen)
    steps = np.concatenate([screen.space.rows(start, stop) for start, stop in _stretches(screen.space.size)])
    columns = pool.columns(steps, screen.deciding)
    left = np.ones(len(steps), dtype=bool)
    passed = []
    for name, text, holds in _tests(screen, columns):
        left &= holds
        passed.append(Passed(text, int(holds.sum()), int(left.sum()), *_range(columns[name])))
    return Funnel(len(steps), screen.space.size, tuple(passed))


def _tests(screen: Screen, columns: Mapping[str, np.ndarray]) -> Iterator[tuple[str, str, np.ndarray]]:
    """Column, words and outcome (n,) of all that an alloy has to pass."""
    for condition in screen.conditions:
        yield condition.column, str(condition), condition.holds(columns)
    for name in screen.pareto or ((screen.by,) if screen.top is not None else ()):
        gain = objective_of(name).gain(columns)
        if np.isnan(gain).any():
            column = objective_of(name).column
            yield column, f"a known {column}", ~np.isnan(gain)


def _range(values: np.ndarray) -> tuple[float, float]:
    known = values[~np.isnan(values)] if np.issubdtype(values.dtype, np.floating) else values[:0]
    return (float(known.min()), float(known.max())) if len(known) else (float("nan"), float("nan"))


def _stretches(size: int) -> Iterator[tuple[int, int]]:
    """First and last rank, excluded, of what is looked at."""
    if size <= _MOST:
        yield 0, size
        return
    length = _MOST // _STRETCHES
    for start in np.linspace(0, size - length, _STRETCHES).astype(int).tolist():
        yield start, start + length
