"""The model as it answers, in numpy and compiled, is the one that torch was taught: the same numbers, the same alloys."""

from __future__ import annotations

import numpy as np
import pytest

from hea_core.composition.elements import elements
from hea_core.datasets.observations import VOCABULARY, curated_alloys
from hea_core.design.generate import corrected, decode_onto
from hea_core.design.wanted import Wanted
from hea_core.model import artifacts
from hea_core.model.modules import Modules
from hea_core.model.second_opinion import SecondOpinion
from hea_core.model.targets import HARDNESS, STRUCTURE


@pytest.fixture(scope="module")
def torch_form(modules):
    return Modules(modules)


@pytest.fixture(scope="module")
def compiled():
    model, _ = artifacts.load("default", elements())
    model.compile()
    return model


@pytest.fixture(scope="module")
def fractions():
    measured = curated_alloys(VOCABULARY).fractions(VOCABULARY)[::7]
    return np.concatenate([measured, np.random.default_rng(2).dirichlet(np.full(len(VOCABULARY), 0.1), 200)])


def test_numpy_says_what_torch_says(predictor, torch_form, fractions):
    plain = predictor.engine.model
    assert plain.heads == torch_form.heads
    for name, value in plain.values(fractions).items():
        np.testing.assert_allclose(value, torch_form.values(fractions)[name], rtol=1e-10, atol=1e-12, err_msg=name)
    np.testing.assert_allclose(plain.member_logits(fractions), torch_form.member_logits(fractions), atol=1e-10)
    for given in (None, np.linspace(0.0, 1.0, len(fractions))):
        for ours, theirs in zip(plain.place(fractions, given), torch_form.place(fractions, given), strict=True):
            np.testing.assert_allclose(ours, theirs, atol=1e-10)


def test_a_search_may_ask_of_no_alloy(predictor, compiled):
    none = np.empty((0, len(VOCABULARY)), dtype=np.int64)
    for model in (predictor.engine.model, compiled):
        assert {name: len(value) for name, value in model.values_of_whole(none).items()} == dict.fromkeys(
            model.ensembles, 0
        )
        assert len(model.member_logits_of_whole(none)) == 0


@pytest.mark.parametrize("targets", [{}, {HARDNESS.name: 400.0}, {HARDNESS.name: 400.0, STRUCTURE.name: "BCC"}])
def test_numpy_decodes_as_torch_does(predictor, torch_form, targets):
    z = np.random.default_rng(0).normal(size=(50, 2))
    further = Wanted.of(0.5, targets, len(z)).further()
    palette = np.arange(len(VOCABULARY)) % 3 > 0
    for allowed in (None, palette):
        ours, theirs = (
            model.log_theta(z, np.linspace(0, 1, len(z)), further, allowed)
            for model in (predictor.engine.model, torch_form)
        )
        np.testing.assert_allclose(np.exp(ours), np.exp(theirs), atol=1e-12)


def test_what_a_search_asks_compiled_or_in_single_precision_is_what_is_shown(predictor, compiled, fractions):
    whole = np.random.default_rng(1).multinomial(100, fractions)
    shown = predictor.engine.model
    for asked in (shown, compiled):
        for part in (whole, whole[:1]):
            for name, value in shown.values(part / 100).items():
                np.testing.assert_allclose(asked.values_of_whole(part)[name], value, rtol=2e-6, atol=1e-6, err_msg=name)
            logits = shown.member_logits(part / 100)
            np.testing.assert_allclose(asked.member_logits_of_whole(part), logits, atol=2e-5)


@pytest.mark.parametrize("targets", [{}, {HARDNESS.name: 450.0}])
def test_all_three_forms_make_the_same_alloys(predictor, torch_form, compiled, targets):
    """At two hundred places, or a few where a hardness is asked for, which has searches look alloys up on the map."""
    draw = np.random.default_rng(11)
    n = 8 if targets else 200
    z, asked = draw.normal(scale=1.3, size=(n, 2)), draw.uniform(0.03, 0.97, n)
    wanted = Wanted.of(asked, targets, n)
    made = [
        corrected(model, z, wanted, decode_onto(model, z, wanted, None)).alloys
        for model in (predictor.engine.model, torch_form, compiled)
    ]
    assert (made[0] == made[1]).all()
    assert (made[0] == made[2]).all()


def test_the_compiled_forest_says_what_the_plain_one_says(predictor, fractions):
    opinion = SecondOpinion(artifacts.load_second_opinion("default", predictor.card), VOCABULARY)
    plain = opinion.probability(fractions)
    opinion.forest.compile()
    np.testing.assert_allclose(opinion.probability(fractions), plain, rtol=0, atol=1e-15)
