"""Free alloys: compositions without a label, made from the measured ones, for the semi-supervised terms of training.

Nothing is known of them but their formula, and that is all the unlabelled objective asks. The classifier's teacher labels
them softly; the VAE sees them with the classifier's probability.
"""

from __future__ import annotations

import numpy as np

TRACE = 0.01
"""Atomic fraction below which an element counts as absent."""
_CONCENTRATION = (6.0, 150.0)
"""Of the Dirichlet that jitters amounts: from loosely to closely around the measured alloy."""


def without_traces(fractions: np.ndarray) -> np.ndarray:
    """Set amounts under 1 at.% to zero and renormalise; rows (n, E) that would vanish are left out."""
    kept = np.where(fractions < TRACE, 0.0, fractions)
    total = kept.sum(axis=1, keepdims=True)
    whole = total[:, 0] > 0
    return kept[whole] / total[whole]


def jittered(fractions: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Other amounts of the same elements: one Dirichlet draw around each row, (n, E) -> (≤ n, E)."""
    low, high = np.log(_CONCENTRATION)
    concentration = np.exp(rng.uniform(low, high, (len(fractions), 1)))
    draws = np.where(fractions > 0, rng.gamma(np.maximum(fractions * concentration, 1e-9)) + 1e-12, 0.0)
    return without_traces(draws / draws.sum(axis=1, keepdims=True))


def around(measured: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """Alloys near the measured ones: half jittered, half with elements mixed in, dropped or added; about (count, E)."""
    n, n_elements = measured.shape
    half = count // 2
    same = measured[rng.integers(n, size=half)]
    changed = measured[rng.integers(n, size=count - half)].copy()
    kind = rng.uniform(size=len(changed))
    commonness = (measured > 0).mean(axis=0)

    mixed = kind < 0.4
    share = rng.uniform(0.2, 0.8, (mixed.sum(), 1))
    changed[mixed] = share * changed[mixed] + (1 - share) * measured[rng.integers(n, size=mixed.sum())]

    dropped = (kind >= 0.4) & (kind < 0.7) & ((changed > 0).sum(axis=1) > 2)
    lottery = np.where(changed[dropped] > 0, rng.uniform(size=(dropped.sum(), n_elements)), -1.0)
    changed[np.flatnonzero(dropped), lottery.argmax(axis=1)] = 0.0

    added = np.flatnonzero(kind >= 0.7)
    newcomer = rng.choice(n_elements, size=len(added), p=commonness / commonness.sum())
    changed[added, newcomer] += rng.uniform(0.03, 0.35, len(added))

    changed /= changed.sum(axis=1, keepdims=True)
    return np.concatenate([jittered(same, rng), jittered(changed, rng)])


def anywhere(measured: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """Random element sets of two to eight elements with Dirichlet amounts, commoner elements more often; about (count, E)."""
    n_elements = measured.shape[1]
    commonness = np.sqrt((measured > 0).mean(axis=0) + 1e-12)
    orders = rng.integers(2, 9, size=count)
    # Gumbel keys draw element sets without replacement for all rows at once.
    keys = np.log(commonness) + rng.gumbel(size=(count, n_elements))
    rank = (-keys).argsort(axis=1).argsort(axis=1)
    present = rank < orders[:, None]
    draws = np.where(present, rng.gamma(rng.choice([1.0, 3.0, 10.0], size=(count, 1)), size=(count, n_elements)), 0.0)
    return without_traces(draws / draws.sum(axis=1, keepdims=True))


def substituted(measured: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """Measured amounts on other elements, (count, E): what the next unmeasured system looks like.

    Alloys are made in simple ratios, so random amounts never show a student the places that are asked about. 70 % have
    one to three elements exchanged, 10 % one removed, 10 % one added, 10 % their amounts permuted. Alloys of four or more
    elements are drawn three times as often.
    """
    chance = np.where((measured > 0).sum(axis=1) >= 4, 3.0, 1.0)
    alloys = measured[rng.choice(len(measured), count, p=chance / chance.sum())].copy()
    commonness = 0.5 * np.log((measured > 0).mean(axis=0) + 1e-4)
    kind = rng.uniform(size=count)
    exchanges = np.select([kind < 0.4, kind < 0.6, kind < 0.7], [1, 2, 3], 0)

    def present_one(rows: np.ndarray) -> np.ndarray:
        return np.where(alloys[rows] > 0, rng.uniform(size=(len(rows), alloys.shape[1])), -1.0).argmax(axis=1)

    def absent_one(rows: np.ndarray) -> np.ndarray:
        keys = commonness + rng.gumbel(size=(len(rows), alloys.shape[1]))
        return np.where(alloys[rows] > 0, -np.inf, keys).argmax(axis=1)

    for turn in (1, 2, 3):
        rows = np.flatnonzero(exchanges >= turn)
        old, new = present_one(rows), absent_one(rows)
        alloys[rows, new] = alloys[rows, old]
        alloys[rows, old] = 0.0
    rows = np.flatnonzero((kind >= 0.7) & (kind < 0.8) & ((alloys > 0).sum(axis=1) > 2))
    alloys[rows, present_one(rows)] = 0.0
    rows = np.flatnonzero((kind >= 0.8) & (kind < 0.9))
    mean = alloys[rows].sum(axis=1) / (alloys[rows] > 0).sum(axis=1)
    alloys[rows, absent_one(rows)] = mean * rng.choice([0.1, 0.25, 0.5, 1.0, 1.0, 1.0, 1.5], len(rows))
    for row in np.flatnonzero(kind >= 0.9):
        present = np.flatnonzero(alloys[row])
        alloys[row, present] = alloys[row, rng.permutation(present)]
    return alloys / alloys.sum(axis=1, keepdims=True)


_TRACES = (0.002, 0.01)
"""Atomic fraction of an element that is put into an alloy that lacks it: least and most."""


def with_traces(fractions: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Alloys (n, E), and the same with a trace of one element that they lack, for those of (n, E) that lack the one drawn."""
    rows = np.arange(len(fractions))
    newcomer = rng.integers(fractions.shape[1], size=len(fractions))
    amount = rng.uniform(*_TRACES, len(fractions))
    lacking = fractions[rows, newcomer] == 0.0
    traced = fractions * (1.0 - amount[:, None])
    traced[rows, newcomer] += amount
    return fractions[lacking], traced[lacking]


def to_teach(measured: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """The pool that the teacher labels, about (count, E): 65 % substituted, 15 % near measured ones, 20 % anywhere."""
    exchanged, near = int(0.65 * count), int(0.15 * count)
    return np.concatenate(
        [
            substituted(measured, exchanged, rng),
            around(measured, near, rng),
            anywhere(measured, count - exchanged - near, rng),
        ]
    )
