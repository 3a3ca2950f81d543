"""Shapley values: exact against an independent implementation, complete, and the what-if chart's arithmetic."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
import torch

from hea_core.composition import Composition
from hea_core.composition.elements import elements
from hea_core.datasets.observations import VOCABULARY, curated_alloys
from hea_core.datasets.splits import split_of_card
from hea_core.datasets.statements import learnt_from
from hea_core.descriptors.function import DescriptorFunction
from hea_core.descriptors.registry import DESCRIPTORS, PAPER_DESCRIPTORS
from hea_core.errors import ArtifactError
from hea_core.explain.alloys import AlloyExplainer
from hea_core.explain.shapley import Explainer, quantities, quantity, shapley_weights
from hea_core.explain.what_if import effects, variants
from hea_core.model.ensemble import Ensemble, sigmoid
from hea_core.model.networks import Classifier

ALL = tuple(d.name for d in DESCRIPTORS)


def inputs_of(names, count):
    rows = curated_alloys(VOCABULARY).fractions(VOCABULARY)[:: 1300 // count][:count]
    return DescriptorFunction(elements().subset(VOCABULARY), names)(rows)


def random_classifier(inputs):
    torch.manual_seed(0)
    classifier = Classifier(inputs.shape[1], members=3, hidden=12, n_bins=4).double()
    classifier.encoding.fit(torch.tensor(inputs))
    for weight in (classifier.first.weight, classifier.last):
        weight.data *= 4
    return Ensemble.read(
        {f"one.{name}": value.detach().numpy() for name, value in classifier.state_dict().items()}, "one"
    )


@pytest.mark.slow
def test_equals_shap_exact_explainer():
    import shap

    inputs = inputs_of(PAPER_DESCRIPTORS, 60)
    classifier = random_classifier(inputs)
    background, alloys = inputs[:50], inputs[50:]

    def probability(x):
        return sigmoid(classifier(x)[0]).mean(axis=0)

    theirs = shap.ExactExplainer(probability, shap.maskers.Independent(background, max_samples=50))(alloys)
    explainer = Explainer(classifier, PAPER_DESCRIPTORS, background)
    for row, alloy in enumerate(alloys):
        ours = explainer.explanation("x", alloy, {})
        assert ours.base == pytest.approx(theirs.base_values[row], abs=1e-6)
        np.testing.assert_allclose(list(ours.values.values()), theirs.values[row], atol=1e-6)


@pytest.mark.parametrize("names", [ALL, ALL[:1]])
def test_a_group_moves_as_one(names):
    inputs = inputs_of(names, 21)
    classifier = random_classifier(inputs)
    background, alloy = inputs[:20], inputs[20]
    groups = quantities(names)
    value = np.zeros(2 ** len(groups))
    for index, bits in enumerate(product((0, 1), repeat=len(groups))):
        mixed = background.copy()
        for bit, members in zip(reversed(bits), groups.values(), strict=True):
            if bit:
                columns = [names.index(d.name) for d in members]
                mixed[:, columns] = alloy[columns]
        value[index] = sigmoid(classifier(mixed)[0]).mean()
    np.testing.assert_allclose(Explainer(classifier, names, background).coalitions(alloy), value, atol=1e-6)


def test_weights_beyond_single_precision_are_refused():
    inputs = inputs_of(PAPER_DESCRIPTORS, 20)
    classifier = random_classifier(inputs)
    large = replace(classifier, first=classifier.first * 100)
    with pytest.raises(ArtifactError, match="weights are smaller"):
        Explainer(large, PAPER_DESCRIPTORS, inputs)


def test_weights_are_those_of_shapley():
    # The gloves game: players 0 and 1 hold left gloves, player 2 the right one; known values 1/6, 1/6, 4/6.
    value = np.array([0, 0, 0, 0, 0, 1, 1, 1], dtype=float)
    np.testing.assert_allclose(shapley_weights(3) @ value, [1 / 6, 1 / 6, 4 / 6])


@pytest.mark.parametrize("formula", ["CoCrFeMnNi", "Al1.4Co0.9Cr1.4Cu0.5Fe0.9Ni1", "MoNbTaW", "W"])
def test_shipped_model_sums_up(predictor, formula):
    found = predictor.explain(formula)
    assert sum(found.values.values()) == pytest.approx(found.probability - found.base, abs=1e-6)
    assert found.probability == pytest.approx(predictor.predict([formula])[0].probability, abs=1e-6)
    assert tuple(found.values) == PAPER_DESCRIPTORS
    assert all(quantity(name).name == name for name in found.values)


def test_single_precision_is_exact_enough(predictor):
    model = predictor.engine.model
    background = curated_alloys(VOCABULARY).fractions(VOCABULARY)[::8]
    inputs = DescriptorFunction(elements().subset(VOCABULARY), model.names)(background)
    classifier = model.ensembles["single_phase"]
    value = Explainer(classifier, model.names, inputs).coalitions(inputs[3])
    probability = sigmoid(classifier(inputs)[0]).mean(axis=0)
    assert value[0] == pytest.approx(probability.mean(), abs=1e-6)
    assert value[-1] == pytest.approx(probability[3], abs=1e-6)
    # descriptors far off all bins feed the units the most, up and down
    for ends in (-1e9, 1e9):
        far = np.full(inputs.shape[1], ends)
        value = Explainer(classifier, model.names, inputs).coalitions(far)
        assert value[-1] == pytest.approx(sigmoid(classifier(far[None])[0]).mean(), abs=1e-6)


def test_background_is_the_training_set(predictor):
    """Of the split that the card states: its numbers fit, and another set of alloys is refused."""
    alloys = learnt_from(predictor.card, VOCABULARY)
    split, data = split_of_card(alloys, predictor.card), predictor.card["data"]
    assert (len(split.labelled), len(split.validation), len(split.test)) == (data["labelled"], data["validation"], 0)
    assert sorted([*split.labelled, *split.validation]) == list(range(len(alloys)))
    assert len(AlloyExplainer(predictor.engine)._explainer._background) == data["labelled"]
    with pytest.raises(ArtifactError, match="training alloys"):
        split_of_card(alloys.select(np.arange(200)), predictor.card)


def test_two_alloys_and_their_difference(predictor):
    found = predictor.explain("AlCoCrFeNi", to="CoCrFeNi")
    assert found.to is not None
    assert found.difference is not None
    assert sum(found.difference.values()) == pytest.approx(found.to.probability - found.probability, abs=1e-6)


def test_what_if_keeps_proportions():
    table = elements()
    alloy = table.fractions([Composition.parse("Al10Co30Ni60")])[0]
    tried = variants(alloy, table, ("Al", "Fe"))
    assert tried.asked == (("Al", 1), ("Al", -1), ("Co", 1), ("Co", -1), ("Ni", 1), ("Ni", -1), ("Fe", 1))
    np.testing.assert_allclose(tried.fractions.sum(1), 1.0)
    more_al = tried.fractions[1]
    assert more_al[table.index["Al"]] == pytest.approx(0.11)
    assert more_al[table.index["Ni"]] / more_al[table.index["Co"]] == pytest.approx(2.0)
    found = effects(tried, [0.5, 0.4, 0.6, 0.5, 0.5, 0.5, 0.5, 0.7], table)
    assert [e.symbol for e in found] == ["Al", "Co", "Ni", "Fe"]
    assert found[0].more == pytest.approx(-0.1)
    assert found[3].less is None


def test_elements_of_equal_effect_keep_their_order_however_they_were_summed():
    table = elements()
    tried = variants(table.fractions([Composition.parse("Co50Ni50")])[0], table, ())
    for off in (1e-9, -1e-9):
        found = effects(tried, [0.5, 0.4, 0.6, 0.6 + off, 0.4 - off], table)
        assert [e.symbol for e in found] == ["Co", "Ni"]


def test_what_if_equals_prediction(predictor):
    effect = next(e for e in predictor.what_if("Al20Co40Ni40") if e.symbol == "Al")
    before, after = predictor.predict(["Al20Co40Ni40", "Al21Co39.5Ni39.5"])
    assert effect.more == pytest.approx(after.probability - before.probability, abs=1e-6)


def test_what_if_of_a_pure_element_only_adds(predictor):
    assert {e.symbol for e in predictor.what_if("Ni")} == set(predictor.engine.familiar) - {"Ni"}


def test_what_if_advises_no_element_that_leads_out_of_the_domain(predictor):
    assert {"Os", "Ir", "Rh"}.isdisjoint(predictor.engine.familiar)
    added = [e.symbol for e in predictor.what_if("CoCrFeNi") if e.at_percent == 0]
    assert {"Al", "Ti", "Cu"} <= set(added) <= set(predictor.engine.familiar)


def test_beeswarm_is_kept_beside_the_model(predictor, tmp_path):
    from hea_core.errors import ArtifactError
    from hea_core.explain import beeswarm
    from hea_core.model import artifacts

    model = tmp_path / "model"
    weights = artifacts.read_weights("default", predictor.card)
    card = artifacts.save(model, weights, {"architecture": predictor.card["architecture"], "data": {}})
    assert beeswarm.read(model) is None
    found = beeswarm.build(predictor.engine, 4)
    beeswarm.write(model, found)
    again = beeswarm.read(model)
    assert again is not None
    assert again.formula == found.formula
    np.testing.assert_allclose(again.values, found.values, atol=1e-6)
    assert found.validation.all()
    for kept_one, now in zip(again.held_out(), map(predictor.explain, again.formula), strict=True):
        assert kept_one.values == pytest.approx(now.values, abs=1e-5)
        assert kept_one.base == pytest.approx(now.base, abs=1e-5)
    kept = (model / "beeswarm.json").read_text()
    (model / "beeswarm.json").write_text(kept.replace("0", "1", 1))
    with pytest.raises(ArtifactError, match="beeswarm"):
        beeswarm.read(model)
    artifacts.write_card(model, card)
    assert beeswarm.read(model) is None, "a model that was trained anew has none"
    (model / "beeswarm.json").write_text(kept)
    (model / artifacts.WEIGHTS).write_bytes(b"of another training")
    artifacts.stamp(model, artifacts.WEIGHTS, "beeswarm.json")
    assert beeswarm.read(model) is None, "what explains other weights is not of this model, stamped or not"
    assert found.values.shape == (4, len(PAPER_DESCRIPTORS))


def test_the_plots_of_shap_take_an_explanation(predictor):
    import matplotlib as mpl
    import shap

    mpl.use("Agg")
    explained = predictor.explain("AlCoCrFeNi")
    found = explained.to_shap()
    assert found.base_values + found.values.sum() == pytest.approx(explained.probability, abs=1e-5)
    assert dict(zip(found.feature_names, found.data, strict=True)) == explained.descriptors
    axes = shap.plots.waterfall(found, show=False)
    assert any("vec" in label.get_text() for label in axes.get_yticklabels())
