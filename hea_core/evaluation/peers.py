"""What any classifier of ours must be compared with, on the same rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.neighbors import KNeighborsClassifier

from hea_core.training.config import TrainConfig
from hea_core.training.distillation import forests

PEERS = ("nearest_neighbour", "random_forest", "extra_trees")


@dataclass(frozen=True, eq=False)
class Rows:
    """Labelled alloys that a peer is fitted to.

    Attributes:
        descriptors: (n, D), for the forests.
        fractions: (n, E), for the nearest neighbour in at.%.
        labels: observed classes or soft labels in [0, 1], (n,).
        weights: of the labels, (n,); the nearest neighbour has no use for them.
    """

    descriptors: np.ndarray
    fractions: np.ndarray
    labels: np.ndarray
    weights: np.ndarray


def peer_probabilities(known: Rows, descriptors: np.ndarray, fractions: np.ndarray, seed: int) -> dict[str, np.ndarray]:
    """Probabilities (n_test,) of each peer.

    Args:
        known: to fit on.
        descriptors: of the alloys asked about (n_test, D).
        fractions: of the same (n_test, E).
        seed: of the forests.
    """
    forest, extra = forests(
        known.descriptors, np.stack([1 - known.labels, known.labels], axis=1), known.weights, seed, TrainConfig().trees
    )
    nearest = KNeighborsClassifier(1, metric="manhattan").fit(known.fractions, known.labels > 0.5)
    return {
        "nearest_neighbour": nearest.predict_proba(fractions)[:, 1],
        "random_forest": forest.predict_proba(descriptors)[:, 1],
        "extra_trees": extra.predict_proba(descriptors)[:, 1],
    }
