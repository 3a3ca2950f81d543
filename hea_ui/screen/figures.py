"""The figures of a screening, one function each: pure, every axis named with its unit, at most a few thousand marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go

from hea_core.composition import typeset
from hea_core.results import Domain
from hea_core.screening.pareto import front
from hea_ui.common import palette
from hea_ui.common.brush import as_selections
from hea_ui.common.verdict import PLACES
from hea_ui.common.wording import counted as in_words
from hea_ui.common.wording import number
from hea_ui.screen.result import cells

if TYPE_CHECKING:
    import pandas as pd

    from hea_core.screening.columns import Column
    from hea_ui.common.brush import Outline
    from hea_ui.screen.result import Cells, Result

_MARGIN = {"l": 10, "r": 10, "t": 10, "b": 10}
_LEGEND = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "title": {"text": ""}}
_SCALE = "Viridis"
_MARKS = {Domain.IN: "circle", Domain.EDGE: "diamond", Domain.OUT: "x"}
MOST_FRONT = 400
MOST_POINTS = 3000
"""Alloys up to which each is a mark of its own; beyond it they are counted in cells."""


def trade_off(result: Result, x: Column, y: Column, shade: Column, ways: tuple[int, int]) -> go.Figure:
    """Alloys over two columns: a mark each, or counted in cells where they are many; and their Pareto front.

    Args:
        result: the alloys.
        x: across.
        y: upwards.
        shade: colour.
        ways: which way is better on each axis, 1 or −1; a 0 leaves the front out.
    """
    across, up = result.column(x.name), result.column(y.name)
    if result.rows > MOST_POINTS:
        figure = density(cells(across, up, result.column(shade.name)), x, y, shade)
    else:
        names = list(dict.fromkeys(("formula", "domain", x.name, y.name, shade.name)))
        figure = scatter(result.take(np.arange(result.rows), names), x, y, shade)
    if all(ways) and x != y:
        best = front(np.column_stack([across, up]), (ways[0] > 0, ways[1] > 0))
        add_front(figure, across[best], up[best], x, y)
    return figure


def scatter(table: pd.DataFrame, x: Column, y: Column, shade: Column) -> go.Figure:
    """A mark an alloy, its shape the domain, its colour a third column.

    Args:
        table: columns formula, domain, and those of the three.
        x: across.
        y: upwards.
        shade: colour.
    """
    figure = go.Figure()
    for domain, symbol in _MARKS.items():
        rows = table[table["domain"] == domain]
        figure.add_scatter(
            x=rows[x.name].to_numpy(),
            y=rows[y.name].to_numpy(),
            mode="markers",
            name=PLACES[domain],
            legendgroup=domain.value,
            showlegend=False,
            customdata=[
                [typeset(formula), value] for formula, value in zip(rows["formula"], _written(rows[shade.name], shade), strict=True)
            ],
            hovertemplate=f"<b>%{{customdata[0]}}</b><br>{_hover(x, 'x')}<br>{_hover(y, 'y')}<br>{shade.words} %{{customdata[1]}}<br>"
            f"domain: {PLACES[domain]}<extra></extra>",
            marker={"color": rows[shade.name].to_numpy(), "coloraxis": "coloraxis", "symbol": symbol, "size": 6, "opacity": 0.85},
        )  # fmt: skip
        if len(rows):
            # a trace on a colour axis has no colour of its own: a stand-in shows its shape in the legend
            stand_in = {"color": palette.NEUTRAL, "symbol": symbol, "size": 8}
            figure.add_scatter(
                x=[None], y=[None], mode="markers", name=PLACES[domain], legendgroup=domain.value, marker=stand_in
            )
    return _axes(figure, x, y, _bar(shade.title, table[shade.name].to_numpy()))


def density(counted: Cells, x: Column, y: Column, shade: Column | None) -> go.Figure:
    """Cells coloured by the alloys in them, or by their mean of a third column; unseen marks make them selectable.

    Args:
        counted: alloys on a grid.
        x: across.
        y: upwards.
        shade: the third column, of which `counted` holds the means; None colours by the number.
    """
    values = np.log10(counted.count) if shade is None or counted.shade is None else counted.shade
    words = [in_words(n, "alloy") for n in counted.count.tolist()]
    if shade is not None and counted.shade is not None:
        words = [f"{n}<br>mean {shade.words} {v}" for n, v in zip(words, _written(counted.shade, shade), strict=True)]
    columns, rows = np.unique(counted.x), np.unique(counted.y)
    grid = np.full((len(rows), len(columns)), np.nan)
    grid[np.searchsorted(rows, counted.y), np.searchsorted(columns, counted.x)] = values
    figure = go.Figure(
        go.Heatmap(x=columns, y=rows, z=grid, coloraxis="coloraxis", hoverinfo="skip", hoverongaps=False, name="alloys")
    )
    figure.add_scatter(
        x=counted.x,
        y=counted.y,
        mode="markers",
        marker={"size": 8, "opacity": 0, "symbol": "square"},
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
        text=words,
        hovertemplate=f"%{{text}}<br>{_hover(x, 'x')}<br>{_hover(y, 'y')}<extra></extra>",
        showlegend=False,
    )
    if shade is not None and counted.shade is not None:
        bar = _bar(f"mean {shade.title}", counted.shade)
    else:
        most = int(np.ceil(values.max())) if len(values) else 0
        bar = {"cmin": 0, "cmax": max(values.max() if len(values) else 1.0, 0.5)} | _colorbar(
            "alloys in a cell (log scale)"
        )
        bar["colorbar"] |= {"tickvals": list(range(most + 1)), "ticktext": [f"{10**k:,}" for k in range(most + 1)]}
    return _axes(figure, x, y, bar)


def add_front(figure: go.Figure, x: np.ndarray, y: np.ndarray, x_axis: Column, y_axis: Column) -> go.Figure:
    """Draw the Pareto front (k,) over a scatter or a density."""
    order = np.argsort(x, kind="stable")
    if len(order) > MOST_FRONT:
        order = order[np.linspace(0, len(order) - 1, MOST_FRONT).round().astype(int)]
    return figure.add_scatter(
        x=x[order],
        y=y[order],
        mode="lines+markers",
        name="Pareto front",
        line={"color": palette.FAMILIES[0], "width": 1.5, "dash": "dot"},
        marker={"symbol": "circle-open", "size": 10, "color": palette.FAMILIES[0], "line": {"width": 2}},
        unselected={"marker": {"opacity": 1}},
        hovertemplate=f"on the front<br>{_hover(x_axis, 'x')}<br>{_hover(y_axis, 'y')}<extra></extra>",
    )


def parallel(table: Mapping[str, np.ndarray], columns: Sequence[Column], shade: Column) -> go.Figure:
    """A line an alloy across parallel axes, coloured by one column; drag along an axis to keep some. No value may be missing."""
    figure = go.Figure(
        go.Parcoords(
            dimensions=[_dimension(table[column.name], column) for column in columns],
            line={"color": table[shade.name], "coloraxis": "coloraxis"},
            labelangle=-12,
            labelside="top",
            labelfont={"size": 12},
            tickfont={"size": 12},
            rangefont={"size": 12},
        )
    )
    return figure.update_layout(
        height=450,
        margin={"l": 60, "r": 90, "t": 80, "b": 90},
        coloraxis=_bar(shade.title, table[shade.name]),
    )


def _dimension(values: np.ndarray, column: Column) -> dict[str, Any]:
    low, high = float(values.min()), float(values.max())
    room = 0.5 if low == high else 0.0
    return {
        "label": column.title,
        "values": values,
        "range": [low - room, high + room],
        "tickformat": f".{column.digits}f",
    }


def _axes(figure: go.Figure, x: Column, y: Column, coloraxis: dict[str, Any]) -> go.Figure:
    return figure.update_layout(
        height=500,
        margin=_MARGIN | {"t": 70},  # the legend, and above it the buttons of the figure
        legend=_LEGEND,
        dragmode="select",
        hovermode="closest",
        xaxis={"title": x.title, "zeroline": False},
        yaxis={"title": y.title, "zeroline": False},
        coloraxis=coloraxis,
    )


def _bar(title: str, values: np.ndarray) -> dict[str, Any]:
    told = values[~np.isnan(values.astype(float))]
    # The ends of the scale are the 1st and 99th percentile: one odd alloy must not turn the rest into one colour.
    low, high = (float(end) for end in np.percentile(told, [1, 99])) if len(told) else (0.0, 1.0)
    return {"cmin": low, "cmax": high if high > low else low + 1.0} | _colorbar(title)


def _colorbar(title: str) -> dict[str, Any]:
    """Below the axis, where it leaves a narrow screen its width."""
    bar = {
        "title": {"text": title, "side": "bottom"}, "thickness": 10, "outlinewidth": 0, "orientation": "h", "len": 1, "y": -0.16,
        "yanchor": "top",
    }  # fmt: skip
    return {"colorscale": _SCALE, "colorbar": bar}


def _hover(column: Column, axis: str) -> str:
    unit = f" {column.unit}" if column.unit else ""
    return f"{column.words} %{{{axis}:.{column.digits}f}}{unit}"


def _written(values: Any, column: Column) -> list[str]:  # noqa: ANN401 - an array or a pandas column
    unit = f" {column.unit}" if column.unit else ""
    return [number(float(value), column.digits) + unit for value in values]


def outlined(figure: go.Figure, outlines: Sequence[Outline]) -> go.Figure:
    """The figure, and what is brushed on it; a copy where something is."""
    return go.Figure(figure).update_layout(selections=as_selections(outlines)) if outlines else figure
