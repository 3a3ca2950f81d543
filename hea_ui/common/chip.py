"""An alloy wherever one stands: a chip that opens the four acts, and the acts as a row. Pure and escaped.

What a press does is in hea_ui/shell/browser/chips.js; the links work without it, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from urllib.parse import urlencode

from hea_ui.common.wording import counted, formula_html


def chip(formula: str, published: bool = False) -> str:
    """A formula that opens the four acts: keep, check, nudge, show on map.

    Args:
        formula: canonical.
        published: the alloy is named as one that others have measured; else it is from the view that the page shows.
    """
    origin = ' data-origin="data"' if published else ""
    return (
        f'<button type="button" class="la-chip" aria-haspopup="menu" data-formula="{escape(formula)}"{origin}>'
        f"{formula_html(formula)}</button>"
    )


def chips(formulas: Iterable[str]) -> str:
    """Several alloys in a line."""
    return f'<div class="la-chips">{"".join(map(chip, formulas))}</div>'


def acts(formula: str, proposed: str = "") -> str:
    """The four acts as a row of buttons, for the alloy that a card or a page is about.

    Args:
        formula: canonical.
        proposed: "check", "nudge" or "map": what to do next, drawn as the first thing to press.
    """
    name = escape(formula)
    links = (
        ("check", "Check", "Check?" + urlencode({"formula": formula})),
        ("nudge", "Nudge", "Nudge?" + urlencode({"alloy": formula})),
        ("map", "Show on map", "./?" + urlencode({"alloy": formula})),
    )
    return (
        f'<div class="la-acts" role="group" aria-label="What to do with {name}">'
        f'<button type="button" data-act="keep" data-of="{name}" aria-pressed="false">Keep</button>'
        + "".join(
            f'<a href="{escape(href)}" data-act="{act}" data-of="{name}" aria-label="{word} {name}"'
            f"{' class=la-proposed' if act == proposed else ''}>{word}{' it' if act == proposed else ''}</a>"
            for act, word, href in links
        )
        + "</div>"
    )


def keep_all(formulas: Iterable[str]) -> str:
    """A button that puts several alloys into the tray."""
    several = list(dict.fromkeys(formulas))
    if not several:
        return ""
    return (
        f'<div class="la-acts"><button type="button" data-act="keep-all" data-formulas="{escape("~".join(several))}">'
        f"Keep {'it' if len(several) == 1 else counted(len(several), 'alloy')}</button></div>"
    )
