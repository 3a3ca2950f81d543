"""A screening as small pieces of HTML: its size, what was asked, how it came out, what it rests on. Pure and escaped."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from hea_core.composition import Composition, typeset
from hea_ui.common import markup
from hea_ui.common.chip import chip, keep_all
from hea_ui.common.verdict import badge
from hea_ui.common.wording import counted, number
from hea_ui.jobs.job import FAILED, FINISHED, Job
from hea_ui.screen.filters import SIGNS

if TYPE_CHECKING:
    import pandas as pd

    from hea_core.results import Verdict
    from hea_core.screening.columns import Column

_COMPARISON = re.compile(r"\s*([<>=!≥≤≠]+)\s*")
_UNITS = ((86_400 * 365, "years"), (86_400, "days"), (3_600, "h"), (60, "min"), (1, "s"))


def introduction() -> str:
    """What the page says before anything was screened."""
    steps = (
        ("Choose the space", "Elements, how many of them, and the amounts; its exact size is counted at once."),
        ("Say what to keep", "A condition, the best by one column, or the front between two or three."),
        ("Run", "Every alloy is scored. You may leave the page; the address finds the screening again."),
    )
    cells = "".join(
        f'<div><span class="la-name">{title}</span><span class="la-quiet">{text}</span></div>' for title, text in steps
    )
    return (
        "<p>No result yet. Run screens every alloy of the space above and shows what is worth keeping, with its interval, domain "
        f'and nearest measured alloy.</p><div class="la-row">{cells}</div>'
    )


def duration(seconds: float) -> str:
    """About so long, in one unit: "8 s", "3 min", "2.5 h"."""
    for size, unit in _UNITS:
        if seconds >= 1.5 * size or size == 1:
            value = seconds / size
            return f"{value:.1f} {unit}" if value < 3 and size > 1 else f"{max(value, 1):,.0f} {unit}"
    raise AssertionError("the last unit takes everything")


def size(alloys: int, of: int, seconds: float | None) -> str:
    """How many alloys, exactly, and about how long."""
    noun = "alloy" if alloys == 1 else "alloys"
    sampled = "" if alloys == of else f" of {of:,}"
    time = "measuring the pace of this machine" if seconds is None else f"about {duration(seconds)}"
    return (
        f'<p class="la-sentence" role="status"><span class="la-big" data-size="{alloys}">{alloys:,}</span> {noun}{sampled}'
        f'<span class="la-quiet"> · {time}</span></p>'
    )


def space(settings: Mapping[str, Any]) -> str:
    """A space in a line of plain text, from the settings of a result."""
    one = settings["space"]
    if one["around"]:
        parts = [f"within {one['within']:g} at.% of {typeset(Composition.from_amounts(one['around']).formula)}"]
        parts += [f"{', '.join(one['elements'])} may join"] if one["elements"] else []
    else:
        least, most = one["orders"]
        parts = [", ".join(one["elements"]), f"{least} elements" if least == most else f"{least} to {most} elements"]
        parts.append(f"{one['min']:g} to {one['max']:g} at.%")
    parts.append(f"steps of {one['step']:g} at.%")
    parts += [f"a sample of {one['sample']:,}, seed {one['seed']}"] if one["sample"] else []
    parts += [f"without {', '.join(one['ban'])}"] if one["ban"] else []
    parts += [f"{symbol} {amount} at.%" for symbol, amount in one["lock"]]
    parts += [f"{symbol} {least} to {most} at.%" for symbol, least, most in one["range"]]
    parts += [f"at least {one['min_elements']} elements"] if one.get("min_elements") else []
    parts += [f"at most {one['max_elements']} elements"] if one["max_elements"] else []
    own = settings.get("prices")  # files of earlier versions lack it
    of = " with your prices" if own else " of 2013"
    parts += [f"at most {one['max_price']:g} USD/kg{of}"] if one["max_price"] else []
    parts += (
        ["your prices of " + ", ".join(f"{symbol} {price:g}" for symbol, price in own) + " USD/kg, the rest of 2013"]
        if own
        else []
    )
    return " · ".join(parts)


def kept(settings: Mapping[str, Any]) -> str:
    """What is kept, in words."""
    from hea_ui.screen.columns import SIGNED

    words = {name: text for text, name in SIGNED.items()}
    if settings["pareto"]:
        what = "the Pareto front of " + ", ".join(words.get(name, name) for name in settings["pareto"])
    elif settings["top"]:
        what = f"the best {settings['top']:,} by {words.get(settings['by'], settings['by'])}"
    else:
        what = "all"
    return f"{what}{' with ' + conditions(settings['where']) if settings['where'] else ''}"


def conditions(typed: str) -> str:
    """Conditions as typed, with the signs of print: probability>=0.5 as probability ≥ 0.5."""
    return _COMPARISON.sub(lambda found: f" {SIGNS.get(found[1], found[1])} ", typed)


def outcome(job: Job) -> str:
    """What came of a screening, in a sentence or two."""
    found = "" if job.kept is None else f"<b>{job.kept:,}</b> of <b>{job.scored:,}</b> alloys kept: "
    told = f"{found}{escape(kept(job.settings))}"
    if job.state == FINISHED:
        warning = ""
    elif job.state == FAILED:
        warning = f'<p class="la-warn"><b>The screening failed.</b> {escape(job.error)}</p>'
    else:
        why = escape(job.error) or "It was stopped."
        warning = (
            f'<p class="la-warn"><b>Not complete.</b> {why} {job.scored:,} of {job.size:,} alloys are scored; what is below is of these. '
            "Continue goes on from there.</p>"
        )
    return f'<div data-state="{job.state}"><p class="la-sentence">{told}</p>{warning}</div>'


def progress(job: Job, ahead: int) -> str:
    """How far it is, in a line of plain text."""
    if job.state == "waiting":
        return f"Waits for its turn: {ahead} screening{'s' if ahead != 1 else ''} before it"
    if job.state == "stopping":
        return "Stopping; what is done is kept"
    if not job.per_second:
        return "Starting: loading the model"
    left = "" if job.seconds_left is None else f" · about {duration(job.seconds_left)} left"
    return f"{job.scored:,} of {counted(job.size, 'alloy')} · {job.per_second:,.0f} alloys/s{left}"


def provenance(said: Mapping[str, Any], now: Mapping[str, str]) -> str:
    """What a file says of itself, and whether model and data are still those here.

    Args:
        said: the settings in the file's metadata.
        now: {"model_sha256", "data_sha256"} of what answers here.
    """
    rows = [
        ("Space", escape(space(said))),
        ("Kept", escape(kept(said))),
        ("Scored", f"{counted(said['scored'], 'alloy')}{'' if said['complete'] else ', not complete'}"),
        ("Model", f"{escape(said['model'])}<small>, weights sha256 {_hash(said['model_sha256'])}</small>"),
        ("Data", f"<small>sha256 {_hash(said['data_sha256'])}</small>"),
    ]
    listed = "".join(f"<dt>{name}</dt><dd>{text}</dd>" for name, text in rows)
    old = any(said[name] != now[name] for name in ("model_sha256", "data_sha256"))
    warning = (
        '<p class="la-warn"><b>Made with another model or other data</b> than those that answer on the other pages now. Run makes it anew.</p>'
        if old
        else ""
    )
    return f'{warning}<dl class="la-facts">{listed}</dl>'


def command(words: Sequence[str]) -> str:
    """The command line that makes the result again."""
    return shlex.join(["python", "-m", "hea_core", "screen", *words, "--out", "screen.parquet", "--json"])


def _hash(text: str) -> str:
    return f"<code>{escape(text[:16])}</code>"


def figure_note(alloys: int, counted: bool, ways: tuple[int, int], axes: tuple[Column, Column], lost: int) -> str:
    """What a scatter shows: marks or cells, which way its front goes, and what it leaves out."""
    number_of = f"{alloys:,} {'alloy' if alloys == 1 else 'alloys'}"
    parts = [
        f"{number_of}, counted in cells" if counted else number_of,
        "front: "
        + ", ".join(f"{'high' if way > 0 else 'low'} {axis.words}" for way, axis in zip(ways, axes, strict=True))
        if all(ways)
        else "no front, since it depends which way is better",
    ]
    parts += [f"{lost:,} without a value are not drawn"] if lost else []
    return markup.note("; ".join(parts) + ". Draw a box or a lasso to choose; double-click to undo.")


def shown(alloys: int, of: int, brushed: bool) -> str:
    """How many alloys the table and the lines are about."""
    text = f"all {counted(of, 'alloy')}" if alloys == of else f"<b>{alloys:,}</b> of {counted(of, 'alloy')}"
    return f'<p class="la-quiet" data-shown="{alloys}" role="status">Shown: {text}{", brushed" if brushed else ""}.</p>'


def lines_note(drawn: int, told: int, alloys: int) -> str:
    """How many alloys the parallel coordinates show, and how to use them."""
    some = (
        f"All {counted(drawn, 'alloy')}"
        if drawn == told
        else f"{drawn:,} of {told:,} alloys, evenly through the result"
    )
    lost = f"; {alloys - told:,} without a value on one of the axes are left out" if told < alloys else ""
    return markup.note(
        f"{some}{lost}. Drag along an axis to keep the lines through that stretch; drag a name to move its axis."
    )


def chosen(table: pd.DataFrame, verdicts: Sequence[Verdict], ticked: bool) -> str:
    """The ticked alloys, or the first of the table, as chips with their verdicts and values, and a button that keeps them."""
    rows = "".join(
        f'<tr><th scope="row">{chip(row["formula"])}</th><td>{badge(row["formula"], verdict)}</td>'
        f'<td class="la-num">{number(row["probability"])}</td>'
        f'<td class="la-num la-quiet">{number(row["low"])}–{number(row["high"])}</td><td class="la-num">{number(row["density"])}</td>'
        f'<td class="la-num">{number(row["distance_at_percent"], 1)}</td></tr>'
        for row, verdict in zip(table.to_dict("records"), verdicts, strict=True)
    )
    head = [
        "ticked" if ticked else "first of the table",
        "verdict",
        "#p",
        "#90 % interval",
        "#density (g/cm³)",
        "#at.% to measured",
    ]
    return markup.table("Alloys in hand", head, rows, "chosen", captioned=False) + keep_all(table["formula"])


def recent(job: Job) -> str:
    """One screening in a list."""
    state = {
        "finished": f"{job.kept or 0:,} of {job.size:,} kept",
        "stopped": f"stopped at {job.scored:,} of {job.size:,}",
    }
    words = state.get(job.state, job.state)
    return f'<p class="la-quiet">{escape(words)}: {escape(kept(job.settings))}<br>{escape(space(job.settings))}</p>'
