"""The fixed command-line interface, as acceptance scripts call it."""

from __future__ import annotations

import csv
import errno
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from hea_core import processes
from hea_core.cli import app, formula_files
from hea_core.cli.main import main
from tests import ROOT
from tests.short_training import cut


def run(capsys, *arguments):
    status = main([*arguments, "--json"])
    out, err = capsys.readouterr()
    return status, json.loads(out) if status == 0 else None, err


def test_predict_answers_what_it_can(capsys):
    status, rows, _ = run(capsys, "predict", "CoCrFeMnNi", "CoQq", "Al0.3CoCrFeNi")
    assert status == 0
    assert [set(row) >= {"probability"} for row in rows] == [True, False, True]
    assert set(rows[1]) == {"input", "error"}
    assert {
        "input", "formula", "composition", "probability", "low", "high", "descriptors", "domain", "reasons", "neighbours",
    } <= set(rows[0])  # fmt: skip
    assert set(rows[0]["neighbours"][0]) >= {"formula", "distance_at_percent", "single_phase", "source", "doi"}
    assert sum(rows[2]["composition"].values()) == pytest.approx(100, abs=1e-6)


DOSSIER = {
    "verdict",
    "density_percentile",
    "rules_for_single",
    "flips",
    "what_if",
    "contributions",
    "rules",
    "facts",
    "receipt",
}


def test_predict_of_words_is_the_whole_report_and_of_a_file_the_prediction(capsys, tmp_path):
    table = tmp_path / "alloys.csv"
    table.write_text("formula\nAl0.3CoCrFeNi\n", encoding="utf-8")
    status, (word, row), _ = run(capsys, "predict", "CoCrFeMnNi", "--file", str(table))
    assert status == 0
    assert set(word) >= DOSSIER
    assert "explanation" not in word
    assert {rule["name"] for rule in word["rules"]["verdicts"]} >= {"zhang", "guo_vec", "tsai_sigma"}
    assert {"sensitivity", "specificity"} <= set(word["rules"]["verdicts"][0]["record"])
    assert set(word["contributions"]["vec"]) == set(word["composition"])
    assert set(row) - {"row", "columns"} <= set(word)
    assert DOSSIER - set(row) == {"what_if", "contributions", "rules", "facts", "receipt"}


def test_full_adds_the_shapley_values_to_every_row(capsys, tmp_path):
    table = tmp_path / "alloys.csv"
    table.write_text("formula\nCoCrFeMnNi\noops\n", encoding="utf-8")
    status, (whole, refused), _ = run(capsys, "predict", "--file", str(table), "--full")
    assert status == 0
    assert set(whole) >= DOSSIER
    why = whole["explanation"]
    assert why["base"] + sum(why["values"].values()) == pytest.approx(whole["probability"], abs=1e-5)
    assert set(refused) == {"input", "error", "row", "columns"}


TABLES = ROOT / "tests" / "data" / "tables"


def test_read_gives_compositions_and_what_was_assumed_without_a_model(capsys, monkeypatch):
    import hea_core

    monkeypatch.delattr(hea_core, "load")
    status, (word, refused, row), err = run(
        capsys, "read", "CoCrFeNi", "CoQq", "--file", str(TABLES / "elements_wt.csv")
    )
    assert status == 0
    assert word == {
        "input": "CoCrFeNi",
        "formula": "CoCrFeNi",
        "composition": {"Co": 25.0, "Cr": 25.0, "Fe": 25.0, "Ni": 25.0},
        "reading": None,
    }
    assert set(refused) == {"input", "error"}
    assert set(row) == {*word, "row", "columns"}
    assert (row["row"], row["columns"]["Heat"]) == (2, "H1")
    assert row["composition"] == pytest.approx({"Ni": 57.92, "Cr": 21.79, "Fe": 20.29}, abs=0.01)
    assert sum(row["composition"].values()) == pytest.approx(100, abs=1e-6)
    assert "in wt.%, as the headings say" in err


