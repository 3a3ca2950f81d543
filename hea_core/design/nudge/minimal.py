"""The smallest change: what comes nearest of all that a beam and a walk back from known alloys find.

What is good enough says hea_core.design.nudge.score. A beam (hea_core.design.nudge.beam) sees no farther than its next transfers, so its answer,
and augmented alloys that pass (hea_core.design.nudge.known), are walked back towards the start (hea_core.design.nudge.walk_back).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from hea_core.design.nudge.beam import Beam
from hea_core.design.nudge.known import FARTHEST, Known
from hea_core.design.nudge.loop import loop
from hea_core.design.nudge.score import Opinion, Score
from hea_core.design.nudge.spread import price, spread
from hea_core.design.nudge.steer import steer
from hea_core.design.nudge.task import Path, Task, thinned
from hea_core.design.nudge.walk_back import line, walked_back
from hea_core.design.transfers import whole_percent
from hea_core.results import Status
from hea_core.threads import computed_once

NEWCOMERS = 3
"""New elements that are tried, one at a time, where the present ones do not suffice."""
TRIAL = 10
"""At.% of a newcomer in the alloys that choose which ones to try."""


class Leaps:
    """The paths of the loop and of steering that arrive, searched once and only when they are asked for."""

    def __init__(self, task: Task) -> None:
        self._task = task

    @computed_once
    def paths(self) -> list[Path]:
        """Both, or the one, or none."""
        return [path for path in (steer(self._task), loop(self._task)) if path.status is Status.CONVERGED]


def minimal(task: Task, opinion: Opinion | None, known: Known, leaps: Leaps | None = None) -> Path:
    """The nearest alloy found that passes.

    Where φ alone is asked for, new elements come in only where those present do not reach. With further goals, which few alloys of the
    start's own elements have, a new element comes in where it saves A_NEW_ELEMENT at.%.

    Args:
        task: what to do.
        opinion: the second one; None is the plain setting.
        known: alloys that are walked back.
        leaps: of the same task; where constraints leave the beam no way, one of them may do.
    """
    start = _held(task)
    present = (task.start > 0) | (start > 0)
    beam = Beam(task, start, present, opinion)
    if not beam.affordable:
        return Path(
            Status.INFEASIBLE,
            [],
            f"the constraints alone need {task.moved(task.fractions(start[None]))[0]:.1f} at.% moved, beyond the budget",
        )
    score = Score(task, opinion)
    if task.goals is None:
        beam.run()
        found = _backwards(task, beam, known, score, present) or _backwards(task, beam, known, score, task.usable)
    else:
        found = _spread(task, beam, known, score)
    if not found:
        others = [Beam(task, start, present | (np.arange(len(start)) == e), opinion) for e in _promising(task, beam)]
        for other in others:
            other.run()
        found = [other.path() for other in others if other.answer is not None]
    if not found:
        leaps = leaps or Leaps(task)
        found = [path for path in leaps.paths if score.of(path.alloys[-1][None])[1][0]]
    return _nearest(task, found) if found else beam.path()


def _backwards(task: Task, beam: Beam, known: Known, score: Score, elements: np.ndarray) -> list[Path]:
    """The way to the nearest of the ends that the beam and known alloys of these elements (bool (E,)) walk back to; none, or one."""
    ends = np.concatenate([beam.passed, known.ends(task, score, elements)])
    return _way(task, beam, walked_back(task, beam.start, ends, score))


def _spread(task: Task, beam: Beam, known: Known, score: Score) -> list[Path]:
    """The same from known alloys of any usable element, spread from; the beam need not go farther than the cheapest of them."""
    walked = _affordable(task, walked_back(task, beam.start, known.ends(task, score, task.usable), score))
    beam.run(int(price(task, beam.start, walked).min(initial=FARTHEST)))
    ends = np.concatenate([walked_back(task, beam.start, beam.passed, score), walked])
    return _way(task, beam, spread(task, beam.start, ends, score))


def _affordable(task: Task, whole: np.ndarray) -> np.ndarray:
    """Those of whole at.% (k, E) that are within the budget."""
    return np.asarray(whole[task.moved(task.fractions(whole)) <= task.budget + 1e-9])


def _way(task: Task, beam: Beam, walked: np.ndarray) -> list[Path]:
    """The way to the cheapest of these ends (k, E) that are within the budget; none, or one."""
    affordable = _affordable(task, walked)
    if not len(affordable):
        return []
    end = affordable[int(price(task, beam.start, affordable).argmin())]
    front = [*beam.front(), *task.fractions(affordable)]
    if len(beam.passed) and np.array_equal(end, beam.passed[0]):
        return [replace(beam.path(), front=front)]
    return [Path(Status.CONVERGED, thinned(line(task, beam.start, end), task.max_steps), front=front)]


def bare_minimum(task: Task, opinion: Opinion, known: Known) -> Path:
    """The alloy nearest to the start that passes, of all that any method finds.

    A beam is no proof: the paths of the other methods, and the cautious search, end nearer once in a while.
    """
    leaps = Leaps(task)
    own = minimal(task, None, known, leaps)
    searched = [path for path in (own, minimal(task, opinion, known, leaps)) if path.status is Status.CONVERGED]
    ends = [*searched, *leaps.paths]
    return replace(_nearest(task, ends), front=own.front) if ends else own


def _nearest(task: Task, paths: Sequence[Path]) -> Path:
    """The one that ends nearest to the start."""
    return min(paths, key=lambda path: float(task.moved(path.alloys[-1])))


def _held(task: Task) -> np.ndarray:
    """The alloy that the search starts from: the start, rounded, as near as the constraints let it be."""
    if task.feasible_set is None:
        return whole_percent(task.start[None])[0]
    same = task.feasible_set.within(task.start > 0) or task.feasible_set
    return np.asarray(same.project(task.start[None])[0])


def _promising(task: Task, beam: Beam) -> Iterable[int]:
    """The newcomers that help most when TRIAL at.% of each replaces part of one element present."""
    outside = np.flatnonzero(
        ~beam.elements
        & task.usable
        & ((beam.start == 0) if task.feasible_set is None else task.feasible_set.high >= TRIAL)
    )
    givers = np.flatnonzero(beam.start >= TRIAL)
    if not len(outside) or not len(givers):
        return []
    newcomer, giver = (pairs.ravel() for pairs in np.meshgrid(outside, givers, indexing="ij"))
    tried = np.repeat(beam.start[None], len(newcomer), axis=0)
    tried[np.arange(len(tried)), giver] -= TRIAL
    tried[np.arange(len(tried)), newcomer] += TRIAL
    score, _ = beam.score(tried)
    best = score.reshape(len(outside), len(givers)).max(axis=1)
    return [int(outside[i]) for i in np.argsort(-best, kind="stable")[:NEWCOMERS]]
