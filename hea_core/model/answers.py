"""What is asked of a model, in arrays: the interface that a search for alloys, a nudge and a page stand on. n alloys, E elements, M members."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

import numpy as np

WHOLE = 100
"""At.% of a whole alloy."""
Values = dict[str, np.ndarray]
"""By name of target: (n,), or class probabilities (n, classes), of the same n alloys."""


class Model(Protocol):
    """A model that answers: hea_core.model.trained.TrainedModel, or torch's modules as they are (hea_core.model.modules.Modules)."""

    @property
    def heads(self) -> tuple[str, ...]:
        """Names of the targets beside φ that it says something of."""

    @property
    def tells(self) -> bool:
        """Whether its decoder is told of these targets."""

    def values(self, fractions: np.ndarray, names: Collection[str] | None = None) -> Values:
        """What it says of atomic fractions (n, E), a positive number in its unit: of what is named (computed too), or of all predicted."""

    def values_of_whole(self, whole: np.ndarray, names: Collection[str] | None = None) -> Values:
        """The same of whole at.% int (n, E), of which a search asks many."""

    def member_logits(self, fractions: np.ndarray) -> np.ndarray:
        """Logits of a single phase by every member of the classifier, (n, M)."""

    def member_logits_of_whole(self, whole: np.ndarray) -> np.ndarray:
        """The same of whole at.% int (n, E)."""

    def place(
        self, fractions: np.ndarray, probability: np.ndarray | None = None, further: Values | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Place on the map (n, 2) of atomic fractions (n, E), and the φ (n,) that it is found with.

        φ and the values of the further targets, of which an encoder may be told, are those given, or else what `values` says.
        """

    def log_theta(
        self,
        z: np.ndarray,
        probability: np.ndarray,
        further: Mapping[str, np.ndarray],
        palette: np.ndarray | None = None,
    ) -> np.ndarray:
        """Log of the atomic fractions to make, (n, E): uncalibrated, since calibration blurs for the likelihood's sake.

        Args:
            z: places, (n, 2).
            probability: φ, (n,).
            further: values of other targets, as `values` gives them; a decoder that reads φ alone is not told.
            palette: elements that an alloy may hold, bool (n, E) or (E,); the others get −∞.
        """
