"""Core results as Plotly figures: pure functions, one a figure, every axis named with its unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from hea_ui.common import palette

if TYPE_CHECKING:
    from hea_core.datasets.curation import ClassBalance


def class_balance(balance: Sequence[ClassBalance]) -> go.Figure:
    """Measured alloys by number of elements, split by class; a soft label counts to both by its share."""
    x = [str(row.n_elements) for row in balance]
    single = [row.single_phase_share for row in balance]
    figure = go.Figure()
    for name, colour, pattern, shares in (
        ("single-phase", palette.SINGLE_PHASE, "", single),
        ("multi-phase", palette.MULTI_PHASE, "/", [1 - share for share in single]),
    ):
        figure.add_bar(
            x=x,
            y=[row.alloys * share for row, share in zip(balance, shares, strict=True)],
            name=name,
            marker={
                "color": colour,
                "pattern": {"shape": pattern, "size": 6, "solidity": 0.2, "bgcolor": colour, "fgcolor": "white"},
            },
            customdata=[[row.alloys, 100 * share] for row, share in zip(balance, shares, strict=True)],
            hovertemplate="%{x} elements: %{y:.0f} of %{customdata[0]} alloys "
            + name
            + " (%{customdata[1]:.0f} %)<extra></extra>",
        )
    figure.update_layout(
        barmode="stack",
        bargap=0.25,
        height=300,
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
        xaxis={"title": "number of elements", "type": "category"},
        yaxis={"title": "measured alloys (count)"},
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
    )
    return figure
