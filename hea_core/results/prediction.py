"""What is known of one alloy: what was predicted and measured, and what that is worth."""

from __future__ import annotations

from dataclasses import dataclass, field

from hea_core.results.enums import Domain, Verdict


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

    It says how far any prediction can be trusted, and a prediction is all that a trust panel is given: each carries the same object.

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
        verdict: the one answer left in the 90 % set, if it is one (hea_core.trust.intervals.verdicts_from_sets).
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


class OfPrediction:
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
