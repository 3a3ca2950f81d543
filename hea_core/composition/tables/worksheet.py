"""Handlers that a stream of XML calls: the shared strings and the cells of a worksheet, as text, counted while they arrive."""

from __future__ import annotations

from datetime import datetime, timedelta

from hea_core.composition.tables.grid import LONGEST_CELL, MOST_ROWS, Intake
from hea_core.errors import RequestError

_MOST_STRINGS = 1_000_000
_MOST_EMPTY = 3_000_000
"""Cells and rows that hold nothing but a format."""
_MOST_MERGED_ROWS = 1_000
_DAY = timedelta(days=1)


class Enough(Exception):
    """No error: the rows that were wanted have been read."""


class StringReader:
    """Handlers for the table of shared strings."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self._pieces: list[str] = []
        self._length = 0
        self._listening = self._phonetic = False

    def start(self, tag: str, _: dict[str, str]) -> None:
        """A tag opens."""
        if tag == "t":
            self._listening = not self._phonetic
        elif tag == "rPh":
            self._phonetic = True

    def end(self, tag: str) -> None:
        """A tag closes; Enough where no more rows are wanted."""
        if tag == "t":
            self._listening = False
        elif tag == "rPh":
            self._phonetic = False
        elif tag == "si":
            # stripped here, so that a text that a million cells refer to stays one object
            self.strings.append("".join(self._pieces).strip())
            self._pieces.clear()
            self._length = 0
            if len(self.strings) > _MOST_STRINGS:
                raise RequestError(
                    f"The workbook has more than {_MOST_STRINGS:,} different texts: keep the alloys in one of their own."
                )

    def text(self, text: str) -> None:
        """A piece of text, of which one cell may come in several."""
        if self._listening:
            self._length += len(text)
            if self._length > LONGEST_CELL:
                raise RequestError(
                    f"A cell has more than {LONGEST_CELL:,} characters: shorten it, or leave that column out."
                )
            self._pieces.append(text)


class SheetReader:
    """Handlers for a worksheet: a row is handed on when it ends."""

    def __init__(
        self, intake: Intake, strings: list[str], dates: frozenset[int], percents: frozenset[int], epoch: datetime
    ) -> None:
        self.merged: list[tuple[int, int, int]] = []
        self._intake, self._strings, self._epoch = intake, strings, epoch
        self._dates, self._percents = dates, percents
        self._row, self._column, self._empty = 0, 0, 0
        self._cells: dict[int, str] = {}
        self._of: dict[str, str] = {}
        self._pieces: list[str] = []
        self._length = 0
        self._listening = self._has_formula = self._phonetic = False

    def start(self, tag: str, of: dict[str, str]) -> None:
        """A tag opens, with its attributes."""
        if tag in {"v", "t"}:
            self._listening = not self._phonetic
        elif tag == "c":
            self._of = of
            self._column = _column(of["r"]) if "r" in of else self._column + 1
            self._has_formula = False
            self._pieces.clear()
            self._length = 0
        elif tag == "row":
            self._row = int(of["r"]) if "r" in of else self._row + 1
            self._column = 0
        elif tag == "f":
            self._has_formula = True
        elif tag == "rPh":
            self._phonetic = True
        elif tag == "mergeCell":
            self._merge(of.get("ref", ""))

    def end(self, tag: str) -> None:
        """A tag closes; Enough where no more rows are wanted."""
        if tag in {"v", "t"}:
            self._listening = False
        elif tag == "rPh":
            self._phonetic = False
        elif tag == "c":
            value = self._value("".join(self._pieces))
            if value:
                self._intake.check_width(self._column)
                self._cells[self._column] = value
            else:
                self._count_empty()
        elif tag == "row":
            cells = self._cells
            self._cells = {}
            if not cells:
                self._count_empty()
            if not self._intake.add(self._row, [cells.get(k, "") for k in range(1, max(cells, default=0) + 1)]):
                raise Enough

    def text(self, text: str) -> None:
        """A piece of text, of which one cell may come in several."""
        if self._listening:
            self._length += len(text)
            if self._length > LONGEST_CELL:
                raise RequestError(
                    f"A cell in row {self._row} has more than {LONGEST_CELL:,} characters: shorten it, or leave it out."
                )
            self._pieces.append(text)

    def _count_empty(self) -> None:
        self._empty += 1
        if self._empty > _MOST_EMPTY:
            raise RequestError(
                f"The sheet has more than {_MOST_EMPTY:,} empty cells with a format: copy the alloys to a new one."
            )

    def _value(self, text: str) -> str:
        """A cell as it would be typed: numbers without the noise of binary fractions, dates as dates."""
        kind = self._of.get("t", "n")
        if not text:
            # saved by a program that does not compute: what the formula gives is not in the file
            return "formula without a value" if self._has_formula else ""
        if kind == "s":
            return self._strings[int(text)]
        if kind == "b":
            return "TRUE" if text == "1" else "FALSE"
        if kind != "n":
            return text
        value = float(text)
        style = int(self._of.get("s", 0))
        if style in self._dates:
            moment = self._epoch + value * _DAY
            return moment.strftime("%Y-%m-%d" if value == int(value) else "%Y-%m-%d %H:%M")
        return f"{100.0 * value:.12g}%" if style in self._percents else f"{value:.12g}"

    def _merge(self, ref: str) -> None:
        first, _, last = ref.partition(":")
        top, bottom = (int(end.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") or 0) for end in (first, last or first))
        if top < bottom <= top + _MOST_MERGED_ROWS and len(self.merged) < MOST_ROWS:
            self.merged.append((_column(first) - 1, top, bottom))


def _column(reference: str) -> int:
    """1 for A, 27 for AA; ValueError for anything else."""
    column = 0
    for letter in reference[:4]:
        if not "A" <= letter <= "Z":
            break
        column = 26 * column + ord(letter) - 64
    if not column:
        raise ValueError(f"no column in {reference}")
    return column
