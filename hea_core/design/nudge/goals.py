"""What a nudge is to reach beside the cutoff: hardness from where the start is to a value or beyond it, a structure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hea_core.design.wanted import MARGIN, WEIGHT_OF_A_NUMBER, Asked, in_words, logit
from hea_core.model.answers import Model, Values
from hea_core.model.targets import Kind, target


@dataclass(frozen=True, eq=False)
class Goals:
    """Further targets of a nudge.

    A number is reached from the start's side: an alloy of 300 HV asked for 500 needs 500 or more, one of 700 HV needs 500 or less. A class is
    reached when it is the more probable half.

    Attributes:
        asked: values by name of target, as hea_core.design.wanted.checked gives them.
        rising: by name of a number, whether it must rise to the value.
    """

    asked: Asked
    rising: dict[str, bool]

    @classmethod
    def of(cls, model: Model, start: np.ndarray, asked: Asked) -> Goals:
        """From a start, atomic fractions (E,)."""
        values = model.values(start[None], asked)
        return cls(
            asked, {name: bool(values[name][0] < value) for name, value in asked.items() if not isinstance(value, str)}
        )

    def short(self, got: Values) -> np.ndarray:
        """How much is missing, in logits, summed over the goals; 0 where all are reached, (n,)."""
        return np.sum([self._short(name, value, got[name]) for name, value in self.asked.items()], axis=0)

    def _short(self, name: str, value: float | str, got: np.ndarray) -> np.ndarray:
        one = target(name)
        if isinstance(value, str):
            share = got[:, one.classes.index(value)]
            return np.asarray(np.maximum(logit(np.array(1.0 - one.tolerance + MARGIN)) - logit(share), 0.0))
        missing = np.log(value / got) if self.rising[name] else np.log(got / value)
        weight = WEIGHT_OF_A_NUMBER if one.kind is Kind.POSITIVE else 1.0
        return np.asarray(weight * np.maximum(missing, 0.0))

    def in_words(self) -> str:
        """For a sentence: "500 HV or more, BCC"."""
        side = {name: " or more" if rising else " or less" for name, rising in self.rising.items()}
        return ", ".join(in_words({name: value}) + side.get(name, "") for name, value in self.asked.items())
