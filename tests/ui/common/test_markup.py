from __future__ import annotations

import csv
import io
import json

import pytest

from hea_ui.common import markup, wording
from hea_ui.map import exports
from tests.ui import samples


def test_formulas_get_real_subscripts_and_no_markup_gets_through():
    assert wording.formula_html("Al0.3CoCrFeNi") == "Al<sub>0.3</sub>CoCrFeNi"
    assert "<script>" not in wording.formula_html("<script>alert(1)</script>")


@pytest.mark.parametrize(("percentile", "warned"), [(0.2, "Fewer than 1 %"), (4.0, "Only 4 %"), (48.0, "")])
def test_a_low_density_region_is_warned_of(percentile, warned):
    html = markup.thin_place(samples.candidate(density_percentile=percentile))
    assert ("Low-density region" in html) == bool(warned)
    assert warned in html


def test_a_designed_alloy_says_what_the_decoder_alone_gave_and_a_second_opinion():
    told = dict(markup.made(samples.candidate()))
    assert told["Decoder alone"].startswith("0.71<small>, then corrected by </small>6<")
    assert told["Designed for"] == "0.90"
    lies = dict(markup.distances(samples.candidate()))
    assert lies["The alloy itself"] == "(0.70, −0.45)"
    assert lies["From the point"].startswith("0.11<")
    assert told["Second opinion"].startswith("0.64<small> leans to one phase")
    assert "several" in markup.second_opinion(0.4)


def test_candidates_are_coloured_by_their_verdict_alone():
    drawn = markup.candidate_table([samples.candidate(probability=0.9)])
    assert 'data-formula="Al10Co25Cr20Fe25Ni20" data-verdict="undecided"' in drawn
    assert "la-single" not in drawn
    assert "la-multi" not in drawn


def test_tables_carry_units():
    assert "−1.50 kJ/mol" in markup.descriptors(samples.candidate().descriptors)
    assert "at.%" in markup.composition_bars(samples.candidate().composition)
    assert markup.candidate_table([samples.candidate(), samples.candidate(neighbours=())]).count("<tr>") == 3


@pytest.mark.parametrize(("value", "written"), [(-1.5, "−1.50"), (-0.001, "0.00"), (None, "–"), (float("nan"), "–")])
def test_numbers_are_written_with_a_true_minus_and_no_negative_zero(value, written):
    assert wording.number(value) == written


def test_files_hold_what_the_command_line_gives_and_a_flat_table():
    made = [samples.candidate(), samples.candidate(neighbours=(), composition={"Fe": 50.0, "Ni": 50.0})]
    assert json.loads(exports.candidates_json(made))[0]["nearest"][0]["formula"] == "CoCrFeMnNi"
    assert json.loads(exports.candidates_json(made))[0]["prediction"]["verdict"] == "undecided"
    rows = list(csv.DictReader(io.StringIO(exports.candidates_csv(made))))
    assert rows[0]["Al_at_percent"] == "10.0"
    assert rows[1]["Al_at_percent"] == "0.0"
    assert rows[1]["nearest"] == ""
    assert rows[0]["z1"] == "0.7"
    assert [
        rows[0][name] for name in ("verdict", "decoded_probability", "decoded_moved_at_percent", "second_opinion")
    ] == [
        "undecided",
        "0.71",
        "6.0",
        "0.64",
    ]
