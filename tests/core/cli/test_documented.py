"""Every command that a document shows or an error advises is one that the command line takes."""

from __future__ import annotations

import re
import shlex

import pytest

from hea_core.cli.parser import parser_of
from hea_core.evaluation import PROTOCOLS
from tests import ROOT

DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
SHOWN = [
    (path.name, command.partition("  #")[0].strip())
    for path in DOCUMENTS
    for command in re.findall(
        r"(?:^    |`)(?:\S*python -m hea_core|latentalloy) ([a-z]+\b[^`\n]*)", path.read_text("utf-8"), re.M
    )
    if "…" not in command and not command.startswith("app")
]


def test_there_is_something_to_hold():
    assert len(SHOWN) > 20


@pytest.mark.parametrize(("document", "command"), SHOWN)
def test_a_documented_command_is_taken(document, command):
    words = shlex.split(re.split(r" [>|&]| # ", command)[0])
    assert parser_of("").parse_args(words).command == words[0]


def test_every_protocol_that_is_named_can_be_measured():
    sources = [*(ROOT / "hea_core").rglob("*.py"), *(ROOT / "hea_ui").rglob("*.py"), *DOCUMENTS]
    named = {name for path in sources for name in re.findall(r"--protocol ([a-z-]+)", path.read_text("utf-8"))}
    assert {"trust", "properties", "by-system"} <= named <= set(PROTOCOLS)
    for name in named:
        assert parser_of("").parse_args(["evaluate", "--protocol", name]).protocol == name
