"""What the ensembles say of millions of alloys of a few elements, compiled (hea_core.model.compiled); on a CUDA device hea_core.screening.device."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hea_core.model.compiled import CompiledEnsemble, GridAlloys
from hea_core.model.ensemble import sigmoid, value_of
from hea_core.model.targets import SINGLE_PHASE, target
from hea_core.model.trained import TrainedModel


@dataclass(frozen=True, eq=False)
class Scores:
    """What the ensemble says of n alloys.

    Attributes:
        logits: of every member, float32 (M, n).
    """

    logits: np.ndarray

    @property
    def probability(self) -> np.ndarray:
        """Of a single phase, mean of the members, (n,)."""
        return np.asarray(sigmoid(self.logits).mean(axis=0))

    @property
    def spread(self) -> np.ndarray:
        """Standard deviation of the members' logits, (n,)."""
        return np.asarray(self.logits.std(axis=0, ddof=1))


class CompiledClassifier:
    """q(φ | f(x)) of alloys on a grid, on this processor."""

    def __init__(self, model: TrainedModel) -> None:
        self._ensemble = _compiled(model, SINGLE_PHASE.name)

    def scores(self, alloys: GridAlloys) -> Scores:
        """Logits of the members."""
        return Scores(self._ensemble(alloys)[0])


class CompiledHead:
    """q(y_k | f(x)) of one further target, likewise."""

    def __init__(self, model: TrainedModel, name: str) -> None:
        """Take the head of that name, which the model must have."""
        self._target = target(name)
        self._ensemble = _compiled(model, name)

    def values(self, alloys: GridAlloys) -> np.ndarray:
        """As the model gives them, float32: (n,), or probabilities of classes (n, K)."""
        return value_of(self._target, self._ensemble(alloys))


def _compiled(model: TrainedModel, name: str) -> CompiledEnsemble:
    return CompiledEnsemble(model.ensembles[name], model.names)
