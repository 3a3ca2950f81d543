"""Three ways from a multi-phase alloy to a single-phase one: the paper's loop, a steered path, the smallest change."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cached_property

import numpy as np

from hea_core.composition import Composition, Reading
from hea_core.composition.elements import elements
from hea_core.datasets.statements import learnt_from
from hea_core.design.constraints import Constraints
from hea_core.design.nudge.goals import Goals
from hea_core.design.nudge.known import Known
from hea_core.design.nudge.loop import loop
from hea_core.design.nudge.minimal import bare_minimum, minimal
from hea_core.design.nudge.receipts import goal_receipts, not_reached
from hea_core.design.nudge.sentence import what_changed
from hea_core.design.nudge.steer import steer
from hea_core.design.nudge.task import MARGIN, Path, Task
from hea_core.design.transfers import TOTAL
from hea_core.design.wanted import Asked, asked_of, most_of
from hea_core.errors import RequestError, quoted
from hea_core.results import Method, Status, TradeOff, Trajectory, TrajectoryStep
from hea_core.trust.examiner import Examiner

MOST_STEPS = 200


class Nudger:
    """Nudges alloys of one model. What it caches is made at first use and never changes."""

    def __init__(self, engine: Examiner, augmented: Callable[[], np.ndarray]) -> None:
        """Take an engine, and what gives augmented alloys, whole at.% int (m, E), when they are first needed."""
        self._engine, self._known = engine, Known(engine.model, augmented)

    @cached_property
    def _spread(self) -> dict[str, float]:
        measured = learnt_from(self._engine.card, self._engine.vocabulary)
        rows = self._engine.descriptors(elements().fractions(measured.compositions))
        return {name: float(np.std([row[name] for row in rows])) for name in rows[0]}

    def task(
        self,
        start: Composition,
        cutoff: float = 0.6,
        max_steps: int = 20,
        budget: float | None = None,
        constraints: Constraints | None = None,
        targets: Asked | None = None,
    ) -> Task:
        """Check a request; RequestError or ConstraintError names what is wrong with it."""
        if not (math.isfinite(cutoff) and 0.0 < cutoff < 1.0):
            raise RequestError(f"cutoff is {cutoff}: give a probability between 0 and 1, for example 0.6.")
        if not 1 <= max_steps <= MOST_STEPS:
            raise RequestError(f"max_steps is {max_steps}: give a whole number from 1 to {MOST_STEPS}, for example 20.")
        if budget is not None and not (math.isfinite(budget) and 0.0 < budget <= TOTAL):
            raise RequestError(f"budget is {budget}: give at.% above 0 and up to 100, for example 15.")
        feasible_set = constraints.on(self._engine.vocabulary, start) if constraints else None
        if feasible_set is not None and len(start.elements) > 1:
            feasible_set = feasible_set.of_at_least(2) or feasible_set
        fractions = self._engine.fractions([start])[0]
        model, asked = self._engine.model, asked_of(self._engine.model, targets)
        goals = Goals.of(model, fractions, asked) if asked else None
        joining = np.isin(self._engine.vocabulary, self._engine.supported)
        most = TOTAL if budget is None else budget
        return Task(model, fractions, cutoff, feasible_set, max_steps, most, goals, joining)

    def search(self, task: Task, method: Method, cautious: bool) -> Path:
        """The way by this method, without asking whether one is needed."""
        if method is Method.LOOP:
            return loop(task)
        if method is Method.STEER:
            return steer(task)
        opinion = self._engine.second_opinion
        return minimal(task, opinion, self._known) if cautious else bare_minimum(task, opinion, self._known)

    def nearest_known(self, task: Task, farthest: float) -> float | None:
        """At.% from the start to the nearest augmented alloy that has what is asked by the heads; None where none does within so many."""
        having = self._known.having(task, farthest)
        return float(task.moved(task.fractions(having[:1]))[0]) if len(having) else None

    def nudge(self, reading: Reading, task: Task, method: str, cautious: bool) -> Trajectory:
        """The way as a user sees it: named, examined, judged, told in a sentence."""
        start = reading.composition
        if method not in tuple(Method):
            raise RequestError(f"There is no method {quoted(method)}: choose one of {', '.join(Method)}.")
        chosen = Method(method)
        first = self._engine.examine(elements().fractions([start]))[0]
        already = first.probability >= task.cutoff and task.reached(task.start[None])[0] >= task.cutoff and _held(task)
        path = Path(Status.ALREADY, []) if already else self.search(task, chosen, cautious)
        alloys = [start, *(self.composition(alloy) for alloy in path.alloys)]
        steps = self._steps(alloys)
        before, after = steps[0].prediction, steps[-1].prediction
        if path.status is Status.ALREADY:
            goals = f", and {task.goals.in_words()}" if task.goals else ""
            reason = f"{start.formula} already has a probability of {first.probability:.2f}, no less than the cutoff of {task.cutoff:g}{goals}."
        elif path.shortfall:
            reason = not_reached(task, path, after)
        else:
            reason = what_changed(steps[0], steps[-1], before.descriptors, after.descriptors, self._spread)
        return Trajectory(
            status=path.status,
            verdict=after.verdict,
            steps=steps,
            moved_at_percent=steps[-1].moved_at_percent,
            new_elements=tuple(s for s in alloys[-1].elements if s not in start.elements),
            descriptors_start=before.descriptors,
            descriptors_end=after.descriptors,
            method=chosen,
            cutoff=task.cutoff,
            cautious=cautious,
            reason=reason,
            second_opinion=float(self._engine.second_opinion(self._engine.fractions(alloys[-1:]))[0]),
            neighbours=after.neighbours,
            front=self._front(start, task, path.front),
            reading=reading.assumption,
            goals=goal_receipts(task.goals, before, after),
        )

    def composition(self, fractions: np.ndarray) -> Composition:
        """A Composition from atomic fractions (E,); whole at.% come back whole, not as 19.999999999999996."""
        amounts = np.round(fractions * TOTAL, 9)
        return Composition.from_amounts(
            {s: float(a) for s, a in zip(self._engine.vocabulary, amounts, strict=True) if a > 0}
        )

    def _steps(self, alloys: list[Composition]) -> tuple[TrajectoryStep, ...]:
        answer = self._engine.answer([Reading(alloy.formula, alloy) for alloy in alloys])
        return tuple(
            TrajectoryStep((z[0], z[1]), alloy.at_percent_moved(alloys[0]), prediction)
            for alloy, z, prediction in zip(alloys, answer.z.tolist(), answer.predictions(), strict=True)
        )

    def _front(self, start: Composition, task: Task, alloys: list[np.ndarray]) -> tuple[TradeOff, ...]:
        """Alloys of the search, by at.% moved, each better than all before it."""
        if not alloys:
            return ()
        tried = np.stack(alloys)
        reached, better, best = task.reached(tried), [], -np.inf
        for row in task.moved(tried).round(9).argsort(kind="stable").tolist():
            if reached[row] > best + MARGIN:
                best = float(reached[row])
                better.append(row)
        compositions = [self.composition(alloys[row]) for row in better]
        verdicts = self._engine.examine(elements().fractions(compositions))
        values = task.model.values(tried[better], task.goals.asked) if task.goals else {}
        return tuple(
            TradeOff(
                alloy.formula,
                alloy.at_percent_moved(start),
                verdict.probability,
                verdict.low,
                verdict.high,
                {name: most_of(name, values, k) for name in values},
            )
            for k, (alloy, verdict) in enumerate(zip(compositions, verdicts, strict=True))
        )


def _held(task: Task) -> bool:
    """Whether the start, as it is, holds the constraints."""
    return task.feasible_set is None or task.feasible_set.is_held_by(task.start * TOTAL)
