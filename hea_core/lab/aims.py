"""What a batch is wanted for: one phase, and beside it a hardness, a structure, a density …, each with the weight it is given.

An aim is written `hardness>=500`, `price<=20`, `density=7.5` (within the target's tolerance) or `structure=BCC`, with a weight behind it
where it is not 1: `hardness>=500 x2`. `single_phase x2` weighs the phase itself. hea_core.lab.chances says what an alloy is worth by them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hea_core.design.wanted import SIGN, side_of, written
from hea_core.errors import RequestError, quoted
from hea_core.model.computed import askable
from hea_core.model.targets import SINGLE_PHASE, Askable
from hea_core.results import Side

Written = Iterable[str] | Mapping[str, float | str]
"""Aims as they are written, or {name: value}, where a value may begin with >= or <=."""
_AIM = re.compile(rf"(?P<name>[^<>=≥≤]+?) ?(?:(?P<sign>{SIGN}) ?(?P<value>.+?))? ?(?:[x×*] ?(?P<weight>[0-9.]+))?")
"""Of a text with one blank where blanks are: with as many as there may be it would take minutes on a line of them."""
_EXAMPLE = "for example hardness>=500 or structure=BCC x2"
MOST_WEIGHT = 100.0


@dataclass(frozen=True)
class Aim:
    """One property wanted of an alloy.

    Attributes:
        target: what it is of.
        value: wanted, a number or the name of a class.
        side: of a number, whether more, less or about the value is wanted; ABOUT of a class.
        weight: in the mean, above 0.
    """

    target: Askable
    value: float | str
    side: Side
    weight: float

    @property
    def span(self) -> tuple[float, float]:
        """Least and most that meet a number."""
        wanted = float(self.value)
        if self.side is Side.ABOUT:
            return wanted * (1.0 - self.target.tolerance), wanted * (1.0 + self.target.tolerance)
        return (wanted, math.inf) if self.side is Side.OR_MORE else (0.0, wanted)

    @property
    def text(self) -> str:
        """As it is written: "hardness>=500"."""
        return written(self.target.name, self.value, self.side)


@dataclass(frozen=True)
class Aims:
    """All that is wanted of a batch: the weight of a single phase, and what is wanted beside it, in the order given."""

    phase: float
    further: tuple[Aim, ...]


def read_aims(asked: Written | None) -> Aims:
    """Aims as they are written; RequestError names what cannot be asked for."""
    if isinstance(asked, str):
        raise RequestError(f"targets is one text, {quoted(asked)}: give a list, for example ['hardness>=500'].")
    texts = [_joined(*pair) for pair in asked.items()] if isinstance(asked, Mapping) else list(asked or ())
    phase, further = 1.0, dict[str, Aim]()
    for text in texts:
        found = _AIM.fullmatch(" ".join(text.split())) if isinstance(text, str) else None
        if not found:
            raise RequestError(f"The target {quoted(str(text))} cannot be read: write NAME>=VALUE, {_EXAMPLE}.")
        weight = _weight(found["weight"], text)
        one = askable(found["name"])
        if one is SINGLE_PHASE:
            phase = _weight_of_phase(found["sign"], weight, text)
        elif one.name in further:
            raise RequestError(f"The targets name {one.name} twice: give it one value, {_EXAMPLE}.")
        else:
            further[one.name] = _aim(one, found["sign"], found["value"], weight, text)
    return Aims(phase, tuple(further.values()))


def _joined(name: str, value: float | str) -> str:
    text = str(value).strip()
    return f"{name}{text}" if re.match(SIGN, text) else f"{name}={text}"


def _weight(given: str | None, text: str) -> float:
    if given is None:
        return 1.0
    try:
        weight = float(given)
    except ValueError:
        weight = 0.0
    if not 0.0 < weight <= MOST_WEIGHT:
        raise RequestError(
            f"The weight of {quoted(text)} is {quoted(given)}: give a number above 0, at most {MOST_WEIGHT:g}, {_EXAMPLE}."
        )
    return weight


def _weight_of_phase(sign: str | None, weight: float, text: str) -> float:
    if sign:
        raise RequestError(
            f"{quoted(text)} gives a value to {SINGLE_PHASE.name}, whose probability counts as it is: give a weight alone, for example "
            f"{SINGLE_PHASE.name} x2."
        )
    return weight


def _aim(one: Askable, sign: str | None, value: str | None, weight: float, text: str) -> Aim:
    if sign is None or value is None:
        raise RequestError(f"The target {quoted(text)} gives no value: write NAME>=VALUE, {_EXAMPLE}.")
    return Aim(one, one.read(value), side_of(one, sign), weight)
