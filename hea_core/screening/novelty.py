"""Novelty and the applicability domain for many alloys of one pool: the rule of hea_core.trust.domain, batched."""

from __future__ import annotations

import numpy as np

from hea_core.composition.elements import elements
from hea_core.datasets.alloys import Alloys
from hea_core.datasets.statements import learnt_from, measured_alloys
from hea_core.results import Domain
from hea_core.trust.domain import (
    DOMAINS,
    FAR,
    ISOLATED,
    MEASURED_AT_ALL,
    NEAR,
    SCARCE,
    SUPPORT,
    THIN,
    MeasuredAlloys,
    domain_codes,
)
from hea_core.trust.examiner import Examiner

_ROWS = 4096
_TIE = 0.01
_IN, _EDGE = DOMAINS.index(Domain.IN), DOMAINS.index(Domain.EDGE)


class _Nearest:
    """Distance to the nearest of some alloys from those of a pool. Read-only after construction, so threads may share it."""

    def __init__(self, alloys: Alloys, at: np.ndarray) -> None:
        """Split every alloy into its part within the pool, elements `at` of the table, and the rest, which no alloy of the pool can match."""
        from hea_core.kernels.nearest import AT_ONCE, smallest_difference  # numba: only screening needs it

        self._smallest_difference = smallest_difference
        fractions = alloys.fractions(elements().symbols)
        # filled up, for comparing several at once, with alloys that are infinitely far away
        filling = -len(fractions) % AT_ONCE
        self._inside = np.pad(fractions[:, at].astype(np.float32), ((0, filling), (0, 0)))
        rest = np.delete(fractions, at, axis=1).sum(axis=1).astype(np.float32)
        self._rest = np.pad(rest, (0, filling), constant_values=np.inf)

    def at_percent(self, fractions: np.ndarray) -> np.ndarray:
        """At.% from alloys (n, E), float32 (n,), rounded to 0.01 as neighbours are shown."""
        queries = np.asarray(fractions, dtype=np.float32)
        parts = [self._of_block(queries[i : i + _ROWS]) for i in range(0, len(queries), _ROWS)]
        return np.concatenate(parts) if parts else np.empty(0, dtype=np.float32)

    def _of_block(self, queries: np.ndarray) -> np.ndarray:
        """Exact: alloys are visited by their distance to the box around the queries, until that exceeds what is found."""
        low, high = queries.min(axis=0), queries.max(axis=0)
        outside = np.maximum(low - self._inside, 0) + np.maximum(self._inside - high, 0)
        bound = outside.sum(axis=1) + self._rest
        order = np.argsort(bound, kind="stable")
        ordered = np.ascontiguousarray(self._inside[order].T)
        best = np.empty(len(queries), dtype=np.float32)
        self._smallest_difference(queries, ordered, self._rest[order], bound[order], best)
        return np.round(50.0 * best, 2)


class Novelty:
    """The measured alloys, seen from a pool of elements. Read-only after construction, so threads may share it."""

    def __init__(self, engine: Examiner, pool: tuple[str, ...]) -> None:
        """Arrange the measured alloys, and those that the model learnt from, which decide on the domain."""
        self._engine, self._symbols = engine, elements().symbols
        self._at = np.array([self._symbols.index(symbol) for symbol in pool])
        measured, learnt = measured_alloys(), learnt_from(engine.card)
        self._measured = _Nearest(measured, self._at)
        self._learnt = self._measured if learnt is measured else _Nearest(learnt, self._at)
        fractions = learnt.fractions(self._symbols)
        self._evidence = MeasuredAlloys(learnt, self._symbols, engine.inputs(fractions))
        present = fractions[:, self._at] > 0
        support, anywhere = present[learnt.n_elements >= 4].sum(axis=0), present.sum(axis=0)
        self._too_few = (anywhere < MEASURED_AT_ALL, support < SCARCE)
        self._few = (np.zeros(len(pool), dtype=bool), support < SUPPORT)
        self._unplaced = np.array([symbol not in engine.vocabulary for symbol in pool])
        self._narrow = np.array([engine.vocabulary.index(s) if s in engine.vocabulary else 0 for s in pool])

    def nearest(self, fractions: np.ndarray) -> np.ndarray:
        """At.% from alloys (n, E) to the nearest measured one, float32 (n,), rounded to 0.01 as neighbours are shown."""
        return self._measured.at_percent(fractions)

    def domain(self, fractions: np.ndarray, nearest: np.ndarray) -> np.ndarray:
        """Indices into DOMAINS, int8 (n,), for alloys (n, E) with their `nearest`.

        The costly questions, isolation and density on the map, are put only for alloys that nothing else moves out of "in": about
        0.1 ms each.
        """
        present = fractions > 0
        multinary = present.sum(axis=1) >= 4
        too_few, few = (
            np.where(multinary, (present & of[1]).any(axis=1), (present & of[0]).any(axis=1))
            for of in (self._too_few, self._few)
        )
        near = nearest if self._learnt is self._measured else self._learnt.at_percent(fractions)
        distance = near.astype(np.float64)
        for limit in (NEAR, FAR):
            # at a limit the last digit decides, so it is taken from where the limit is applied for one alloy
            ties = np.flatnonzero(np.abs(distance - limit) < _TIE)
            for row in np.array_split(ties, max(1, len(ties) // 256)):
                if len(row):
                    distance[row] = self._evidence.nearest(self._wide(fractions[row]), 1)[1][:, 0]
        code = domain_codes(too_few | (multinary & (distance > FAR)), few | (distance > NEAR))
        for start in range(0, len(code), _ROWS):
            rows = start + np.flatnonzero(code[start : start + _ROWS] == _IN)
            if len(rows):
                code[rows[self._alone(fractions[rows])]] = _EDGE
        return code

    def _alone(self, fractions: np.ndarray) -> np.ndarray:
        """Bool (n,): isolated in descriptors, or in a thin place of the map."""
        isolation = self._evidence.isolation(self._engine.inputs(self._wide(fractions)))
        alone = isolation > ISOLATED
        placed = np.flatnonzero(~alone & ~(fractions[:, self._unplaced] > 0).any(axis=1))
        if len(placed):
            narrow = np.zeros((len(placed), len(self._engine.vocabulary)))
            narrow[:, self._narrow[~self._unplaced]] = fractions[placed][:, ~self._unplaced]
            z, _ = self._engine.place(narrow)
            alone[placed] = self._engine.density_percentile(z) < THIN
        return alone

    def _wide(self, fractions: np.ndarray) -> np.ndarray:
        """The same alloys over the whole element table."""
        wide = np.zeros((len(fractions), len(self._symbols)))
        wide[:, self._at] = fractions
        return wide
