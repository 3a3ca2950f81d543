"""One alloy's answer, and a table of alloys at first look and checked, as HTML. Pure and escaped."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from hea_core.results import Domain, Verdict
from hea_ui.common import markup
from hea_ui.common.chip import acts, chip
from hea_ui.common.trust_panel import answer, evidence, heading, rests_on
from hea_ui.common.verdict import DOMAINS, PLACES, WORDS, badge
from hea_ui.common.wording import counted, formula_html, number

if TYPE_CHECKING:
    import pandas as pd

    from hea_core.composition import Composition
    from hea_core.composition.tables import Entry, Table
    from hea_core.results import Examination, Prediction

_NAMES = 12
"""Columns that are named at first look."""
_LONGEST = 120
"""Characters of a cell of the user's that are shown."""


def verdict(p: Prediction, measured: Mapping[str, Any]) -> str:
    """The alloy with its verdict; where that is not one phase, Nudge is the act proposed."""
    proposed = "nudge" if p.verdict is not Verdict.SINGLE else ""
    return (
        f'<section aria-label="Alloy" class="la-trust">{heading(p)}{markup.amounts(p.composition)}{acts(p.formula, proposed)}'
        f"{answer(p, measured)}</section>"
    )


def reason(sentence: str) -> str:
    """Why, in one sentence (HTML)."""
    return f'<p class="la-reason" role="status">{sentence}</p>' if sentence else "<span></span>"


def grounds(p: Prediction, measured: Mapping[str, Any]) -> str:
    """What the answer rests on, folded under a line that says the most of it."""
    said = f"{DOMAINS[p.domain].capitalize()}; {p.rules_for_single} of {p.rules_asked} empirical rules say one phase"
    return f'<details class="la-grounds"><summary>{escape(said)}</summary>{rests_on(p, measured)}</details>'


def cell(heading: str, composition: Composition, found: Examination) -> str:
    """One composition of a section: its verdict, probability and acts."""
    formula = composition.formula
    proposed = "nudge" if found.verdict is not Verdict.SINGLE else ""
    return (
        f'<section aria-label="Composition" class="la-trust" id="cell"><p class="la-quiet">{escape(heading)}</p>'
        f'<h3 class="la-formula" data-formula="{escape(formula)}">{formula_html(formula)}</h3>{markup.amounts(composition.as_dict())}'
        f'<p class="la-sentence">{badge(formula, found.verdict)} <b>{number(found.probability)}</b> '
        f'<span class="la-quiet">({number(found.low)}–{number(found.high)}, 90 %)</span></p>{acts(formula, proposed)}</section>'
    )


def neighbours(p: Prediction) -> str:
    """The table of measured neighbours in a box of its own width, within which it folds."""
    return f'<div class="la-near">{evidence(p.neighbours)}</div>'


def first_look(found: Table, entries: Sequence[Entry], count: int) -> str:
    """What was understood of a table of so many rows, and its first rows as they are read."""
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


def first_bad_rows(shown: int, of: int) -> str:
    """Said where not all bad rows are shown."""
    return markup.note(f"The first {shown:,} of {of:,}; the downloads have all of them with their reasons.")


def bad_table(rows: pd.DataFrame) -> str:
    """Rows that cannot be checked, each with the whole reason."""
    lines = "".join(
        f'{_as_written(row, text)}<td class="la-wide">{escape(error)}</td></tr>'
        for row, text, error in zip(rows["row"], rows["input"], rows["error"], strict=True)
    )
    head = ["#row", "as written", "why"]
    return f'<div class="la-tall">{markup.table("Rows that cannot be checked", head, lines, captioned=False)}</div>'


def _as_written(row: int, text: str) -> str:
    """The beginning of a row of a table: its number and what the user wrote."""
    return f'<tr><td class="la-num">{row}</td><th scope="row" class="la-wide">{escape(_shown(text))}</th>'


def _entry(entry: Entry) -> str:
    written = _as_written(entry.number, entry.text)
    if entry.reading is None:
        return f'{written}<td class="la-wide">{escape(entry.error)}</td></tr>'
    name, assumed = entry.reading.composition.formula, entry.reading.assumption
    remark = f'<small class="la-quiet">{escape(assumed)}</small>' if assumed else ""
    return f'{written}<td class="la-wide">{chip(name)}{remark}</td></tr>'


def batch_summary(verdicts: Mapping[str, int], domains: Mapping[str, int], refused: int) -> str:
    """What became of many alloys, in one row of figures."""
    checked = sum(verdicts.values())
    cells = [
        (checked, "checked", f"{counted(refused, 'row')} could not be read" if refused else "every row could be read"),
        *((verdicts.get(name, 0), words, "") for name, words in WORDS.items()),
        (domains.get(Domain.OUT, 0), DOMAINS[Domain.OUT], f"{domains.get(Domain.EDGE, 0):,} {PLACES[Domain.EDGE]}"),
    ]
    return (
        '<div class="la-row" id="batch">'
        + "".join(
            f'<div><span class="la-big">{count:,}</span><span class="la-name">{name}</span><span class="la-quiet">{small}</span></div>'
            for count, name, small in cells
        )
        + "</div>"
    )


_BEFORE = (
    ("row", "row"),
    ("alloy", "formula"),
    ("verdict", "verdict"),
    ("#probability", "probability"),
    ("#90 % interval", "low"),
)
_BEHIND = (
    ("domain", "domain"), ("nearest measured", "nearest_measured"), ("#at.% away", "nearest_at_percent"), ("observed", "nearest_label"),
    ("#rules for one phase", "rules_for_single"), ("#density (g/cm³)", "density_g_cm3"), ("how it was read", "reading"),
)  # fmt: skip
"""Headings before and behind the user's own columns, # over figures, and the column that each orders by."""


def batch_table(rows: pd.DataFrame, own: Sequence[str] = (), order: str = "row") -> str:
    """The rows that were answered, one line each; a press on a heading orders them.

    Args:
        rows: columns of `batch.good`.
        own: those of them that are the user's, shown behind the answer.
        order: the column they are ordered by, with a leading "-" where the largest comes first.
    """
    heads = [*_BEFORE, *((f" {name}", name) for name in own), *_BEHIND]
    cells = "".join(
        markup.sortable(label.lstrip("# "), column, order, figures=label.startswith("#")) for label, column in heads
    )
    return markup.framed("Checked alloys", cells, "".join(_row(row, own) for row in rows.to_dict("records")), "checked")


def _row(one: Mapping[Hashable, Any], own: Sequence[str]) -> str:
    cells = "".join(f"<td>{escape(_shown(one[name]))}</td>" for name in own)
    return (
        f'<tr><td>{one["row"]}</td><th scope="row">{chip(one["formula"])}</th>'
        f'<td>{badge(one["formula"], one["verdict"])}</td><td class="la-num">{number(one["probability"])}</td>'
        f'<td class="la-num la-quiet">{number(one["low"])}–{number(one["high"])}</td>{cells}<td>{PLACES[one["domain"]]}</td>'
        f'<td>{chip(one["nearest_measured"], published=True)}</td><td class="la-num">{number(one["nearest_at_percent"], 1)}</td>'
        f'<td>{markup.phase(one["nearest_label"])}</td><td class="la-num">{one["rules_for_single"]}</td>'
        f'<td class="la-num">{number(one["density_g_cm3"])}</td><td class="la-wide la-quiet">{escape(one["reading"] or "")}</td></tr>'
    )


def _shown(cell: object) -> str:
    """A cell of the user's, numbers as they were written and the rest cut short."""
    text = cell if isinstance(cell, str) else "" if cell != cell else f"{cell:.12g}"
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
