"""Scripts and styles as they go to the browser with every run: nothing of them lost but comments and blanks."""

from __future__ import annotations

import re

import pytest

from hea_ui.common.component import lean
from tests import ROOT

FILES = sorted([*(ROOT / "hea_ui").rglob("*.js"), *(ROOT / "hea_ui").rglob("*.css")])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_made_lean_loses_comments_and_blanks_alone(path):
    text = path.read_text(encoding="utf-8")
    assert all(line.count("`") % 2 == 0 for line in text.splitlines()), "blanks count in a text of several lines"
    without = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL) if path.suffix == ".css" else text
    code = [line.strip() for line in without.splitlines() if line.strip() and not line.strip().startswith("//")]
    assert lean(text).splitlines() == code
    assert len(lean(text)) < len(text)


def test_an_address_and_a_comment_behind_code_stay():
    assert lean('  a = "https://b"; // why\n\n  // gone\n') == 'a = "https://b"; // why'
