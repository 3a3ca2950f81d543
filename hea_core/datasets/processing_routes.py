"""How much the route decides: compositions measured by more than one, and how often the verdict flips. Not in the model."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import chain

from hea_core.composition import Composition
from hea_core.composition.published import parse_published
from hea_core.datasets.observations import ONE_ALLOY, observed_routes
from hea_core.files.shipped import shipped_table
from hea_core.results import Flips

_Key = tuple[tuple[str, float], ...]

SINGLE_PHASE = ("BCC", "FCC", "HCP")
"""Microstructures of one solid solution, as for the labels of phase_observations."""


@cache
def processing_flips() -> Flips:
    """Counted over every shipped observation that names both route and microstructure; cached."""
    return count_flips(chain(observed_routes(), _mechanical()))


def count_flips(observations: Iterable[tuple[Composition, str, str]]) -> Flips:
    """Count over (composition, microstructure, processing), compositions equal to 0.1 at.%; where one of them is empty, nothing is known."""
    routes: dict[_Key, set[str]] = {}
    verdicts: dict[_Key, set[bool]] = {}
    for composition, microstructure, processing in observations:
        if microstructure and processing:
            key = composition.rounded(ONE_ALLOY)
            routes.setdefault(key, set()).add(processing)
            verdicts.setdefault(key, set()).add(microstructure in SINGLE_PHASE)
    several = [key for key, known in routes.items() if len(known) > 1]
    flipped = sum(len(verdicts[key]) > 1 for key in several)
    return Flips(len(several), flipped, flipped / len(several) if several else 0.0)


def _mechanical() -> Iterable[tuple[Composition, str, str]]:
    for row in shipped_table("mechanical_observations.csv")[1]:
        # Most rows name no route; reading their formulas would be for nothing.
        if row["microstructure"] and row["processing"]:
            yield parse_published(row["formula"]), row["microstructure"], row["processing"]
