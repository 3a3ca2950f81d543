"""A training while it runs, as figures: pure functions, every axis named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from hea_ui.common import palette

_LAYOUT = {
    "height": 240,
    "margin": {"l": 10, "r": 10, "t": 10, "b": 10},
    "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
}


def elbo(figures: Sequence[Mapping[str, float]]) -> go.Figure:
    """The evidence lower bound on validation alloys against steps."""
    figure = go.Figure()
    figure.add_scatter(
        x=[one["step"] for one in figures],
        y=[one["elbo"] for one in figures],
        mode="lines+markers",
        line={"color": palette.FAMILIES[2]},
        hovertemplate="step %{x}: ELBO %{y:.2f}<extra></extra>",
    )
    figure.update_layout(**_LAYOUT, xaxis={"title": "steps of the coders"}, yaxis={"title": "ELBO (nats per alloy)"})
    return figure


def classifier(figures: Sequence[Mapping[str, float]]) -> go.Figure:
    """Accuracy and AUC on validation alloys against steps."""
    figure = go.Figure()
    for name, key, colour in (("accuracy", "accuracy", palette.FAMILIES[0]), ("AUC", "auc", palette.FAMILIES[1])):
        shown = [one for one in figures if one.get(key) is not None]
        figure.add_scatter(
            x=[one["step"] for one in shown],
            y=[one[key] for one in shown],
            name=name,
            mode="lines+markers",
            line={"color": colour},
            hovertemplate="step %{x}: %{y:.3f}<extra></extra>",
        )
    figure.update_layout(
        **_LAYOUT, xaxis={"title": "steps of the coders"}, yaxis={"title": "share (0 to 1)", "range": [0, 1.02]}
    )
    return figure
