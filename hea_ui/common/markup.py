"""Alloys as small pieces of HTML, for st.html: typeset, aligned, readable by a screen reader. Pure and escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from hea_ui.common.chip import chip
from hea_ui.common.verdict import PLACES, badge
from hea_ui.common.wording import describe, number, phase_name, symbol_html, with_unit

if TYPE_CHECKING:
    from hea_core.descriptors.registry import Descriptor
    from hea_core.results import Candidate

LOW_DENSITY = 10.0


def note(text: str) -> str:
    """A quiet line, dark enough to read (Streamlit's captions fall short of the contrast that WCAG asks for)."""
    return f'<p class="la-quiet">{escape(text)}</p>'


def doi_link(doi: str, words: str = "") -> str:
    """A link to what a DOI stands for, opened beside the app; `words` instead of the DOI itself."""
    where = f"https://doi.org/{quote(doi, safe='/')}"
    title = f' title="doi:{escape(doi)}"' if words else ""
    return f'<a href="{escape(where)}" target="_blank" rel="noopener noreferrer"{title}>{escape(words or doi)}</a>'


def amounts(composition: Mapping[str, float]) -> str:
    """At.% of each element in a line, largest first."""
    ordered = sorted(composition.items(), key=lambda part: (-part[1], part[0]))
    said = " · ".join(
        f"{symbol}&nbsp;{number(amount, 0 if float(amount).is_integer() else 1)}" for symbol, amount in ordered
    )
    return f'<p class="la-quiet la-amounts">at.%: {said}</p>'


def composition_bars(composition: Mapping[str, float]) -> str:
    """At.% of each element as bars, largest first."""
    widest = max(composition.values())
    rows = "".join(
        f'<tr><th scope="row">{escape(symbol)}</th><td class="la-bar"><span style="width:{100 * amount / widest:.1f}%"></span></td>'
        f'<td class="la-num">{number(amount, 0 if float(amount).is_integer() else 1)}</td></tr>'
        for symbol, amount in sorted(composition.items(), key=lambda part: (-part[1], part[0]))
    )
    return f'<table class="la-bars"><caption>Composition (at.%)</caption><tbody>{rows}</tbody></table>'


def thin_place(candidate: Candidate) -> str:
    """A warning where few measured alloys lie around the point asked for, else ""."""
    percentile = candidate.density_percentile
    if percentile >= LOW_DENSITY:
        return ""
    share = "Fewer than 1 %" if percentile < 1 else f"Only {number(percentile, 0)} %"
    return (
        f'<p class="la-warn"><b>Low-density region.</b> {share} of the measured alloys lie in a thinner place than the point asked '
        "for: the model has little to go by here, and the alloy may be unphysical.</p>"
    )


def made(candidate: Candidate) -> list[tuple[str, str]]:
    """How a designed alloy came about and what that is worth, as names and HTML of facts.

    That the classifier gives it what was asked for is no evidence, since the alloy was corrected until it did: what the decoder alone
    gave and an opinion of another kind stand here instead.
    """
    moved = number(candidate.decoded.moved_at_percent, 0)
    return [
        ("Designed for", number(candidate.requested)),
        (
            "Decoder alone",
            f"{number(candidate.decoded.probability)}<small>, then corrected by </small>{moved}<small> at.%</small>",
        ),
        ("Second opinion", second_opinion(candidate.second_opinion)),
    ]


def distances(candidate: Candidate) -> list[tuple[str, str]]:
    """Where a designed alloy lies on the map, as names and HTML of facts."""
    return [
        ("The alloy itself", f"({number(candidate.z[0])}, {number(candidate.z[1])})"),
        ("From the point", f"{number(candidate.z_distance)}<small> latent units</small>"),
        (
            "Density there",
            f"{number(candidate.density_percentile, 0)} %<small> of measured alloys lie in a thinner place</small>",
        ),
    ]


def facts(rows: Sequence[tuple[str, str]]) -> str:
    """Names and HTML of facts as a list."""
    return '<dl class="la-facts">' + "".join(f"<dt>{name}</dt><dd>{text}</dd>" for name, text in rows) + "</dl>"


def second_opinion(probability: float) -> str:
    """What the classifier of another kind says, in words."""
    leaning = "leans to one phase" if probability >= 0.5 else "leans to several phases"
    return f"{number(probability)}<small> {leaning}; shares neither network nor descriptors with the model</small>"


def table(name: str, head: Sequence[str], rows: str, key: str = "", captioned: bool = True) -> str:
    """A table that scrolls sideways; a heading that starts with # stands over figures, one with - folds away in a narrow panel."""
    kinds = {"#": " class=la-num", "-": " class=la-unfold"}
    cells = "".join(f'<th scope="col"{kinds.get(text[:1], "")}>{escape(text.lstrip("#-"))}</th>' for text in head)
    return framed(name, cells, rows, key, captioned)


def framed(name: str, cells: str, rows: str, key: str = "", captioned: bool = False) -> str:
    """The same of headings that are HTML already."""
    caption = f"<caption>{escape(name)}</caption>" if captioned else ""
    return (
        f'<div class="la-scroll" tabindex="0" role="region" aria-label="{escape(name)}"><table class="la-table"{key and f" id={key}"}>'
        f"{caption}<thead><tr>{cells}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def sortable(label: str, column: str, order: str, figures: bool = False) -> str:
    """A heading that orders the table by its column when it is pressed, and the other way round when pressed again.

    Args:
        label: in words.
        column: its name.
        order: the column by which the table is ordered now, with a leading "-" where the largest comes first.
        figures: whether it stands over numbers; of these the largest come first.
    """
    now = {column: "ascending", f"-{column}": "descending"}.get(order, "")
    down = now == "ascending" or (not now and figures)
    query = urlencode({"order": f"-{column}" if down else column})
    mark = {"ascending": " ▲", "descending": " ▼", "": ""}[now]
    return (
        f'<th scope="col"{" class=la-num" if figures else ""}{f" aria-sort={now}" if now else ""}>'
        f'<a class="la-sort" href="?{escape(query)}" data-set="{escape(query)}">{escape(label)}{mark}</a></th>'
    )


def phase(label: float) -> str:
    """An observed label with its mark of colour and shape."""
    name = phase_name(label)
    return f'<span class="la-phase la-{name.replace(" ", "-")}">{name}</span>'


def descriptors(values: Mapping[str, float]) -> str:
    """The descriptors f(x): name, symbol, value with unit."""
    rows = "".join(f"<tr>{descriptor_cells(describe(name), value)}</tr>" for name, value in values.items())
    return f'<table class="la-table la-plain"><caption>Descriptors</caption><tbody>{rows}</tbody></table>'


def descriptor_cells(quantity: Descriptor, value: float) -> str:
    """Name, symbol and value with unit of one descriptor, as cells of a row."""
    return (
        f'<th scope="row">{escape(quantity.label)}</th><td>{symbol_html(quantity.symbol)}</td>'
        f'<td class="la-num">{escape(with_unit(value, quantity))}</td>'
    )


def candidate_table(made: Sequence[Candidate]) -> str:
    """Several candidates at one point, one row each."""
    rows = "".join(
        f'<tr><td class="la-num">{place}</td><th scope="row">{chip(one.formula)}</th>'
        f"<td>{badge(one.formula, one.prediction.verdict)}</td>"
        f'<td class="la-num">{number(one.probability)}</td>'
        f'<td class="la-num la-quiet">{number(one.low)}–{number(one.high)}</td>'
        f'<td class="la-num">{number(one.decoded.probability)}</td><td class="la-num">{number(one.decoded.moved_at_percent, 0)}</td>'
        f"<td>{PLACES[one.domain]}</td>"
        + (
            f'<td>{chip(one.nearest[0].formula, published=True)}</td><td class="la-num">{number(one.nearest[0].distance_at_percent, 1)}</td>'
            if one.nearest
            else "<td>–</td><td>–</td>"
        )
        + "</tr>"
        for place, one in enumerate(made, start=1)
    )
    head = ["#", "alloy", "verdict", "#probability", "#90 % interval", "#decoder alone", "#corrected by (at.%)", "domain",
            "nearest measured", "#at.% away"]  # fmt: skip
    return table("Candidates at this point", head, rows, "candidates", captioned=False)
