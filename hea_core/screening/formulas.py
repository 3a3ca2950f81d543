"""Formulas of millions of alloys of one pool, by table where that is exact."""

from __future__ import annotations

import numpy as np

from hea_core.composition import Composition


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
