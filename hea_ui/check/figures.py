"""The Check page's figures: pure functions of core results, one a figure, every axis named with its unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import plotly.graph_objects as go

from hea_core.composition import typeset
from hea_ui.common import palette
from hea_ui.common.verdict import WORDS
from hea_ui.common.wording import describe, in_lines, number, phase_name, signed, source_name, symbol_text, with_unit

if TYPE_CHECKING:
    from hea_core.checks import MeasuredMember, MeasuredPoint, SeriesAnswer
    from hea_core.composition.series import Series
    from hea_core.descriptors.rule_record import RulePanel
    from hea_core.explain.shapley import Explanation
    from hea_core.explain.what_if import ElementEffect

ADDITIONS = 6
"""Elements not in the alloy that the what-if shows."""
_MARGIN = {"l": 10, "r": 10, "t": 10, "b": 10}
_LEGEND = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"}
_P_AXIS = {"title": "single-phase probability", "range": [-0.04, 1.04]}


def waterfall(explanation: Explanation) -> go.Figure:
    """From the mean probability of the training alloys to this alloy's, quantity by quantity, largest first."""
    order = sorted(explanation.values, key=lambda name: -abs(explanation.values[name]))
    labels = [_with_value(name, explanation) for name in order]
    values = [explanation.values[name] for name in order]
    figure = go.Figure(
        go.Waterfall(
            orientation="h",
            y=["mean of training alloys", *labels, "this alloy"],
            x=[explanation.base, *values, explanation.probability],
            measure=["absolute", *("relative" for _ in order), "total"],
            text=[number(explanation.base), *map(signed, values), number(explanation.probability)],
            textposition="outside",
            increasing={"marker": {"color": palette.RAISES}},
            decreasing={"marker": {"color": palette.LOWERS}},
            totals={"marker": {"color": palette.NEUTRAL}},
            connector={"line": {"color": palette.NEUTRAL, "width": 1}},
            hovertemplate="%{y}: %{text}<extra></extra>",
            cliponaxis=False,
        )
    )
    return figure.update_layout(
        height=330,
        margin={**_MARGIN, "r": 34},
        xaxis={"title": "single-phase probability", "range": [0, 1.06]},
        yaxis={"autorange": "reversed", "automargin": True},
        showlegend=False,
    )


def _with_value(name: str, explanation: Explanation) -> str:
    quantity = describe(name)
    if name not in explanation.descriptors:
        return quantity.label
    return f"{symbol_text(quantity.symbol)} = {with_unit(explanation.descriptors[name], quantity)}"


def what_if(effects: Sequence[ElementEffect]) -> go.Figure:
    """Change of probability for a step more and a step less of each element, and for the additions that do most."""
    rows = [e for e in effects if e.at_percent > 0] + [e for e in effects if e.at_percent == 0][:ADDITIONS]
    step = number(rows[0].step, 0) if rows else "1"
    names = [f"{e.symbol} ({number(e.at_percent, 1) if e.at_percent else 'new'})" for e in rows]
    figure = go.Figure()
    for words, symbol, changes in (
        (f"{step} at.% more", "triangle-right", [e.more for e in rows]),
        (f"{step} at.% less", "triangle-left-open", [e.less for e in rows]),
    ):
        here = [(name, change) for name, change in zip(names, changes, strict=True) if change is not None]
        figure.add_scatter(
            x=[value for _, value in here],
            y=[name for name, _ in here],
            mode="markers",
            marker={
                "symbol": symbol,
                "size": 12,
                "color": [palette.RAISES if value >= 0 else palette.LOWERS for _, value in here],
                "line": {"width": 2, "color": [palette.RAISES if value >= 0 else palette.LOWERS for _, value in here]},
            },
            name=words,
            hovertemplate="%{y}, " + words + ": %{x:+.3f}<extra></extra>",
        )
    figure.add_vline(x=0, line={"color": palette.NEUTRAL, "width": 1})
    return figure.update_layout(
        height=max(330, 110 + 18 * len(rows)),
        margin=_MARGIN,
        legend=_LEGEND,
        xaxis={"title": in_lines("change of the single-phase probability"), "tickformat": "+~g"},
        yaxis={
            "categoryorder": "array",
            "categoryarray": names[::-1],
            "dtick": 1,  # every element is named, however many there are
            "automargin": True,
            "title": "element (at.%)",
        },
    )


