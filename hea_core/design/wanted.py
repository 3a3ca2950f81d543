"""What is wanted of alloys: a value for some targets, each met within the target's tolerance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from hea_core.errors import RequestError, quoted
from hea_core.model.answers import Model, Values
from hea_core.model.computed import ASKABLE, COMPUTED, askable
from hea_core.model.ensemble import logit
from hea_core.model.targets import SINGLE_PHASE, TARGETS, Askable, Kind

Asked = Mapping[str, float | str]
"""A value by name of target; of a class its name."""
WEIGHT_OF_A_NUMBER = 6.0
"""Logits that ln 1 of a positive number is worth: a tenth of the hardness weighs as much as 0.15 of a probability at one half."""
LEFT_ALONE = 0.2
"""Share of its tolerance within which a value is as good as the one asked for."""
ABOVE_HALF = 0.05
"""Probability above a half that a class asked for should have, so that a rounding does not turn it."""
OFF = 0.01
"""Probabilities nearer to 0 or 1 than this are as good as this."""


def read_targets(pairs: Iterable[str]) -> dict[str, float | str]:
    """`hardness=500`, `structure=BCC` as the command line has them; RequestError names what is wrong."""
    found: dict[str, float | str] = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals:
            raise RequestError(f"target {quoted(pair)} gives no value: write NAME=VALUE, for example hardness=500.")
        if name.rstrip().endswith(("<", ">", "≤", "≥")):
            raise RequestError(
                f"target {quoted(pair)} gives a limit, where a value to come near to is asked for: write NAME=VALUE, for example hardness=500."
            )
        named = askable(name.strip()).name
        if named in found:
            raise RequestError(f"target names {named} twice: give it one value, for example hardness=500.")
        found[named] = text.strip()
    return checked(found)


def checked(targets: Asked | None) -> dict[str, float | str]:
    """Targets beside φ in the order of the registry, each a value it can take; RequestError says which cannot be asked for."""
    asked = {askable(name).name: value for name, value in (targets or {}).items()}
    if SINGLE_PHASE.name in asked:
        raise RequestError(
            f"{SINGLE_PHASE.name} is asked for by the probability, not as a target: give for example hardness=500."
        )
    return {one.name: one.read(str(asked[one.name])) for one in ASKABLE if one.name in asked}


def asked_of(model: Model, targets: Asked | None) -> dict[str, float | str]:
    """The same of one model; RequestError too where it has no head for a target."""
    asked = checked(targets)
    require(model, asked)
    return asked


def require(model: Model, names: Iterable[str]) -> None:
    """RequestError names the first target of which a model says nothing."""
    for name in names:
        if name not in names_of(model):
            raise RequestError(
                f"This model says nothing of {name}: leave it out, or take one that does, for example default."
            )


def names_of(model: Model) -> tuple[str, ...]:
    """Names of all that may be asked of a model: φ, what it has heads for, what is computed."""
    return (SINGLE_PHASE.name, *model.heads, *(one.name for one in COMPUTED))


@dataclass(frozen=True, eq=False)
class Wanted:
    """Values wanted of n alloys, by name of target, each (n,); of a class the index of it. A target left out is not asked for."""

    values: dict[str, np.ndarray]

    @classmethod
    def of(cls, probability: float | np.ndarray, targets: Asked | None = None, n: int = 1) -> Wanted:
        """φ, one for all or (n,), and for all of n alloys the same further targets, as `checked` gives them."""
        values = {SINGLE_PHASE.name: np.broadcast_to(np.asarray(probability, dtype=np.float64), (n,))}
        for name, value in (targets or {}).items():
            values |= cls.of_target(name, value, n).values
        return cls(values)

    @classmethod
    def of_target(cls, name: str, value: float | str, n: int = 1) -> Wanted:
        """One target alone, the same for all of n alloys."""
        number = askable(name).classes.index(value) if isinstance(value, str) else value
        return cls({name: np.full(n, number, dtype=np.float64)})

    @property
    def probability(self) -> np.ndarray:
        """φ, (n,)."""
        return self.values[SINGLE_PHASE.name]

    def take(self, rows: np.ndarray) -> Wanted:
        """Of these rows."""
        return Wanted({name: value[rows] for name, value in self.values.items()})

    def further(self) -> Values:
        """What a decoder is told beside φ: a class as its probabilities, 1 of the one wanted."""
        return {
            one.name: np.eye(one.width)[self.values[one.name].astype(int)]
            if one.kind is Kind.CLASS
            else self.values[one.name]
            for one in TARGETS[1:]
            if one.name in self.values
        }

    def missed(self, got: Values) -> np.ndarray:
        """How far values got of the same n alloys are from those wanted, in logits, summed over the targets, (n,)."""
        return np.sum([_missed(askable(name), value, got[name]) for name, value in self.values.items()], axis=0)

    def met(self, got: Values, share: float = 1.0) -> np.ndarray:
        """Whether every target is met, bool (n,), within this share of its tolerance."""
        return np.all([_met(askable(name), value, got[name], share) for name, value in self.values.items()], axis=0)


def _of_class(wanted: np.ndarray, got: np.ndarray) -> np.ndarray:
    return np.asarray(np.take_along_axis(got, wanted.astype(int)[:, None], axis=1)[:, 0])


def _missed(one: Askable, wanted: np.ndarray, got: np.ndarray) -> np.ndarray:
    if one.kind is Kind.POSITIVE:
        return np.asarray(WEIGHT_OF_A_NUMBER * np.abs(np.log(got / wanted)))
    if one.kind is Kind.PROBABILITY:
        return np.asarray(np.abs(logit(got, OFF) - logit(wanted, OFF)))
    return class_missing(one, _of_class(wanted, got))


def class_missing(one: Askable, share: np.ndarray) -> np.ndarray:
    """How far the probability (n,) of the class asked for is below what it should be, in logits, (n,)."""
    return np.asarray(np.maximum(logit(np.array(1.0 - one.tolerance + ABOVE_HALF), OFF) - logit(share, OFF), 0.0))


def _met(one: Askable, wanted: np.ndarray, got: np.ndarray, share: float) -> np.ndarray:
    if one.kind is Kind.POSITIVE:
        return np.asarray(np.abs(got / wanted - 1.0) <= share * one.tolerance)
    if one.kind is Kind.PROBABILITY:
        return np.asarray(np.abs(got - wanted) <= share * one.tolerance)
    return np.asarray(_of_class(wanted, got) >= 1.0 - one.tolerance + (ABOVE_HALF if share < 1.0 else 0.0))


def in_words(asked: Asked, probability: float | None = None) -> str:
    """What is asked for as a user reads it: "probability 0.9, BCC, 500 HV"."""
    said = [] if probability is None else [f"probability {probability:.2g}"]
    for name, value in asked.items():
        one = askable(name)
        said.append(f"{shown(value)} {one.unit}".strip())
    return ", ".join(said)


def shown(value: float | str) -> str:
    """A value for a sentence: a class as it is, a number with three digits or, from 100 on, whole."""
    if isinstance(value, str):
        return value
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def most_of(name: str, got: Values, row: int) -> float | str:
    """What one alloy of these has of a target: a number, or the name of its most probable class."""
    one, value = askable(name), got[name][row]
    return one.classes[int(np.argmax(value))] if one.kind is Kind.CLASS else float(value)
