"""Results beside what the model says, and what became of a lab book, as HTML. Pure and escaped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from hea_core.lab import Outcome
from hea_ui.common import markup
from hea_ui.common.chip import chip
from hea_ui.common.verdict import badge
from hea_ui.common.wording import counted, formula_html, number
from hea_ui.lab import editing
from hea_ui.lab.inputs import OUTCOMES
from hea_ui.lab.marks import SIGNS, Mark, judged, tally

if TYPE_CHECKING:
    from hea_core.lab import Alloy, Measurement, Result
    from hea_ui.server.book import Said

_PHASE = {Outcome.SINGLE: 1.0, Outcome.MULTIPLE: 0.0}


def cards(rows: Sequence[Mapping[str, Any]], of: int) -> str:
    """Lines of the lab book for a phone, which shows them above the grid (style.css); by the grid's columns, the first of so many."""
    more = f"The first {len(rows)} of {counted(of, 'line')}; all are in the grid below."
    told = f'<ol class="la-lines" aria-label="Lab book, line by line">{"".join(map(_card, rows))}</ol>'
    return f'<div class="la-phone">{told}{markup.note(more) if len(rows) < of else ""}</div>'


def _card(row: Mapping[str, Any]) -> str:
    hardness = row[editing.HARDNESS]
    seen = [
        OUTCOMES.get(row[editing.FOUND], ""),
        str(row[editing.PHASES] or ""),
        "" if hardness is None else f"{number(hardness, 0)} {editing.UNIT}",
    ]
    found = ", ".join(filter(None, seen)) or "no result yet"
    said = f"model {number(row[editing.THEN])}, now {number(row[editing.NOW])}"
    was = f", {row[editing.JUDGED]}" if row[editing.JUDGED] else ""
    return f"<li><b>{chip(row['alloy'])}</b> {escape(row['status'])}<br>{escape(found)}<br><small>{escape(said + was)}</small></li>"


def headline(rows: Sequence[tuple[Alloy, Result | None, Said | None]], example: bool) -> str:
    """What the model got right of these results, large, and for a single one what it said and what was found."""
    marks = [judged(said, result) for _, result, said in rows]
    counted = tally(marks)
    if not counted:
        return markup.note("No clear result to compare with what the model says.")
    label = "the model, in an example that is not saved" if example else "the model"
    first = next(row for row, one in zip(rows, marks, strict=True) if one)
    return (
        f'<p class="la-sentence">{_sentence(*first) if len(rows) == 1 else ""}</p>'
        f'<div data-tally="{escape(counted)}"><span class="la-label">{label}</span><span class="la-big">{escape(counted)}</span></div>'
    )


def _sentence(alloy: Alloy, result: Result | None, said: Said | None) -> str:
    if said is None or result is None:
        return ""
    return f"The model said {number(said.probability)} for {formula_html(alloy.formula)}, you found {escape(found_words(result))}."


def found_words(result: Result) -> str:
    """What was found: its phases, else its outcome in words."""
    words = {Outcome.SINGLE: "one phase", Outcome.MULTIPLE: "several phases", Outcome.UNCLEAR: "no clear answer"}
    return " + ".join(result.phases) or words[result.outcome]


def results_table(rows: Sequence[tuple[int, Alloy, Result | None, Said | None, bool]]) -> str:
    """Each result beside what the model says of it.

    Args:
        rows: number of the line, alloy, result, what the model says, and whether the alloy is in the lab book already.
    """
    head = [
        "#row",
        "alloy",
        "the model says",
        "#probability",
        "you found",
        "phases",
        "measured",
        "the model was",
        "made and examined",
    ]
    return markup.table(
        "Results beside what the model says", head, "".join(_row(*row) for row in rows), "results", captioned=False
    )


