"""Fit intervals and sets to alloys whose whole chemical system was held out. What they mean: hea_core.trust.intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hea_core.trust.intervals import COVERAGE, GROUP, Calibration, Stratum, interval, is_multinary

NOMINAL = (0.90, 0.91, 0.92, 0.93, 0.94, 0.95, 0.96)
"""Coverages to fit to, of which the first that covers COVERAGE of the groups of systems left out is taken."""
ELSEWHERE = 0.87
"""Least coverage of the sets of four or more elements in collections held out as a whole."""
KEPT = 0.7
"""Share of the systems that a cross-validation fits to."""
_RESAMPLES, _SPLITS = 40, 20
_CHOOSING = range(1000, 1000 + _SPLITS)
"""Seeds of the splits that choose; others measure."""
_WIDEST = 6.0


@dataclass(frozen=True, eq=False)
class HeldOut:
    """Verdicts on n alloys by classifiers that were trained without the alloy's chemical system.

    Attributes:
        probability: mean of the members (n,).
        spread: standard deviation of their logits (n,).
        single: observed class, bool (n,).
        n_elements: int (n,).
        systems: chemical systems (n,); alloys of one system come and go together.
    """

    probability: np.ndarray
    spread: np.ndarray
    single: np.ndarray
    n_elements: np.ndarray
    systems: np.ndarray

    def at(self, rows: np.ndarray) -> HeldOut:
        """Some of the alloys, by index or mask."""
        return HeldOut(
            self.probability[rows], self.spread[rows], self.single[rows], self.n_elements[rows], self.systems[rows]
        )

    def strata(self) -> tuple[HeldOut, HeldOut]:
        """The alloys of two or three elements, and those of four or more."""
        multinary = is_multinary(self.n_elements)
        return self.at(~multinary), self.at(multinary)


def set_threshold(held: HeldOut, coverage: float = COVERAGE) -> float:
    """Conformal quantile of 1 − probability of what was observed."""
    doubt = np.sort(np.where(held.single, 1.0 - held.probability, held.probability))
    rank = min(len(doubt), math.ceil(coverage * (len(doubt) + 1)))
    return float(doubt[rank - 1])


def in_set(held: HeldOut, threshold: float) -> np.ndarray:
    """Bool (n,): whether what was observed is in the set."""
    return np.asarray(np.where(held.single, 1.0 - held.probability, held.probability) <= threshold)


def group_coverage(held: HeldOut, widening: float) -> tuple[int, int]:
    """How many groups of GROUP alloys with neighbouring probabilities have their observed share inside, of how many."""
    order = np.argsort(held.probability, kind="stable")
    groups = np.array_split(order, max(1, len(order) // GROUP))
    sizes = np.array([len(group) for group in groups])
    begins = np.cumsum(sizes) - sizes
    low, high, observed = (
        np.add.reduceat(values[order], begins) / sizes
        for values in (*interval(held.probability, held.spread, widening), held.single.astype(np.float64))
    )
    # One alloy more or less is a thirtieth: the share is compared at that grain.
    inside = (low - 0.5 / sizes <= observed) & (observed <= high + 0.5 / sizes)
    return int(inside.sum()), len(groups)


def widening_for(held: HeldOut, nominal: float = COVERAGE, seed: int = 0) -> float:
    """The least widening (to 0.01 logits) whose groups are covered that share of the time, over random halves of the systems."""
    _, member = np.unique(held.systems, return_inverse=True)
    rows_of = [np.flatnonzero(member == k) for k in range(member.max() + 1)]
    rng = np.random.default_rng(seed)
    half = max(1, len(rows_of) // 2)
    draws = [
        held.at(np.concatenate([rows_of[k] for k in rng.permutation(len(rows_of))[:half]])) for _ in range(_RESAMPLES)
    ]

    def covered(widening: float) -> float:
        counts = [group_coverage(draw, widening) for draw in draws]
        return sum(inside for inside, _ in counts) / sum(of for _, of in counts)

    low, high = 0.0, _WIDEST
    while high - low > 0.01:
        middle = 0.5 * (low + high)
        low, high = (low, middle) if covered(middle) >= nominal else (middle, high)
    return round(high, 3)


def coverage_left_out(assignments: Sequence[HeldOut], nominal: float, seeds: Sequence[int]) -> tuple[int, int]:
    """Groups inside their interval, and groups, on systems that the widening was not fitted to.

    Args:
        assignments: the same alloys, by classifiers of several assignments of systems to folds.
        nominal: coverage that the widening is fitted to on KEPT of the systems.
        seeds: one random split of the systems for each.
    """
    inside, groups = 0, 0
    for held in assignments:
        names = np.unique(held.systems)
        for seed in seeds:
            kept = np.isin(held.systems, np.random.default_rng(seed).permutation(names)[: int(KEPT * len(names))])
            found = group_coverage(held.at(~kept), widening_for(held.at(kept), nominal, seed))
            inside, groups = inside + found[0], groups + found[1]
    return inside, groups


def nominal_for(assignments: Sequence[HeldOut]) -> float:
    """The first of NOMINAL that covers COVERAGE of the groups on systems left out; the last where none does."""
    for nominal in NOMINAL:
        inside, groups = coverage_left_out(assignments, nominal, _CHOOSING)
        if inside >= COVERAGE * groups:
            return nominal
    return NOMINAL[-1]


def calibrate(assignments: Sequence[HeldOut], elsewhere: HeldOut) -> Calibration:
    """Both parts for both strata, the mean over assignments: one assignment of systems to folds is a draw of many.

    Sets of four or more elements are also to hold in collections that neither training nor folds knew: where they cover less than
    ELSEWHERE there, the threshold is raised. What collections list of two or three elements is chosen by outcome (compounds,
    glasses), so it says nothing of other such alloys.

    Args:
        assignments: the same alloys, by classifiers of several assignments of systems to folds.
        elsewhere: alloys of collections held out as a whole.
    """
    found = []
    strata = zip(*(held.strata() for held in assignments), strict=True)
    for stratum, other in zip(strata, (None, elsewhere.strata()[1]), strict=True):
        nominal = nominal_for(stratum)
        threshold = float(np.mean([set_threshold(held) for held in stratum]))
        if other is not None:
            threshold = max(threshold, set_threshold(other, ELSEWHERE))
        found.append(
            Stratum(
                widening=round(float(np.mean([widening_for(held, nominal) for held in stratum])), 3),
                nominal=nominal,
                set_threshold=round(threshold, 4),
                n=len(stratum[0].single),
            )
        )
    return Calibration(*found)
