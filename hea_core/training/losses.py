"""The terms that training adds to the evidence lower bound.

Independence of z from the class, obedience of the decoder to φ, and, early on, a common layout of the map.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from hea_core.datasets.observations import VOCABULARY
from hea_core.model.networks import LATENT, AlloyModel

BANDWIDTHS = (0.12, 0.4)
"""Of the kernel regression, in standard deviations of z: a family of alloys, and a region of the map."""
_EMPTY = 0.05
"""Kernel mass below which a place has no neighbours to tell its class from."""
_CLAMP = 0.02
"""Probabilities closer to 0 or 1 than this are as good as there."""


def whitened(z: Tensor) -> Tensor:
    """Z (n, 2) with mean 0 and covariance I: a penalty on it cannot be escaped by shrinking the map."""
    centred = z - z.mean(0)
    covariance = centred.T @ centred / len(z) + 1e-4 * torch.eye(z.shape[1])
    return torch.linalg.solve_triangular(torch.linalg.cholesky(covariance), centred.T, upper=False).T


def class_from_z(z: Tensor, target: Tensor) -> Tensor:
    """How much of `target` (n,) a leave-one-out kernel regression on z (n, 2) reads: 0 none, 1 all; scalar.

    The covariance of target and regression over the target's variance, negative values counting as none, summed over
    BANDWIDTHS. It is what a forest would exploit, made differentiable; normalising by local density makes it see thin places too.
    """
    white = whitened(z)
    squared = ((white[:, None] - white[None]) ** 2).sum(-1)
    centred = target - target.mean()
    variance = (centred**2).mean() + 1e-6
    total = torch.zeros(())
    for bandwidth in BANDWIDTHS:
        kernel = torch.exp(-squared / (2 * bandwidth**2))
        kernel = kernel - torch.diag(torch.diagonal(kernel))
        read = (kernel @ centred) / (kernel.sum(1) + _EMPTY)
        total = total + functional.relu((centred * read).mean() / variance)
    return total


def leakage(z: Tensor, target: Tensor, multinary: Tensor) -> Tensor:
    """`class_from_z` over all alloys and over those of four or more elements (`multinary`, bool (n,)), their mean."""
    return 0.5 * (class_from_z(z, target) + class_from_z(z[multinary], target[multinary]))


def disobedience(model: AlloyModel, z: Tensor, phi: Tensor) -> Tensor:
    """How far the classifier's verdict on the decoded alloys is from the φ (n,) asked for at z (n, 2); scalar.

    Smooth-L1 between logits. Elements under 0.5 at.% are shrunk, since generation will drop them.
    """
    fractions = model.decoder.fractions(z, phi)
    fractions = torch.where(fractions < 0.005, 0.1 * fractions, fractions)
    fractions = fractions / fractions.sum(1, keepdim=True)
    got = model.probability(fractions).clamp(_CLAMP, 1 - _CLAMP)
    return functional.smooth_l1_loss(torch.logit(got), torch.logit(phi.clamp(_CLAMP, 1 - _CLAMP)), beta=0.5)


class PrincipalAxes:
    """The layout every map starts from: the first two principal axes of √c, scaled to N(0, I).

    Signs are fixed so that refractory metals lie to the left and noble metals above the rest.
    """

    LEFT, UP = ("Nb", "Mo", "Ta", "W"), ("Pd", "Pt", "Rh", "Au")

    def __init__(self, fractions: np.ndarray) -> None:
        """Fit to measured alloys, atomic fractions (n, E) over VOCABULARY."""
        roots = np.sqrt(fractions)
        self._mean = roots.mean(axis=0)
        _, _, axes = np.linalg.svd(roots - self._mean, full_matrices=False)
        axes = axes[:LATENT]
        for axis, symbols, sign in ((0, self.LEFT, -1.0), (1, self.UP, 1.0)):
            if sign * axes[axis][[VOCABULARY.index(s) for s in symbols]].sum() < 0:
                axes[axis] *= -1.0
        scale = ((roots - self._mean) @ axes.T).std(axis=0)
        self._axes = torch.tensor(axes / scale[:, None], dtype=torch.float32)
        self._offset = torch.tensor(self._mean, dtype=torch.float32)

    def __call__(self, fractions: Tensor) -> Tensor:
        """Atomic fractions (n, E) -> place (n, 2)."""
        return (fractions.clamp_min(0).sqrt() - self._offset) @ self._axes.T
