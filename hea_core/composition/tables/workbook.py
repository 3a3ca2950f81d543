"""XLSX worksheets as rows of text, streamed: nothing is built from the file but the cells that are kept.

A spreadsheet library builds a tree of each row and all shared strings before it hands over the first cell, which a file of a few
kilobytes can make gigabytes of.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from time import thread_time
from xml.parsers import expat

from hea_core.composition.tables.grid import MOST_ROWS, MOST_UNPACKED, Grid, Intake, check_time
from hea_core.composition.tables.worksheet import Enough, SheetReader, StringReader
from hea_core.errors import HeaError, RequestError, quoted

_CHUNK = 1 << 16
_MOST_SHEETS = 100
_DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""Number formats that every workbook has for dates and times."""
_PERCENT_FORMATS = frozenset({9, 10})
"""Those for percentages: 0.2 is shown as 20 %."""
_LONGEST_TAG = 1_000_000
"""Bytes of a tag with its attributes, which the parser holds, and reads anew, until it is complete."""
_MOST_NAMES = 5_000
"""Of tags and attributes, which the parser keeps."""

Start = Callable[[str, dict[str, str]], None]


@dataclass(frozen=True)
class Sheet:
    """A worksheet of a workbook.

    Attributes:
        name: on its tab.
        hidden: whether its tab is.
        part: its file inside the package.
    """

    name: str
    hidden: bool
    part: str


