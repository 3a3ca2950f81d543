"""Torch's modules asked in arrays: how evaluation asks a model that has just been trained, and what the run-time form is held to."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import torch
from torch import Tensor

from hea_core.model.answers import WHOLE, Values
from hea_core.model.networks import AlloyModel
from hea_core.model.targets import SINGLE_PHASE
from hea_core.model.told import columns


class Modules:
    """An AlloyModel behind the interface hea_core.model.answers.Model, computed in the modules' own precision."""

    def __init__(self, model: AlloyModel) -> None:
        """Take a model in evaluation mode."""
        self._model = model
        self._dtype = next(model.decoder.parameters()).dtype

    @property
    def heads(self) -> tuple[str, ...]:
        """As the interface says."""
        return () if self._model.heads is None else tuple(self._model.heads.of)

    @property
    def tells(self) -> bool:
        """As the interface says."""
        return self._model.decoder.told > 0

    @torch.inference_mode()
    def values(self, fractions: np.ndarray, names: Collection[str] | None = None) -> Values:
        """As the interface says, of what is predicted: computed targets are the same for every model and are left out."""
        wanted = {SINGLE_PHASE.name, *self.heads} if names is None else set(names)
        described = self._model.descriptors(self._tensor(fractions))
        found = {SINGLE_PHASE.name: self._model.classifier.probability(described)}
        if self._model.heads is not None and wanted - {SINGLE_PHASE.name}:
            found |= self._model.heads(described)
        return {name: value.numpy() for name, value in found.items() if name in wanted}

    def values_of_whole(self, whole: np.ndarray, names: Collection[str] | None = None) -> Values:
        """As the interface says."""
        return self.values(whole / WHOLE, names)

    @torch.inference_mode()
    def member_logits(self, fractions: np.ndarray) -> np.ndarray:
        """As the interface says."""
        return self._model.member_logits(self._tensor(fractions)).numpy()

    def member_logits_of_whole(self, whole: np.ndarray) -> np.ndarray:
        """As the interface says."""
        return self.member_logits(whole / WHOLE)

    @torch.inference_mode()
    def place(
        self, fractions: np.ndarray, probability: np.ndarray | None = None, further: Values | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """As the interface says."""
        x = self._tensor(fractions)
        phi = self._model.probability(x) if probability is None else self._tensor(probability)
        told = self._model.told(self._model.descriptors(x)) if further is None else self._told(further, phi)
        loc, _ = self._model.encoder(x, phi, told)
        return loc.numpy(), phi.numpy()

    @torch.inference_mode()
    def log_theta(
        self,
        z: np.ndarray,
        probability: np.ndarray,
        further: Mapping[str, np.ndarray],
        palette: np.ndarray | None = None,
    ) -> np.ndarray:
        """As the interface says."""
        phi = self._tensor(probability)
        told = self._told(further, phi)
        allowed = None if palette is None else torch.as_tensor(palette)
        return torch.log_softmax(self._model.decoder.logits(self._tensor(z), phi, told, allowed), dim=-1).numpy()

    def _told(self, further: Mapping[str, np.ndarray], phi: Tensor) -> Tensor | None:
        """Encoder and decoder of a model are told alike."""
        return columns({name: self._tensor(value) for name, value in further.items()}, phi) if self.tells else None

    def _tensor(self, values: np.ndarray) -> Tensor:
        return torch.as_tensor(np.array(values), dtype=self._dtype)
