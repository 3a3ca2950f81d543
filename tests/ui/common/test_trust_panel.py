from __future__ import annotations

import dataclasses

import pytest

from hea_core.results import Domain, Neighbour
from hea_ui.common.trust_panel import disagreement, evidence, promise, trust_panel
from hea_ui.common.wording import microstructure
from tests.ui.samples import prediction

MEASURED = {
    "calibration": {"four_or_more": {}},
    "coverage": {"four_or_more": {"interval_group_coverage": 0.91, "set_coverage": 0.9}},
    "verdicts": [{"elements": "four_or_more", "domain": "in", "verdict": "undecided", "n": 159, "single": 0.46}],
}


def test_it_holds_everything_a_prediction_rests_on():
    html = trust_panel(prediction(), MEASURED)
    for text in (
        "0.80",
        "0.60–0.90 (90 %)",
        'data-formula="CoCrFeNi" data-verdict="undecided"',
        "About 1 in 2 such alloys were single-phase (159 alloys).",
        "Written as Co Cr Fe Ni.",
        "inside what was measured",
        "4.0 at.% away",
        "no place on the map",
        "7 of 8 say one phase",
        "of the 31 measured alloys with this count </small>83 %<small> were single-phase",
        "8&nbsp;(24&nbsp;%)",
        "sources disagree",
        "2 statements, by weight 50 % single-phase",
        "FCC",
        "cast",
        "Yan 2021 + Borg 2020",
        "10.1000/a",
        "10.1000/b",
        "Composition (at.%)",
    ):
        assert text in html, text


def test_an_alloy_outside_that_was_measured_itself_is_not_called_unmeasured():
    near = dataclasses.replace(prediction().neighbours[0], distance_at_percent=0.0)
    assert "for this very alloy" in trust_panel(prediction(domain=Domain.OUT, neighbours=(near,)), MEASURED)
    apart = trust_panel(prediction(domain=Domain.OUT), MEASURED)
    assert "Outside what was measured.</b>" in apart
    assert "very alloy" not in apart


def test_what_the_card_does_not_hold_is_said_and_nothing_is_made_up():
    html = trust_panel(prediction(), {})
    assert "not yet calibrated" in html
    assert "tests on new systems" not in html


def test_the_measured_coverage_stands_over_the_promise():
    assert "held in 91 %, the verdict in 90 % of tests on new systems of four or more elements" in promise(MEASURED, 5)
    assert "91 %" not in promise(MEASURED, 2)


def test_a_page_adds_its_own_warning_and_facts():
    html = trust_panel(prediction(), MEASURED, 0.5, "<p>thin</p>", [("Moved", "3 at.%")])
    assert html.index("<p>thin</p>") < html.index("<dt>Moved</dt><dd>3 at.%</dd>") < html.index("<dt>Domain</dt>")


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
    assert f"asked for {asked:.2f}, found {got:.2f}" in html
    assert (sentence in html) if says else "Trust the classifier" not in html


def test_a_neighbour_has_one_link_and_its_other_papers_fold_below_it():
    near = dataclasses.replace(prediction().neighbours[0], dois=("10.1000/a", "10.1000/b(1)", "10.1000/c"))
    page = trust_panel(prediction(neighbours=(near,)), MEASURED)
    assert 'href="https://doi.org/10.1000/a"' in page
    assert ">Yan 2021 + Borg 2020</a><details><summary>3 papers</summary><ol>" in page
    assert 'href="https://doi.org/10.1000/b%281%29"' in page


def test_what_was_taken_for_granted_in_reading_is_said():
    html = trust_panel(prediction(input="Fe-18Cr", reading="Read as weight percent, Fe being the rest."), {})
    assert "Written as Fe-18Cr. Read as weight percent, Fe being the rest." in html


def test_nothing_a_user_wrote_gets_through_as_markup():
    assert "<script>" not in trust_panel(prediction(input="<script>", reasons=("<script>",)), {}, 0.5)


@pytest.mark.parametrize(
    ("found", "words", "note"),
    [
        ("AM", "amorphous", "amorphous: no solid solution"),
        ("IM", "intermetallic", "intermetallic: no solid solution"),
        ("BCC+IM", "BCC + intermetallic", ""),
        ("AM / BCC+Sec.", "amorphous / BCC + second phase", ""),
        ("FCC+Laves (C14)", "FCC + Laves (C14)", ""),
    ],
)
def test_constituents_are_said_in_words_and_a_glass_is_not_just_multi_phase(found, words, note):
    shown = evidence([Neighbour("CuHfNiTiZr", 0.0, 0.0, "yan2021", "10.1/x", found)])
    assert microstructure(found) == words
    assert f">{words}</td>" in shown
    assert ("no solid solution" in shown) is bool(note)
    assert note in shown
