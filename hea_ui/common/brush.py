"""What is drawn on a chart to choose from it, boxes and lassos, as a part of a link."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from hea_ui.common.links import Parameter

Outline = tuple[tuple[float, float], ...]
"""Corners of a closed line in the units of the axes; two of them are opposite corners of a box."""
MOST_CORNERS = 60
_MOST_OUTLINES = 6


def brush_parameter(name: str) -> Parameter:
    """Outlines in a link: corners as "x,y" joined by ";", outlines joined by "|"."""
    return Parameter(
        name, (), lambda given: read(given[-1]), lambda value: [write(value)], "outlines as Copy link writes them"
    )


def write(outlines: Sequence[Outline]) -> str:
    """The outlines as text, to four digits, which is finer than a pixel."""
    return "|".join(";".join(f"{x:.4g},{y:.4g}" for x, y in outline) for outline in outlines)


def read(text: str) -> tuple[Outline, ...]:
    """The outlines of a text (ValueError where it is none)."""
    found = []
    for outline in filter(None, text.split("|")):
        corners = []
        for corner in outline.split(";"):
            x, y = map(float, corner.split(","))
            if not (math.isfinite(x) and math.isfinite(y)):
                raise ValueError(text)
            corners.append((x, y))
        if not 2 <= len(corners) <= MOST_CORNERS:
            raise ValueError(text)
        found.append(tuple(corners))
    if len(found) > _MOST_OUTLINES:
        raise ValueError(text)
    return tuple(found)


def of_selection(selection: Mapping[str, Any] | None) -> tuple[Outline, ...]:
    """The outlines of what Streamlit reports of a Plotly chart: {"box": [{"x": [a, b], "y": [a, b]}], "lasso": [{"x": […], "y": […]}]}."""
    drawn = selection or {}
    boxes = [tuple(zip(map(float, box["x"]), map(float, box["y"]), strict=True)) for box in drawn.get("box") or ()]
    lassos = [
        thinned(tuple(zip(map(float, lasso["x"]), map(float, lasso["y"]), strict=True)))
        for lasso in drawn.get("lasso") or ()
    ]
    return read(write([*boxes, *lassos][:_MOST_OUTLINES]))


def thinned(corners: Outline) -> Outline:
    """The same line with at most MOST_CORNERS of its corners, evenly taken."""
    step = math.ceil(len(corners) / MOST_CORNERS)
    return corners[::step]


def as_selections(outlines: Sequence[Outline]) -> list[dict[str, Any]]:
    """The outlines as Plotly draws a selection."""
    found: list[dict[str, Any]] = []
    for outline in outlines:
        if len(outline) == 2:
            (x0, y0), (x1, y1) = outline
            found.append({"type": "rect", "x0": x0, "x1": x1, "y0": y0, "y1": y1})
        else:
            path = "M" + "L".join(f"{x:g},{y:g}" for x, y in outline) + "Z"
            found.append({"type": "path", "path": path})
    return found


def inside(x: np.ndarray, y: np.ndarray, corners_x: np.ndarray, corners_y: np.ndarray) -> np.ndarray:
    """Which points (n,) lie in a polygon, by the number of edges above each: odd inside. Missing values lie outside."""
    found = np.zeros(len(x), dtype=bool)
    near = np.flatnonzero(
        (x >= corners_x.min()) & (x <= corners_x.max()) & (y >= corners_y.min()) & (y <= corners_y.max())
    )
    px, py = x[near].astype(np.float64), y[near].astype(np.float64)
    odd = np.zeros(len(near), dtype=bool)
    for ax, ay, bx, by in zip(corners_x, corners_y, np.roll(corners_x, -1), np.roll(corners_y, -1), strict=True):
        if ax != bx:
            spans = (px >= min(ax, bx)) & (px < max(ax, bx))
            odd ^= spans & (ay + (px - ax) * ((by - ay) / (bx - ax)) > py)
    found[near] = odd
    return found
