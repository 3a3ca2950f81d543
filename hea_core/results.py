"""What the predictor answers with: frozen, and with the field names of the command line's JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, is_dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

if TYPE_CHECKING:
    import pandas as pd

Answer = TypeVar("Answer")


class Answers(list[Answer]):
    """A sequence of answers: a list, and a table on request."""

    def to_frame(self) -> pd.DataFrame:
        """One row an answer, in order.

        Numbers and words are columns of their own name, descriptors one column each, z is z1 and z2, reasons are joined by semicolons and
        `composition` stays a dict. What is itself a table (neighbours, the whole prediction of a candidate) is left out. Where answers may
        be refused, the last column, `error`, has the reason, None for all others.
        """
        return frame(self)


def frame(answers: Iterable[Any]) -> pd.DataFrame:
    """Frozen answers as a table, one row each; see `Answers.to_frame`."""
    import pandas as pd  # a third of a second, and only a table asks for it

    given = list(answers)
    rows = [_flat(answer) for answer in given]
    columns = list(dict.fromkeys(name for row in rows for name in row if name != "error"))
    if any(isinstance(answer, (Prediction, Refusal)) for answer in given):
        columns.append("error")
    # None and not nan where there is nothing, as in the answers themselves
    return pd.DataFrame({name: [row.get(name) for row in rows] for name in columns})


def record(answer: Any) -> dict[str, Any]:  # noqa: ANN401 - any of the dataclasses below
    """The parts of one answer by the names of the JSON, in its order; what it has from its prediction is among them."""
    names = getattr(answer, "RECORD", None) or [part.name for part in fields(answer)]
    return {name: getattr(answer, name) for name in names}


def plain(value: Any) -> Any:  # noqa: ANN401 - any JSON-able tree
    """Answers as the JSON of the command line has them: dataclasses as dicts by `record`, tuples as lists, floats as they are."""
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain(part) for name, part in record(value).items()}
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def _flat(answer: Any) -> dict[str, Any]:  # noqa: ANN401 - any of the dataclasses below
    row: dict[str, Any] = {}
    for name, value in record(answer).items():
        if value is None or isinstance(value, (str, float, int)) or name == "composition":
            row[name] = value
        elif name == "z":
            row["z1"], row["z2"] = value
        elif name == "properties":
            row.update(flat_properties(value))
        elif isinstance(value, dict):
            row.update(value)
        elif isinstance(value, tuple) and all(isinstance(item, str) for item in value):
            row[name] = "; ".join(value)
    return row


def flat_properties(properties: dict[str, Property]) -> dict[str, Any]:
    """Columns hardness, hardness_low, hardness_high, hardness_domain; structure (the likeliest), structure_set, and so on."""
    row: dict[str, Any] = {}
    for name, answer in properties.items():
        if isinstance(answer, Quantity):
            row[name], row[f"{name}_low"], row[f"{name}_high"] = answer.value, answer.low, answer.high
        else:
            row[name] = max(answer.probabilities, key=answer.probabilities.__getitem__)
            row[f"{name}_set"] = "; ".join(answer.set)
            row.update({f"{name}_{label}": share for label, share in answer.probabilities.items()})
        row[f"{name}_domain"] = answer.domain
    return row


class Verdict(StrEnum):
    """What is concluded: one phase, several, or neither with the confidence asked for."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    UNDECIDED = "undecided"


class Domain(StrEnum):
    """Where an alloy lies against what was measured: inside, so that the model interpolates, at the edge, or outside."""

    IN = "in"
    EDGE = "edge"
    OUT = "out"


class Method(StrEnum):
    """Of nudging: the paper's loop, a smooth path without new elements, or the fewest at.% moved."""

    LOOP = "loop"
    STEER = "steer"
    MINIMAL = "minimal"


