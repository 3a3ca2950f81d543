"""One reading a text: the composition it stands for, and what was assumed on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hea_core.composition.composition import Composition
from hea_core.composition.notation import convention

Unit = Literal["auto", "at", "wt"]
"""Whether percentages without a unit are of atoms or of weight; "auto" decides by what is known of the alloy."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text stands for; made once and passed on.

    Attributes:
        text: as given.
        composition: read from it.
        assumption: one sentence that says what was taken for granted; None where the text has one common meaning.
    """

    text: str
    composition: Composition
    assumption: str | None = None


def read(text: str, unit: Unit = "auto") -> Reading:
    """Read one alloy; FormulaError names the token that cannot be read, and shows what to write."""
    return Reading(text, Composition.parse(text), convention(text) or None)
