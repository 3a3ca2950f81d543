"""One alloy's answer as HTML: verdict, interval, domain and evidence. Pure and escaped; page and report share it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from hea_ui.markup import formula, note, phase
from hea_ui.wording import number, source_name

if TYPE_CHECKING:
    from hea_core.processing import Flips
    from hea_core.results import Prediction
    from hea_core.trust import Neighbour

VERDICTS = {"single": "single-phase", "multiple": "multi-phase", "undecided": "undecided"}
_PLACES = {"in": "inside", "edge": "edge", "out": "outside"}
DOMAINS = {
    "in": "inside what was measured",
    "edge": "at the edge of what was measured",
    "out": "outside what was measured",
}


def verdict_card(prediction: Prediction, card: Mapping[str, Any]) -> str:
    """Formula, verdict, probability on its scale with the interval, what the interval means, and the domain."""
    p, kind = prediction, _kind(prediction.verdict)
    written = "" if p.input.strip() == p.formula else note(f"written as {p.input.strip()}")
    return (
        f'<section aria-label="Alloy" class="la-card"><h2 class="la-formula" data-formula="{escape(p.formula)}">{formula(p.formula)}</h2>'
        f'{written}<div class="la-asked la-verdict"><div><span class="la-label">single-phase probability</span>'
        f'<span class="la-big {kind}" data-value="{p.probability:.4f}">{number(p.probability)}</span>'
        f'<span class="la-quiet"> {number(p.low)}–{number(p.high)} (90 %)</span></div>'
        f'<div><span class="la-label">verdict</span><span class="la-big {kind}" data-verdict="{p.verdict}">{VERDICTS[p.verdict]}</span></div></div>'
        f"{track(p)}{note(interval_meaning(card, len(p.composition)))}{domain(p, card)}</section>"
    )


def _kind(verdict: str) -> str:
    return {"single": "la-single", "multiple": "la-multi"}.get(verdict, "")


def track(p: Prediction) -> str:
    """The probability and its interval on a scale from 0 to 1."""
    kind = _kind(p.verdict)
    return (
        f'<div class="la-track" role="img" aria-label="Single-phase probability {p.probability:.2f}, 90 % interval {p.low:.2f} to {p.high:.2f}">'
        f'<i class="la-range {kind}" style="left:{100 * p.low:.1f}%;width:{100 * (p.high - p.low):.1f}%"></i>'
        f'<i class="la-got {kind}" style="left:{100 * p.probability:.1f}%"></i></div>'
        '<div class="la-ends"><span>0 multi-phase</span><span>single-phase 1</span></div>'
    )


def interval_meaning(card: Mapping[str, Any], n_elements: int) -> str:
    """What the interval and the verdict promise, with the coverage that was measured where the card has it."""
    trust = card.get("metrics", {}).get("trust", {})
    if not trust.get("calibration"):
        return (
            "The interval is the spread of the ensemble, not yet calibrated on held-out systems; the verdict is undecided where the "
            "interval holds one half."
        )
    stratum = "four_or_more" if n_elements >= 4 else "two_or_three"
    words = "four or more" if n_elements >= 4 else "two or three"
    covered = trust.get("coverage", {}).get(stratum, {})
    measured = (
        f" Measured on held-out systems of {words} elements: interval {100 * covered['interval_group_coverage']:.0f} %, "
        f"verdicts {100 * covered['set_coverage']:.0f} %."
        if {"interval_group_coverage", "set_coverage"} <= set(covered)
        else ""
    )
    return (
        "Among 30 alloys of about this probability, from systems the model has not seen, the share that is single-phase lies in such an "
        "interval nine times in ten. The verdict is the one answer left in a 90 % conformal set, undecided where none or both are."
        + measured
    )


def domain(p: Prediction, card: Mapping[str, Any]) -> str:
    """Whether the model interpolates, the reasons, the place on the map, and how error grows with the domain."""
    rows = [
        ("Domain", f"{DOMAINS[p.domain]}<br><small>{escape(' '.join(p.reasons))}</small>"),
        (
            "Latent density",
            "no place on the map"
            if p.density_percentile is None
            else f"{number(p.density_percentile, 0)}<small> % of measured alloys lie in a thinner place</small>",
        ),
        ("Density", f"{number(p.density_g_cm3)} g/cm³<small>, rule of mixtures</small>"),
    ]
    errors = domain_errors(card)
    if errors:
        rows.insert(1, ("Errors", f"<small>{escape(errors)}</small>"))
    listed = "".join(f"<dt>{name}</dt><dd>{text}</dd>" for name, text in rows)
    warning = (
        '<p class="la-warn"><b>Outside what was measured.</b> The probability is an extrapolation.</p>'
        if p.domain == "out"
        else ""
    )
    return f'{warning}<dl class="la-facts">{listed}</dl>'


def domain_errors(card: Mapping[str, Any]) -> str:
    """Share of wrong answers by domain on held-out systems; "" where the card has none."""
    rows = card.get("metrics", {}).get("trust", {}).get("domain", {}).get("systems_held_out", [])
    parts = [
        f"{_PLACES[row['domain']]} {100 * row['error']:.0f} % of {row['n']}"
        for row in rows
        if row.get("error") is not None
    ]
    return f"wrong on held-out systems: {', '.join(parts)}" if parts else ""


def table(name: str, head: Sequence[str], rows: str, key: str = "", captioned: bool = True) -> str:
    """A table that scrolls sideways; a heading that starts with # stands over figures."""
    cells = "".join(
        f'<th scope="col"{" class=la-num" if text.startswith("#") else ""}>{escape(text.removeprefix("#"))}</th>'
        for text in head
    )
    caption = f"<caption>{escape(name)}</caption>" if captioned else ""
    return (
        f'<div class="la-scroll" tabindex="0" role="region" aria-label="{escape(name)}"><table class="la-table"{key and f" id={key}"}>'
        f"{caption}<thead><tr>{cells}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def evidence(nearest: Sequence[Neighbour], flips: Flips) -> str:
    """The nearest measured alloys with all that their sources say, and what processing, which the model does not know, can do."""
    rows = "".join(
        f'<tr><th scope="row">{formula(near.formula)}</th><td class="la-num">{number(near.distance_at_percent, 1)}</td>'
        f"<td>{phase(near.single_phase)}{_disagree(near)}</td><td>{escape(near.microstructure or '–')}</td>"
        f'<td>{escape(near.processing or "–")}</td><td class="la-quiet la-source">{escape(source_name(near.source))}</td>'
        f'<td class="la-quiet la-source la-doi">{"<br>".join(map(escape, near.dois or (near.doi,)))}</td></tr>'
        for near in nearest
    )
    head = [
        "alloy",
        "#at.% away",
        "observed",
        "found",
        "made by",
        "source",
        "DOI",
    ]
    return table("Nearest measured alloys", head, rows, "evidence") + note(
        f"Processing is not an input of the model. Of {flips.compositions} compositions measured after more than one route, "
        f"{flips.flipped} ({100 * flips.share:.0f} %) are single-phase after one and not after another."
    )


def _disagree(near: Neighbour) -> str:
    if not near.disagree:
        return ""
    return f'<small class="la-quiet"> {near.observations} statements, {number(near.single_phase)} single-phase</small>'


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
