"""Whether the model was right about what a lab found. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from hea_core.lab import Outcome
from hea_core.results import Verdict

if TYPE_CHECKING:
    from hea_core.lab import Result
    from hea_ui.server.book import Said


class Mark(StrEnum):
    """How a verdict stands to a result."""

    RIGHT = "right"
    WRONG = "wrong"
    UNDECIDED = "undecided"


SIGNS = {Mark.RIGHT: "✓", Mark.WRONG: "✗", Mark.UNDECIDED: "○"}


def mark(verdict: Verdict | None, outcome: Outcome | None) -> Mark | None:
    """How a verdict stands to a result; None where there is no verdict, or no clear result to compare it with."""
    if verdict is None or outcome in (None, Outcome.UNCLEAR):
        return None
    if verdict is Verdict.UNDECIDED:
        return Mark.UNDECIDED
    return Mark.RIGHT if str(verdict) == str(outcome) else Mark.WRONG


def judged(said: Said | None, result: Result | None) -> Mark | None:
    """How what the model says, or said, stands to a result; None where either is missing."""
    return mark(said.verdict, result.outcome) if said and result else None


def tally(marks: Sequence[Mark | None]) -> str:
    """How often the model was right, in a few words; "" where there is nothing to compare."""
    clear = [one for one in marks if one is not None]
    if not clear:
        return ""
    rest = [f"{count} {word}" for word in (Mark.WRONG, Mark.UNDECIDED) if (count := clear.count(word))]
    return f"{clear.count(Mark.RIGHT)} of {len(clear)} right" + (f", {', '.join(rest)}" if rest else "")
