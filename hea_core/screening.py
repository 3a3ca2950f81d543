"""Screening: score every alloy of a space in blocks, keep some, write Parquet; stop and resume, on one machine or many.

A block is a stretch of ranks that depends on the space's size alone, and is scored the same way wherever it is scored. Finished
blocks lie beside the output until all are there; the result is put together from them in rank order. So the file does not
depend on the number of workers, on their order, or on interruptions.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from hea_core import artifacts
from hea_core.conditions import Condition, known_column, parse_where
from hea_core.errors import ArtifactError, RequestError
from hea_core.intervals import calibration_of
from hea_core.objectives import CLASSIFIER, COLUMNS, DOMAINS, Objectives, formulas
from hea_core.pareto import front
from hea_core.parts import Parts
from hea_core.predictor import Predictor
from hea_core.spaces import Space
from hea_core.workers import local, remote

SLICE = 2**14
"""Alloys in memory at a time, per worker."""
_BLOCK = 2**15
_MOST_BLOCKS = 1024
MOST_UNFILTERED = 5_000_000
MOST_TOP = 1_000_000

RANK = "rank"


@dataclass(frozen=True)
class Screen:
    """What to score and what to keep.

    Attributes:
        space: the alloys.
        where: text of the conditions every alloy kept fulfils, or "".
        top: keep so many, best first, or None for all.
        by: column that ranks them, the most first; with a leading "-" the least first.
        pareto: two or three such columns: keep the front of all alloys that fulfil `where`.
        model: name under models/, or a folder.
        device: "cpu" or a CUDA device, for the classifier.
    """

    space: Space
    where: str = ""
    top: int | None = None
    by: str = "probability"
    pareto: tuple[str, ...] = ()
    model: str = "default"
    device: str = "cpu"

    def __post_init__(self) -> None:
        """Refuse unknown columns and results too large to be meant (RequestError)."""
        pool = self.space.pool
        for name in (self.by, *self.pareto):
            known_column(name.removeprefix("-"), pool, "pareto" if name in self.pareto else "by")
        if self.top is not None and not 1 <= self.top <= MOST_TOP:
            raise RequestError(f"top is {self.top}: give 1 to {MOST_TOP}, for example 1000.")
        if self.pareto and (
            len(self.pareto) not in (2, 3) or len({n.removeprefix("-") for n in self.pareto}) < len(self.pareto)
        ):
            raise RequestError("pareto takes two or three different columns, for example probability,-price.")
        if self.pareto and self.top is not None:
            raise RequestError("top and pareto exclude each other: a front is kept whole.")
        if self.top is None and not self.pareto and not self.conditions and self.space.size > MOST_UNFILTERED:
            raise RequestError(
                f"All {self.space.size} alloys would be kept: add top, where or pareto, for example top 1000; without them at most "
                f"{MOST_UNFILTERED}."
            )

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions of `where`, and the price ceiling of the constraints."""
        read = parse_where(self.where, self.space.pool) if self.where.strip() else ()
        ceiling = self.space.constraints.max_price
        return read if ceiling is None else (*read, Condition("price", "<=", ceiling))

    @property
    def deciding(self) -> tuple[str, ...]:
        """Columns that must be known of every alloy to decide what is kept."""
        ranked = self.pareto or ((self.by,) if self.top is not None else ())
        return tuple(
            dict.fromkeys((*(c.column for c in self.conditions), *(name.removeprefix("-") for name in ranked)))
        )

    @property
    def stages(self) -> tuple[tuple[str, ...], ...]:
        """The deciding columns in three groups, cheapest first."""
        return tuple(tuple(name for name in self.deciding if _cost(name) == cost) for cost in range(3))

    @property
    def block(self) -> int:
        """Alloys per block."""
        return _BLOCK * max(1, -(-self.space.size // (_BLOCK * _MOST_BLOCKS)))

    @property
    def blocks(self) -> int:
        """Number of blocks."""
        return -(-self.space.size // self.block)

    def settings(self) -> dict[str, Any]:
        """Everything that fixes the result, with the hashes of the model and the data; for JSON."""
        calibration = calibration_of(artifacts.read_card(self.model))
        return {
            "space": self.space.settings(),
            "where": self.where,
            "top": self.top,
            "by": self.by,
            "pareto": list(self.pareto),
            "model": self.model,
            "device": self.device,
            "model_sha256": artifacts.weights_sha256(self.model),
            "calibration": calibration.as_card() if calibration else None,
            "data_sha256": artifacts.data_sha256(),
        }

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> Screen:
        """The screening that `settings` describes; ArtifactError where model or data here are not those it names."""
        screen = cls(
            space=Space.from_settings(settings["space"]),
            where=settings["where"],
            top=settings["top"],
            by=settings["by"],
            pareto=tuple(settings["pareto"]),
            model=settings["model"],
            device=settings["device"],
        )
        if screen.settings() != dict(settings):
            raise ArtifactError(
                f"This machine holds another model '{screen.model}' or other data than the screening was started with."
            )
        return screen


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a screening is: alloys scored so far, of how many, per second in this run, and seconds left."""

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


def _cost(name: str) -> int:
    return 2 if name in ("domain", "distance_at_percent") else int(name in CLASSIFIER)


@lru_cache(maxsize=4)
def _objectives(model: str, pool: tuple[str, ...], device: str) -> Objectives:
    return Objectives(Predictor(model), pool, device)


def score_block(screen: Screen, index: int) -> pa.Table:
    """The alloys of one block that may be in the result, in rank order, with every column."""
    objectives = _objectives(screen.model, screen.space.pool, screen.device)
    stop = min((index + 1) * screen.block, screen.space.size)
    slices = [
        _score_slice(screen, objectives, start, min(start + SLICE, stop))
        for start in range(index * screen.block, stop, SLICE)
    ]
    steps, rank = np.concatenate([s for s, _, _ in slices]), np.concatenate([r for _, r, _ in slices])
    columns = {name: np.concatenate([known[name] for _, _, known in slices]) for name in slices[0][2]}
    rows = _chosen(screen, columns, rank)
    pieces = [rows[start : start + SLICE] for start in range(0, max(len(rows), 1), SLICE)]
    return pa.concat_tables([_table(screen, objectives, steps[at], rank[at], _at(columns, at)) for at in pieces])


def _score_slice(
    screen: Screen, objectives: Objectives, start: int, stop: int
) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """Steps (n, E), ranks (n,) and deciding columns of the alloys of a slice that may be in the result."""
    steps = screen.space.rows(start, stop)
    rank = np.arange(start, stop)
    if screen.space.sample is not None:
        first = np.sort(np.unique(steps, axis=0, return_index=True)[1])
        steps, rank = steps[first], rank[first]
    columns: dict[str, np.ndarray] = {}
    # the cheap columns first, the dear ones only of what is left
    for stage in screen.stages:
        fractions = steps / float(screen.space.total)
        columns |= objectives.columns(fractions, [name for name in stage if name not in columns])
        fulfilled = np.ones(len(rank), dtype=bool)
        for condition in screen.conditions:
            if condition.column in stage:
                fulfilled &= condition.holds(columns)
        if not fulfilled.all():
            steps, rank, columns = steps[fulfilled], rank[fulfilled], _at(columns, fulfilled)
    rows = _chosen(screen, columns, rank)
    return steps[rows], rank[rows], _at(columns, rows)


def _at(columns: Mapping[str, np.ndarray], rows: np.ndarray) -> dict[str, np.ndarray]:
    return {name: values[rows] for name, values in columns.items()}


def _chosen(screen: Screen, columns: Mapping[str, np.ndarray], rank: np.ndarray) -> np.ndarray:
    """Positions that may be in the result, in rank order: a rule that can be applied to parts and again to their union."""
    if screen.pareto:
        objectives = np.column_stack([columns[name.removeprefix("-")] for name in screen.pareto])
        return front(objectives, tuple(not name.startswith("-") for name in screen.pareto))
    if screen.top is None:
        return np.arange(len(rank))
    return np.sort(_ranked(screen, columns, rank)[: screen.top])


def _ranked(screen: Screen, columns: Mapping[str, np.ndarray], rank: np.ndarray) -> np.ndarray:
    """Positions from best to worst; ties in the order of rank, missing values left out."""
    score = columns[screen.by.removeprefix("-")].astype(np.float64)
    order = np.lexsort((rank, score if screen.by.startswith("-") else -score))
    return np.asarray(order[~np.isnan(score[order])])


def _table(
    screen: Screen, objectives: Objectives, steps: np.ndarray, rank: np.ndarray, known: Mapping[str, np.ndarray]
) -> pa.Table:
    """Rows of the result, their other columns computed."""
    pool = screen.space.pool
    missing = [name for name in (*COLUMNS, *pool) if name not in known]
    columns = {**known, **objectives.columns(steps / float(screen.space.total), missing)}
    named: dict[str, Any] = {
        RANK: rank,
        "formula": pa.array(formulas(steps, screen.space.step, pool), type=pa.string()),
    }
    named |= {symbol: columns[symbol] for symbol in pool}
    named |= {name: columns[name] for name in COLUMNS}
    named["domain"] = pa.array(np.array(DOMAINS, dtype=object)[columns["domain"]], type=pa.string())
    return pa.table(named)


def _rank(table: pa.Table) -> np.ndarray:
    return np.asarray(table[RANK].to_numpy())


def _arrays(screen: Screen, table: pa.Table) -> dict[str, np.ndarray]:
    """The deciding columns of a table."""
    names = [name for name in screen.deciding if name != "domain"]
    arrays = {name: np.asarray(table[name].to_numpy()) for name in names}
    if "domain" in screen.deciding:
        arrays["domain"] = np.array([DOMAINS.index(d) for d in table["domain"].to_pylist()], dtype=np.int8)
    return arrays


def run(
    screen: Screen,
    out: str | Path,
    scheduler: str | None = None,
    workers: int | None = None,
    on_progress: Callable[[Progress], None] | None = None,
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
    parts = Parts(Path(out), screen.settings())
    todo = [index for index in range(screen.blocks) if index not in parts.done]
    scored = before = sum(_size(screen, index) for index in parts.done)
    results = (
        remote(screen.settings(), todo, scheduler)
        if scheduler
        else local(lambda i: score_block(screen, i), todo, workers)
    )
    try:
        for index, table in results:
            parts.write(index, table)
            scored += _size(screen, index)
            if on_progress:
                rate = (scored - before) / (time.perf_counter() - begun)
                on_progress(Progress(scored, screen.space.size, rate, (screen.space.size - scored) / rate))
            if stopped():
                break
    finally:
        results.close()
    kept = parts.merge(_merged(screen, parts), complete=len(parts.done) == screen.blocks, scored=scored)
    return Screened(scored, kept, time.perf_counter() - begun, str(out))


def _size(screen: Screen, index: int) -> int:
    return min(screen.block, screen.space.size - index * screen.block)


def _merged(screen: Screen, parts: Parts) -> Iterator[pa.Table]:
    """The result in pieces, from the finished blocks."""
    tables = (
        (_distinct(table, seen) for seen in [set[str]()] for table in parts.tables())
        if screen.space.sample
        else parts.tables()
    )
    if screen.top is None and not screen.pareto:
        yield from tables
        return
    best: pa.Table | None = None
    for table in tables:
        union = table if best is None else pa.concat_tables([best, table])
        best = union.take(_chosen(screen, _arrays(screen, union), _rank(union)))
    if best is not None:
        yield best if screen.pareto else best.take(_ranked(screen, _arrays(screen, best), _rank(best)))


def _distinct(table: pa.Table, seen: set[str]) -> pa.Table:
    """The rows whose alloy was not seen before; a sample may draw one twice."""
    names = table["formula"].to_pylist()
    new = [i for i, name in enumerate(names) if not (name in seen or seen.add(name))]  # type: ignore[func-returns-value]
    return table.take(np.array(new, dtype=np.int64))


def estimate(screen: Screen, workers: int) -> float:
    """Seconds that scoring the whole space will take, from scoring one slice here now."""
    objectives = _objectives(screen.model, screen.space.pool, screen.device)
    rows = min(SLICE, screen.space.size)
    _score_slice(screen, objectives, 0, min(64, rows))
    begun = time.perf_counter()
    _score_slice(screen, objectives, 0, rows)
    return (time.perf_counter() - begun) * screen.space.size / rows / workers
