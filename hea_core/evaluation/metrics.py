"""Figures of merit of a classifier, with intervals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

BINS = 10
"""Equal-width bins of the expected calibration error."""
_RESAMPLES = 400


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its 95 % bootstrap interval over alloys."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Scores:
    """How well probabilities fit observed classes.

    Attributes:
        n: alloys scored.
        majority: accuracy of always saying the commoner class.
        accuracy: at 0.5.
        auc: area under the ROC curve.
        brier: mean squared error of the probability.
        ece: expected calibration error over BINS equal bins.
    """

    n: int
    majority: float
    accuracy: Interval
    auc: Interval
    brier: Interval
    ece: float


def accuracy(observed: np.ndarray, probability: np.ndarray) -> float:
    """Share on the right side of 0.5; observed 0/1 (n,)."""
    return float(((probability > 0.5) == (observed > 0.5)).mean())


def brier(observed: np.ndarray, probability: np.ndarray) -> float:
    """Mean squared error."""
    return float(((probability - observed) ** 2).mean())


def auc(observed: np.ndarray, probability: np.ndarray) -> float:
    """Area under the ROC curve; observed 0/1 (n,), both of which occur.

    From ranks: 400 resamples by scikit-learn, which looks at its arguments each time, take seconds.
    """
    positive = observed > 0.5
    n = int(positive.sum())
    above = rankdata(probability)[positive].sum() - n * (n + 1) / 2
    return float(above / (n * (len(observed) - n)))


def expected_calibration_error(observed: np.ndarray, probability: np.ndarray) -> float:
    """Σ over bins of |mean observed − mean probability|, weighted by the alloys in the bin."""
    bins = np.clip((probability * BINS).astype(int), 0, BINS - 1)
    gap = np.bincount(bins, weights=observed - probability, minlength=BINS)
    return float(np.abs(gap).sum() / len(observed))


def reliability(observed: np.ndarray, probability: np.ndarray) -> list[dict[str, float]]:
    """Per occupied bin: mean probability, observed share, alloys."""
    bins = np.clip((probability * BINS).astype(int), 0, BINS - 1)
    return [
        {
            "probability": float(probability[bins == b].mean()),
            "observed": float(observed[bins == b].mean()),
            "n": int((bins == b).sum()),
        }
        for b in range(BINS)
        if (bins == b).any()
    ]


def _bootstrap(
    figure: Callable[[np.ndarray, np.ndarray], float], observed: np.ndarray, probability: np.ndarray
) -> Interval:
    rng = np.random.default_rng(0)
    values = []
    for _ in range(_RESAMPLES):
        rows = rng.integers(len(observed), size=len(observed))
        if 0 < observed[rows].sum() < len(rows):
            values.append(figure(observed[rows], probability[rows]))
    low, high = np.quantile(values, [0.025, 0.975])
    return Interval(figure(observed, probability), float(low), float(high))


def score(observed: np.ndarray, probability: np.ndarray) -> Scores:
    """All figures for observed classes 0/1 (n,) and probabilities (n,); both classes must occur."""
    return Scores(
        n=len(observed),
        majority=float(max(observed.mean(), 1 - observed.mean())),
        accuracy=_bootstrap(accuracy, observed, probability),
        auc=_bootstrap(auc, observed, probability),
        brier=_bootstrap(brier, observed, probability),
        ece=expected_calibration_error(observed, probability),
    )
