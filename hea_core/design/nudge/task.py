"""What a method of nudging is given and what it gives back, before it is dressed for a user."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from hea_core.composition.arrays import at_percent_moved
from hea_core.design.feasible_set import FeasibleSet
from hea_core.design.nudge.goals import Goals
from hea_core.design.transfers import TOTAL
from hea_core.design.wanted import Wanted
from hea_core.model.answers import Model, Values
from hea_core.model.targets import SINGLE_PHASE
from hea_core.results import Status

MARGIN = 1e-5
"""Probability above the cutoff that a method asks for, so that no rounding of floats takes the end below it again."""


@dataclass(frozen=True, eq=False)
class Task:
    """One nudge to make.

    Attributes:
        model: judges, encodes and decodes.
        start: atomic fractions (E,).
        cutoff: probability to reach.
        feasible_set: the whole at.% that may be returned; None where nothing is demanded.
        max_steps: of the loop, or shown of a smooth path.
        budget: most at.% that may be moved from the start.
        goals: what else is to be reached, or None.
        joining: elements that may come in unasked, bool (E,); None lets all.
    """

    model: Model
    start: np.ndarray
    cutoff: float
    feasible_set: FeasibleSet | None
    max_steps: int
    budget: float
    goals: Goals | None = None
    joining: np.ndarray | None = None

    def fractions(self, whole: np.ndarray) -> np.ndarray:
        """Atomic fractions (n, E) that alloys of whole at.% (n, E) stand for; other than w / 100 only under fractional locks."""
        return np.asarray(whole / TOTAL) if self.feasible_set is None else self.feasible_set.fractions(whole)

    @property
    def on_grid(self) -> bool:
        """Whether whole at.% stand for themselves."""
        return self.feasible_set is None or self.feasible_set.beyond is None

    def reached(self, fractions: np.ndarray) -> np.ndarray:
        """Probability of alloys (n, E), (n,); where another goal is not reached, less than the cutoff, and the less the more is missing."""
        values = self.model.values(fractions, self.asked)
        phi = values[SINGLE_PHASE.name]
        if self.goals is None:
            return phi
        missing = self.goals.short(values)
        return np.asarray(np.where(missing > 0.0, np.minimum(phi, self.cutoff) * np.exp(-missing), phi))

    @property
    def asked(self) -> tuple[str, ...]:
        """Names of the targets that are asked for, φ first."""
        return (SINGLE_PHASE.name, *(self.goals.asked if self.goals else ()))

    @property
    def told(self) -> Values:
        """What the decoder is told of the other goals, values of one alloy."""
        return Wanted.of(0.5, self.goals.asked).further() if self.goals and self.model.tells else {}

    @property
    def usable(self) -> np.ndarray:
        """Elements that an end may hold: the start's, those demanded, and those that may join; bool (E,)."""
        demanded = False if self.feasible_set is None else self.feasible_set.low > 0
        return np.asarray((self.start > 0) | demanded | (True if self.joining is None else self.joining))

    @property
    def fewest(self) -> int:
        """Elements that an alloy on the way holds at least: to make a pure metal of an alloy is no small change."""
        return min(2, int((self.start > 0).sum()))

    def allowed(self, whole: np.ndarray) -> np.ndarray:
        """Which of whole at.% (n, E) may be shown, whatever they move: no pure metal, usable elements, constraints held; bool (n,)."""
        enough = ((whole > 0).sum(axis=1) >= self.fewest) & ~(whole[:, ~self.usable] > 0).any(axis=1)
        return enough if self.feasible_set is None else enough & self.feasible_set.holds(whole)

    def moved(self, fractions: np.ndarray) -> np.ndarray:
        """At.% from the start to each alloy (n, E), (n,)."""
        return at_percent_moved(fractions, self.start)


@dataclass(frozen=True, eq=False)
class Path:
    """A way from the start.

    Attributes:
        status: how it ended; never "already".
        alloys: atomic fractions (E,) of each step after the start; whole at.% where the method works on them.
        shortfall: why it did not converge, else empty.
        front: `minimal` only: atomic fractions of the best alloy per at.% moved.
    """

    status: Status
    alloys: list[np.ndarray]
    shortfall: str = ""
    front: list[np.ndarray] = field(default_factory=list)


def thinned(path: list[np.ndarray], most: int) -> list[np.ndarray]:
    """At most so many of the steps, evenly spread, the last among them."""
    if len(path) <= most:
        return path
    return [path[i] for i in np.unique(np.linspace(0, len(path) - 1, most + 1).round().astype(int)[1:])]
