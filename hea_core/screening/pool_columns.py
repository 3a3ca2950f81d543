"""What the columns of a screening are computed from: the alloys of one pool of elements, a slice at a time, and only what is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from hea_core.composition.elements import ElementTable, elements
from hea_core.datasets.facts import element_prices
from hea_core.descriptors.registry import DESCRIPTORS
from hea_core.model.compiled import GridAlloys, described, grid
from hea_core.model.targets import HARDNESS, STRUCTURE
from hea_core.screening.classifier import CompiledClassifier, CompiledHead, Scores
from hea_core.screening.columns import column
from hea_core.screening.novelty import Novelty
from hea_core.threads import computed_once
from hea_core.trust.conformal import conformal_of
from hea_core.trust.examiner import Examiner
from hea_core.trust.intervals import calibration_of, interval, is_multinary

if TYPE_CHECKING:
    from hea_core.screening.device import DeviceClassifier

_DESCRIPTORS = tuple(one.name for one in DESCRIPTORS)


class PoolColumns:
    """Columns by name for alloys on the grid of a pool of E elements. Read-only after construction, so threads may share it.

    Attributes:
        pool: symbols, in the order of the steps.
        total: steps that make a whole alloy.
        grid: the pool for the compiled functions.
        classifier: scores of alloys in whole steps.
        heads: of the further targets, by name, as far as the model has them.
        conformal: their calibration, likewise.
        widening: of the interval, for alloys of two or three elements and of more; 0 where the model is not calibrated.
        mass, price: of the elements, g/mol and USD/kg (NaN where none is known), (E,).
        volume: molar volume of the elements, cm³/mol, (E,).
        novelty: the measured alloys.
    """

    def __init__(
        self,
        engine: Examiner,
        pool: tuple[str, ...],
        total: int,
        device: str = "cpu",
        prices: Mapping[str, float] = MappingProxyType({}),
    ) -> None:
        """Prepare the model, the prices (USD/kg, the user's own before the shipped ones) and the measured alloys for these elements."""
        table = elements().subset(pool)
        self.pool, self.total = pool, total
        self.grid = grid(table, total)
        self.classifier = (
            CompiledClassifier(engine.model) if device == "cpu" else _on_device(engine.name, table, total, device)
        )
        self.heads = {name: CompiledHead(engine.model, name) for name in engine.model.heads}
        self.conformal = conformal_of(engine.card)
        calibration = calibration_of(engine.card)
        self.widening = (
            (calibration.two_or_three.widening, calibration.four_or_more.widening) if calibration else (0.0, 0.0)
        )
        self.mass = table.properties["atomic_mass_g_mol"]
        self.volume = self.mass / table.properties["density_g_cm3"]
        shipped = element_prices(tuple(pool))
        self.price = np.array([prices.get(symbol, price) for symbol, price in zip(pool, shipped, strict=True)])
        self.novelty = Novelty(engine, pool)

    def columns(self, steps: np.ndarray, names: Iterable[str]) -> dict[str, np.ndarray]:
        """Columns of alloys in whole steps, int16 (n, E): each (n,), of the type that its entry in COLUMNS states.

        `names` are keys of COLUMNS or elements of the pool, whose columns are at.%.
        """
        return AlloySlice(self, GridAlloys(steps, self.grid)).columns(names)


class AlloySlice:
    """Some alloys of a pool; what several columns need is computed once, and at first asking."""

    def __init__(self, pool: PoolColumns, alloys: GridAlloys) -> None:
        """Take alloys of the pool's grid."""
        self._pool, self._alloys, self._steps = pool, alloys, alloys.steps

    def columns(self, names: Iterable[str]) -> dict[str, np.ndarray]:
        """As `PoolColumns.columns`."""
        wanted = [column(name) for name in names]
        if not len(self._steps):
            return {one.name: np.empty(0, dtype=one.dtype) for one in wanted}
        return {one.name: one.compute(self).astype(one.dtype, copy=False) for one in wanted}

    @computed_once
    def fractions(self) -> np.ndarray:
        """Atomic fractions, float64 (n, E)."""
        return self._steps / float(self._pool.total)

    def at_percent(self, symbol: str) -> np.ndarray:
        """Of one element, (n,); nine decimals, so that 7 at.% is 7, not the neighbour that 100 · 0.07 gives."""
        return np.round(100.0 * self.fractions[:, self._pool.pool.index(symbol)], 9)

    @property
    def n_elements(self) -> np.ndarray:
        """Number of elements, (n,)."""
        return np.asarray((self._steps > 0).sum(axis=1))

    @property
    def density(self) -> np.ndarray:
        """g/cm³, (n,)."""
        return np.asarray((self._steps @ self._pool.mass) / (self._steps @ self._pool.volume))

    @property
    def price(self) -> np.ndarray:
        """USD/kg, (n,); NaN where an element has none."""
        mass = self._pool.mass
        worth = np.where(self._steps > 0, self._steps * (mass * self._pool.price), 0.0).sum(axis=1)
        return np.asarray(worth / (self._steps @ mass))

    @computed_once
    def descriptors(self) -> np.ndarray:
        """All of DESCRIPTORS, in their order, float64 (13, n)."""
        return described(self._steps, self._pool.grid)

    def descriptor(self, name: str) -> np.ndarray:
        """One of DESCRIPTORS, float64 (n,)."""
        return self.descriptors[_DESCRIPTORS.index(name)]

    @computed_once
    def scores(self) -> Scores:
        """What the ensemble of classifiers says."""
        return self._pool.classifier.scores(self._alloys)

    @computed_once
    def interval(self) -> tuple[np.ndarray, np.ndarray]:
        """Ends of the 90 % interval of the probability, (n,) each."""
        widening = np.where(is_multinary(self.n_elements), *self._pool.widening[::-1])
        probability = self.scores.probability.astype(np.float64)
        return interval(probability, self.scores.spread.astype(np.float64), widening)

    @computed_once
    def hardness(self) -> np.ndarray:
        """HV, float32 (n,); NaN for a model that says nothing of it."""
        head = self._pool.heads.get(HARDNESS.name)
        return np.full(len(self._steps), np.nan, dtype=np.float32) if head is None else head.values(self._alloys)

    @computed_once
    def hardness_interval(self) -> tuple[np.ndarray, np.ndarray]:
        """Ends of its 90 % interval, (n,) each; NaN for a model without a calibration of it."""
        conformal = self._pool.conformal.get(HARDNESS.name)
        factor = np.nan if conformal is None else np.exp(conformal.quantile(self.hardness)).astype(np.float32)
        return self.hardness / factor, self.hardness * factor

    @computed_once
    def structure(self) -> tuple[np.ndarray, np.ndarray]:
        """Position of the most probable class, int8 (n,), −1 for a model that says nothing of it, and its probability, (n,)."""
        head = self._pool.heads.get(STRUCTURE.name)
        if head is None:
            n = len(self._steps)
            return np.full(n, -1, dtype=np.int8), np.full(n, np.nan, dtype=np.float32)
        shares = head.values(self._alloys)
        return shares.argmax(axis=1).astype(np.int8), shares.max(axis=1)

    @computed_once
    def distance(self) -> np.ndarray:
        """At.% to the nearest measured alloy, float32 (n,)."""
        return self._pool.novelty.nearest(self.fractions)

    @property
    def domain(self) -> np.ndarray:
        """Codes of the applicability domain, int8 (n,)."""
        return self._pool.novelty.domain(self.fractions, self.distance)


def _on_device(name: str | Path, table: ElementTable, total: int, device: str) -> DeviceClassifier:
    from hea_core.model import weights  # torch comes with them, and a screening on this processor needs none
    from hea_core.screening.device import DeviceClassifier

    return DeviceClassifier(weights.load(name, elements())[0], table, total, device)
