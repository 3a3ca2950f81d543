"""A second opinion: a classifier that shares neither network nor descriptors with the model, asked about end points only.

A search that maximises a classifier finds that classifier's mistakes too. This one reads the amounts themselves and what
stands in the periodic table (number, mass, density, period, group), where the model reads radii, moduli, enthalpies and
electron counts. It was taught by the same measured alloys, so it can share their errors; the honest hit rate is the
precision on held-out systems (hea_core.evaluation.nudging).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hea_core.composition.elements import elements
from hea_core.model.forest import Forest

TREES = 150
_NOBLE_GASES = (2, 10, 18, 36, 54, 86)
_LANTHANIDES, _ACTINIDES = range(57, 71), range(89, 103)


class SecondOpinion:
    """Extra trees on composition and periodic-table statistics. Read-only once fitted, so threads may share it."""

    def __init__(self, forest: Forest, symbols: Sequence[str]) -> None:
        """Take trees that were grown on these elements."""
        self.forest = forest
        self._columns = _periodic(symbols)

    @classmethod
    def taught(cls, fractions: np.ndarray, labels: np.ndarray, symbols: Sequence[str]) -> SecondOpinion:
        """Fit to atomic fractions (n, E) over `symbols` and labels (n,) in [0, 1]; a soft label counts as both, weighted."""
        from sklearn.ensemble import ExtraTreesClassifier  # a second: only where one is taught

        inputs = _inputs(fractions, _periodic(symbols))
        weights = np.concatenate([labels, 1.0 - labels])
        used = weights > 0
        trees = ExtraTreesClassifier(TREES, min_samples_leaf=2, random_state=0)
        trees.fit(
            np.concatenate([inputs, inputs])[used], np.repeat([1, 0], len(labels))[used], sample_weight=weights[used]
        )
        return cls(Forest.grown([fitted.tree_ for fitted in trees.estimators_]), symbols)

    def probability(self, fractions: np.ndarray) -> np.ndarray:
        """Probability of a single phase of atomic fractions (n, E), (n,)."""
        return self.forest(_inputs(fractions, self._columns))


def _inputs(fractions: np.ndarray, columns: Sequence[np.ndarray]) -> np.ndarray:
    """Fractions, number of elements, and mean, mean deviation, least and most of every column, (n, E + 1 + 4·C)."""
    present = fractions > 0
    used = present.any(axis=0)
    held = present[:, used]
    parts = [fractions, present.sum(axis=1, keepdims=True)]
    for column in columns:
        mean = fractions @ column
        deviation = (fractions * np.abs(column - mean[:, None])).sum(axis=1)
        least = np.where(held, column[used], np.inf).min(axis=1)
        most = np.where(held, column[used], -np.inf).max(axis=1)
        parts.append(np.stack([mean, deviation, least, most], axis=1))
    return np.concatenate(parts, axis=1)


def _periodic(symbols: Sequence[str]) -> tuple[np.ndarray, ...]:
    """Atomic number, mass, density, period and group of these elements, each (E,)."""
    properties = elements().subset(symbols).properties
    numbers = properties["atomic_number"].astype(int)
    period = np.searchsorted(_NOBLE_GASES, numbers) + 1
    group = np.array([_group(int(number)) for number in numbers], dtype=np.float64)
    return (
        properties["atomic_number"],
        properties["atomic_mass_g_mol"],
        properties["density_g_cm3"],
        period.astype(np.float64),
        group,
    )


def _group(number: int) -> int:
    """Group of the periodic table, 1 to 18; f elements stand with Sc and Y in 3."""
    if number in _LANTHANIDES or number in _ACTINIDES:
        return 3
    before = max(gas for gas in (0, *_NOBLE_GASES) if gas < number)
    after = min(gas for gas in (*_NOBLE_GASES, 118) if gas >= number)
    from_left, to_right = number - before, after - number
    if to_right <= 5 and before >= 2:
        return 18 - to_right
    if number in (1, 2):
        return 1 if number == 1 else 18
    if from_left <= 2:
        return from_left
    return 18 - to_right
