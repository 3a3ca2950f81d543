"""The classifier q(φ | f(x)): a forest teaches an ensemble of small networks on free alloys.

On a thousand labelled alloys no network matches a forest; but a network can learn what the forest says of thousands of
alloys nobody has made, and then it is differentiable, fast, and an ensemble of them says how sure it is.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier
from torch import Tensor
from torch.nn import functional

from hea_core.errors import DataError
from hea_core.model.networks import Classifier

BATCH = 256
RATE = 1e-2
REPORT_EVERY = 200

Progress = Callable[[str, int, int], None]
"""on_progress(what is being done, steps done, steps in all)."""


class Teacher:
    """Random forest and extra trees on descriptors; their mean is the soft label of a free alloy."""

    def __init__(self, descriptors: np.ndarray, labels: np.ndarray, seed: int, trees: int = 300) -> None:
        """Fit to descriptors (n, D) and labels (n,) in [0, 1]; a soft label counts as both classes, weighted.

        Raises:
            DataError: all labels on one side of 0.5.
        """
        if not (labels > 0.5).any() or not (labels < 0.5).any():
            raise DataError(
                "The labelled alloys are all of one class: give at least one single-phase alloy and one that is not."
            )
        both = np.concatenate([descriptors, descriptors])
        classes = np.repeat([1, 0], len(labels))
        weights = np.concatenate([labels, 1.0 - labels])
        used = weights > 0
        self.members = (
            RandomForestClassifier(trees, min_samples_leaf=3, max_features=4, random_state=seed, n_jobs=2),
            ExtraTreesClassifier(trees, min_samples_leaf=2, random_state=seed, n_jobs=2),
        )
        for member in self.members:
            member.fit(both[used], classes[used], sample_weight=weights[used])

    def probability(self, descriptors: np.ndarray) -> np.ndarray:
        """Probability of a single phase, (n,)."""
        return np.mean([member.predict_proba(descriptors)[:, 1] for member in self.members], axis=0)


def fit_classifier(
    classifier: Classifier,
    real: tuple[Tensor, Tensor],
    free: tuple[Tensor, Tensor],
    *,
    steps: int,
    real_weight: float,
    generator: torch.Generator,
    on_progress: Progress,
) -> None:
    """Train the ensemble in place on real and free alloys, each given as descriptors (n, D) and labels (n,) in [0, 1].

    Members differ by their start only; each batch is shared. AdamW with one learning-rate cycle.
    """
    inputs = torch.cat([real[0], free[0]])
    targets = torch.cat([real[1], free[1]])
    weights = torch.cat([torch.full_like(real[1], real_weight), torch.ones_like(free[1])])
    classifier.encoding.fit(inputs)
    optimiser = torch.optim.AdamW(classifier.parameters(), RATE, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    for step in range(steps):
        chosen = torch.randint(len(inputs), (BATCH,), generator=generator)
        logits = classifier(inputs[chosen])
        wrong = functional.binary_cross_entropy_with_logits(
            logits, targets[chosen, None].expand_as(logits), reduction="none"
        )
        loss = (wrong.mean(1) * weights[chosen]).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        if (step + 1) % REPORT_EVERY == 0 or step + 1 == steps:
            on_progress("classifier", step + 1, steps)
