"""The model as it is trained, in torch: q(φ | f(x)), q(y_k | f(x)), q(z | x, y) and p(x | z, y). How it answers: hea_core.model.trained.

Shapes: n alloys, E elements of the generated vocabulary, D descriptors, M members of the ensemble. φ is the probability
of a single phase in [0, 1]; 0 and 1 are the observed classes. Scalers sit inside the modules, so an artefact is complete.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional

from hea_core.composition.elements import ElementTable
from hea_core.descriptors.function import DescriptorFunction, described
from hea_core.descriptors.registry import PAPER_DESCRIPTORS
from hea_core.model.latent import LATENT
from hea_core.model.told import columns

if TYPE_CHECKING:
    from hea_core.model.heads import Heads


class DescriptorModule(nn.Module):
    """f as part of a network: atomic fractions (n, E) -> descriptors (n, D), with a gradient, of any type and on any device."""

    elemental: Tensor
    pair: Tensor

    def __init__(self, table: ElementTable, names: Sequence[str] = PAPER_DESCRIPTORS) -> None:
        """Arguments and errors as of DescriptorFunction."""
        super().__init__()
        function = DescriptorFunction(table, names)
        self.names = function.names
        for name in ("elemental", "pair"):
            # as tabulated, whatever type the weights have
            self.register_buffer(name, torch.tensor(getattr(function, name)), persistent=False)

    def forward(self, fractions: Tensor) -> Tensor:
        """Atomic fractions (n, E), rows summing to 1 -> (n, D), columns as `names`."""
        elemental, pair = self.elemental.to(fractions.dtype), self.pair.to(fractions.dtype)
        found: Tensor = described(elemental, pair, fractions.T.contiguous(), self.names)
        return found


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
    """q(z | x, y): atomic fractions (n, E), φ (n,) and what is known of the further targets -> mean and standard deviation of z, each (n, 2).

    `told` is the number of columns that say what is known (hea_core.model.told), 0 for a model of φ alone.
    """

    told: int = 0

    def __init__(self, n_elements: int, width: int = 256, blocks: int = 2, told: int = 0) -> None:
        super().__init__()
        self.told = told
        self.first = nn.Linear(2 * n_elements + 1 + told, width)
        self.blocks = nn.Sequential(*(Residual(width) for _ in range(blocks)))
        self.last = nn.Linear(width, 2 * LATENT)

    def forward(self, fractions: Tensor, phi: Tensor, told: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """The encoder reads roots of fractions (n, E) and which are present: a trace is an element too. `told` (n, T); None says nothing."""
        present = fractions > 0
        roots = torch.where(present, fractions, 1.0).sqrt()  # the slope of a root is infinite at zero
        inputs = torch.cat(
            [
                torch.where(present, 3.0 * roots, 0.0),
                present.to(fractions.dtype),
                2.0 * phi[:, None] - 1.0,
                _or_nothing(told, phi, self.told),
            ],
            dim=-1,
        )
        out = self.last(functional.silu(self.blocks(functional.silu(self.first(inputs)))))
        return out[:, :LATENT], functional.softplus(out[:, LATENT:] - 2.0) + 1e-3


class Decoder(nn.Module):
    """θ(y, z): z (n, 2), φ (n,) and further targets (n, T) -> log θ (n, E), the log of the atomic fractions of p(x | z, y).

    A palette, bool (n, E), says which elements an alloy may hold: the others get −∞ before the softmax, so that nothing of them is left,
    in training as in use.

    `temperature` and `background` are set after training, on validation alloys alone: θ is flattened by the first and mixed
    with that share of the uniform composition, which is what keeps an unexpected element from costing the whole likelihood.
    """

    temperature: Tensor
    background: Tensor
    told: int = 0

    def __init__(self, n_elements: int, width: int = 256, blocks: int = 2, told: int = 0) -> None:
        super().__init__()
        self.told = told
        self.first = nn.Linear(LATENT + 1 + told, width)
        self.blocks = nn.Sequential(*(Residual(width) for _ in range(blocks)))
        self.last = nn.Linear(width, n_elements)
        self.register_buffer("temperature", torch.ones(()))
        self.register_buffer("background", torch.zeros(()))

    def logits(self, z: Tensor, phi: Tensor, told: Tensor | None = None, palette: Tensor | None = None) -> Tensor:
        """Uncalibrated logits (n, E)."""
        inputs = torch.cat([z, 2.0 * phi[:, None] - 1.0, _or_nothing(told, phi, self.told)], dim=-1)
        return within(self.last(functional.silu(self.blocks(functional.silu(self.first(inputs))))), palette)

    def forward(self, z: Tensor, phi: Tensor, told: Tensor | None = None, palette: Tensor | None = None) -> Tensor:
        """Log likelihood of one at.% of each element, calibrated, (n, E)."""
        log_theta = torch.log_softmax(self.logits(z, phi, told, palette) / self.temperature, dim=-1)
        if self.background == 0:  # in training: the log of a θ that underflows would be −∞
            return log_theta
        uniform = torch.softmax(within(torch.zeros_like(log_theta), palette), dim=-1)
        return torch.log((1.0 - self.background) * log_theta.exp() + self.background * uniform)

    def fractions(self, z: Tensor, phi: Tensor, told: Tensor | None = None, palette: Tensor | None = None) -> Tensor:
        """The atomic fractions to make, (n, E): uncalibrated, since calibration blurs for the likelihood's sake."""
        return torch.softmax(self.logits(z, phi, told, palette), dim=-1)


def within(logits: Tensor, palette: Tensor | None) -> Tensor:
    """Logits (n, E) with −∞ outside a palette, bool (n, E) or (E,); None allows every element."""
    return logits if palette is None else logits.masked_fill(~palette, -math.inf)


def _or_nothing(told: Tensor | None, phi: Tensor, columns: int) -> Tensor:
    """What is told of the further targets, (n, T); zeros, which say that none is known, where nothing is told."""
    return phi.new_zeros(len(phi), columns) if told is None else told


class AlloyModel(nn.Module):
    """Everything a model answers with: f, q(φ | f(x)), q(z | x, y), p(x | y, z), and the heads q(y_k | f(x)) of further targets.

    The heads have a file of their own (hea_core.model.artifacts) and are None in a model that knows φ alone.
    """

    heads: Heads | None

    def __init__(
        self, descriptors: DescriptorModule, classifier: Classifier, encoder: Encoder, decoder: Decoder
    ) -> None:
        super().__init__()
        self.descriptors, self.classifier = descriptors, classifier
        self.encoder, self.decoder = encoder, decoder
        self.heads = None

    def member_logits(self, fractions: Tensor) -> Tensor:
        """Logits of every member of the classifier, (n, M)."""
        return self.classifier(self.descriptors(fractions))

    def probability(self, fractions: Tensor) -> Tensor:
        """Probability of a single phase, the mean of the members, (n,)."""
        return torch.sigmoid(self.member_logits(fractions)).mean(-1)

    def told(self, descriptors: Tensor) -> Tensor | None:
        """What the heads say of alloys with these descriptors (n, D), (n, T) for the coders; None where these read φ alone."""
        if not self.encoder.told:
            return None
        return columns({} if self.heads is None else self.heads(descriptors), descriptors)
