from __future__ import annotations

import csv
import io
import json

import pytest

import hea_core
from hea_core.design.latent_map import Atlas
from hea_ui.common import brush
from hea_ui.compare import exports
from hea_ui.compare.rows import rows
from hea_ui.compare.table import strip, table
from hea_ui.map import lasso
from hea_ui.shell.tray import MOST
from tests.ui.check.test_views import DATA_CARD, IDENTITY

FORMULAS = ("CoCrFeMnNi", "Al1.4Co0.9Cr1.4Cu0.5Fe0.9Ni1", "Ti-6Al-4V")
SPANS = dict.fromkeys(
    (
        "bulk_modulus", "molar_volume", "melting_temperature", "vec", "atomic_size_difference",
        "electronegativity_difference", "mixing_entropy", "mixing_enthalpy", "density", "log_price",
    ),
    1.0,
)  # fmt: skip


@pytest.fixture(scope="module")
def predictor():
    return hea_core.load("default")


@pytest.fixture(scope="module")
def reports(predictor):
    return [predictor.report(formula) for formula in FORMULAS]


def test_the_row_in_which_alloys_differ_most_comes_first(reports):
    found = rows(reports, SPANS)
    assert [row.difference for row in found] == sorted((row.difference for row in found), reverse=True)
    assert len(found) == 12
    assert found[0].name == "melting_temperature", "in kelvin, where all spans are one"
    assert len({row.name for row in found}) == 12
    wide = rows(reports, SPANS | {"melting_temperature": 1e6})
    assert wide[-1].name == "melting_temperature" or wide[-1].difference < 1e-2


def test_one_alloy_differs_in_nothing(reports):
    assert {row.difference for row in rows(reports[:1], SPANS)} == {0.0}


def test_a_price_names_its_year_and_what_does_not_apply_is_a_dash(reports):
    found = {row.name: row for row in rows(reports, SPANS)}
    assert "of 20" in found["price"].label
    assert found["rules"].texts[2] == "–", "a ternary: the rules are for four elements and more"
    assert found["rules"].texts[0].endswith(" of 8")


def test_prices_of_the_user_count_and_are_named(reports):
    shipped, mine = (
        {row.name: row for row in rows(reports, SPANS, own)}["price"] for own in ({}, {"Co": 1000.0, "W": 1.0})
    )
    assert ", yours of Co (USD/kg)" in mine.label
    assert [one > other for one, other in zip(mine.values, shipped.values, strict=True)] == [True, True, False]


def test_the_table_has_a_column_an_alloy_and_carries_each_verdict(reports):
    html = table(reports, rows(reports, SPANS), {})
    for one in reports:
        p = one.prediction
        assert f'data-formula="{p.formula}" data-verdict="{p.verdict}"' in html
    assert html.count('<th scope="col"') == len(reports) + 1
    assert "la-chip" in html
    assert "la-chip" not in table(reports, rows(reports, SPANS), {}, acts=False)


def test_structure_and_hardness_stand_beside_each_other_too(reports):
    html = table(reports, rows(reports, SPANS), {})
    structure, hardness = (
        html.partition(f'<th scope="row">{name}</th>')[2].partition("</tr>")[0] for name in ("structure", "hardness")
    )
    for one in reports:
        assert one.prediction.properties["structure"].set[0] in structure
        assert f"{one.prediction.properties['hardness'].value:.0f}&nbsp;HV" in hardness


def test_a_strip_is_as_wide_as_its_amounts(reports):
    html = strip(reports[0].prediction, dict.fromkeys(("Co", "Cr", "Fe", "Mn", "Ni"), "red"))
    assert html.count("width:20.00%") == 5
    assert "Co 20" in html


def test_the_files_hold_every_alloy(reports):
    read = list(csv.DictReader(io.StringIO(exports.as_csv(reports))))
    assert [row["formula"] for row in read] == [one.prediction.formula for one in reports]
    assert read[0]["Ti_at_percent"] == "0.0"
    told = json.loads(exports.as_json(reports, IDENTITY))
    assert [one["verdict"] for one in told] == [one.prediction.verdict for one in reports]
    assert told[0]["made_with"]["model_sha256"] == IDENTITY.model_sha256


def test_the_workbook_says_the_same_as_the_csv(reports):
    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(exports.as_xlsx(reports))).active
    written = list(sheet.iter_rows(values_only=True))
    assert list(written[0]) == exports.as_csv(reports).splitlines()[0].split(",")
    assert len(written) == len(reports) + 1


def test_the_report_has_the_comparison_and_a_page_an_alloy(reports, predictor):
    whys = [predictor.explain(one.prediction.formula) for one in reports[:2]]
    html = exports.as_report(reports[:2], rows(reports[:2], SPANS), whys, IDENTITY, {}, DATA_CARD)
    assert html.count('<div class="alloy">') == 2
    assert html.count('id="compare"') == 1
    assert html.count('id="sources"') == 1
    assert "<script" not in html


# -- the lasso on the map ---------------------------------------------------------------------------------------------------


def test_a_lasso_says_what_its_alloys_have_in_common(predictor):
    atlas: Atlas = predictor.atlas()
    low, high = atlas.z.min(axis=0) - 1, atlas.z.max(axis=0) + 1
    everything = lasso.held(atlas, ((low[0], low[1]), (high[0], low[1]), (high[0], high[1]), (low[0], high[1])))
    assert sorted(everything.formulas) == sorted(atlas.formula)
    assert everything.single == (atlas.single_phase == 1).sum()
    assert everything.shared == {}
    x, y = atlas.z[0]
    assert f"the tray takes the {MOST} nearest" in lasso.told(everything)
    few = lasso.held(atlas, ((x - 0.05, y - 0.05), (x + 0.05, y - 0.05), (x + 0.05, y + 0.05), (x - 0.05, y + 0.05)))
    assert atlas.formula[0] in few.formulas
    assert len(few.formulas) < 200
    assert f'data-lasso="{len(few.formulas)}"' in lasso.told(few)


def test_a_lasso_round_nothing_says_so(predictor):
    nothing = lasso.held(predictor.atlas(), ((50, 50), (51, 50), (51, 51)))
    assert nothing.formulas == ()
    assert "No measured alloy" in lasso.told(nothing)


@pytest.mark.parametrize(
    "payload",
    [None, 3, {}, {"corners": 5}, {"corners": [[1, 2]]}, {"corners": [[1, 2], [3, 4]]}, {"corners": [[1, "x"], [2, 3], [4, 5]]},
     {"corners": [[1, float("nan")], [2, 3], [4, 5]]}, {"corners": [[10**400, 1], [2, 3], [4, 5]]}],
)  # fmt: skip
def test_an_outline_that_makes_no_sense_is_ignored(payload):
    assert lasso.read_lasso(payload) == ()


def test_an_outline_of_many_corners_fits_a_link():
    corners = [[k / 10, (k * 7 % 13) / 10] for k in range(500)]
    assert 3 <= len(lasso.read_lasso({"corners": corners})) <= brush.MOST_CORNERS
