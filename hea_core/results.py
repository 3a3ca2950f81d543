"""What the predictor answers with: frozen, and with the field names of the command line's JSON."""

from __future__ import annotations

from dataclasses import dataclass

from hea_core.trust import Neighbour


@dataclass(frozen=True, slots=True)
class Prediction:
    """What is known of one alloy.

    Attributes:
        input: as given.
        formula: canonical.
        composition: {symbol: at.%}, sums to 100.
        probability: of a single phase, mean of the ensemble.
        low, high: 90 % interval of the ensemble.
        descriptors: the paper's eight, by name; units in hea_core.descriptors.DESCRIPTORS.
        domain: "in", "edge" or "out".
        reasons: for the domain, in words.
        neighbours: nearest measured alloys, nearest first.
    """

    input: str
    formula: str
    composition: dict[str, float]
    probability: float
    low: float
    high: float
    descriptors: dict[str, float]
    domain: str
    reasons: tuple[str, ...]
    neighbours: tuple[Neighbour, ...]


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
        z: mean of q(z | x, φ) at the classifier's φ.
        probability: that φ.
    """

    formula: str
    z: tuple[float, float]
    probability: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A generated alloy, re-examined.

    Attributes:
        formula: canonical.
        composition: {symbol: whole at.%}, sums to exactly 100.
        requested: the probability asked for.
        probability: what the classifier says of the alloy as written.
        low, high: 90 % interval of the ensemble.
        z: the alloy re-encoded.
        z_distance: from the point it was asked at to `z`.
        density_percentile: share of measured alloys (0-100) in a thinner place of the map than the point asked at.
        domain: "in", "edge" or "out".
        reasons: for the domain, in words.
        descriptors: the paper's eight, by name.
        nearest: measured alloys, nearest first.
    """

    formula: str
    composition: dict[str, float]
    requested: float
    probability: float
    low: float
    high: float
    z: tuple[float, float]
    z_distance: float
    density_percentile: float
    domain: str
    reasons: tuple[str, ...]
    descriptors: dict[str, float]
    nearest: tuple[Neighbour, ...]


@dataclass(frozen=True, slots=True)
class Examination:
    """The classifier's verdict on one alloy.

    Attributes:
        probability: mean of the members.
        low, high: 90 % interval of the ensemble.
    """

    probability: float
    low: float
    high: float
