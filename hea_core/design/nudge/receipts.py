"""What a nudge reached of its further targets, and the sentence of one that ended short."""

from __future__ import annotations

from hea_core.design.nudge.goals import Goals
from hea_core.design.nudge.sentence import below
from hea_core.design.nudge.task import Path, Task
from hea_core.design.receipts import answer_of, number_or_class
from hea_core.design.wanted import in_words
from hea_core.model.computed import askable
from hea_core.results import GoalReceipt, Prediction, Property, Quantity


def goal_receipts(goals: Goals | None, before: Prediction, after: Prediction) -> tuple[GoalReceipt, ...]:
    """One a further target, from what `predict` says of the start and of the end."""
    if goals is None:
        return ()
    return tuple(_receipt(name, before, after, goals) for name in goals.asked)


def _receipt(name: str, before: Prediction, after: Prediction, goals: Goals) -> GoalReceipt:
    asked, first, last = goals.asked[name], _answer(before, name), _answer(after, name)
    got = number_or_class(last)
    if isinstance(last, Quantity):
        return GoalReceipt(
            name, asked, goals.side[name], number_or_class(first), got, last.low, last.high, goals.met(name, last.value)
        )
    met = last.probabilities[str(asked)] >= 1.0 - askable(name).tolerance
    return GoalReceipt(name, asked, None, number_or_class(first), got, None, None, met)


def _answer(prediction: Prediction, name: str) -> Property:
    """What there is of a goal, which is never single phase."""
    found = answer_of(prediction, name)
    assert found is not None
    return found


def not_reached(task: Task, path: Path, end: Prediction) -> str:
    """The sentence of a way that ended short: what was asked, why it is not reached, and what its end has.

    Where the start and the end have the probability, the constraints alone are in the way.
    """
    if task.reached(task.start[None])[0] >= task.cutoff <= end.probability:
        return (
            f"The constraints are not kept: {path.shortfall}; {end.formula} has a probability of {end.probability:.2f}."
        )
    if task.goals is None:
        has = below(end.probability, task.cutoff)
        return f"The cutoff of {task.cutoff:g} is not reached: {path.shortfall}; {end.formula} has {has}."
    others = in_words({name: number_or_class(_answer(end, name)) for name in task.goals.asked})
    return (
        f"The cutoff of {task.cutoff:g} with {task.goals.in_words()} is not reached: {path.shortfall}; {end.formula} has a probability of "
        f"{end.probability:.2f}, {others}."
    )
