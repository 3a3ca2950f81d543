"""The Pyro programs with several targets: priors, masks, palettes."""

from __future__ import annotations

import numpy as np
import pyro
import pytest
import torch
from pyro import poutine

from hea_core.model.networks import Decoder, Encoder
from hea_core.model.targets import HARDNESS, SINGLE_PHASE, STRUCTURE, TARGETS
from hea_core.model.told import FURTHER, WIDTH, columns, hidden, parts
from hea_core.training.coders import palettes
from hea_core.training.ssvae import SSVAE, Batch, prior

N, E = 6, 8


@pytest.fixture
def programs() -> SSVAE:
    torch.manual_seed(0)
    pyro.clear_param_store()
    return SSVAE(Encoder(E, 16, 1, WIDTH), Decoder(E, 16, 1, WIDTH))


@pytest.fixture
def batch() -> Batch:
    rng = np.random.default_rng(0)
    x = torch.tensor(rng.dirichlet(np.ones(E), N), dtype=torch.float32)
    x[:, 5:] = 0.0
    x = x / x.sum(1, keepdim=True)
    values = {"structure": rng.dirichlet(np.ones(STRUCTURE.width), N), "hardness": rng.uniform(150, 700, N)}
    known = told(values)
    return Batch(x, torch.rand(N), known, known)


def told(values: dict[str, np.ndarray]) -> torch.Tensor:
    rows = len(next(iter(values.values())))
    given = {name: torch.tensor(value, dtype=torch.float32) for name, value in values.items()}
    return columns(given, torch.zeros(rows, 0))


def loss(programs: SSVAE, batch: Batch) -> float:
    torch.manual_seed(0)
    with pyro.validation_enabled(False):
        return float(pyro.infer.TraceMeanField_ELBO().loss(programs.model, programs.guide, batch))


def test_every_target_has_its_prior_and_its_mask(programs, batch):
    shown = hidden(batch.shown, 1.0, 0.0)
    with pyro.validation_enabled(False):
        guide = poutine.trace(programs.guide).get_trace(Batch(batch.fractions, batch.phi, batch.told, shown))
        model = poutine.trace(poutine.replay(programs.model, guide)).get_trace(
            Batch(batch.fractions, batch.phi, batch.told, shown)
        )
    model.compute_log_prob()
    assert {target.name for target in TARGETS} | {"x", "z"} <= set(model.nodes)
    for target in FURTHER:
        assert float(model.nodes[target.name]["log_prob"].abs().max()) == 0.0, "a missing value does not count"
    assert bool((model.nodes[SINGLE_PHASE.name]["log_prob"] == 0.0).all()), "φ is uniform"


def test_the_prior_of_hardness_is_the_registrys():
    mean, deviation = HARDNESS.prior
    encoded = torch.tensor(HARDNESS.encode(np.array([np.exp(mean), np.exp(mean + deviation)]))[0], dtype=torch.float32)
    density = prior(HARDNESS).log_prob(encoded)
    assert float(density[0] - density[1]) == pytest.approx(0.5, abs=1e-5)
    assert bool(torch.isfinite(prior(STRUCTURE).log_prob(torch.zeros(1, STRUCTURE.width))).all())


def test_a_hidden_target_never_becomes_a_value(programs, batch):
    shown = hidden(batch.shown, 1.0, 0.0)
    assert float(shown.abs().max()) == 0.0
    other = told({"hardness": np.full(N, 999.0)}) * 0.0
    one = loss(programs, Batch(batch.fractions, batch.phi, batch.told, shown))
    assert one == loss(programs, Batch(batch.fractions, batch.phi, batch.told, other))
    assert one != loss(programs, batch)


def test_missing_targets_are_zero_with_a_zero_mask():
    (_, structure, no), (_, hardness, yes) = parts(told({"hardness": np.array([300.0, 500.0])}))
    assert float(structure.abs().max()) == 0.0
    assert not no.any()
    assert yes.all()
    assert hardness[:, 0].tolist() == pytest.approx(HARDNESS.encode(np.array([300.0, 500.0]))[0][:, 0].tolist())


def test_targets_are_hidden_about_as_often_as_asked():
    torch.manual_seed(0)
    shown = hidden(torch.ones(4000, WIDTH), 0.4, 0.3)
    (_, _, structure), (_, _, hardness) = parts(shown)
    assert float(structure.float().mean()) == pytest.approx(0.6 * 0.7, abs=0.03)
    assert float((structure | hardness).float().mean()) == pytest.approx(0.6 * (1 - 0.09), abs=0.03)


def test_nothing_outside_a_palette_has_any_likelihood(programs, batch):
    torch.manual_seed(0)
    allowed = palettes(batch.fractions > 0, 1.0)
    assert bool((allowed | (batch.fractions == 0)).all()), "an alloy's own elements are always in its palette"
    assert not bool(allowed.all())
    z = torch.randn(N, 2)
    theta = programs.decoder.fractions(z, batch.phi, batch.told, allowed)
    assert float(theta[~allowed].abs().max()) == 0.0
    assert theta.sum(1).tolist() == pytest.approx([1.0] * N, abs=1e-5)
    programs.decoder.background.fill_(0.02)
    calibrated = programs.decoder(z, batch.phi, batch.told, allowed).exp()
    assert float(calibrated[~allowed].abs().max()) == 0.0
    within = loss(programs, Batch(batch.fractions, batch.phi, batch.told, batch.shown, allowed))
    assert np.isfinite(within)
    assert within < loss(programs, batch), "knowing the palette says something of the alloy"


def test_palettes_have_gradients_without_nan(programs, batch):
    allowed = palettes(batch.fractions > 0, 1.0)
    palette = Batch(batch.fractions, batch.phi, batch.told, batch.shown, allowed)
    with pyro.validation_enabled(False):
        elbo = pyro.infer.TraceMeanField_ELBO().differentiable_loss(programs.model, programs.guide, palette)
    elbo.backward()
    for parameter in programs.parameters():
        assert bool(torch.isfinite(parameter.grad).all())
