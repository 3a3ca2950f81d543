"""A nudge as files to take away: one row a step, and everything with the model and data it rests on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from hea_core.files.spreadsheets import csv_of
from hea_core.results import plain
from hea_ui.common.nudge_ways import way
from hea_ui.map import state as map_state
from hea_ui.nudge import state
from hea_ui.nudge.state import NudgeRequest

if TYPE_CHECKING:
    from hea_core.results import Trajectory

_FIELDS = ("formula", "probability", "low", "high", "verdict", "moved_at_percent")


def steps_csv(found: Sequence[Trajectory]) -> str:
    """One row a step of each method: its fields, place on the map, and at.% of every element."""
    symbols = sorted({symbol for one in found for step in one.steps for symbol in step.composition})
    rows: list[list[object]] = []
    for one in found:
        for place, step in enumerate(one.steps):
            amounts = [step.composition.get(symbol, 0.0) for symbol in symbols]
            read = one.reading or "" if place == 0 else ""  # it is the start that was read
            rows.append([way(one), place, *(getattr(step, field) for field in _FIELDS), *step.z, *amounts, read])
    return csv_of(
        ["method", "step", *_FIELDS, "z1", "z2", *(f"{symbol}_at_percent" for symbol in symbols), "reading"], rows
    )


def result_json(request: NudgeRequest, found: Sequence[Trajectory], provenance: Mapping[str, str]) -> str:
    """What was asked, the trajectories as `python -m hea_core nudge --json` prints them, and the hashes of model and data."""
    content = {
        "request": asdict(request),
        "link": state.LINK.address(**asdict(request) | map_state.by_key(dict(request.targets))),
        "provenance": dict(provenance),
        "trajectories": plain(found),
    }
    return json.dumps(content, ensure_ascii=False, indent=2)
