"""What the command line says beside its answer, on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable

Tell = Callable[[str], None]
"""Takes one line for the user; `note` of the arguments keeps it until there is an answer (hea_core.cli.main)."""


def tell(message: str) -> None:
    """One line."""
    sys.stderr.write(message + "\n")


def progress(what: str, done: int, of: int) -> None:
    """How far long work is."""
    tell(f"{what}: {done} of {of}")
