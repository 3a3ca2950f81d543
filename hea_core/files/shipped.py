"""The shipped tables, each held to its hash in the data card: a damaged one is refused, never half read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from hea_core.errors import DataError
from hea_core.files.csv_table import parse_table
from hea_core.files.places import INSTALLED, SHIPPED, put_back

DATA = SHIPPED / "data"
_CARD = "datasets.json"
_REMEDY = put_back("data") + (
    "." if INSTALLED else ", or after a change that you meant run 'python scripts/refresh_data_card.py'."
)


@cache
def data_card() -> dict[str, Any]:
    """The data card: {"files": {name: {title, description, sources, licence, sha256, rows, columns}}}; DataError where it is damaged."""
    try:
        card = json.loads((DATA / _CARD).read_text(encoding="utf-8"))
        if all(isinstance(entry["sha256"], str) for entry in card["files"].values()):
            return dict(card)
        reason = "a file has no sha256"
    except OSError as error:
        reason = error.strerror or str(error)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        reason = f"{type(error).__name__}: {error}"
    raise DataError(f"The data card data/{_CARD} cannot be read ({reason}): {_REMEDY}")


def shipped_bytes(name: str) -> bytes:
    """A file of data/ as it was shipped; DataError where it is missing or is not what the data card says."""
    listed = data_card()["files"].get(name)
    try:
        content = (DATA / name).read_bytes()
    except OSError as error:
        raise DataError(f"data/{name} cannot be read ({error.strerror}): {_REMEDY}") from None
    if listed is None or hashlib.sha256(content).hexdigest() != listed["sha256"]:
        raise DataError(f"data/{name} is damaged or was changed (not the sha256 of data/{_CARD}): {_REMEDY}")
    return content


def shipped_table(name: str, needed: Sequence[str] = ()) -> tuple[tuple[str, ...], list[dict[str, str]]]:
    """Columns and rows of a shipped CSV table, as `read_table` gives them; DataError also where a needed column is missing."""
    columns, rows = parse_table(shipped_bytes(name), name)
    for column in needed:
        if column not in columns:
            raise DataError(f"data/{name} has no column '{column}': {_REMEDY}")
    return columns, rows
