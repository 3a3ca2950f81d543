"""Split conformal prediction of the targets with a head: how far off nine in ten alloys are whose chemical system was held out.

Of a class, what is ranked is 1 minus the probability of the class observed; of a number, the difference of logarithms to each published
value. Both are taken apart where they differ: classes by number of elements, numbers by the value predicted (soft alloys are less sure).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from hea_core.errors import ArtifactError
from hea_core.model.targets import Kind, Target
from hea_core.trust.intervals import COVERAGE


@dataclass(frozen=True, slots=True)
class Conformal:
    """Calibration of one target.

    Attributes:
        edges: between strata, ascending.
        quantiles: of each stratum, one more than edges.
        n: alloys or values it rests on, of each stratum.
    """

    edges: tuple[float, ...]
    quantiles: tuple[float, ...]
    n: tuple[int, ...]

    def quantile(self, key: np.ndarray) -> np.ndarray:
        """The quantile of each alloy, (n,), by the number that parts the strata: see `edges_of`."""
        return np.array(self.quantiles)[np.searchsorted(self.edges, key, side="right")]

    def as_card(self) -> dict[str, Any]:
        """For card.json; read back by `conformal_of`."""
        return asdict(self)


def conformal_of(card: Mapping[str, Any]) -> dict[str, Conformal]:
    """{target: calibration} that `evaluate --protocol properties` left on a card; ArtifactError where it is damaged."""
    stored = card.get("metrics", {}).get("properties", {})
    try:
        return {
            name: Conformal(**{key: tuple(values) for key, values in found["calibration"].items()})
            for name, found in stored.items()
        }
    except (KeyError, TypeError, AttributeError) as error:
        raise ArtifactError(
            f"The calibration of targets on the model's card is damaged ({error}): run 'evaluate --protocol properties' again."
        ) from error


def fitted(edges: Sequence[float], key: np.ndarray, error: np.ndarray) -> Conformal:
    """From errors (n,) of alloys held out and what parts them into strata (n,); at least one alloy in each."""
    stratum = np.searchsorted(edges, key, side="right")
    parts = [np.sort(error[stratum == k]) for k in range(len(edges) + 1)]
    # a sum in floating point must not take the rank one up
    ranks = [min(len(part), math.ceil(COVERAGE * (len(part) + 1) - 1e-9)) for part in parts]
    quantiles = tuple(float(part[rank - 1]) for part, rank in zip(parts, ranks, strict=True))
    return Conformal(tuple(edges), quantiles, tuple(map(len, parts)))


def mean_of(fits: Sequence[Conformal]) -> Conformal:
    """The mean over assignments of systems to folds: one assignment is a draw of many."""
    quantiles = np.mean([fit.quantiles for fit in fits], axis=0)
    return Conformal(fits[0].edges, tuple(round(float(q), 4) for q in quantiles), fits[0].n)


def edges_of(target: Target) -> tuple[float, ...]:
    """Where strata part: classes at four elements, numbers at the middle of their prior, in their unit."""
    return (round(math.exp(target.prior[0])),) if target.kind is Kind.POSITIVE else (4.0,)


def strata_key(target: Target, n_elements: np.ndarray, values: np.ndarray) -> np.ndarray:
    """What parts alloys into strata, (n,): see `edges_of`."""
    return values if target.kind is Kind.POSITIVE else np.asarray(n_elements, dtype=np.float64)


def class_error(probabilities: np.ndarray, observed: np.ndarray) -> np.ndarray:
    """1 − probability of the class observed, (n,), from probabilities (n, K) and positions of classes (n,)."""
    return np.asarray(1.0 - probabilities[np.arange(len(observed)), observed])


def class_set(probabilities: np.ndarray, quantile: np.ndarray) -> np.ndarray:
    """Bool (n, K): classes in the set; the most probable is always there."""
    within = 1.0 - probabilities <= quantile[:, None]
    within[np.arange(len(within)), probabilities.argmax(axis=1)] = True
    return np.asarray(within)
