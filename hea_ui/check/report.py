"""Answers on paper, one alloy's or several: HTML without scripts or outside files, made to be printed. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from html import escape
from typing import TYPE_CHECKING, Any

from hea_core.composition import typeset
from hea_ui.check import bibtex, details
from hea_ui.common import palette
from hea_ui.common.trust_panel import trust_panel
from hea_ui.common.wording import describe, number, signed, symbol_text, with_unit

if TYPE_CHECKING:
    from hea_core.checks import AlloyReport
    from hea_core.explain.shapley import Explanation
    from hea_core.explain.what_if import ElementEffect
    from hea_core.model.artifacts import Identity

_STYLE = """
@page { size: A4; margin: 9mm 11mm; }
:root { --la-single: SINGLE; --la-multi: MULTI; color: #1c2530; background: #fff; }
body { font: 8.8px/1.24 system-ui, sans-serif; max-width: 190mm; margin: 0 auto; padding: 4mm; }
@media print { body { padding: 0; } #sources { break-before: page; } }
h1 { font-size: 20px; margin: 0; } h2 { font-size: 11.5px; margin: 7px 0 1px; } h2.la-formula { font-size: 20px; margin: 0; }
sub { font-size: 0.7em; } small { font-size: 0.92em; color: #4d5865; } p { margin: 2px 0; }
.la-quiet, caption, .la-label { color: #4d5865; }
.two { display: grid; grid-template-columns: 1fr 1fr; gap: 0 7mm; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; }
th, td { text-align: left; font-weight: 400; padding: 1px 6px 1px 0; border-bottom: 1px solid #dfe4ea; vertical-align: top; }
tbody th { font-weight: 600; } th small { display: block; font-weight: 400; } .la-num { text-align: right; font-variant-numeric: tabular-nums; }
#rules th small, :is(#rules, #descriptors) :is(td, th):last-child, #descriptors :is(td, th):nth-child(2) { display: none; }
td.la-num { white-space: nowrap; }
.la-big { font-size: 17px; font-weight: 600; } .la-label { display: block; } .la-asked { display: flex; flex-wrap: wrap; gap: 0 10mm; }
.la-asked .la-error { order: 1; flex-basis: 100%; }
.la-track { position: relative; height: 7px; border-radius: 4px; background: #e3e7ec; margin: 6px 0 2px; }
.la-track i { position: absolute; display: block; background: currentColor; } .la-range { height: 7px; opacity: 0.4; }
.la-got { width: 11px; height: 11px; top: -2px; margin-left: -5px; border-radius: 50%; }
.la-single { color: var(--la-single); } .la-multi { color: #b9520c; } .la-ends { display: flex; justify-content: space-between; color: #4d5865; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 1px 8px; margin: 3px 0; } dd { margin: 0; } dt { color: #4d5865; }
.la-bar { width: 60%; } .la-bar span { display: block; height: 7px; background: #8a94a0; }
.la-warn { border-left: 3px solid var(--la-multi); padding-left: 6px; }
pre { font-size: 7px; line-height: 1.2; white-space: pre-wrap; overflow-wrap: anywhere; columns: 3; }
.la-split { display: grid; grid-template-columns: 1fr 1.3fr; gap: 0 7mm; }
.alloy { break-before: page; } .la-compare { margin: 6px 0; } .la-compare thead th { font-weight: 600; }
.la-strip { display: flex; height: 7px; } .la-strip i { display: block; } .la-acts { display: none; }
.la-chip { border: 0; background: none; font: inherit; padding: 0; }
.la-verdict::before { content: ""; display: inline-block; width: 0.55em; height: 0.55em; margin-right: 0.35em; }
.la-verdict-single { color: var(--la-single); } .la-verdict-single::before { background: currentColor; border-radius: 50%; }
.la-verdict-multiple { color: #b9520c; } .la-verdict-multiple::before { background: currentColor; transform: rotate(45deg) scale(0.88); }
.la-verdict-undecided::before { border: 0.12em solid currentColor; border-radius: 50%; box-sizing: border-box; }
.la-verdict.la-plainly { color: inherit; } .la-middling { font-size: 13px; } .la-error small { display: block; }
.la-fold { display: none; } .la-phase { white-space: nowrap; } .la-interval { margin-left: 5px; } .la-block { display: block; }
svg text { font: 10px system-ui, sans-serif; fill: #1c2530; }
* { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
""".replace("SINGLE", palette.SINGLE_PHASE).replace("MULTI", palette.MULTI_PHASE)
_LABEL, _WIDTH, _ROW = 150, 360, 17
"""Pixels of the figure: its labels, all of it, one row."""


def report(
    dossier: AlloyReport,
    explanation: Explanation,
    identity: Identity,
    measured: Mapping[str, Any],
    data_card: Mapping[str, Any],
) -> str:
    """The answer on a page, the sources as BibTeX behind it; `measured` as for the trust panel."""
    p = dossier.prediction
    return page(typeset(p.formula), alloy(dossier, explanation, measured) + ending([dossier], identity, data_card))


def page(title: str, body: str) -> str:
    """A whole document."""
    return (
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)} · LatentAlloy</title><style>{_STYLE}</style></head><body>{body}</body></html>"
    )


def alloy(dossier: AlloyReport, explanation: Explanation, measured: Mapping[str, Any]) -> str:
    """All about one alloy."""
    p = dossier.prediction
    return (
        f'{trust_panel(p, measured, unfolded=True)}<div class="two"><div><h2>Why this probability</h2>{waterfall_svg(explanation)}</div>'
        f"<div><h2>One at.% more or less</h2>{_what_if(dossier.what_if)}"
        f"<h2>What the model gives back</h2>{details.receipt(dossier.receipt)}</div></div>"
        f"<h2>Empirical rules</h2>{details.rules(dossier.rules)}"
        f'<div class="two"><div><h2>Descriptors</h2>{details.descriptors(p.descriptors)}</div>'
        f"<div><h2>Facts</h2>{details.facts(dossier.facts)}</div></div>"
    )


def ending(dossiers: Sequence[AlloyReport], identity: Identity, data_card: Mapping[str, Any]) -> str:
    """Which model and data answered, and every source as BibTeX."""
    made = asdict(identity)
    hashes = (
        f"Model {made['model']} of {made['trained']}, weights sha256 {made['model_sha256'][:16]}…, "
        f"data sha256 {made['data_sha256'][:16]}…"
    )
    return (
        f'<p class=la-quiet>{escape(hashes)}</p><h2 id="sources">Sources (BibTeX)</h2>'
        f"<pre>{escape(bibtex.bibtex(dossiers, data_card))}</pre>"
    )


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
    scale = _WIDTH - _LABEL - 44
    drawn = ""
    for k, (label, start, end, colour, text) in enumerate(bars):
        left, right = (_LABEL + scale * min(1.0, max(0.0, edge)) for edge in sorted((start, end)))
        y = k * _ROW
        drawn += (
            f'<text x="{_LABEL - 6}" y="{y + 12}" text-anchor="end">{escape(label)}</text>'
            f'<rect x="{left:.1f}" y="{y + 3}" width="{max(1.0, right - left):.1f}" height="11" fill="{colour}"/>'
            f'<text x="{right + 4:.1f}" y="{y + 12}">{escape(text)}</text>'
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


def _what_if(effects: tuple[ElementEffect, ...]) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(e.symbol)}</th><td class="la-num">{number(e.at_percent, 1)}</td>'
        + "".join(f'<td class="la-num">{"–" if change is None else signed(change)}</td>' for change in (e.more, e.less))
        + "</tr>"
        for e in effects
        if e.at_percent > 0
    )
    return (
        '<table><caption>Change of the probability</caption><thead><tr><th>element</th><th class="la-num">at.%</th>'
        f'<th class="la-num">one more</th><th class="la-num">one less</th></tr></thead><tbody>{rows}</tbody></table>'
    )
