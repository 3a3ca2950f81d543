"""What became of many alloys, as HTML. Pure and escaped."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from hea_ui import markup
from hea_ui.chip import chip
from hea_ui.verdict import PLACES, WORDS, badge
from hea_ui.wording import number

if TYPE_CHECKING:
    import pandas as pd


def batch_summary(verdicts: Mapping[str, int], domains: Mapping[str, int], refused: int) -> str:
    """What became of many alloys, in one row of figures."""
    checked = sum(verdicts.values())
    cells = [
        (checked, "checked", f"{refused:,} rows could not be" if refused else "every row could be"),
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


def batch_table(rows: pd.DataFrame) -> str:
    """The rows that were answered, one line each.

    Args:
        rows: columns of `check_batch.good`.
    """
    head = ["#row", "alloy", "verdict", "#probability", "#90 % interval", "domain", "nearest measured", "#at.% away", "observed",
            "#rules for one phase", "#density (g/cm³)", "how it was read"]  # fmt: skip
    return markup.table("Checked alloys", head, "".join(map(_row, rows.to_dict("records"))), "checked", captioned=False)


def _row(one: Mapping[str, Any]) -> str:
    return (
        f'<tr><td class="la-num">{one["row"]}</td><th scope="row">{chip(one["formula"])}</th>'
        f'<td>{badge(one["formula"], one["verdict"])}</td><td class="la-num">{number(one["probability"])}</td>'
        f'<td class="la-num la-quiet">{number(one["low"])}–{number(one["high"])}</td><td>{PLACES[one["domain"]]}</td>'
        f'<td>{chip(one["nearest_measured"])}</td><td class="la-num">{number(one["nearest_at_percent"], 1)}</td>'
        f'<td>{markup.phase(one["nearest_label"])}</td><td class="la-num">{one["rules_for_single"]}</td>'
        f'<td class="la-num">{number(one["density_g_cm3"])}</td><td class="la-wide la-quiet">{escape(one["reading"] or "")}</td></tr>'
    )
