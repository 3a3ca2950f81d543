from __future__ import annotations

import numpy as np
import torch

from hea_core.model.heads import Head, Heads, value_of
from hea_core.model.targets import HARDNESS, SINGLE_PHASE, STRUCTURE

SETTINGS = {"members": 3, "hidden": 4, "n_bins": 5}


def test_outputs_are_alloys_members_and_classes():
    assert Head(13, 5, **SETTINGS)(torch.rand(7, 13)).shape == (7, 3, 5)


def test_members_are_independent():
    head = Head(2, 1, **SETTINGS)
    inputs = torch.rand(4, 2)
    before = head(inputs)
    with torch.no_grad():
        head.last[:, 1] += 1.0
    after = head(inputs)
    assert torch.equal(before[:, [0, 2]], after[:, [0, 2]])
    assert not torch.equal(before[:, 1], after[:, 1])


def test_classes_sum_to_one_and_numbers_are_positive():
    heads = Heads(13, {"structure": SETTINGS, "hardness": SETTINGS})
    found = heads(torch.rand(6, 13))
    np.testing.assert_allclose(found["structure"].sum(1).detach(), 1.0, rtol=1e-5)
    assert (found["hardness"] > 0).all()
    assert [target.name for target in heads.targets] == ["structure", "hardness"]


def test_a_number_is_the_geometric_mean_of_the_members():
    outputs = torch.tensor([[[0.0], [2.0]]])
    mean, deviation = HARDNESS.prior
    assert value_of(HARDNESS, outputs).item() == torch.exp(torch.tensor(mean + deviation)).item()


def test_a_class_is_the_mean_of_the_members_probabilities():
    outputs = torch.tensor([[[50.0, 0.0, 0.0, 0.0, 0.0], [0.0, 50.0, 0.0, 0.0, 0.0]]])
    np.testing.assert_allclose(value_of(STRUCTURE, outputs)[0], [0.5, 0.5, 0.0, 0.0, 0.0], atol=1e-6)
    assert value_of(SINGLE_PHASE, torch.zeros(1, 2, 1)).item() == 0.5


def test_a_gradient_passes_to_the_descriptors():
    inputs = torch.rand(3, 13, requires_grad=True)
    Heads(13, {"hardness": SETTINGS})(inputs)["hardness"].sum().backward()
    assert torch.isfinite(inputs.grad).all()
    assert (inputs.grad != 0).any()
