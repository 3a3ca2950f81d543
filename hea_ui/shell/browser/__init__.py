"""What the shell runs in the browser: its HTML, scripts and style, as text."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent


def text(*names: str) -> str:
    """The files of these names, one after the other."""
    return "\n".join((_HERE / name).read_text(encoding="utf-8") for name in names)
