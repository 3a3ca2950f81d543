from __future__ import annotations

import csv
import dataclasses
import io
import json

import numpy as np
import pytest

from hea_core.checks import AlloyReport, MeasuredPoint, Reconstruction, SectionAnswer
from hea_core.composition import Composition, read
from hea_core.composition.elements import elements
from hea_core.composition.sections import ternary_section
from hea_core.composition.tables import open_text
from hea_core.datasets.facts import AlloyFacts, ElementFact
from hea_core.descriptors.rule_record import rule_panel
from hea_core.explain.shapley import Explanation
from hea_core.explain.what_if import ElementEffect
from hea_core.model.artifacts import Identity
from hea_core.results import Examination, Verdict
from hea_ui.check import bibtex, details, exports, figures, markup, own_prices, report, triangle
from hea_ui.check.reason import reason
from hea_ui.common import markup as common_markup
from hea_ui.common import palette
from tests.ui.samples import NAMES, prediction


@pytest.fixture(scope="module")
def alloy_report() -> AlloyReport:
    from hea_core.composition import Composition
    from hea_core.composition.elements import elements

    rules = rule_panel(elements().fractions([Composition.parse("CoCrFeNi")])[0])
    facts = AlloyFacts(
        {"Co": 26.1, "Cr": 23.1, "Fe": 24.8, "Ni": 26.0},
        8.1,
        None,
        ("Cr",),
        (2013, 2013),
        ("a price list",),
        (ElementFact(("Co",), "hazard", "the metal is classified", "Regulation <X>", "2021-10-01", ("Ni",)),),
        "A solid piece is not a powder.",
    )
    return AlloyReport(
        read("CoCrFeNi"),
        prediction(),
        (ElementEffect("Co", 25.0, 1.0, 0.02, -0.01), ElementEffect("Al", 0.0, 1.0, -0.1, None)),
        {name: {"Co": 0.5, "Cr": 0.5, "Fe": 0.25, "Ni": 0.25} for name in NAMES},
        rules,
        facts,
        Reconstruction("CoCrFe", {"Co": 34.0, "Cr": 33.0, "Fe": 33.0}, 25.0, ("Ni",), ()),
    )


@pytest.fixture(scope="module")
def explanation() -> Explanation:
    values = dict.fromkeys(NAMES, 0.0) | {"vec": 0.3, "mixing_enthalpy": -0.1}
    return Explanation("CoCrFeNi", 0.6, 0.8, values, dict.fromkeys(NAMES, 1.5))


IDENTITY = Identity("model", "2026-11-23", "a" * 64, "b" * 64)
DATA_CARD = {
    "files": {"phase_observations.csv": {"sources": [{"citation": "A. Bcd, J. Data 1, 2 (2020)", "doi": "10.1/x"}]}}
}


def test_rules_carry_their_record_and_the_count(alloy_report):
    html = details.rules(alloy_report.rules)
    assert html.count('<tr><th scope="row"') == len(alloy_report.rules.verdicts)
    assert f"{alloy_report.rules.votes} of {alloy_report.rules.voters} rules say one phase" in html
    assert ">10.1002/adem.200700240</a>" in html


def test_rules_say_where_a_verdict_hangs_on_the_radii():
    html = details.rules(rule_panel(elements().fractions([Composition.parse("TiCoCrFeNiCu")])[0]))
    assert "With the other table the verdict is another by Wang γ." in html
    assert html.count("another verdict, one phase; sensitivity") == 1
    assert html.count("the same verdict; sensitivity") == 5, "Zhang, Guo–Liu, Yang–Zhang, Singh, Ye"
    same = details.rules(rule_panel(elements().fractions([Composition.parse("CoCrFeMnNi")])[0]))
    assert "No verdict here depends on the table." in same


def test_facts_are_escaped_dated_and_admit_gaps(alloy_report):
    html = details.facts(alloy_report.facts)
    assert "Regulation &lt;X&gt;, 2021-10-01." in html
    assert "Not looked up: Ni." in html
    assert "none is on record for Cr" in html
    assert "not a powder" in html


def test_the_receipt_says_what_was_lost(alloy_report):
    assert "lost Ni" in details.reconstruction(alloy_report.receipt)
    assert "does not know" in details.reconstruction(None)


def test_waterfall_ends_at_the_probability_and_names_axes(explanation):
    figure = figures.waterfall(explanation)
    assert (figure.data[0].x[0], figure.data[0].x[-1]) == (0.6, 0.8)
    assert figure.data[0].y[1].startswith("VEC")
    assert figure.layout.xaxis.title.text == "single-phase probability"


