"""How long work tells how far it is."""

from collections.abc import Callable

OnProgress = Callable[[str, int, int], None]
"""on_progress(what is being done, steps done, steps in all)."""


def silent(what: str, done: int, total: int) -> None:
    """Tell nobody."""


def part(on_progress: OnProgress, place: int, parts: int) -> OnProgress:
    """What one of several equal pieces of work tells, as a part of them all."""
    return lambda what, done, total: on_progress(what, place * total + done, parts * total)
