"""The comparison as one HTML table, alloys as columns. Pure and escaped; page and report share it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from hea_ui.check.details import rule_words
from hea_ui.common import palette
from hea_ui.common.chip import chip
from hea_ui.common.markup import phase
from hea_ui.common.properties import answer, listed
from hea_ui.common.trust_panel import track
from hea_ui.common.verdict import DOMAINS, badge, frequency_of
from hea_ui.common.wording import formula_html, number

if TYPE_CHECKING:
    from hea_core.checks import AlloyReport
    from hea_core.results import Prediction
    from hea_ui.compare.rows import Row


def table(reports: Sequence[AlloyReport], rows: Sequence[Row], measured: Mapping[str, Any], acts: bool = True) -> str:
    """Verdict, probability, composition and further properties, then every quantity, then what was measured near each.

    Args:
        reports: of the alloys.
        rows: of `hea_ui.compare.rows`.
        measured: `metrics.trust` of the model card, as for the trust panel.
        acts: whether an alloy opens its four acts, as on a page; on paper it cannot.
    """
    alloys = [one.prediction for one in reports]
    colours = _colours(alloys)
    fixed: tuple[tuple[str, Callable[[Prediction], str]], ...] = (
        ("verdict", lambda p: badge(p.formula, p.verdict)),
        (
            "probability of one phase",
            lambda p: f"{number(p.probability)}<small> {number(p.low)}–{number(p.high)} (90 %)</small>{track(p)}",
        ),
        ("such verdicts", lambda p: escape(frequency_of(p, measured)[0])),
        ("composition (at.%)", lambda p: strip(p, colours)),
    )
    further = dict.fromkeys(name for p in alloys for name in listed(p))
    last: tuple[tuple[str, Callable[[Prediction], str]], ...] = (
        ("nearest measured", lambda p: _nearest(p, acts)),
        ("domain", lambda p: escape(DOMAINS[p.domain])),
    )
    name = chip if acts else formula_html
    head = "".join(f'<th scope="col" data-formula="{escape(p.formula)}">{name(p.formula)}</th>' for p in alloys)
    body = (
        "".join(_row(label, map(draw, alloys)) for label, draw in fixed)
        + "".join(_row(name.replace("_", " "), [_property(p, name) for p in alloys]) for name in further)
        + "".join(_row(row.label, row.texts, row.name, row.difference) for row in rows)
        + "".join(_row(label, map(draw, alloys)) for label, draw in last)
        + "".join(_rules(reports))
    )
    return (
        '<div class="la-scroll" tabindex="0" role="region" aria-label="Alloys side by side"><table class="la-table la-compare" id="compare">'
        f'<thead><tr><th scope="col">alloy</th>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def strip(p: Prediction, colours: dict[str, str]) -> str:
    """The composition as one bar, an element a piece, and in words below it."""
    amounts = sorted(p.composition.items(), key=lambda part: (-part[1], part[0]))
    pieces = "".join(f'<i style="width:{amount:.2f}%;background:{colours[symbol]}"></i>' for symbol, amount in amounts)
    words = " · ".join(
        f"{symbol} {number(amount, 0 if float(amount).is_integer() else 1)}" for symbol, amount in amounts
    )
    return f'<div class="la-strip" aria-hidden="true">{pieces}</div><small>{escape(words)}</small>'


def _colours(alloys: Sequence[Prediction]) -> dict[str, str]:
    symbols = dict.fromkeys(symbol for p in alloys for symbol in sorted(p.composition, key=lambda s: -p.composition[s]))
    return {symbol: _colour(place) for place, symbol in enumerate(symbols)}


def _colour(place: int) -> str:
    """A colour of the palette; the next times round, darker."""
    turn, at = divmod(place, len(palette.ELEMENTS))
    return (
        palette.ELEMENTS[at]
        if not turn
        else f"color-mix(in srgb, {palette.ELEMENTS[at]} {max(30, 70 - 20 * turn)}%, black)"
    )


def _row(label: str, cells: Iterable[str], name: str = "", difference: float | None = None) -> str:
    kind = f' data-row="{name}" data-difference="{difference:.4f}"' if difference is not None else ""
    figure = ' class="la-num"' if difference is not None else ""
    return f'<tr{kind}><th scope="row">{label}</th>' + "".join(f"<td{figure}>{cell}</td>" for cell in cells) + "</tr>"


def _property(p: Prediction, name: str) -> str:
    found = listed(p).get(name)
    return answer(name, found) if found else "–"


def _nearest(p: Prediction, acts: bool) -> str:
    near = p.neighbours[0]
    name = chip(near.formula, published=True) if acts else formula_html(near.formula)
    return f"{name}<small> {number(near.distance_at_percent, 1)} at.% away</small><br>{phase(near.single_phase)}"


def _rules(reports: Sequence[AlloyReport]) -> list[str]:
    """A row a rule, those that disagree between the alloys first."""
    found = []
    for place, rule in enumerate(reports[0].rules.verdicts):
        words = [rule_words(one.rules.verdicts[place].verdict) if one.rules.applies else ("–", "") for one in reports]
        cells = [f'<span class="{kind}">{escape(text)}</span>' for text, kind in words]
        found.append((len({text for text, _ in words}) == 1, _row(escape(rule.title), cells)))
    return [html for _, html in sorted(found, key=lambda row: row[0])]
