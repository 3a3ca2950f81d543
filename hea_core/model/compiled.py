"""f(x) and ensembles of alloys on a grid, compiled: hea_core.descriptors.function and hea_core.model.ensemble, arranged for hea_core.kernels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hea_core.composition.elements import ElementTable
from hea_core.descriptors import function
from hea_core.descriptors.registry import DESCRIPTORS
from hea_core.kernels.describing import Bins, Columns, Elemental, Physics, Pool, describe, look_up
from hea_core.kernels.scoring import Network, scorer
from hea_core.model.ensemble import Ensemble


def grid(table: ElementTable, total: int) -> Pool:
    """A pool of elements and the steps that make a whole alloy of it, for the compiled functions."""
    elemental, pair = function.elemental_values(table)
    low, high = function.SIGMA_VEC
    return Pool(
        elemental=Elemental(
            bulk=elemental[function.BULK],
            volume=elemental[function.VOLUME],
            melting=elemental[function.MELTING],
            electrons=elemental[function.ELECTRONS],
            radius=elemental[function.RADIUS],
            chi=elemental[function.CHI],
            former=elemental[function.SIGMA_FORMER],
        ),
        pair=pair,
        total=total,
        physics=Physics(
            function.GAS_CONSTANT,
            function.TINY,
            function.IDEAL,
            low,
            high,
            function.SIGMA_EDGE,
            function.SIGMA_TRACE,
            function.COUNT_TRACE,
            *((one, two, three) for one, two, three in function.HARD_SPHERES),
        ),
        columns=Columns(**{descriptor.name: at for at, descriptor in enumerate(DESCRIPTORS)}),
    )


def described(steps: np.ndarray, pool: Pool) -> np.ndarray:
    """All of DESCRIPTORS as rows, float64 (13, n), of alloys in whole steps, int16 (n, E) over the pool."""
    out = np.empty((len(DESCRIPTORS), len(steps)))
    describe(steps, pool, out)
    return out


def _in_rows(values: np.ndarray) -> np.ndarray:
    """As float32 with the last dimension side by side: by strides the compiled function would fetch each unit by itself, five times as slow."""
    return np.ascontiguousarray(values, dtype=np.float32)


class GridAlloys:
    """Alloys on a grid, in whole steps, int16 (n, E) over a pool; ensembles of the same bins look them up once."""

    def __init__(self, steps: np.ndarray, pool: Pool) -> None:
        """Nothing is described before an ensemble asks for it."""
        self.steps, self._pool = steps, pool
        self._found: dict[bytes, tuple[np.ndarray, np.ndarray]] = {}

    def at(self, rows: np.ndarray) -> GridAlloys:
        """Some of them, by places or bool (n,); what was looked up is not looked up again."""
        some = GridAlloys(self.steps[rows], self._pool)
        some._found = {key: (at[rows], share[rows]) for key, (at, share) in self._found.items()}
        return some

    def in_bins(self, bins: Bins) -> tuple[np.ndarray, np.ndarray]:
        """The bin that each input stands in, uint16 (n, D), and how far it fills it, float32 (n, D)."""
        key = bins.column.tobytes() + bins.edges.tobytes()
        if key not in self._found:
            shape = len(self.steps), len(bins.column)
            found = np.empty(shape, dtype=np.uint16), np.empty(shape, dtype=np.float32)
            look_up(self.steps, self._pool, bins, *found)
            self._found[key] = found
        return self._found[key]


class CompiledEnsemble:
    """An ensemble on f(x) of alloys on a grid, on this processor. Read-only after construction, so threads may share it."""

    def __init__(self, ensemble: Ensemble, names: Sequence[str]) -> None:
        """Arrange an ensemble that reads the descriptors of these names in tables."""
        edges, in_turn = ensemble.edges, ensemble.in_turn
        n_inputs, n_bins = len(edges), edges.shape[1] - 1
        # (D, B, U): what each bin feeds the units of every member
        first = ensemble.first[in_turn].T.reshape(n_inputs, n_bins, -1)
        before = np.cumsum(first, axis=1) - first
        before[0] += ensemble.first_bias[in_turn]
        known = [descriptor.name for descriptor in DESCRIPTORS]
        outputs, members, _ = ensemble.last.shape
        self._bins = Bins(
            column=np.array([known.index(name) for name in names]),
            edges=edges,
            per_unit=1.0 / np.diff(edges),
        )
        self._network = Network(
            table=_in_rows(np.stack([0.5 * before, 0.5 * first], axis=2)),
            last=_in_rows(ensemble.last.reshape(outputs, -1)[:, in_turn]),
            bias=ensemble.bias.astype(np.float32),
        )
        self._score = scorer(n_inputs, self._network.last.shape[1], members, outputs)

    def __call__(self, alloys: GridAlloys) -> np.ndarray:
        """Outputs of every member, float32 (K, M, n)."""
        at, share = alloys.in_bins(self._bins)
        found = np.empty((*self._network.bias.shape, len(at)), dtype=np.float32)
        self._score(at, share, self._network, found)
        return found
