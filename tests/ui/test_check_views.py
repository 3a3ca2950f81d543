from __future__ import annotations

import io
import json
from types import SimpleNamespace

import pytest

from hea_core.checks import Receipt
from hea_core.errors import RequestError
from hea_core.explain import Explanation
from hea_core.facts import AlloyFacts, ElementFact
from hea_core.processing import Flips
from hea_core.results import Prediction, Refusal
from hea_core.rule_record import judge
from hea_core.trust import Neighbour
from hea_core.what_if import ElementEffect
from hea_ui import (
    check_batch,
    check_details,
    check_exports,
    check_figures,
    check_markup,
    check_report,
    check_sources,
    check_tables,
)
from hea_ui.check_answer import Answer, Identity

from .samples import NAMES


def prediction(**changes) -> Prediction:
    near = Neighbour(
        "CoCrFeMnNi", 4.0, 0.5, "yan2021 + borg2020", "10.1000/a", "FCC", "cast", 2, True, ("10.1000/a", "10.1000/b")
    )
    fields = {
        "input": "Co Cr Fe Ni",
        "formula": "CoCrFeNi",
        "composition": {"Co": 25.0, "Cr": 25.0, "Fe": 25.0, "Ni": 25.0},
        "probability": 0.8,
        "low": 0.6,
        "high": 0.9,
        "descriptors": dict.fromkeys(NAMES, 1.5),
        "domain": "in",
        "reasons": ("The nearest measured alloy is 4.0 at.% away.",),
        "neighbours": (near,),
        "verdict": "undecided",
        "density_percentile": None,
        "density_g_cm3": 8.1,
        "rules_for_single": 8,
        "rules_rate": 0.83,
    }
    return Prediction(**(fields | changes))


@pytest.fixture(scope="module")
def answer() -> Answer:
    from hea_core.composition import Composition
    from hea_core.elements import elements

    rules = judge(elements().fractions([Composition.parse("CoCrFeNi")])[0])
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
    return Answer(
        prediction(),
        (ElementEffect("Co", 25.0, 1.0, 0.02, -0.01), ElementEffect("Al", 0.0, 1.0, -0.1, None)),
        {name: {"Co": 0.5, "Cr": 0.5, "Fe": 0.25, "Ni": 0.25} for name in NAMES},
        rules,
        facts,
        Receipt("CoCrFe", {"Co": 34.0, "Cr": 33.0, "Fe": 33.0}, 25.0, ("Ni",), ()),
        Flips(33, 8, 8 / 33),
    )


@pytest.fixture(scope="module")
def explanation() -> Explanation:
    values = dict.fromkeys(NAMES, 0.0) | {"vec": 0.3, "mixing_enthalpy": -0.1}
    return Explanation("CoCrFeNi", 0.6, 0.8, values, dict.fromkeys(NAMES, 1.5))


IDENTITY = Identity("model", "2026-11-23", "a" * 64, "b" * 64)
DATA_CARD = {
    "files": {"phase_observations.csv": {"sources": [{"citation": "A. Bcd, J. Data 1, 2 (2020)", "doi": "10.1/x"}]}}
}


def test_the_verdict_names_interval_and_doubt():
    html = check_markup.verdict_card(prediction(), {})
    assert "0.80" in html
    assert "0.60–0.90 (90 %)" in html
    assert 'data-verdict="undecided"' in html
    assert "not yet calibrated" in html
    assert "no place on the map" in html


def test_the_measured_coverage_stands_beside_the_promise():
    trust = {
        "calibration": {"four_or_more": {}},
        "coverage": {"four_or_more": {"interval_group_coverage": 0.91, "set_coverage": 0.9}},
        "domain": {
            "systems_held_out": [{"domain": "in", "n": 500, "error": 0.2}, {"domain": "out", "n": 0, "error": None}]
        },
    }
    card = {"metrics": {"trust": trust}}
    assert "interval 91 %, verdicts 90 %" in check_markup.interval_meaning(card, 5)
    assert "interval 91 %" not in check_markup.interval_meaning(card, 2)
    assert check_markup.domain_errors(card) == "wrong on held-out systems: inside 20 % of 500"


def test_outside_the_domain_is_a_warning():
    assert "extrapolation" in check_markup.verdict_card(prediction(domain="out"), {})
    assert "extrapolation" not in check_markup.verdict_card(prediction(), {})


def test_evidence_names_disagreement_processing_and_every_doi(answer):
    html = check_markup.evidence(answer.prediction.neighbours, answer.flips)
    for text in ("sources disagree", "2 statements, 0.50", "FCC", "cast", "10.1000/a", "10.1000/b", "8 (24 %)"):
        assert text in html


def test_rules_carry_their_record_and_the_count(answer):
    html = check_details.rules(answer.rules)
    assert html.count('<tr><th scope="row"') == len(answer.rules.verdicts)
    assert f"{answer.rules.votes} of {answer.rules.voters} rules say one phase" in html
    assert "doi:10.1002/adem.200700240" in html


