"""The schema of a model card's "metrics": what each protocol writes, and what the pages may rely on.

A section is checked (`check`) before it is drawn, which says in one sentence where a card does not fit. What the schema does not name passes
through: a newer evaluation may write more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Any, TypedDict, get_args, get_origin, get_type_hints, is_typeddict

from hea_core.errors import ArtifactError


class Spread(TypedDict):
    """Mean and standard deviation over seeds, or over assignments of systems to folds."""

    mean: float
    sd: float


class Estimate(TypedDict):
    """A figure with its 95 % interval over alloys."""

    value: float
    low: float
    high: float


class Scores(TypedDict):
    """One classifier on n alloys, of which the share `majority` are of the commoner class."""

    n: int
    majority: float
    accuracy: Estimate
    auc: Estimate
    brier: Estimate
    ece: float


class MeanScores(TypedDict):
    """The same over assignments of systems to folds."""

    n: int
    majority: float
    accuracy: Spread
    auc: Spread
    brier: Spread
    ece: Spread


class Roc(TypedDict):
    """Points of a ROC curve."""

    false_positive_rate: list[float]
    true_positive_rate: list[float]


Control = TypedDict(
    "Control",
    {
        "asked": float,
        "n": int,
        "within_0.1": float,
        "within_0.1_uncorrected": float,
        "mean_error": float,
        "right_side": float | None,
        "z_distance_median": float,
        "corrected_at_percent_median": float,
    },
)
"""What came of one probability asked for at the places of n alloys; shares, and medians in units of the map and at.%."""


class PaperRun(TypedDict):
    """One seed of the paper's split."""

    seed: int
    train: Scores
    validation: Scores
    test: Scores
    test_n4: Scores
    roc: Roc
    controllability: list[Control]


class Paper(TypedDict):
    """The paper's protocol; `summary` is over the runs, by name of the figure."""

    split: str
    seeds: int
    summary: dict[str, Spread]
    runs: list[PaperRun]


class Bin(TypedDict):
    """Alloys that were given about the same probability, and the share of them that is single-phase."""

    probability: float
    observed: float
    n: int


class ScoresByOrder(TypedDict):
    """Of all alloys, and of those of four or more elements."""

    all: Scores
    n4: Scores


class MeanScoresByOrder(TypedDict):
    """Likewise, over assignments."""

    all: MeanScores
    n4: MeanScores


class Reliability(TypedDict):
    """Likewise, whether probabilities can be taken at their word."""

    all: list[Bin]
    n4: list[Bin]


class BySystem(TypedDict):
    """Five folds grouped by chemical system; the model and its peers by name, one run an assignment of systems to folds."""

    runs: list[dict[str, ScoresByOrder]]
    mean: dict[str, MeanScoresByOrder]
    reliability: Reliability


class LeftOut(Scores):
    """The model trained without any alloy of an element, on those that hold it."""

    element: str


class Accuracy(TypedDict):
    """Over seeds."""

    accuracy_mean: float
    accuracy_sd: float


class Labels(TypedDict):
    """How right the models are that learned from so many labels."""

    labels: int
    seeds: int
    semi_supervised: Accuracy
    supervised_only: Accuracy
    random_forest: Accuracy


class DataEfficiency(TypedDict):
    """Curves over the number of labels, on a random split and on systems not seen."""

    random: list[Labels]
    by_system: list[Labels]


class Nudged(TypedDict):
    """One method of nudging: shares of all starts, and medians and means over those that arrive."""

    converged: float
    moved_median: float
    new_elements_mean: float
    judge_agrees: float


class Constrained(TypedDict):
    """Random constrained runs: alloys that broke a demand by method, and how the runs ended."""

    runs: int
    violations: dict[str, int]
    statuses: dict[str, dict[str, int]]


class Precision(TypedDict):
    """Share of the alloys passing that was observed single-phase, over assignments of systems to folds."""

    precision_mean: float
    precision_sd: float
    passing: list[int]


class HitRate(TypedDict):
    """Held-out alloys of four or more elements, by the plain score and by the cautious one."""

    split: str
    base_rate: float
    n: int
    mean: Precision
    cautious: Precision


class Nudging(TypedDict):
    """The goal table of nudging."""

    cutoff: float
    alloys: int
    paper_weights: Nudged
    methods: dict[str, Nudged]
    constraints: Constrained
    hit_rate: HitRate


class Covered(TypedDict):
    """What the 90 % sets and intervals of n held-out alloys hold."""

    n: int
    set_coverage: float
    decided: float
    right_where_decided: float
    interval_group_coverage: float


class CoveredByOrder(TypedDict):
    """By number of elements."""

    two_or_three: Covered
    four_or_more: Covered


class Errors(TypedDict):
    """Wrong answers of n alloys; None where there is no alloy."""

    n: int
    error: float | None


class DomainErrors(Errors):
    """In one domain: "in", "edge" or "out"."""

    domain: str
    two_or_three: Errors
    four_or_more: Errors


class ErrorsByDomain(TypedDict):
    """With chemical systems held out, and with elements held out."""

    systems_held_out: list[DomainErrors]
    elements_held_out: list[DomainErrors]


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


SECTIONS: Mapping[str, Any] = {
    "paper": Paper,
    "by_system": BySystem,
    "leave_one_element_out": list[LeftOut],
    "data_efficiency": DataEfficiency,
    "nudge": Nudging,
    "trust": Trust,
}
"""What each entry of "metrics" looks like; entries that are not named here are not checked."""


def check(metrics: Mapping[str, Any], name: str) -> None:
    """Make sure that a section, if the schema knows it, fits (ArtifactError says which figure does not)."""
    found = _fault(metrics[name], SECTIONS[name], name) if name in SECTIONS else None
    if found:
        raise ArtifactError(f"The card's figures are of another version of the evaluation: {found}.")


def _fault(value: object, shape: Any, where: str) -> str | None:  # noqa: ANN401 - a type, or what typing makes of one
    """The first place where a value read from JSON is not of a shape; None where it fits."""
    if is_typeddict(shape):
        if not isinstance(value, Mapping):
            return f"{where} is no group of figures"
        parts = get_type_hints(shape).items()
        lacking = next((name for name, _ in parts if name not in value), None)
        if lacking:
            return f"{where}.{lacking} is missing"
        return _first(_fault(value[name], part, f"{where}.{name}") for name, part in parts)
    if get_origin(shape) is dict:
        if not isinstance(value, Mapping):
            return f"{where} is no group of figures"
        return _first(_fault(part, get_args(shape)[1], f"{where}.{name}") for name, part in value.items())
    if get_origin(shape) is list:
        if not isinstance(value, list):
            return f"{where} is no list"
        return _first(_fault(part, get_args(shape)[0], f"{where}[{k}]") for k, part in enumerate(value))
    kinds = get_args(shape) if get_origin(shape) is UnionType else (shape,)
    # a whole number is a figure too
    allowed = (*kinds, int) if float in kinds else kinds
    return None if isinstance(value, allowed) else f"{where} is {value!r}"


def _first(faults: Iterator[str | None]) -> str | None:
    return next((fault for fault in faults if fault), None)
