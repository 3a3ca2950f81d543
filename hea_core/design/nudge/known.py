"""The smallest change where transfers from the start do not get there: from the nearest augmented alloys that have it, back towards the start.

Augmented alloys (hea_core.design.feasibility) spread over the chemistry of the measured ones. Those that pass and lie near the start are walked
back: at.% go from what they hold more of than the start to what they hold less of, as long as they pass.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from hea_core.design.feasibility import Crowd
from hea_core.design.nudge.score import Score
from hea_core.design.nudge.task import MARGIN, Path, Task, thinned
from hea_core.design.transfers import TOTAL, whole_percent
from hea_core.model.targets import SINGLE_PHASE
from hea_core.results import Status

WALKED = 3
"""Alloys that are walked back, the nearest ones that pass."""
ASKED = 100
"""Alloys whose score is asked at once, nearest first."""
BACK = (20, 10, 5, 2, 1)
"""At.% of one transfer on the way back."""
PLACES = 40
"""Points of the straight line that is shown as the way there."""


class Known:
    """Augmented alloys, made when first needed (a second)."""

    def __init__(self, crowd: Callable[[], Crowd]) -> None:
        self._crowd = crowd

    def having(self, task: Task, farthest: float) -> np.ndarray:
        """Those with the probability and the goals that hold the constraints and move no more than this, nearest first; whole at.% int (n, E)."""
        crowd = self._crowd()
        enough = crowd.values[SINGLE_PHASE.name] >= task.cutoff + MARGIN
        if task.goals is not None:
            enough &= task.goals.short(crowd.values) == 0.0
        alloys = crowd.alloys[enough]
        alloys = alloys[_allowed(task, alloys)]
        moved = task.moved(task.fractions(alloys))
        order = moved.argsort(kind="stable")
        return np.asarray(alloys[order[: int((moved <= min(farthest, task.budget) + 1e-9).sum())]])

    def nearest(self, task: Task, start: np.ndarray, score: Score, farthest: float) -> Path | None:
        """The way to the nearest alloy that walking back finds; None where no augmented alloy passes.

        Args:
            task: what to do.
            start: the alloy that the search starts from, whole at.% int (E,).
            score: says what passes.
            farthest: at.% that the augmented alloys may lie away.
        """
        having = self.having(task, farthest)
        ends: list[np.ndarray] = []
        for first in range(0, len(having), ASKED):
            some = having[first : first + ASKED]
            ends += list(some[score(some)[1]])
            if len(ends) >= WALKED:
                break
        if not ends:
            return None
        walked = np.stack([_walked_back(task, start, end, score) for end in ends[:WALKED]])
        end = np.asarray(walked[int(task.moved(task.fractions(walked)).argmin())])
        return Path(Status.CONVERGED, thinned(_line(task, start, end), task.max_steps))


def _walked_back(task: Task, start: np.ndarray, end: np.ndarray, score: Score) -> np.ndarray:
    """The same alloy, whole at.% int (E,), brought as near to the start as transfers go on passing; the largest first."""
    while True:
        over, under = np.flatnonzero(end > start), np.flatnonzero(end < start)
        giver, receiver = np.repeat(over, len(under)), np.tile(under, len(over))
        room = np.minimum((end - start)[giver], (start - end)[receiver])
        for step in BACK:
            able = room >= step
            tried = np.repeat(end[None], int(able.sum()), axis=0)
            rows = np.arange(len(tried))
            tried[rows, giver[able]] -= step
            tried[rows, receiver[able]] += step
            tried = tried[_allowed(task, tried)]
            if not len(tried):
                continue
            scores, passes = score(tried)
            if passes.any():
                end = np.asarray(tried[int(np.where(passes, scores, -np.inf).argmax())])
                break
        else:
            return end


def _allowed(task: Task, whole: np.ndarray) -> np.ndarray:
    """Which of whole at.% (n, E) may be shown, whatever they move: no pure metal, usable elements, what the constraints leave; bool (n,)."""
    enough = ((whole > 0).sum(axis=1) >= task.fewest) & ~(whole[:, ~task.usable] > 0).any(axis=1)
    return enough if task.feasible_set is None else enough & task.feasible_set.holds(whole)


def _line(task: Task, start: np.ndarray, end: np.ndarray) -> list[np.ndarray]:
    """Atomic fractions (E,) along the straight line, rounded; the end is the end itself."""
    shares = np.linspace(0.0, 1.0, PLACES + 1)[1:-1, None]
    between = whole_percent((start + shares * (end - start)) / TOTAL)
    between = between[_allowed(task, between)]
    way = task.fractions(np.concatenate([between, end[None]]))
    way = way[task.moved(way) <= task.budget + 1e-9]
    kept = [i for i in range(len(way)) if i + 1 == len(way) or not np.array_equal(way[i], way[i + 1])]
    return [way[i] for i in kept]
