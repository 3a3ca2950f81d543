"""q(y_k | f(x)) of every target but single phase: small ensembles like the classifier, on the same descriptors.

Shapes: n alloys, D descriptors, M members, K outputs: one a class, or one for a number.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from hea_core.model.networks import PiecewiseLinear
from hea_core.model.targets import Kind, Target, target


class Head(nn.Module):
    """An ensemble of M networks with one hidden layer on piecewise-linear inputs: descriptors (n, D) -> (n, M, K)."""

    def __init__(self, n_descriptors: int, outputs: int, members: int = 8, hidden: int = 32, n_bins: int = 32) -> None:
        super().__init__()
        self.encoding = PiecewiseLinear(n_descriptors, n_bins)
        self.first = nn.Linear(n_descriptors * n_bins, members * hidden)
        bound = 1.0 / math.sqrt(hidden)
        self.last = nn.Parameter(torch.empty(outputs, members, hidden).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.empty(outputs, members).uniform_(-bound, bound))

    def forward(self, descriptors: Tensor) -> Tensor:
        """Descriptors (n, D) -> outputs of every member (n, M, K): logits of classes, or the standardised logarithm of a number."""
        units = functional.silu(self.first(self.encoding(descriptors))).unflatten(-1, self.last.shape[1:])
        return torch.einsum("nmh,kmh->nmk", units, self.last) + self.bias.T


class Heads(nn.Module):
    """The heads of a model by the name of their target."""

    def __init__(self, n_descriptors: int, architecture: Mapping[str, Mapping[str, Any]]) -> None:
        """Untrained heads.

        Args:
            n_descriptors: D.
            architecture: {target: keyword arguments of Head}.
        """
        super().__init__()
        self.of = nn.ModuleDict(
            {name: Head(n_descriptors, target(name).width, **settings) for name, settings in architecture.items()}
        )

    @property
    def targets(self) -> tuple[Target, ...]:
        """The targets there is a head for."""
        return tuple(target(name) for name in self.of)

    def network(self, name: str) -> Head:
        """The head of a target."""
        head = self.of[name]
        assert isinstance(head, Head)  # nothing else is put there
        return head

    def forward(self, descriptors: Tensor) -> dict[str, Tensor]:
        """Descriptors (n, D) -> {target: its value}: probabilities of classes (n, K), or a number in its unit (n,)."""
        return {name: value_of(target(name), head(descriptors)) for name, head in self.of.items()}


def value_of(of: Target, outputs: Tensor) -> Tensor:
    """The value of a target from the outputs (n, M, K) of its head, the mean of the members: of a number, of its logarithm."""
    if of.kind is Kind.CLASS:
        return torch.softmax(outputs, dim=-1).mean(1)
    if of.kind is Kind.PROBABILITY:
        return torch.sigmoid(outputs).mean(1).squeeze(-1)
    mean, deviation = of.prior
    return torch.exp(mean + deviation * outputs.mean(1).squeeze(-1))