def test_a_file_is_read_by_column_sheet_and_unit(capsys, tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["Alloy", "Also"])
    book.active.append(["CoCr", "FeNi"])
    page = book.create_sheet("amounts")
    page.append(["Heat", "Ni", "Cr", "Fe"])
    page.append(["H1", 60, 20, 20])
    file = tmp_path / "alloys.xlsx"
    book.save(file)

    def formulas(*options):
        status, rows, err = run(capsys, "read", "--file", str(file), *options)
        return [row["formula"] for row in rows] if status == 0 else err

    assert formulas() == ["CoCr"]
    assert formulas("--column", "also") == ["FeNi"]
    assert formulas("--sheet", "amounts") == ["Cr20Fe20Ni60"]
    assert formulas("--sheet", "amounts", "--unit", "wt") == ["Cr21.79Fe20.29Ni57.92"]
    assert "choose among" in formulas("--sheet", "other")
    assert "choose among" in formulas("--column", "other")
    _, rows, err = run(capsys, "read", "--file", str(file), "--sheet", "amounts")
    assert "does not say" in rows[0]["reading"]
    assert "--unit wt" in err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read"),
        (b"", "no row"),
        (b"oops\nnothing\n", "oops"),
        (b"PK\x03\x04nothing", "not a readable XLSX file"),
        (b"%PDF-1.4", "PDF"),
    ],
)
def test_a_file_in_which_nothing_can_be_answered_is_one_line(capsys, tmp_path, content, words):
    file = tmp_path / "alloys.csv"
    if content is not None:
        file.write_bytes(content)
    for command in ("read", "predict"):
        status, _, err = run(capsys, command, "--file", str(file))
        assert status == 2
        assert words in err.strip().splitlines()[-1]


def test_column_and_sheet_belong_to_a_file(capsys):
    status, _, err = run(capsys, "read", "CoCr", "--column", "x")
    assert status == 2
    assert "--file" in err


def test_predict_answers_each_row_of_a_table_with_its_number_and_cells(capsys):
    status, rows, _ = run(capsys, "predict", "--file", str(TABLES / "base_first.csv"))
    assert status == 0
    assert [(row["formula"], row["row"], row["columns"]["Base"]) for row in rows] == [
        ("CoCrFeNi", 2, "Co"),
        ("MoNbTaW", 3, "Mo"),
    ]
    status, rows, _ = run(capsys, "predict", "--file", str(TABLES / "elements_fraction_named.csv"))
    assert [row["formula"] for row in rows] == ["Fe", "Fe95Ni5", "Co17Cr4Fe55Ni24"]
    assert "does not say" in rows[1]["reading"]


def test_predict_writes_the_answers_of_a_file_as_a_table(capsys, tmp_path):
    given, out = tmp_path / "alloys.csv", tmp_path / "checked.csv"
    given.write_text("id,alloy,HV\n7,CoCrFeMnNi,120\n8,CoQq,\n9,Ti-6Al-4V,=1\n", encoding="utf-8")
    status, found, _ = run(capsys, "predict", "--file", str(given), "--csv", str(out))
    assert (status, found) == (0, {"out": str(out), "rows": 3, "refused": 1})
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["row"] for row in rows] == ["2", "3", "4"]
    assert [(row["id"], row["HV"]) for row in rows] == [("7", "120"), ("8", ""), ("9", "'=1")]
    assert "Qq" in rows[1]["error"]
    _, answers, _ = run(capsys, "predict", "--file", str(given))
    for row, answer in ((rows[0], answers[0]), (rows[2], answers[2])):
        assert (row["formula"], row["verdict"], row["domain"]) == (
            answer["formula"],
            answer["verdict"],
            answer["domain"],
        )
        assert float(row["probability"]) == pytest.approx(answer["probability"], abs=1e-5)
    for words in (("CoCrFeNi", "--csv", str(out)), ("--file", str(given), "--full", "--csv", str(out))):
        status, _, err = run(capsys, "predict", *words)
        assert status == 2
        assert "--csv writes" in err
    status, _, err = run(capsys, "predict", "--file", str(given), "--csv", str(tmp_path / "no" / "where.csv"))
    assert status == 2
    assert "cannot be read or written" in err


