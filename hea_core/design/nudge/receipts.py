"""What a nudge reached of its further targets, and the sentence of one that ended short."""

from __future__ import annotations

from hea_core.design.nudge.goals import Goals
from hea_core.design.nudge.sentence import below
from hea_core.design.nudge.task import Path, Task
from hea_core.design.wanted import in_words
from hea_core.model.computed import askable, computed_of
from hea_core.results import Classes, GoalReceipt, Prediction, Property, Quantity


def goal_receipts(goals: Goals | None, before: Prediction, after: Prediction) -> tuple[GoalReceipt, ...]:
    """One a further target, from what `predict` says of the start and of the end."""
    if goals is None:
        return ()
    return tuple(_receipt(name, before, after, goals) for name in goals.asked)


def _receipt(name: str, before: Prediction, after: Prediction, goals: Goals) -> GoalReceipt:
    asked, first, last = goals.asked[name], _answer(before, name), _answer(after, name)
    got = _said(last)
    if isinstance(last, Quantity):
        return GoalReceipt(
            name, asked, goals.side[name], _said(first), got, last.low, last.high, goals.met(name, last.value)
        )
    met = last.probabilities[str(asked)] >= 1.0 - askable(name).tolerance
    return GoalReceipt(name, asked, None, _said(first), got, None, None, met)


def _answer(prediction: Prediction, name: str) -> Property:
    """What there is of a target of one alloy, predicted or computed."""
    return prediction.properties.get(name) or computed_of(prediction.composition)[name]


def _said(answer: Property) -> float | str:
    """A number, or the most probable class."""
    if isinstance(answer, Classes):
        return max(answer.probabilities, key=answer.probabilities.__getitem__)
    return answer.value


def not_reached(task: Task, path: Path, end: Prediction) -> str:
    """The sentence of a way that ended short: what was asked, why it is not reached, and what its end has.

    A start that has the probability and lacks a constraint is short of the constraint alone.
    """
    if task.reached(task.start[None])[0] >= task.cutoff:
        return (
            f"The constraints are not kept: {path.shortfall}; {end.formula} has a probability of {end.probability:.2f}."
        )
    if task.goals is None:
        has = below(end.probability, task.cutoff)
        return f"The cutoff of {task.cutoff:g} is not reached: {path.shortfall}; {end.formula} has {has}."
    others = in_words({name: _said(_answer(end, name)) for name in task.goals.asked})
    return (
        f"The cutoff of {task.cutoff:g} with {task.goals.in_words()} is not reached: {path.shortfall}; {end.formula} has a probability of "
        f"{end.probability:.2f}, {others}."
    )
