"""Alloys as small pieces of HTML, for st.html: typeset, aligned, readable by a screen reader. Pure and escaped."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from hea_ui.wording import describe, number, phase_name, source_name, symbol_html, with_unit

if TYPE_CHECKING:
    from hea_core.results import Candidate
    from hea_core.trust import Neighbour

DISAGREEMENT = 0.1
LOW_DENSITY = 10.0
_DOMAIN = {"in": "inside", "edge": "at the edge of", "out": "outside"}


def formula(text: str) -> str:
    """A formula with real subscripts: reads well large, and copies as plain text."""
    return re.sub(r"\d+(?:\.\d+)?", lambda found: f"<sub>{found.group()}</sub>", escape(text))


def note(text: str) -> str:
    """A quiet line, dark enough to read (Streamlit's captions fall short of the contrast that WCAG asks for)."""
    return f'<p class="la-quiet">{escape(text)}</p>'


def composition_bars(composition: Mapping[str, float]) -> str:
    """At.% of each element as bars, largest first."""
    widest = max(composition.values())
    rows = "".join(
        f'<tr><th scope="row">{escape(symbol)}</th><td class="la-bar"><span style="width:{100 * amount / widest:.1f}%"></span></td>'
        f'<td class="la-num">{number(amount, 0 if float(amount).is_integer() else 1)}</td></tr>'
        for symbol, amount in sorted(composition.items(), key=lambda part: (-part[1], part[0]))
    )
    return f'<table class="la-bars"><caption>Composition (at.%)</caption><tbody>{rows}</tbody></table>'


def probabilities(candidate: Candidate) -> str:
    """Asked and re-examined probability side by side, on one scale, with the interval."""
    asked, got = candidate.requested, candidate.probability
    kind = "la-single" if got >= 0.5 else "la-multi"
    sentence = verdict(asked, got)
    return (
        '<div class="la-asked"><div><span class="la-label">asked</span>'
        f'<span class="la-big">{number(asked)}</span></div>'
        f'<div><span class="la-label">re-examined</span><span class="la-big {kind}" data-value="{got:.4f}">{number(got)}</span>'
        f'<span class="la-quiet"> {number(candidate.low)}–{number(candidate.high)} (90 %)</span></div></div>'
        f'<div class="la-track" role="img" aria-label="Single-phase probability: asked {asked:.2f}, re-examined {got:.2f}, '
        f'90 % interval {candidate.low:.2f} to {candidate.high:.2f}">'
        f'<i class="la-range {kind}" style="left:{100 * candidate.low:.1f}%;width:{100 * (candidate.high - candidate.low):.1f}%"></i>'
        f'<i class="la-got {kind}" style="left:{100 * got:.1f}%"></i><i class="la-wish" style="left:{100 * asked:.1f}%"></i></div>'
        '<div class="la-ends"><span>0 multi-phase</span><span>single-phase 1</span></div>'
        + (f'<p class="la-warn">{sentence}</p>' if sentence else "")
    )


def verdict(asked: float, got: float) -> str:
    """What to say when the classifier does not confirm what the generator was asked for; "" when it does."""
    if abs(asked - got) <= DISAGREEMENT:
        return ""
    direction = "less" if got < asked else "more"
    return (
        f"Asked for {asked:.2f}, but the classifier gives this alloy {got:.2f}: it is {direction} likely single-phase than "
        "asked for. Trust the re-examined value."
    )


def trust(candidate: Candidate) -> str:
    """Density, distance of the re-encoded alloy and domain, with a warning in a thin region."""
    percentile = candidate.density_percentile
    parts = [
        f"<dt>Density percentile</dt><dd>{number(percentile, 0)}<small> % of measured alloys lie in a thinner place</small></dd>",
        f"<dt>Re-encoded at</dt><dd>({number(candidate.z[0])}, {number(candidate.z[1])})<small>, {number(candidate.z_distance)} away</small></dd>",
        f"<dt>Domain</dt><dd>{_DOMAIN.get(candidate.domain, candidate.domain)} what was measured</dd>",
    ]
    warning = ""
    if percentile < LOW_DENSITY:
        share = "Fewer than 1 %" if percentile < 1 else f"Only {number(percentile, 0)} %"
        warning = (
            f'<p class="la-warn"><b>Low-density region.</b> {share} of the measured alloys lie in a thinner place of the map: '
            "the model has little to go by here, and the alloy may be unphysical.</p>"
        )
    if candidate.domain != "in" and candidate.reasons:
        parts.append(f"<dt></dt><dd class=la-quiet>{escape(' '.join(candidate.reasons))}</dd>")
    return f'{warning}<dl class="la-facts">{"".join(parts)}</dl>'


def neighbours(nearest: Sequence[Neighbour]) -> str:
    """The nearest measured alloys: formula, observed label, distance, source."""
    rows = "".join(
        f'<tr><th scope="row">{formula(near.formula)}</th><td>{phase(near.single_phase)}</td>'
        f'<td class="la-num">{number(near.distance_at_percent, 1)}</td>'
        f'<td class="la-quiet la-source" title="doi {escape(near.doi)}">{escape(source_name(near.source))}</td></tr>'
        for near in nearest
    )
    return (
        '<div class="la-scroll" tabindex="0" role="region" aria-label="Nearest measured alloys"><table class="la-table">'
        "<caption>Nearest measured alloys</caption>"
        '<thead><tr><th scope="col">alloy</th><th scope="col">observed</th><th scope="col" class="la-num">at.% moved</th>'
        f'<th scope="col">source</th></tr></thead><tbody>{rows}</tbody></table></div>'
    )


def phase(label: float) -> str:
    """An observed label with its mark of colour and shape."""
    name = phase_name(label)
    return f'<span class="la-phase la-{name.replace(" ", "-")}">{name}</span>'


def descriptors(values: Mapping[str, float]) -> str:
    """The descriptors f(x): name, symbol, value with unit."""
    rows = ""
    for name, value in values.items():
        quantity = describe(name)
        rows += (
            f'<tr><th scope="row">{escape(quantity.label)}</th><td>{symbol_html(quantity.symbol)}</td>'
            f'<td class="la-num">{escape(with_unit(value, quantity))}</td></tr>'
        )
    return f'<table class="la-table la-plain"><caption>Descriptors</caption><tbody>{rows}</tbody></table>'


def candidate_table(made: Sequence[Candidate]) -> str:
    """Several candidates at one point, one row each."""
    rows = "".join(
        f'<tr><td class="la-num">{place}</td><th scope="row">{formula(one.formula)}</th>'
        f'<td class="la-num {"la-single" if one.probability >= 0.5 else "la-multi"}">{number(one.probability)}</td>'
        f'<td class="la-num la-quiet">{number(one.low)}–{number(one.high)}</td><td class="la-num">{number(one.z_distance)}</td>'
        f"<td>{escape(_DOMAIN.get(one.domain, one.domain).replace(' of', ''))}</td>"
        + (
            f'<td>{formula(one.nearest[0].formula)}</td><td class="la-num">{number(one.nearest[0].distance_at_percent, 1)}</td>'
            if one.nearest
            else "<td>–</td><td>–</td>"
        )
        + "</tr>"
        for place, one in enumerate(made, start=1)
    )
    words, figures = ' scope="col"', ' scope="col" class="la-num"'
    head = "".join(
        f"<th{kind}>{text}</th>"
        for kind, text in (
            (words, "#"),
            (words, "alloy"),
            (figures, "re-examined"),
            (figures, "90 % interval"),
            (figures, "|z′ − z|"),
            (words, "domain"),
            (words, "nearest measured"),
            (figures, "at.% moved"),
        )
    )
    return (
        '<div class="la-scroll" tabindex="0" role="region" aria-label="Candidates at this point"><table class="la-table" id="candidates">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
