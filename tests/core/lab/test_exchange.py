"""Export and import: exact both ways, foreign tables, rows that cannot be taken."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import fields, replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hea_core.composition import Composition
from hea_core.errors import HeaError
from hea_core.lab import Alloy, Measurement, Origin, OriginKind, Result, Store
from hea_core.lab.cells import guarded, unguarded
from hea_core.lab.exchange import FORMATS, export, read_results, take_in
from hea_core.lab.weigh_out import sheet

PHASES = [Phase.explicit, Phase.reuse, Phase.generate]
"""Without shrinking, which takes minutes where each example opens two files."""
TEXT = st.text(
    st.one_of(st.sampled_from("=+-@;\"', \n|_<&ü₂=x1"), st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])),
    max_size=30,
).filter(lambda text: not set(text) & {"\u2028", "\u2029", "\ufffe", "\uffff"})
NAME = st.text(st.sampled_from("=-@'\"abC1. |ü<&"), max_size=12)
COMPOSITION = st.dictionaries(
    st.sampled_from(["Al", "Co", "Cr", "Fe", "Ni", "Ti", "W"]), st.floats(0.01, 1), min_size=1, max_size=5
).map(Composition.from_amounts)
MEASUREMENT = st.builds(
    Measurement,
    st.sampled_from(["hardness", "yield strength", "-x", "elongation"]),
    st.floats(-1e99, 1e99),
    st.sampled_from(["HV", "MPa", "", "%"]),
    st.none() | st.floats(0, 1e6),
)
RESULT = st.builds(
    Result,
    st.sampled_from(["multiple", "unclear"]),
    st.lists(st.sampled_from(["FCC", "B2", "σ", "my phase", "-phase"]), max_size=3).map(tuple),
    st.lists(MEASUREMENT, max_size=2, unique_by=lambda one: one.name).map(tuple),
    NAME,
    NAME,
    NAME,
    st.sampled_from(["", "2026", "2026-11-26"]),
    TEXT,
)
ALLOY = st.builds(
    Alloy,
    COMPOSITION,
    st.builds(Origin, st.sampled_from(OriginKind), TEXT),
    st.none() | st.dictionaries(TEXT, st.floats(-1e99, 1e99) | TEXT, max_size=2),
    TEXT,
    st.lists(NAME, max_size=2).map(tuple),
    st.sampled_from(["idea", "rejected"]),
    TEXT,
    NAME,
    NAME,
    results=st.lists(RESULT, max_size=2).map(tuple),
)


@given(TEXT)
def test_a_text_comes_back_from_its_cell(text):
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "＝1", "a;=1", 'a;"=1', "a\n=1", "'=1", " =1"])
def test_no_cell_begins_a_formula(text):
    shown = guarded(text)
    for part in shown.replace("\n", ";").split(";"):
        assert part.lstrip(' "')[:1] not in "=+-@＝"
    assert unguarded(shown) == text


@pytest.mark.slow
@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=15, phases=PHASES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(alloys=st.lists(ALLOY, min_size=1, max_size=4, unique_by=lambda one: one.formula))
def test_an_export_read_back_gives_the_same_rows(tmp_path_factory, format, alloys):
    folder = tmp_path_factory.mktemp("books")
    first, second = (Store(url=f"sqlite:///{folder / name}.sqlite") for name in ("first", "second"))
    for alloy in alloys:
        first.add(alloy)
    before = first.alloys()
    content = export(before, format)
    done = take_in(second, f"lab.{format}", content)
    assert (done.added, done.updated, done.refused) == (len(alloys), 0, ())
    for here, there in zip(second.alloys(), before, strict=True):
        for field in fields(here):
            assert getattr(here, field.name) == getattr(there, field.name), field.name
    again = take_in(second, f"lab.{format}", content)
    assert (again.added, again.updated, again.refused) == (0, 0, ())
    assert export(second.alloys(), "csv") == export(before, "csv")
    first.close()
    second.close()


FOREIGN = """Results of November,,,,,
Alloy,phases,HV0.5,condition,operator,Tag no
CoCrFeNi,fcc,135 ± 4,as cast,Anna,x1
AlCoCrFeNi,BCC + B2,512,as cast,Anna,x2
Al2Qq,FCC,100,as cast,Anna,x3
MoNbTaW,Laves,454,as cast,Anna,x4
CoCrFeMnNi,FCC,about 160,as cast,Anna,x5
"""


def test_a_table_of_a_lab_is_taken_as_it_is(store):
    done = take_in(store, "november.csv", FOREIGN.encode())
    assert done.added == 3
    assert [row for row, _ in done.refused] == [5, 7]
    assert "'Qq'" in done.refused[0][1] or "Qq" in done.refused[0][1]
    assert "about 160" in done.refused[1][1]
    first, second, third = store.alloys()
    assert (first.formula, first.status, first.results[0].outcome) == ("CoCrFeNi", "measured", "single")
    assert first.results[0].measurements == (Measurement("hardness", 135.0, "HV", 4.0),)
    assert (first.results[0].route, first.results[0].who) == ("as cast", "Anna")
    assert (second.results[0].outcome, second.results[0].phases) == ("multiple", ("BCC", "B2"))
    assert third.results[0].outcome == "unclear"
    said = " ".join(done.remarks)
    assert "'Tag no'" in said
    assert "'HV0.5'" in said
    assert "kept as single" in said


def test_elements_as_columns_with_a_label(store):
    content = b"Al,Co,Cr,Fe,Ni,single_phase\n20,20,20,20,20,0\n0,25,25,25,25,1\n"
    done = take_in(store, "at.csv", content)
    assert (done.added, done.refused) == (2, ())
    assert [one.results[0].outcome for one in store.alloys()] == ["multiple", "single"]


def test_formulas_alone_are_ideas_and_predicted_when_asked(store):
    done = take_in(
        store, "ideas.txt", b"CoCrFeNi\nMoNbTaW\n", lambda alloys: [{"n": len(one.elements)} for one in alloys]
    )
    assert (done.added, done.updated) == (2, 0)
    assert [(one.status, one.results, one.prediction) for one in store.alloys()] == [("idea", (), {"n": 4})] * 2


def test_a_file_updates_what_is_there_and_an_empty_cell_changes_nothing(store):
    kept = store.add(Alloy(Composition.parse("CoCrFeNi"), notes="mine", tags=("a",)))
    done = take_in(store, "more.csv", b"formula,notes,batch,outcome\nCoCrFeNi,,B2,single\n")
    assert (done.added, done.updated) == (0, 1)
    after = store.alloy(kept.id)
    assert (after.notes, after.tags, after.batch, after.status) == ("mine", ("a",), "B2", "measured")
    assert len(after.results) == 1
    again = take_in(store, "more.csv", b"formula,notes,batch,outcome\nCoCrFeNi,,B2,single\n")
    assert (again.added, again.updated) == (0, 0)
    assert "1 result says what another of the same alloy says already" in " ".join(again.remarks)


def test_an_edited_export_is_taken_by_the_ids_of_its_results(store):
    kept = store.add(Alloy(Composition.parse("CoCrFeNi")))
    result = store.add_result(kept, Result("single", ("FCC",)))
    content = export(store.alloys(), "csv").replace(b"single,FCC", b"multiple,FCC + B2")
    done = take_in(store, "edited.csv", content)
    assert (done.added, done.updated) == (0, 1)
    (after,) = store.alloy(kept.id).results
    assert (after.id, after.outcome, after.phases, after.created) == (
        result.id,
        "multiple",
        ("FCC", "B2"),
        result.created,
    )


def test_a_formula_changed_in_an_export_is_refused(store):
    store.add(Alloy(Composition.parse("Al0.3CoCrFeNi")))
    content = export(store.alloys(), "csv").replace(b"Al0.3CoCrFeNi", b"Al0.9CoCrFeNi")
    done = take_in(store, "edited.csv", content)
    assert (done.added, done.updated) == (0, 0)
    assert "are different alloys" in done.refused[0][1]


def test_a_deleted_alloy_comes_back_from_its_export_under_a_new_id(store):
    kept = store.add(Alloy(Composition.parse("CoCrFeNi")))
    content = export(store.alloys(), "json")
    store.delete([kept])
    assert take_in(store, "lab.json", content).added == 1
    assert store.alloys()[0].id != kept.id


def test_json_says_which_entry_is_bad(store):
    entries = [
        {"composition": {"Fe": 1, "Ni": 1}},
        {"formula": "FeNi"},
        {"composition": {"Fe": 1}, "origin": {"page": 1}},
        7,
        {"composition": {"Fe": "half", "Ni": 1}},
        {"composition": {"Fe": 1, "Ni": 1}, "prediction": "0.9"},
    ]
    done = take_in(store, "lab.json", json.dumps(entries).encode())
    assert done.added == 1
    assert [row for row, _ in done.refused] == [2, 3, 4, 5, 6]
    for content in (b"[", b'{"a": 1}', b"[" * 100_000):
        with pytest.raises(HeaError, match="export the lab book"):
            take_in(store, "lab.json", content)


def test_an_unknown_format_is_refused():
    with pytest.raises(HeaError, match="csv, xlsx or json"):
        export((), "ods")


def test_the_weigh_out_sheet_adds_up():
    rows = sheet([Composition.parse("FeNi"), Composition.parse("Al50Ni50")], grams=20.0)
    # 20 g of equiatomic FeNi: 55.845 and 58.693 g/mol
    assert rows[0]["Fe (g)"] == pytest.approx(20 * 55.845 / (55.845 + 58.6934), rel=1e-6)
    assert rows[0]["Al (g)"] == 0.0
    assert rows[1]["Al (g)"] == pytest.approx(20 * 26.9815 / (26.9815 + 58.6934), rel=1e-5)
    assert [row["total (g)"] for row in rows] == pytest.approx([20.0, 20.0])
    for grams in (0.0, -1.0, float("nan"), float("inf")):
        with pytest.raises(HeaError, match="give more than 0"):
            sheet([Composition.parse("FeNi")], grams)


def test_a_file_that_is_no_table_is_refused(store):
    with pytest.raises(HeaError, match="PDF"):
        take_in(store, "paper.pdf", b"%PDF-1.7")


def test_a_refused_status_names_the_row(store):
    done = take_in(store, "a.csv", b"formula,status\nCoCrFeNi,finished\nMoNbTaW,queued\n")
    assert done.added == 1
    assert done.refused[0][0] == 2
    assert "'finished' is none of idea" in done.refused[0][1]
    assert replace(store.alloys()[0]).status == "queued"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("26.11.2026", "2026-11-26"),
        ("6.1.2026", "2026-01-06"),
        ("2026/11/26", "2026-11-26"),
        ("2026-11-26 14:30", "2026-11-26"),
        ("2026-11-26T14:30:00Z", "2026-11-26"),
        ("2026", "2026"),
    ],
)
def test_dates_of_labs(store, text, kept):
    take_in(store, "a.csv", f"formula,outcome,date\nCoCrFeNi,single,{text}\n".encode())
    assert store.alloys()[0].results[0].when == kept


@pytest.mark.parametrize("text", ["11/26/2026", "31.02.2026", "yesterday"])
def test_a_date_that_could_be_two_or_none_is_refused(store, text):
    done = take_in(store, "a.csv", f"formula,outcome,date\nCoCrFeNi,single,{text}\nMoNbTaW,single,\n".encode())
    assert done.added == 1
    assert "write it as year-month-day" in done.refused[0][1]


def test_an_id_that_stands_twice_is_refused(store):
    one = "0" * 31 + "1"
    content = f"formula,outcome,result id\nCoCrFeNi,single,{one}\nCoCrFeNi,multiple,{one}\n"
    done = take_in(store, "a.csv", content.encode())
    assert done.added == 1
    assert "stands in the file twice" in done.refused[0][1]


def test_an_export_saved_again_by_a_spreadsheet_with_decimal_commas_comes_back(store):
    kept = store.add(Alloy(Composition.parse("Al0.3CoCrFeNi"), notes="a; b", tags=("x", "y")))
    store.add_result(kept, Result("single", ("FCC",), (Measurement("hardness", 135.5, "HV", 4.25),)))
    rows = list(csv.reader(io.StringIO(export(store.alloys(), "csv").decode())))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerows([[cell.replace(".", ",") if cell in ("135.5", "4.25") else cell for cell in row] for row in rows])
    done = take_in(store, "again.csv", out.getvalue().encode("cp1252"))
    assert (done.added, done.updated, done.refused) == (0, 0, ())


def test_rows_stay_in_the_order_of_the_file(store):
    texts = [f"Al{k}Ni{100 - k}" for k in range(60, 0, -1)]
    take_in(store, "a.csv", ("formula,outcome\n" + "\n".join(f"{text},single" for text in texts)).encode())
    assert [one.formula for one in store.alloys()] == [Composition.parse(text).formula for text in texts]


@pytest.mark.parametrize("cell", ["0", "-512", "12000", "1e6"])
def test_a_hardness_that_no_alloy_has_is_refused_with_its_row(cell):
    table = f"formula,phases,hardness (HV)\nCoCrFeNi,FCC,176\nAlCoCrFeNi,BCC,{cell}\n"
    good, bad = read_results("lab.csv", table.encode()).rows
    assert good.result.measurements[0].value == 176
    assert bad.alloy is None
    assert "give a value from 3 to 10,000" in bad.error


def test_a_hardness_in_another_unit_has_no_limit_in_HV():
    (row,) = read_results("lab.csv", b"formula,phases,hardness (MPa)\nCoCrFeNi,FCC,12000\n").rows
    assert row.result.measurements[0].value == 12000


@pytest.mark.parametrize("value", [0, -5, 5_120_000])
def test_a_hardness_that_no_alloy_has_is_refused_in_json_too_unless_it_was_exported(value):
    measured = {"name": "hardness", "value": value, "unit": "HV"}
    result = {"outcome": "single", "measurements": [measured]}
    alloys = [
        {"composition": {"Fe": 50, "Ni": 50}, "results": [found]} for found in (result, {**result, "id": "0" * 32})
    ]
    by_hand, exported = read_results("lab.json", json.dumps(alloys).encode()).rows
    assert "The hardness is" in by_hand.error
    assert exported.error == ""


def test_what_was_assumed_of_an_alloy_is_said():
    read = read_results("lab.csv", b"formula,phases\nTi-6Al-4V,HCP + BCC\nCoCrFeNi 5.2,FCC\nCoCrFeMnNi,FCC\n")
    said = [one for one in read.remarks if one.startswith("1 row: ") and "kept as" not in one]
    assert len(said) == 2
    assert "weight percent" in said[0]
    assert "5.2" in said[1]
    many = "formula,phases\n" + "".join(f"CoCrFeNi {amount}.5,FCC\n" for amount in range(1, 21))
    assert "9 rows: read with other assumptions" in read_results("lab.csv", many.encode()).remarks[-1]


def test_a_file_says_where_its_alloys_came_from_or_the_caller_does(tmp_path):
    rows = b"formula,origin,link\nCoCrFeNi,section,Check?ask=Ternary+section\nAlCoCrFeNi,,\n"
    store = Store(url=f"sqlite:///{tmp_path / 'lab.sqlite'}")
    take_in(store, "a.csv", rows)
    assert [one.origin for one in store.alloys()] == [
        Origin("section", "Check?ask=Ternary+section"),
        Origin("imported"),
    ]
    take_in(store, "b.csv", b"formula\nAlCoCrFeNi\nMoNbTaW\n", origin_of=lambda alloy: Origin("nudge", alloy.formula))
    assert [one.origin.link for one in store.alloys()] == ["Check?ask=Ternary+section", "", "MoNbTaW"]


def test_a_hardness_may_be_written_with_its_unit_and_load():
    cells = {"512 HV0.3": (512.0, None), "HV0.3 = 512 ± 8": (512.0, 8.0)}
    for cell, value in cells.items():
        (row,) = read_results("a.csv", f"alloy,hardness\nCoCrFeNi,{cell}\n".encode()).rows
        assert [(one.value, one.error) for one in row.result.measurements] == [value]
    (row,) = read_results("a.csv", b"alloy,hardness\nCoCrFeNi,45 HRC\n").rows
    assert "45 HRC" in row.error


@pytest.mark.parametrize("cell", ["5", "[1]", "0.9 of it", "[" * 20_000])
def test_a_prediction_that_was_changed_by_hand_refuses_its_row_alone(cell):
    rows = f"formula,composition (at.%),alloy id,result id,prediction\nCoCrFeNi,,,,{cell}\nCoCrFeMnNi,,,,\n"
    bad, good = read_results("lab.csv", rows.encode()).rows
    assert "prediction" in bad.error
    assert good.alloy.formula == "CoCrFeMnNi"


def test_an_error_in_per_cent_of_a_value_below_0_is_above_0():
    (given,) = read_results("a.csv", "alloy,residual stress (MPa)\nCoCrFeNi,-200 ± 5 %\n".encode()).rows
    assert given.result.measurements == (Measurement("residual stress", -200.0, "MPa", 10.0),)


@pytest.mark.parametrize(
    "heading", ["hardness (HV)", "Hardness (HV1)", "Microhardness (HV0.1)", "Härte (HV)", "硬度 (HV)", "HV10"]
)
@pytest.mark.parametrize(("cell", "error"), [("512 (±8)", 8.0), ("512(8)", 8.0), ("512 ± 2%", 10.24)])
def test_a_column_of_vickers_hardness_goes_by_its_load_and_language(heading, cell, error):
    (row,) = read_results("lab.tsv", f"Alloy\t{heading}\nAlCoCrFeNi\t{cell}\n".encode()).rows
    (measured,) = row.result.measurements
    assert (measured.name, measured.value, measured.unit) == ("hardness", 512.0, "HV")
    assert measured.error == pytest.approx(error)


@pytest.mark.parametrize("cell", ["1,024", "1.024"])
def test_a_hardness_softer_than_lead_is_refused(cell):
    (row,) = read_results("lab.tsv", f"Alloy\thardness (HV)\nAlCoCrFeNi\t{cell}\n".encode()).rows
    assert "give a value from 3" in row.error
