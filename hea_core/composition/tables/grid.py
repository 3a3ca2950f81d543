"""The cells of one sheet as text, and how much of a file is taken in: every limit is checked while cells arrive, before anything grows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from time import thread_time

from hea_core.errors import RequestError, quoted

MOST_BYTES = 50 * 1024 * 1024
"""Of a file: 200,000 rows of 260 characters; the page takes no larger upload."""
MOST_UNPACKED = 200_000_000
"""Bytes of all parts of an XLSX file: 200,000 rows take about 60 million; a bomb of 400 kB unpacks to gigabytes."""
MOST_ROWS = 200_000
MOST_COLUMNS = 500
"""Three full sets of Magpie's 132 descriptors beside the alloy; a spreadsheet would allow 16,384."""
MOST_CELLS = 5_000_000
"""About half a gigabyte as text."""
MOST_CHARACTERS = 200_000_000
"""In all cells together: a workbook may refer to one long text from each of them."""
LONGEST_CELL = 32_767
"""Characters, as a spreadsheet allows."""
LONGEST_LINE = 1_000_000
"""Characters of a line of text; 500 cells of 2,000."""
MOST_LINES = 10 * MOST_ROWS
"""Of a text, blank ones too."""
MOST_SECONDS = 30.0
"""Of processor time to read one file, whatever else runs on the machine; 100,000 rows take one or two."""
_ADVICE = "keep the alloys and the columns you need in a sheet of their own, for example with the headings Alloy and HV"


@dataclass(frozen=True)
class Grid:
    """Cells of a sheet.

    Attributes:
        name: of the sheet; "" for a file without sheets.
        rows: cells stripped of blanks; rows differ in length, none ends in an empty cell and none is empty.
        numbers: of the rows in the file, the first of which is 1.
        separator: what parted the cells in the file; "" where there was nothing to part.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    separator: str = ""


@dataclass
class Intake:
    """Rows as they arrive from a file, counted against the limits (RequestError).

    Attributes:
        stop_after: filled rows after which no more are wanted.
    """

    stop_after: int = MOST_ROWS + 1
    rows: list[tuple[str, ...]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    _cells: int = 0
    _characters: int = 0
    _begun: float = field(default_factory=thread_time)

    def add(self, number: int, cells: Iterable[str]) -> bool:
        """Take a row unless it is blank; False once no more are wanted."""
        row = [cell.strip() for cell in cells]
        while row and not row[-1]:
            row.pop()
        if not row:
            return True
        self.check_width(len(row))
        for cell in row:
            if len(cell) > LONGEST_CELL:
                raise RequestError(
                    f"Row {number} has a cell of {len(cell):,} characters ({quoted(cell)}), at most {LONGEST_CELL:,} are read: {_ADVICE}."
                )
        self._characters += sum(map(len, row))
        if self._characters > MOST_CHARACTERS:
            raise RequestError(f"The table has more than {MOST_CHARACTERS:,} characters: {_ADVICE}.")
        self._cells += len(row)
        if self._cells > MOST_CELLS:
            raise RequestError(f"The table has more than {MOST_CELLS:,} cells: {_ADVICE}.")
        self.rows.append(tuple(row))
        self.numbers.append(number)
        if len(self.rows) > MOST_ROWS:
            raise RequestError(
                f"The table has more than {MOST_ROWS:,} rows: split it into parts and read one at a time."
            )
        if len(self.rows) % 512 == 0:
            check_time(self._begun)
        return len(self.rows) < self.stop_after

    def check_width(self, columns: int) -> None:
        """Refuse a row that is too wide."""
        if columns > MOST_COLUMNS:
            raise RequestError(f"The table has more than {MOST_COLUMNS} columns: {_ADVICE}.")

    def grid(self, name: str, separator: str = "") -> Grid:
        """What has arrived."""
        return Grid(name, tuple(self.rows), tuple(self.numbers), separator)


def check_time(begun: float) -> None:
    """Refuse a file that takes too long (RequestError); `begun` is the time.thread_time of the same thread."""
    if thread_time() - begun > MOST_SECONDS:
        raise RequestError(
            f"Reading the table took more than {MOST_SECONDS:g} seconds of processor time: split it into parts."
        )
