"""Tables that users bring: answered a piece at a time into files, the same in the worker as in the server, and shown and taken from there."""

from __future__ import annotations

import csv
import io
import sys

import pytest

import hea_core
from hea_core import processes
from hea_core.composition.tables import ELEMENTS
from hea_core.errors import RequestError
from hea_core.results import Refusal
from hea_ui.server import table_work
from hea_ui.server.table_work import Brought, Question
from hea_ui.server.worker import Worker


@pytest.fixture(scope="module")
def predictor():
    return hea_core.load("default")


@pytest.fixture
def checked(predictor, tmp_path, monkeypatch):
    """Answers a table in pieces of two rows; gives the folder and the summary."""
    monkeypatch.setattr(table_work, "PIECE", 2)

    def check(text, column=None, unit="auto", upto=None):
        path = tmp_path / "brought"
        path.write_text(text, encoding="utf-8")
        table, count = table_work.first_rows(Brought(path, ""), None)
        question = Question(Brought(path, ""), None, column or table.column, unit)
        for start in range(0, min(count, upto or count), 2):
            table_work.answer(predictor.engine, question, tmp_path / "answers", start)
        return tmp_path / "answers", table_work.summed_up(tmp_path / "answers")

    return check


def lines(folder):
    return list(csv.reader(io.StringIO(table_work.file(folder, "csv").read_text(encoding="utf-8"))))


def test_rows_keep_their_order_and_bad_ones_stand_apart(checked):
    folder, found = checked("Alloy,HV\nFeNi,120\n=bad,5\nHgTi,6\nFeNi,130\n")
    assert (found.good, found.refused, found.own) == (2, 2, ("Alloy", "HV"))
    assert table_work.good_rows(folder, "row", 0, 100)["row"].tolist() == [2, 5]
    bad = table_work.bad_rows(folder, 100)
    assert bad[["row", "input"]].values.tolist() == [[3, "=bad"], [4, "HgTi"]]
    assert "Hg" in bad["error"][1]
    assert table_work.bad_rows(folder, 1)["row"].tolist() == [3]
    assert [line[:2] for line in lines(folder)[1:]] == [["2", "FeNi"], ["3", "'=bad"], ["4", "HgTi"], ["5", "FeNi"]]


def test_the_users_own_columns_come_back_beside_the_answers(checked):
    folder, _ = checked("id,Alloy,HV,formula,row,row (file)\n007,FeNi,120.5,x,1,\n008,CoNi,-3,,2,\n009,CrNi,,,3,\n")
    rows = table_work.good_rows(folder, "", 0, 100)
    assert rows["row"].tolist() == [2, 3, 4]
    assert rows["id"].tolist() == ["007", "008", "009"]
    assert rows["HV"].tolist()[:2] == [120.5, -3.0]
    assert rows["formula (file)"].tolist() == ["x", "", ""]
    assert rows["row (file)"].tolist() == [1, 2, 3]
    assert rows["row (file) (file)"].tolist() == [""] * 3
    head, *body = lines(folder)
    assert dict(zip(head, body[2], strict=True))["HV"] == ""
    for order, alloys in (
        ("HV", ["CoNi", "FeNi", "CrNi"]),
        ("-HV", ["FeNi", "CoNi", "CrNi"]),
        ("nonsense", ["FeNi", "CoNi", "CrNi"]),
    ):
        assert table_work.good_rows(folder, order, 0, 100)["Alloy"].tolist() == alloys
    assert table_work.good_rows(folder, "HV", 1, 1)["Alloy"].tolist() == ["FeNi"]


def test_what_is_answered_so_far_is_a_whole_table_and_more_of_it_replaces_it(checked):
    text = "FeNi\nCoNi\nHgTi\nCrNi\nCrFe"
    folder, found = checked(text, upto=2)
    assert (found.good, found.refused, len(lines(folder))) == (2, 0, 3)
    folder, found = checked(text)
    assert (found.good, found.refused, len(lines(folder))) == (4, 1, 6)


def test_bad_rows_alone_are_a_table_of_reasons(checked):
    folder, found = checked("oops")
    assert (found.good, found.refused, found.verdicts) == (0, 1, {})
    assert "oops" in table_work.bad_rows(folder, 9)["error"].item()
    assert len(lines(folder)) == 2


def test_answers_are_those_of_predict_and_of_the_worker(predictor, checked, tmp_path):
    odd = [
        "Al0.3CoCrFeNi",
        "Ti-6Al-4V",
        "CoCrFeMnNi",
        "Fe 20 at.%, Ni 80 at.%",
        "LaCeNd",
        "IrOsPtRh",
        "FeXx",
        "Co30Ni40Cr50",
        "CoCrFeNi",
    ]
    folder, _ = checked("\n".join(f'"{text}"' for text in odd))
    rows = table_work.good_rows(folder, "", 0, 100)
    said = [p for p in predictor.predict(odd, neighbours=1) if not isinstance(p, Refusal)]
    for name in ("input", "formula", "verdict", "domain", "rules_for_single"):
        assert rows[name].tolist() == [getattr(p, name) for p in said], name
    for name in ("probability", "low", "high", "density_g_cm3"):
        assert rows[name].tolist() == pytest.approx([getattr(p, name) for p in said], abs=1e-6), name
    assert rows["reading"].tolist() == [p.reading or "" for p in said]
    assert rows["nearest_measured"].tolist() == [p.neighbours[0].formula for p in said]
    assert rows["nearest_at_percent"].tolist() == [p.neighbours[0].distance_at_percent for p in said]
    assert rows["nearest_label"].tolist() == [p.neighbours[0].single_phase for p in said]
    question = Question(Brought(tmp_path / "brought", ""), None, "column 1", "auto")
    worker = Worker()
    worker.ask(table_work.answer_there, question, tmp_path / "there", 0)
    worker.ask(table_work.summed_up, tmp_path / "there")
    worker.close()
    theirs = table_work.good_rows(tmp_path / "there", "", 0, 100)
    assert theirs["input"].tolist() == rows["input"].tolist()
    assert theirs["probability"].tolist() == pytest.approx(rows["probability"].tolist(), abs=1e-6)


def test_the_worker_answers_two_pieces_at_a_time(checked, tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "_can_be_copied", lambda: sys.platform == "linux")
    folder, _ = checked("FeNi\nCoNi\nHgTi\nCrNi\nCrFe")
    question, there = Question(Brought(tmp_path / "brought", ""), None, "column 1", "auto"), tmp_path / "there"
    done = [table_work.answer_there(question, there, start) for start in (0, 4)]
    table_work.summed_up(there)
    assert done == [4, 5]
    assert lines(there) == lines(folder)


def test_amounts_in_columns_of_elements_are_taken_by_the_unit_asked(checked):
    by = {
        unit: table_work.good_rows(checked("Ni,Cr,Fe\n60,20,20\n", ELEMENTS, unit)[0], "", 0, 9)
        for unit in ("at", "wt")
    }
    assert [by[unit]["formula"].item() for unit in ("at", "wt")] == ["Cr20Fe20Ni60", "Cr21.79Fe20.29Ni57.92"]


def test_a_full_disk_is_a_sentence(predictor, tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pyarrow.feather.write_feather", full)
    (tmp_path / "brought").write_text("FeNi")
    question = Question(Brought(tmp_path / "brought", ""), None, "column 1", "auto")
    with pytest.raises(RequestError, match="No space left on device"):
        table_work.answer(predictor.engine, question, tmp_path / "answers", 0)
