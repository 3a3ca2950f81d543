"""What a training changed on the map, drawn: the published alloys in their places, and those that moved most by name."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from hea_core.design.map_change import MapChange, map_change
from hea_ui.common import markup, palette
from hea_ui.common.chip import chip
from hea_ui.common.drawing import plot
from hea_ui.common.wording import number
from hea_ui.server import resources
from hea_ui.server.chosen import SHIPPED

MOVED = 0.1
"""Change of a probability from which an alloy is said to have moved."""
_LISTED = 10


@st.cache_resource(max_entries=8, show_spinner="Placing the published alloys with both models")
def _between(folder: str) -> MapChange:
    return map_change(resources.atlas(SHIPPED), resources.atlas(folder))


def show(folder: str) -> None:
    """The map of the shipped model, coloured by what the model in `folder` says otherwise (HeaError)."""
    found = _between(folder)
    st.html('<p class="la-name">What moved on the map</p>' + markup.note(sentence(found)))
    if (np.abs(found.change) >= MOVED).any():
        alt = "Published alloys on the shipped model's map; those whose probability rose or fell are coloured"
        plot(figure(found), "lab_map_change", alt)
        st.html(most(found))


def sentence(found: MapChange) -> str:
    """How many alloys moved, and how far the places did."""
    moved, crossed = int((np.abs(found.change) >= MOVED).sum()), int(found.crossed.sum())
    apart = 100.0 * float(np.median(found.shift)) / found.radius
    return (
        f"Of {len(found.formula):,} published alloys that both place, {moved:,} {'moves' if moved == 1 else 'move'} by {MOVED:g} or more in "
        f"probability, and {crossed:,} {'crosses' if crossed == 1 else 'cross'} one half. Every training draws its map in a position "
        f"of its own; turned and scaled to fit, places lie {number(apart, 0)} % of the map's radius apart (median), so a point's link may "
        "give other alloys with the other model."
    )


def figure(found: MapChange) -> go.Figure:
    """Places of the older map; what rose and what fell stands out from the rest."""
    drawn = go.Figure()
    change = found.change
    for name, rows, colour, symbol, size in (
        (f"moved by less than {MOVED:g}", np.abs(change) < MOVED, palette.NEUTRAL, "circle", 4),
        ("rose", change >= MOVED, palette.RAISES, "triangle-up", 10),
        ("fell", change <= -MOVED, palette.LOWERS, "triangle-down", 10),
    ):
        at = np.flatnonzero(rows)
        drawn.add_scatter(
            x=found.z[at, 0],
            y=found.z[at, 1],
            mode="markers",
            name=name,
            marker={"color": colour, "symbol": symbol, "size": size, "opacity": 0.4 if size < 10 else 0.9},
            customdata=[
                [found.formula[row], number(found.before[row]), number(found.after[row])] for row in at.tolist()
            ],
            hovertemplate="%{customdata[0]}: %{customdata[1]} → %{customdata[2]}<extra></extra>",
        )
    return drawn.update_layout(
        height=420,
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        xaxis={"title": "z₁, of the shipped model's map"},
        yaxis={"title": "z₂, of the shipped model's map"},
    )


def most(found: MapChange) -> str:
    """The alloys that moved most, as a table."""
    order = np.argsort(-np.abs(found.change), kind="stable")[:_LISTED].tolist()
    lines = "".join(
        f'<tr><th scope="row">{chip(found.formula[row], published=True)}</th><td class="la-num">{number(found.before[row])}</td>'
        f'<td class="la-num">{number(found.after[row])}</td></tr>'
        for row in order
        if abs(found.change[row]) >= MOVED
    )
    head = ["alloy", "#probability, shipped", "#trained"]
    return markup.table("Published alloys that moved most", head, lines, "map_moved")
