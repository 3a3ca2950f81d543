"""The one answer on an alloy's phases, as a closed set of values; hea_core.intervals says how it is reached."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """What is concluded: one phase, several, or neither with the confidence asked for."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    UNDECIDED = "undecided"
