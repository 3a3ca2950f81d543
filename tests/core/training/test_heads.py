from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from hea_core.composition.elements import elements
from hea_core.datasets.observations import VOCABULARY
from hea_core.datasets.statements import stated_alloys
from hea_core.errors import DataError
from hea_core.model import weights
from hea_core.model.targets import HARDNESS, STRUCTURE
from hea_core.training.config import TrainConfig
from hea_core.training.distillation import forests
from hea_core.training.fit import architecture_of
from hea_core.training.heads import fit_head, fit_heads, lessons, teach_numbers, weights_of
from tests.short_training import HEADS

QUICK = HEADS()


@pytest.fixture(scope="module")
def model():
    made = weights.build(architecture_of(TrainConfig()), elements())
    fractions = torch.tensor(stated_alloys(VOCABULARY).fractions(VOCABULARY), dtype=torch.float32)
    made.classifier.encoding.fit(made.descriptors(fractions))
    return made


@pytest.fixture(scope="module")
def some():
    alloys = stated_alloys(VOCABULARY)
    known = HARDNESS.encode(HARDNESS.values(alloys))[1]
    return alloys.select(np.flatnonzero(known))


def nothing(*_):
    """No progress wanted."""


def test_heads_share_the_bins_of_the_classifier_and_are_the_same_again(model, some):
    first, second = (fit_heads(some, model, QUICK, 0, nothing) for _ in range(2))
    for name in ("structure", "hardness"):
        assert torch.equal(first.of[name].encoding.edges, model.classifier.encoding.edges)
        assert torch.equal(first.of[name].first.weight, second.of[name].first.weight)


def test_an_alloy_without_a_value_teaches_nothing(model, some):
    """Taken away or there, alloys whose hardness nobody measured leave the teacher as it is."""
    alloys = stated_alloys(VOCABULARY)
    given = lessons(alloys, model, QUICK, 0)
    known = HARDNESS.encode(HARDNESS.values(alloys))[1]
    _, teacher = fit_head(HARDNESS, given, model, QUICK, 0, nothing)
    without = lessons(some, model, QUICK, 0)
    _, again = fit_head(HARDNESS, without, model, QUICK, 0, nothing)
    asked = given.inputs[known][:5], given.fractions[known][:5]
    np.testing.assert_allclose(teacher(*asked), again(*asked), rtol=1e-4)


def test_too_few_values_are_refused(model, some):
    with pytest.raises(DataError, match=r"Only \d alloys have a measured structure: give at least 20"):
        fit_heads(some.select(np.arange(5)), model, replace(QUICK, free_alloys=50), 0, nothing)


def test_numbers_are_taught_on_a_logarithm():
    rng = np.random.default_rng(0)
    inputs, fractions = rng.normal(size=(60, 3)), rng.dirichlet(np.ones(4), 60)
    values = np.exp(5.0 + inputs[:, 0] + 0.1 * rng.normal(size=60))
    said = teach_numbers(inputs, fractions, values, np.ones(60), 200, 0)(inputs, fractions)
    assert (said > 0).all()
    assert np.corrcoef(np.log(said), inputs[:, 0])[0, 1] > 0.95


def test_a_soft_label_counts_as_each_of_its_classes():
    inputs = np.repeat([[0.0], [1.0]], 30, axis=0)
    shares = np.repeat([[0.2, 0.8, 0.0], [0.0, 0.5, 0.5]], 30, axis=0)
    said = np.mean(
        [member.predict_proba([[0.0], [1.0]]) for member in forests(inputs, shares, np.ones(60), 0, 20)], axis=0
    )
    np.testing.assert_allclose(said, [[0.2, 0.8, 0.0], [0.0, 0.5, 0.5]], atol=0.08)


def test_weights_are_of_the_sources(some):
    assert (weights_of(HARDNESS, some) == 1.0).all()
    assert set(np.round(weights_of(STRUCTURE, stated_alloys(VOCABULARY)), 2)) == {0.0, 0.3, 0.5, 0.8, 1.0}
