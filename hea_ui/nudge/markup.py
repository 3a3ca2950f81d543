"""The result of a nudge as small pieces of HTML: outcome, steps, descriptors, the ways side by side. Pure and escaped."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from hea_core.composition import Composition
from hea_core.design.transfers import whole_amounts
from hea_core.evaluation.card import section
from hea_core.model.computed import askable
from hea_core.results import Method, Side, Status, Verdict
from hea_ui.common import markup
from hea_ui.common.chip import acts, chip
from hea_ui.common.markup import table
from hea_ui.common.nudge_ways import WAYS, way
from hea_ui.common.verdict import badge, headline, tint
from hea_ui.common.wording import formula_html, number, target_value

if TYPE_CHECKING:
    from hea_core.results import GoalReceipt, Trajectory

_SHORT = {
    Status.CYCLE: "the loop comes back to where it was",
    Status.MAX_STEPS: "the steps run out",
    Status.INFEASIBLE: "not within these limits",
}
_WORTH_TELLING = 0.05
"""At.%."""
_SAME_PLACE = 0.3
"""On the map, whose measured alloys lie about ±2 around its middle."""
_PASSED = (Status.CONVERGED, Status.ALREADY)


def sentence(text: str) -> str:
    """A sentence of the core for the page: typeset symbols (V_m), true minus signs, subscripts in formulas."""
    text = re.sub(r"(?<![\w.])-(?=\d)", "−", escape(text))
    text = re.sub(r"\b([A-Za-zΔδχ]+)_(\w+)", r"\1<sub>\2</sub>", text)
    return re.sub(
        r"\b(?:[A-Z][a-z]?\d*\.?\d*){3,}(?=\s)",
        lambda found: formula_html(found.group()) if re.search(r"\d", found.group()) else found.group(),
        text,
    )


def place_change(found: Trajectory) -> str:
    """Whether the end lies where the start does on the map, and what that says of the change."""
    moved = math.dist(found.steps[0].z, found.steps[-1].z)
    if moved < _SAME_PLACE:
        return markup.note(
            "The place hardly changes, and is not meant to: z is what an alloy is besides its phase, and the nudge changes the phase alone."
        )
    return markup.note(
        f"The end lies {number(moved, 1)} from the start. z is what an alloy is besides its phase: this nudge changes more than the phase."
    )


def outcome(found: Trajectory) -> str:
    """How a run ended, in words: whether the cutoff is reached, and where the verdict does not follow, that it does not."""
    cutoff = number(found.cutoff)
    if found.status not in _PASSED:
        reached = found.steps[-1].probability >= found.cutoff
        ended = f"Reaches {cutoff}, but not all that is asked" if reached else f"Does not reach {cutoff}"
        return f"{ended}: {_SHORT[found.status]}"
    itself = " as it is" if found.status == Status.ALREADY else ""
    doubt = {Verdict.SINGLE: "", Verdict.MULTIPLE: ", but multi-phase", Verdict.UNDECIDED: ", still undecided"}
    return f"Reaches {cutoff}{itself}{doubt[Verdict(found.verdict)]}"


def result(found: Trajectory, card: Mapping[str, Any]) -> str:
    """The card of a result: how it ended, the end alloy with its verdict, the sentence, the probability, a second opinion.

    Args:
        found: the trajectory.
        card: the model card, for what was measured of verdicts and of alloys that pass.
    """
    start, end = found.steps[0], found.steps[-1]
    count = len(end.composition)
    kind = tint(end.verdict, count)
    added = ", ".join(found.new_elements) or "none"
    passed = hit_rate(found, card)
    read = markup.note(f"The start: {found.reading}") if found.reading else ""
    return (
        '<section aria-label="Result" class="la-card">'
        f'<p class="la-status" data-status="{escape(found.status)}">{outcome(found)}</p>'
        f'<h2 class="la-formula" data-formula="{escape(end.formula)}">{formula_html(end.formula)}</h2>{acts(end.formula)}'
        f'<div class="la-asked">{headline(end.prediction, section(card, "trust"))}'
        f'<div><span class="la-label">single-phase probability, start and end</span><span class="la-big">{number(start.probability)}'
        f' → <span data-value="{end.probability:.4f}">{number(end.probability)}</span></span> '
        f'<span class="la-quiet la-interval">{number(end.low)}–{number(end.high)} (90 %)</span></div></div>{_track(found, kind)}'
        f'<p class="la-sentence">{sentence(found.reason)}</p>{read}'
        f'<dl class="la-facts"><dt>Moved</dt><dd>{number(found.moved_at_percent, 1)}<small> at.% in {_steps(found)}{_rounding(found)}</small></dd>'
        f"{''.join(map(_goal, found.goals))}"
        f"<dt>New elements</dt><dd>{escape(added)}</dd>"
        f"<dt>Second opinion</dt><dd>{markup.second_opinion(found.second_opinion)}{_asked(found)}</dd>"
        f"{passed and f'<dt>Alloys that pass</dt><dd>{passed}</dd>'}</dl>{_doubt(found)}</section>"
    )


def _asked(found: Trajectory) -> str:
    """That the cautious search asked the second opinion, whose agreement is then no further evidence."""
    asked = found.method == Method.MINIMAL and found.cautious and found.status == Status.CONVERGED
    return "<small>; the search asked it, so that it agrees is no further evidence</small>" if asked else ""


def _goal(one: GoalReceipt) -> str:
    """One row of facts: what was asked of a target, what the start has and what the end has of it."""
    about = askable(one.target)
    unit = f" {about.unit}" if about.unit else ""
    met = "reached" if one.met else "not reached"
    start, got, asked = map(target_value, (one.start, one.got, one.asked))
    wanted = f"about {asked}" if one.side == Side.ABOUT else f"{asked} {one.side}" if one.side else asked
    span = "" if one.low is None or one.high is None else f" ({target_value(one.low)}–{target_value(one.high)})"
    label = escape(about.label[:1].upper() + about.label[1:])
    return f"<dt>{label}</dt><dd>{start} → {got}{unit}<small>{span}; asked {wanted}: {met}</small></dd>"


def _rounding(found: Trajectory) -> str:
    """At.% of all that is moved which rounding the start to whole at.% takes; the loop does not round it."""
    if found.method == Method.LOOP or len(found.steps) < 2:
        return ""
    start = Composition.from_amounts(found.steps[0].composition)
    moved = start.at_percent_moved(Composition.from_amounts(whole_amounts(start)))
    return f", {number(moved, 1)} of them by rounding the start to whole at.%" if moved >= _WORTH_TELLING else ""


def _steps(found: Trajectory) -> str:
    count = len(found.steps) - 1
    return f"{count} step{'' if count == 1 else 's'}"


def _doubt(found: Trajectory) -> str:
    if found.status != Status.CONVERGED or found.second_opinion >= 0.5:
        return ""
    return (
        '<p class="la-warn">A classifier that shares neither network nor descriptors with the model still calls this alloy '
        "multi-phase. Raise the cutoff, or try another method.</p>"
    )


def _track(found: Trajectory, kind: str) -> str:
    start, end = found.steps[0], found.steps[-1]
    return (
        f'<div class="la-track" role="img" aria-label="Single-phase probability: start {start.probability:.2f}, end '
        f'{end.probability:.2f}, 90 % interval {end.low:.2f} to {end.high:.2f}, cutoff {found.cutoff:.2f}">'
        f'<i class="la-range {kind}" style="left:{100 * end.low:.1f}%;width:{100 * (end.high - end.low):.1f}%"></i>'
        f'<i class="la-from" style="left:{100 * start.probability:.1f}%"></i><i class="la-got {kind}" '
        f'style="left:{100 * end.probability:.1f}%"></i><i class="la-wish" style="left:{100 * found.cutoff:.1f}%"></i></div>'
        f'<div class="la-ends"><span>0 multi-phase</span><span>cutoff {number(found.cutoff)}</span><span>single-phase 1</span></div>'
    )


def hit_rate(found: Trajectory, card: Mapping[str, Any]) -> str:
    """What became of held-out alloys that pass the same test; "" for a run that did not pass, or that nothing was measured of.

    It was measured on alloys of four or more elements at one cutoff, and says so; a lower cutoff passes alloys that it does not speak of.
    """
    measured = section(card, "nudge")
    cautious = found.status == Status.CONVERGED and found.method == Method.MINIMAL and found.cautious
    rate = measured.get("hit_rate", {}).get("cautious" if cautious else "mean")
    end = found.steps[-1]
    cutoff = measured.get("cutoff", 0.6)
    if not rate or found.status not in _PASSED or found.cutoff < cutoff or len(end.composition) < 4:
        return ""
    test = "the cautious test" if cautious else "by probability alone"
    n = round(sum(rate["passing"]) / len(rate["passing"]))
    return (
        f"{number(100 * rate['precision_mean'], 0)} %<small> of the {n} held-out alloys of four or more elements that pass {test} at "
        f"{cutoff:g} were observed single-phase</small>"
    )


def steps(found: Trajectory) -> str:
    """One row a step: formula, probability with interval, at.% moved."""
    rows = "".join(
        f'<tr><td class="la-num">{place}</td><th scope="row">{chip(step.formula)}</th>'
        f'<td>{badge(step.formula, step.verdict)}</td><td class="la-num">{number(step.probability)}</td>'
        f'<td class="la-num la-quiet">{number(step.low)}–{number(step.high)}</td>'
        f'<td class="la-num">{number(step.moved_at_percent, 1)}</td></tr>'
        for place, step in enumerate(found.steps)
    )
    return table("Steps", ["#step", "alloy", "verdict", "#probability", "#90 % interval", "#at.% moved"], rows, "steps")


def side_by_side(found: Sequence[Trajectory]) -> str:
    """The methods beside each other, one row each."""
    rows = "".join(
        f'<tr><th scope="row">{escape(WAYS[way(one)].name)}</th><td>{outcome(one).partition(":")[0].partition(",")[0]}</td>'
        f"<td>{chip(one.steps[-1].formula)}</td><td>{badge(one.steps[-1].formula, one.verdict)}</td>"
        f'<td class="la-num">{number(one.steps[-1].probability)}</td>'
        f'<td class="la-num la-quiet">{number(one.steps[-1].low)}–{number(one.steps[-1].high)}</td>'
        f'<td class="la-num">{number(one.moved_at_percent, 1)}</td><td class="la-num">{len(one.steps) - 1}</td>'
        f"<td>{escape(', '.join(one.new_elements)) or 'none'}</td>"
        f'<td class="la-num">{number(one.second_opinion)}</td></tr>'
        for one in found
    )
    head = ["method", "outcome", "end alloy", "verdict", "#probability", "#90 % interval", "#at.% moved", "#steps", "new elements",
            "#second opinion"]  # fmt: skip
    return table("The ways side by side", head, rows, "methods")
