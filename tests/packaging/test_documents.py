"""Pages of docs/ build without a complaint, and name only files that are there."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
NAMED = re.compile(r"`((?:hea_core|hea_ui|tests|docs|data|models|scripts|benchmarks|deploy|examples)/[\w./-]+)`")
ELSEWHERE = ("hea_core/_shipped", "hea_ui/costs/", "tests/ui/costs/", "tests/app/test_costs_page.py")
"""In an installed package, and in the page that a recipe makes."""


def test_the_documentation_builds(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    api = (tmp_path / "api" / "index.html").read_text(encoding="utf-8")
    assert 'id="hea_core.predictor.Predictor.generate"' in api


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_to_files(page):
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_files_that_are_named_are_there(page):
    named = set(NAMED.findall(page.read_text(encoding="utf-8"))) - set(ELSEWHERE)
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("page", sorted(ROOT.glob("docs/decisions/*.md")), ids=lambda page: page.stem)
def test_lines_of_decisions_can_be_read(page):
    lines = page.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if len(line) > 160 and not line.startswith("|")] == []
