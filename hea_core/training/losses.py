"""The terms that training adds to the evidence lower bound.

Independence of z from the class, obedience of the decoder to φ, and, early on, a common layout of the map.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from hea_core.datasets.observations import VOCABULARY
from hea_core.model.latent import LATENT
from hea_core.model.networks import AlloyModel
from hea_core.model.targets import Kind, Target
from hea_core.model.told import parts

BANDWIDTHS = (0.12, 0.4)
"""Of the kernel regression, in standard deviations of z: a family of alloys, and a region of the map."""
_EMPTY = 0.05
"""Kernel mass below which a place has no neighbours to tell its class from."""
DROPPED, DROPPED_EDGE = 0.025, 0.004
"""Atomic fractions about which a decoded element fades."""
_CLAMP = 0.02
"""Probabilities closer to 0 or 1 than this are as good as there."""


def whitened(z: Tensor) -> Tensor:
    """Z (n, 2) with mean 0 and covariance I: a penalty on it cannot be escaped by shrinking the map."""
    centred = z - z.mean(0)
    covariance = centred.T @ centred / len(z) + 1e-4 * torch.eye(z.shape[1])
    return torch.linalg.solve_triangular(torch.linalg.cholesky(covariance), centred.T, upper=False).T


def class_from_z(z: Tensor, targets: Tensor) -> Tensor:
    """How much of each target (n,) or (n, T) a leave-one-out kernel regression on z (n, 2) reads, 0 none, 1 all, summed; scalar.

    The covariance of target and regression over the target's variance, negative values counting as none, summed over
    BANDWIDTHS. It is what a forest would exploit, made differentiable; normalising by local density makes it see thin places too.
    """
    white = whitened(z)
    first, second = white.T
    squared = (first[:, None] - first) ** 2 + (second[:, None] - second) ** 2
    centred = targets.reshape(len(z), -1)
    centred = centred - centred.mean(0)
    variance = (centred**2).mean(0) + 1e-6
    total = torch.zeros(())
    for bandwidth in BANDWIDTHS:
        # beyond exp(−80) nothing is left to read, and numbers too small for the format take fifty times as long
        kernel = torch.exp((squared / (-2 * bandwidth**2)).clamp_min(-80.0))
        kernel = kernel - torch.diag(torch.diagonal(kernel))
        read = (kernel @ centred) / (kernel.sum(1, keepdim=True) + _EMPTY)
        total = total + functional.relu((centred * read).mean(0) / variance).sum()
    return total


def independence_penalty(z: Tensor, targets: Tensor, multinary: Tensor) -> Tensor:
    """`class_from_z` over all alloys and over those of four or more elements (`multinary`, bool (n,)), their mean."""
    return 0.5 * (class_from_z(z, targets) + class_from_z(z[multinary], targets[multinary]))


@dataclass(frozen=True, eq=False)
class Requests:
    """What is asked of the decoder where: z (n, 2), φ (n,), further targets (n, T) or None, palettes bool (n, E) or None."""

    z: Tensor
    phi: Tensor
    told: Tensor | None = None
    palette: Tensor | None = None


def controllability_loss(model: AlloyModel, asked: Requests, staying: float) -> Tensor:
    """How far decoded alloys are from what was asked, by the heads, plus `staying` times |z′ − z|² of the alloys encoded again; scalar.

    Smooth-L1 between logits of φ, between encoded values of a number, cross-entropy beyond its least of a class; missing targets cost
    nothing. Elements below about 3 at.% fade, since generation drops them.
    """
    fractions = model.decoder.fractions(asked.z, asked.phi, asked.told, asked.palette)
    fractions = fractions * torch.sigmoid((fractions - DROPPED) / DROPPED_EDGE)
    fractions = fractions / fractions.sum(1, keepdim=True)
    descriptors = model.descriptors(fractions)
    phi = model.classifier.probability(descriptors)
    got = phi.clamp(_CLAMP, 1 - _CLAMP)
    loss = functional.smooth_l1_loss(torch.logit(got), torch.logit(asked.phi.clamp(_CLAMP, 1 - _CLAMP)), beta=0.5)
    told = model.told(descriptors)
    if asked.told is not None and told is not None:
        for (target, value, known), (_, got_value, _) in zip(parts(asked.told), parts(told), strict=True):
            loss = loss + (_missed(target, value, got_value) * known).mean()
    if staying:
        whole = torch.where(fractions < DROPPED, 0.0, fractions)
        place, _ = model.encoder(whole / whole.sum(1, keepdim=True), phi, told)
        loss = loss + staying * functional.smooth_l1_loss(place, asked.z, beta=0.5)
    return loss


def _missed(target: Target, asked: Tensor, got: Tensor) -> Tensor:
    """How far encoded values (n, width) are from those asked, (n,)."""
    if target.kind is not Kind.CLASS:
        return 4.0 * functional.smooth_l1_loss(got, asked, beta=0.2, reduction="none").mean(1)
    share = (asked + 1.0 / target.width).clamp_min(1e-4)
    return (share * (share.log() - (got + 1.0 / target.width).clamp_min(1e-4).log())).sum(1)


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
