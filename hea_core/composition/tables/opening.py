"""A file or pasted text into a table: what kind of file it is, which sheet, and what is said of files that are something else."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import PurePath
from zipfile import ZipFile

from hea_core.composition.tables import delimited
from hea_core.composition.tables.cells import number
from hea_core.composition.tables.grid import MOST_BYTES, Grid
from hea_core.composition.tables.headings import element_heading
from hea_core.composition.tables.layout import LOOKED_AT, Layout, understand
from hea_core.composition.tables.summaries import is_summary, summaries
from hea_core.composition.tables.table import Table
from hea_core.composition.tables.workbook import Sheet, Workbook
from hea_core.errors import RequestError, quoted

_OTHER_FILES = (
    (b"\xd0\xcf\x11\xe0", "an old binary spreadsheet (XLS) or a locked one"),
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"PAR1", "a Parquet file"),
    (b"\x1f\x8b", "a packed file"),
    (b"7z\xbc\xaf", "a packed file"),
    (b"Rar!", "a packed file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)
_OTHER_PACKAGES = (
    ("content.xml", "an OpenDocument file (ODS)"),
    ("Index/", "a Numbers file"),
    ("word/", "a text document (DOCX)"),
    ("ppt/", "a presentation (PPTX)"),
    ("xl/workbook.bin", "a binary workbook (XLSB)"),
)
_SAVE_AS = "save the table as XLSX or CSV"


def open_file(name: str, content: bytes, sheet: str | None = None, column: str | None = None) -> Table:
    """Read a CSV, TSV, text or XLSX file and tell where its alloys stand.

    Args:
        name: of the file.
        content: of it.
        sheet: name of the sheet to take; by default the first that holds alloys.
        column: name of the column of formulas, or "elements"; by default what reads.

    Raises:
        RequestError: another kind of file, a damaged or empty one, too large, or no such sheet or column.
    """
    if len(content) > MOST_BYTES:
        raise RequestError(
            f"{quoted(name)} has {len(content) / 1e6:,.0f} MB, at most {MOST_BYTES / 1e6:.0f} MB are read: split it into parts, or keep "
            "the alloys and the columns you need."
        )
    kind = next((kind for start, kind in _OTHER_FILES if content.startswith(start)), None)
    if kind:
        raise RequestError(f"{quoted(name)} is {kind}: {_SAVE_AS}.")
    if content.startswith(b"PK\x03\x04") or PurePath(name).suffix.lower() in {".xlsx", ".xlsm"}:
        table = _from_workbook(name, content, sheet)
    else:
        if sheet is not None:
            raise RequestError(f"{quoted(name)} has no sheets: leave the sheet out, or give an XLSX file.")
        text = delimited.decoded(content)
        if text.lstrip()[:200].lower().startswith(("<html", "<!doctype", "<?xml", "<table")):
            raise RequestError(f"{quoted(name)} is a web page or XML, not a table: {_SAVE_AS}.")
        table = _table(name, delimited.grid(text), (PurePath(name).stem,))
    return table if column is None else table.taking(column)


def open_text(text: str) -> Table:
    """Read lines that were pasted: a list of alloys, or cells of a spreadsheet or a CSV file; errors as of `open_file`."""
    if len(text) > MOST_BYTES:
        raise RequestError(
            f"The text has {len(text):,} characters, at most {MOST_BYTES:,} are read: split it into parts."
        )
    return _table("", delimited.grid(text), ())


def _refuse_other_package(name: str, content: bytes) -> None:
    """RequestError for a document of another kind; damaged ones are for the reader of workbooks to refuse."""
    try:
        with ZipFile(BytesIO(content)) as package:
            inside = package.namelist()
    except Exception:  # as for workbooks: zipfile raises several unrelated errors
        return
    kind = next((kind for part, kind in _OTHER_PACKAGES if any(one.startswith(part) for one in inside)), None)
    if kind:
        raise RequestError(f"{quoted(name)} is {kind}: {_SAVE_AS}.")


def _from_workbook(name: str, content: bytes, wanted: str | None) -> Table:
    _refuse_other_package(name, content)
    book = Workbook(name, content)
    sheets = [one for one in book.sheets if not one.hidden] or list(book.sheets)
    hold = [one for one in sheets if _holds_alloys(book, one, name)] if wanted is None and len(sheets) > 1 else []
    chosen = (hold or sheets)[0] if wanted is None else _named(book.sheets, wanted)
    table = _table(name, book.grid(chosen), (chosen.name, PurePath(name).stem))
    return replace(table, sheets=tuple(one.name for one in sheets), others=tuple(one.name for one in hold[1:]))


def _named(sheets: Sequence[Sheet], wanted: str) -> Sheet:
    plain = wanted.strip().casefold()
    found = next((one for one in sheets if one.name.strip().casefold() == plain), None)
    if found is None:
        raise RequestError(
            f"There is no sheet {quoted(wanted)}: choose among {', '.join(quoted(one.name) for one in sheets[:12])}."
        )
    return found


def _holds_alloys(book: Workbook, sheet: Sheet, name: str) -> bool:
    start = book.grid(sheet, stop_after=LOOKED_AT)
    return bool(start.rows) and understand(start, (sheet.name, PurePath(name).stem)).holds_alloys


def _table(file: str, grid: Grid, nearby: tuple[str, ...]) -> Table:
    if not grid.rows:
        raise RequestError("There is no row in it: give one alloy a row, for example CoCrFeMnNi.")
    layout = understand(grid, nearby)
    if layout.first >= layout.last:
        raise RequestError("There is a heading but no row below it: give one alloy a row, for example CoCrFeMnNi.")
    if not layout.by_elements and _is_turned(grid.rows[layout.first : layout.last]):
        raise RequestError(
            "The elements stand in rows and the alloys in columns: turn the table round, so that each alloy is a row below the headings "
            "Fe, Ni, Cr."
        )
    _refuse_unread_elements(grid, layout)
    data = range(layout.first, layout.last)
    reckoned = (
        summaries(grid.rows[layout.first : layout.last], layout.elements)
        if layout.by_elements and layout.elements
        else frozenset()
    )
    kept = [k for k in data if not _repeats_heading(grid, layout, k) and k - layout.first not in reckoned]
    if not kept:
        raise RequestError(
            "There is no alloy below the heading, only sums, limits or repeated headings: give one a row, for example CoCrFeMnNi."
        )
    return Table(
        file=file,
        sheet=grid.name,
        sheets=(),
        others=(),
        rows=tuple(grid.rows[k] for k in kept),
        numbers=tuple(grid.numbers[k] for k in kept),
        layout=layout,
        left_out=tuple(
            (grid.numbers[k], ", ".join(filter(None, grid.rows[k]))) for k in _passed_over(grid, layout, kept)
        ),
    )


def _refuse_unread_elements(grid: Grid, layout: Layout) -> None:
    """RequestError where nothing reads as an alloy, and columns that are headed by elements hold no amounts."""
    if layout.holds_alloys or layout.elements:
        return
    for k, row in enumerate(grid.rows[:LOOKED_AT]):
        headed = {index: cell for index, cell in enumerate(row) if (one := element_heading(cell)) and one.symbol}
        below = [
            cell
            for one in grid.rows[k + 1 : LOOKED_AT]
            for index, cell in enumerate(one)
            if index in headed and number(cell) is None
        ]
        if len(headed) > 1 and below:
            raise RequestError(
                f"The columns {', '.join(list(headed.values())[:8])} are headed by elements, but too few of their cells are amounts, as "
                f"{quoted(below[0])} is none: write numbers, all in one unit, for example 20, and bal. for the rest."
            )


def _passed_over(grid: Grid, layout: Layout, kept: Sequence[int]) -> Iterator[int]:
    """Rows with something in them that are neither headings nor data; a lone cell above the headings is the title of the table."""
    yield from (k for k in range(layout.heading or 0) if sum(map(bool, grid.rows[k])) > 1)
    used = set(kept)
    yield from (k for k in range(layout.first, len(grid.rows)) if k not in used and any(grid.rows[k]))


def _repeats_heading(grid: Grid, layout: Layout, k: int) -> bool:
    return layout.heading is not None and grid.rows[k] == grid.rows[layout.heading]


def _is_turned(rows: Sequence[tuple[str, ...]]) -> bool:
    """Whether the first cells are elements, or their X-ray lines, of which the columns behind hold amounts that sum to 100 or 1."""
    # most tables end here, at their first row
    if not all(_names_element(row[0]) or any(map(is_summary, row)) for row in rows):
        return False
    rows = [row for row in rows if not any(map(is_summary, row))]
    if len(rows) < 2:
        return False
    width = max(map(len, rows))
    sums = [math.fsum(number(row[k]) or 0.0 for row in rows if k < len(row)) for k in range(1, width)]
    return any(math.isclose(total, whole, rel_tol=0.03) for total in sums for whole in (1.0, 100.0))


def _names_element(cell: str) -> bool:
    heading = element_heading(cell)
    return heading is not None and bool(heading.symbol)
