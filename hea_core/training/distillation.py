"""The classifier q(φ | f(x)): a forest teaches an ensemble of small networks on augmented alloys.

On a thousand labelled alloys no network matches a forest; but a network can learn what the forest says of thousands of
alloys nobody has made, and then it is differentiable, fast, and an ensemble of them says how sure it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier
from torch import Tensor, nn
from torch.nn import functional

from hea_core.errors import DataError
from hea_core.model.networks import Classifier
from hea_core.progress import OnProgress

REPORT_EVERY = 200


@dataclass(frozen=True, slots=True)
class Descent:
    """How an ensemble of networks learns from its teacher: AdamW with one learning-rate cycle.

    Attributes:
        batch: alloys of a step.
        pairs: of alloys that differ by a trace, of a step.
        rate: largest learning rate.
        decay: of the weights.
    """

    batch: int = 256
    pairs: int = 128
    rate: float = 1e-2
    decay: float = 1e-2


class Teacher:
    """Random forest and extra trees on descriptors; their mean is the soft label of an augmented alloy."""

    def __init__(self, descriptors: np.ndarray, labels: np.ndarray, weights: np.ndarray, seed: int, trees: int) -> None:
        """Fit to descriptors (n, D), labels (n,) in [0, 1] and weights (n,); a soft label counts as both classes, weighted.

        Raises:
            DataError: all labels on one side of 0.5.
        """
        if not (labels > 0.5).any() or not (labels < 0.5).any():
            raise DataError(
                "The labelled alloys are all of one class: give at least one single-phase alloy and one that is not."
            )
        self.members = forests(descriptors, np.stack([1.0 - labels, labels], axis=1), weights, seed, trees)

    def probability(self, descriptors: np.ndarray) -> np.ndarray:
        """Probability of a single phase, (n,)."""
        return np.mean([member.predict_proba(descriptors)[:, 1] for member in self.members], axis=0)


def forests(
    descriptors: np.ndarray, shares: np.ndarray, weights: np.ndarray, seed: int, trees: int
) -> tuple[RandomForestClassifier, ExtraTreesClassifier]:
    """Random forest and extra trees taught classes.

    Args:
        descriptors: (n, D).
        shares: probabilities of the classes (n, K); an alloy counts as each of its classes, weighted.
        weights: of the alloys (n,).
        seed: of both.
        trees: of each.
    """
    rows, classes = np.nonzero(shares * weights[:, None])
    members = (
        RandomForestClassifier(trees, min_samples_leaf=3, max_features=4, random_state=seed, n_jobs=2),
        ExtraTreesClassifier(trees, min_samples_leaf=2, random_state=seed, n_jobs=2),
    )
    for member in members:
        member.fit(descriptors[rows], classes, sample_weight=(shares * weights[:, None])[rows, classes])
    return members


Wrong = Callable[[Tensor, Tensor], Tensor]
"""wrong(what a network puts out for a batch, what it should have) -> loss of each alloy, (n,)."""


def fit_classifier(
    classifier: Classifier,
    real: tuple[Tensor, Tensor, Tensor],
    free: tuple[Tensor, Tensor],
    pairs: tuple[Tensor, Tensor],
    *,
    steadiness: float,
    descent: Descent,
    steps: int,
    generator: torch.Generator,
    on_progress: OnProgress,
) -> None:
    """Train the ensemble in place; members differ by their start only, each batch is shared.

    Args:
        classifier: to train.
        real: descriptors (n, D), labels (n,) in [0, 1] and weights (n,) of measured alloys.
        free: descriptors (m, D) and labels (m,) of others.
        pairs: descriptors (k, D) of alloys, and of the same with a trace of another element.
        steadiness: weight of the squared difference in probability that a trace makes.
        descent: settings of the optimiser.
        steps: of the optimiser.
        generator: draws the batches.
        on_progress: called with "classifier", steps done, steps in all.
    """
    inputs = torch.cat([real[0], free[0]])
    classifier.encoding.fit(inputs)
    targets = torch.cat([real[1], free[1]])
    weights = torch.cat([real[2], torch.ones_like(free[1])])
    distil(
        classifier,
        (inputs, targets, weights),
        _wrong_class,
        descent=descent,
        steps=steps,
        generator=generator,
        on_progress=on_progress,
        what="classifier",
        further=partial(jump, classifier.probability, pairs, descent.pairs, steadiness, generator)
        if len(pairs[0])
        else None,
    )


def jump(
    answer: Callable[[Tensor], Tensor],
    pairs: tuple[Tensor, Tensor],
    count: int,
    weight: float,
    generator: torch.Generator,
) -> Tensor:
    """Weighted squared change of an answer by a trace, mean over a draw of pairs.

    Args:
        answer: descriptors (n, D) to what should be steady, (n,) or (n, K).
        pairs: descriptors (k, D) of alloys, and of the same with a trace of another element.
        count: pairs drawn.
        weight: of the change.
        generator: draws the pairs.
    """
    drawn = torch.randint(len(pairs[0]), (count,), generator=generator)
    without, traced = answer(torch.cat([side[drawn] for side in pairs])).split(count)
    return weight * (traced - without).square().mean()


def _wrong_class(logits: Tensor, targets: Tensor) -> Tensor:
    entropy = functional.binary_cross_entropy_with_logits(logits, targets[:, None].expand_as(logits), reduction="none")
    return entropy.mean(1)


def distil(
    network: nn.Module,
    lessons: tuple[Tensor, Tensor, Tensor],
    wrong: Wrong,
    *,
    descent: Descent,
    steps: int,
    generator: torch.Generator,
    on_progress: OnProgress,
    what: str,
    further: Callable[[], Tensor] | None = None,
) -> None:
    """Train a network in place by AdamW with one learning-rate cycle.

    Args:
        network: descriptors (n, D) to its outputs.
        lessons: descriptors (n, D), targets (n, …) and weights (n,).
        wrong: its loss of each alloy.
        descent: settings of the optimiser.
        steps: of it.
        generator: draws the batches.
        on_progress: called with `what`, steps done, steps in all.
        what: is being trained.
        further: loss that is added at every step.
    """
    inputs, targets, weights = lessons
    optimiser = torch.optim.AdamW(network.parameters(), descent.rate, weight_decay=descent.decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, descent.rate, total_steps=steps)
    for step in range(steps):
        chosen = torch.randint(len(inputs), (descent.batch,), generator=generator)
        loss = (wrong(network(inputs[chosen]), targets[chosen]) * weights[chosen]).mean()
        if further:
            loss = loss + further()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        if (step + 1) % REPORT_EVERY == 0 or step + 1 == steps:
            on_progress(what, step + 1, steps)