def test_facts_are_escaped_dated_and_admit_gaps(answer):
    html = check_details.facts(answer.facts)
    assert "Regulation &lt;X&gt;, 2021-10-01." in html
    assert "Not looked up: Ni." in html
    assert "none is on record for Cr" in html
    assert "not a powder" in html


def test_the_receipt_says_what_was_lost(answer):
    assert "lost Ni" in check_details.receipt(answer.receipt)
    assert "does not know" in check_details.receipt(None)


def test_waterfall_ends_at_the_probability_and_names_axes(explanation):
    figure = check_figures.waterfall(explanation)
    assert (figure.data[0].x[0], figure.data[0].x[-1]) == (0.6, 0.8)
    assert figure.data[0].y[1].startswith("VEC")
    assert figure.layout.xaxis.title.text == "single-phase probability"


def test_what_if_leaves_out_what_cannot_be_taken(answer):
    more, less = check_figures.what_if(answer.what_if).data
    assert len(more.x) == 2
    assert len(less.x) == 1


def test_json_has_hashes_and_csv_one_line(answer, explanation):
    found = json.loads(check_exports.answer_json(answer, explanation, IDENTITY))
    assert found["made_with"]["data_sha256"] == "b" * 64
    assert found["formula"] == "CoCrFeNi"
    assert found["explanation"]["base"] == 0.6
    assert len(check_exports.answer_csv(answer).splitlines()) == 2


def test_bibtex_has_each_work_once(answer):
    text = check_sources.bibtex(answer, DATA_CARD)
    keys = [line for line in text.splitlines() if line.startswith("@")]
    assert len(keys) == len(set(keys))
    assert text.count("10.1002/adem.200700240") == 1
    assert "volume = {10},\n  pages = {534}" in text
    assert "doi = {10.1000/b}" in text
    assert "@article{bcd2020" in text


def test_the_report_is_whole_and_needs_nothing_from_outside(answer, explanation):
    html = check_report.report(answer, explanation, IDENTITY, {}, DATA_CARD)
    for text in ("<svg", "aaaaaaaaaaaaaaaa…", "bbbbbbbbbbbbbbbb…", "@page", "BibTeX", "Empirical rules"):
        assert text in html
    for text in ("<script", "http", " src=", "@import"):
        assert text not in html


@pytest.mark.parametrize(
    ("name", "text", "header", "rows", "guess"),
    [
        ("a.csv", "id,alloy name\n1,CoCrFeMnNi\n2,FeNi\n", ("id", "alloy name"), 2, 1),
        ("a.csv", "x;Formula\n1;CoCrFeMnNi\n", ("x", "Formula"), 1, 1),
        ("a.csv", "CoCrFeMnNi\nFeNi\n\nbad\n", ("column 1",), 3, 0),
        ("a.csv", 'formula\n"Fe 20 wt.%, Ni 80 wt.%"\n', ("formula",), 1, 0),
        ("a.tsv", "CoCr\tFe\nNiTi\tNi\n", ("column 1", "column 2"), 2, 0),
    ],
)
def test_files_are_read_and_the_column_guessed(name, text, header, rows, guess):
    sheet = check_tables.read_file(name, text.encode())
    assert (sheet.header, len(sheet.rows), sheet.guess) == (header, rows, guess)


def test_an_xlsx_file_is_read():
    from openpyxl import Workbook

    book, out = Workbook(), io.BytesIO()
    for row in (["no", "composition"], [1, "CoCrFeMnNi"], [2, "FeNi"]):
        book.active.append(row)
    book.save(out)
    sheet = check_tables.read_file("a.xlsx", out.getvalue())
    assert sheet.column(sheet.guess) == ("CoCrFeMnNi", "FeNi")


@pytest.mark.parametrize(("name", "content"), [("a.xlsx", b"no"), ("a.csv", b""), ("a.csv", b"formula\n")])
def test_a_file_that_cannot_be_read_is_one_sentence(name, content):
    with pytest.raises(RequestError, match="example"):
        check_tables.read_file(name, content)


def test_a_batch_keeps_order_and_sets_bad_rows_apart():
    asked = []

    def predict(formulas):
        asked.extend(formulas)
        return [Refusal(f, "No.") if f == "=bad" else prediction(input=f) for f in formulas]

    steps = []
    table = check_batch.answer_rows(
        SimpleNamespace(predict=predict), ["FeNi", "=bad", "FeNi"], 2, lambda done, of: steps.append((done, of))
    )
    assert asked == ["FeNi", "=bad"]
    assert steps == [(2, 2)]
    assert check_batch.good(table)["row"].tolist() == [2, 4]
    assert check_batch.bad(table).to_dict("records") == [{"row": 3, "input": "=bad", "error": "No."}]
    assert "'=bad" in check_batch.as_csv(table)
