"""What a prediction rests on: measured neighbours, and whether the alloy is in the domain."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np

from hea_core.composition import Composition
from hea_core.datasets.alloys import Alloys
from hea_core.datasets.statements import hardness_label, papers_of
from hea_core.results import Domain, Neighbour

NEIGHBOURS = 5
NEAR, FAR = 25.0, 40.0
"""At.% to the nearest measured alloy: up to NEAR the model has seen something alike, beyond FAR (four or more elements) nothing."""
SUPPORT, SCARCE = 40, 15
"""Measured alloys of four or more elements that hold an element: below SUPPORT the model knows little of it there, below SCARCE
next to nothing. These two separate errors on held-out systems best; the figures stand on the model card."""
MEASURED_AT_ALL = 3
"""Measured alloys of any kind that must hold an element of an alloy of two or three."""
DILUTE = 80.0
"""At.% of one element from which on an alloy is the dilute kind. Measured of three or more elements are so few that the error on them cannot be
told; of two there are many, and the model errs less on them (docs/decisions/trust.md)."""
ISOLATED = 99.0
"""Percentile of isolation among the measured alloys' own, in standardised descriptors."""
THIN = 1.0
"""Percentile of density on the latent map."""
_DECIMALS = 4
_DECIMALS_OF_REACH = 6
_TIE_BREAK = 1e-8
"""At.% a row: of measured alloys equally near the first counts. Thousands of rows stay below the last decimal of a distance."""
DOMAINS = tuple(Domain)
_IN, _EDGE, _OUT = map(DOMAINS.index, (Domain.IN, Domain.EDGE, Domain.OUT))
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
        self.symbols = tuple(symbols)
        fractions = alloys.fractions(symbols)
        self._by_element = np.ascontiguousarray(fractions.T, dtype=np.float32)
        self._tie_break = np.arange(len(alloys)) * _TIE_BREAK
        present = fractions > 0
        self._counts = present.sum(axis=0)
        self._support = present[alloys.n_elements >= 4].sum(axis=0)
        self._dilute = int(((alloys.n_elements >= 3) & (fractions.max(axis=1) >= DILUTE / 100.0)).sum())
        self._crowd = None if descriptors is None else _Crowd(descriptors)

    @property
    def support(self) -> dict[str, int]:
        """{symbol: measured alloys of four or more elements that hold it}."""
        return dict(zip(self.symbols, self._support.tolist(), strict=True))

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

    def domains(
        self,
        fractions: np.ndarray,
        nearest: np.ndarray,
        isolation: np.ndarray | None = None,
        density_percentile: np.ndarray | None = None,
    ) -> np.ndarray:
        """Whether the model interpolates at each of n alloys: indices into DOMAINS, int8 (n,). Why, `reasons` says.

        Args:
            fractions: the alloys, (n, n_elements).
            nearest: at.% to the nearest measured alloy, (n,).
            isolation: their `isolation`, (n,), nan where it is not known.
            density_percentile: of their places on the latent map, (n,), nan where an alloy has none.
        """
        present = fractions > 0
        multinary = present.sum(axis=1) >= 4
        hardly_measured = (present & (self._counts < MEASURED_AT_ALL)).any(axis=1)
        too_few, few = (
            np.where(multinary, (present & (self._support < least)).any(axis=1), hardly_measured)
            for least in (SCARCE, SUPPORT)
        )
        edge = few | (nearest > NEAR)
        if isolation is not None:
            edge |= isolation > ISOLATED
        if density_percentile is not None:
            edge |= density_percentile < THIN
        return domain_codes(too_few | (multinary & (nearest > FAR)), edge)

    def reasons(
        self,
        composition: Composition,
        nearest: float,
        isolation: float = math.nan,
        density_percentile: float = math.nan,
    ) -> tuple[str, ...]:
        """The domain of one alloy in words; arguments as of `domains`, nan for what is not known."""
        elements = composition.elements
        multinary = len(elements) >= 4
        scarce = [self._scarce[symbol, multinary] for symbol in elements if (symbol, multinary) in self._scarce]
        found = [
            f"The nearest measured alloy is {nearest:.1f} at.% away.",
            *(text for _, text in sorted(scarce, key=_severity)),
        ]
        if len(elements) == 1:
            found.append(
                "It is a pure element: the model was taught alloys, and what it says of structure and hardness is not to be relied on."
            )
        base, most = max(composition.amounts, key=lambda one: one[1])
        if len(elements) >= 3 and most >= DILUTE:
            found.append(
                f"{most:.0f} at.% of it is {base}: only {self._dilute} of the measured alloys of three or more elements have {DILUTE:g} at.% of "
                "one, too few to tell how often the model is wrong on alloys of this kind."
            )
        if isolation > ISOLATED:
            found.append("Its descriptors lie where hardly any measured alloy's do.")
        if density_percentile < THIN:
            found.append("It lies where the latent map is all but empty.")
        return tuple(found)

    @cached_property
    def _scarce(self) -> dict[tuple[str, bool], tuple[int, str]]:
        """{(symbol, whether of four or more elements): (0 if it puts an alloy out of the domain, 1 if at its edge; in words)}."""
        found: dict[tuple[str, bool], tuple[int, str]] = {}
        for multinary, counts, few, too_few, kind in (
            (True, self._support, SUPPORT, SCARCE, "measured alloys of four or more elements"),
            (False, self._counts, 0, MEASURED_AT_ALL, "measured alloys"),
        ):
            for symbol, count in zip(self.symbols, counts.tolist(), strict=True):
                if count < max(few, too_few):
                    how_many = "None" if count == 0 else f"Only {count}"
                    text = f"{how_many} of the {kind} {'holds' if count < 2 else 'hold'} {symbol}."
                    found[symbol, multinary] = 0 if count < too_few else 1, text
        return found


