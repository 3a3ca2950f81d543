"""How densely measured alloys lie on the latent map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

GRID = 81
MARGIN = 0.6
"""Latent units that the map shows beyond the measured alloys."""
_AS_THIN = 1.0 - 1e-9
"""Share of a density from which on another is no thinner: a measured alloy is not counted below itself, however its place was summed."""
_ROWS = 64
"""Queries compared with all measured alloys at a time: the intermediate stays in the cache."""


@dataclass(frozen=True, eq=False)
class Density:
    """Kernel density of the measured alloys on the latent map.

    Attributes:
        z1, z2: axes of the grid, (GRID,).
        value: density (GRID, GRID), row = z2, per unit area.
    """

    z1: np.ndarray
    z2: np.ndarray
    value: np.ndarray


class _Kernels:
    """Gaussian kernel density in the plane, with Scott's bandwidth: scipy.stats.gaussian_kde, which takes a second to import."""

    def __init__(self, points: np.ndarray) -> None:
        """Take the points, (n, 2)."""
        scott = len(points) ** (-1.0 / 6.0)
        covariance = np.cov(points, rowvar=False) * scott**2
        self._whiten = np.linalg.inv(np.linalg.cholesky(covariance)).T / np.sqrt(2.0)
        self._points = (points @ self._whiten).T.copy()
        self._height = 1.0 / (2.0 * np.pi * np.sqrt(np.linalg.det(covariance)) * len(points))

    def __call__(self, at: np.ndarray) -> np.ndarray:
        """Density per unit area at (m, 2), (m,)."""
        x, y = self._points
        found = np.empty(len(at))
        for start in range(0, len(at), _ROWS):
            some = at[start : start + _ROWS] @ self._whiten
            far = np.square(some[:, 0, None] - x)
            far += np.square(some[:, 1, None] - y)
            found[start : start + _ROWS] = np.exp(np.negative(far, out=far), out=far).sum(axis=1)
        return self._height * found


class MapDensity:
    """Kernel density estimate of the measured alloys on the latent map."""

    def __init__(self, z: np.ndarray) -> None:
        """Take z of the measured alloys, (n, 2)."""
        self._kde = _Kernels(z)
        self._at_alloys = np.sort(self._kde(z))
        self._low, self._high = z.min(axis=0) - MARGIN, z.max(axis=0) + MARGIN

    def percentile(self, z: np.ndarray) -> np.ndarray:
        """Share of measured alloys (0-100) that lie in a thinner place than each z (n, 2), (n,)."""
        at = self._kde(np.atleast_2d(z)) * _AS_THIN
        return 100.0 * np.searchsorted(self._at_alloys, at) / len(self._at_alloys)

    def grid(self) -> Density:
        """The density over the whole map."""
        z1, z2 = (np.linspace(low, high, GRID) for low, high in zip(self._low, self._high, strict=True))
        first, second = np.meshgrid(z1, z2)
        return Density(z1, z2, self._kde(np.stack([first.ravel(), second.ravel()], axis=1)).reshape(GRID, GRID))
