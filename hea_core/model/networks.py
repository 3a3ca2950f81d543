"""The torch modules of the model: q(φ | f(x)), q(z | x, φ) and p(x | z, φ).

Shapes: n alloys, E elements of the generated vocabulary, D descriptors, M members of the ensemble. φ is the probability
of a single phase in [0, 1]; 0 and 1 are the observed classes. Scalers sit inside the modules, so an artefact is complete.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from hea_core.descriptors.function import DescriptorFunction

LATENT = 2
"""Dimensions of z: a map that one can click."""


class PiecewiseLinear(nn.Module):
    """Encodes a number by how far it fills each of B bins between quantiles (Gorishniy et al., 2022): (n, D) -> (n, D·B).

    A network on these inputs can bend at the data's own quantiles, which is what makes forests good on this problem,
    and stays differentiable almost everywhere.
    """

    edges: Tensor

    def __init__(self, n_descriptors: int, n_bins: int) -> None:
        super().__init__()
        self.register_buffer("edges", torch.linspace(0, 1, n_bins + 1).repeat(n_descriptors, 1))

    def fit(self, descriptors: Tensor) -> None:
        """Set bin edges (D, B + 1) to quantiles of `descriptors` (n, D); edges that coincide are moved apart."""
        quantiles = torch.quantile(
            descriptors.double(), torch.linspace(0, 1, self.edges.shape[1], dtype=torch.float64), dim=0
        ).T
        span = (quantiles[:, -1:] - quantiles[:, :1]).clamp_min(1e-6)
        steps = torch.maximum(quantiles.diff(dim=1), 1e-3 * span)
        self.edges.copy_(torch.cat([quantiles[:, :1], quantiles[:, :1] + steps.cumsum(1)], dim=1))

    def forward(self, descriptors: Tensor) -> Tensor:
        """(n, D) -> (n, D·B); each clamped to [0, 1]."""
        low, width = self.edges[:, :-1], self.edges.diff(dim=1)
        filled = (descriptors.unsqueeze(-1) - low) / width
        return filled.clamp(0.0, 1.0).flatten(-2)


class Classifier(nn.Module):
    """q(φ | f(x)): an ensemble of M networks of one hidden layer, H units each, on one set of descriptors: (n, D) -> logits (n, M).

    All members are one product, so that eight cost little more than one. One hidden layer is as good here as two wider ones
    (docs/decisions/classifier.md), and makes what a unit is fed a sum over descriptors, which screening and Shapley values live on.
    """

    def __init__(self, n_descriptors: int, members: int = 8, hidden: int = 32, n_bins: int = 32) -> None:
        super().__init__()
        self.encoding = PiecewiseLinear(n_descriptors, n_bins)
        self.first = nn.Linear(n_descriptors * n_bins, members * hidden)
        bound = 1.0 / math.sqrt(hidden)
        self.last = nn.Parameter(torch.empty(members, hidden).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.empty(members).uniform_(-bound, bound))

    def forward(self, descriptors: Tensor) -> Tensor:
        """Descriptors (n, D) -> logits of every member (n, M)."""
        units = functional.silu(self.first(self.encoding(descriptors)))
        return (units.unflatten(-1, self.last.shape) * self.last).sum(-1) + self.bias

    def probability(self, descriptors: Tensor) -> Tensor:
        """Mean probability of the members, (n,)."""
        return torch.sigmoid(self(descriptors)).mean(-1)


class Residual(nn.Module):
    """x + W₂ silu(W₁ x): one hidden layer of the coders."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(width, width), nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        """(n, width) -> (n, width)."""
        return x + self.second(functional.silu(self.first(x)))


class Encoder(nn.Module):
    """q(z | x, φ): atomic fractions (n, E) and φ (n,) -> mean and standard deviation of z, each (n, 2)."""

    def __init__(self, n_elements: int, width: int = 256, blocks: int = 2) -> None:
        super().__init__()
        self.first = nn.Linear(2 * n_elements + 1, width)
        self.blocks = nn.Sequential(*(Residual(width) for _ in range(blocks)))
        self.last = nn.Linear(width, 2 * LATENT)

    def forward(self, fractions: Tensor, phi: Tensor) -> tuple[Tensor, Tensor]:
        """Roots and presence bits carry what fractions hide: a trace is still an element."""
        inputs = torch.cat(
            [3.0 * fractions.clamp_min(0).sqrt(), (fractions > 0).to(fractions.dtype), 2.0 * phi[:, None] - 1.0], dim=-1
        )
        out = self.last(functional.silu(self.blocks(functional.silu(self.first(inputs)))))
        return out[:, :LATENT], functional.softplus(out[:, LATENT:] - 2.0) + 1e-3


class Decoder(nn.Module):
    """θ(φ, z): z (n, 2) and φ (n,) -> log θ (n, E), the log of the atomic fractions of p(x | z, φ).

    `temperature` and `background` are set after training, on validation alloys alone: θ is flattened by the first and mixed
    with that share of the uniform composition, which is what keeps an unexpected element from costing the whole likelihood.
    """

    temperature: Tensor
    background: Tensor

    def __init__(self, n_elements: int, width: int = 256, blocks: int = 2) -> None:
        super().__init__()
        self.first = nn.Linear(LATENT + 1, width)
        self.blocks = nn.Sequential(*(Residual(width) for _ in range(blocks)))
        self.last = nn.Linear(width, n_elements)
        self.register_buffer("temperature", torch.ones(()))
        self.register_buffer("background", torch.zeros(()))

    def logits(self, z: Tensor, phi: Tensor) -> Tensor:
        """Uncalibrated logits (n, E)."""
        inputs = torch.cat([z, 2.0 * phi[:, None] - 1.0], dim=-1)
        return self.last(functional.silu(self.blocks(functional.silu(self.first(inputs)))))

    def forward(self, z: Tensor, phi: Tensor) -> Tensor:
        """Log likelihood of one at.% of each element, calibrated, (n, E)."""
        log_theta = torch.log_softmax(self.logits(z, phi) / self.temperature, dim=-1)
        if self.background == 0:  # in training: the log of a θ that underflows would be −∞
            return log_theta
        return torch.log((1.0 - self.background) * log_theta.exp() + self.background / log_theta.shape[-1])

    def fractions(self, z: Tensor, phi: Tensor) -> Tensor:
        """The atomic fractions to make, (n, E): uncalibrated, since calibration blurs for the likelihood's sake."""
        return torch.softmax(self.logits(z, phi), dim=-1)


class AlloyModel(nn.Module):
    """Everything an artefact holds: f, q(φ | f(x)), q(z | x, φ), p(x | z, φ)."""

    def __init__(
        self, descriptors: DescriptorFunction, classifier: Classifier, encoder: Encoder, decoder: Decoder
    ) -> None:
        super().__init__()
        self.descriptors, self.classifier = descriptors, classifier
        self.encoder, self.decoder = encoder, decoder

    def member_logits(self, fractions: Tensor) -> Tensor:
        """Logits of every member of the classifier, (n, M)."""
        return self.classifier(self.descriptors(fractions))

    def probability(self, fractions: Tensor) -> Tensor:
        """Probability of a single phase, the mean of the members, (n,)."""
        return torch.sigmoid(self.member_logits(fractions)).mean(-1)