def test_what_if_leaves_out_what_cannot_be_taken(alloy_report):
    more, less = figures.what_if(alloy_report.what_if).data
    assert len(more.x) == 2
    assert len(less.x) == 1
    assert "f" not in figures.what_if(alloy_report.what_if).layout.xaxis.tickformat, (
        "fixed decimals write two ticks alike"
    )


def test_every_element_of_a_long_what_if_is_named():
    """Plotly leaves every second name out where rows stand close."""
    many = [ElementEffect(symbol, 5.0, 1.0, 0.01, -0.01) for symbol in elements().symbols[:20]]
    layout = figures.what_if(many).layout
    assert layout.yaxis.dtick == 1
    assert layout.height >= 18 * 20


def test_the_reason_names_what_moved_the_probability_and_what_was_measured(explanation):
    said = reason(prediction(verdict=Verdict.SINGLE), explanation)
    assert said.startswith(
        "Single-phase because its valence electron concentration of 1.50 (+0.30) raises the probability most;"
    )
    assert said.endswith("sources disagree on the nearest measured alloy, CoCrFeMnNi, 4.0 at.% away.")
    said = reason(prediction(verdict=Verdict.UNDECIDED), explanation)
    assert "raises the probability most while its mixing enthalpy of 1.50 kJ/mol (−0.10) lowers" in said


def test_the_reason_says_when_the_alloy_itself_was_measured(explanation):
    near = dataclasses.replace(prediction().neighbours[0], distance_at_percent=0.0, single_phase=0.0)
    said = reason(prediction(verdict=Verdict.MULTIPLE, neighbours=(near,)), explanation)
    assert said.endswith("; this very composition was measured as multi-phase.")
    said = reason(prediction(verdict=Verdict.SINGLE, neighbours=(near,)), explanation)
    assert said.endswith("; but this very composition was measured as multi-phase.")
    assert reason(prediction(composition={"Co": 100.0}), explanation) == ""


def test_nudge_is_proposed_where_the_verdict_is_not_one_phase():
    proposed = "class=la-proposed>Nudge it"
    assert proposed in markup.verdict(prediction(verdict=Verdict.MULTIPLE), {})
    assert proposed in markup.verdict(prediction(verdict=Verdict.UNDECIDED), {})
    assert proposed not in markup.verdict(prediction(verdict=Verdict.SINGLE), {})


def test_colours_of_the_two_classes_mean_nothing_else(alloy_report, explanation):
    for figure in (
        figures.waterfall(explanation),
        figures.what_if(alloy_report.what_if),
        figures.votes(alloy_report.rules),
    ):
        drawn = figure.to_json()
        assert palette.SINGLE_PHASE not in drawn
        assert palette.MULTI_PHASE not in drawn


def test_a_heading_orders_and_says_how_the_table_is_ordered():
    first = common_markup.sortable("probability", "probability", "row", figures=True)
    assert 'data-set="order=-probability"' in first
    again = common_markup.sortable("probability", "probability", "-probability", figures=True)
    assert "aria-sort=descending" in again
    assert 'data-set="order=probability"' in again
    assert 'data-set="order=%3Cb%3E"' in common_markup.sortable("<b>", "<b>", "row")


def test_json_has_hashes_and_csv_one_line(alloy_report, explanation):
    found = json.loads(exports.report_json(alloy_report, explanation, IDENTITY))
    assert found["made_with"]["data_sha256"] == "b" * 64
    assert found["formula"] == "CoCrFeNi"
    assert found["explanation"]["base"] == 0.6
    assert len(exports.report_csv(alloy_report).splitlines()) == 2


def test_a_section_shows_and_lists_its_measured_alloys():
    section = ternary_section(("Al", "Co", "Fe"), "CrNi", 50.0, step=50)
    seen = [("CoCrFeNi", 1.0, (0.0, 0.5, 0.5)), ("AlCrNi", 0.0, (1.0, 0.0, 0.0))]
    measured = tuple(MeasuredPoint(shares, name, label, "yan2021", "10.1/x") for name, label, shares in seen)
    answer = SectionAnswer(section, (Examination(0.7, 0.6, 0.8, "single"),) * 6, measured)
    figure = triangle.triangle(answer)
    single, multiple, _, grid = figure.data[-4:]
    assert len(grid.a) == 6
    assert list(grid.customdata[0])[1:] == [0.7, 0.6, 0.8, "single-phase"]
    assert (single.a[0], single.b[0], single.c[0]) == (0.0, 25.0, 25.0)
    assert single.name == "measured single-phase"
    assert single.customdata[0] == ["CoCrFeNi", "Yan 2021", "10.1/x"]
    assert multiple.marker.symbol != single.marker.symbol
    rows = list(csv.DictReader(io.StringIO(exports.answer_csv(answer))))
    assert [row["observed_single_phase"] for row in rows] == [""] * 6 + ["1.0", "0.0"]
    assert rows[6]["Co_share"] == "0.5"
    assert rows[6]["probability"] == ""


