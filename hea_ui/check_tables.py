"""Lists of alloys as people keep them (a pasted column, CSV, XLSX), read into rows and a guessed formula column. Pure."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from hea_core.composition import Composition
from hea_core.errors import FormulaError, RequestError

MOST_ROWS = 200_000
_LOOKED_AT = 40
"""Rows that the guess is made from."""
_NAMES = ("formula", "alloy", "alloys", "composition", "formulas", "material")
_WORKS = "one formula a row, for example CoCrFeMnNi"


@dataclass(frozen=True)
class Sheet:
    """A table of text.

    Attributes:
        header: name of each column; "column 1" and so on where the file has none.
        rows: cells as text, each row as long as the header; none is empty.
        numbers: of the rows in the file, the first line of which is 1.
        guess: index of the column that holds formulas.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    guess: int

    def column(self, index: int) -> tuple[str, ...]:
        """The cells of a column."""
        return tuple(row[index] for row in self.rows)


def read_file(name: str, content: bytes) -> Sheet:
    """A CSV or XLSX file; RequestError where it is neither, or holds nothing."""
    if name.lower().endswith(".xlsx"):
        return sheet(_xlsx(name, content))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    return sheet(_delimited(text, "\t;,"))


def read_pasted(text: str) -> Sheet:
    """Lines copied from a spreadsheet: only tabs part columns, since a formula may hold a comma."""
    return sheet(_delimited(text, "\t"))


def sheet(rows: Sequence[Sequence[str]]) -> Sheet:
    """Pad the rows, find the formula column and whether the first row is a heading."""
    filled = [[cell.strip() for cell in row] for row in rows]
    numbered = [(number, row) for number, row in enumerate(filled, start=1) if any(row)]
    if not numbered:
        raise RequestError(f"There is no row in it: give {_WORKS}.")
    if len(numbered) > MOST_ROWS:
        raise RequestError(
            f"It has {len(numbered):,} rows, at most {MOST_ROWS:,} are checked at once: split it into parts, {_WORKS}."
        )
    width = max(len(row) for _, row in numbered)
    table = [tuple(row + [""] * (width - len(row))) for _, row in numbered]
    top = [cell.lower() for cell in table[0]]
    named = next((top.index(name) for name in _NAMES if name in top), None)
    guess = _best_column(table) if named is None else named
    headed = named is not None or (width > 1 and len(table) > 1 and not _reads(table[0][guess]))
    header = tuple((cell if headed and cell else f"column {k}") for k, cell in enumerate(table[0], start=1))
    body = table[1:] if headed else table
    if not body:
        raise RequestError(f"There is a heading but no row below it: give {_WORKS}.")
    return Sheet(header, tuple(body), tuple(number for number, _ in numbered[headed:]), guess)


def _best_column(table: Sequence[Sequence[str]]) -> int:
    """The column most of whose cells are formulas; among equals, of the longest formulas."""
    some = table[: _LOOKED_AT + 1]

    def score(index: int) -> tuple[int, int]:
        good = [row[index] for row in some if _reads(row[index])]
        return len(good), sum(map(len, good))

    return max(range(len(table[0])), key=lambda index: (*score(index), -index))


def _reads(cell: str) -> bool:
    try:
        Composition.parse(cell)
    except FormulaError:
        return False
    return True


def _delimited(text: str, separators: str) -> list[list[str]]:
    lines = text.splitlines()
    top = next((line.strip().strip('"').lower() for line in lines if line.strip()), "")
    if top in _NAMES:  # one column, whatever commas its formulas hold
        separators = ""
    counts = {mark: sum(line.count(mark) for line in lines[:_LOOKED_AT]) for mark in separators}
    mark = max(counts, key=lambda one: counts[one], default="")
    if not counts.get(mark):
        return [[line.strip().strip('"')] for line in lines]
    try:
        return list(csv.reader(io.StringIO(text), delimiter=mark))
    except csv.Error as error:
        raise RequestError(f"The table cannot be read ({error}): save it as CSV with {_WORKS}.") from None


def _xlsx(name: str, content: bytes) -> list[list[str]]:
    """Cells of the first worksheet."""
    from openpyxl import load_workbook  # half a second: only for those who bring such a file
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        found = book.worksheets[0].iter_rows(values_only=True, max_row=MOST_ROWS + 2)
        return [["" if cell is None else str(cell) for cell in row] for row in found]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError):
        raise RequestError(
            f"{name[:60]} is not a readable XLSX file: save it again, or as CSV, with {_WORKS}."
        ) from None
