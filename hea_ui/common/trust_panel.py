"""What a prediction is worth, in one panel: the same for a formula, an alloy of the map and every step of a nudge. Pure and escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from hea_core.results import Domain
from hea_ui.common import properties, verdict
from hea_ui.common.chip import acts, chip
from hea_ui.common.markup import composition_bars, doi_link, note, phase, table
from hea_ui.common.wording import formula_html, microstructure, no_solution, number, papers_say, source_name

if TYPE_CHECKING:
    from hea_core.results import Flips, Neighbour, Prediction

DISAGREEMENT = 0.1
"""Probability by which an alloy may miss what was asked for without a word about it."""


def trust_panel(
    prediction: Prediction,
    measured: Mapping[str, Any],
    asked: float | None = None,
    warning: str = "",
    aside: Sequence[tuple[str, str]] = (),
    notes: Mapping[str, str] = properties.NO_NOTES,
) -> str:
    """An alloy with its probability and all that this rests on.

    Args:
        prediction: of the alloy.
        measured: `metrics.trust` of the model card: calibration, coverage, error by domain; {} where nothing was measured.
        asked: the probability the alloy was generated for, marked on the scale.
        warning: HTML that the page adds below the probability.
        aside: names and HTML of facts that the page puts before the others.
        notes: HTML that the page adds to structure or hardness, by its name.
    """
    p = prediction
    return (
        f'<section aria-label="Alloy" class="la-card la-trust">{heading(p)}{acts(p.formula)}<div class="la-split">'
        f"<div>{answer(p, measured, asked, warning, notes)}{rests_on(p, measured, aside)}</div>"
        f"<div>{evidence(p.neighbours)}{composition_bars(p.composition)}</div></div></section>"
    )


def heading(p: Prediction) -> str:
    """The alloy's formula, and how it was written and read where that is not the same."""
    said = [] if p.input.strip() == p.formula else [f"Written as {p.input.strip()}."]
    written = note(" ".join([*said, p.reading or ""]).strip()) if said or p.reading else ""
    return f'<h2 class="la-formula" data-formula="{escape(p.formula)}">{formula_html(p.formula)}</h2>{written}'


def answer(
    p: Prediction,
    measured: Mapping[str, Any],
    asked: float | None = None,
    warning: str = "",
    notes: Mapping[str, str] = properties.NO_NOTES,
) -> str:
    """Verdict, probability with its interval, structure and hardness, and warnings; arguments as of `trust_panel`."""
    return f"{_probability(p, measured)}{track(p, asked)}{_warnings(p, asked)}{warning}{properties.lines(p, notes)}"


def rests_on(p: Prediction, measured: Mapping[str, Any], aside: Sequence[tuple[str, str]] = ()) -> str:
    """Domain, rules, processing and what the interval promises; arguments as of `trust_panel`."""
    facts = "".join(f"<dt>{name}</dt><dd>{text}</dd>" for name, text in [*aside, *_facts(p, measured)] if text)
    return f'<dl class="la-facts">{facts}</dl>{promise(measured, len(p.composition))}'


def _probability(p: Prediction, measured: Mapping[str, Any]) -> str:
    return (
        f'<div class="la-asked">{verdict.headline(p, measured)}<div class="la-probability">'
        f'<span class="la-label">single-phase probability</span><span class="la-big" data-value="{p.probability:.4f}">'
        f'{number(p.probability)}</span> <span class="la-quiet la-interval">{number(p.low)}–{number(p.high)} (90 %)</span></div></div>'
    )


def track(p: Prediction, asked: float | None = None) -> str:
    """The probability and its interval on a scale from 0 to 1, and what was asked for as a mark."""
    kind = verdict.tint(p.verdict, len(p.composition))
    wish = "" if asked is None else f'<i class="la-wish" style="left:{100 * asked:.1f}%"></i>'
    said = "" if asked is None else f"asked for {asked:.2f}, found "
    return (
        f'<div class="la-track" role="img" aria-label="Single-phase probability {said}{p.probability:.2f}, 90 % interval {p.low:.2f} to '
        f'{p.high:.2f}"><i class="la-range {kind}" style="left:{100 * p.low:.1f}%;width:{100 * (p.high - p.low):.1f}%"></i>'
        f'<i class="la-got {kind}" style="left:{100 * p.probability:.1f}%"></i>{wish}</div>'
        '<div class="la-ends"><span>0 multi-phase</span><span>single-phase 1</span></div>'
    )


def _warnings(p: Prediction, asked: float | None) -> str:
    missed = "" if asked is None else disagreement(asked, p.probability)
    return "".join(f'<p class="la-warn">{text}</p>' for text in (missed, _outside(p)) if text)


def _outside(p: Prediction) -> str:
    """The warning on an alloy outside the domain, which may have been measured itself; "" for one that is not outside."""
    if p.domain != Domain.OUT:
        return ""
    if p.neighbours and p.neighbours[0].distance_at_percent == 0:
        return "<b>Outside what was measured, but for this very alloy.</b> The probability is an extrapolation: go by what was found of it."
    return "<b>Outside what was measured.</b> The probability is an extrapolation."


def disagreement(asked: float, got: float) -> str:
    """What to say when the classifier does not confirm what the generator was asked for; "" when it does."""
    if abs(asked - got) <= DISAGREEMENT:
        return ""
    direction = "less" if got < asked else "more"
    return (
        f"Asked for {asked:.2f}, but the classifier gives this alloy {got:.2f}: it is {direction} likely single-phase than "
        "asked for. Trust the classifier."
    )


