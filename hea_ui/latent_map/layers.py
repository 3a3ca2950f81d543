"""From the core's Atlas and Field to what the browser draws: pure, compact, and identified by its content."""

from __future__ import annotations

import base64
import hashlib
import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from hea_core.results import Verdict
from hea_ui.common import palette
from hea_ui.common.wording import AGREED, describe, source_name, symbol_text

if TYPE_CHECKING:
    from hea_core.design.latent_map import Atlas, Field
    from hea_core.trust.density import Density

MULTI, SINGLE, DISAGREE, UNLABELLED = 0, 1, 2, 3
_OUTER = 1.0
"""Percent of the alloys that lie outside the first view at each end of an axis."""
_ROOM = 0.12
_VERDICTS = [verdict.value for verdict in Verdict]


@dataclass(frozen=True)
class Layers:
    """What the map shows.

    Attributes:
        payload: JSON text for the browser.
        identity: short hash of the payload: equal means nothing to redraw.
    """

    payload: str
    identity: str


def build_layers(atlas: Atlas, *, colour: str, field: Field | None, families: bool) -> Layers:
    """Everything on the map but the point.

    Args:
        atlas: the measured alloys.
        colour: "class", "probability", "elements", "hardness", "structure" or the name of a descriptor (KeyError otherwise).
        field: the re-examined probability over the plane, or None.
        families: whether to mark the equimolar quaternaries of the paper's Fig. 5b.
    """
    sources = sorted(set(atlas.source))
    content = {
        "alloys": {
            "formula": list(atlas.formula),
            "z1": _rounded(atlas.z[:, 0]),
            "z2": _rounded(atlas.z[:, 1]),
            "phase": phase_codes(atlas.single_phase).tolist(),
            "verdict": [_VERDICTS.index(verdict) for verdict in atlas.verdict],
            "verdicts": _VERDICTS,
            "source": [sources.index(source) for source in atlas.source],
            "sources": [source_name(source) for source in sources],
        },
        "density": grid_bytes(
            atlas.density.z1, atlas.density.z2, density_percentiles(atlas.density, atlas.z), 0.0, 100.0
        ),
        "field": None
        if field is None
        else grid_bytes(field.z1, field.z2, np.nan_to_num(field.value, nan=0.5), 0.0, 1.0),
        "frame": frame(atlas.z),
        "extent": {"x": _ends(atlas.density.z1), "y": _ends(atlas.density.z2)},
        "colour": colour_values(atlas, colour),
        "families": _families(atlas) if families else [],
        "regions": [[one.name, round(one.z1, 3), round(one.z2, 3)] for one in atlas.regions],
    }
    payload = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
    return Layers(payload, hashlib.sha256(payload.encode()).hexdigest()[:16])


def phase_codes(single_phase: np.ndarray) -> np.ndarray:
    """(n,) labels in [0, 1] or NaN as codes: 0 multi-phase, 1 single-phase, 2 sources disagree, 3 unlabelled."""
    labels = np.asarray(single_phase, dtype=float)
    codes = np.full(labels.shape, DISAGREE)
    codes[labels <= 1.0 - AGREED] = MULTI
    codes[labels >= AGREED] = SINGLE
    codes[np.isnan(labels)] = UNLABELLED
    return codes


def density_percentiles(density: Density, z: np.ndarray) -> np.ndarray:
    """The density grid as percentiles: at each node, the share (0 to 100) of alloys that lie in a thinner place.

    A level line of it then means something to a reader: outside the 5 line lie 5 % of all measured alloys.
    """
    at_alloys = np.sort(_bilinear(density, np.asarray(z, dtype=float)))
    # A tie with neighbours in the sorted list would make flat steps; interpolation keeps the contours smooth.
    shares = np.linspace(0.0, 100.0, len(at_alloys))
    below = np.interp(density.value, at_alloys, shares)
    # Below the thinnest alloy, fade to nothing instead of ending at a cliff.
    return np.where(density.value < at_alloys[0], 0.0, below)


