"""The command `lab`, as acceptance scripts call it."""

from __future__ import annotations

import json

import pytest

from hea_core.cli.main import main

ROWS = "formula,phases,HV\nCoCrFeNi,FCC,135\nAlCoCrFeNi,BCC+B2,510\nAlQq,FCC,1\n"


def run(capsys, *arguments):
    status = main([*arguments, "--json"])
    out, err = capsys.readouterr()
    return status, json.loads(out) if status == 0 else None, err


@pytest.fixture
def results(tmp_path):
    path = tmp_path / "results.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def test_import_list_export_and_import_again(capsys, home, results, tmp_path):
    status, done, err = run(capsys, "lab", "import", str(results))
    assert status == 0
    assert (done["added"], done["updated"]) == (2, 0)
    assert [refusal["row"] for refusal in done["refused"]] == [4]
    assert "Qq" in done["refused"][0]["error"]
    assert "kept as single" in err
    status, rows, _ = run(capsys, "lab", "list")
    assert [row["formula"] for row in rows] == ["CoCrFeNi", "AlCoCrFeNi"]
    assert rows[0]["prediction"]["probability"] > 0.9
    assert len(rows[0]["prediction"]["model_sha256"]) == len(rows[0]["prediction"]["data_sha256"]) == 64
    assert rows[1]["results"][0]["measurements"] == [{"name": "hardness", "value": 510.0, "unit": "HV", "error": None}]
    for format in ("csv", "xlsx", "json"):
        out = tmp_path / f"lab.{format}"
        status, told, _ = run(capsys, "lab", "export", "--out", str(out))
        assert told == {"out": str(out), "alloys": 2, "results": 2}
        assert run(capsys, "lab", "import", str(out))[1] == {"added": 0, "updated": 0, "refused": []}
        project = ("--project", f"copy of {format}")
        assert run(capsys, "lab", "import", str(out), *project)[1]["added"] == 2
        assert run(capsys, "lab", "list", *project)[1] == rows
    assert run(capsys, "lab", "export")[1] == rows


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("import",), "Only import takes a file, and it needs one"),
        (("list", "a.csv"), "Only import takes a file"),
        (("list", "--out", "a.csv"), "lab list writes no file"),
        (("export", "--out", "a.ods"), "give csv, xlsx or json"),
        (("import", "nowhere.csv"), "nowhere.csv cannot be read"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(capsys, home, words, said):
    status, _, err = run(capsys, "lab", *words)
    assert status == 2
    assert said in err
    assert err.count("\n") == 1


def test_a_file_of_which_no_row_can_be_taken_is_refused(capsys, home, tmp_path):
    (tmp_path / "bad.csv").write_text("formula,outcome\nAlQq,single\nCoCrFeNi,maybe\n", encoding="utf-8")
    status, _, err = run(capsys, "lab", "import", str(tmp_path / "bad.csv"))
    assert status == 2
    assert "No row of bad.csv could be taken; row 2" in err
