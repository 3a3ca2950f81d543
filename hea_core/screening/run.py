"""Screening: score every alloy of a space in blocks, keep some, write Parquet; stop and resume, on one machine or many.

A block is a stretch of ranks that depends on the space's size alone, and is scored the same way wherever it is scored. Finished
blocks lie beside the output until all are there; the result is put together from them in rank order. So the file does not
depend on the number of workers, on their order, or on interruptions.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from hea_core.screening.block import RANK, chosen, column_of, completed, estimate, ranked, score_block
from hea_core.screening.block_store import BlockStore
from hea_core.screening.request import Screen
from hea_core.screening.workers import local, remote

__all__ = ["Screen", "ScreenProgress", "Screened", "estimate", "run"]


_RECENT = 8
"""Blocks that a rate is of: the first ones take the start of the workers too, which says nothing of the rest."""


@dataclass(frozen=True, slots=True)
class ScreenProgress:
    """How far a screening is: alloys scored so far, of how many, per second of late, and seconds left."""

    scored: int
    size: int
    per_second: float
    seconds_left: float


@dataclass(frozen=True, slots=True)
class Screened:
    """A screening's outcome: alloys scored and kept, seconds of this run, the Parquet file."""

    scored: int
    kept: int
    seconds: float
    out: str


def run(
    screen: Screen,
    out: str | Path,
    scheduler: str | None = None,
    workers: int | None = None,
    on_progress: Callable[[ScreenProgress], None] | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Screened:
    """Score the space and write the alloys kept to a Parquet file.

    Args:
        screen: what to do.
        out: the file; finished blocks lie in the folder `out`.parts until the end.
        scheduler: address of a Dask scheduler whose workers have this code; without it threads of this machine.
        workers: threads, by default one for each core.
        on_progress: called after every block.
        stopped: asked after every block; when true, the blocks in work are dropped, the file holds what the finished ones give
            and the same call goes on from there later.

    Raises:
        RequestError: the scheduler does not answer, or the file cannot be written.
    """
    begun = time.perf_counter()
    with closing(BlockStore(Path(out), screen.settings())) as store:
        scored = _score(screen, store, scheduler, workers, on_progress, stopped)
        kept = store.merge(_merged(screen, store), complete=len(store.done) == screen.blocks, scored=scored)
    return Screened(scored, kept, time.perf_counter() - begun, str(out))


def _score(
    screen: Screen,
    store: BlockStore,
    scheduler: str | None,
    workers: int | None,
    on_progress: Callable[[ScreenProgress], None] | None,
    stopped: Callable[[], bool],
) -> int:
    """Score the blocks that are not there; returns the alloys scored so far, those of earlier runs included."""
    todo = [index for index in range(screen.blocks) if index not in store.done]
    scored = sum(_size(screen, index) for index in store.done)
    recent = deque([(time.perf_counter(), scored)], maxlen=_RECENT)
    results = (
        remote(screen.settings(), todo, scheduler)
        if scheduler
        else local(lambda i: score_block(screen, i), todo, workers)
    )
    try:
        for index, table in results:
            store.write(index, table)
            scored += _size(screen, index)
            if on_progress:
                (since, counted), now = recent[0], time.perf_counter()
                rate = (scored - counted) / (now - since)
                recent.append((now, scored))
                on_progress(ScreenProgress(scored, screen.space.size, rate, (screen.space.size - scored) / rate))
            if stopped():
                break
    finally:
        results.close()
    return scored


def _size(screen: Screen, index: int) -> int:
    return min(screen.block, screen.space.size - index * screen.block)


def _merged(screen: Screen, store: BlockStore) -> Iterator[pa.Table]:
    """The result in pieces, from the finished blocks."""
    seen: set[bytes] = set()
    tables = (_distinct(screen, table, seen) if screen.space.sample else table for table in store.tables())
    if not screen.ranks:
        yield from tables
        return
    best: pa.Table | None = None
    for table in tables:
        union = table if best is None else pa.concat_tables([best, table])
        best = union.take(chosen(screen, *_deciding(screen, union)))
    if best is not None:
        yield completed(screen, best if screen.pareto else best.take(ranked(screen, *_deciding(screen, best))))


def _deciding(screen: Screen, table: pa.Table) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """The deciding columns of a table, and its ranks."""
    return {name: column_of(table, name) for name in screen.deciding}, column_of(table, RANK)


def _distinct(screen: Screen, table: pa.Table, seen: set[bytes]) -> pa.Table:
    """The rows whose alloy was not seen before; a sample may draw one twice."""
    amounts = np.column_stack([column_of(table, symbol) for symbol in screen.space.pool])
    keys = [row.tobytes() for row in amounts]
    new = [i for i, key in enumerate(keys) if not (key in seen or seen.add(key))]  # type: ignore[func-returns-value]
    return table.take(np.array(new, dtype=np.int64))
