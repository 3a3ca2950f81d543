"""What a prediction rests on: measured neighbours, the density of the latent map, and whether the alloy is in the domain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import gaussian_kde

from hea_core.composition import Composition
from hea_core.datasets import Alloys

NEIGHBOURS = 5
NEAR, FAR = 10.0, 25.0
"""At.% to the nearest measured alloy: within NEAR the model interpolates, beyond FAR nothing measured is alike."""
SUPPORT = 10
"""Measured alloys of four or more elements that must hold an element before the model is trusted with it there."""
GRID = 81
MARGIN = 0.6
"""Latent units that the map shows beyond the measured alloys."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A measured alloy near the one asked about.

    Attributes:
        formula: canonical.
        distance_at_percent: at.% that must change place to go there.
        single_phase: mean of its observed labels, 0 to 1; between them sources disagree.
        source: names of the data sets that report it.
        doi: of the first source.
    """

    formula: str
    distance_at_percent: float
    single_phase: float
    source: str
    doi: str


@dataclass(frozen=True, slots=True)
class Domain:
    """Whether a prediction interpolates: "in", "edge" or "out", and the reasons in words."""

    verdict: str
    reasons: tuple[str, ...]


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


class Evidence:
    """The measured alloys, ready for distance queries. Read-only, so threads may share it."""

    def __init__(self, alloys: Alloys, symbols: Sequence[str]) -> None:
        """Keep `alloys` with labels; `symbols` fixes the columns of the fractions that queries bring."""
        self.alloys = alloys
        self.symbols = tuple(symbols)
        self._fractions = alloys.fractions(symbols).astype(np.float32)
        multinary = self._fractions[alloys.n_elements >= 4]
        self._support = dict(zip(self.symbols, (multinary > 0).sum(axis=0).tolist(), strict=True))

    def distances(self, fractions: np.ndarray) -> np.ndarray:
        """At.% from each query (n, n_elements) to every measured alloy, (n, n_measured)."""
        queries = np.asarray(fractions, dtype=np.float32)
        return np.stack([50.0 * np.abs(self._fractions - query).sum(axis=1) for query in queries])

    def neighbours(self, distances: np.ndarray, count: int = NEIGHBOURS) -> tuple[Neighbour, ...]:
        """The nearest measured alloys to one query, given its row of `distances`."""
        nearest = np.argsort(distances, kind="stable")[:count]
        return tuple(
            Neighbour(
                self.alloys.formulas[i],
                round(float(distances[i]), 2),
                float(self.alloys.single_phase[i]),
                self.alloys.sources[i],
                self.alloys.dois[i][0],
            )
            for i in nearest
        )

    def domain(self, composition: Composition, distances: np.ndarray) -> Domain:
        """Judge one alloy by its nearest measured alloy and by how often its elements occur in alloys of four or more."""
        nearest = float(distances.min())
        scarce = [symbol for symbol in composition.elements if self._support[symbol] < SUPPORT]
        absent = [symbol for symbol in scarce if self._support[symbol] == 0]
        multinary = len(composition.elements) >= 4
        reasons = [f"The nearest measured alloy is {nearest:.1f} at.% away."]
        if multinary and scarce:
            counts = ", ".join(f"{symbol} {self._support[symbol]}" for symbol in scarce)
            reasons.append(f"Measured alloys of four or more elements with {counts}: too few to learn from.")
        if nearest > FAR or (multinary and absent and nearest > NEAR):
            return Domain("out", tuple(reasons))
        if nearest > NEAR or (multinary and scarce):
            return Domain("edge", tuple(reasons))
        return Domain("in", tuple(reasons))


class MapDensity:
    """Kernel density estimate of the measured alloys on the latent map."""

    def __init__(self, z: np.ndarray) -> None:
        """z of the measured alloys, (n, 2)."""
        self._kde = gaussian_kde(z.T)
        self._at_alloys = np.sort(self._kde(z.T))
        self._low, self._high = z.min(axis=0) - MARGIN, z.max(axis=0) + MARGIN

    def percentile(self, z: np.ndarray) -> np.ndarray:
        """Share of measured alloys (0-100) that lie in a thinner place than each z (n, 2), (n,)."""
        at = self._kde(np.atleast_2d(z).T)
        return 100.0 * np.searchsorted(self._at_alloys, at) / len(self._at_alloys)

    def grid(self) -> Density:
        """The density over the whole map."""
        z1, z2 = (np.linspace(low, high, GRID) for low, high in zip(self._low, self._high, strict=True))
        first, second = np.meshgrid(z1, z2)
        return Density(z1, z2, self._kde(np.stack([first.ravel(), second.ravel()])).reshape(GRID, GRID))