def grid_bytes(z1: np.ndarray, z2: np.ndarray, value: np.ndarray, low: float, high: float) -> dict[str, Any]:
    """A (len(z2), len(z1)) grid as 8-bit text with its axes; values outside low to high are clipped.

    One step is 1/255 of the range: finer than a contour or a colour can show, and a tenth of the size as numbers.
    """
    scaled = np.clip((np.asarray(value, dtype=float) - low) / (high - low), 0.0, 1.0)
    data = np.rint(scaled * 255).astype(np.uint8).tobytes()
    axes = {"z1": [*_ends(z1), len(z1)], "z2": [*_ends(z2), len(z2)]}
    return axes | {"low": low, "high": high, "bytes": base64.b64encode(data).decode("ascii")}


def colour_values(atlas: Atlas, colour: str) -> dict[str, Any]:
    """Values, range, title and unit of what the dots are coloured by; no values for "class"."""
    if colour == "class":
        return {"values": None}
    if colour == "probability":
        return _scale(atlas.probability, "predicted probability", "", 2, ends=(0.0, 1.0), scale="phase")
    if colour == "elements":
        return _scale(
            atlas.n_elements,
            "number of elements",
            "",
            0,
            ends=(float(min(atlas.n_elements)), float(max(atlas.n_elements))),
        )
    if colour == "hardness":
        low, high = (float(end) for end in np.nanpercentile(atlas.hardness, [1, 99]))
        return _scale(atlas.hardness, "hardness measured", "HV", 0, ends=(low, high))
    if colour == "structure":
        names = list(palette.STRUCTURES)
        return {
            "values": [names.index(name) if name in names else None for name in atlas.structure],
            "title": "structure found",
            "unit": "",
            "categories": list(palette.STRUCTURES.items()),
        }
    quantity = describe(colour)
    values = atlas.descriptors[:, list(atlas.descriptor_names).index(colour)]
    # The ends of the scale are the 1st and 99th percentile: one odd alloy must not turn the rest into one colour.
    low, high = (float(end) for end in np.nanpercentile(values, [1, 99]))
    return _scale(
        values, f"{quantity.label} {symbol_text(quantity.symbol)}", quantity.unit, quantity.digits, ends=(low, high)
    )


def _scale(
    values: np.ndarray, title: str, unit: str, digits: int, *, ends: tuple[float, float], scale: str = ""
) -> dict[str, Any]:
    return {
        "values": _rounded(values, 4),
        "title": title,
        "unit": unit,
        "digits": digits,
        "low": ends[0],
        "high": ends[1],
        "scale": scale,
    }


def _families(atlas: Atlas) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "formula": [formula for formula, _, _ in members],
            "z1": _rounded([z1 for _, z1, _ in members]),
            "z2": _rounded([z2 for _, _, z2 in members]),
        }
        for name, members in atlas.families.items()
    ]


def _bilinear(density: Density, z: np.ndarray) -> np.ndarray:
    def place(axis: np.ndarray, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        steps = np.clip((at - axis[0]) / (axis[-1] - axis[0]) * (len(axis) - 1), 0, len(axis) - 1 - 1e-9)
        return steps.astype(int), steps - steps.astype(int)

    column, right = place(density.z1, z[:, 0])
    row, up = place(density.z2, z[:, 1])
    value = density.value
    bottom = value[row, column] * (1 - right) + value[row, column + 1] * right
    top = value[row + 1, column] * (1 - right) + value[row + 1, column + 1] * right
    return bottom * (1 - up) + top * up


def frame(z: np.ndarray) -> dict[str, list[float]]:
    """What the map shows at first: all but the outermost alloys, which would leave the rest a tenth of its width."""
    low, high = np.percentile(np.asarray(z, dtype=float), [_OUTER, 100 - _OUTER], axis=0)
    room = _ROOM * (high - low)
    return {
        axis: [round(float(low[k] - room[k]), 3), round(float(high[k] + room[k]), 3)]
        for k, axis in enumerate(("x", "y"))
    }


def _rounded(values: Any, digits: int = 3) -> list[float | None]:  # noqa: ANN401 - any sequence of numbers
    return [None if math.isnan(value) else round(float(value), digits) for value in values]


def _ends(axis: np.ndarray) -> list[float]:
    return [round(float(axis[0]), 4), round(float(axis[-1]), 4)]
