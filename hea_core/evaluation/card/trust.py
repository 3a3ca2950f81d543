"""The section of a card on what a verdict and an interval are worth."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from hea_core.evaluation.card.figures import Errors, InDomain


class Covered(TypedDict):
    """What the 90 % sets and intervals of n held-out alloys hold."""

    n: int
    set_coverage: float
    decided: float
    right_where_decided: float
    interval_group_coverage: float
    set_coverage_mean_of_systems: NotRequired[float]
    interval_groups: NotRequired[int]


class CoveredByOrder(TypedDict):
    """By number of elements."""

    two_or_three: Covered
    four_or_more: Covered


class DomainErrors(InDomain):
    """Likewise, and by number of elements."""

    two_or_three: Errors
    four_or_more: Errors


class ErrorsByDomain(TypedDict):
    """With chemical systems, elements, or whole collections held out."""

    systems_held_out: list[DomainErrors]
    elements_held_out: list[DomainErrors]
    collections_held_out: NotRequired[list[DomainErrors]]


class Calibration(TypedDict):
    """Of one stratum, as hea_core.trust.intervals.Stratum."""

    widening: float
    nominal: float
    set_threshold: float
    n: int


class OnCollection(TypedDict):
    """Sets and verdicts on n alloys of collections that neither classifier nor calibration knew."""

    n: int
    set_coverage: float
    set_size: float
    auc: float
    decided: float
    right_where_decided: float


class OfVerdict(TypedDict):
    """What became of n alloys of one verdict: the share that was single-phase."""

    elements: str
    domain: str
    verdict: str
    n: int
    single: float


class RouteFlips(TypedDict):
    """Compositions measured after two processing routes or more, and those on which the routes disagree."""

    compositions: int
    flipped: int
    share: float


class Trust(TypedDict):
    """What a verdict and an interval are worth."""

    split: str
    coverage: CoveredByOrder
    domain: ErrorsByDomain
    processing_flips: RouteFlips
    calibration: NotRequired[dict[str, Calibration]]
    collections: NotRequired[dict[str, OnCollection]]
    verdicts: NotRequired[list[OfVerdict]]


Traces = TypedDict(
    "Traces", {"alloys": int, "at_percent": float, "mean": float, "over_0.05": float, "worst": float, "up": float}
)
"""Change of the probability of n alloys by a trace of each element that they lack; shares of large changes and of rising ones."""
