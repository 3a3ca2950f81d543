"""What to screen: a composition space, counted exactly before a single alloy of it is made."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from hea_core.composition import Composition
from hea_core.composition.elements import elements
from hea_core.design.constraints import Constraints
from hea_core.errors import ConstraintError, RequestError, check_seed
from hea_core.screening.enumeration import Enumeration

MOST_DRAWN = 2**30
"""Points of one Sobol sequence."""
_SMALLEST_STEP = 0.1
_EXACT = 1e-9


@dataclass(frozen=True)
class Space:
    """Alloys of a pool of elements on a grid of at.%; all of them, a Sobol sample of them, or those around one alloy.

    Alloys are rows of whole steps over `pool`, and have a rank from 0 to size − 1.

    Attributes:
        elements: the pool; with `around`, elements that may join that alloy's own.
        step: at.% between neighbouring amounts; 100 must be a whole number of steps.
        minimum, maximum: at.% of an element where it is present; around an alloy they are not used.
        orders: least and most elements; around an alloy, (1, all).
        constraints: held by construction, except for the price ceiling, which is a condition on the result.
        sample: draw so many alloys instead of all.
        seed: of the sample.
        around: centre of a neighbourhood.
        within: at.% that any element of `around` may differ by.
    """

    elements: tuple[str, ...] = ()
    step: float = 5.0
    minimum: float = 5.0
    maximum: float = 35.0
    orders: tuple[int, int] = (4, 6)
    constraints: Constraints = field(default_factory=Constraints)
    sample: int | None = None
    seed: int = 0
    around: Composition | None = None
    within: float = 5.0

    def __post_init__(self) -> None:
        """Refuse what cannot be a space (RequestError), or constraints that do not fit its grid (ConstraintError)."""
        twice = [s for s in self.elements if self.elements.count(s) > 1]
        if twice:
            raise RequestError(f"elements names {twice[0]} twice: name each once, for example Al,Co,Cr,Fe,Ni.")
        if not self.elements and self.around is None:
            raise RequestError("elements is empty: name the pool, for example Al,Co,Cr,Fe,Ni.")
        if self.constraints.only:
            raise RequestError(
                "only is said by the pool of a screening: name it as elements, for example Al,Co,Cr,Fe,Ni."
            )
        if not (_SMALLEST_STEP <= self.step <= 50.0 and abs(self.total * self.step - 100.0) < _EXACT):
            raise RequestError(f"step is {self.step:g} at.%: give one that divides 100, from 0.1 to 50, for example 5.")
        if not 0.0 <= self.minimum <= self.maximum <= 100.0:
            raise RequestError(
                f"min {self.minimum:g} and max {self.maximum:g} are not 0 ≤ min ≤ max ≤ 100: for example min 5, max 35."
            )
        if not 1 <= self.orders[0] <= self.orders[1]:
            raise RequestError(
                f"orders {self.orders[0]}-{self.orders[1]} is no range of element counts: for example 4-6."
            )
        check_seed(self.seed)
        if not 0.0 < self.within <= 100.0:
            raise RequestError(f"within is {self.within:g} at.%: give more than 0 and at most 100, for example 5.")
        self._describable()
        if not self.count and self.around:
            raise RequestError(
                f"The space is empty: no alloy in steps of {self.step:g} at.% lies within {self.within:g} at.% of {self.around.formula} and "
                "keeps the constraints; widen within or take a smaller step, for example within 5, step 1."
            )
        if not self.count:
            counted = "one element" if len(self.pool) == 1 else f"{len(self.pool)} elements"
            raise RequestError(
                f"The space is empty: {counted}, orders {self.orders[0]}-{self.orders[1]}, {self.minimum:g} to "
                f"{self.maximum:g} at.% in steps of {self.step:g} leave no alloy that sums to 100; widen one of them, for example "
                "five elements, orders 4-6, min 5, max 35."
            )
        if self.sample is not None and not 1 <= self.sample <= min(self.count, MOST_DRAWN):
            raise RequestError(
                f"sample is {self.sample}: give 1 to {min(self.count, MOST_DRAWN)}, the alloys in this space; without a sample all are scored."
            )

    def _describable(self) -> None:
        table = elements().subset(self.pool)
        missing = np.argwhere(np.isnan(table.pair_enthalpy))
        if len(missing) and self.orders[1] > 1:
            first, second = (self.pool[i] for i in missing[0])
            raise RequestError(
                f"No mixing enthalpy is tabulated for {first} and {second}: leave one of them out of the pool."
            )

    @property
    def total(self) -> int:
        """Steps in a whole alloy."""
        return round(100.0 / self.step)

    @cached_property
    def pool(self) -> tuple[str, ...]:
        """The elements that may occur, in the order of every row."""
        own = () if self.around is None else self.around.elements
        named = (*self.elements, *(s for s in own if s not in self.elements))
        left = tuple(s for s in named if s not in self.constraints.ban)
        if not left:
            raise ConstraintError("ban leaves no element of the pool: lift a ban, for example ban Os only.")
        return left

    @cached_property
    def enumeration(self) -> Enumeration:
        """The grid behind the space, with every bound in steps."""
        low, high, mandatory = self._centred() if self.around else self._bounded()
        at = {symbol: i for i, symbol in enumerate(self.pool)}
        for symbol, amount in self.constraints.lock:
            if amount is None:
                raise ConstraintError(
                    f"lock {symbol} gives no amount, and a screening has no start whose own could be kept: write lock {symbol}=20."
                )
            self._in_pool(symbol, f"lock {symbol}={amount}", at)
            steps = amount / self.step
            if abs(steps - round(steps)) > _EXACT:
                raise ConstraintError(
                    f"lock {symbol}={amount} is not a whole number of steps of {self.step:g} at.%: lock a multiple, or take step 1."
                )
            low[at[symbol]] = high[at[symbol]] = round(steps)
            mandatory[at[symbol]] = True
        for symbol, least, most in self.constraints.range:
            if least > 0:
                self._in_pool(symbol, f"range {symbol}={least}-{most}", at)
            if symbol in at:
                low[at[symbol]], high[at[symbol]] = max(1, self._up(least)), self._down(most)
                mandatory[at[symbol]] = least > 0
        fewest, most_elements = (1, len(self.pool)) if self.around else self.orders
        if self.constraints.min_elements is not None:
            fewest = max(fewest, self.constraints.min_elements)
        if self.constraints.max_elements is not None:
            most_elements = min(most_elements, self.constraints.max_elements)
        return Enumeration(self.total, low, high, mandatory, (fewest, most_elements))

    def _bounded(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        n = len(self.pool)
        return (
            np.full(n, max(1, self._up(self.minimum))),
            np.full(n, self._down(self.maximum)),
            np.zeros(n, dtype=bool),
        )

    def _centred(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        centre = self.around.as_dict() if self.around else {}
        least = np.array([max(0, self._up(centre.get(s, 0.0) - self.within)) for s in self.pool])
        high = np.array([min(self.total, self._down(centre.get(s, 0.0) + self.within)) for s in self.pool])
        return np.maximum(least, 1), high, least > 0

    def _up(self, at_percent: float) -> int:
        return math.ceil(at_percent / self.step - _EXACT)

    def _down(self, at_percent: float) -> int:
        return math.floor(at_percent / self.step + _EXACT)

    @staticmethod
    def _in_pool(symbol: str, said: str, at: dict[str, int]) -> None:
        if symbol not in at:
            raise ConstraintError(f"{said} asks for {symbol}, which is not in the pool: add {symbol} to elements.")

    @property
    def count(self) -> int:
        """Alloys on the grid, by combinatorics."""
        return self.enumeration.size

    @property
    def size(self) -> int:
        """Alloys to score: all, or those of the sample."""
        return self.count if self.sample is None else self.sample

    def rows(self, start: int, stop: int) -> np.ndarray:
        """Whole steps of the alloys of rank start … stop − 1, int16 (stop − start, E); a sample may draw an alloy twice."""
        if self.sample is None:
            return self.enumeration.rows(start, stop)
        from scipy.stats.qmc import Sobol  # half a second, and only a sample asks for it

        sequence = Sobol(len(self.pool) + 1, scramble=True, rng=np.random.default_rng(self.seed))
        if start:
            sequence.fast_forward(start)
            return self.enumeration.drawn(sequence.random(stop - start))
        # the first draw is asked for in a power of two, which Sobol sequences are balanced for, and cut
        return self.enumeration.drawn(sequence.random(2 ** (stop - 1).bit_length())[:stop])

    def settings(self) -> dict[str, Any]:
        """Everything that fixes the space, for JSON; `from_settings` reads it."""
        return {
            "elements": list(self.elements),
            "step": self.step,
            "min": self.minimum,
            "max": self.maximum,
            "orders": list(self.orders),
            "ban": list(self.constraints.ban),
            "lock": [list(entry) for entry in self.constraints.lock],
            "range": [list(entry) for entry in self.constraints.range],
            "min_elements": self.constraints.min_elements,
            "max_elements": self.constraints.max_elements,
            "max_price": self.constraints.max_price,
            "sample": self.sample,
            "seed": self.seed,
            "around": None if self.around is None else self.around.as_dict(),
            "within": self.within,
        }

    @classmethod
    def from_settings(cls, settings: dict[str, Any]) -> Space:
        """The space that `settings` describes."""
        return cls(
            elements=tuple(settings["elements"]),
            step=settings["step"],
            minimum=settings["min"],
            maximum=settings["max"],
            orders=(settings["orders"][0], settings["orders"][1]),
            constraints=Constraints(
                ban=tuple(settings["ban"]),
                lock=tuple((symbol, amount) for symbol, amount in settings["lock"]),
                range=tuple((symbol, least, most) for symbol, least, most in settings["range"]),
                max_elements=settings["max_elements"],
                max_price=settings["max_price"],
                min_elements=settings.get("min_elements"),  # files of earlier versions lack it
            ),
            sample=settings["sample"],
            seed=settings["seed"],
            around=Composition.from_amounts(settings["around"]) if settings["around"] else None,
            within=settings["within"],
        )
