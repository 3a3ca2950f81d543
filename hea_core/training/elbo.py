"""The evidence lower bound of an alloy, as the model card reports it, and the decoder's calibration on it."""

from __future__ import annotations

import torch
from torch import Tensor

from hea_core.model.networks import AlloyModel

_TEMPERATURES = (1.0, 1.15, 1.3, 1.5, 1.75, 2.0)
_BACKGROUNDS = (0.0, 0.003, 0.01, 0.02, 0.03, 0.05)


@torch.no_grad()
def evidence_lower_bound(
    model: AlloyModel,
    fractions: Tensor,
    phi: Tensor,
    told: Tensor | None = None,
    shown: Tensor | None = None,
    samples: int = 32,
    seed: int = 0,
) -> Tensor:
    """E_q[Σ x log θ] − KL(q(z | x, y) ‖ N(0, I)) in nats an alloy, x in at.% (sum 100), no multinomial coefficient.

    Args:
        model: any AlloyModel.
        fractions: (n, E).
        phi: given to both coders, (n,).
        told: further targets that the encoder knows, (n, T); None says nothing of them.
        shown: those that the decoder is told, likewise.
        samples: of z for the expectation.
        seed: of those samples, so that the figure can be repeated.

    Returns:
        (n,) bounds.
    """
    generator = torch.Generator().manual_seed(seed)
    loc, scale = model.encoder(fractions, phi, told)
    divergence = (0.5 * (loc**2 + scale**2 - 1.0) - scale.log()).sum(1)
    expected = torch.zeros(len(fractions))
    for _ in range(samples):
        z = loc + scale * torch.randn(loc.shape, generator=generator)
        expected += (100.0 * fractions * model.decoder(z, phi, shown)).sum(1) / samples
    return expected - divergence


def calibrate_decoder(model: AlloyModel, fractions: Tensor, phi: Tensor, told: Tensor | None = None) -> None:
    """Set the decoder's temperature and background to those with the best mean bound on these (validation) alloys, φ alone shown."""
    decoder = model.decoder
    best = (-torch.inf, 1.0, 0.0)
    for temperature in _TEMPERATURES:
        for background in _BACKGROUNDS:
            decoder.temperature.fill_(temperature)
            decoder.background.fill_(background)
            value = evidence_lower_bound(model, fractions, phi, told, samples=8).mean().item()
            best = max(best, (value, temperature, background))
    decoder.temperature.fill_(best[1])
    decoder.background.fill_(best[2])
