"""The classifier on any device of torch's, by its own modules in float64: products of matrices are what a GPU does best."""

from __future__ import annotations

import torch
from torch import nn

from hea_core.composition.elements import ElementTable
from hea_core.errors import RequestError
from hea_core.model.compiled import GridAlloys
from hea_core.model.networks import AlloyModel, DescriptorModule
from hea_core.screening.classifier import Scores


class DeviceClassifier:
    """q(φ | f(x)) of alloys on a grid, as hea_core.screening.classifier.CompiledClassifier gives it."""

    def __init__(self, model: AlloyModel, table: ElementTable, total: int, device: str) -> None:
        """Move the modules to the device (RequestError where this machine has none)."""
        if device != "cpu" and not torch.cuda.is_available():
            raise RequestError(
                f"device is '{device}', but torch finds no CUDA device on this machine: take --device cpu."
            )
        self._device, self._total = torch.device(device), total
        modules = DescriptorModule(table, model.descriptors.names), model.classifier
        self._modules = nn.Sequential(*modules).to(self._device, torch.float64)

    def scores(self, alloys: GridAlloys) -> Scores:
        """Logits of the members."""
        with torch.inference_mode():
            fractions = torch.from_numpy(alloys.steps).to(self._device).double() / self._total
            return Scores(self._modules(fractions).T.float().cpu().numpy())
