from __future__ import annotations

import pytest

from hea_core.datasets.curation import curation_report
from hea_core.datasets.statements import measured_alloys
from hea_core.errors import FormulaError
from hea_ui.common import documents, palette
from hea_ui.data import curation_notes, figures, tables


@pytest.fixture(scope="module")
def alloys():
    return measured_alloys()


@pytest.fixture(scope="module")
def table(alloys):
    return tables.alloy_table(alloys)


def test_a_search_keeps_alloys_with_all_elements_nearest_first(table, alloys):
    found = tables.search(table, alloys, "CoCrFeMnNi")
    assert found.iloc[0]["formula"] == "CoCrFeMnNi"
    assert found.iloc[0]["at_percent_moved"] == 0
    assert found["at_percent_moved"].is_monotonic_increasing
    assert all({"Co", "Cr", "Fe", "Mn", "Ni"} <= set(system.split("-")) for system in found["system"])


def test_filters_narrow_and_no_filter_keeps_everything(table, alloys):
    assert len(tables.search(table, alloys, " ")) == len(alloys)
    narrow = tables.search(table, alloys, "", ("multi-phase",), (4, 5))
    assert set(narrow["observed"]) == {"multi-phase"}
    assert narrow["elements"].between(4, 5).all()


def test_an_unreadable_formula_is_refused(table, alloys):
    with pytest.raises(FormulaError, match="Xx"):
        tables.search(table, alloys, "FeXx")


def test_class_balance_counts_every_alloy_in_the_colours_of_the_app(alloys):
    report = curation_report()
    figure = figures.class_balance(report.balance)
    assert sum(sum(trace.y) for trace in figure.data) == pytest.approx(len(alloys))
    assert [trace.marker.color for trace in figure.data] == [palette.SINGLE_PHASE, palette.MULTI_PHASE]
    assert figure.layout.xaxis.title.text == "number of elements"


def test_curation_is_told_with_its_figures():
    report = curation_report()
    assert f"{report.curated:,}" in curation_notes.facts(report)
    assert f"{report.missing_pair_alloys} alloys" in curation_notes.findings(report)
    assert curation_notes.conflicts(report.conflicts).count('scope="row"') == len(report.conflicts)


def test_what_a_search_found_says_its_order_and_how_the_text_was_read():
    assert "2,911 alloys, most observed first" in curation_notes.search_result(2911, 2911, " ")
    told = curation_notes.search_result(67, 2911, "Ti-6Al-4V")
    assert "67 of 2,911 alloys, all with Al, Ti, V, the nearest to Al₁₀.₂Ti₈₆.₂V₃.₆ first." in told
    assert "Read as weight percent" in told


def test_a_card_of_any_shape_becomes_rows_of_text():
    assert documents.text(-0.123456) == "−0.1235"
    assert documents.text(["Fe", "Ni"]) == "Fe, Ni"
    assert documents.text(None) == "–"
    assert documents.text({"mean": 0.8765, "sd": 0.0123}) == "0.8765 ± 0.0123"
    assert documents.text({"value": 0.9, "low": 0.85, "high": 0.94}) == "0.9 (0.85 to 0.94)"
    assert not documents.is_table({"outer": {"inner": {"deep": {"deeper": 1}}}})
    assert documents.is_table([{"a": 1}])
    assert not documents.is_table({"a": 1})
    rows = documents.table({"test_set": {"accuracy": 0.9}, "by_system": {"accuracy": 0.8, "auc": 0.9}})
    assert rows.iloc[0].tolist() == ["test set", "0.9", "–"]