def promise(measured: Mapping[str, Any], n_elements: int) -> str:
    """What interval and verdict reached on held-out systems, where the card has it, and folded below it what they promise."""
    if not measured.get("calibration"):
        return note(
            "The interval is the spread of the ensemble, not yet calibrated on held-out systems; the verdict is undecided where the "
            "interval holds 0.5."
        )
    stratum, words = _stratum(n_elements)
    covered = measured.get("coverage", {}).get(stratum, {})
    reached = (
        f"The 90 % interval held in {100 * covered['interval_group_coverage']:.0f} %, the verdict in "
        f"{100 * covered['set_coverage']:.0f} % of tests on new systems of {words} elements"
        if {"interval_group_coverage", "set_coverage"} <= set(covered)
        else "What interval and verdict promise"
    )
    return (
        f'<details class="la-quiet"><summary>{reached}</summary>Interval: among 30 alloys of about this '
        "probability, of systems the model has not seen, the single-phase share lies in it nine times in ten. Verdict: the one answer left "
        "in a 90 % conformal set; undecided where none or both are.</details>"
    )


def _facts(p: Prediction, measured: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        ("Domain", f"{verdict.DOMAINS[p.domain]}<br><small>{escape(' '.join(p.reasons))}</small>"),
        ("Map density", _density(p.density_percentile)),
        ("Rules", rules(p)),
        ("Processing", processing(p.flips)),
    ]


def _density(percentile: float | None) -> str:
    if percentile is None:
        return "<small>no place on the map</small>"
    return f"denser<small> here than around </small>{number(percentile, 0)} %<small> of the measured alloys</small>"


def _stratum(n_elements: int) -> tuple[str, str]:
    """Key of the model card for alloys of so many elements, and how it is said."""
    return ("four_or_more", "four or more") if n_elements >= 4 else ("two_or_three", "two or three")


def rules(p: Prediction) -> str:
    """How many empirical rules say one phase, and what became of measured alloys with as many."""
    said = f"{p.rules_for_single} of {p.rules_asked} say one phase"
    if len(p.composition) < 4:
        return f"{said}<small>; they are for alloys of four or more elements</small>"
    if p.rules_rate is None:
        return f"{said}<small>; no measured alloy has as many</small>"
    return (
        f"{said}<small>; of the {p.rules_measured} measured alloys with this count </small>{100 * p.rules_rate:.0f} %"
        "<small> were single-phase</small>"
    )


def processing(flips: Flips) -> str:
    """What the route, which the model does not know, can do."""
    return (
        f"not an input<small>; of {flips.compositions} compositions measured after more than one route, </small>"
        f"{flips.flipped}&nbsp;({100 * flips.share:.0f}&nbsp;%)<small> are one phase after one and not after another</small>"
    )


def evidence(nearest: Sequence[Neighbour]) -> str:
    """The nearest measured alloys with all that their sources say; in a narrow panel it folds below the formula."""
    head = ["alloy", "#at.% away", "observed", "-phases", "-made by", "-source"]
    return table("Nearest measured alloys", head, "".join(map(_neighbour, nearest)), "evidence")


def _neighbour(near: Neighbour) -> str:
    found, made, source = microstructure(near.microstructure), near.processing, _sources(near)
    seen = f"{phase(near.single_phase)}{_no_solution(near)}{_disagree(near)}{_hardness(near)}"
    folded = ", ".join([escape(part) for part in (found, made) if part] + [source])
    return (
        f'<tr><th scope="row">{chip(near.formula, published=True)}</th>'
        f'<td class="la-num">{number(near.distance_at_percent, 1)}</td><td>{seen}</td>'
        f'<td class="la-unfold la-wrap">{escape(found or "–")}</td><td class="la-unfold la-wrap">{escape(made or "–")}</td>'
        f'<td class="la-unfold la-quiet la-source">{source}</td></tr>'
        f'<tr class="la-fold"><td colspan="3" class="la-quiet">{folded}</td></tr>'
    )


def _sources(near: Neighbour) -> str:
    """One link, to the first paper; the others fold below it, since a well-known alloy has more than a dozen."""
    dois, name = near.dois or (near.doi,), source_name(near.source)
    head, *more = name.split(" + ")
    first = doi_link(dois[0], f"{head} +{len(more)}" if len(more) > 1 else name)
    if len(dois) == 1:
        return first
    links = "".join(f"<li>{doi_link(doi)}</li>" for doi in dois)
    return f"{first}<details><summary>{len(dois)} papers</summary><ol>{links}</ol></details>"


def _no_solution(near: Neighbour) -> str:
    """A glass or a compound counts as multi-phase in the data, though it may be one phase."""
    found = no_solution(near.microstructure)
    return f'<small class="la-quiet la-block">{found}: no solid solution</small>' if found else ""


def _disagree(near: Neighbour) -> str:
    if not near.disagree:
        return ""
    said = f"{near.observations} statements, by weight {100 * near.single_phase:.0f} % single-phase"
    if near.papers_single_phase is not None:
        said += f"; {papers_say(near.papers_single_phase, near.papers)}"
    return f'<small class="la-quiet la-block">{said}</small>'


def _hardness(near: Neighbour) -> str:
    if near.hardness_hv is None:
        return ""
    return f'<small class="la-quiet la-block">{number(near.hardness_hv, 0)}&nbsp;HV measured</small>'
