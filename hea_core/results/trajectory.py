"""The way of a nudge, with what was asked and reached."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from hea_core.results.enums import Method, Side, Status, Verdict
from hea_core.results.prediction import Neighbour, OfPrediction, Prediction
from hea_core.results.table import frame

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class TrajectoryStep(OfPrediction):
    """One alloy on the way of a nudge.

    Attributes:
        z: its place on the map.
        moved_at_percent: from the start.
        prediction: what `predict` says of the alloy.
    """

    z: tuple[float, float]
    moved_at_percent: float
    prediction: Prediction

    RECORD: ClassVar[tuple[str, ...]] = (
        "formula", "composition", "z", "probability", "low", "high", "verdict", "moved_at_percent",
        "prediction",
    )  # fmt: skip
    """Names in the JSON and in tables, in their order."""


@dataclass(frozen=True, slots=True)
class TradeOff:
    """The best alloy found for a number of at.% moved.

    Attributes:
        formula: canonical.
        moved_at_percent: from the start.
        probability: of a single phase.
        low, high: 90 % interval of the ensemble.
        targets: what it has of each further target of the nudge, by name.
    """

    formula: str
    moved_at_percent: float
    probability: float
    low: float
    high: float
    targets: dict[str, float | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GoalReceipt:
    """What a nudge was asked for beside single phase, and what came of it.

    Attributes:
        target: its name in the registry.
        asked: the value.
        side: how a number is reached; None of a class.
        start: what the start has, as `predict` says.
        got: what the last step has, likewise; of a class the most probable one.
        low, high: 90 % interval of a number.
        met: whether it is reached: a number on its side; a class with at least half the probability.
    """

    target: str
    asked: float | str
    side: Side | None
    start: float | str
    got: float | str
    low: float | None
    high: float | None
    met: bool


@dataclass(frozen=True, slots=True)
class Trajectory:
    """The way from a multi-phase alloy to one that should be single-phase.

    Attributes:
        status: whether the cutoff is reached.
        verdict: on the last step, which can be undecided although the cutoff is reached.
        steps: the start first.
        moved_at_percent: from the first step to the last.
        new_elements: in the last step and not in the first.
        descriptors_start, descriptors_end: the paper's eight, by name.
        method: that was asked for.
        cutoff: probability to reach.
        cautious: whether `minimal` asked for the lower bound and for the second opinion.
        reason: one sentence: what changed, or why it ended short.
        second_opinion: on the last step, as on a Candidate.
        neighbours: measured alloys nearest to the last step.
        front: `minimal` only: best probability against at.% moved, to choose the knee from.
        reading: what was taken for granted in reading the start, or None.
        goals: one receipt a further target asked for.
    """

    status: Status
    verdict: Verdict
    steps: tuple[TrajectoryStep, ...]
    moved_at_percent: float
    new_elements: tuple[str, ...]
    descriptors_start: dict[str, float]
    descriptors_end: dict[str, float]
    method: Method
    cutoff: float
    cautious: bool
    reason: str
    second_opinion: float
    neighbours: tuple[Neighbour, ...]
    front: tuple[TradeOff, ...]
    reading: str | None = None
    goals: tuple[GoalReceipt, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """One row a step, the start first; columns as in `Answers.to_frame`."""
        return frame(self.steps)
