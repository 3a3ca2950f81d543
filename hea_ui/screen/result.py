"""A screening's Parquet file, read by columns: what a figure or a table needs of it, whatever its size. Pure, on numpy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from hea_core.errors import DataError
from hea_core.screening import columns
from hea_ui.common.brush import inside

if TYPE_CHECKING:
    import pandas as pd

    from hea_ui.common.brush import Outline

COLUMNS_HELD = 16
"""Columns in memory over all sessions: at most 8 million numbers of 4 bytes each, since a job's file is bounded."""


@dataclass(frozen=True)
class Result:
    """One version of a file; equal where the file is the same.

    Attributes:
        path: the Parquet file.
        stamp: when it was written, in ns.
        rows: alloys.
        pool: elements, which are columns in at.%.
    """

    path: Path
    stamp: int
    rows: int
    pool: tuple[str, ...]

    def column(self, name: str) -> np.ndarray:
        """Numbers of a column, float32 (rows,), read-only; NaN where one is missing; domains as in 0, edge 1, out 2."""
        return _column(self, name)

    def content(self) -> bytes:
        """The file as it is, for a download (DataError where it is gone)."""
        with _readable(self.path):
            return self.path.read_bytes()

    def take(self, positions: np.ndarray, names: Sequence[str] | None = None) -> pd.DataFrame:
        """Rows at these positions, in this order; all columns, or those named (DataError where the file is damaged or gone)."""
        with _readable(self.path):
            return self._take(positions, names)

    def _take(self, positions: np.ndarray, names: Sequence[str] | None) -> pd.DataFrame:
        import pandas as pd
        import pyarrow.parquet as pq

        file = pq.ParquetFile(self.path, page_checksum_verification=True)
        pieces, at, begin = [], np.argsort(positions, kind="stable"), 0
        ordered = positions[at]
        for group in range(file.num_row_groups):
            end = begin + file.metadata.row_group(group).num_rows
            low, high = np.searchsorted(ordered, [begin, end])
            if high > low:
                columns = list(names) if names else None
                pieces.append(file.read_row_group(group, columns=columns).take(ordered[low:high] - begin).to_pandas())
            begin = end
        if not pieces:
            return pq.read_table(self.path, columns=list(names) if names else None).slice(0, 0).to_pandas()
        table = pd.concat(pieces, ignore_index=True)
        back = np.empty(len(at), dtype=np.int64)
        back[at] = np.arange(len(at))
        return table.take(back).reset_index(drop=True)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """What pyarrow says of a file that is damaged or gone, as a DataError."""
    import pyarrow as pa

    try:
        yield
    except (OSError, pa.ArrowException) as error:
        raise DataError(
            f"The result {path.name} cannot be read any more ({type(error).__name__}): it was removed or damaged. Load this page again; "
            "Run makes it anew."
        ) from error


def read(path: Path, settings: Mapping[str, Any]) -> Result:
    """The result of a screening with these settings (DataError where the file is damaged or gone)."""
    import pyarrow.parquet as pq

    space = settings["space"]
    pool = [*space["elements"], *(space["around"] or {})]
    with _readable(path):
        metadata = pq.read_metadata(path)
        names = set(metadata.schema.to_arrow_schema().names)
        stamp = path.stat().st_mtime_ns
    return Result(path, stamp, metadata.num_rows, tuple(s for s in dict.fromkeys(pool) if s in names))


@lru_cache(maxsize=COLUMNS_HELD)
def _column(result: Result, name: str) -> np.ndarray:
    import pyarrow.parquet as pq

    with _readable(result.path):
        read = pq.read_table(result.path, columns=[name], page_checksum_verification=True)[name]
    if classes := columns.column(name).classes:
        import pyarrow as pa
        import pyarrow.compute as pc

        read = pc.index_in(read, pa.array(classes))
    values = read.to_numpy().astype(np.float32)
    values.flags.writeable = False
    return values