class Workbook:
    """An XLSX file in memory.

    Raises:
        RequestError: it is damaged, locked, or larger than is unpacked; so do its methods.
    """

    def __init__(self, name: str, content: bytes) -> None:
        self._name = name
        self._begun = thread_time()
        with self._sentences():
            self._package = zipfile.ZipFile(io.BytesIO(content))
            unpacked = sum(part.file_size for part in self._package.infolist())
            if unpacked > MOST_UNPACKED:
                raise RequestError(
                    f"{quoted(name)} unpacks to {unpacked / 1e6:,.0f} MB, at most {MOST_UNPACKED / 1e6:g} MB are read: keep the alloys in a "
                    "workbook of their own, or save the sheet as CSV."
                )
            self.sheets = self._find_sheets()
            self._dates, self._percents = self._styles()
            self._strings: list[str] | None = None

    def grid(self, sheet: Sheet, stop_after: int = MOST_ROWS + 1) -> Grid:
        """Cells of a sheet as text, at most so many rows of them."""
        intake = Intake(stop_after)
        with self._sentences():
            if self._strings is None:
                self._strings = self._shared_strings()
            reader = SheetReader(intake, self._strings, self._dates, self._percents, self._epoch)
            with suppress(Enough):
                self._parse(sheet.part, reader.start, reader.end, reader.text)
            return _filled(intake.grid(sheet.name), reader.merged)

    def _sentences(self) -> _Sentences:
        return _Sentences(self._name)

    def _find_sheets(self) -> tuple[Sheet, ...]:
        targets: dict[str, str] = {}
        found: list[tuple[str, str, bool]] = []
        settings: dict[str, str] = {}

        def relation(tag: str, of: dict[str, str]) -> None:
            if tag == "Relationship" and of.get("Type", "").endswith("/worksheet"):
                targets[of["Id"]] = posixpath.normpath(posixpath.join("/xl", of["Target"])).lstrip("/")

        def entry(tag: str, of: dict[str, str]) -> None:
            if tag == "sheet":
                found.append((of["name"], of.get("id", ""), of.get("state", "visible") != "visible"))
            elif tag == "workbookPr":
                settings.update(of)

        self._parse("xl/_rels/workbook.xml.rels", relation)
        self._parse("xl/workbook.xml", entry)
        self._epoch = datetime(1904, 1, 1) if settings.get("date1904") in {"1", "true"} else datetime(1899, 12, 30)
        sheets = [Sheet(name, hidden, targets[key]) for name, key, hidden in found if key in targets]
        if not sheets:
            raise RequestError(f"{quoted(self._name)} holds no worksheet: save the table of alloys as CSV or XLSX.")
        return tuple(sheets[:_MOST_SHEETS])

    def _styles(self) -> tuple[frozenset[int], frozenset[int]]:
        """Cell styles that show a number as a date or a time, and those that show it in percent."""
        if "xl/styles.xml" not in self._package.namelist():
            return frozenset(), frozenset()
        dates: set[str] = {str(one) for one in _DATE_FORMATS}
        percents: set[str] = {str(one) for one in _PERCENT_FORMATS}
        styles: list[str] = []
        inside: list[str] = []

        def start(tag: str, of: dict[str, str]) -> None:
            code = of.get("formatCode", "") if tag == "numFmt" else ""
            if code.rstrip().endswith("%"):
                percents.add(of.get("numFmtId", ""))
            elif _is_date(code):
                dates.add(of.get("numFmtId", ""))
            elif tag == "cellXfs":
                inside.append(tag)
            elif tag == "xf" and inside:
                styles.append(of.get("numFmtId", "0"))

        self._parse("xl/styles.xml", start, lambda tag: inside.clear() if tag == "cellXfs" else None)
        shown_in = [frozenset(k for k, style in enumerate(styles) if style in group) for group in (dates, percents)]
        return shown_in[0], shown_in[1]

    def _shared_strings(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self._package.namelist():
            return []
        reader = StringReader()
        self._parse("xl/sharedStrings.xml", reader.start, reader.end, reader.text)
        return reader.strings

    def _parse(
        self,
        part: str,
        start: Start,
        end: Callable[[str], None] = lambda tag: None,
        text: Callable[[str], None] = lambda text: None,
    ) -> None:
        """Stream an XML part; tags and attributes come without their namespaces."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        local = _LocalNames()

        def declared(*_: object) -> None:
            raise ValueError("a document type declaration, which no spreadsheet program writes")

        parser.StartDoctypeDeclHandler = declared
        parser.StartElementHandler = lambda name, of: start(
            local[name], {local[key]: value for key, value in of.items()}
        )
        parser.EndElementHandler = lambda name: end(local[name])
        parser.CharacterDataHandler = text
        fed = 0
        with self._package.open(part) as stream:
            for chunk in iter(lambda: stream.read(_CHUNK), b""):
                parser.Parse(chunk, False)
                fed += len(chunk)
                if fed - max(parser.CurrentByteIndex, 0) > _LONGEST_TAG:
                    raise ValueError("a tag longer than any spreadsheet program writes")
                check_time(self._begun)
        parser.Parse(b"", True)


class _LocalNames(dict[str, str]):
    """Names of tags and attributes without their namespaces, by the whole name."""

    def __missing__(self, name: str) -> str:
        """Keep a name that is new."""
        if len(self) > _MOST_NAMES:
            raise ValueError("more kinds of tags than any spreadsheet program writes")
        self[name] = name.rpartition(":")[2]
        return self[name]


class _Sentences:
    """Whatever goes wrong in a damaged file is one sentence."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        # zipfile, zlib and expat raise a dozen unrelated errors at damaged files; which one it was helps nobody
        if isinstance(error, Exception) and not isinstance(error, HeaError):
            raise RequestError(
                f"{quoted(self._name)} is not a readable XLSX file: open it in a spreadsheet program and save it again, without a password, "
                "or as CSV, for example with the headings Alloy and HV."
            ) from None


def _filled(grid: Grid, merged: list[tuple[int, int, int]]) -> Grid:
    """The grid with cells that were merged downwards repeated in each of their rows: one alloy, several tests."""
    if not merged:
        return grid
    at = {number: k for k, number in enumerate(grid.numbers)}
    rows = list(grid.rows)
    for column, top, bottom in merged:
        value = rows[at[top]][column] if top in at and column < len(rows[at[top]]) else ""
        for number in range(top + 1, bottom + 1):
            row = rows[at[number]] if number in at else ()
            if value and row and not (column < len(row) and row[column]):
                rows[at[number]] = (*row[:column], *[""] * (column - len(row)), value, *row[column + 1 :])
    return Grid(grid.name, tuple(rows), grid.numbers, grid.separator)


def _is_date(code: str) -> bool:
    """Whether a number format shows dates: day, month, year, hour or second outside of quotes and brackets."""
    plain, quoting, bracket = [], False, False
    for character in code.lower():
        quoting ^= character == '"'
        bracket = (bracket or character == "[") and character != "]"
        if not quoting and not bracket:
            plain.append(character)
    return any(letter in plain for letter in "dmyhs") and "general" not in code.lower()
