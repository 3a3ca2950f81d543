"""The rows of a table by the headings of hea_core.lab.sheet: of an export exactly, of a lab's own table as the core's reader understands it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hea_core.composition import Composition
from hea_core.composition.reading import read
from hea_core.composition.tables import Entry, Table, open_file
from hea_core.composition.tables.workbook import Workbook
from hea_core.errors import HeaError, quoted
from hea_core.lab.cells import unguarded
from hea_core.lab.sheet import (
    ALLOY_TEXTS,
    COMPOSITION,
    FORMULA,
    LINK,
    ORIGIN,
    PHASES,
    PREDICTION,
    RESULT_TEXTS,
    TAGS,
    value_named,
)

_TEXTS = (*ALLOY_TEXTS.values(), *RESULT_TEXTS.values(), PHASES, TAGS, ORIGIN, LINK, COMPOSITION, PREDICTION)
_ALSO = {
    "outcome": ("outcome", "single_phase", "single phase", "result", "phase outcome"),
    PHASES: (PHASES, "phase", "phases seen", "microstructure", "structure", "xrd"),
    "route": ("route", "processing", "process", "condition", "treatment"),
    "method": ("method", "technique"),
    "examined by": ("examined by", "who", "operator", "by"),
    "date": ("date", "when", "measured on"),
    "notes": ("notes", "note", "comment", "comments", "remarks"),
    TAGS: (TAGS, "tags", "tag"),
}
"""Other headings for a column, the own one first."""
_OWN = frozenset({FORMULA, COMPOSITION, ALLOY_TEXTS["id"], RESULT_TEXTS["id"]})
"""Headings by which an export is known."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Attributes:
        number: in the file.
        text: the alloy as written.
        composition: None where it cannot be read.
        error: why not.
        assumption: a sentence on how it was read, "" where nothing was assumed.
        cells: those that are filled, by the heading that `sheet` gives their column.
        values: filled cells of measured values, by their heading.
    """

    number: int
    text: str
    composition: Composition | None
    error: str
    cells: Mapping[str, str]
    values: Mapping[str, str]
    assumption: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """A table that was understood.

    Attributes:
        rows: of it.
        decimal_comma: whether its numbers have decimal commas.
        remarks: sentences on what was assumed or left out.
        exported: whether it is an export of the lab book, which is taken back exactly.
    """

    rows: tuple[Row, ...]
    decimal_comma: bool = False
    remarks: tuple[str, ...] = ()
    exported: bool = False


def rows_of(name: str, content: bytes) -> Rows:
    """The rows of a CSV, TSV, text or XLSX file; HeaError where it cannot be understood."""
    own = _exported(name, content)
    if own:
        return Rows(
            tuple(_exactly(own[0], number, cells) for number, cells in enumerate(own[1:], start=2) if any(cells)),
            exported=True,
        )
    table = open_file(name, content)
    texts, values = _columns(table)
    rows = tuple(_understood(entry, texts, values) for entry in table.entries())
    said = (table.understood, *table.remarks, *_left_out(table, texts, values))
    return Rows(rows, table.layout.decimal_comma, said)


def _exported(name: str, content: bytes) -> list[list[str]] | None:
    """Cells of a file as `exchange.export` writes it, the headings first; None for any other, and for one that a spreadsheet parted anew."""
    if content.startswith(b"PK\x03\x04"):
        book = Workbook(name, content)
        cells = [list(row) for row in book.grid(book.sheets[0]).rows] if book.sheets else []
    else:
        first = content[: content.find(b"\n")] if b"\n" in content else content
        if not all(heading.encode() in first for heading in _OWN):
            return None
        try:
            cells = [
                [cell.strip() for cell in row]
                for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
            ]
        except (UnicodeDecodeError, csv.Error):
            return None
    return cells if cells and _OWN.issubset(cells[0]) else None


def _exactly(head: Sequence[str], number: int, row: Sequence[str]) -> Row:
    filled = {unguarded(name): unguarded(cell) for name, cell in zip(head, row, strict=False) if cell}
    text = filled.pop(FORMULA, "")
    cells = {heading: filled.pop(heading) for heading in _TEXTS if heading in filled}
    try:
        return Row(number, text, read(text).composition, "", cells, filled)
    except HeaError as error:
        return Row(number, text, None, str(error), cells, filled)


def _understood(entry: Entry, texts: Mapping[str, int], values: Mapping[str, int]) -> Row:
    def filled(columns: Mapping[str, int]) -> dict[str, str]:
        return {
            heading: unguarded(entry.cells[index])
            for heading, index in columns.items()
            if index < len(entry.cells) and entry.cells[index]
        }

    reading = entry.reading
    composition, assumption = (reading.composition, reading.assumption or "") if reading else (None, "")
    return Row(entry.number, entry.text, composition, entry.error, filled(texts), filled(values), assumption)


def _columns(table: Table) -> tuple[dict[str, int], dict[str, int]]:
    """Indexes of the columns of texts, by the heading that `sheet` gives them, and of measured values, by their own."""
    names = [unguarded(name) for name in table.names]
    at = {name.casefold(): index for index, name in reversed(list(enumerate(names)))}
    taken = _of_alloys(table)
    texts: dict[str, int] = {}
    for heading in _TEXTS:
        index = next((at[name] for name in _ALSO.get(heading, (heading,)) if name in at), None)
        if index is not None and index not in taken:
            texts[heading] = index
    used = {*texts.values(), *taken}
    return texts, {name: index for index, name in enumerate(names) if index not in used and value_named(name)}


def _of_alloys(table: Table) -> set[int | None]:
    """Columns that the alloys are taken from, or could be."""
    elements = {index for _, index in table.layout.elements.columns} if table.layout.elements else set()
    return {*elements, table.layout.column}


def _left_out(table: Table, texts: Mapping[str, int], values: Mapping[str, int]) -> Iterator[str]:
    used = {*texts.values(), *values.values(), *_of_alloys(table)}
    other = [quoted(name) for index, name in enumerate(table.names) if index not in used]
    if values:
        yield f"Kept as measured values: {', '.join(map(quoted, values))}."
    if other:
        yield f"Left out, since nothing in the lab book is called so: {', '.join(other)}."
