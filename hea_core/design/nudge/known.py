"""Alloys from which the smallest change is looked for backwards: augmented ones that have what is asked, nearest to the start first.

Augmented alloys (hea_core.design.feasibility) spread over the chemistry of the measured ones. Those that pass are walked back towards the start
(hea_core.design.nudge.walk_back).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np

from hea_core.design.feasibility import judged
from hea_core.design.nudge.score import Score
from hea_core.design.nudge.task import MARGIN, Task
from hea_core.design.transfers import TOTAL
from hea_core.design.wanted import names_of
from hea_core.model.answers import Model, Values
from hea_core.model.targets import SINGLE_PHASE

WALKED = 20
"""Alloys that are walked back, the nearest ones that pass."""
ASKED = 100
"""Alloys whose score is asked at once, nearest first."""
PROJECTED = 60
"""Alloys that are brought onto the constraints, the nearest ones that do not hold them."""
FARTHEST = 75
"""At.% moved at which a search gives up."""


class Known:
    """Augmented alloys of one model, made and judged when first needed."""

    def __init__(self, model: Model, alloys: Callable[[], np.ndarray]) -> None:
        """Take what gives whole at.% int (m, E) when first asked."""
        self._model, self._make = model, alloys

    @cached_property
    def _alloys(self) -> np.ndarray:
        return np.asfortranarray(self._make())  # columns lie together: alloys are told apart by few elements

    @cached_property
    def _values(self) -> Values:
        return judged(self._model, self._alloys, names_of(self._model))

    def having(self, task: Task, farthest: float) -> np.ndarray:
        """Those with the probability and the goals by the heads, constraints left aside, at most so many at.% away, nearest first; int (n, E)."""
        enough = self._values[SINGLE_PHASE.name] >= task.cutoff + MARGIN
        if task.goals is not None:
            enough &= task.goals.short(self._values) == 0.0
        return _nearest_first(task, self._alloys[enough & _made_of(self._alloys, task.usable)], farthest)

    def ends(self, task: Task, score: Score, elements: np.ndarray) -> np.ndarray:
        """The nearest ones that pass and hold the constraints, of these elements (bool (E,)) alone; int (k ≤ WALKED, E).

        Where too few hold the constraints, the nearest others are brought onto them.
        """
        if task.goals is None:
            near = _nearest_first(task, self._alloys[_made_of(self._alloys, elements)], FARTHEST)
        else:
            near = self.having(task, FARTHEST)
            near = near[_made_of(near, elements)]
        held = task.allowed(near)
        found = _passing(near[held], score)
        if len(found) < WALKED and task.feasible_set is not None:
            brought = task.feasible_set.project(near[~held][:PROJECTED] / TOTAL)
            brought = np.unique(brought[task.allowed(brought)], axis=0)
            found = np.concatenate([found, _passing(brought, score)])
        return found[:WALKED]


def _made_of(alloys: np.ndarray, elements: np.ndarray) -> np.ndarray:
    """Which of alloys of whole at.% (n, E) hold no other elements than these, bool (E,); bool (n,)."""
    return np.asarray(alloys[:, elements].sum(axis=1) == TOTAL)


def _nearest_first(task: Task, alloys: np.ndarray, farthest: float) -> np.ndarray:
    moved = task.moved(alloys / TOTAL)
    order = moved.argsort(kind="stable")
    return np.ascontiguousarray(alloys[order[: int((moved <= farthest + 1e-9).sum())]])


def _passing(alloys: np.ndarray, score: Score) -> np.ndarray:
    """The first WALKED of whole at.% (n, E) that pass, and up to ASKED more."""
    found = [alloys[:0]]
    for first in range(0, len(alloys), ASKED):
        some = alloys[first : first + ASKED]
        found.append(some[score(some)[1]])
        if sum(map(len, found)) >= WALKED:
            break
    return np.concatenate(found)
