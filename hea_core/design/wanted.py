"""What is wanted of alloys: a value for some targets, each met within the target's tolerance, or a bound that is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from hea_core.errors import RequestError, quoted
from hea_core.model.answers import Model, Values
from hea_core.model.computed import ASKABLE, COMPUTED, askable
from hea_core.model.ensemble import logit
from hea_core.model.targets import SINGLE_PHASE, TARGETS, Askable, Kind
from hea_core.results import Side


@dataclass(frozen=True, slots=True)
class Bound:
    """A number that is wanted or more of it, or that or less.

    Attributes:
        value: the number.
        side: OR_MORE or OR_LESS.
    """

    value: float
    side: Side


Wish = float | str | Bound
"""A value to come near to, the name of a class, or a bound."""
Asked = Mapping[str, Wish]
"""A wish by name of target. Of users a bound may be text, ">=500"; `checked` makes a Bound of it."""
_SIDES = dict.fromkeys((">=", ">", "≥"), Side.OR_MORE) | dict.fromkeys(("<=", "<", "≤"), Side.OR_LESS)
"""Signs of a bound; any other wish has the sign "="."""
SIGN = r"<=|>=|<|>|=|≥|≤"
"""Every sign that may stand before a value."""
WEIGHT_OF_A_NUMBER = 6.0
"""Logits that ln 1 of a positive number is worth: a tenth of the hardness weighs as much as 0.15 of a probability at one half."""
LEFT_ALONE = 0.2
"""Share of its tolerance within which a value is as good as the one asked for."""
ABOVE_HALF = 0.05
"""Probability above a half that a class asked for should have, so that a rounding does not turn it."""
BEYOND = 1e-3
"""Share of a bound by which a search goes beyond it, so that a rounding does not turn it."""
OFF = 0.01
"""Probabilities nearer to 0 or 1 than this are as good as this."""
_PAIR = re.compile(rf"(?P<name>[^<>=≥≤]+)(?P<sign>{SIGN})(?P<value>.+)", re.DOTALL)
_SIGNED = re.compile(rf"\s*(?P<sign>{SIGN}|)(?P<value>.*)", re.DOTALL)


def read_targets(pairs: Iterable[str]) -> dict[str, Wish]:
    """`hardness=500`, `hardness>=500`, `structure=BCC` as the command line has them; RequestError names what is wrong."""
    return checked(_by_name(map(_pair, pairs)))


def _pair(written: str) -> tuple[str, str]:
    """A target as name and wish."""
    parts = _PAIR.fullmatch(written)
    if not parts:
        raise RequestError(
            f"target {quoted(written)} gives no value: write NAME=VALUE or NAME>=VALUE, for example hardness=500."
        )
    return parts["name"].strip(), f"{parts['sign']}{parts['value']}"


def _by_name(wishes: Iterable[tuple[str, Wish]]) -> dict[str, Wish]:
    """By the names of the registry, each once."""
    found: dict[str, Wish] = {}
    for name, wish in wishes:
        named = askable(name).name
        if named in found:
            raise RequestError(f"target names {named} twice: give it one value, for example hardness=500.")
        found[named] = wish
    return found


def checked(targets: Asked | None) -> dict[str, Wish]:
    """Targets beside φ in the order of the registry, each a wish it can have; RequestError says which cannot be asked for."""
    asked = _by_name((targets or {}).items())
    if SINGLE_PHASE.name in asked:
        raise RequestError(
            f"{SINGLE_PHASE.name} is asked for by the probability, not as a target: give for example hardness=500."
        )
    return {one.name: _wish(one, asked[one.name]) for one in ASKABLE if one.name in asked}


def _wish(one: Askable, given: Wish) -> Wish:
    if isinstance(given, Bound):
        return Bound(float(one.read(str(given.value))), given.side)
    written = _SIGNED.fullmatch(str(given))
    assert written is not None  # it takes any text
    side, value = side_of(one, written["sign"]), one.read(written["value"])
    return value if isinstance(value, str) or side is Side.ABOUT else Bound(value, side)


def side_of(one: Askable, sign: str) -> Side:
    """What a sign asks for, ABOUT by "=" or none; RequestError where a class is given a bound."""
    if one.kind is Kind.CLASS and sign in _SIDES:
        raise RequestError(f"{one.name} is one of {', '.join(one.classes)}: write {one.name}={one.classes[0]}.")
    return _SIDES.get(sign, Side.ABOUT)


def parted(wish: Wish) -> tuple[float | str, Side]:
    """A wish as its value and the side on which it may be exceeded; ABOUT of a class."""
    return (wish.value, wish.side) if isinstance(wish, Bound) else (wish, Side.ABOUT)


def asked_of(model: Model, targets: Asked | None) -> dict[str, Wish]:
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
    """What is wanted of n alloys. A target left out is not asked for.

    Attributes:
        values: by name of target, each (n,); of a class the index of it.
        sides: by name of a number that is a bound, the side on which an alloy may lie, the same for all.
    """

    values: dict[str, np.ndarray]
    sides: dict[str, Side] = field(default_factory=dict)

    @classmethod
    def of(cls, probability: float | np.ndarray, targets: Asked | None = None, n: int = 1) -> Wanted:
        """φ, one for all or (n,), and for all of n alloys the same further targets, as `checked` gives them."""
        wanted = cls({SINGLE_PHASE.name: np.broadcast_to(np.asarray(probability, dtype=np.float64), (n,))})
        for name, wish in (targets or {}).items():
            one = cls.of_target(name, wish, n)
            wanted = cls(wanted.values | one.values, wanted.sides | one.sides)
        return wanted

    @classmethod
    def of_target(cls, name: str, wish: Wish, n: int = 1) -> Wanted:
        """One target alone, the same for all of n alloys."""
        value, side = parted(wish)
        number = askable(name).classes.index(value) if isinstance(value, str) else value
        values = {name: np.full(n, number, dtype=np.float64)}
        return cls(values, {} if side is Side.ABOUT else {name: side})

    @property
    def probability(self) -> np.ndarray:
        """φ, (n,)."""
        return self.values[SINGLE_PHASE.name]

    def take(self, rows: np.ndarray) -> Wanted:
        """Of these rows."""
        return Wanted({name: value[rows] for name, value in self.values.items()}, self.sides)

    def further(self) -> Values:
        """What a decoder is told beside φ: a class as its probabilities, 1 of the one wanted; of a bound its value."""
        return {
            one.name: np.eye(one.width)[self.values[one.name].astype(int)]
            if one.kind is Kind.CLASS
            else self.values[one.name]
            for one in TARGETS[1:]
            if one.name in self.values
        }

    def missed(self, got: Values) -> np.ndarray:
        """How far values got of the same n alloys are from those wanted, in logits, summed over the targets, (n,)."""
        return np.sum(
            [_missed(askable(name), self._side(name), value, got[name]) for name, value in self.values.items()], axis=0
        )

    def met(self, got: Values, share: float = 1.0) -> np.ndarray:
        """Whether every target is met, bool (n,), within this share of its tolerance; a bound has none."""
        return np.all(
            [_met(askable(name), self._side(name), value, got[name], share) for name, value in self.values.items()],
            axis=0,
        )

    def _side(self, name: str) -> Side:
        return self.sides.get(name, Side.ABOUT)


def _of_class(wanted: np.ndarray, got: np.ndarray) -> np.ndarray:
    return np.asarray(np.take_along_axis(got, wanted.astype(int)[:, None], axis=1)[:, 0])


def _inside(side: Side, bound: np.ndarray, got: np.ndarray) -> np.ndarray:
    """Logarithm of how far values got are on the side of a bound, below 0 where they are not, (n,)."""
    return np.asarray(np.log(got / bound) if side is Side.OR_MORE else np.log(bound / got))


def _missed(one: Askable, side: Side, wanted: np.ndarray, got: np.ndarray) -> np.ndarray:
    if side is not Side.ABOUT:
        return np.asarray(WEIGHT_OF_A_NUMBER * np.maximum(BEYOND - _inside(side, wanted, got), 0.0))
    if one.kind is Kind.POSITIVE:
        return np.asarray(WEIGHT_OF_A_NUMBER * np.abs(np.log(got / wanted)))
    if one.kind is Kind.PROBABILITY:
        return np.asarray(np.abs(logit(got, OFF) - logit(wanted, OFF)))
    return class_missing(one, _of_class(wanted, got))


def class_missing(one: Askable, share: np.ndarray) -> np.ndarray:
    """How far the probability (n,) of the class asked for is below what it should be, in logits, (n,)."""
    return np.asarray(np.maximum(logit(np.array(1.0 - one.tolerance + ABOVE_HALF), OFF) - logit(share, OFF), 0.0))


def _met(one: Askable, side: Side, wanted: np.ndarray, got: np.ndarray, share: float) -> np.ndarray:
    if side is not Side.ABOUT:
        return np.asarray(_inside(side, wanted, got) >= (BEYOND if share < 1.0 else 0.0))
    if one.kind is Kind.POSITIVE:
        return np.asarray(np.abs(got / wanted - 1.0) <= share * one.tolerance)
    if one.kind is Kind.PROBABILITY:
        return np.asarray(np.abs(got - wanted) <= share * one.tolerance)
    return np.asarray(_of_class(wanted, got) >= 1.0 - one.tolerance + (ABOVE_HALF if share < 1.0 else 0.0))


def written(name: str, value: float | str, side: Side) -> str:
    """A wish, parted, as `read_targets` takes it: "hardness>=500"."""
    sign = {Side.OR_MORE: ">=", Side.OR_LESS: "<=", Side.ABOUT: "="}[side]
    return f"{name}{sign}{value if isinstance(value, str) else f'{value:g}'}"


def in_words(asked: Asked, probability: float | None = None) -> str:
    """What is asked for as a user reads it: "probability 0.9, BCC, 500 HV or more"."""
    said = [] if probability is None else [f"probability {probability:.2g}"]
    return ", ".join([*said, *(wish_in_words(name, wish) for name, wish in asked.items())])


def wish_in_words(name: str, wish: Wish) -> str:
    """One wish as a user reads it: "500 HV or more", "500 HV", "BCC"."""
    value, side = parted(wish)
    said = f"{shown(value)} {askable(name).unit}".strip()
    return said if side is Side.ABOUT else f"{said} {side}"


def shown(value: float | str) -> str:
    """A value for a sentence: a class as it is, a number with three digits or, from 100 on, whole."""
    if isinstance(value, str):
        return value
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def most_of(name: str, got: Values, row: int) -> float | str:
    """What one alloy of these has of a target: a number, or the name of its most probable class."""
    one, value = askable(name), got[name][row]
    return one.classes[int(np.argmax(value))] if one.kind is Kind.CLASS else float(value)
