"""What the figures of the model card share: marks told apart by colour and shape, and dots with error bars by row.

A "spread" is a mean with its standard deviation over seeds or assignments, {"mean": …, "sd": …}, as the card stores it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from hea_ui.common import palette

Spread = Mapping[str, float]
_LEGEND = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"}
_MARGIN = {"l": 10, "r": 10, "t": 10, "b": 10}


@dataclass(frozen=True)
class Series:
    """Points of one kind in a dot plot.

    Attributes:
        name: in the legend.
        points: row name to (value, standard deviation or 0).
    """

    name: str
    points: Mapping[str, tuple[float, float]]


MARKS = {
    "this model": {"color": palette.MODEL, "symbol": "circle", "size": 10},
    "peer": {"color": palette.PEER, "symbol": "square", "size": 9},
    "paper": {"color": palette.NEUTRAL, "symbol": "diamond-open", "size": 11, "line": {"width": 2}},
}


def dots(figure: go.Figure, rows: Sequence[str], series: Sequence[Series], digits: int, **place: int) -> None:
    """Add series as dots with error bars, the first row on top; each has one entry in the legend."""
    known = {trace.name for trace in figure.data}
    for one in series:
        here = [row for row in rows if row in one.points]
        figure.add_scatter(
            x=[one.points[row][0] for row in here],
            y=here,
            error_x=bars([one.points[row][1] for row in here]),
            customdata=[f" ± {one.points[row][1]:.{digits}f}" if one.points[row][1] else "" for row in here],
            mode="markers",
            marker=MARKS[one.name],
            name=one.name,
            legendgroup=one.name,
            showlegend=one.name not in known,
            hovertemplate=f"{one.name}, %{{y}}: %{{x:.{digits}f}}%{{customdata}}<extra></extra>",
            **place,
        )
    figure.update_yaxes(categoryorder="array", categoryarray=list(reversed(rows)), automargin=True, **place)


def bars(deviations: Sequence[float]) -> dict[str, object] | None:
    """Error bars of these half-widths; none where all are 0, which would be drawn as a cap across the mark."""
    return {"array": list(deviations), "thickness": 1.5, "width": 4} if any(deviations) else None


def layout(figure: go.Figure, height: int, **more: object) -> go.Figure:
    """The frame of every figure: height in pixels, narrow margins, legend above."""
    return figure.update_layout(height=height, margin=_MARGIN, legend=_LEGEND, **more)
