"""What the lab's results say of single phases: labels for the model's local correction, for suggestions and for a training."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Any

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


def measured(alloys: Iterable[Alloy], trained_on: Set[str] = frozenset()) -> Measured:
    """Labels of the alloys that have a clear result.

    Args:
        alloys: of the lab book.
        trained_on: ids of results that the model was trained on, which count no second time (`trained_on`).
    """
    found = [(alloy.composition, clear) for alloy in alloys if (clear := _clear(alloy, trained_on))]
    return Measured(
        tuple(composition for composition, _ in found),
        np.array([np.mean([one.outcome is Outcome.SINGLE for one in clear]) for _, clear in found], dtype=np.float64),
        np.array([len(clear) for _, clear in found], dtype=np.float64),
    )


def trained_on(card: Mapping[str, Any]) -> frozenset[str]:
    """Ids of the results that a model was trained on, from its card."""
    return frozenset(card["data"].get("lab", ()))


def observations(alloys: Iterable[Alloy]) -> dict[str, tuple[Composition, Observation]]:
    """{id of a clear result: its row}, as a training takes them."""
    return {
        result.id: (
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
    }


def _clear(alloy: Alloy, trained_on: Set[str] = frozenset()) -> tuple[Result, ...]:
    return tuple(one for one in alloy.results if one.outcome is not Outcome.UNCLEAR and one.id not in trained_on)
