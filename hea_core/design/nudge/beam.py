"""A beam over transfers of whole at.% between elements, in order of what has been moved.

An element either gives or receives, never both, so every transfer of k adds exactly k to the at.% moved, and the alloys at
distance d are reached from those at d − 1, d − 2 and d − 5. The first distance at which one passes is the answer: nothing is
left to prune. Beyond it the search goes on a little, so that the user sees what more at.% would buy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from hea_core.design.nudge.known import FARTHEST
from hea_core.design.nudge.score import Opinion, Score
from hea_core.design.nudge.task import Path, Task, thinned
from hea_core.design.transfers import STEPS, TOTAL, transfers, whole_percent
from hea_core.results import Status

BEAM = 3
BEYOND = 10
"""At.% by which the trade-off goes past the answer."""
RAY_STEP = 3
"""At.% between the seeds of the search."""
_KEYS = np.random.default_rng(0).integers(1, 2**40, size=128)
"""Random weights that tell integer alloys apart by one number."""


class Beam:
    """One search over a set of elements.

    Attributes:
        start: alloy that it begins with, whole at.% int (E,), which holds the constraints.
        elements: that an alloy may hold, bool (E,).
        score: what is good enough.
        affordable: whether the beginning is within the budget.
        answer: the first alloy that passes, or None.
    """

    def __init__(self, task: Task, start: np.ndarray, elements: np.ndarray, opinion: Opinion | None) -> None:
        self._task, self.start, self.elements = task, start, elements
        self.score = Score(task, opinion)
        self.affordable = bool(task.moved(task.fractions(start[None]))[0] <= task.budget + 1e-9)
        self._beams: list[list[_State]] = []
        self.answer: _State | None = None

    def run(self, farthest: int = FARTHEST) -> None:
        """Search outwards, up to so many at.%."""
        waiting = self._seeds()
        last = farthest
        for distance in range(farthest + 1):
            beam = self._best(waiting.pop(distance, []))
            self._beams.append(beam)
            if self.answer is None and beam and beam[0].passes:
                self.answer = beam[0]
                last = min(last, distance + BEYOND)
            if distance >= last or not (beam or waiting):
                break
            if beam:
                for step, reached in self._reach(beam):
                    waiting.setdefault(distance + step, []).append(reached)

    def _seeds(self) -> dict[int, list[_Reached]]:
        """The start, and by distance what long-sighted moves reach: more or less of one element, the others in proportion.

        Transfers alone stop before a valley of the classifier that taking an element out crosses.
        """
        root = _State(self.start, -np.inf, False, None)
        seeds = {0: [_Reached(self.start[None], [None])]}
        rays = _rays(self.start, self.elements)
        if not rays:
            return seeds
        alloys = whole_percent(np.concatenate(rays))
        ray = np.repeat(np.arange(len(rays)), [len(one) for one in rays])
        kept = self._kept(alloys)
        alloys, ray = alloys[kept], ray[kept]
        distances = np.abs(alloys - self.start).sum(axis=1) // 2
        before = root
        for k, alloy in enumerate(alloys):
            if k and ray[k] != ray[k - 1]:
                before = root
            seeds.setdefault(int(distances[k]), []).append(_Reached(alloy[None], [before]))
            before = _State(alloy, -np.inf, False, before)
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

    def _reach(self, beam: list[_State]) -> Iterator[tuple[int, _Reached]]:
        """By at.%, every allowed transfer from the beam: no element gives that received, or receives that gave."""
        whole = np.stack([state.whole for state in beam])
        reached, origin = transfers(whole, (whole >= self.start) & self.elements)
        change = reached - whole[origin]
        kept = self._kept(reached) & ~((change < 0) & (whole > self.start)[origin]).any(axis=1)
        reached, origin, moved = reached[kept], origin[kept], change[kept].max(axis=1, initial=0)
        for step in STEPS:
            rows = np.flatnonzero(moved == step)
            yield step, _Reached(reached[rows], [beam[k] for k in origin[rows]])

    def _kept(self, whole: np.ndarray) -> np.ndarray:
        """Which alloys (n, E) may be returned, bool (n,)."""
        kept = (whole > 0).sum(axis=1) >= self._task.fewest
        if self._task.budget < TOTAL:
            kept &= self._task.moved(self._task.fractions(whole)) <= self._task.budget + 1e-9
        return kept if self._task.feasible_set is None else kept & self._task.feasible_set.holds(whole)

    @property
    def passed(self) -> np.ndarray:
        """The answer, whole at.% int (1, E), or none of it, (0, E)."""
        return self.start[None][:0] if self.answer is None else self.answer.whole[None]

    def front(self) -> list[np.ndarray]:
        """Atomic fractions (E,) of the best alloy of each distance."""
        return [self._fractions(state) for state in self._best_of_each()]

    def _best_of_each(self) -> list[_State]:
        return [max(beam, key=lambda s: s.score) for beam in self._beams if beam]

    def path(self) -> Path:
        """From the start to the answer, or to the best alloy where there is none."""
        end = self.answer or max(self._best_of_each(), key=lambda s: s.score)
        steps = [end]
        while steps[-1].parent is not None:
            steps.append(steps[-1].parent)
        way = [self._fractions(state) for state in reversed(steps)]
        alloys = thinned(way[1:] or way, self._task.max_steps)
        if self.answer:
            return Path(Status.CONVERGED, alloys, front=self.front())
        limit = (
            f"within {self._task.budget:g} at.%" if self._task.budget < FARTHEST else "with these elements or one more"
        )
        trusted = " and trusted" if self.score.opinion is not None else ""
        return Path(Status.INFEASIBLE, alloys, f"{limit} no alloy found is good enough{trusted}", self.front())

    def _fractions(self, state: _State) -> np.ndarray:
        return self._task.fractions(state.whole[None])[0]


def _rays(start: np.ndarray, elements: np.ndarray) -> list[np.ndarray]:
    """From the start, one element (or two) changed RAY_STEP at.% at a time, the others in proportion; each atomic fractions times 100, (k, E)."""
    rays = []
    present = np.flatnonzero(elements)
    for changed in (*((e,) for e in present), *combinations(np.flatnonzero(start), 2)):
        one = np.zeros(len(start), dtype=bool)
        one[list(changed)] = True
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
                rays.append(fractions)
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
