"""The ways to nudge an alloy, as every page names them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from hea_core.results import Method, Trajectory


@dataclass(frozen=True)
class Way:
    """One way to nudge.

    Attributes:
        name: its word on the pages.
        does: what it does, in a sentence or two.
        in_card: its name in the figures of the model card.
    """

    name: str
    does: str
    in_card: str


BARE = "bare minimum"
"""In links: `minimal` by the mean alone; Method.MINIMAL itself stands for the cautious score."""
WAYS: Mapping[str, Way] = MappingProxyType(
    {
        Method.LOOP: Way(
            "loop",
            "The paper's loop: encode the alloy, decode it with the phase flipped, repeat. Takes large steps.",
            "loop",
        ),
        Method.STEER: Way("steer", "A smooth path along the decoder that brings in no new element.", "steer"),
        Method.MINIMAL: Way(
            "cautious",
            "A small change whose probability holds up: the lower end of the interval and the second opinion must agree too.",
            "minimal_cautious",
        ),
        BARE: Way(BARE, "The fewest at.% moved whose probability passes, whatever else speaks against it.", "minimal"),
    }
)
"""By the name that links have, in the order of the pages."""
IN_CARD: Mapping[str, str] = MappingProxyType({way.in_card: way.name for way in WAYS.values()})
"""Word of each way by its name in the model card."""


def way(found: Trajectory) -> str:
    """Which of WAYS a trajectory was made by."""
    return BARE if found.method == Method.MINIMAL and not found.cautious else found.method
