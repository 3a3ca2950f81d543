"""Answers on paper, one alloy's or several: HTML without scripts or outside files, made to be printed. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from html import escape
from typing import TYPE_CHECKING, Any

from hea_core.composition import typeset
from hea_ui.check import bibtex, details
from hea_ui.check.reason import reason
from hea_ui.common import palette
from hea_ui.common.markup import amounts, doi_link, phase
from hea_ui.common.trust_panel import answer, heading, processing, rules
from hea_ui.common.verdict import DOMAINS
from hea_ui.common.wording import (
    describe,
    formula_html,
    microstructure,
    number,
    signed,
    source_name,
    symbol_text,
    with_unit,
)

if TYPE_CHECKING:
    from hea_core.checks import AlloyReport
    from hea_core.explain.shapley import Explanation
    from hea_core.model.artifacts import Identity
    from hea_core.results import Prediction

_STYLE = """
@page { size: A4; margin: 8mm 10mm; }
:root { --la-single: SINGLE; --la-multi: MULTI; color: #1c2530; background: #fff; }
body { font: 12px/1.34 system-ui, sans-serif; max-width: 184mm; margin: 0 auto; padding: 6mm; }
@media print { body { padding: 0; max-width: none; zoom: 0.92; } .alloy, #sources { break-before: page; } .alloy:first-child { break-before: auto; } }
h1, h2.la-formula { font-size: 23px; margin: 0; } h2 { font-size: 14px; margin: 9px 0 1px; } p { margin: 3px 0; }
sub { font-size: 0.75em; } small { font-size: 1em; color: #4d5865; } a { color: inherit; }
.la-quiet, caption, .la-label { color: #4d5865; }
.two { display: grid; grid-template-columns: 1fr 1fr; gap: 0 8mm; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; }
th, td { text-align: left; font-weight: 400; padding: 1.5px 7px 1.5px 0; border-bottom: 1px solid #dfe4ea; vertical-align: top; }
tbody th { font-weight: 600; } .la-num { text-align: right; font-variant-numeric: tabular-nums; } td.la-num { white-space: nowrap; }
.la-big { font-size: 20px; font-weight: 600; } .la-label { display: block; } .la-asked { display: flex; flex-wrap: wrap; gap: 0 12mm; }
.la-asked .la-error { order: 1; flex-basis: 100%; } .la-error small { display: block; }
.la-track { position: relative; height: 8px; border-radius: 4px; background: #e3e7ec; margin: 7px 0 2px; }
.la-track i { position: absolute; display: block; background: currentColor; } .la-range { height: 8px; opacity: 0.4; }
.la-got { width: 12px; height: 12px; top: -2px; margin-left: -6px; border-radius: 50%; }
.la-single { color: var(--la-single); } .la-multi { color: #b9520c; } .la-ends { display: flex; justify-content: space-between; color: #4d5865; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 1px 8px; margin: 3px 0; } dd { margin: 0; } dt { color: #4d5865; }
.la-warn { border-left: 3px solid var(--la-multi); padding-left: 6px; } .la-reason { font-size: 13px; }
ol.sources { columns: 2; column-gap: 8mm; padding-left: 20px; } ol.sources li { break-inside: avoid; overflow-wrap: anywhere; margin: 0 0 4px; }
.la-compare { margin: 6px 0; } .la-compare thead th { font-weight: 600; }
.la-strip { display: flex; height: 8px; } .la-strip i { display: block; }
.la-chip { border: 0; background: none; font: inherit; padding: 0; }
.la-verdict::before { content: ""; display: inline-block; width: 0.55em; height: 0.55em; margin-right: 0.35em; }
.la-verdict-single { color: var(--la-single); } .la-verdict-single::before { background: currentColor; border-radius: 50%; }
.la-verdict-multiple { color: #b9520c; } .la-verdict-multiple::before { background: currentColor; transform: rotate(45deg) scale(0.88); }
.la-verdict-undecided::before { border: 0.12em solid currentColor; border-radius: 50%; box-sizing: border-box; }
.la-verdict.la-plainly { color: inherit; } .la-middling { font-size: 15px; }
.la-phase { white-space: nowrap; } .la-interval { margin-left: 5px; } .la-block { display: block; }
svg text { font: 12px system-ui, sans-serif; fill: #1c2530; }
* { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
""".replace("SINGLE", palette.SINGLE_PHASE).replace("MULTI", palette.MULTI_PHASE)
_LABEL, _WIDTH, _ROW = 168, 400, 20
"""Pixels of the figure: its labels, all of it, one row."""


def report(
    found: AlloyReport,
    explanation: Explanation,
    identity: Identity,
    measured: Mapping[str, Any],
    data_card: Mapping[str, Any],
) -> str:
    """The answer on one page, its sources behind it; `measured` as for the trust panel."""
    p = found.prediction
    return page(typeset(p.formula), alloy(found, explanation, measured) + ending([found], identity, data_card))


def page(title: str, body: str) -> str:
    """A whole document."""
    return (
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)} · LatentAlloy</title><style>{_STYLE}</style></head><body>{body}</body></html>"
    )


def alloy(found: AlloyReport, explanation: Explanation, measured: Mapping[str, Any]) -> str:
    """One alloy on one page of A4."""
    p = found.prediction
    return (
        f'<div class="alloy">{heading(p)}{amounts(p.composition)}<div class="two"><div>{answer(p, measured)}</div>'
        f'<div><p class="la-reason">{reason(p, explanation)}</p>{_grounds(p)}</div></div>'
        f'{_neighbours(p)}<div class="two"><div><h2>Why this probability</h2>{waterfall_svg(explanation)}'
        f"<h2>Descriptors</h2>{_descriptors(p.descriptors)}</div>"
        f"<div><h2>Empirical rules</h2>{_rules(found)}"
        f"<h2>Facts</h2>{details.facts(found.facts)}</div></div></div>"
    )


def ending(reports: Sequence[AlloyReport], identity: Identity, data_card: Mapping[str, Any]) -> str:
    """Which model and data answered, and every source once."""
    made = asdict(identity)
    hashes = (
        f"Model {made['model']} of {made['trained']}, weights sha256 {made['model_sha256'][:16]}…, "
        f"data sha256 {made['data_sha256'][:16]}…"
    )
    listed = "".join(
        f"<li>{escape(words)}{' ' if doi else ''}{doi_link(doi) if doi else ''}</li>"
        for words, doi in bibtex.references(reports, data_card)
    )
    return f'<h2 id="sources">Sources</h2><p class="la-quiet">{escape(hashes)}</p><ol class="sources">{listed}</ol>'


def _grounds(p: Prediction) -> str:
    return (
        f"<dl><dt>Domain</dt><dd>{DOMAINS[p.domain]}. {escape(' '.join(p.reasons))}</dd><dt>Rules</dt><dd>{rules(p)}</dd>"
        f"<dt>Processing</dt><dd>{processing(p.flips)}</dd></dl>"
    )


def _neighbours(p: Prediction) -> str:
    rows = "".join(
        f'<tr><th scope="row">{formula_html(near.formula)}</th><td class="la-num">{number(near.distance_at_percent, 1)}</td>'
        f"<td>{phase(near.single_phase)}</td><td>{escape(microstructure(near.microstructure) or '–')}</td><td>{escape(near.processing or '–')}</td>"
        f'<td class="la-num">{number(near.hardness_hv, 0)}</td><td>{escape(source_name(near.source))}</td></tr>'
        for near in p.neighbours
    )
    head = '<th>alloy</th><th class="la-num">at.% away</th><th>observed</th><th>phases</th><th>made by</th><th class="la-num">HV</th><th>source</th>'
    return f"<h2>Nearest measured alloys</h2><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _rules(found: AlloyReport) -> str:
    rows = ""
    for rule in found.rules.verdicts:
        words, kind = details.rule_words(rule.verdict)
        value = "∞" if rule.value is None else number(rule.value)
        rows += (
            f'<tr><th scope="row">{escape(rule.title)}</th><td class="la-num">{value}</td>'
            f'<td class="{kind}">{escape(words)}</td></tr>'
        )
    return f"<table><tbody>{rows}</tbody></table>"


def _descriptors(values: Mapping[str, float]) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(describe(name).label)}</th><td class="la-num">{escape(with_unit(value, describe(name)))}</td></tr>'
        for name, value in values.items()
    )
    return f"<table><tbody>{rows}</tbody></table>"


def waterfall_svg(explanation: Explanation) -> str:
    """Exact Shapley values as bars from the mean of the training alloys to this alloy."""
    order = sorted(explanation.values, key=lambda name: -abs(explanation.values[name]))
    bars = [("mean of training alloys", 0.0, explanation.base, palette.NEUTRAL, number(explanation.base))]
    at = explanation.base
    for name in order:
        change = explanation.values[name]
        colour = palette.RAISES if change >= 0 else palette.LOWERS
        bars.append((_label(name, explanation), at, at + change, colour, signed(change)))
        at += change
    bars.append(("this alloy", 0.0, explanation.probability, palette.NEUTRAL, number(explanation.probability)))
    scale = _WIDTH - _LABEL - 50
    drawn = ""
    for k, (label, start, end, colour, text) in enumerate(bars):
        left, right = (_LABEL + scale * min(1.0, max(0.0, edge)) for edge in sorted((start, end)))
        y = k * _ROW
        drawn += (
            f'<text x="{_LABEL - 6}" y="{y + 14}" text-anchor="end">{escape(label)}</text>'
            f'<rect x="{left:.1f}" y="{y + 4}" width="{max(1.0, right - left):.1f}" height="12" fill="{colour}"/>'
            f'<text x="{right + 4:.1f}" y="{y + 14}">{escape(text)}</text>'
        )
    height = len(bars) * _ROW + 2
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" width="100%" role="img" aria-label="Exact Shapley values of the single-phase probability">'
        f"{drawn}</svg><p class=la-quiet>Exact Shapley values, in single-phase probability.</p>"
    )


def _label(name: str, explanation: Explanation) -> str:
    quantity = describe(name)
    value = explanation.descriptors.get(name)
    return quantity.label if value is None else f"{symbol_text(quantity.symbol)} = {with_unit(value, quantity)}"
