"""What the lab's results teach, and what to make next, as HTML. Pure and escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from hea_ui.common import markup
from hea_ui.common.chip import chip
from hea_ui.common.verdict import DOMAINS
from hea_ui.common.wording import formula_html, number
from hea_ui.lab.markup import outcome, value_text

if TYPE_CHECKING:
    from hea_core.lab import Alloy, Result
    from hea_core.results import Suggestion
    from hea_ui.server.learning import Learnt


def suggestion(one: Suggestion) -> str:
    """An alloy to make next: what is known of it, why it is worth making, and what either answer would teach."""
    return (
        f'<div data-suggestion="{escape(one.formula)}"><p class="la-sentence">{chip(one.formula)} &nbsp;<b>{number(one.probability)}</b> '
        f'<small class="la-quiet">{number(one.low)}–{number(one.high)} (90 %), {escape(DOMAINS[one.domain])}</small></p>'
        f"<p>{escape(one.why)}</p>"
        f'<ul class="la-teaches"><li>{escape(one.if_single)}</li><li>{escape(one.if_multiple)}</li></ul></div>'
    )


def queued(batch: str) -> str:
    """The heading of what is queued in a batch."""
    return f'<p class="la-quiet" data-batch="{escape(batch)}">Queued in {escape(batch)}:</p>'


def rejected(alloy: Alloy) -> str:
    """A rejected alloy with its reason."""
    return f'<span data-rejected="{escape(alloy.formula)}">{chip(alloy.formula)} <span class="la-quiet">{escape(alloy.reason)}</span></span>'


def learnt_table(rows: Sequence[Learnt]) -> str:
    """Probability before and after the lab's results, and the own alloy nearest; for a single alloy a sentence."""
    if len(rows) == 1:
        return _learnt_sentence(rows[0])
    head = ["alloy", "#the model", "#with your lab", "#90 % interval", "nearest of yours", "#at.% away"]
    lines = "".join(
        f"<tr {_data(one)}>"
        f'<th scope="row">{chip(one.formula)}</th><td class="la-num">{number(one.before)}</td>'
        f'<td class="la-num"><b>{number(one.after)}</b></td><td class="la-num la-quiet">{number(one.low)}–{number(one.high)}</td>'
        f'<td>{formula_html(one.nearest)}<small> {markup.phase(one.share)}</small></td><td class="la-num">{number(one.distance, 1)}</td></tr>'
        for one in rows
    )
    return markup.table("Learnt from your lab: before and after", head, lines, "learnt")


def _learnt_sentence(one: Learnt) -> str:
    return (
        f'<p class="la-sentence la-learnt" id="learnt" {_data(one)}><b>With your lab\'s results: {number(one.before)} → {number(one.after)}</b> '
        f'<small class="la-quiet">{number(one.low)}–{number(one.high)} (90 %)</small><br>'
        f"Nearest of yours with a clear outcome: {formula_html(one.nearest)}, {number(one.distance, 1)} at.% away, {markup.phase(one.share)}.</p>"
    )


def _data(one: Learnt) -> str:
    return f'data-formula="{escape(one.formula)}" data-before="{one.before:.4f}" data-after="{one.after:.4f}"'


def own_table(rows: Sequence[tuple[Alloy, float]]) -> str:
    """Own results near an alloy, nearest first."""
    lines = "".join(
        f'<tr data-own="{escape(alloy.formula)}"><th scope="row">{chip(alloy.formula)}</th><td class="la-num">{number(away, 1)}</td>'
        f"<td class=la-wide>{'<br>'.join(_found(result) for result in alloy.results)}</td></tr>"
        for alloy, away in rows
    )
    return markup.table("Your own alloys near it", ["alloy", "#at.% away", "found"], lines, "own")


def _found(result: Result) -> str:
    values = "; ".join(map(value_text, result.measurements))
    said = ", ".join(filter(None, (" + ".join(result.phases), values, result.route)))
    return f'{outcome(result)} <small class="la-quiet">{escape(said)}</small>'
