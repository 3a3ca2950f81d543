"""What a nudge is to reach beside the cutoff: hardness from where the start is to a value or beyond it, a structure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hea_core.design.wanted import WEIGHT_OF_A_NUMBER, Asked, Bound, class_missing, parted, wish_in_words
from hea_core.model.answers import Model, Values
from hea_core.model.computed import PRICE, askable
from hea_core.model.targets import Kind
from hea_core.results import Side

_ROUNDING = 1e-4


@dataclass(frozen=True, eq=False)
class Goals:
    """Further targets of a nudge.

    A number is reached from the start's side: an alloy of 300 HV asked for 500 needs 500 or more, one of 700 HV needs 500 or less; where the
    start has it within the target's tolerance, the end must have it so too. A price is one not to exceed: nobody asks to pay
    more. A bound is kept on its own side, wherever the start is. A class is reached when it is the more probable half.

    Attributes:
        asked: values by name of target.
        side: by name of a number, how it is to be reached.
    """

    asked: Mapping[str, float | str]
    side: dict[str, Side]

    @classmethod
    def of(cls, model: Model, start: np.ndarray, asked: Asked) -> Goals:
        """From a start, atomic fractions (E,), to what hea_core.design.wanted.checked gives."""
        at = model.values(start[None], asked)
        wishes = {name: parted(wish) for name, wish in asked.items()}
        side = {
            name: _side(name, value, float(at[name][0])) if bound is Side.ABOUT else bound
            for name, (value, bound) in wishes.items()
            if not isinstance(value, str)
        }
        return cls({name: value for name, (value, _) in wishes.items()}, side)

    def met(self, name: str, got: float) -> bool:
        """Whether a number is reached, but for what single precision may be off."""
        return bool(self._short(name, self.asked[name], np.array([got]))[0] <= _ROUNDING)

    def short(self, got: Values) -> np.ndarray:
        """How much is missing, in logits, summed over the goals; 0 where all are reached, (n,)."""
        return np.sum([self._short(name, value, got[name]) for name, value in self.asked.items()], axis=0)

    def _short(self, name: str, value: float | str, got: np.ndarray) -> np.ndarray:
        one = askable(name)
        if isinstance(value, str):
            return class_missing(one, got[:, one.classes.index(value)])
        above = np.log(got / value)
        missing = {
            Side.OR_MORE: -above,
            Side.OR_LESS: above,
            Side.ABOUT: np.abs(above) - np.log1p(one.tolerance),
        }[self.side[name]]
        weight = WEIGHT_OF_A_NUMBER if one.kind is Kind.POSITIVE else 1.0
        return np.asarray(weight * np.maximum(missing, 0.0))

    def in_words(self) -> str:
        """For a sentence: "500 HV or more, BCC"."""
        said = []
        for name, value in self.asked.items():
            if isinstance(value, str):
                said.append(wish_in_words(name, value))
            elif self.side[name] is Side.ABOUT:
                said.append(f"about {wish_in_words(name, value)}")
            else:
                said.append(wish_in_words(name, Bound(value, self.side[name])))
        return ", ".join(said)


def _side(name: str, value: float, at: float) -> Side:
    if name == PRICE:
        return Side.OR_LESS
    if abs(np.log(at / value)) <= np.log1p(askable(name).tolerance):
        return Side.ABOUT
    return Side.OR_MORE if at < value else Side.OR_LESS
