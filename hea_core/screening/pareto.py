"""The Pareto front over a few objectives, exact for any number of rows."""

from __future__ import annotations

import numpy as np

_BLOCK = 2048


def front(values: np.ndarray, maximise: tuple[bool, ...]) -> np.ndarray:
    """Rows that no other row beats: at least as good in every objective and better in one.

    Rows that tie in all objectives stay together. A row with NaN in an objective cannot be compared and is left out.

    Args:
        values: (n, k), k = 2 or 3.
        maximise: (k,) whether more is better.

    Returns:
        int64 positions in ascending order.
    """
    if values.ndim != 2 or values.shape[1] not in (2, 3) or len(maximise) != values.shape[1]:
        raise ValueError(
            f"front takes (n, 2) or (n, 3) and as many directions, got {values.shape} and {len(maximise)}."
        )
    comparable = np.flatnonzero(~np.isnan(values).any(axis=1))
    better = np.where(maximise, values[comparable], -values[comparable])
    if better.shape[1] == 2:
        better = np.column_stack([better, np.zeros(len(better), dtype=better.dtype)])
    order = np.lexsort(-better.T[::-1])
    ranked = better[order]
    first = np.ones(len(ranked), dtype=bool)
    first[1:] = (ranked[1:] != ranked[:-1]).any(axis=1)
    distinct = ranked[first]
    kept = np.zeros(len(distinct), dtype=bool)
    kept[_undominated(distinct[:, 1:])] = True
    return np.sort(comparable[order[kept[np.cumsum(first) - 1]]])


def _undominated(ranked: np.ndarray) -> np.ndarray:
    """Positions of the front of distinct rows that are sorted, best first, by an objective not in `ranked` (n, 2).

    An earlier row beats a later one exactly when it is at least as good in both columns. The staircase of the front so far
    settles almost every row of a block at once; those it leaves are compared among themselves.
    """
    stairs = np.empty((0, 2), dtype=ranked.dtype)
    found = []
    for start in range(0, len(ranked), _BLOCK):
        rows = np.arange(start, min(start + _BLOCK, len(ranked)))
        rows = rows[~_below(stairs, ranked[rows])]
        inside = ranked[rows]
        beaten = (inside[:, None, 0] >= inside[None, :, 0]) & (inside[:, None, 1] >= inside[None, :, 1])
        rows = rows[~np.triu(beaten, 1).any(axis=0)]
        found.append(rows)
        stairs = _stairs(np.concatenate([stairs, ranked[rows]]))
    return np.concatenate(found) if found else np.empty(0, dtype=np.int64)


def _stairs(points: np.ndarray) -> np.ndarray:
    """The points no other is at least as good as in both columns, first column falling and second rising."""
    points = points[np.lexsort((-points[:, 1], -points[:, 0]))]
    best_before = np.maximum.accumulate(np.concatenate([[-np.inf], points[:-1, 1]]))
    return points[points[:, 1] > best_before]


def _below(stairs: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Whether some stair is at least as good as each point in both columns, bool (n,)."""
    if not len(stairs):
        return np.zeros(len(points), dtype=bool)
    # among stairs with first ≥ the point's, the last has the largest second
    last = np.searchsorted(-stairs[:, 0], -points[:, 0], side="right") - 1
    return np.asarray((last >= 0) & (stairs[last, 1] >= points[:, 1]))
