"""The tray as files to take away. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from html import escape
from typing import TYPE_CHECKING, Any

from hea_core.composition import typeset
from hea_core.files import spreadsheets
from hea_ui.check import report
from hea_ui.check.exports import report_row
from hea_ui.common.wording import counted
from hea_ui.compare.table import table

if TYPE_CHECKING:
    from hea_core.checks import AlloyReport
    from hea_core.explain.shapley import Explanation
    from hea_core.model.artifacts import Identity
    from hea_ui.compare.rows import Row


def as_csv(reports: Sequence[AlloyReport]) -> str:
    """A line an alloy, with the columns that Check gives one."""
    return spreadsheets.csv_of(*_lines(reports))


def as_xlsx(reports: Sequence[AlloyReport]) -> bytes:
    """The same as a workbook, its first line and its formulas fixed."""
    import pandas as pd  # a third of a second: only for those who want such a file

    head, lines = _lines(reports)
    return spreadsheets.as_xlsx(pd.DataFrame(lines, columns=head, dtype=object), "alloys", "B2")


def _lines(reports: Sequence[AlloyReport]) -> tuple[list[str], list[list[Any]]]:
    found = [report_row(one) for one in reports]
    head = list(dict.fromkeys(name for row in found for name in row))
    absent = {name: 0.0 for name in head if name.endswith("_at_percent") and name != "nearest_distance_at_percent"}
    return head, [[row.get(name, absent.get(name)) for name in head] for row in found]


def as_json(reports: Sequence[AlloyReport], identity: Identity) -> str:
    """A list of what `python -m hea_core predict --full --json` prints of each alloy, with model and data hash."""
    made = asdict(identity)
    return json.dumps([{**one.record(), "made_with": made} for one in reports], ensure_ascii=False, indent=2)


def as_report(
    reports: Sequence[AlloyReport],
    rows: Sequence[Row],
    explanations: Sequence[Explanation],
    identity: Identity,
    measured: Mapping[str, Any],
    data_card: Mapping[str, Any],
) -> str:
    """One document: the comparison, a page an alloy, and every source once."""
    names = ", ".join(typeset(one.prediction.formula) for one in reports)
    pages = "".join(report.alloy(one, why, measured) for one, why in zip(reports, explanations, strict=True))
    body = f"<h1>{counted(len(reports), 'alloy')} side by side</h1>{table(reports, rows, measured, acts=False)}{pages}"
    return report.page(escape(names), body + report.ending(reports, identity, data_card))
