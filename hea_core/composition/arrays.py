"""Arithmetic on arrays of amounts, a row an alloy."""

from __future__ import annotations

import numpy as np


def at_percent_moved(one: np.ndarray, other: np.ndarray, whole: float = 1.0) -> np.ndarray:
    """At.% that must change place from one alloy to another: half the summed |differences|, 0 to 100.

    Written out only where millions are compared, in pieces that fit the processor's cache: hea_core.trust.measured
    and hea_core.kernels.nearest; one alloy has Composition.at_percent_moved.

    Args:
        one: amounts of E elements, (…, E).
        other: of the same elements; either may be one row for all.
        whole: what the amounts of an alloy sum to.

    Returns:
        (…,).
    """
    return np.asarray(50.0 / whole * np.abs(one - other).sum(axis=-1))
