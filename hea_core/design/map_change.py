"""What a further training changed on the map: of each published alloy that both models place, what is said of it, and where it lies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hea_core.design.latent_map import Atlas
from hea_core.results import Verdict


@dataclass(frozen=True, eq=False)
class MapChange:
    """n alloys that two models place on their maps.

    Attributes:
        formula: canonical.
        z: places on the older map (n, 2).
        before, after: probability of one phase (n,).
        verdict_before, verdict_after: what each model says.
        shift: how far the places are apart once the newer map is turned, mirrored, scaled and moved so that they fit best, in units of the
            older map (n,). Two trainings draw their maps in any position, so that nothing else about places can be compared.
        radius: root mean square distance of the places from their middle, on the older map.
    """

    formula: tuple[str, ...]
    z: np.ndarray
    before: np.ndarray
    after: np.ndarray
    verdict_before: tuple[Verdict, ...]
    verdict_after: tuple[Verdict, ...]
    shift: np.ndarray
    radius: float

    @property
    def change(self) -> np.ndarray:
        """Of the probability, (n,)."""
        return self.after - self.before

    @property
    def turned(self) -> np.ndarray:
        """Whether the verdict is another one, bool (n,)."""
        return np.array([old != new for old, new in zip(self.verdict_before, self.verdict_after, strict=True)])


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
        verdict_before=tuple(old.verdict[row] for row in rows),
        verdict_after=tuple(new.verdict[row] for row in there),
        shift=np.linalg.norm(_fitted(others - others.mean(axis=0), centred) - centred, axis=1),
        radius=float(np.sqrt((centred**2).sum(axis=1).mean())),
    )


def _fitted(points: np.ndarray, onto: np.ndarray) -> np.ndarray:
    """Centred points (n, 2) turned, mirrored and scaled to lie nearest to others, in the mean square (Procrustes)."""
    left, singular, right = np.linalg.svd(points.T @ onto)
    return np.asarray(singular.sum() / (points**2).sum() * points @ left @ right)