def _severity(scarce: tuple[int, str]) -> int:
    return scarce[0]


def domain_codes(out: np.ndarray, edge: np.ndarray) -> np.ndarray:
    """Indices into DOMAINS, int8 (n,), of alloys that are out, else at the edge, else in: bool (n,) each."""
    return np.where(out, _OUT, np.where(edge, _EDGE, _IN)).astype(np.int8)


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
        found = [np.partition(squared, count - 1, axis=1)[:, count - 1] for squared in self._squared(descriptors)]
        return np.round(np.sqrt(np.concatenate(found)), _DECIMALS_OF_REACH)

    def _reach_compiled(self, descriptors: np.ndarray) -> np.ndarray:
        from hea_core.kernels import neighbours  # numba, which few alloys do without

        out = np.empty(len(descriptors))
        neighbours.reach(self._standard(descriptors), self._members, NEIGHBOURS, out)
        return np.round(out, _DECIMALS_OF_REACH)

    def _squared(self, descriptors: np.ndarray) -> Iterator[np.ndarray]:
        """Squared distances to every member, (up to _ROWS_OF_A_PRODUCT, n_members) at a time."""
        queries = self._standard(descriptors)
        for start in range(0, len(queries), _ROWS_OF_A_PRODUCT):
            some = queries[start : start + _ROWS_OF_A_PRODUCT]
            # |a − b|² = |a|² + |b|² − 2ab is one product of matrices; what cancels is far below any distance that is judged.
            squared = some @ (-2.0 * self._members)
            squared += np.square(some).sum(axis=1)[:, None]
            squared += self._norms
            yield np.maximum(squared, 0.0, out=squared)

    def _standard(self, descriptors: np.ndarray) -> np.ndarray:
        return np.asarray((np.asarray(descriptors, dtype=np.float64) - self._mean) / self._scale)

    def percentile(self, descriptors: np.ndarray) -> np.ndarray:
        """Share of the crowd (0-100) that is less isolated than each alloy (n, D), (n,)."""
        compiled = len(descriptors) >= MANY
        reach = self._reach_compiled(descriptors) if compiled else self._reach(descriptors, NEIGHBOURS)
        at = np.searchsorted(self._own, reach)
        return np.asarray(100.0 * at / len(self._own))
