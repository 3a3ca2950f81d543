"""Alloys that were generated, and whether what was asked of them can be had."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from hea_core.results.enums import Domain, Side
from hea_core.results.prediction import OfPrediction, Prediction


@dataclass(frozen=True, slots=True)
class Decoded:
    """What the decoder alone gave, before the alloy was corrected until the classifier agreed and the constraints held.

    Attributes:
        probability: what the classifier says of it.
        moved_at_percent: from it to the alloy returned.
    """

    probability: float
    moved_at_percent: float


@dataclass(frozen=True, slots=True)
class TargetReceipt:
    """What was asked of one target of a generated alloy, and what came of it.

    Attributes:
        target: its name in the registry, "single_phase" first.
        asked: the value, a number or the name of a class.
        decoded: what the decoder's alloy has, before it was corrected.
        got: what `predict` says of the alloy as written; of a class the most probable one.
        low, high: 90 % interval of a number.
        share: of a class, the probability of the one asked for.
        met: whether `got` is within the target's tolerance of `asked`, or on the side of it that was asked for.
        domain: where the alloy lies among those with a measured value of this target.
        side: how `asked` is meant: about it, or it or more, or it or less.
    """

    target: str
    asked: float | str
    decoded: float | str
    got: float | str
    low: float | None
    high: float | None
    share: float | None
    met: bool
    domain: Domain
    side: Side = Side.ABOUT


@dataclass(frozen=True, slots=True)
class Feasibility:
    """Whether a request can be fulfilled at a place of the map: one answer to one question, and no table.

    Attributes:
        feasible: whether it can.
        fulfilling: augmented alloys at the place that have all of it.
        considered: of so many that hold the constraints.
        reason: one or two sentences: how many have it, or which target is the matter and the nearest that can be had.
        nearest: the values of the nearest that can be had, by name of target; empty where nothing is known of the place.
        nearest_formula: an alloy that has them, or None.
    """

    feasible: bool
    fulfilling: int
    considered: int
    reason: str
    nearest: dict[str, float | str]
    nearest_formula: str | None


@dataclass(frozen=True, slots=True)
class Candidate(OfPrediction):
    """A generated alloy, re-examined.

    Attributes:
        requested: the probability asked for.
        decoded: how far the decoder alone obeyed. That the classifier agrees with `requested` is no evidence: the alloy was
            corrected until it did.
        second_opinion: probability by a classifier that shares neither network nor descriptors (hea_core.model.second_opinion).
        z: the alloy re-encoded.
        z_distance: from the point it was asked at to `z`.
        density_percentile: share of measured alloys (0-100) in a thinner place of the map than the point asked at.
        prediction: what `predict` says of the alloy as written.
        receipts: one a target asked for, φ first.
        shortfall: which targets are not met, and what can be had at the place; None where all are.
    """

    requested: float
    decoded: Decoded
    second_opinion: float
    z: tuple[float, float]
    z_distance: float
    density_percentile: float
    prediction: Prediction
    receipts: tuple[TargetReceipt, ...] = ()
    shortfall: str | None = None

    RECORD: ClassVar[tuple[str, ...]] = (
        "formula", "composition", "requested", "probability", "low", "high", "decoded", "second_opinion",
        "z", "z_distance", "density_percentile", "domain", "reasons", "descriptors", "nearest", "prediction",
        "properties", "receipts", "shortfall",
    )  # fmt: skip
    """Names in the JSON and in tables, in their order."""