def test_a_table_that_finds_no_room_leaves_the_one_before(capsys, tmp_path, monkeypatch):
    given, out = tmp_path / "alloys.csv", tmp_path / "checked.csv"
    given.write_text("alloy\nCoCrFeMnNi\n", encoding="utf-8")
    out.write_text("the one before", encoding="utf-8")

    def half(path, text, **_):
        path.write_bytes(text[:10].encode())
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(Path, "write_text", half)
    status, _, err = run(capsys, "predict", "--file", str(given), "--csv", str(out))
    assert status == 2
    assert f"{out} cannot be read or written (No space left on device)" in err
    assert out.read_text(encoding="utf-8") == "the one before"


def test_predict_reads_a_file(capsys, tmp_path):
    table = tmp_path / "alloys.csv"
    table.write_text("name,formula\na,CoCrFeMnNi\nb,oops\n", encoding="utf-8")
    status, rows, _ = run(capsys, "predict", "--file", str(table))
    assert status == 0
    assert rows[0]["formula"] == "CoCrFeMnNi"
    assert "error" in rows[1]


@pytest.mark.parametrize("compact", [[], ["--json"]])
def test_a_file_answered_in_pieces_is_printed_as_one_list(capsys, tmp_path, monkeypatch, compact):
    table = tmp_path / "alloys.csv"
    table.write_text("formula\nCoCrFeMnNi\noops\nTi-6Al-4V\nCoCrFeMnNi\nMoNbTaW\n", encoding="utf-8")
    words = ["predict", "AlCoCrFeNi", "--file", str(table), *compact]

    def printed() -> str:
        assert main(words) == 0
        text = capsys.readouterr().out
        return re.sub(r"[0-9]+[.][0-9e-]+", "number", text)  # products of fewer rows end in other digits

    whole = printed()
    monkeypatch.setattr(formula_files, "PIECE", 2)
    assert printed() == whole
    monkeypatch.setattr(processes, "_can_be_copied", lambda: sys.platform == "linux")
    assert printed() == whole
    assert '"row": 6' in whole


def test_read_needs_no_model(capsys):
    status, rows, _ = run(capsys, "read", "Ti-48Al-2Cr-2Nb", "CoCrFeMnNi", "CoQq")
    assert status == 0
    assert [set(row) for row in rows] == [{"input", "formula", "composition", "reading"}] * 2 + [{"input", "error"}]
    assert rows[0]["composition"] == pytest.approx({"Ti": 48, "Al": 48, "Cr": 2, "Nb": 2})
    assert "atomic percent" in rows[0]["reading"]
    assert rows[1]["reading"] is None
    assert sum(rows[1]["composition"].values()) == pytest.approx(100, abs=1e-6)
    assert run(capsys, "read", "Ti-6Al-4V", "--unit", "at")[1][0]["composition"] == pytest.approx(
        {"Ti": 90, "Al": 6, "V": 4}
    )
    status, _, err = run(capsys, "read", "CoQq", "")
    assert status == 2
    assert len(err.strip().splitlines()) == 1


def test_read_does_not_load_the_model():
    asked = "import sys; from hea_core.cli.main import main; main(['read', 'CoCrFeNi', '--json']); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False"


def test_series_answers_every_point_and_refuses_a_plain_formula(capsys):
    status, found, _ = run(capsys, "series", "AlyCoCrFeNi, y=0:1:0.5")
    assert status == 0
    assert found["variable"] == "y"
    assert [point["x"] for point in found["points"]] == [0.0, 0.5, 1.0]
    for point in found["points"]:
        assert {"x", "formula", "composition", "probability", "low", "high"} <= set(point)
        assert point["low"] <= point["probability"] <= point["high"]
    assert found["points"][0]["formula"] == "CoCrFeNi"
    assert run(capsys, "series", "CoCrFeNi")[0] == 2


