"""The generator's figures of the model card, one function each: pure, every axis named with its unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from hea_ui.common import palette
from hea_ui.common.wording import in_lines
from hea_ui.models.dot_plot import MARKS, Series, Spread, bars, dots, layout


def class_from_z(rows: Sequence[str], series: Sequence[Series]) -> go.Figure:
    """How well a forest reads the class off z; the line at 0.5 is a disentangled z."""
    figure = go.Figure()
    dots(figure, rows, series, 3)
    figure.add_vline(x=0.5, line={"color": palette.NEUTRAL, "dash": "dot"})
    return layout(
        figure,
        340,
        xaxis={"title": in_lines("AUC of the class read off z (0.5 = nothing to read)"), "range": [0.45, 1]},
    )


def asked_got(
    levels: Sequence[float], shares: Mapping[str, Sequence[Spread]], distances: Sequence[Spread]
) -> go.Figure:
    """Share of alloys within 0.1 of the probability asked for, and how far z moves when they are encoded again.

    Args:
        levels: probabilities asked for.
        shares: "corrected", "decoder alone", "paper": a spread for each level.
        distances: median |z′ − z|, a spread for each level.
    """
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, row_heights=[0.68, 0.32], vertical_spacing=0.06)
    looks = {"corrected": ("this model", "solid"), "decoder alone": ("peer", "dash"), "paper": ("paper", "dot")}
    for name, (kind, dash) in looks.items():
        _level_line(figure, levels, shares[name], name, MARKS[kind], dash, 1)
    _level_line(figure, levels, distances, "|z′ − z|", MARKS["this model"] | {"symbol": "circle-open"}, "solid", 2)
    figure.update_xaxes(title="probability asked for", tickvals=list(levels), row=2, col=1)
    return layout(
        figure,
        420,
        yaxis={"title": "within 0.1 (share)", "range": [0, 1.05], "tickformat": ".0%"},
        yaxis2={"title": "|z′ − z| (median)", "rangemode": "tozero"},
    )


def _level_line(
    figure: go.Figure,
    levels: Sequence[float],
    spreads: Sequence[Spread],
    name: str,
    mark: Mapping[str, Any],
    dash: str,
    row: int,
) -> None:
    figure.add_scatter(
        x=list(levels),
        y=[one["mean"] for one in spreads],
        error_y=bars([one["sd"] for one in spreads]),
        customdata=[f" ± {one['sd']:.3f}" if one["sd"] else "" for one in spreads],
        mode="lines+markers",
        line={"color": mark["color"], "dash": dash, "width": 1.8},
        marker=dict(mark),
        name=name,
        hovertemplate=f"{name}, asked %{{x}}: %{{y:.3f}}%{{customdata}}<extra></extra>",
        row=row,
        col=1,
    )


def return_of_alloys(panels: Sequence[tuple[str, Sequence[str], Sequence[Series]]]) -> go.Figure:
    """What comes back of test alloys: a panel each of (axis title with unit, rows, series)."""
    figure = make_subplots(rows=len(panels), cols=1, vertical_spacing=0.18)
    for k, (title, rows, series) in enumerate(panels, start=1):
        dots(figure, rows, series, 2, row=k, col=1)
        figure.update_xaxes(title=in_lines(title), row=k, col=1)
    return layout(figure, 420)