def votes(panel: RulePanel) -> go.Figure:
    """Observed share of single-phase alloys for each number of rules that say one phase; the alloy's own stands out."""
    figure = go.Figure(
        go.Bar(
            x=[rate.votes for rate in panel.rates],
            y=[rate.rate for rate in panel.rates],
            marker={"color": [palette.MODEL if r.votes == panel.votes else palette.NEUTRAL for r in panel.rates]},
            text=[f"{100 * rate.rate:.0f} %" for rate in panel.rates],
            textposition="outside",
            customdata=[rate.n for rate in panel.rates],
            hovertemplate="%{x} rules: %{y:.0%} of %{customdata} measured alloys single-phase<extra></extra>",
            cliponaxis=False,
        )
    )
    return figure.update_layout(
        height=230,
        margin={**_MARGIN, "t": 24},
        xaxis={"title": in_lines(f"rules that say one phase (of {panel.voters})"), "dtick": 1},
        yaxis={"title": "measured: single-phase", "range": [0, 1.05], "tickformat": ".0%"},
    )


def template(series: Series) -> str:
    """The formula of a series, typeset; x, which no symbol of an element holds, as a subscript."""
    return typeset(series.template).replace("x", "ₓ")


def series(answer: SeriesAnswer) -> go.Figure:
    """Probability against the variable with its 90 % interval, and the measured alloys of the series at their observed label."""
    x, given = list(answer.series.x), answer.examinations
    figure = go.Figure()
    figure.add_scatter(
        x=x + x[::-1],
        y=[e.high for e in given] + [e.low for e in given[::-1]],
        fill="toself",
        fillcolor="rgba(122, 92, 196, 0.22)",
        line={"width": 0},
        hoverinfo="skip",
        name="90 % interval",
    )
    figure.add_scatter(
        x=x,
        y=[e.probability for e in given],
        mode="lines+markers",
        line={"color": palette.MODEL, "width": 2.5},
        marker={"size": 5},
        customdata=[
            [typeset(c.formula), WORDS[e.verdict], e.low, e.high]
            for c, e in zip(answer.series.compositions, given, strict=True)
        ],
        hovertemplate=answer.series.variable
        + " = %{x:g}, %{customdata[0]}<br>%{y:.2f} (%{customdata[2]:.2f}–%{customdata[3]:.2f}), %{customdata[1]}<extra></extra>",
        name="predicted",
    )
    for here, style in measured_marks(answer.measured):
        figure.add_scatter(x=[m.x for m in here], y=[m.single_phase for m in here], **style)
    return figure.update_layout(
        height=440,
        margin=_MARGIN,
        legend=_LEGEND,
        xaxis={"title": f"{answer.series.variable} in {template(answer.series)}"},
        yaxis=_P_AXIS,
    )


_Seen = TypeVar("_Seen", "MeasuredMember", "MeasuredPoint")


def measured_marks(alloys: Sequence[_Seen]) -> Iterator[tuple[list[_Seen], dict[str, Any]]]:
    """The measured alloys by what was observed, with how each kind is drawn."""
    for name, symbol, colour in (
        ("single-phase", "circle", palette.SINGLE_PHASE),
        ("multi-phase", "diamond", palette.MULTI_PHASE),
        ("sources disagree", "square", palette.NEUTRAL),
    ):
        here = [m for m in alloys if phase_name(m.single_phase) == name]
        if here:
            yield (
                here,
                {
                    "mode": "markers",
                    "marker": {"symbol": symbol, "size": 10, "color": colour, "line": {"width": 1.5, "color": "white"}},
                    "customdata": [[typeset(m.formula), source_name(m.source), m.doi] for m in here],
                    "hovertemplate": f"measured, {name}: %{{customdata[0]}}<br>%{{customdata[1]}}, doi %{{customdata[2]}}<extra></extra>",
                    "name": f"measured {name}",
                },
            )
