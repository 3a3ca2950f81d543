from __future__ import annotations

import pytest

from hea_core.results import Verdict
from hea_ui.common import verdict
from tests.ui.samples import prediction

MEASURED = {
    "verdicts": [
        {"elements": "two", "domain": "in", "verdict": "single", "n": 308, "single": 1.0},
        {"elements": "two", "domain": "edge", "verdict": "multiple", "n": 30, "single": 0.04},
        {"elements": "two", "domain": "edge", "verdict": "single", "n": 113, "single": 0.93},
        {"elements": "three", "domain": "in", "verdict": "single", "n": 9, "single": 1.0},
        {"elements": "four_or_more", "domain": "in", "verdict": "single", "n": 85, "single": 0.81},
        {"elements": "four_or_more", "domain": "in", "verdict": "multiple", "n": 354, "single": 0.097},
        {"elements": "four_or_more", "domain": "in", "verdict": "undecided", "n": 159, "single": 0.46},
        {"elements": "four_or_more", "domain": "edge", "verdict": "undecided", "n": 34, "single": 0.39},
    ]
}


@pytest.mark.parametrize(
    ("answer", "word"), [("single", "single-phase"), ("multiple", "multi-phase"), ("undecided", "undecided")]
)
def test_a_badge_says_the_word_and_carries_alloy_and_verdict(answer, word):
    drawn = verdict.badge("Al10Co90", answer)
    assert f">{word}<" in drawn
    assert 'data-formula="Al10Co90"' in drawn
    assert f'data-verdict="{answer}"' in drawn


def test_every_verdict_has_a_word():
    assert set(verdict.WORDS) == set(Verdict)


def test_a_badge_refuses_what_is_no_verdict_and_escapes_the_formula():
    with pytest.raises(ValueError, match="single-phase"):
        verdict.badge("Fe", "single-phase")
    assert "<b>" not in verdict.badge('<b>"', "single")


@pytest.mark.parametrize(
    ("answer", "n_elements", "domain", "says"),
    [
        ("single", 5, "in", "About 1 in 5 such verdicts was wrong (85 alloys)."),
        ("multiple", 7, "in", "About 1 in 10 such verdicts was wrong (354 alloys)."),
        ("undecided", 5, "in", "About 1 in 2 such alloys were single-phase (159 alloys)."),
        ("undecided", 4, "edge", "About 4 in 10 such alloys were single-phase (34 alloys)."),
        ("single", 2, "edge", "About 1 in 14 such verdicts was wrong (113 alloys)."),
        ("multiple", 2, "edge", "Of 30 such verdicts about 1 was wrong."),
        (
            "single",
            2,
            "in",
            "None of 308 such verdicts was wrong. Alloys of two elements are easy to tell, so this says little.",
        ),
        ("single", 3, "in", "Too few such alloys were measured (9) to say how often such verdicts are wrong."),
        ("multiple", 3, "out", "Too few such alloys were measured (0) to say how often such verdicts are wrong."),
        ("single", 1, "in", "A pure element is one phase by definition: there is nothing to predict."),
    ],
)
def test_the_error_is_one_frequency_of_verdicts_like_this_one(answer, n_elements, domain, says):
    said, of = verdict.frequency(answer, n_elements, domain, MEASURED)
    assert said == says
    assert "%" not in said + of
    assert ("held out of training" in of) is (n_elements > 1)


def test_a_model_without_the_figures_says_so():
    assert "not measured for this model" in verdict.frequency("single", 5, "in", {})[0]


@pytest.mark.parametrize("symbols", [("Al",), ("Co", "Ni")])
def test_pure_elements_and_binaries_carry_no_triumph(symbols):
    easy = prediction(composition={s: 100.0 / len(symbols) for s in symbols}, verdict=Verdict.SINGLE)
    drawn = verdict.headline(easy, MEASURED)
    assert "la-big" not in drawn
    assert "la-plainly" in verdict.badge("".join(symbols), "single")
    assert 'data-verdict="single"' in drawn
    assert verdict.tint("single", len(symbols)) == ""


def test_the_frequency_of_other_binaries_is_not_stated_of_what_may_be_a_compound():
    tin = prediction(composition={"Nb": 75.0, "Sn": 25.0}, verdict=Verdict.SINGLE)
    assert "ordered compound" in verdict.frequency_of(tin, MEASURED)[0]
    for other in ({"Cu": 70.6, "Zn": 29.4}, {"Nb": 75.0, "Ti": 25.0}):
        assert (
            "compound" not in verdict.frequency_of(prediction(composition=other, verdict=Verdict.SINGLE), MEASURED)[0]
        )
    no_claim = prediction(composition={"Nb": 75.0, "Sn": 25.0}, verdict=Verdict.MULTIPLE)
    assert "compound" not in verdict.frequency_of(no_claim, MEASURED)[0]


@pytest.mark.parametrize(
    "composition", [{"Al": 10.2, "Ti": 86.2, "V": 3.6}, {"Cr": 5.0, "Fe": 80.0, "Mn": 5.0, "Ni": 10.0}]
)
def test_no_frequency_is_stated_of_a_dilute_alloy(composition):
    said, of = verdict.frequency_of(prediction(composition=composition, verdict=Verdict.SINGLE), MEASURED)
    assert "is not known" in said
    assert of == ""
    most = max(composition, key=composition.__getitem__)
    less = {symbol: amount - (20.0 if symbol == most else 0.0) for symbol, amount in composition.items()} | {"Co": 20.0}
    assert "is not known" not in verdict.frequency_of(prediction(composition=less, verdict=Verdict.SINGLE), MEASURED)[0]


def test_a_verdict_on_a_real_alloy_is_large_and_tints_what_belongs_to_it():
    drawn = verdict.headline(prediction(verdict=Verdict.SINGLE), MEASURED)
    assert "la-big" in drawn
    assert "la-plainly" not in drawn
    assert "About 1 in 5" in drawn
    assert [verdict.tint(one, 4) for one in Verdict] == ["la-single", "la-multi", ""]
