"""A ternary section as a figure: tiles coloured by probability, lines at 0.5 and 0.9, isolines of a descriptor, measured alloys. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go
from plotly.colors import sample_colorscale

from hea_core.composition import typeset
from hea_ui.check.figures import measured_marks
from hea_ui.common import palette
from hea_ui.common.verdict import WORDS
from hea_ui.common.wording import number

if TYPE_CHECKING:
    from hea_core.checks import SectionAnswer

_SCALE = [[0.0, palette.MULTI_PHASE], [0.5, "#c9ccd2"], [1.0, palette.SINGLE_PHASE]]
_SHADES = 16
"""Colours of the tiles: a trace each."""
_INK = "#1c2530"
"""Of lines over tiles, which look the same on a light and on a dark page."""
_LEVELS = ((0.5, "solid"), (0.9, "dash"))
_ISOLINES = 5
"""Of a descriptor, about."""


@dataclass(frozen=True)
class Isolines:
    """A quantity to draw lines of equal value of.

    Attributes:
        symbol: as it is written at the lines.
        digits: decimals.
        values: at each composition of the section, (n,).
    """

    symbol: str
    digits: int
    values: np.ndarray


def triangle(answer: SectionAnswer, isolines: Isolines | None = None) -> go.Figure:
    """The whole figure; its last trace has the compositions as marks that can be pressed, in the order of the section."""
    section = answer.section
    left = 100.0 - section.base_at_percent
    amounts = left * section.shares
    probability = np.array([one.probability for one in answer.examinations])
    tiles = _tiles(section.shares)
    figure = go.Figure()
    _fill(figure, amounts, probability, tiles)
    for level, dash in _LEVELS:
        line = contour(amounts, probability, tiles, level)
        if len(line):
            _line(figure, line, f"probability {level:g}", {"color": _INK, "width": 2.5, "dash": dash})
    if isolines:
        _isolines(figure, amounts, isolines, tiles)
    for here, style in measured_marks(answer.measured):
        a, b, c = zip(*[[left * share for share in m.shares] for m in here], strict=True)
        figure.add_scatterternary(a=a, b=b, c=c, cliponaxis=False, **style)
    _targets(figure, answer, amounts)
    return _layout(figure, section.corners, left)


def _tiles(shares: np.ndarray) -> np.ndarray:
    """The small triangles of a full grid, (k, 3) positions of its points (n, 3)."""
    cells = round((2 * len(shares)) ** 0.5 - 1)
    at = {(i, j): k for k, (i, j) in enumerate(np.rint(shares[:, :2] * cells).astype(int).tolist())}
    found = [
        [at[corner] for corner in corners]
        for i, j in at
        for corners in (((i, j), (i + 1, j), (i, j + 1)), ((i + 1, j), (i, j + 1), (i + 1, j + 1)))
        if all(corner in at for corner in corners)
    ]
    return np.array(found)


def _fill(figure: go.Figure, amounts: np.ndarray, values: np.ndarray, tiles: np.ndarray) -> None:
    """Tiles of one shade as one trace of closed outlines, set apart by gaps."""
    shade = np.minimum((values[tiles].mean(axis=1) * _SHADES).astype(int), _SHADES - 1)
    colours = sample_colorscale(_SCALE, [(k + 0.5) / _SHADES for k in range(_SHADES)])
    for k in np.unique(shade):
        outlines = amounts[tiles[shade == k][:, [0, 1, 2, 0]]]
        gaps = np.full((len(outlines), 1, 3), np.nan)
        a, b, _ = _sent(np.concatenate([outlines, gaps], axis=1).reshape(-1, 3))
        figure.add_scatterternary(
            a=a,
            b=b,
            mode="lines",
            fill="toself",
            fillcolor=colours[k],
            line={"color": colours[k], "width": 1},
            hoverinfo="skip",
            showlegend=False,
            cliponaxis=False,
        )


def contour(points: np.ndarray, values: np.ndarray, tiles: np.ndarray, level: float) -> np.ndarray:
    """Where linear interpolation within the tiles reaches a level.

    Args:
        points: (n, 3) coordinates.
        values: (n,) at them.
        tiles: (k, 3) positions of corners.
        level: not met exactly by a corner, or moved by a hair if it is.

    Returns:
        Ends of segments, (segments, 2, 3).
    """
    values = np.where(values == level, level + 1e-9, values)
    segments = []
    for tile in tiles:
        ends = []
        for first, second in ((0, 1), (1, 2), (2, 0)):
            p, q = tile[first], tile[second]
            if (values[p] > level) != (values[q] > level):
                part = (level - values[p]) / (values[q] - values[p])
                ends.append(points[p] + part * (points[q] - points[p]))
        if ends:
            segments.append(ends)
    return np.array(segments).reshape(-1, 2, 3)


def _sent(points: np.ndarray) -> np.ndarray:
    """Coordinates (n, 3) as they are sent, (3, n): the first two tell the third, and seven digits are finer than a pixel."""
    return points.T.astype(np.float32)


def _line(figure: go.Figure, segments: np.ndarray, name: str, line: dict[str, Any], legend: bool = True) -> None:
    gaps = np.full((len(segments), 1, 3), np.nan)
    a, b, _ = _sent(np.concatenate([segments, gaps], axis=1).reshape(-1, 3))
    figure.add_scatterternary(
        a=a, b=b, mode="lines", line=line, name=name, hoverinfo="skip", showlegend=legend, cliponaxis=False
    )


def _isolines(figure: go.Figure, amounts: np.ndarray, lines: Isolines, tiles: np.ndarray) -> None:
    named = True
    labels: list[tuple[np.ndarray, str]] = []
    for level in round_levels(float(lines.values.min()), float(lines.values.max())):
        segments = contour(amounts, lines.values, tiles, level)
        if len(segments):
            style = {"color": _INK, "width": 1, "dash": "dot"}
            _line(figure, segments, f"{lines.symbol}, equal values", style, named)
            named = False
            if len(segments) > 1:
                labels.append((segments[len(segments) // 2].mean(axis=0), number(level, lines.digits)))
    if labels:
        a, b, _ = _sent(np.array([place for place, _ in labels]))
        figure.add_scatterternary(
            a=a,
            b=b,
            mode="text",
            text=[text for _, text in labels],
            textfont={"size": 12, "color": _INK},
            hoverinfo="skip",
            showlegend=False,
            cliponaxis=False,
        )


def round_levels(low: float, high: float) -> list[float]:
    """About _ISOLINES round values between two, in steps of 1, 2 or 5 times a power of ten; none where the two are one."""
    if high - low < 1e-9:
        return []
    rough = (high - low) / _ISOLINES
    power = 10.0 ** np.floor(np.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    first = int(np.ceil(low / step))
    return [float(k * step) for k in range(first, int(np.floor(high / step)) + 1)]


def _targets(figure: go.Figure, answer: SectionAnswer, amounts: np.ndarray) -> None:
    """Unseen marks at all compositions: they say what is there, and a press on one chooses it, which rings it."""
    a, b, _ = _sent(amounts)
    figure.add_scatterternary(
        a=a,
        b=b,
        mode="markers",
        marker={"symbol": "circle-open", "size": 15, "color": _INK, "opacity": 0, "line": {"width": 2.5}},
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 0}},
        customdata=[
            # as the hover shows it: all digits would be a third of what the page sends
            [
                typeset(composition.formula),
                *(round(p, 2) for p in (one.probability, one.low, one.high)),
                WORDS[one.verdict],
            ]
            for composition, one in zip(answer.section.compositions, answer.examinations, strict=True)
        ],
        hovertemplate="%{customdata[0]}<br>%{customdata[1]:.2f} (%{customdata[2]:.2f}–%{customdata[3]:.2f}), %{customdata[4]}<extra></extra>",
        cliponaxis=False,
        showlegend=False,
    )


def _layout(figure: go.Figure, corners: Sequence[str], left: float) -> go.Figure:
    axes = {
        f"{letter}axis": {
            "title": {"text": f"{symbol} (at.%)"}, "ticks": "outside", "nticks": 5, "gridcolor": "rgba(0, 0, 0, 0)",
            "layer": "below traces",
        }
        for letter, symbol in zip("abc", corners, strict=True)
    }  # fmt: skip
    bar = {
        "title": {"text": "single-phase probability", "side": "top"}, "orientation": "h", "thickness": 10, "len": 0.9,
        "lenmode": "fraction", "y": -0.12, "yanchor": "top", "tickangle": 0, "outlinewidth": 0,
    }  # fmt: skip
    figure.add_scatterternary(  # what carries the scale of colours: the tiles have theirs one by one
        a=[None],
        b=[None],
        c=[None],
        mode="markers",
        marker={"color": [0], "cmin": 0, "cmax": 1, "colorscale": _SCALE, "showscale": True, "colorbar": bar},
        hoverinfo="skip",
        showlegend=False,
    )
    figure.data = (*figure.data[:-2], figure.data[-1], figure.data[-2])
    return figure.update_layout(
        height=560,
        margin={"l": 46, "r": 46, "t": 60, "b": 100},
        legend={"orientation": "h", "x": 0, "y": 1.06, "yanchor": "bottom"},
        clickmode="event+select",
        ternary={"sum": left, "bgcolor": "rgba(0,0,0,0)", **axes},
    )
