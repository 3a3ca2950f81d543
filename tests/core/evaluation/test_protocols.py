"""A smoke version of the evaluation: every protocol runs on a recipe cut short, and says what it rests on."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from hea_core.datasets.observations import VOCABULARY, paper_alloys
from hea_core.datasets.splits import paper_split, system_folds
from hea_core.datasets.statements import measured_alloys
from hea_core.errors import RequestError
from hea_core.evaluation import by_system as classification
from hea_core.evaluation import generator as generation
from hea_core.evaluation import paper_model as published
from hea_core.evaluation import paper_protocol, peers
from hea_core.evaluation.metrics import score
from hea_core.evaluation.protocols import evaluate
from hea_core.training import fit
from hea_core.training.config import TrainConfig, smaller
from tests.short_training import HEADS

QUICK = replace(smaller(TrainConfig(), steps=20), hidden=16)


def nothing(*_):
    """No progress wanted."""


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Heads, peers and the forests that read z cut short too, and few requests for several targets."""
    monkeypatch.setattr(fit, "HeadConfig", HEADS)
    monkeypatch.setattr(peers, "TrainConfig", lambda: QUICK)
    monkeypatch.setattr(paper_protocol, "REQUESTS", 2)
    monkeypatch.setattr(generation, "TREES", 40)


def test_paper_protocol_reports_every_figure_with_its_split():
    found = paper_protocol.paper_protocol(QUICK, 1, nothing, stride=200)
    json.dumps(found, allow_nan=False)
    assert "864 labelled" in found["split"]
    run = found["runs"][0]
    assert run["test"]["n"] == 138
    assert run["test_n4"]["n"] < 138
    assert found["summary"]["test_auc"]["mean"] == run["test"]["auc"]["value"] > 0.6
    assert found["summary"]["random_forest_auc"]["mean"] > 0.85
    assert [row["asked"] for row in run["controllability"]] == list(generation.LEVELS)
    assert run["disentanglement"]["n"] == 1373


def test_folds_by_system_share_none(monkeypatch):
    """What is taught is what all collections say of other systems; scored is each alloy of the paper once."""
    alloys = paper_alloys()
    of_paper, of_everything = np.array(alloys.systems), np.array(measured_alloys(VOCABULARY).systems)
    taught = []

    def spy(all_alloys, split, config):
        assert np.array_equal(np.array(all_alloys.systems), of_everything)
        taught.append(set(of_everything[split.labelled]))
        return trained(all_alloys, split, config)

    trained = classification.fit_classifier_only
    monkeypatch.setattr(classification, "fit_classifier_only", spy)
    found = classification.by_system_protocol(QUICK, nothing, fold_seeds=1)
    folds = [test for _, test in system_folds(alloys, 5, 0)]
    assert sorted(np.concatenate(folds)) == list(range(len(alloys)))
    for systems, test in zip(taught, folds, strict=True):
        assert systems.isdisjoint(of_paper[test])
        assert len(systems) > 100
    assert found["mean"]["forest_and_extra_trees"]["n4"]["auc"]["mean"] > 0.75
    assert found["mean"]["model"]["n4"]["n"] == int((alloys.n_elements >= 4).sum())


def test_reading_the_class_off_z_knows_the_extremes():
    rng = np.random.default_rng(0)
    labels = (rng.uniform(size=300) > 0.5).astype(float)
    z = rng.standard_normal((300, 2))
    assert generation.class_read_from_z(z, labels) == pytest.approx(0.5, abs=0.1)
    assert generation.class_read_from_z(z + 5 * labels[:, None], labels) > 0.99


def test_reconstruction_is_counted_alloy_by_alloy(modules):
    fractions = paper_alloys().fractions(VOCABULARY)[:200]
    found = generation.reconstruction(modules, fractions)
    assert found["moved"].shape == found["kept"].shape == (200,)
    assert 0 <= found["moved"].min() <= np.median(found["moved"]) < 20
    assert found["moved"][found["kept"]].mean() < found["moved"][~found["kept"]].mean()


def test_an_unknown_protocol_is_refused():
    with pytest.raises(RequestError, match="no protocol 'best'"):
        evaluate("best", on_progress=nothing)


def test_the_published_form_trains_and_is_measured_as_ours():
    found = published.fit_paper_form(paper_alloys(), paper_split(0), 2, 0, nothing)
    test = paper_split(0).test
    fractions, labels = paper_alloys().fractions(VOCABULARY)[test], paper_alloys().single_phase[test]
    assert generation.likelihood(found, fractions, labels)["elbo_phi_observed"] > -300
    assert score(labels, classification.classify(found, fractions)).auc.value > 0.7
