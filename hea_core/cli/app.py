"""The command `app`: the interface, served to a browser from any working directory."""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any

from hea_core.files.places import SHIPPED


def add_to(commands: Any) -> None:  # noqa: ANN401 - what argparse gives for subcommands has no public type
    """Add the command to a parser's subcommands. What follows it, `--server.port=8502` or `--help`, is for Streamlit."""
    text = "serve the interface to a browser; options of `streamlit run` may follow, for example --server.port=8502"
    sub = commands.add_parser("app", help=text, description=text, prefix_chars="+", add_help=False)
    sub.add_argument("options", nargs="*")
    sub.set_defaults(run=run)


def run(args: argparse.Namespace) -> None:
    """Become the process of Streamlit, so that signals and exit status are its own. Its settings lie beside app.py."""
    script = str(SHIPPED / "app.py")
    os.execv(sys.executable, [sys.executable, "-m", "streamlit", "run", script, *args.options])
