"""Results as files to take away: the JSON of the command line, and a flat table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hea_core.files.spreadsheets import csv_of
from hea_core.results import plain

if TYPE_CHECKING:
    from hea_core.results import Candidate

_FIELDS = ("formula", "requested", "probability", "low", "high", "z_distance", "density_percentile", "domain")
_MADE = ("verdict", "decoded_probability", "decoded_moved_at_percent", "second_opinion")
_NEAREST = ("nearest", "nearest_distance_at_percent", "nearest_single_phase", "nearest_source", "nearest_doi")


def candidates_json(made: Sequence[Candidate]) -> str:
    """The list that `python -m hea_core generate --json` prints."""
    return json.dumps(plain(list(made)), ensure_ascii=False, indent=2)


def candidates_csv(made: Sequence[Candidate]) -> str:
    """One row an alloy: its fields, at.% of every element, descriptors, and the nearest measured alloy."""
    symbols = sorted({symbol for one in made for symbol in one.composition})
    names = list(made[0].descriptors) if made else []
    rows = [
        [
            *_cells(one),
            *(one.composition.get(symbol, 0.0) for symbol in symbols),
            *(one.descriptors[name] for name in names),
            *_nearest(one),
        ]
        for one in made
    ]
    head = [*_FIELDS, *_MADE, "z1", "z2", *(f"{symbol}_at_percent" for symbol in symbols), *names, *_NEAREST]
    return csv_of(head, rows)


def _cells(one: Candidate) -> list[object]:
    made = (one.prediction.verdict, one.decoded.probability, one.decoded.moved_at_percent, one.second_opinion)
    return [*(getattr(one, field) for field in _FIELDS), *made, *one.z]


def _nearest(one: Candidate) -> list[object]:
    if not one.nearest:
        return [""] * len(_NEAREST)
    first = one.nearest[0]
    return [first.formula, first.distance_at_percent, first.single_phase, first.source, first.doi]
