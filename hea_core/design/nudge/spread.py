"""From alloys that pass to others that pass: at.% change hands at the same distance from the start, and what comes of it is walked back again.

A walk back ends where no single transfer towards the start is left that passes. Another alloy as far may leave one.
"""

from __future__ import annotations

import numpy as np

from hea_core.design.nudge.score import Score
from hea_core.design.nudge.task import Task
from hea_core.design.nudge.walk_back import walked_back
from hea_core.design.transfers import transfers

A_NEW_ELEMENT = 5
"""At.% moved that a new element must save to come in."""
KEPT = 5
"""Alloys that are spread from, the nearest."""
TRIED = 5
"""Alloys reached from each that are walked back, those with most to spare."""
ROUNDS = 10
_STEPS = (1, 2, 4, 8)
"""At.% that change hands."""


def price(task: Task, start: np.ndarray, alloys: np.ndarray) -> np.ndarray:
    """What whole at.% (n, E) cost of those begun with (E,): at.% moved, and A_NEW_ELEMENT for each element that neither start holds, (n,)."""
    newcomers = ((alloys > 0) & (task.start == 0) & (start == 0)).sum(axis=1)
    return np.asarray(task.moved(task.fractions(alloys)) + A_NEW_ELEMENT * newcomers)


def spread(task: Task, start: np.ndarray, alloys: np.ndarray, score: Score) -> np.ndarray:
    """The cheapest KEPT alloys found, from some that pass and cannot come nearer by single transfers, all whole at.% int (k, E)."""
    nearest, known = _cheapest(task, start, alloys), np.empty((0, len(start)), dtype=alloys.dtype)
    for _ in range(ROUNDS):
        fresh = nearest[~(nearest[:, None] == known).all(axis=2).any(axis=1)]
        if not len(fresh):
            break
        known = np.concatenate([known, fresh])
        found = walked_back(task, start, _beside(task, start, fresh, score), score)
        nearest = _cheapest(task, start, np.concatenate([nearest, found]))
    return nearest


def _cheapest(task: Task, start: np.ndarray, alloys: np.ndarray) -> np.ndarray:
    different = np.unique(alloys, axis=0)
    return np.asarray(different[price(task, start, different).argsort(kind="stable")[:KEPT]])


def _beside(task: Task, start: np.ndarray, alloys: np.ndarray, score: Score) -> np.ndarray:
    """What passes of the alloys as near to the start as these (k, E), whole at.% int (n, E): of each, those with the best scores."""
    over = alloys - start
    reached, of = transfers(alloys, task.usable | (over < 0), _STEPS)
    before, after = over[of], reached - start
    as_near = (before * after >= 0).all(axis=1) & (np.abs(after).sum(axis=1) == np.abs(before).sum(axis=1))
    reached, of = reached[as_near], of[as_near]
    allowed = task.allowed(reached)
    reached, of = reached[allowed], of[allowed]
    if not len(reached):
        return reached
    scores, passes = score(reached)
    order = np.lexsort((-scores, of, ~passes))[: int(passes.sum())]
    place = np.arange(len(order)) - np.searchsorted(of[order], of[order])
    return np.asarray(reached[order[place < TRIED]])
