"""What a further training changed on the map: of each published alloy that both models place, what is said of it, and where it lies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hea_core.design.latent_map import Atlas


@dataclass(frozen=True, eq=False)
class MapChange:
    """n alloys that two models place on their maps.

    Attributes:
        formula: canonical.
        z: places on the older map (n, 2).
        before, after: probability of one phase (n,).
        shift: how far the places are apart once the newer map is turned, mirrored, scaled and moved so that they fit best, in units of the
            older map (n,). Two trainings draw their maps in any position, so that nothing else about places can be compared.
        radius: root mean square distance of the places from their middle, on the older map.
    """

    formula: tuple[str, ...]
    z: np.ndarray
    before: np.ndarray
    after: np.ndarray
    shift: np.ndarray
    radius: float

    @property
    def change(self) -> np.ndarray:
        """Of the probability, (n,)."""
        return self.after - self.before

    @property
    def crossed(self) -> np.ndarray:
        """Whether the probability is on the other side of one half, bool (n,). Verdicts also differ by what was calibrated."""
        return np.asarray((self.before >= 0.5) != (self.after >= 0.5))


def map_change(old: Atlas, new: Atlas) -> MapChange:
    """The alloys of both maps, by formula, in the order of the older one."""
    at = {formula: row for row, formula in enumerate(new.formula)}
    rows = np.array([row for row, formula in enumerate(old.formula) if formula in at], dtype=int)
    there = np.array([at[old.formula[row]] for row in rows], dtype=int)
    places, others = old.z[rows], new.z[there]
    centred = places - places.mean(axis=0)
    return MapChange(
        formula=tuple(old.formula[row] for row in rows),
        z=places,
        before=old.probability[rows],
        after=new.probability[there],
        shift=np.linalg.norm(_fitted(others - others.mean(axis=0), centred) - centred, axis=1),
        radius=float(np.sqrt((centred**2).sum(axis=1).mean())),
    )


def _fitted(points: np.ndarray, onto: np.ndarray) -> np.ndarray:
    """Centred points (n, 2) turned, mirrored and scaled to lie nearest to others, in the mean square (Procrustes)."""
    left, singular, right = np.linalg.svd(points.T @ onto)
    return np.asarray(singular.sum() / (points**2).sum() * points @ left @ right)
