from __future__ import annotations

import pytest

from hea_ui.trust_panel import disagreement, domain_errors, promise, trust_panel
from tests.ui.samples import prediction

MEASURED = {
    "calibration": {"four_or_more": {}},
    "coverage": {"four_or_more": {"interval_group_coverage": 0.91, "set_coverage": 0.9}},
    "domain": {
        "systems_held_out": [
            {"domain": "in", "n": 500, "error": 0.1, "four_or_more": {"n": 300, "error": 0.2}},
            {"domain": "edge", "n": 90, "error": 0.2, "four_or_more": {"n": 60, "error": 0.3}},
            {"domain": "out", "n": 0, "error": None, "four_or_more": {"n": 0, "error": None}},
        ]
    },
}


def test_it_holds_everything_a_prediction_rests_on():
    html = trust_panel(prediction(), MEASURED)
    for text in (
        "0.80",
        "0.60–0.90 (90 %)",
        'data-verdict="undecided"',
        "Written as Co Cr Fe Ni.",
        "inside what was measured",
        "4.0 at.% away",
        "no place on the map",
        "7 of 8 say one phase",
        "83 %<small> of the 31 measured alloys with as many",
        "8&nbsp;(24&nbsp;%)",
        "sources disagree",
        "2 statements, 0.50",
        "FCC",
        "cast",
        "Yan 2021 + Borg 2020",
        "10.1000/a",
        "10.1000/b",
        "Composition (at.%)",
    ):
        assert text in html, text


def test_what_the_card_does_not_hold_is_said_and_nothing_is_made_up():
    html = trust_panel(prediction(), {})
    assert "not yet calibrated" in html
    assert "held-out systems of" not in html


def test_the_measured_coverage_stands_over_the_promise():
    assert "four or more elements: interval 91 %, verdict 90 %" in promise(MEASURED, 5)
    assert "91 %" not in promise(MEASURED, 2)
    assert " open>" in promise(MEASURED, 5, unfolded=True)
    assert " open>" not in promise(MEASURED, 5)


def test_a_page_adds_its_own_warning_and_facts():
    html = trust_panel(prediction(), MEASURED, 0.5, "<p>thin</p>", [("Moved", "3 at.%")])
    assert html.index("<p>thin</p>") < html.index("<dt>Moved</dt><dd>3 at.%</dd>") < html.index("<dt>Domain</dt>")


def test_errors_by_domain_are_those_of_as_many_elements_and_the_own_one_stands_out():
    told = domain_errors(MEASURED, "edge", 5)
    assert told.startswith("inside 20 %, <b>edge 30 %</b><small>")
    assert "outside" not in told
    assert domain_errors({}, "in", 5) == ""


@pytest.mark.parametrize(("domain", "warned"), [("in", False), ("edge", False), ("out", True)])
def test_outside_the_domain_is_a_warning(domain, warned):
    assert ("extrapolation" in trust_panel(prediction(domain=domain), MEASURED)) is warned


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"composition": {"Co": 50.0, "Ni": 50.0}, "rules_rate": None}, "four or more elements"),
        ({"rules_rate": None, "rules_measured": 0}, "no measured alloy has as many"),
    ],
)
def test_a_count_of_rules_without_a_rate_says_why(changes, words):
    assert words in trust_panel(prediction(**changes), {}).split("<dt>Rules</dt>")[1]


@pytest.mark.parametrize(
    ("asked", "got", "says"), [(0.9, 0.85, ""), (0.9, 0.41, "less likely"), (0.1, 0.6, "more likely")]
)
def test_a_disagreement_of_more_than_a_tenth_is_said_plainly(asked, got, says):
    sentence = disagreement(asked, got)
    assert (says in sentence) if says else sentence == ""
    html = trust_panel(prediction(probability=got, low=got, high=got), {}, asked)
    assert f">{asked:.2f}<" in html
    assert (sentence in html) if says else "Trust the re-examined" not in html


def test_what_was_taken_for_granted_in_reading_is_said():
    html = trust_panel(prediction(input="Fe-18Cr", reading="Read as weight percent, Fe being the rest."), {})
    assert "Written as Fe-18Cr. Read as weight percent, Fe being the rest." in html


def test_nothing_a_user_wrote_gets_through_as_markup():
    assert "<script>" not in trust_panel(prediction(input="<script>", reasons=("<script>",)), {}, 0.5)
