"""Formulas as papers print them: a series names its end members with amounts of 0."""

from __future__ import annotations

import re
from functools import lru_cache

from hea_core.composition.composition import Composition

ZERO_TERM = re.compile(r"[A-Z][a-z]?0+(?:\.0*)?(?![0-9.])")
"""An element that a published string names with amount 0: the end member of a series."""
_ALONE = re.compile(r"([A-Z][a-z]?)[0-9.]+")


def without_zeros(formula: str) -> str:
    """The formula without the elements of amount 0: Al0CoCrFeNi is CoCrFeNi, Al0Ni2 is Ni.

    The amount of an element left alone goes too: it says nothing any more, and Ni2 would be taken for a designation.
    """
    left = ZERO_TERM.sub("", formula)
    alone = _ALONE.fullmatch(left) if left != formula else None
    return alone.group(1) if alone else left


@lru_cache(4096)
def parse_published(formula: str) -> Composition:
    """Read a published formula: as Composition.parse, with zero amounts (Al0CoCrFeNi) left out."""
    return Composition.parse(without_zeros(formula) if "0" in formula else formula)
