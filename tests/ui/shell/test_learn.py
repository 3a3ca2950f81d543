"""Wherever a probability or a verdict is drawn, the page says whether the lab's results are counted in."""

from __future__ import annotations

import ast

import pytest

from hea_ui.shell import PAGES, learn
from hea_ui.shell.learn import SAID
from tests import ROOT

ROOMS = {
    "map": "",
    "nudge": "Nudge",
    "check": "Check",
    "screen": "Screen",
    "lab": "Lab",
    "compare": "Compare",
    "models": "Models",
}
"""{room of hea_ui that draws them: path of its page}."""
SHARED = {
    "common": "what pages draw",
    "latent_map": "the map of pages",
    "server": "what pages ask",
    "shell": "the tray, which marks them itself",
}


def names_them(file) -> bool:
    """Whether a module reads a probability or a verdict of an answer, or names a column so."""
    wanted = ("probability", "verdict")
    return any(
        (isinstance(node, ast.Attribute) and node.attr in wanted)
        or (isinstance(node, ast.Constant) and node.value in wanted)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    )


def test_every_room_that_shows_one_is_listed_with_a_page_that_says_it():
    base = ROOT / "hea_ui"
    found = {file.relative_to(base).parts for file in base.rglob("*.py") if names_them(file)}
    assert {parts[0] for parts in found} == ROOMS.keys() | SHARED.keys()
    assert {parts for parts in found if parts[0] == "shell"} == {("shell", "tray.py")}
    assert SAID.keys() == set(ROOMS.values())
    assert SAID.keys() <= {one.path for one in PAGES} | {"Compare"}


@pytest.mark.parametrize("on", [True, False])
def test_a_page_says_it_while_the_switch_is_on(monkeypatch, on):
    drawn = []
    monkeypatch.setattr(learn.st, "html", drawn.append)
    monkeypatch.setattr(learn, "learns", lambda: on)
    for path in (*SAID, "About"):
        learn.said(path)
    assert len(drawn) == (len(SAID) if on else 0)
    assert all("alone" in html for html in drawn)
