"""The columns of a screening, for blocks of alloys of one pool: only those asked for are computed."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from hea_core.composition import Composition
from hea_core.composition.elements import elements
from hea_core.descriptors.function import PAPER_DESCRIPTORS
from hea_core.design.constraints import element_prices
from hea_core.errors import ConstraintError
from hea_core.screening.classifier import CompiledClassifier, DeviceClassifier, described, grid
from hea_core.screening.novelty import Coverage
from hea_core.trust.examiner import Examiner
from hea_core.trust.intervals import calibration_of, interval, is_multinary

CLASSIFIER = ("probability", "low", "high")
COLUMNS: dict[str, str] = {
    "probability": "of a single phase, mean of the ensemble",
    "low": "lower end of the 90 % interval",
    "high": "upper end of the 90 % interval",
    "n_elements": "number of elements",
    "density": "g/cm³, molar mass over ideal molar volume",
    "price": "USD per kg of alloy from element prices, good to an order of magnitude; NaN where an element has none",
    "distance_at_percent": "at.% to the nearest measured alloy: novelty",
    "domain": "in, edge or out of the applicability domain",
    **dict.fromkeys(PAPER_DESCRIPTORS, "descriptor of the paper; units in DESCRIPTORS"),
}


class Objectives:
    """Columns by name for alloys on the grid of a pool. Read-only after construction, so threads may share it."""

    def __init__(self, engine: Examiner, pool: tuple[str, ...], total: int, device: str = "cpu") -> None:
        """Prepare the model, the prices and the measured alloys for these elements; `total` steps are a whole alloy."""
        table = elements().subset(pool)
        self.pool, self._total = pool, total
        self._grid = grid(table, total)
        self._classifier = (
            CompiledClassifier(engine.model, self._grid)
            if device == "cpu"
            else DeviceClassifier(engine.model, table, total, device)
        )
        calibration = calibration_of(engine.card)
        self._widening = (
            (calibration.two_or_three.widening, calibration.four_or_more.widening) if calibration else (0.0, 0.0)
        )
        self._mass = table.properties["atomic_mass_g_mol"]
        self._volume = self._mass / table.properties["density_g_cm3"]
        self._price = np.array([_price(symbol) for symbol in pool])
        self._coverage = Coverage(engine, pool)

    def columns(self, steps: np.ndarray, names: Iterable[str]) -> dict[str, np.ndarray]:
        """Columns of alloys in whole steps, int16 (n, E): each (n,), float32 but for domain and n_elements, which are int8.

        `names` are keys of COLUMNS or elements of the pool, whose columns are at.% in float64.
        """
        wanted = list(names)
        out: dict[str, np.ndarray] = {}
        if not len(steps):
            return {name: np.empty(0, dtype=_dtype(name)) for name in wanted}
        if any(name in CLASSIFIER for name in wanted):
            scores = self._classifier.scores(steps)
            out["probability"] = scores.probability.numpy()
            if "low" in wanted or "high" in wanted:
                widening = np.where(is_multinary((steps > 0).sum(axis=1)), *self._widening[::-1])
                ends = interval(out["probability"].astype(np.float64), scores.spread.double().numpy(), widening)
                out["low"], out["high"] = (end.astype(np.float32) for end in ends)
        if any(name in PAPER_DESCRIPTORS for name in wanted):
            eight = described(steps, self._grid)[:, : len(PAPER_DESCRIPTORS)].astype(np.float32)
            out |= dict(zip(PAPER_DESCRIPTORS, eight.T, strict=True))
        if "n_elements" in wanted:
            out["n_elements"] = (steps > 0).sum(axis=1).astype(np.int8)
        if "density" in wanted:
            out["density"] = ((steps @ self._mass) / (steps @ self._volume)).astype(np.float32)
        if "price" in wanted:
            worth = np.where(steps > 0, steps * (self._mass * self._price), 0.0).sum(axis=1)
            out["price"] = (worth / (steps @ self._mass)).astype(np.float32)
        if "distance_at_percent" in wanted or "domain" in wanted:
            fractions = steps / float(self._total)
            out["distance_at_percent"] = self._coverage.nearest(fractions)
            if "domain" in wanted:
                out["domain"] = self._coverage.domain(fractions, out["distance_at_percent"])
        for position, symbol in enumerate(self.pool):
            if symbol in wanted:
                # nine decimals: 7 at.% is 7, not the neighbour that 100 · 0.07 gives
                out[symbol] = np.round(100.0 * (steps[:, position] / float(self._total)), 9)
        return {name: out[name] for name in wanted}


def _dtype(name: str) -> type[np.generic]:
    return np.int8 if name in ("n_elements", "domain") else np.float32 if name in COLUMNS else np.float64


def _price(symbol: str) -> float:
    try:
        return float(element_prices((symbol,))[0])
    except ConstraintError:
        return float("nan")


def formulas(steps: np.ndarray, step: float, pool: tuple[str, ...]) -> list[str]:
    """Canonical formulas of rows of whole steps (n, E); by table where all at.% are whole, else one by one."""
    order = np.argsort(pool)
    symbols = [pool[i] for i in order]
    rows = steps[:, order].astype(np.int64)
    at_percent = rows * step
    equal = np.where(rows > 0, rows, rows.max(axis=1, keepdims=True)).min(axis=1) == rows.max(axis=1)
    whole = (np.abs(at_percent - np.round(at_percent)) < 1e-9).all(axis=1)
    text = np.full(len(rows), "", dtype=object)
    for column, symbol in enumerate(symbols):
        written = np.array(["", *(f"{symbol}{amount}" for amount in range(1, 101))], dtype=object)
        plain = np.where(rows[:, column] > 0, symbol, "").astype(object)
        text = text + np.where(equal, plain, written[np.round(at_percent[:, column]).astype(np.int64)])
    for row in np.flatnonzero(~whole & ~equal):
        text[row] = Composition.from_amounts(
            {symbol: float(a) for symbol, a in zip(symbols, at_percent[row], strict=True) if a > 0}
        ).formula
    return [str(formula) for formula in text]
