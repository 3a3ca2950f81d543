"""CSV tables as rows of text. pandas would cost a third of a second before the first alloy is shown, so the app's way does without."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from hea_core.errors import DataError, shortened


def read_table(path: Path) -> tuple[tuple[str, ...], list[dict[str, str]]]:
    """Columns, and the rows as {column: text}; what a short row leaves out is empty.

    Raises:
        DataError: the file cannot be read, has no header, or has a row longer than it.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _unreadable(path.name, error.strerror or str(error)) from error
    return parse_table(content, path.name)


def parse_table(content: bytes, name: str) -> tuple[tuple[str, ...], list[dict[str, str]]]:
    """The same of a file's content; `name` is for the message of the DataError."""
    try:
        with io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restval="")
            columns = tuple(reader.fieldnames or ())
            rows = list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise _unreadable(name, str(error)) from error
    if not columns:
        raise _unreadable(name, "it is empty")
    for number, row in enumerate(rows, start=2):
        if None in row:
            raise _unreadable(name, f"row {number} has more fields than the first line")
    return columns, rows


def _unreadable(name: str, reason: str) -> DataError:
    return DataError(
        f"{shortened(name, 80)} cannot be read as a CSV table ({reason}): give a UTF-8 file whose first line names the columns, "
        "for example formula,single_phase."
    )
