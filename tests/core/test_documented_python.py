"""The lines of Python that README and docs/lab.md show run, one after the other, as a reader types them."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from tests import ROOT


def shown_in(page: str) -> str:
    """The indented lines of the section "Python" of a page."""
    section = re.search(r"^## Python$(.*?)(?=^## |\Z)", (ROOT / page).read_text("utf-8"), re.M | re.S)
    return "\n".join(line[4:] for line in section[1].splitlines() if line.startswith("    "))


@pytest.mark.parametrize("page", ["README.md", "docs/lab.md"])
def test_it_runs_from_its_first_line_to_its_last(page, tmp_path, monkeypatch):
    monkeypatch.setenv("LATENTALLOY_HOME", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    lines = shown_in(page)
    assert lines.count("\n") > 5
    exec(compile(lines, page, "exec"), {"table": pd.DataFrame({"alloy": ["CoCrFeMnNi"]})})