class Status(StrEnum):
    """How a nudge ended: the cutoff reached, or held by the start already; else back at an earlier alloy, out of steps, or out of alloys."""

    CONVERGED = "converged"
    ALREADY = "already"
    CYCLE = "cycle"
    MAX_STEPS = "max_steps"
    INFEASIBLE = "infeasible"


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A measured alloy near the one asked about.

    Attributes:
        formula: canonical.
        distance_at_percent: at.% that must change place to go there.
        single_phase: mean of its observed labels, 0 to 1; between them sources disagree.
        source: names of the data sets that report it.
        doi: of the first source.
        microstructure: what was found, where a source says.
        processing: how it was made, where a source says; not an input of the model.
        observations: how many statements the label rests on.
        disagree: whether they contradict each other.
        dois: of all of them.
        papers: how many papers a summary of the literature counts for it; 0 where none does.
        papers_single_phase: share of them that call it one phase; None likewise.
        hardness_hv: measured Vickers hardness, the median of what papers report; None where none does.
    """

    formula: str
    distance_at_percent: float
    single_phase: float
    source: str
    doi: str
    microstructure: str = ""
    processing: str = ""
    observations: int = 1
    disagree: bool = False
    dois: tuple[str, ...] = ()
    papers: int = 0
    papers_single_phase: float | None = None
    hardness_hv: float | None = None


@dataclass(frozen=True, slots=True)
class Flips:
    """Compositions observed under two or more known processing routes.

    Attributes:
        compositions: how many there are.
        flipped: of how many one observation says single-phase and another not.
        share: flipped of compositions.
    """

    compositions: int
    flipped: int
    share: float


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that a head predicts.

    Attributes:
        value: in `unit`.
        low, high: 90 % interval of one measurement (hea_core.trust.conformal); None for a model without a calibration.
        unit: of all three.
        domain: by the alloys that have a measured value.
    """

    value: float
    low: float | None
    high: float | None
    unit: str
    domain: Domain


@dataclass(frozen=True, slots=True)
class Classes:
    """A class that a head predicts.

    Attributes:
        probabilities: {class: probability}, sums to 1.
        set: classes that hold the observed one nine times in ten, the most probable first; all for a model without a calibration.
        domain: by the alloys whose class was observed.
    """

    probabilities: dict[str, float]
    set: tuple[str, ...]
    domain: Domain


Property = Quantity | Classes


