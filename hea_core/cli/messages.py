"""What the command line says beside its answer, on stderr."""

from __future__ import annotations

import sys


def tell(message: str) -> None:
    """One line."""
    sys.stderr.write(message + "\n")


def progress(what: str, done: int, of: int) -> None:
    """How far long work is."""
    tell(f"{what}: {done} of {of}")
