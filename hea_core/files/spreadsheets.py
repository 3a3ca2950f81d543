"""Tables as files for a spreadsheet, in which nothing that a user typed runs as a formula. Pure, on pandas."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from hea_core.processes import in_two

if TYPE_CHECKING:
    import pandas as pd

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""Media type of what `as_xlsx` gives."""
_SIGN = "[=+\\-@\uff1d\uff0b\uff0d\uff20]"
"""What begins a formula; also full-width, as East Asian keyboards write it."""
_BEGINS = re.compile(rf"\s*{_SIGN}")
_BEHIND_SEMICOLON = re.compile(rf"(;\s*[\"']?)(?={_SIGN})")
"""Where half of the world's spreadsheets part cells: quotation marks further left do not count for them."""
_NUMBER = re.compile(r"\s*[+-]?[0-9.,]+(?:[eE][+-]?[0-9]+)?\s*%?\s*|[-–—]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SUSPECT = re.compile(rf"\s*{_SIGN}|.*[;\x00-\x1f\x85\u2028\u2029]", re.DOTALL)
"""Anything else stays as it is, which is nearly everything."""
_ROWS = 10_000
"""Of a table, written together: a tenth of a second."""
_BREAKS = re.compile(r"[\t\r\n\x85\u2028\u2029]+")


def safe(text: str) -> str:
    """The text in one line, with an apostrophe wherever a spreadsheet would begin to run a formula."""
    if not _SUSPECT.match(text):
        return text
    line = _CONTROL.sub("", _BREAKS.sub(" ", text))
    if _NUMBER.fullmatch(line):
        return line
    return ("'" if _BEGINS.match(line) else "") + _BEHIND_SEMICOLON.sub(r"\1'", line)


def csv_of(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """CSV of some rows with numbers in full, its texts safe and in quotation marks where CSV needs them."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([safe(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return out.getvalue()


def as_csv(table: pd.DataFrame) -> str:
    """CSV with every text in quotation marks, numbers to six digits without."""
    head = ",".join([_text(str(name)) for name in table.columns]) + "\n"
    return head + "".join(in_two(_lines, [table[k : k + _ROWS] for k in range(0, len(table), _ROWS)]))


def _lines(table: pd.DataFrame) -> str:
    # a column at a time: texts that come back, as most do, are made safe once
    known: dict[str, str] = {}
    columns = [_fields(table.iloc[:, k].astype(object), known) for k in range(table.shape[1])]
    return "".join([",".join(row) + "\n" for row in zip(*columns, strict=True)])


def _fields(values: Iterable[object], known: dict[str, str]) -> list[str]:
    """Of values of a column; `known` has the fields of texts that came before."""
    fields = []
    for value in values:
        if isinstance(value, str):
            if value not in known:
                known[value] = _text(value)
            fields.append(known[value])
        else:
            fields.append(_number(value))
    return fields


def _text(text: str) -> str:
    return '"' + safe(text).replace('"', '""') + '"'


def _number(value: object) -> str:
    if not isinstance(value, float):
        return '""' if value is None else str(value)
    if math.isnan(value):
        return '""'
    if value % 1 == 0:
        return str(int(value))
    text = f"{value:.6g}"
    return text if "." in text and "e" not in text else repr(float(text))


def as_xlsx(table: pd.DataFrame, title: str = "checked", frozen: str = "A2") -> bytes:
    """A workbook of one sheet, its texts marked as texts; 20,000 rows take some seconds.

    Args:
        table: its columns become the first line.
        title: of the sheet.
        frozen: the first cell that scrolls.
    """
    from openpyxl import Workbook  # half a second: only for those who want such a file
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    page = book.create_sheet(title)
    page.freeze_panes = frozen

    def cell(value: object) -> object:
        if not isinstance(value, str):
            return None if value is None or value != value else value
        text = WriteOnlyCell(page, _CONTROL.sub("", value)[:32_767])
        text.data_type = "s"  # else what begins with = is saved as a formula
        return text

    page.append([cell(str(name)) for name in table.columns])
    for row in table.astype(object).itertuples(index=False, name=None):
        page.append([cell(value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
