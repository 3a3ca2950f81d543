"""Scoring one block of a screening: everything a worker does, on any machine."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa

from hea_core.model.compiled import GridAlloys
from hea_core.screening.columns import COLUMNS
from hea_core.screening.formulas import formulas
from hea_core.screening.objectives import objective_of
from hea_core.screening.pareto import front
from hea_core.screening.pool_columns import AlloySlice, PoolColumns
from hea_core.screening.request import Screen
from hea_core.trust.examiner import Examiner

SLICE = 2**14
"""Alloys in memory at a time, per worker."""
RANK = "rank"


@lru_cache(maxsize=4)
def _prepared(
    model: str, _card_sha256: str, pool: tuple[str, ...], total: int, device: str, prices: tuple[tuple[str, float], ...]
) -> PoolColumns:
    """By the card too: a process that scores for days meets a model trained anew in the same folder."""
    return PoolColumns(Examiner(model), pool, total, device, dict(prices))


def columns_of(screen: Screen) -> PoolColumns:
    """What the columns of a screening are computed from, kept for its next blocks."""
    space = screen.space
    return _prepared(screen.model, screen.card_sha256, space.pool, space.total, screen.device, screen.prices)


def score_block(screen: Screen, index: int) -> pa.Table:
    """The alloys of one block that may be in the result, in rank order: rank, at.% of the pool, and the columns that decide.

    Where no other block can beat them they are `completed` here, by whoever scores the block; else only those that win are,
    when the blocks are put together.
    """
    pool = columns_of(screen)
    stop = min((index + 1) * screen.block, screen.space.size)
    slices = [
        _score_slice(screen, pool, start, min(start + SLICE, stop))
        for start in range(index * screen.block, stop, SLICE)
    ]
    steps, rank = np.concatenate([s for s, _, _ in slices]), np.concatenate([r for _, r, _ in slices])
    columns = {name: np.concatenate([known[name] for _, _, known in slices]) for name in slices[0][2]}
    rows = chosen(screen, columns, rank)
    amounts = pool.columns(steps[rows], screen.space.pool)
    table = pa.table({RANK: rank[rows], **amounts, **_at(columns, rows)})
    return table if screen.ranks else completed(screen, table)


def completed(screen: Screen, table: pa.Table) -> pa.Table:
    """The rows of `score_block` as the result has them: with formula and every column."""
    pool = columns_of(screen)
    pieces = [table.slice(start, SLICE) for start in range(0, max(len(table), 1), SLICE)]
    return pa.concat_tables([_completed(screen, pool, piece) for piece in pieces])


def _score_slice(
    screen: Screen, pool: PoolColumns, start: int, stop: int
) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """Steps (n, E), ranks (n,) and deciding columns of the alloys of a slice that may be in the result."""
    steps = screen.space.rows(start, stop)
    rank = np.arange(start, stop)
    if screen.space.sample is not None:
        first = np.sort(np.unique(steps, axis=0, return_index=True)[1])
        steps, rank = steps[first], rank[first]
    alloys, columns = GridAlloys(steps, pool.grid), dict[str, np.ndarray]()
    # the cheap columns first, the costly ones only of what is left
    for names in screen.stages.values():
        columns |= AlloySlice(pool, alloys).columns(names)
        fulfilled = np.ones(len(rank), dtype=bool)
        for condition in screen.conditions:
            if condition.column in names:
                fulfilled &= condition.holds(columns)
        if not fulfilled.all():
            alloys, rank, columns = alloys.at(fulfilled), rank[fulfilled], _at(columns, fulfilled)
    rows = chosen(screen, columns, rank)
    return alloys.steps[rows], rank[rows], _at(columns, rows)


def _at(columns: Mapping[str, np.ndarray], rows: np.ndarray) -> dict[str, np.ndarray]:
    return {name: values[rows] for name, values in columns.items()}


def chosen(screen: Screen, columns: Mapping[str, np.ndarray], rank: np.ndarray) -> np.ndarray:
    """Positions that may be in the result, in rank order: a rule that can be applied to parts and again to their union."""
    if screen.pareto:
        gains = np.column_stack([objective_of(name).gain(columns) for name in screen.pareto])
        return front(gains, (True,) * len(screen.pareto))
    if screen.top is None:
        return np.arange(len(rank))
    return np.sort(ranked(screen, columns, rank))


def ranked(screen: Screen, columns: Mapping[str, np.ndarray], rank: np.ndarray) -> np.ndarray:
    """Positions of the best `top`, best first; ties in the order of rank, missing values left out."""
    loss = -objective_of(screen.by).gain(columns)
    rows = np.flatnonzero(~np.isnan(loss))
    if screen.top is not None and screen.top < len(rows):
        # a partition is a tenth of a sort's work; all that tie with the last one stay for the sort to order
        rows = rows[loss[rows] <= np.partition(loss[rows], screen.top - 1)[screen.top - 1]]
    return rows[np.lexsort((rank[rows], loss[rows]))][: screen.top]


def _completed(screen: Screen, pool: PoolColumns, table: pa.Table) -> pa.Table:
    symbols, step = pool.pool, screen.space.step
    known = {name: column_of(table, name) for name in table.column_names}
    steps = np.rint(np.column_stack([known[symbol] for symbol in symbols]) / step).astype(np.int16)
    missing = [name for name in COLUMNS if name not in known]
    columns = {**known, **pool.columns(steps, missing)}
    named: dict[str, Any] = {
        RANK: known[RANK],
        "formula": pa.array(formulas(steps, step, symbols), type=pa.string()),
    }
    named |= {name: columns[name] for name in (*symbols, *COLUMNS)}
    for name, column in COLUMNS.items():
        if column.classes:
            # −1 picks the last: nothing is said
            named[name] = pa.array(np.array([*column.classes, None], dtype=object)[columns[name]], type=pa.string())
    return pa.table(named)


def column_of(table: pa.Table, name: str) -> np.ndarray:
    """A column of a table as an array (n,)."""
    return np.asarray(table[name].to_numpy())


def estimate(screen: Screen, workers: int) -> float:
    """Seconds that scoring the whole space will take, from scoring one slice here now."""
    pool = columns_of(screen)
    rows = min(SLICE, screen.space.size)
    _score_slice(screen, pool, 0, min(64, rows))
    begun = time.perf_counter()
    _score_slice(screen, pool, 0, rows)
    return (time.perf_counter() - begun) * screen.space.size / rows / workers
