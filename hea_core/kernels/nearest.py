"""At.% to the nearest measured alloy, for every alloy of a screening: novelty."""

from __future__ import annotations

import numpy as np
from numba import njit

AT_ONCE = 16
"""Measured alloys compared together; their number is a multiple of it."""


@njit(nogil=True, cache=True)
def smallest_difference(
    queries: np.ndarray, measured: np.ndarray, rest: np.ndarray, bound: np.ndarray, out: np.ndarray
) -> None:
    """Least Σ |a − b| to any measured alloy, float32 (n,), of alloys as fractions, float32 (n, E).

    Args:
        queries: the alloys asked about.
        measured: fractions of m alloys as columns, float32 (E, m).
        rest: what each of them holds of other elements, float32 (m,).
        bound: no alloy asked about is nearer to it, float32 (m,), rising: none is looked at whose bound exceeds the best found.
        out: written.
    """
    difference = np.empty(AT_ONCE, np.float32)
    for i in range(len(queries)):
        best = np.float32(np.inf)
        for start in range(0, len(bound), AT_ONCE):
            if bound[start] > best:
                break
            for k in range(AT_ONCE):
                difference[k] = rest[start + k]
            for e in range(len(measured)):
                amount = queries[i, e]
                for k in range(AT_ONCE):
                    difference[k] += abs(amount - measured[e, start + k])
            for k in range(AT_ONCE):
                best = min(best, difference[k])
        out[i] = best
