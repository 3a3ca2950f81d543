"""The command `app`: the interface, served to a browser from any working directory."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from typing import Any

from hea_core.errors import RequestError, quoted
from hea_core.files.places import SHIPPED

_SHORT = {"port": "server.port", "address": "server.address"}
_OF_STREAMLIT = re.compile(r"[a-z]+\.[a-zA-Z]+")
_LAST_PORT = 65535
_EXAMPLE = "write for example --port 8502, or any option of `streamlit run`, such as --server.address=localhost"


def add_to(commands: Any) -> None:  # noqa: ANN401 - what argparse gives for subcommands has no public type
    """Add the command to a parser's subcommands. What follows it, `--server.port=8502` or `--help`, is for Streamlit."""
    text = "serve the interface to a browser; options of `streamlit run` may follow, for example --port 8502"
    sub = commands.add_parser("app", help=text, description=text, prefix_chars="+", add_help=False)
    sub.add_argument("options", nargs="*")
    sub.set_defaults(run=run)


def run(args: argparse.Namespace) -> None:
    """Become the process of Streamlit, so that signals and exit status are its own. Its settings lie beside app.py."""
    script = str(SHIPPED / "app.py")
    os.execv(sys.executable, [sys.executable, "-m", "streamlit", "run", script, *options_of(args.options)])


def options_of(words: Sequence[str]) -> list[str]:
    """The options for Streamlit, --port standing for --server.port; RequestError names what it would not know, in one sentence."""
    found, rest = [], iter(words)
    for word in rest:
        name, given, value = word.removeprefix("--").partition("=")
        name = _SHORT.get(name, name)
        if word == "--help":
            return [word]
        if not (word.startswith("--") and _OF_STREAMLIT.fullmatch(name)):
            raise RequestError(f"{quoted(word)} is no option of the app: {_EXAMPLE}.")
        value = value if given else next(rest, "")
        if not value:
            raise RequestError(f"{quoted(word)} has no value: {_EXAMPLE}.")
        if name == "server.port" and not (value.isdecimal() and 1 <= int(value) <= _LAST_PORT):
            raise RequestError(
                f"{word.partition('=')[0]} is {quoted(value)}, no number from 1 to {_LAST_PORT}: {_EXAMPLE}."
            )
        found.append(f"--{name}={value}")
    return found
