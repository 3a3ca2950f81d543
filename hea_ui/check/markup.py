"""A table of alloys at first look, and what became of its rows, as HTML. Pure and escaped."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from hea_ui.common import markup
from hea_ui.common.chip import chip
from hea_ui.common.verdict import PLACES, WORDS, badge
from hea_ui.common.wording import counted, number

if TYPE_CHECKING:
    import pandas as pd

    from hea_core.composition.tables import Entry, Table

_NAMES = 12
"""Columns that are named at first look."""
_LONGEST = 120
"""Characters of a cell of the user's that are shown."""


def first_look(found: Table, entries: Sequence[Entry]) -> str:
    """What was understood of a table, and its first rows as they are read."""
    count = len(found.rows)
    names = ", ".join(found.names[:_NAMES]) + (
        f" and {len(found.names) - _NAMES} more" if len(found.names) > _NAMES else ""
    )
    where = f"Sheet {found.sheet}: " if found.sheet else ""
    said = f'<p class="la-understood"><b>{escape(found.understood)}</b></p>'
    size = markup.note(f"{where}{count:,} row{'' if count == 1 else 's'}, columns {names}.")
    remarks = "".join(f'<p class="la-warn">{escape(remark)}</p>' for remark in found.remarks)
    head = ["#row", "as written", "read as"]
    return (
        said + remarks + size + markup.table("First rows as they are read", head, "".join(map(_entry, entries)), "look")
    )


def _entry(entry: Entry) -> str:
    written = (
        f'<tr><td class="la-num">{entry.number}</td><th scope="row" class="la-wide">{escape(entry.text[:200])}</th>'
    )
    if entry.reading is None:
        return f'{written}<td class="la-wide">{escape(entry.error)}</td></tr>'
    name, assumed = entry.reading.composition.formula, entry.reading.assumption
    remark = f'<small class="la-quiet">{escape(assumed)}</small>' if assumed else ""
    return f'{written}<td class="la-wide">{chip(name)}{remark}</td></tr>'


def batch_summary(verdicts: Mapping[str, int], domains: Mapping[str, int], refused: int) -> str:
    """What became of many alloys, in one row of figures."""
    checked = sum(verdicts.values())
    cells = [
        (checked, "checked", f"{counted(refused, 'row')} could not be" if refused else "every row could be"),
        *((verdicts.get(name, 0), words, "") for name, words in WORDS.items()),
        (domains.get("out", 0), "outside what was measured", f"{domains.get('edge', 0):,} at the edge"),
    ]
    return (
        '<div class="la-row" id="batch">'
        + "".join(
            f'<div><span class="la-big">{count:,}</span><span class="la-name">{name}</span><span class="la-quiet">{small}</span></div>'
            for count, name, small in cells
        )
        + "</div>"
    )


def batch_table(rows: pd.DataFrame, own: Sequence[str] = ()) -> str:
    """The rows that were answered, one line each.

    Args:
        rows: columns of `check_batch.good`.
        own: those of them that are the user's, shown behind the answers.
    """
    head = ["#row", "alloy", "verdict", "#probability", "#90 % interval", "domain", "nearest measured", "#at.% away", "observed",
            "#rules for one phase", "#density (g/cm³)", "how it was read"]  # fmt: skip
    lines = "".join(_row(row, own) for row in rows.to_dict("records"))
    return markup.table("Checked alloys", [*head, *(f" {name}" for name in own)], lines, "checked", captioned=False)


def _row(one: Mapping[Hashable, Any], own: Sequence[str]) -> str:
    cells = "".join(f"<td>{escape(_shown(one[name]))}</td>" for name in own)
    return (
        f'<tr><td class="la-num">{one["row"]}</td><th scope="row">{chip(one["formula"])}</th>'
        f'<td>{badge(one["formula"], one["verdict"])}</td><td class="la-num">{number(one["probability"])}</td>'
        f'<td class="la-num la-quiet">{number(one["low"])}–{number(one["high"])}</td><td>{PLACES[one["domain"]]}</td>'
        f'<td>{chip(one["nearest_measured"])}</td><td class="la-num">{number(one["nearest_at_percent"], 1)}</td>'
        f'<td>{markup.phase(one["nearest_label"])}</td><td class="la-num">{one["rules_for_single"]}</td>'
        f'<td class="la-num">{number(one["density_g_cm3"])}</td><td class="la-wide la-quiet">{escape(one["reading"] or "")}</td>{cells}</tr>'
    )


def _shown(cell: object) -> str:
    """A cell of the user's, numbers as they were written and the rest cut short."""
    text = cell if isinstance(cell, str) else "" if cell != cell else f"{cell:.12g}"
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
