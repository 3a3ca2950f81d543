"""What any classifier of ours must be compared with, on the same rows."""

from __future__ import annotations

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier
from sklearn.neighbors import KNeighborsClassifier

PEERS = ("nearest_neighbour", "random_forest", "extra_trees")


def peer_probabilities(
    descriptors: np.ndarray, fractions: np.ndarray, labels: np.ndarray, train: np.ndarray, test: np.ndarray, seed: int
) -> dict[str, np.ndarray]:
    """Probabilities (n_test,) of each peer.

    Args:
        descriptors: (n, D), for the forests.
        fractions: (n, E), for the nearest neighbour in at.%.
        labels: observed classes 0/1 (n,).
        train: row indices to fit on.
        test: row indices to answer for.
        seed: of the forests.
    """
    models = {
        "nearest_neighbour": (KNeighborsClassifier(1, metric="manhattan"), fractions),
        "random_forest": (
            RandomForestClassifier(300, min_samples_leaf=3, max_features=4, random_state=seed, n_jobs=2),
            descriptors,
        ),
        "extra_trees": (ExtraTreesClassifier(300, min_samples_leaf=2, random_state=seed, n_jobs=2), descriptors),
    }
    return {
        name: model.fit(inputs[train], labels[train]).predict_proba(inputs[test])[:, 1]
        for name, (model, inputs) in models.items()
    }
