"""The lab book and its sheets as files. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from hea_core.files import spreadsheets

if TYPE_CHECKING:
    from hea_core.lab import Alloy

Sheet = Sequence[Mapping[str, str | float]]
"""A row an alloy, as `hea_core.lab.weigh_out.sheet` gives it."""


def book(alloys: Sequence[Alloy], kind: str) -> bytes:
    """The alloys with their results as CSV, XLSX or JSON, which can be taken in again exactly."""
    from hea_core.lab.exchange import export

    return export(alloys, kind)


def weigh_out(alloys: Sequence[Alloy], grams: float) -> Sheet:
    """Grams of each element for each alloy (HeaError where one cannot be weighed out)."""
    from hea_core.lab.weigh_out import sheet

    return sheet([one.composition for one in alloys], grams)


def sheet_csv(sheet: Sheet) -> str:
    """The sheet with milligrams rounded to a tenth, as balances show them."""
    return spreadsheets.csv_of(*_rounded(sheet))


def sheet_xlsx(sheet: Sheet) -> bytes:
    """The same as a workbook, its first line and its formulas fixed."""
    import pandas as pd

    head, rows = _rounded(sheet)
    return spreadsheets.as_xlsx(pd.DataFrame(rows, columns=head, dtype=object), "weigh-out", "B2")


def _rounded(sheet: Sheet) -> tuple[list[str], list[list[object]]]:
    head = list(sheet[0]) if sheet else []
    return head, [[value if isinstance(value, str) else round(value, 4) for value in row.values()] for row in sheet]