def test_tiles_cover_the_triangle_once_and_lines_lie_where_the_value_is():
    shares = ternary_section(("Al", "Co", "Fe"), step=10).shares
    tiles = triangle._tiles(shares)
    assert len(tiles) == 100, "a grid of ten steps has a hundred small triangles"
    corners = shares[tiles][:, :, :2]
    areas = np.abs(np.linalg.det(corners[:, 1:] - corners[:, :1])) / 2
    assert areas.sum() == pytest.approx(0.5)
    line = triangle.contour(shares, shares[:, 0], tiles, 0.33)
    assert len(line) > 0
    assert line[:, :, 0] == pytest.approx(0.33)
    assert len(triangle.contour(shares, shares[:, 0], tiles, 1.5)) == 0


def test_lines_at_one_half_and_nine_tenths_are_drawn_where_they_are_and_isolines_are_named():
    section = ternary_section(("Al", "Co", "Fe"), step=10)
    seen = tuple(Examination(float(a), 0.0, 1.0, "single") for a in section.shares[:, 0])
    lines = triangle.Isolines("δ", 1, 4.0 + section.shares[:, 1])
    drawn = triangle.triangle(SectionAnswer(section, seen, ()), lines)
    names = [trace.name for trace in drawn.data if trace.showlegend is not False]
    assert names == ["probability 0.5", "probability 0.9", "δ, equal values"]
    low = tuple(Examination(0.2, 0.0, 1.0, "single") for _ in seen)
    assert not [t for t in triangle.triangle(SectionAnswer(section, low, ())).data if t.showlegend is not False]


@pytest.mark.parametrize(
    ("low", "high", "levels"), [(0.0, 1.0, [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]), (3.1, 6.9, [4.0, 5.0, 6.0]), (2.0, 2.0, [])]
)
def test_isolines_stand_at_round_values(low, high, levels):
    assert triangle.round_levels(low, high) == pytest.approx(levels)


def test_typed_prices_stand_before_the_shipped_ones_and_say_whose_is_whose():
    alloy = Composition.parse("CoNi")
    both = own_prices.told(alloy, {"Co": 33.0, "Ni": 33.0})
    assert "<b>33.00 USD/kg</b> with your prices of Co, Ni." in both
    assert "with your prices of Co; Ni of 2013." in own_prices.told(alloy, {"Co": 33.0})
    assert own_prices.told(alloy, {"Fe": 1.0}) == ""


def test_bibtex_has_each_work_once(alloy_report):
    text = bibtex.bibtex([alloy_report], DATA_CARD)
    keys = [line for line in text.splitlines() if line.startswith("@")]
    assert len(keys) == len(set(keys))
    assert text.count("10.1002/adem.200700240") == 1
    assert "volume = {10},\n  pages = {534}" in text
    assert "doi = {10.1000/b}" in text
    assert "@article{bcd2020" in text


def test_the_report_is_whole_and_needs_nothing_from_outside(alloy_report, explanation):
    html = report.report(alloy_report, explanation, IDENTITY, {}, DATA_CARD)
    for text in (
        "<svg",
        "aaaaaaaaaaaaaaaa…",
        "bbbbbbbbbbbbbbbb…",
        "@page",
        "Sources",
        "Empirical rules",
        "because its",
    ):
        assert text in html
    for text in ("<script", "<link", "url(", " src=", "@import"):
        assert text not in html


def test_the_first_look_says_what_was_understood_and_escapes_what_it_shows():
    table = open_text("Heat,Ni,Cr,<b>HV\n<script>,60,40,1\nH2,50,40,2\nH3,x,1,3\n")
    html = markup.first_look(table, list(table.entries()), len(table.rows))
    assert "2 columns of elements (Ni, Cr), percentages without a unit." in html
    assert "Ni<sub>" in html
    assert "sum to 90" in html
    assert "The amount of Ni is &#x27;x&#x27;" in html
    assert "&lt;b&gt;HV" in html
    assert "<b>HV" not in html
    assert "<script>" not in html
