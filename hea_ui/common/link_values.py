"""Numbers that come from outside, in a link or from the browser: finite and in range, or not taken. Pure."""

from __future__ import annotations

import math
from typing import SupportsFloat

LARGEST_WHOLE = 2**53 - 1
"""Largest whole number that JavaScript counts to."""
_LONGEST = 40
"""Characters of a number; int() takes time that grows with the square of them."""


def number(value: object, low: float, high: float, whole: bool = False) -> float | None:
    """A finite number from low to high, or None.

    Args:
        value: text of a link, or what the browser sent.
        low: least that is taken.
        high: most that is taken; may be infinite, which the number may not.
        whole: whether it must be an integer, written without a point.
    """
    try:
        if isinstance(value, str) and (len(value) > _LONGEST or not value.isascii()):
            return None
        if not isinstance(value, str | SupportsFloat):
            return None
        found = int(value) if whole and isinstance(value, str) else float(value)
        usable = math.isfinite(found) and low <= found <= high and not (whole and found != int(found))
    except (ValueError, TypeError, OverflowError):
        return None
    return found if usable else None