def test_what_was_assumed_comes_with_every_answer(capsys):
    text = "Al50Co10Cr20Fe20Ni10"
    said = run(capsys, "read", text)[1][0]["reading"]
    assert "sum to 110" in said
    assert run(capsys, "predict", text)[1][0]["reading"] == said
    assert run(capsys, "encode", text)[1][0]["reading"] == said
    assert run(capsys, "nudge", text, "--max-steps", "1")[1]["reading"] == said
    why = run(capsys, "explain", text, "--to", "CoCrFeMnNi")[1]
    assert (why["reading"], why["to"]["reading"]) == (said, None)
    assert "to" not in run(capsys, "explain", "CoCrFeMnNi")[1]


def test_a_lock_without_an_amount(capsys):
    status, found, _ = run(capsys, "nudge", "Al1.4Co0.9Cr1.4Cu0.5Fe0.9Ni1", "--lock", "Fe,Ni=20", "--min-elements", "5")
    assert status == 0
    for step in found["steps"][1:]:
        assert step["composition"]["Fe"] == pytest.approx(90 / 6.1, abs=1e-9)
        assert step["composition"]["Ni"] == pytest.approx(20, abs=1e-9)
        assert len(step["composition"]) >= 5


def test_encode_answers_what_it_can_of_a_list(capsys):
    status, rows, _ = run(capsys, "encode", "CoCrFeMnNi", "xx")
    assert status == 0
    assert rows[0]["formula"] == "CoCrFeMnNi"
    assert rows[1]["input"] == "xx"
    assert "Unexpected letters" in rows[1]["error"]


