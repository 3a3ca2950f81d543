"""How long work tells how far it is."""

from collections.abc import Callable

OnProgress = Callable[[str, int, int], None]
"""on_progress(what is being done, steps done, steps in all)."""


def silent(what: str, done: int, total: int) -> None:
    """Tell nobody."""
