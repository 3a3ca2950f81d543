"""The registry of targets: what the model says of an alloy beside its place on the map, y = (single phase, structure, hardness).

One entry says all that training, answers, the command line and the pages need to know of a target: its name and unit, its prior,
what one published statement is worth, how exactly it can be asked for, and how its values enter a network. A further target is one
entry here and its data (docs/targets.md).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import numpy as np

from hea_core.datasets import statements
from hea_core.datasets.alloys import Alloys, Observation
from hea_core.datasets.statements import hardness_label, soft_label, structure_shares
from hea_core.errors import RequestError, quoted


class Kind(StrEnum):
    """What values a target takes."""

    PROBABILITY = "probability"
    CLASS = "class"
    POSITIVE = "positive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Askable:
    """One property of an alloy that can be asked for.

    Attributes:
        name: in JSON, on the command line and in tables.
        symbol: in equations and on axes.
        label: in words.
        unit: of the value as users see it; "" for a number without one.
        kind: of its values.
        classes: names of the classes, in the order of every array of class probabilities; empty where there are none.
        tolerance: how near a made alloy must come to what was asked: of a probability, its difference; of a class, 1 minus its
            probability; of a positive number, the relative difference.
        limits: least and most that can be asked for.
    """

    name: str
    symbol: str
    label: str
    unit: str
    kind: Kind
    classes: tuple[str, ...] = ()
    tolerance: float
    limits: tuple[float, float]

    def read(self, text: str) -> float | str:
        """What a user asked for, `500`, `500 HV` or `BCC`, as a value of this target.

        Raises:
            RequestError: not a class of it, or no number within its limits.
        """
        asked = text.strip()
        number = asked.removesuffix(self.unit) if self.unit else asked
        if self.kind is Kind.CLASS:
            for name in self.classes:
                if asked.casefold() == name.casefold():
                    return name
            raise RequestError(
                f"{quoted(asked)} is not a value of {self.name}: choose one of {', '.join(self.classes)}, "
                f"for example {self.name}={self.classes[0]}."
            )
        low, high = self.limits
        try:
            value = float(number)
        except ValueError:
            value = float("nan")
        if not low <= value <= high:
            unit = f" {self.unit}" if self.unit else ""
            example = float(f"{math.sqrt(low * high) or 0.5 * high:.2g}")
            raise RequestError(
                f"{quoted(asked)} is not a value of {self.name}: give a number from {low:g} to {high:g}{unit}, "
                f"for example {self.name}={example:g}."
            )
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Target(Askable):
    """One that the model predicts.

    Attributes:
        prior: of a probability, the parameters (a, b) of a Beta distribution; of a class, the probability of each class; of a positive
            number, mean and standard deviation of its natural logarithm.
        noise: what one published statement may be off by: of a probability or class, the share of pairs of sources that disagree
            on one alloy; of a positive number, the standard deviation of its logarithm between papers.
        column: of a number, the attribute of a statement that holds one measurement; "" otherwise.
        measured: its value by the statements about one alloy: a number, or {class: share}; None, NaN or {} where none is about it.
    """

    prior: tuple[float, ...]
    noise: float
    column: str
    measured: Callable[[Sequence[Observation]], float | Mapping[str, float] | None]

    @property
    def width(self) -> int:
        """Columns of `encode`: one, or one a class."""
        return len(self.classes) or 1

    def values(self, alloys: Alloys) -> np.ndarray:
        """What is known of these alloys: a number (n,), or probabilities of the classes (n, classes); NaN where nothing is."""
        known = [self.measured(seen) for seen in alloys.observations]
        if self.kind is Kind.CLASS:
            shares = [
                found if isinstance(found, Mapping) and found else dict.fromkeys(self.classes, np.nan)
                for found in known
            ]
            return np.array([[found.get(name, 0.0) for name in self.classes] for found in shares], dtype=np.float64)
        return np.array([np.nan if found is None else found for found in known], dtype=np.float64)

    def encode(self, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Values as a network reads them, and which are known.

        Args:
            values: of a probability or a positive number (n,); of a class, probabilities (n, classes). NaN is missing.

        Returns:
            float64 (n, width), near 0 ± 1 and exactly 0 where missing; bool (n,), known.
        """
        columns = np.asarray(values, dtype=np.float64).reshape(len(values), self.width)
        known = np.asarray(~np.isnan(columns).any(axis=1))
        inputs = np.zeros_like(columns)
        inputs[known] = self._centred(columns[known])
        return inputs, known

    def _centred(self, columns: np.ndarray) -> np.ndarray:
        if self.kind is Kind.POSITIVE:
            mean, deviation = self.prior
            return (np.log(columns) - mean) / deviation
        return 2.0 * columns - 1.0 if self.kind is Kind.PROBABILITY else columns - 1.0 / self.width


One = TypeVar("One", bound=Askable)
SINGLE_PHASE = Target(
    name="single_phase",
    symbol="φ",
    label="single phase",
    unit="",
    kind=Kind.PROBABILITY,
    classes=(),
    prior=(1.0, 1.0),
    noise=0.16,
    tolerance=0.1,
    limits=(0.0, 1.0),
    column="",
    measured=soft_label,
)
STRUCTURE = Target(
    name="structure",
    symbol="s",
    label="structure",
    unit="",
    kind=Kind.CLASS,
    classes=("FCC", "BCC", "HCP", "mixed", "intermetallic"),
    prior=(0.2, 0.2, 0.2, 0.2, 0.2),
    noise=0.15,
    tolerance=0.5,
    limits=(0.0, 1.0),
    column="",
    measured=structure_shares,
)
"""Lattice of the solid solutions: FCC, BCC, HCP, `mixed` of several, `intermetallic` with none. Compounds beside a solid solution make
an alloy multi-phase, which is the first target, and leave its lattice what it is: the two are asked for together."""
HARDNESS = Target(
    name="hardness",
    symbol="HV",
    label="Vickers hardness",
    unit="HV",
    kind=Kind.POSITIVE,
    classes=(),
    prior=(6.0, 0.6),
    noise=0.2,
    tolerance=0.1,
    limits=(80.0, 1200.0),
    column=statements.HARDNESS,
    measured=hardness_label,
)
TARGETS: tuple[Target, ...] = (SINGLE_PHASE, STRUCTURE, HARDNESS)
"""In the order of y; the order of every answer."""


def target(name: str) -> Target:
    """The target of this name, or of this symbol or label (HV, Vickers hardness), in any case; RequestError lists those there are."""
    return named(name, TARGETS)


def named(name: str, among: Sequence[One]) -> One:
    """The one of these with this name, symbol or label, in any case; RequestError lists them."""
    for known in among:
        if known.name == name:
            return known
    for known in among:
        if _plain(name) in {_plain(spelling) for spelling in (known.name, known.symbol, known.label)}:
            return known
    raise RequestError(f"{quoted(name)} is not a target: choose one of {', '.join(known.name for known in among)}.")


def _plain(name: str) -> str:
    """A name without what spellings differ in: case, and the sign between words."""
    return "".join(name.casefold().replace("_", " ").replace("-", " ").split())
