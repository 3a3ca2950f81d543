"""The measured alloys that a prediction rests on: which are nearest, and how isolated an alloy is among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np

from hea_core.composition import Composition
from hea_core.datasets.alloys import Alloys
from hea_core.datasets.statements import hardness_label, papers_of
from hea_core.results import Neighbour
from hea_core.trust.bases import BaseRecord
from hea_core.trust.compounds import CompoundRecord
from hea_core.trust.domain import DomainRule

NEIGHBOURS = 5
_DECIMALS = 4
_DECIMALS_OF_REACH = 6
_TIE_BREAK = 1e-8
"""At.% a row: of measured alloys equally near the first counts. Thousands of rows stay below the last decimal of a distance."""
_ROWS_OF_A_PRODUCT = 6
"""Queries compared with all measured alloys at a time, as a product of matrices: OpenBLAS shares larger ones among threads, which wait for
each other longer than they compute."""
MANY = 200
"""Alloys from which on the compiled functions of hea_core.kernels.neighbours are worth the third of a second to import them."""


class MeasuredAlloys:
    """The measured alloys, ready for distance queries. Read-only, so threads may share it."""

    def __init__(self, alloys: Alloys, symbols: Sequence[str], descriptors: np.ndarray | None = None) -> None:
        """Keep the measured alloys.

        Args:
            alloys: with labels.
            symbols: the columns of the fractions that queries bring.
            descriptors: of the alloys, (n_measured, D), for isolation; without them there is none.
        """
        self.alloys = alloys
        fractions = alloys.fractions(symbols)
        self._by_element = np.ascontiguousarray(fractions.T, dtype=np.float32)
        self._tie_break = np.arange(len(alloys)) * _TIE_BREAK
        self.domain = DomainRule.of(fractions, symbols)
        self._crowd = None if descriptors is None else _Crowd(descriptors)

    def distances(self, fractions: np.ndarray) -> np.ndarray:
        """At.% from each query (n, n_elements) to every measured alloy, (n, n_measured).

        What two alloys share, Σ min(a, b), is 1 − half of Σ |a − b| and asks only for the elements of the query. Rounded, so that
        an alloy exactly at a limit is there however its amounts were summed.
        """
        shared = np.empty((len(fractions), self._by_element.shape[1]), dtype=np.float32)
        for out, query in zip(shared, np.asarray(fractions, dtype=np.float32), strict=True):
            held = np.flatnonzero(query)
            some = self._by_element[held]
            np.minimum(some, query[held, None], out=some).sum(axis=0, out=out)
        distances = shared.astype(np.float64)
        distances *= -100.0
        distances += 100.0
        np.round(distances, _DECIMALS, out=distances)
        distances += 0.0  # no -0.0 where more is shared than all of it, by a rounding
        return distances

    def nearest(self, fractions: np.ndarray, count: int = NEIGHBOURS) -> tuple[np.ndarray, np.ndarray]:
        """Rows of the nearest measured alloys to each query (n, n_elements), nearest first, int (n, count), and their `distances`, likewise.

        Of those that are equally near the first row comes first; there are no more than measured alloys.
        """
        count = min(count, len(self.alloys))
        if len(fractions) >= MANY:
            return self._nearest_compiled(fractions, count)
        distances = self.distances(fractions)
        ranked = distances + self._tie_break
        if count == 1:
            rows = np.asarray(ranked.argmin(axis=1)[:, None])
        else:
            some = np.argpartition(ranked, count - 1, axis=1)[:, :count]
            rows = np.take_along_axis(some, np.take_along_axis(ranked, some, axis=1).argsort(axis=1), axis=1)
        return rows, np.take_along_axis(distances, rows, axis=1)

    def _nearest_compiled(self, fractions: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
        from hea_core.kernels import neighbours  # numba, which few alloys do without

        rows, distances = np.empty((len(fractions), count), dtype=np.int64), np.empty((len(fractions), count))
        neighbours.nearest(fractions.astype(np.float32), self._by_element, 10.0**_DECIMALS, rows, distances)
        return rows, distances

    def isolation(self, descriptors: np.ndarray) -> np.ndarray:
        """Share of measured alloys (0-100) less isolated in descriptors than each query (n, D), (n,); nan without descriptors of theirs."""
        if self._crowd is None or len(descriptors) == 0:
            return np.full(len(descriptors), np.nan)
        return self._crowd.percentile(descriptors)

    def reasons(
        self, composition: Composition, nearest: float, isolation: float, density_percentile: float
    ) -> tuple[str, ...]:
        """What speaks for and against trusting an answer on an alloy; arguments as of `DomainRule.reasons`."""
        return (
            *self.domain.reasons(composition, nearest, isolation, density_percentile),
            *self._bases.reasons(composition),
            *self._compounds.reasons(composition),
        )

    @cached_property
    def _bases(self) -> BaseRecord:
        return BaseRecord.of(self.alloys)

    @cached_property
    def _compounds(self) -> CompoundRecord:
        return CompoundRecord.of(self.alloys.compositions, self.alloys.single_phase.tolist())

    def neighbour(self, row: int, distance: float) -> Neighbour:
        """A measured alloy as the neighbour of one that is `distance` at.% away."""
        return Neighbour(self.alloys.formulas[row], round(distance, 2), *self._statements[row])

    @cached_property
    def _statements(
        self,
    ) -> list[tuple[float, str, str, str, str, int, bool, tuple[str, ...], int, float | None, float | None]]:
        """What a Neighbour holds of each measured alloy whatever the distance, in the order of its fields."""
        return [
            (
                float(label),
                source,
                dois[0],
                " / ".join(dict.fromkeys(o.microstructure for o in seen if o.microstructure)),
                " / ".join(dict.fromkeys(o.processing for o in seen if o.processing)),
                len(seen),
                label not in (0.0, 1.0),
                dois,
                *papers_of(seen),
                hardness_label(seen),
            )
            for label, source, dois, seen in zip(
                self.alloys.single_phase, self.alloys.sources, self.alloys.dois, self.alloys.observations, strict=True
            )
        ]


class _Crowd:
    """How isolated an alloy is: distance to its fifth-nearest measured alloy in standardised descriptors.

    By comparison with all of them: in thirteen dimensions a tree is no quicker, and scipy.spatial takes a quarter of a second to import.
    """

    def __init__(self, descriptors: np.ndarray) -> None:
        exact = np.asarray(descriptors, dtype=np.float64)
        self._mean, self._scale = exact.mean(axis=0), np.maximum(exact.std(axis=0), 1e-9)
        self._members = self._standard(descriptors).T.copy()
        self._norms = np.square(self._members).sum(axis=0)
        # The nearest neighbour of a measured alloy is itself, hence one neighbour more.
        self._own = np.sort(self._reach(descriptors, NEIGHBOURS + 1))

    def _reach(self, descriptors: np.ndarray, count: int) -> np.ndarray:
        """Distance to the count-th nearest of the crowd, (n,); rounded, so that equal ones are equal however they were summed."""
        found = []
        for squared in self._squared(descriptors):
            squared.partition(count - 1, axis=1)
            found.append(squared[:, count - 1])
        return np.round(np.sqrt(np.maximum(np.concatenate(found), 0.0)), _DECIMALS_OF_REACH)

    def _reach_compiled(self, descriptors: np.ndarray) -> np.ndarray:
        from hea_core.kernels import neighbours  # numba, which few alloys do without

        out = np.empty(len(descriptors))
        neighbours.reach(self._standard(descriptors), self._members, NEIGHBOURS, out)
        return np.round(out, _DECIMALS_OF_REACH)

    def _squared(self, descriptors: np.ndarray) -> Iterator[np.ndarray]:
        """Squared distances to every member, (up to _ROWS_OF_A_PRODUCT, n_members) at a time; of the same alloy a shade below 0 by rounding."""
        queries = self._standard(descriptors)
        # |a − b|² = |a|² + |b|² − 2ab is one product of matrices; what cancels is far below any distance that is judged.
        left = np.hstack([queries, np.square(queries).sum(axis=1)[:, None], np.ones((len(queries), 1))])
        right = np.vstack([-2.0 * self._members, np.ones_like(self._norms), self._norms])
        for start in range(0, len(queries), _ROWS_OF_A_PRODUCT):
            yield left[start : start + _ROWS_OF_A_PRODUCT] @ right

    def _standard(self, descriptors: np.ndarray) -> np.ndarray:
        return np.asarray((np.asarray(descriptors, dtype=np.float64) - self._mean) / self._scale)

    def percentile(self, descriptors: np.ndarray) -> np.ndarray:
        """Share of the crowd (0-100) that is less isolated than each alloy (n, D), (n,)."""
        compiled = len(descriptors) >= MANY
        reach = self._reach_compiled(descriptors) if compiled else self._reach(descriptors, NEIGHBOURS)
        at = np.searchsorted(self._own, reach)
        return np.asarray(100.0 * at / len(self._own))
