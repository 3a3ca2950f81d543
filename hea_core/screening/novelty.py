"""Novelty and the applicability domain of many alloys of one pool, whose distances are quicker to find than over all elements."""

from __future__ import annotations

import numpy as np

from hea_core.composition.elements import elements
from hea_core.datasets.alloys import Alloys
from hea_core.datasets.statements import learnt_from, measured_alloys
from hea_core.results import Domain
from hea_core.trust.domain import DOMAINS, FAR, NEAR
from hea_core.trust.examiner import Examiner

_ROWS = 4096
_TIE = 0.01
_IN = DOMAINS.index(Domain.IN)


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
        self._rule = engine.evidence.domain.of_pool(self._at)
        self._unplaced = np.array([symbol not in engine.vocabulary for symbol in pool])
        self._narrow = np.array([engine.vocabulary.index(s) if s in engine.vocabulary else 0 for s in pool])

    def nearest(self, fractions: np.ndarray) -> np.ndarray:
        """At.% from alloys (n, E) to the nearest measured one, float32 (n,), rounded to 0.01 as neighbours are shown."""
        return self._measured.at_percent(fractions)

    def domain(self, fractions: np.ndarray, nearest: np.ndarray) -> np.ndarray:
        """Indices into DOMAINS, int8 (n,), for alloys (n, E) with their `nearest`.

        Isolation and density on the map, about 0.1 ms an alloy each, are asked for only where nothing else moves it out of "in".
        """
        distance = self._to_learnt(fractions, nearest)
        code = self._rule.codes(fractions, distance)
        for start in range(0, len(code), _ROWS):
            rows = start + np.flatnonzero(code[start : start + _ROWS] == _IN)
            code[rows] = self._rule.codes(fractions[rows], distance[rows], isolation=self._isolation(fractions[rows]))
            rows = rows[code[rows] == _IN]
            code[rows] = self._rule.codes(
                fractions[rows], distance[rows], density_percentile=self._density_percentile(fractions[rows])
            )
        return code

    def _to_learnt(self, fractions: np.ndarray, nearest: np.ndarray) -> np.ndarray:
        """At.% to the nearest alloy learnt from, float64 (n,), exact at the limits of the domain."""
        near = nearest if self._learnt is self._measured else self._learnt.at_percent(fractions)
        distance = near.astype(np.float64)
        for limit in (NEAR, FAR):
            # at a limit the last digit decides, so it is taken from where the limit is applied for one alloy
            ties = np.flatnonzero(np.abs(distance - limit) < _TIE)
            for row in np.array_split(ties, max(1, len(ties) // 256)):
                if len(row):
                    distance[row] = self._engine.evidence.nearest(self._wide(fractions[row]), 1)[1][:, 0]
        return distance

    def _isolation(self, fractions: np.ndarray) -> np.ndarray:
        return self._engine.evidence.isolation(self._engine.inputs(self._wide(fractions)))

    def _density_percentile(self, fractions: np.ndarray) -> np.ndarray:
        """Of the alloys' places on the map, (n,), nan where one has none."""
        found = np.full(len(fractions), np.nan)
        placed = np.flatnonzero(~(fractions[:, self._unplaced] > 0).any(axis=1))
        if len(placed):
            narrow = np.zeros((len(placed), len(self._engine.vocabulary)))
            narrow[:, self._narrow[~self._unplaced]] = fractions[placed][:, ~self._unplaced]
            z, _ = self._engine.place(narrow)
            found[placed] = self._engine.density_percentile(z)
        return found

    def _wide(self, fractions: np.ndarray) -> np.ndarray:
        """The same alloys over the whole element table."""
        wide = np.zeros((len(fractions), len(self._symbols)))
        wide[:, self._at] = fractions
        return wide
