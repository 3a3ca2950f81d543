"""What the lab's results say of single phases: labels for the model's local correction, for suggestions and for a training."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from hea_core.composition import Composition
from hea_core.datasets.alloys import Observation
from hea_core.lab.records import Alloy, Outcome, Result

SOURCE = "lab book"
"""The name under which the lab's rows stand among the observations."""


@dataclass(frozen=True, eq=False)
class Measured:
    """Alloys that the lab made and examined; unclear results count for nothing.

    Attributes:
        compositions: (m,).
        single_phase: share of the results that found one phase, float64 (m,).
        count: results, float64 (m,).
    """

    compositions: tuple[Composition, ...]
    single_phase: np.ndarray
    count: np.ndarray

    def __len__(self) -> int:
        """Number of alloys."""
        return len(self.compositions)


def measured(alloys: Iterable[Alloy]) -> Measured:
    """Labels of the alloys that have a clear result."""
    found = [(alloy.composition, clear) for alloy in alloys if (clear := _clear(alloy))]
    return Measured(
        tuple(composition for composition, _ in found),
        np.array([np.mean([one.outcome is Outcome.SINGLE for one in clear]) for _, clear in found], dtype=np.float64),
        np.array([len(clear) for _, clear in found], dtype=np.float64),
    )


def observations(alloys: Iterable[Alloy]) -> list[tuple[Composition, Observation]]:
    """A row for each clear result, as a training takes it."""
    return [
        (
            alloy.composition,
            Observation(
                formula=alloy.formula,
                single_phase=int(result.outcome is Outcome.SINGLE),
                microstructure=" + ".join(result.phases),
                processing=result.route,
                source=SOURCE,
                doi="",
                year=int(result.when[:4] or 0),
            ),
        )
        for alloy in alloys
        for result in _clear(alloy)
    ]


def _clear(alloy: Alloy) -> tuple[Result, ...]:
    return tuple(result for result in alloy.results if result.outcome is not Outcome.UNCLEAR)