def test_rows_with_and_without_a_trace_keep_their_own_notes(capsys, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("id,Ti,Zr,Nb,O\n1,33,33,34,0\n2,33,33,34,0.2\n")
    _, rows, _ = run(capsys, "predict", "--file", str(path))
    assert ["O 0.2 is left out" in row["reading"] for row in rows] == [False, True]


def test_encode_and_generate(capsys):
    status, rows, _ = run(capsys, "encode", "CoCrFeMnNi", "MoNbTaW")
    assert status == 0
    assert all(set(row) == {"formula", "reading", "z", "probability"} and len(row["z"]) == 2 for row in rows)
    status, made, _ = run(
        capsys, "generate", "--z", "0.8", "-0.5", "--probability", "0.9", "--count", "3", "--seed", "1"
    )
    assert status == 0
    assert len(made) == 3
    assert {
        "formula", "composition", "requested", "probability", "low", "high", "z", "z_distance", "density_percentile",
        "domain", "nearest",
    } <= set(made[0])  # fmt: skip


@pytest.mark.parametrize(
    "arguments",
    [
        ["predict", "CoQq"],
        ["predict"],
        ["predict", "--file", "/nowhere/at/all.csv"],
        ["encode", "CoCrLa"],
        ["generate", "--z", "nan", "0", "--probability", "0.5"],
        ["generate", "--z", "0", "0", "--probability", "7"],
        ["train", "--epochs", "0"],
        ["predict", "CoCrFeMnNi", "--model", "missing"],
    ],
)
def test_bad_input_is_one_line_and_status_two(capsys, arguments):
    status, _, err = run(capsys, *arguments)
    assert status == 2
    assert len(err.strip().splitlines()) == 1


def test_a_misspelt_option_is_one_line_and_status_two():
    done = subprocess.run(
        [sys.executable, "-m", "hea_core", "generate", "--zz", "1"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.slow
def test_train_writes_a_model_that_predicts(tmp_path, capsys, monkeypatch):
    cut(monkeypatch.setattr)
    status, card, err = run(capsys, "train", "--epochs", "2", "--out", str(tmp_path / "m"), "--seed", "3")
    assert status == 0
    assert card["settings"]["seed"] == 3
    assert "coders" in err
    status, rows, _ = run(capsys, "predict", "CoCrFeMnNi", "--model", str(tmp_path / "m"))
    assert status == 0
    assert 0 < rows[0]["probability"] < 1


@pytest.mark.parametrize("seed", ["-1", str(2**32)])
@pytest.mark.parametrize(
    "command",
    [
        "generate --z 0 0 --probability 0.9",
        "screen --elements Co,Cr,Fe,Ni --sample 9 --out never.parquet",
        "train --steps 1 --out never",
        "train --paper",
    ],
)
def test_a_seed_that_no_generator_takes_is_refused(capsys, command, seed):
    status, _, err = run(capsys, *command.split(), "--seed", seed)
    assert status == 2
    assert (
        err.strip() == f"{command.split()[0]}: seed is {seed}: give a whole number from 0 to 4294967295, for example 1."
    )


def test_methods_are_named_as_they_are_typed(capsys):
    with pytest.raises(SystemExit):
        main(["nudge", "CoCrFeNi", "--method", "magic"])
    assert "Method." not in capsys.readouterr().err


@pytest.mark.parametrize("small", ["-4.2e-05", "-1E-3", "-.5", "-3."])
def test_every_negative_z_is_a_number(capsys, small):
    status, (one,), _ = run(capsys, "generate", "--z", small, small, "--probability", "0.9")
    assert status == 0
    assert one["formula"]


def test_a_z_far_away_is_refused_in_words(capsys):
    status, _, err = run(capsys, "generate", "--z", "0", "-1e308", "--probability", "0.9")
    assert status == 2
    assert "give a number from -50 to 50" in err


def test_what_cannot_be_written_is_named_as_it_was_asked_for(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("LATENTALLOY_HOME", str(tmp_path / "home"))
    out = tmp_path / "missing" / "lab.csv"
    status, _, err = run(capsys, "lab", "export", "--out", str(out))
    assert status == 2
    assert err.startswith(f"lab: {out} cannot be read or written")


@pytest.mark.parametrize(
    ("command", "named"),
    [
        ("screen --elements Co,Cr,Fe,Ni --orders 4 --out best.csv", "no Parquet file"),
        ("screen --around Al0.3CoCrFeNi(as-cast) --workers 0 --out best.parquet", "workers is 0"),
        ("screen --elements Co,Cr,Fe,Ni --where structure==XYZ --out best.parquet", "structure==FCC"),
        ("suggest --from alloys.csv --batch 0", "batch"),
        ("predict --file nothing.csv", "no row below"),
        ("generate --z 0 0 --probability 0.9 --only Fe,Ni --max-price 0.01", "allow max-price 0.03."),
    ],
)
def test_a_refusal_is_its_reason_and_nothing_else(capsys, tmp_path, monkeypatch, command, named):
    """What was understood of a file or an alloy is told with an answer, not before a refusal."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "alloys.csv").write_text("Alloy name;Fe;Ni;Cr\nA;30;30;40\n", encoding="utf-8")
    (tmp_path / "nothing.csv").write_text("Alloy name;Fe;Ni\nA;x;y\n", encoding="utf-8")
    status, _, err = run(capsys, *command.split())
    assert status == 2
    assert named in err
    assert err.count("\n") == 1


def test_a_start_short_of_a_constraint_alone_says_so(capsys):
    status, found, _ = run(capsys, "nudge", "W", "--method", "steer", "--min-elements", "4")
    assert status == 0
    assert found["status"] == "infeasible"
    assert found["reason"].startswith("The constraints are not kept")
    assert "cutoff" not in found["reason"]


LONG = "Qx" * 2000
LONG_WORDS = " ".join(["density<5 and"] * 400)


@pytest.mark.parametrize(
    "words",
    [
        ["predict", LONG], ["predict", "CoCrFeNi", "--model", LONG], ["predict", "--file", LONG], ["read", LONG],
        ["predict", "CoCrFeNi", "--unit", LONG], ["nudge", "CoCrFeNi", "--method", LONG], ["nudge", "CoCrFeNi", "--ban", LONG],
        ["nudge", "CoCrFeNi", "--lock", LONG], ["nudge", "CoCrFeNi", "--range", f"{LONG}=0-10"], ["nudge", "CoCrFeNi", "--range", f"Fe={LONG}"],
        ["nudge", "CoCrFeNi", "--target", LONG], ["nudge", "CoCrFeNi", "--cutoff", LONG], ["series", LONG], [LONG], ["predict", f"--{LONG}"],
        ["screen", "--elements", LONG], ["screen", "--elements", "Fe,Ni", "--orders", LONG], ["screen", "--around", LONG],
        *(["screen", "--elements", "Co,Cr,Fe,Ni", option, LONG] for option in ("--where", "--by", "--pareto", "--device", "--ban", "--lock")),
        ["screen", "--elements", "Co,Cr,Fe,Ni", "--where", LONG_WORDS], ["screen", "--elements", "Co,Cr,Fe,Ni", "--out", LONG + ".csv"],
        ["evaluate", "--protocol", LONG], ["lab", "import", LONG], ["lab", "list", "--project", LONG], ["suggest", "--from", LONG],
        ["train", "--observations", LONG], ["app", LONG], ["app", "--port", LONG],
    ],
)  # fmt: skip
def test_what_is_long_is_not_echoed_whole(capsys, tmp_path, monkeypatch, words):
    monkeypatch.setenv("LATENTALLOY_HOME", str(tmp_path))
    try:
        status = main(words)
    except SystemExit as stop:
        status = stop.code
    err = capsys.readouterr().err
    assert (status, err.count("\n")) == (2, 1)
    assert len(err) < 700


def test_words_may_stand_on_both_sides_of_an_option(capsys, tmp_path, monkeypatch):
    assert main(["read", "CoCrFeNi", "--json", "FeNi"]) == 0
    assert [one["formula"] for one in json.loads(capsys.readouterr().out)] == ["CoCrFeNi", "FeNi"]
    monkeypatch.setenv("LATENTALLOY_HOME", str(tmp_path))
    assert main(["lab", "import", "--json", "nowhere.csv"]) == 2
    assert "nowhere.csv cannot be read" in capsys.readouterr().err


def test_a_bound_is_kept_and_is_no_value_to_come_near_to(capsys):
    words = ["generate", "--z", "0", "0", "--probability", "0.9", "--target", "price<=20", "--json"]
    assert main(words) == 0
    (_, price) = json.loads(capsys.readouterr().out)[0]["receipts"]
    assert (price["side"], price["met"]) == ("or less", True)
    assert price["got"] <= 20


@pytest.mark.parametrize(
    "words",
    [["predict", "--file", "a\0.csv"], ["lab", "import", "a\0.csv"], ["predict", "Co\0Ni"], ["train", "--out", "\0"]],
)
def test_a_nul_is_refused_in_a_sentence(capsys, words):
    assert main(words) == 2
    assert "holds a NUL character" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "handed_on"),
    [
        (["--port", "8600"], ["--server.port=8600"]),
        (["--server.port=8600", "--address", "0.0.0.0"], ["--server.port=8600", "--server.address=0.0.0.0"]),
        (["--help"], ["--help"]),
    ],
)
def test_the_app_is_handed_options_of_its_server(words, handed_on):
    assert app.options_of(words) == handed_on


@pytest.mark.parametrize(
    "words", [["--port", "x"], ["--port", "0"], ["--port"], ["--prot", "8600"], ["8600"], ["--server.port=1e4"]]
)
def test_the_app_refuses_in_a_sentence_what_its_server_would_answer_with_its_usage(capsys, words):
    assert main(["app", *words]) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "for example --port 8502" in err
