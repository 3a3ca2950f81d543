"""The words of which an answer chooses one."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """What is concluded: one phase, several, or neither with the confidence asked for."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    UNDECIDED = "undecided"


class Domain(StrEnum):
    """Where an alloy lies against what was measured: inside, so that the model interpolates, at the edge, or outside."""

    IN = "in"
    EDGE = "edge"
    OUT = "out"


class Method(StrEnum):
    """Of nudging: the paper's loop, a smooth path without new elements, or the fewest at.% moved."""

    LOOP = "loop"
    STEER = "steer"
    MINIMAL = "minimal"


class Status(StrEnum):
    """How a nudge ended: the cutoff reached, or held by the start already; else back at an earlier alloy, out of steps, or out of alloys."""

    CONVERGED = "converged"
    ALREADY = "already"
    CYCLE = "cycle"
    MAX_STEPS = "max_steps"
    INFEASIBLE = "infeasible"


class Side(StrEnum):
    """How a number is wanted: so much or more, so much or less, or about so much.

    A nudge that is not told takes the side that the start is on, and about where the start has it; of a price always so much or less.
    """

    OR_MORE = "or more"
    OR_LESS = "or less"
    ABOUT = "about"
