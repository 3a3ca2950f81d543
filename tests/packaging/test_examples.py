"""The notebooks of examples/ run from top to bottom, each in an empty folder."""

from __future__ import annotations

import nbformat
import pytest
from nbclient import NotebookClient

from tests import ROOT

NOTEBOOKS = sorted((ROOT / "examples").glob("*.ipynb"))


def test_there_are_three():
    assert [path.stem for path in NOTEBOOKS] == ["check_a_csv", "nudge_under_constraints", "train_on_your_data"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.timeout(900)
def test_a_notebook_runs(path, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    if path.stem == "train_on_your_data":
        (startup / "short.py").write_text("from tests.short_training import cut\n\ncut()\n", encoding="utf-8")
    folder = tmp_path / "empty"
    folder.mkdir()
    notebook = nbformat.read(path, as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), (
        "clear the outputs: they say nothing of this version"
    )
    NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(folder)}}).execute()
