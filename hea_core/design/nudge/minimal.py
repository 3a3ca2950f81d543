"""The smallest change: a beam over transfers of whole at.% between elements, in order of what has been moved.

An element either gives or receives, never both, so every transfer of k adds exactly k to the at.% moved, and the alloys at
distance d are reached from those at d − 1, d − 2 and d − 5. The first distance at which one passes is the answer: nothing is
left to prune. Beyond it the search goes on a little, so that the user sees what more at.% would buy.

What is good enough says hea_core.design.nudge.score. A beam sees no farther than its next transfers, so its answer, and augmented alloys
that pass (hea_core.design.nudge.known), are walked back towards the start (hea_core.design.nudge.walk_back): what comes nearest is the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from hea_core.design.nudge.known import FARTHEST, Known
from hea_core.design.nudge.loop import loop
from hea_core.design.nudge.score import Opinion, Score
from hea_core.design.nudge.steer import steer
from hea_core.design.nudge.task import Path, Task, thinned
from hea_core.design.nudge.walk_back import line, walked_back
from hea_core.design.transfers import STEPS, TOTAL, transfers, whole_percent
from hea_core.results import Status
from hea_core.threads import computed_once

BEAM = 3
BEYOND = 10
"""At.% by which the trade-off goes past the answer."""
NEWCOMERS = 3
"""New elements that are tried, one at a time, where the present ones do not suffice."""
RAY_STEP = 3
"""At.% between the seeds of the search."""
A_NEW_ELEMENT = 5
"""At.% moved that a new element must save to come in."""
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
    search = _Search(task, start, present, opinion)
    if not search.affordable:
        return Path(
            Status.INFEASIBLE,
            [],
            f"the constraints alone need {task.moved(task.fractions(start[None]))[0]:.1f} at.% moved, beyond the budget",
        )
    search.run()
    score = Score(task, opinion)
    found = _backwards(task, search, known, score, present if task.goals is None else task.usable)
    if not found and task.goals is None:
        found = _backwards(task, search, known, score, task.usable)
    if not found:
        others = [
            _Search(task, start, present | (np.arange(len(start)) == e), opinion) for e in _promising(task, search)
        ]
        found = [other.path() for other in others if other.run() is not None]
    if not found:
        leaps = leaps or Leaps(task)
        found = [path for path in leaps.paths if score.of(path.alloys[-1][None])[1][0]]
    return _nearest(task, found) if found else search.path()


def _backwards(task: Task, search: _Search, known: Known, score: Score, elements: np.ndarray) -> list[Path]:
    """The way to the nearest of the ends that the search and known alloys of these elements (bool (E,)) walk back to; none, or one."""
    ends = known.ends(task, score, elements)
    if search.answer is not None:
        ends = np.concatenate([search.answer.whole[None], ends])
    walked = walked_back(task, search.start, ends, score)
    alloys = task.fractions(walked)
    moved = task.moved(alloys)
    within = moved <= task.budget + 1e-9
    if not within.any():
        return []
    newcomers = ((walked > 0) & (task.start == 0) & (search.start == 0)).sum(axis=1)
    best = int(np.where(within, moved + A_NEW_ELEMENT * newcomers, np.inf).argmin())
    front = [*search.front(), *alloys[within]]
    if search.answer is not None and np.array_equal(walked[best], search.answer.whole):
        return [replace(search.path(), front=front)]
    return [Path(Status.CONVERGED, thinned(line(task, search.start, walked[best]), task.max_steps), front=front)]


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


def _promising(task: Task, search: _Search) -> Iterable[int]:
    """The newcomers that help most when TRIAL at.% of each replaces part of one element present."""
    outside = np.flatnonzero(
        ~search.elements
        & task.usable
        & ((search.start == 0) if task.feasible_set is None else task.feasible_set.high >= TRIAL)
    )
    givers = np.flatnonzero(search.start >= TRIAL)
    if not len(outside) or not len(givers):
        return []
    newcomer, giver = (pairs.ravel() for pairs in np.meshgrid(outside, givers, indexing="ij"))
    tried = np.repeat(search.start[None], len(newcomer), axis=0)
    tried[np.arange(len(tried)), giver] -= TRIAL
    tried[np.arange(len(tried)), newcomer] += TRIAL
    score, _ = search.score(tried)
    best = score.reshape(len(outside), len(givers)).max(axis=1)
    return [int(outside[i]) for i in np.argsort(-best, kind="stable")[:NEWCOMERS]]


class _Search:
    """One beam search over a set of elements."""

    def __init__(self, task: Task, start: np.ndarray, elements: np.ndarray, opinion: Opinion | None) -> None:
        self.task, self.start, self.elements = task, start, elements
        self.score = Score(task, opinion)
        self.affordable = bool(task.moved(task.fractions(start[None]))[0] <= task.budget + 1e-9)
        self.beams: list[list[_State]] = []
        self.passed: int | None = None
        self.answer: _State | None = None

    def run(self) -> int | None:
        """Search outwards; the at.% moved of the answer, or None."""
        waiting = self._seeds()
        last = FARTHEST
        for distance in range(FARTHEST + 1):
            beam = self._best(waiting.pop(distance, []))
            self.beams.append(beam)
            if self.passed is None and beam and beam[0].passes:
                self.passed, self.answer = distance, beam[0]
                last = min(last, distance + BEYOND)
            if distance >= last or not (beam or waiting):
                break
            if beam:
                for step in STEPS:
                    waiting.setdefault(distance + step, []).append(self._reach(beam, step))
        return self.passed

    def _seeds(self) -> dict[int, list[_Reached]]:
        """The start, and by distance what long-sighted moves reach: more or less of one element, the others in proportion.

        Transfers alone stop before a valley of the classifier that taking an element out crosses.
        """
        root = _State(self.start, -np.inf, False, None)
        seeds = {0: [_Reached(self.start[None], [None])]}
        for ray in _rays(self.start, self.elements):
            state = root
            for alloy in ray[self._kept(ray)]:
                state = _State(alloy, -np.inf, False, state)
                distance = int(np.abs(alloy - self.start).sum()) // 2
                seeds.setdefault(distance, []).append(_Reached(alloy[None], [state.parent]))
        return seeds

    def _best(self, reached: list[_Reached]) -> list[_State]:
        """The beam of one distance from all that reached it: what passes first, then by score."""
        if not reached:
            return []
        whole = np.concatenate([part.whole for part in reached])
        parents = [parent for part in reached for parent in part.parents]
        _, first = np.unique(whole @ _KEYS[: whole.shape[1]], return_index=True)
        if not len(first):
            return []
        score, passes = self.score(whole[first])
        order = np.lexsort((-score, ~passes))[:BEAM]
        return [_State(whole[first[i]], float(score[i]), bool(passes[i]), parents[first[i]]) for i in order]

    def _reach(self, beam: list[_State], step: int) -> _Reached:
        """Every allowed transfer of `step` at.% from the beam: no element gives that received, or receives that gave."""
        whole = np.stack([state.whole for state in beam])
        reached, origin = transfers(whole, (whole >= self.start) & self.elements, (step,))
        before = whole[origin]
        kept = self._kept(reached) & ~((reached < before) & (before > self.start)).any(axis=1)
        return _Reached(reached[kept], [beam[k] for k in origin[kept]])

    def _kept(self, whole: np.ndarray) -> np.ndarray:
        """Which alloys (n, E) may be returned, bool (n,)."""
        moved = self.task.moved(self.task.fractions(whole))
        kept = ((whole > 0).sum(axis=1) >= self.task.fewest) & (moved <= self.task.budget + 1e-9)
        return kept if self.task.feasible_set is None else kept & self.task.feasible_set.holds(whole)

    def front(self) -> list[np.ndarray]:
        """Atomic fractions (E,) of the best alloy of each distance."""
        return [self._fractions(state) for state in self._best_of_each()]

    def _best_of_each(self) -> list[_State]:
        return [max(beam, key=lambda s: s.score) for beam in self.beams if beam]

    def path(self) -> Path:
        """From the start to the answer, or to the best alloy where there is none."""
        end = self.answer or max(self._best_of_each(), key=lambda s: s.score)
        steps = [end]
        while steps[-1].parent is not None:
            steps.append(steps[-1].parent)
        way = [self._fractions(state) for state in reversed(steps)]
        alloys = thinned(way[1:] or way, self.task.max_steps)
        if self.answer:
            return Path(Status.CONVERGED, alloys, front=self.front())
        limit = (
            f"within {self.task.budget:g} at.%" if self.task.budget < FARTHEST else "with these elements or one more"
        )
        trusted = " and trusted" if self.score.opinion is not None else ""
        return Path(Status.INFEASIBLE, alloys, f"{limit} no alloy found is good enough{trusted}", self.front())

    def _fractions(self, state: _State) -> np.ndarray:
        return self.task.fractions(state.whole[None])[0]


def _rays(start: np.ndarray, elements: np.ndarray) -> list[np.ndarray]:
    """From the start, one element (or two) changed RAY_STEP at.% at a time, the others in proportion; each int (k, E)."""
    rays = []
    present = np.flatnonzero(elements)
    for changed in (*((e,) for e in present), *combinations(np.flatnonzero(start), 2)):
        one = np.isin(np.arange(len(start)), changed)
        amount, rest = start[one].sum(), start[~one].sum()
        if not rest:
            continue
        fewer = np.arange(amount - RAY_STEP, -RAY_STEP, -RAY_STEP).clip(min=0)
        more = np.arange(amount + RAY_STEP, TOTAL - 1, RAY_STEP) if len(changed) == 1 else fewer[:0]
        for amounts in (fewer, more):
            if len(amounts):
                inside = np.where(start[one].any(), start[one], 1.0) / max(amount, 1)
                fractions = np.zeros((len(amounts), len(start)))
                fractions[:, one] = amounts[:, None] * inside
                fractions[:, ~one] = (TOTAL - amounts[:, None]) * start[~one] / rest
                rays.append(whole_percent(fractions))
    return rays


@dataclass(frozen=True, eq=False, slots=True)
class _State:
    """An alloy in the beam."""

    whole: np.ndarray
    score: float
    passes: bool
    parent: _State | None


@dataclass(frozen=True, eq=False, slots=True)
class _Reached:
    """Alloys (n, E) that transfers reached, and the state each came from."""

    whole: np.ndarray
    parents: Sequence[_State | None]


_KEYS = np.random.default_rng(0).integers(1, 2**40, size=128)
"""Random weights that tell integer alloys apart by one number."""
