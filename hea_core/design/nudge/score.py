"""When an alloy is good enough for the smallest change.

`cautious` does not ask the classifier's mean but its lower bound, one standard deviation of the members below it, wants CAUTION more than
the cutoff, and asks the second opinion too (hea_core.model.second_opinion), which must not be against it: a search finds a classifier's
optimism, and the members, taught by one forest, share it. That the second opinion agrees with such an end is then no evidence for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from hea_core.design.nudge.task import MARGIN, Task
from hea_core.model.answers import Values
from hea_core.model.ensemble import logit, sigmoid

CAUTION = 0.3
"""Logits above the cutoff that the classifier's lower bound must reach; 0.6 lies at 0.67 then."""
SURPLUS = 0.01
"""What a logit above what is needed counts beside one that is missing."""
Opinion = Callable[[np.ndarray], np.ndarray]
"""Probability (n,) of a single phase of atomic fractions (n, E) by another classifier."""


@dataclass(frozen=True, eq=False)
class Score:
    """How good an alloy is, in logits, and whether it is good enough.

    Attributes:
        task: holds model, cutoff and goals.
        opinion: the second one; None asks the classifier's mean probability alone.
    """

    task: Task
    opinion: Opinion | None

    def __call__(self, whole: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Score (n,) and whether it passes, bool (n,), of whole at.% (n, E)."""
        model, fractions = self.task.model, self.task.fractions(whole)
        if not self.task.on_grid:
            return self.of(fractions)
        goals = self.task.goals
        return self._judge(
            fractions, model.member_logits_of_whole(whole), model.values_of_whole(whole, goals.asked) if goals else {}
        )

    def of(self, fractions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The same of atomic fractions (n, E)."""
        model, goals = self.task.model, self.task.goals
        return self._judge(
            fractions, model.member_logits(fractions), model.values(fractions, goals.asked) if goals else {}
        )

    def _judge(self, fractions: np.ndarray, logits: np.ndarray, values: Values) -> tuple[np.ndarray, np.ndarray]:
        """What is missing counts a hundred times what is to spare, which makes up for nothing that is missing elsewhere.

        The second opinion, which takes ten times as long as all else, is asked of alloys that lack nothing else.
        """
        mean = sigmoid(logits).mean(axis=1)
        needed = float(logit(np.array(self.task.cutoff)))
        if self.opinion is None:
            surplus, missing = logit(mean), needed - logit(mean)
        else:
            surplus = logits.mean(axis=1) - logits.std(axis=1, ddof=1)
            missing = needed + CAUTION - surplus
        missing = np.maximum(missing, 0.0)
        if self.task.goals is not None:
            missing = missing + self.task.goals.short(values)
        able = (mean >= self.task.cutoff + MARGIN) & (missing == 0.0)
        if self.opinion is not None and able.any():
            said = logit(self.opinion(fractions[able]))
            surplus[able] += said
            missing[able] = np.maximum(-said, 0.0)
        return SURPLUS * surplus - missing, able & (missing == 0.0)
