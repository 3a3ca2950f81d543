"""The walk through a forest, alloy by alloy: the second opinion on every alloy of a search."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(nogil=True, cache=True)
def walk(
    inputs: np.ndarray, feature: np.ndarray, value: np.ndarray, right: np.ndarray, roots: np.ndarray, out: np.ndarray
) -> None:
    """Mean over the trees of the leaf that each alloy comes to, float64 (n,).

    Args:
        inputs: float32 (n, C).
        feature: column that a node asks, (N,).
        value: up to which the way goes left; of a leaf, what it says, (N,).
        right: where the way goes otherwise, counted from the root; 0 marks a leaf, (N,).
        roots: first node of each tree, (T,).
        out: written.
    """
    for i in range(len(inputs)):
        total = 0.0
        for root in roots:
            node = np.int64(root)
            while right[node] > 0:
                node = node + 1 if inputs[i, feature[node]] <= value[node] else np.int64(root) + right[node]
            total += value[node]
        out[i] = total / len(roots)
