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
    """How a number asked of a nudge is reached, seen from the start: at it or beyond it, or about at it where the start is there.

    A price is always to be at most what was asked.
    """

    OR_MORE = "or more"
    OR_LESS = "or less"
    ABOUT = "about"
