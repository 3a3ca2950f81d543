from __future__ import annotations

import numpy as np
import torch

from hea_core.model.networks import Classifier
from hea_core.training.augmentation import with_traces
from hea_core.training.distillation import Descent, fit_classifier


def nothing(*_):
    """No progress wanted."""


def test_a_pair_differs_by_a_trace_of_one_new_element():
    rng = np.random.default_rng(0)
    alloys = rng.dirichlet(np.ones(6), 200) * (rng.random((200, 6)) < 0.6)
    alloys = alloys[alloys.sum(axis=1) > 0]
    alloys /= alloys.sum(axis=1, keepdims=True)
    without, traced = with_traces(alloys, rng)
    assert 0 < len(without) < len(alloys)
    np.testing.assert_allclose(traced.sum(axis=1), 1.0)
    new = (traced > 0) & (without == 0)
    assert (new.sum(axis=1) == 1).all()
    assert ((traced[new] >= 0.002) & (traced[new] <= 0.01)).all()
    # the others share the rest as before
    np.testing.assert_allclose(np.where(new, 0.0, traced) / (1.0 - traced[new])[:, None], without, atol=1e-12)


def test_an_alloy_of_all_elements_has_no_pair():
    without, traced = with_traces(np.full((4, 3), 1 / 3), np.random.default_rng(0))
    assert len(without) == len(traced) == 0


def steepness(weight: float) -> float:
    """Change of the probability between pairs, taught a step that lies between them."""
    torch.manual_seed(0)
    inputs = torch.linspace(0, 1, 400)[:, None]
    labels = (inputs[:, 0] > 0.5).float()
    pairs = torch.full((50, 1), 0.48), torch.full((50, 1), 0.52)
    network = Classifier(1, 2, 8, 16)
    fit_classifier(
        network,
        (inputs, labels, torch.ones(400)),
        (inputs[:0], labels[:0]),
        pairs,
        steadiness=weight,
        descent=Descent(),
        steps=200,
        generator=torch.Generator().manual_seed(0),
        on_progress=nothing,
    )
    with torch.no_grad():
        return float((network.probability(pairs[1]) - network.probability(pairs[0])).mean())


def test_steadiness_flattens_what_lies_between_pairs():
    assert steepness(0.0) > 0.2
    assert steepness(200.0) < 0.5 * steepness(0.0)
