"""What became of many alloys, as HTML. Pure and escaped."""

from __future__ import annotations

from collections.abc import Mapping

from hea_ui.trust_panel import VERDICTS


def batch_summary(verdicts: Mapping[str, int], domains: Mapping[str, int], refused: int) -> str:
    """What became of many alloys, in one row of figures."""
    checked = sum(verdicts.values())
    cells = [
        (checked, "checked", f"{refused:,} rows could not be" if refused else "every row could be"),
        *((verdicts.get(name, 0), words, "verdict of the 90 % set") for name, words in VERDICTS.items()),
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
