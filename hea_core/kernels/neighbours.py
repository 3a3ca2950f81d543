"""Measured neighbours of many alloys: the same sums in the same order as hea_core.trust.measured makes for few, without arrays between them."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(nogil=True, cache=True)
def nearest(queries: np.ndarray, measured: np.ndarray, scale: float, rows: np.ndarray, distances: np.ndarray) -> None:
    """The k nearest measured alloys, nearest first, the first row before others as near; fewer than k are never asked for.

    Args:
        queries: atomic fractions, float32 (n, E).
        measured: atomic fractions as columns, float32 (E, m).
        scale: distances are rounded to whole parts of one at.% of so many.
        rows: written, int64 (n, k).
        distances: written, at.%, float64 (n, k).
    """
    count, most = measured.shape[1], rows.shape[1]
    shared, distance = np.empty(count, np.float32), np.empty(count)
    for i in range(len(queries)):
        shared[:] = 0.0
        for e in range(len(measured)):
            amount = queries[i, e]
            if amount > 0.0:
                for k in range(count):
                    shared[k] += min(amount, measured[e, k])
        for k in range(count):
            distance[k] = np.rint((100.0 - 100.0 * np.float64(shared[k])) * scale) / scale + 0.0  # no -0.0
        distances[i] = np.inf
        for k in range(count):
            if distance[k] < distances[i, most - 1]:
                place = most - 1
                while place > 0 and distance[k] < distances[i, place - 1]:
                    rows[i, place], distances[i, place] = rows[i, place - 1], distances[i, place - 1]
                    place -= 1
                rows[i, place], distances[i, place] = k, distance[k]


@njit(nogil=True, cache=True)
def reach(queries: np.ndarray, crowd: np.ndarray, rank: int, out: np.ndarray) -> None:
    """Euclidean distance to the rank-th nearest member of a crowd.

    Args:
        queries: float64 (n, D).
        crowd: its members as columns, float64 (D, m), at least `rank` of them.
        rank: counted from 1.
        out: written, float64 (n,).
    """
    squared, least = np.empty(crowd.shape[1]), np.empty(rank)
    for i in range(len(queries)):
        squared[:] = 0.0
        for d in range(len(crowd)):
            value = queries[i, d]
            for k in range(len(squared)):
                squared[k] += (value - crowd[d, k]) ** 2
        least[:] = np.inf
        for k in range(len(squared)):
            if squared[k] < least[rank - 1]:
                place = rank - 1
                while place > 0 and squared[k] < least[place - 1]:
                    least[place] = least[place - 1]
                    place -= 1
                least[place] = squared[k]
        out[i] = np.sqrt(least[rank - 1])