@dataclass(frozen=True)
class Cells:
    """Alloys counted on a grid; only cells that hold any.

    Attributes:
        x, y: centres, (k,).
        count: alloys in each, (k,); they sum to the alloys that have both values.
        shade: mean of a third column in each, (k,), or None.
        missing: alloys that lack a value and are in no cell.
    """

    x: np.ndarray
    y: np.ndarray
    count: np.ndarray
    shade: np.ndarray | None
    missing: int


def cells(x: np.ndarray, y: np.ndarray, shade: np.ndarray | None, shape: tuple[int, int] = (80, 50)) -> Cells:
    """Count alloys (n,) on a grid of `shape` cells over their range."""
    known = ~(np.isnan(x) | np.isnan(y))
    x, y = x[known], y[known]
    (columns, x_centres), (rows, y_centres) = _places(x, shape[0]), _places(y, shape[1])
    cell = columns * shape[1] + rows
    count = np.bincount(cell, minlength=shape[0] * shape[1])
    held = np.flatnonzero(count)
    mean = None
    if shade is not None:
        worth = shade[known].astype(np.float64)
        told = ~np.isnan(worth)
        total = np.bincount(cell[told], worth[told], minlength=len(count))[held]
        of = np.bincount(cell[told], minlength=len(count))[held]
        mean = np.where(of > 0, total / np.maximum(of, 1), np.nan)
    return Cells(x_centres[held // shape[1]], y_centres[held % shape[1]], count[held], mean, int((~known).sum()))


def _places(values: np.ndarray, cells: int) -> tuple[np.ndarray, np.ndarray]:
    """Cell of each value, and the centres of all cells."""
    if not len(values):
        return np.empty(0, dtype=np.int64), np.zeros(cells)
    low, high = float(values.min()), float(values.max())
    width = (high - low) / cells or 1.0
    # float64: the last value must not fall out by rounding
    place = np.minimum(((values.astype(np.float64) - low) / width).astype(np.int64), cells - 1)
    return place, low + (np.arange(cells) + 0.5) * width


def selected(x: np.ndarray, y: np.ndarray, outlines: Sequence[Outline]) -> np.ndarray | None:
    """Which alloys lie in the boxes and lassos that were drawn, bool (n,); None where nothing was.

    Args:
        x: (n,) the column across.
        y: (n,) the column upwards.
        outlines: as hea_ui.common.brush reads them.
    """
    if not outlines:
        return None
    found = np.zeros(len(x), dtype=bool)
    for outline in outlines:
        across, up = (np.asarray(axis, dtype=float) for axis in zip(*outline, strict=True))
        if len(outline) == 2:
            found |= (x >= across.min()) & (x <= across.max()) & (y >= up.min()) & (y <= up.max())
        else:
            found |= inside(x, y, across, up)
    return found


def best(values: np.ndarray, rows: np.ndarray, count: int, descending: bool) -> np.ndarray:
    """The first `count` of the positions `rows` by value, ties in the order of the file, missing values last."""
    score = values[rows].astype(np.float64)
    score = np.where(np.isnan(score), np.inf, -score if descending else score)
    if len(rows) > 4 * count:
        limit = np.partition(score, count - 1)[count - 1]
        near = score <= limit
        rows, score = rows[near], score[near]
    return rows[np.lexsort((rows, score))[:count]]


def complete(columns: Sequence[np.ndarray], rows: np.ndarray) -> np.ndarray:
    """Those of the positions that have a value in every column."""
    known = np.ones(len(rows), dtype=bool)
    for values in columns:
        known &= ~np.isnan(values[rows])
    return rows[known]


def spread(rows: np.ndarray, count: int) -> np.ndarray:
    """At most `count` of the positions, evenly through the file."""
    if len(rows) <= count:
        return rows
    return rows[np.linspace(0, len(rows) - 1, count).round().astype(np.int64)]
