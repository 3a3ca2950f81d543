"""q(z | x, y) and p(x | z, y) as they answer, in numpy: what hea_core.model.networks.Encoder and Decoder are in training.

Shapes: n alloys, E elements, T columns that say what is known of the targets beside φ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hea_core.model.ensemble import silu
from hea_core.model.latent import LATENT
from hea_core.model.targets import TARGETS, Target


@dataclass(frozen=True, eq=False)
class Layer:
    """x Wᵀ + b, float64."""

    weight: np.ndarray
    bias: np.ndarray

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """(n, inputs) -> (n, outputs)."""
        return np.asarray(x @ self.weight.T + self.bias)


@dataclass(frozen=True, eq=False)
class Coder:
    """A layer, residual blocks of two layers each, a layer.

    Attributes:
        first, last: layers.
        blocks: of the hidden layers.
        tells: whether it reads what is known of the targets beside φ.
    """

    first: Layer
    blocks: tuple[tuple[Layer, Layer], ...]
    last: Layer
    tells: bool

    @classmethod
    def read(cls, state: Mapping[str, np.ndarray], module: str, blocks: int, tells: bool) -> Coder:
        """From the weights of the module of this name, as torch names them."""

        def layer(name: str) -> Layer:
            return Layer(*(state[f"{module}.{name}.{part}"].astype(np.float64) for part in ("weight", "bias")))

        pairs = ((layer(f"blocks.{k}.first"), layer(f"blocks.{k}.second")) for k in range(blocks))
        return cls(layer("first"), tuple(pairs), layer("last"), tells)

    def __call__(self, inputs: np.ndarray, probability: np.ndarray, further: Mapping[str, np.ndarray]) -> np.ndarray:
        """Outputs (n, …) of what it reads of each alloy or place, φ (n,) and the further targets, where it reads them."""
        told = [known(further, len(inputs))] if self.tells else []
        x = silu(self.first(np.concatenate([inputs, 2.0 * probability[:, None] - 1.0, *told], axis=1)))
        for first, second in self.blocks:
            x = x + second(silu(first(x)))
        return self.last(silu(x))


def places(
    encoder: Coder, fractions: np.ndarray, probability: np.ndarray, further: Mapping[str, np.ndarray]
) -> np.ndarray:
    """Mean of z (n, 2) of atomic fractions (n, E): an encoder reads their roots and which are present, since a trace is an element too."""
    inputs = np.concatenate([3.0 * np.sqrt(fractions), fractions > 0], axis=1)
    return encoder(inputs, probability, further)[:, :LATENT]


def log_theta(
    decoder: Coder,
    z: np.ndarray,
    probability: np.ndarray,
    further: Mapping[str, np.ndarray],
    palette: np.ndarray | None = None,
) -> np.ndarray:
    """Log of the atomic fractions (n, E) at places z (n, 2); −∞ outside a palette, bool (n, E) or (E,)."""
    logits = decoder(z, probability, further)
    if palette is not None:
        logits = np.where(palette, logits, -np.inf)
    logits -= logits.max(axis=1, keepdims=True)
    return np.asarray(logits - np.log(np.exp(logits).sum(axis=1, keepdims=True)))


def known(further: Mapping[str, np.ndarray], n: int) -> np.ndarray:
    """Of each target beside φ its values as it encodes them, and whether they are known, (n, T): as hea_core.model.told has it in training."""
    parts = [part for one in TARGETS[1:] for part in _of_target(one, further.get(one.name), n)]
    return np.concatenate(parts, axis=1)


def _of_target(target: Target, values: np.ndarray | None, n: int) -> tuple[np.ndarray, np.ndarray]:
    inputs = np.zeros((n, target.width)) if values is None else target.encode(values)[0]
    return inputs, np.full((n, 1), float(values is not None))