def _row(line: int, alloy: Alloy, result: Result | None, said: Said | None, known: bool) -> str:
    model = (
        f'<td>{badge(alloy.formula, said.verdict)}</td><td class="la-num">{number(said.probability)} '
        f'<small class="la-quiet">{number(said.low)}–{number(said.high)}</small></td>'
        if said
        else '<td class="la-quiet">not covered</td><td class="la-num">–</td>'
    )
    kept = '<small class="la-quiet la-block">in the lab book already</small>' if known else ""
    return (
        f'<tr><td class="la-num">{line}</td><th scope="row">{chip(alloy.formula)}{kept}</th>{model}<td>{outcome(result)}</td>'
        f"<td>{escape(' + '.join(result.phases)) if result else ''}</td><td>{_values(result.measurements) if result else ''}</td>"
        f"<td>{mark_html(judged(said, result))}</td>"
        f'<td class="la-wide la-quiet">{escape(_made(result)) if result else "kept as an idea"}</td></tr>'
    )


def outcome(result: Result | None) -> str:
    """What was found, with its mark of colour and shape."""
    if result is None:
        return '<span class="la-quiet">no result</span>'
    return "unclear" if result.outcome is Outcome.UNCLEAR else markup.phase(_PHASE[result.outcome])


def _values(measurements: Iterable[Measurement]) -> str:
    return "<br>".join(escape(value_text(one)) for one in measurements)


def value_text(one: Measurement) -> str:
    """A measured value with its error and unit: "hardness 512 ± 8 HV"."""
    error = "" if one.error is None else f" ± {one.error:g}"
    return f"{one.name} {one.value:g}{error} {one.unit}".rstrip()


def _made(result: Result) -> str:
    return ", ".join(part for part in (result.route, result.method, result.who, result.when) if part)


def mark_html(found: Mark | None) -> str:
    """Right, wrong or undecided, with its sign; empty where there is nothing to compare."""
    return (
        f'<span class="la-mark" data-mark="{found}"><b aria-hidden="true">{SIGNS[found]}</b> {found}</span>'
        if found
        else ""
    )


def refused_table(rows: Sequence[tuple[int, str]]) -> str:
    """The rows that could not be taken, each with its reason."""
    lines = "".join(
        f'<tr><td class="la-num">{line}</td><td class="la-wide">{escape(error)}</td></tr>' for line, error in rows
    )
    return markup.table("Rows that are left out", ["#row", "why"], lines, "refused")


def differences(yours: Mapping[str, str], theirs: Mapping[str, str] | None) -> str:
    """Two versions of a row beside each other, what differs only; `theirs` is None where it was deleted."""
    if theirs is None:
        names, other = list(yours), dict.fromkeys(yours, "(deleted)")
    else:
        names, other = [name for name in yours if yours[name] != theirs.get(name)], dict(theirs)
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td class="la-wide">{escape(yours[name]) or "–"}</td>'
        f'<td class="la-wide">{escape(other[name]) or "–"}</td></tr>'
        for name in names
    )
    return markup.table("Both versions", ["field", "yours, not saved", "theirs, saved"], rows, "versions")


def weigh_out_table(sheet: Sequence[Mapping[str, str | float]]) -> str:
    """Grams of each element, a row an alloy; a dash where it holds none."""
    head = ["alloy", *(f"#{name}" for name in list(sheet[0])[1:])]
    rows = "".join(
        f'<tr><th scope="row">{formula_html(str(row["formula"]))}</th>'
        + "".join(f'<td class="la-num">{f"{value:.4f}" if value else "–"}</td>' for value in list(row.values())[1:])
        + "</tr>"
        for row in sheet
    )
    return markup.table("Weigh-out sheet", head, rows, "weigh_out", captioned=False)


def score(alloys: Sequence[Alloy], said_then: Callable[[Alloy], Said | None]) -> str:
    """How many alloys are shown, and how often the model was right about them, by its verdict when they were kept."""
    pairs = [(one, result) for one in alloys for result in one.results]
    counted_marks = tally([judged(said_then(one), result) for one, result in pairs])
    right = f' The model, as it was when they were kept: <b data-tally="{escape(counted_marks)}">{escape(counted_marks)}</b>.'
    return (
        f'<p class="la-sentence" data-alloys="{len(alloys)}">{counted(len(alloys), "alloy")}, {counted(len(pairs), "result")}.'
        f"{right if counted_marks else ''}</p>"
    )
