from __future__ import annotations

import csv
import io
import json

import pytest

from hea_ui import exports, markup, wording
from tests.ui import samples


def test_formulas_get_real_subscripts_and_no_markup_gets_through():
    assert markup.formula("Al0.3CoCrFeNi") == "Al<sub>0.3</sub>CoCrFeNi"
    assert "<script>" not in markup.formula("<script>alert(1)</script>")


@pytest.mark.parametrize(
    ("asked", "got", "says"), [(0.9, 0.85, ""), (0.9, 0.41, "less likely"), (0.1, 0.6, "more likely")]
)
def test_a_disagreement_of_more_than_a_tenth_is_said_plainly(asked, got, says):
    sentence = markup.verdict(asked, got)
    assert (says in sentence) if says else sentence == ""
    if says:
        assert f"{asked:.2f}" in sentence
        assert f"{got:.2f}" in sentence


def test_probabilities_show_asked_re_examined_and_interval():
    html = markup.probabilities(samples.candidate())
    assert "0.90" in html
    assert "0.86" in html
    assert "0.80–0.92" in html


@pytest.mark.parametrize(("percentile", "warned"), [(0.2, "Fewer than 1 %"), (4.0, "Only 4 %"), (48.0, "")])
def test_a_low_density_region_is_warned_of(percentile, warned):
    html = markup.trust(samples.candidate(density_percentile=percentile))
    assert ("Low-density region" in html) == bool(warned)
    assert warned in html


def test_reasons_are_given_outside_the_domain_only():
    assert "4.0 at.% away" not in markup.trust(samples.candidate())
    assert "4.0 at.% away" in markup.trust(samples.candidate(domain="edge"))


def test_tables_carry_units_labels_and_sources():
    assert "Yan 2021 + Borg 2020" in markup.neighbours(samples.candidate().nearest)
    assert "−1.50 kJ/mol" in markup.descriptors(samples.candidate().descriptors)
    assert "at.%" in markup.composition_bars(samples.candidate().composition)
    assert markup.candidate_table([samples.candidate(), samples.candidate(nearest=())]).count("<tr>") == 3


@pytest.mark.parametrize(("value", "written"), [(-1.5, "−1.50"), (-0.001, "0.00"), (None, "–"), (float("nan"), "–")])
def test_numbers_are_written_with_a_true_minus_and_no_negative_zero(value, written):
    assert wording.number(value) == written


def test_files_hold_what_the_command_line_gives_and_a_flat_table():
    made = [samples.candidate(), samples.candidate(nearest=(), composition={"Fe": 50.0, "Ni": 50.0})]
    assert json.loads(exports.candidates_json(made))[0]["nearest"][0]["formula"] == "CoCrFeMnNi"
    rows = list(csv.DictReader(io.StringIO(exports.candidates_csv(made))))
    assert rows[0]["Al_at_percent"] == "10.0"
    assert rows[1]["Al_at_percent"] == "0.0"
    assert rows[1]["nearest"] == ""
    assert rows[0]["z1"] == "0.7"