@dataclass(frozen=True, slots=True)
class Prediction:
    """What is known of one alloy, and what that is worth: all that a trust panel shows.

    Attributes:
        input: as given.
        reading: what was taken for granted in reading it, one sentence; None where it has one common meaning.
        formula: canonical.
        composition: {symbol: at.%}, sums to 100.
        probability: of a single phase, mean of the ensemble.
        low, high: 90 % interval; hea_core.trust.intervals says of what.
        descriptors: the paper's eight, by name; units in hea_core.descriptors.registry.DESCRIPTORS.
        domain: whether the model interpolates.
        reasons: for the domain, in words.
        neighbours: nearest measured alloys, nearest first.
        verdict: the one answer left in the 90 % set, if it is one (hea_core.trust.intervals.verdict_of).
        density_percentile: share of measured alloys (0-100) in a thinner place of the map; None where the alloy has no place.
        density_g_cm3: by the rule of mixtures over volumes.
        rules_for_single: how many of the empirical rules say one phase.
        rules_asked: of how many.
        rules_measured: measured alloys of four or more elements for which as many do; 0 below four elements.
        rules_rate: share of those that are single-phase; None where there is none.
        flips: how often the processing route decides, which the model does not know.
        properties: {target: answer} of the targets beside single phase, as far as the model has heads for them.
    """

    input: str
    reading: str | None
    formula: str
    composition: dict[str, float]
    probability: float
    low: float
    high: float
    descriptors: dict[str, float]
    domain: Domain
    reasons: tuple[str, ...]
    neighbours: tuple[Neighbour, ...]
    verdict: Verdict
    density_percentile: float | None
    density_g_cm3: float
    rules_for_single: int
    rules_asked: int
    rules_measured: int
    rules_rate: float | None
    flips: Flips
    properties: dict[str, Property] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An entry of a list that cannot be answered.

    Attributes:
        input: as given.
        error: one sentence.
    """

    input: str
    error: str


@dataclass(frozen=True, slots=True)
class Encoding:
    """An alloy's place on the latent map.

    Attributes:
        formula: canonical.
        reading: what was taken for granted in reading the alloy, or None.
        z: mean of q(z | x, φ) at the classifier's φ.
        probability: that φ.
    """

    formula: str
    reading: str | None
    z: tuple[float, float]
    probability: float


@dataclass(frozen=True, slots=True)
class Decoded:
    """What the decoder alone gave, before the alloy was corrected until the classifier agreed and the constraints held.

    Attributes:
        probability: what the classifier says of it.
        moved_at_percent: from it to the alloy returned.
    """

    probability: float
    moved_at_percent: float


class _OfPrediction:
    """What a generated alloy and a step of a nudge have from their prediction."""

    __slots__ = ()
    prediction: Prediction

    @property
    def formula(self) -> str:
        """Canonical."""
        return self.prediction.formula

    @property
    def composition(self) -> dict[str, float]:
        """{symbol: at.%}; whole but for the start of a nudge, which is as given. Sums to 100."""
        return self.prediction.composition

    @property
    def probability(self) -> float:
        """What the classifier says of the alloy as written."""
        return self.prediction.probability

    @property
    def low(self) -> float:
        """Lower end of the 90 % interval."""
        return self.prediction.low

    @property
    def high(self) -> float:
        """Upper end of the 90 % interval."""
        return self.prediction.high

    @property
    def verdict(self) -> Verdict:
        """What is concluded."""
        return self.prediction.verdict

    @property
    def domain(self) -> Domain:
        """Whether the model interpolates."""
        return self.prediction.domain

    @property
    def reasons(self) -> tuple[str, ...]:
        """For the domain, in words."""
        return self.prediction.reasons

    @property
    def descriptors(self) -> dict[str, float]:
        """The paper's eight, by name."""
        return self.prediction.descriptors

    @property
    def properties(self) -> dict[str, Property]:
        """Structure and hardness, by name of target."""
        return self.prediction.properties

    @property
    def nearest(self) -> tuple[Neighbour, ...]:
        """Measured alloys, nearest first."""
        return self.prediction.neighbours


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
        met: whether `got` is within the target's tolerance of `asked`.
    """

    target: str
    asked: float | str
    decoded: float | str
    got: float | str
    low: float | None
    high: float | None
    share: float | None
    met: bool


@dataclass(frozen=True, slots=True)
class Feasibility:
    """Whether a request can be fulfilled at a place of the map.

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
class Candidate(_OfPrediction):
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


@dataclass(frozen=True, slots=True)
class Examination:
    """The classifier's verdict on one alloy.

    Attributes:
        probability: mean of the members.
        low, high: 90 % interval; hea_core.trust.intervals says of what.
        verdict: as in a Prediction.
    """

    probability: float
    low: float
    high: float
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class TrajectoryStep(_OfPrediction):
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
        start: what the start has, as `predict` says.
        got: what the last step has, likewise; of a class the most probable one.
        low, high: 90 % interval of a number.
        met: whether it is reached: a number at the value or beyond it, seen from the start; a class with at least half the probability.
    """

    target: str
    asked: float | str
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
        cautious: whether `minimal` asked for the lower bound and for measured neighbours.
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


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An alloy to make next.

    Attributes:
        formula: canonical.
        composition: {symbol: at.%}, as in the pool.
        probability: of a single phase, the lab's results counted in (hea_core.lab.correction).
        low, high: 90 % interval.
        information: bits that its answer is expected to tell (hea_core.lab.batch).
        why: it was chosen, in words.
        if_single, if_multiple: what either answer would change in the rest of the pool.
        domain: "in", "edge" or "out" of what the model has learnt from.
    """

    formula: str
    composition: dict[str, float]
    probability: float
    low: float
    high: float
    information: float
    why: str
    if_single: str
    if_multiple: str
    domain: Domain


Predictions = Answers[Prediction | Refusal]
Encodings = Answers[Encoding]
Candidates = Answers[Candidate]
Suggestions = Answers[Suggestion]
