"""From alloys that pass back towards the start: at.% go from what they hold more of than the start to what they hold less of, while they pass.

Every transfer of k takes exactly k off the at.% moved. Walks cost little side by side: each round asks the score once a step size.
"""

from __future__ import annotations

import numpy as np

from hea_core.design.nudge.score import Score
from hea_core.design.nudge.task import Task
from hea_core.design.transfers import TOTAL, whole_percent

BACK = (20, 10, 5, 2, 1)
"""At.% of one transfer, the largest that is left tried first."""
PLACES = 40
"""Points of the straight line that is shown as the way to an end."""


def walked_back(task: Task, start: np.ndarray, ends: np.ndarray, score: Score) -> np.ndarray:
    """The same alloys, whole at.% int (k, E), each brought as near to the start (E,) as single transfers go on passing."""
    alloys = ends.copy()
    walking = np.arange(len(alloys))
    while len(walking):
        waiting = walking
        for step in BACK:
            waiting = np.setdiff1d(waiting, _stepped(task, start, alloys, waiting, step, score))
        walking = np.setdiff1d(walking, waiting)
    return alloys


def _stepped(
    task: Task, start: np.ndarray, alloys: np.ndarray, rows: np.ndarray, step: int, score: Score
) -> np.ndarray:
    """Move each of these rows by its best passing transfer of `step` at.%, in place; the rows that had one."""
    over = alloys[rows] - start
    which, giver, receiver = np.nonzero((over >= step)[:, :, None] & (over <= -step)[:, None, :])
    tried, row = alloys[rows[which]], np.arange(len(which))
    tried[row, giver] -= step
    tried[row, receiver] += step
    allowed = task.allowed(tried)
    tried, which = tried[allowed], which[allowed]
    if not len(tried):
        return rows[:0]
    scores, passes = score(tried)
    tried, which, scores = tried[passes], which[passes], scores[passes]
    order = np.lexsort((-scores, which))
    moved, first = np.unique(which[order], return_index=True)
    alloys[rows[moved]] = tried[order[first]]
    return np.asarray(rows[moved])


def line(task: Task, start: np.ndarray, end: np.ndarray) -> list[np.ndarray]:
    """The straight way between whole at.% (E,), as atomic fractions (E,) of whole at.%; the end is the end itself."""
    shares = np.linspace(0.0, 1.0, PLACES + 1)[1:-1, None]
    between = whole_percent((start + shares * (end - start)) / TOTAL)
    between = between[task.allowed(between)]
    way = task.fractions(np.concatenate([between, end[None]]))
    way = way[task.moved(way) <= task.budget + 1e-9]
    kept = [i for i in range(len(way)) if i + 1 == len(way) or not np.array_equal(way[i], way[i + 1])]
    return [way[i] for i in kept]
