"""A model's answers for arrays: what its heads say of atomic fractions, and where the alloys lie on the map. No torch at the call site."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import torch

from hea_core.model.networks import AlloyModel
from hea_core.model.targets import SINGLE_PHASE

Values = dict[str, np.ndarray]
"""By name of target: (n,), or class probabilities (n, classes), of the same n alloys."""


def values_of(model: AlloyModel, fractions: np.ndarray, names: Iterable[str] | None = None) -> Values:
    """What the heads say of atomic fractions (n, E), a positive number in its unit: of the targets named, or of all."""
    wanted = None if names is None else set(names)
    with torch.inference_mode():
        described = model.descriptors(torch.as_tensor(fractions, dtype=torch.float32))
        found = {SINGLE_PHASE.name: model.classifier.probability(described)}
        if model.heads is not None and (wanted is None or wanted - {SINGLE_PHASE.name}):
            found |= model.heads(described)
    return {name: value.numpy() for name, value in found.items() if wanted is None or name in wanted}


def placed(
    model: AlloyModel, fractions: np.ndarray, probability: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Place on the map (n, 2) of atomic fractions (n, E) and the φ (n,) it is found with: the one given, or else the classifier's.

    Of the further targets the encoder is told what the heads say.
    """
    with torch.inference_mode():
        x = torch.as_tensor(fractions, dtype=torch.float32)
        phi = model.probability(x) if probability is None else torch.tensor(probability, dtype=torch.float32)
        loc, _ = model.encoder(x, phi, model.told(model.descriptors(x)) if model.encoder.told else None)
    return loc.numpy(), phi.numpy()
