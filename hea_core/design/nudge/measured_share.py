"""What the measured alloys near a candidate say: the share of single phases among them, weighted by closeness."""

from __future__ import annotations

import numpy as np

SCALE = 8.0
"""At.% over which a measured alloy's say falls by e."""
REACH = 24.0
"""At.% beyond which it has none."""
PRIOR = 0.05
"""Weight of the overall share of single phases, which speaks where nothing is near."""


class MeasuredShare:
    """Kernel-weighted share of single-phase alloys among the measured ones. Read-only, so threads may share it."""

    def __init__(self, fractions: np.ndarray, labels: np.ndarray) -> None:
        """Atomic fractions (m, E) and labels (m,) in [0, 1] of the measured alloys."""
        self._fractions, self._labels = np.asarray(fractions, dtype=np.float64), np.asarray(labels, dtype=np.float64)
        self._prior = float(self._labels.mean())

    def __call__(self, fractions: np.ndarray) -> np.ndarray:
        """Share in (0, 1) for atomic fractions (n, E), (n,)."""
        from scipy.spatial.distance import cdist  # a quarter of a second, and only a nudge asks

        elements = (fractions > 0).any(axis=0)
        outside = self._fractions[:, ~elements].sum(axis=1)
        # Rows of too much else are out of reach, and what the others hold of it is the same distance for every query.
        near = np.flatnonzero(100.0 * outside <= REACH)
        measured = self._fractions[np.ix_(near, elements)]
        distance = 50.0 * (cdist(fractions[:, elements], measured, "cityblock") + outside[near])
        weight = np.where(distance <= REACH, np.exp(-distance / SCALE), 0.0)
        return np.asarray((weight @ self._labels[near] + PRIOR * self._prior) / (weight.sum(axis=1) + PRIOR))
