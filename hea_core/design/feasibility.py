"""What can be had where: the augmented alloys near a place of the map are counted before anything is made.

An augmented alloy is a measured one with its amounts changed or elements mixed in, dropped or added; nobody need have made it, but the heads
know alloys like it. Where none of those near a place has what is wanted, no search can be expected to find it without leaving the place.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from hea_core.design.feasible_set import FeasibleSet
from hea_core.design.matching import PRICE_OF_LEAVING, REACH
from hea_core.design.transfers import TOTAL, whole_percent
from hea_core.design.wanted import Asked, Wanted, in_words, most_of, names_of, shown
from hea_core.model.answers import Model, Values
from hea_core.model.computed import askable
from hea_core.model.targets import SINGLE_PHASE, TARGETS, Kind
from hea_core.training.augmentation import around

_PREDICTED = tuple(one.name for one in TARGETS)
COUNT = 30_000
NEARLY = 3
"""Alloys that miss least, from which a search starts anew."""
PROJECTED = 150
"""Alloys near a place that are brought onto the constraints, the nearest first."""


def augmented(measured: np.ndarray) -> np.ndarray:
    """About COUNT augmented alloys around measured ones, atomic fractions (n, E), and these themselves; whole at.% int (m, E)."""
    fractions = np.concatenate([measured, around(measured, COUNT, np.random.default_rng(0))])
    return np.unique(whole_percent(fractions), axis=0)


def judged(model: Model, alloys: np.ndarray, names: Collection[str]) -> Values:
    """What the model says of many alloys of whole at.% int (m, E), some at a time."""
    said = [model.values_of_whole(alloys[part], names) for part in _parts(len(alloys))]
    return {name: np.concatenate([some[name] for some in said]) for name in said[0]}


def _parts(n: int) -> list[np.ndarray]:
    """Rows of as many alloys in parts that fit the processor's cache."""
    return np.array_split(np.arange(n), max(n // 4096, 1))


@dataclass(frozen=True, eq=False)
class Crowd:
    """Alloys that share their first dimension m: whole at.% int (m, E), places (m, 2), and what the heads say."""

    alloys: np.ndarray
    places: np.ndarray
    values: Values

    @classmethod
    def of(cls, model: Model, alloys: np.ndarray) -> Crowd:
        """Ask the model about whole at.% int (m, E)."""
        values = judged(model, alloys, names_of(model))
        places = [
            model.place(
                alloys[part] / TOTAL,
                values[SINGLE_PHASE.name][part],
                {name: values[name][part] for name in model.heads},
            )[0]
            for part in _parts(len(alloys))
        ]
        return cls(alloys, np.concatenate(places), values)

    def take(self, rows: np.ndarray) -> Crowd:
        """Of these rows."""
        return Crowd(self.alloys[rows], self.places[rows], {name: value[rows] for name, value in self.values.items()})

    def near(self, model: Model, z: np.ndarray, feasible_set: FeasibleSet | None = None) -> Crowd:
        """Those within REACH of z (2,), nearest first; on a feasible set its members, and what becomes of the nearest others on it."""
        distance = np.linalg.norm(self.places - z, axis=1)
        rows = distance.argsort(kind="stable")[: int((distance <= REACH).sum())]
        here = self.take(rows)
        if feasible_set is None or not len(rows):
            return here
        held = feasible_set.holds(here.alloys)
        others = here.alloys[~held][:PROJECTED]
        if not len(others):
            return here.take(np.flatnonzero(held))
        changed = Crowd.of(model, np.unique(feasible_set.project(others / TOTAL), axis=0))
        stayed = changed.take(np.flatnonzero(np.linalg.norm(changed.places - z, axis=1) <= REACH))
        return Crowd(
            np.concatenate([here.alloys[held], stayed.alloys]),
            np.concatenate([here.places[held], stayed.places]),
            {name: np.concatenate([value[held], stayed.values[name]]) for name, value in here.values.items()},
        )

    def nearly(self, wanted: Wanted, z: np.ndarray) -> np.ndarray:
        """The alloys that miss least of what is wanted of one alloy at z (2,), whole at.% int (k ≤ NEARLY, E)."""
        of_all = wanted.take(np.zeros(len(self.alloys), dtype=np.int64))
        missed = of_all.missed(self.values) + PRICE_OF_LEAVING * np.linalg.norm(self.places - z, axis=1)
        order = np.lexsort((missed, ~of_all.met(self.values)))
        return np.asarray(self.alloys[order[:NEARLY]])


@dataclass(frozen=True, eq=False)
class Counted:
    """What a count of alloys at a place says.

    Attributes:
        fulfilling: alloys that have all that is wanted.
        considered: of so many.
        reason: in words; where none fulfils, which target is the matter and what can be had.
        nearest: the one nearest to the place that fulfils, or that misses least, whole at.% int (E,); None where there is none at all.
    """

    fulfilling: int
    considered: int
    reason: str
    nearest: np.ndarray | None


def count(crowd: Crowd, probability: float, targets: Asked) -> Counted:
    """Whether any of the alloys at a place has what is wanted, and if not, why, and the nearest that can be had.

    Args:
        crowd: the alloys at the place that hold the constraints, nearest first.
        probability: φ wanted.
        targets: the further ones, as `checked` gives them.
    """
    n = len(crowd.alloys)
    if not n:
        return Counted(0, 0, "No augmented alloy that holds the constraints lies at this place.", None)
    wanted = Wanted.of(probability, targets, n)
    met = wanted.met(crowd.values)
    if met.any():
        row = int(met.argmax())
        fulfilling = int(met.sum())
        reason = f"{fulfilling} of {_counted(n)} at this place {'has' if fulfilling == 1 else 'have'} {in_words(targets, probability)}."
    else:
        row = int(wanted.missed(crowd.values).argmin())
        reason = f"{_why(crowd, probability, targets)} The nearest that can be had here is {_had(crowd, row, targets)}."
    return Counted(int(met.sum()), n, reason, crowd.alloys[row])


def made_here(crowd: Crowd, considered: int, probability: float, targets: Asked) -> Counted:
    """What is said of an alloy (the first of these) that was made at a place where none of the alloys considered has what is wanted."""
    reason = (
        f"None of {_counted(considered)} at this place has {in_words(targets, probability)}, but one can be made: "
        f"{_had(crowd, 0, targets)}."
    )
    return Counted(0, considered, reason, crowd.alloys[0])


def _counted(n: int) -> str:
    return f"{n} augmented alloy" if n == 1 else f"{n} augmented alloys"


def _had(crowd: Crowd, row: int, targets: Asked) -> str:
    """What one alloy has of all that is predicted, and of what else is asked for."""
    named = [name for name in crowd.values if name in targets or name in _PREDICTED]
    values = {name: most_of(name, crowd.values, row) for name in named}
    return in_words({k: v for k, v in values.items() if k != SINGLE_PHASE.name}, float(values[SINGLE_PHASE.name]))


def _why(crowd: Crowd, probability: float, targets: Asked) -> str:
    """Which target none of the alloys has; where each is had by some, that none has all."""
    n = len(crowd.alloys)
    alone = {SINGLE_PHASE.name: probability, **targets}
    lacking = [name for name, value in alone.items() if not Wanted.of_target(name, value, n).met(crowd.values).any()]
    if not lacking:
        return f"Of {_counted(n)} at this place some have each of {in_words(targets, probability)}, but none has all of it."
    name = lacking[0]
    asked = in_words({}, probability) if name == SINGLE_PHASE.name else in_words({name: targets[name]})
    values = crowd.values[name]
    if askable(name).kind is Kind.CLASS:
        return f"None of {_counted(n)} at this place is {asked}."
    low, high = np.percentile(values, [0, 100])
    unit = f" {askable(name).unit}" if askable(name).unit else ""
    return f"None of {_counted(n)} at this place has {asked}: they have {shown(low)} to {shown(high)}{unit}."
