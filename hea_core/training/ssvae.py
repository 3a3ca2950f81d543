"""The semi-supervised VAE in Pyro: the equations of the paper as `model` and `guide`.

    p(x, φ, z) = p(x | φ, z) p(φ) p(z),   x ~ Multinomial(100, θ(φ, z)),   z ~ N(0, I)
    q(φ, z | x) = q(φ | f(x)) q(z | x, φ)

φ is relaxed from {0, 1} to the probability of a single phase in [0, 1], so that the decoder knows what 0.7 means. An
unlabelled alloy gets φ from the classifier, q(φ | f(x)) = δ(φ − h(f(x))); a labelled one has φ observed as its class.
"""

from __future__ import annotations

import pyro
import torch
from pyro import distributions as dist
from pyro import poutine
from torch import Tensor, nn

from hea_core.model.networks import LATENT, Decoder, Encoder

AT_PERCENT = 100
"""x counts atoms in a hundred, so that the likelihood is in nats an alloy of 100 atoms."""


class SSVAE(nn.Module):
    """The pair of Pyro programs over one encoder and one decoder."""

    def __init__(self, encoder: Encoder, decoder: Decoder) -> None:
        super().__init__()
        self.encoder, self.decoder = encoder, decoder

    def model(self, fractions: Tensor, phi: Tensor, weight: Tensor, kl_weight: float = 1.0) -> None:
        """p(x, φ, z).

        Args:
            fractions: x as atomic fractions, (n, E).
            phi: observed class or the classifier's probability, (n,).
            weight: of each alloy in the objective, (n,): γ for a supervised term, 1 otherwise.
            kl_weight: of the z terms, warmed up from near 0 to 1 during training.
        """
        pyro.module("decoder", self.decoder)
        with pyro.plate("alloys", len(fractions)), poutine.scale(scale=weight):
            phi = pyro.sample("phi", dist.Uniform(0.0, 1.0))
            with poutine.scale(scale=kl_weight):
                z = pyro.sample("z", dist.Normal(torch.zeros(LATENT), torch.ones(LATENT)).to_event(1))
            pyro.sample(
                "x",
                dist.Multinomial(AT_PERCENT, logits=self.decoder(z, phi), validate_args=False),
                obs=AT_PERCENT * fractions,
            )

    def guide(self, fractions: Tensor, phi: Tensor, weight: Tensor, kl_weight: float = 1.0) -> None:
        """q(φ, z | x); arguments as in `model`."""
        pyro.module("encoder", self.encoder)
        with pyro.plate("alloys", len(fractions)), poutine.scale(scale=weight):
            phi = pyro.sample("phi", dist.Delta(phi))
            loc, scale = self.encoder(fractions, phi)
            with poutine.scale(scale=kl_weight):
                pyro.sample("z", dist.Normal(loc, scale).to_event(1))
