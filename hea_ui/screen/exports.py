"""A screening to take away, and what its file says of itself."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np

from hea_core.files import spreadsheets
from hea_ui.server import chosen

if TYPE_CHECKING:
    from hea_ui.screen.result import Result

MOST_CSV = 500_000
"""Rows; a table for a spreadsheet, which takes about a million. Parquet has all."""
MOST_XLSX = 20_000
"""Rows of a workbook; more take the server too long."""
_CHUNK = 100_000


def csv(result: Result, rows: np.ndarray) -> bytes:
    """The alloys at these positions, every column of the file, at most MOST_CSV."""
    out = io.StringIO()
    for start in range(0, min(len(rows), MOST_CSV), _CHUNK):
        piece = result.take(rows[start : min(start + _CHUNK, MOST_CSV)])
        piece.to_csv(out, index=False, header=start == 0, float_format="%.6g")
    return out.getvalue().encode()


def xlsx(result: Result, rows: np.ndarray) -> bytes:
    """The same as a workbook, at most MOST_XLSX."""
    return spreadsheets.as_xlsx(result.take(rows[:MOST_XLSX]), "alloys", "B2")


def settings(result: Result) -> dict[str, Any]:
    """What the file carries: settings, hashes of model and data, alloys scored, completeness."""
    from hea_core.screening.block_store import read_settings

    return read_settings(result.path)


def hashes() -> dict[str, str]:
    """Hashes of the model and the data that are here now."""
    from hea_core.model import artifacts

    return {"model_sha256": artifacts.weights_sha256(chosen.active()), "data_sha256": artifacts.data_sha256()}
