"""What the shell runs in the browser: its HTML, scripts and style, as text."""

from __future__ import annotations

from pathlib import Path

from hea_ui.common.component import files


def text(*names: str) -> str:
    """The files of these names, one after the other."""
    return files(Path(__file__).parent, *names)
