"""The semi-supervised VAE in Pyro: the equations of the paper as `model` and `guide`, with several targets.

    p(x, y, z) = p(x | y, z) p(z) Π_k p(y_k),   x ~ Multinomial(100, θ(y, z)),   z ~ N(0, I)
    q(y, z | x) = q(z | x, y) Π_k q(y_k | f(x))

y = (φ, structure, ln hardness), each with its prior from the registry of targets. φ is relaxed from {0, 1} to the probability of a single
phase in [0, 1], so that the decoder knows what 0.7 means, and a structure to the probabilities of its classes. What nobody measured comes
from the heads, q(y_k | f(x)) = δ(y_k − h_k(f(x))); what was measured is observed. So the guide always knows all of y, and there is one map.
The decoder need not: a user may ask for φ alone. Each further y_k has a mask; where it is missing, neither its prior nor its posterior
counts, and p(x | y, z) is told that it is missing: the bound is then that of the model without y_k. A palette, the elements an alloy may
hold, conditions p(x | y, z).
"""

from __future__ import annotations

from dataclasses import dataclass

import pyro
import torch
from pyro import distributions as dist
from pyro import poutine
from torch import Tensor, nn

from hea_core.model.latent import LATENT
from hea_core.model.networks import Decoder, Encoder
from hea_core.model.targets import SINGLE_PHASE, Kind, Target
from hea_core.model.told import parts

AT_PERCENT = 100
"""x counts atoms in a hundred, so that the likelihood is in nats an alloy of 100 atoms."""


@dataclass(frozen=True, eq=False)
class Batch:
    """Alloys and what is known of them; tensors share their first dimension n.

    Attributes:
        fractions: x as atomic fractions, (n, E).
        phi: observed class or the classifier's probability, (n,).
        told: further targets, (n, T) as hea_core.model.told lays them out; None for a model of φ alone.
        shown: the same with those missing that the decoder is not told.
        palette: elements that each may hold, bool (n, E); None for all.
    """

    fractions: Tensor
    phi: Tensor
    told: Tensor | None = None
    shown: Tensor | None = None
    palette: Tensor | None = None


def prior(target: Target) -> dist.TorchDistribution:
    """p(y_k): of a probability itself, of the others' values as `Target.encode` writes them."""
    if target.kind is Kind.POSITIVE:  # a log-normal number, centred and scaled by its own prior
        return dist.Normal(torch.zeros(1), torch.ones(1)).to_event(1)
    if target.kind is Kind.PROBABILITY:
        first, second = target.prior
        return dist.Beta(torch.tensor(first), torch.tensor(second), validate_args=False)
    width = target.width
    shares = dist.Dirichlet(width * torch.tensor(target.prior), validate_args=False)
    shift = dist.transforms.AffineTransform(-1.0 / width, 1.0, event_dim=1)
    return dist.TransformedDistribution(shares, [shift])


class SSVAE(nn.Module):
    """The pair of Pyro programs over one encoder and one decoder.

    Attributes:
        placed: mean of z of the last batch that the guide saw, (n, 2), with its gradient: terms that draw on it need no second pass.
    """

    placed: Tensor

    def __init__(self, encoder: Encoder, decoder: Decoder) -> None:
        super().__init__()
        self.encoder, self.decoder = encoder, decoder

    def model(self, batch: Batch, kl_weight: float = 1.0) -> None:
        """p(x, y, z).

        Args:
            batch: alloys.
            kl_weight: of the z terms, warmed up from near 0 to 1 during training.
        """
        pyro.module("decoder", self.decoder)
        with pyro.plate("alloys", len(batch.fractions)):
            phi = pyro.sample(SINGLE_PHASE.name, prior(SINGLE_PHASE))
            shown = None
            if batch.shown is not None:
                columns = []
                for target, _, known in parts(batch.shown):
                    value = pyro.sample(target.name, prior(target).mask(known))
                    columns += [value * known[:, None], known[:, None].to(value.dtype)]
                shown = torch.cat(columns, dim=1)
            with poutine.scale(scale=kl_weight):
                z = pyro.sample("z", dist.Normal(torch.zeros(LATENT), torch.ones(LATENT)).to_event(1))
            pyro.sample(
                "x",
                dist.Multinomial(AT_PERCENT, logits=self.decoder(z, phi, shown, batch.palette), validate_args=False),
                obs=AT_PERCENT * batch.fractions,
            )

    def guide(self, batch: Batch, kl_weight: float = 1.0) -> None:
        """q(y, z | x); arguments as in `model`."""
        pyro.module("encoder", self.encoder)
        with pyro.plate("alloys", len(batch.fractions)):
            pyro.sample(SINGLE_PHASE.name, dist.Delta(batch.phi))
            if batch.shown is not None:
                for target, value, known in parts(batch.shown):
                    pyro.sample(target.name, dist.Delta(value, event_dim=1).mask(known))
            self.placed, scale = self.encoder(batch.fractions, batch.phi, batch.told)
            with poutine.scale(scale=kl_weight):
                pyro.sample("z", dist.Normal(self.placed, scale).to_event(1))
