"""The section of a card on structure and hardness, with chemical systems held out."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from hea_core.evaluation.card.figures import InDomain


class Conformal(TypedDict):
    """As hea_core.trust.conformal.Conformal."""

    edges: list[float]
    quantiles: list[float]
    n: list[int]


class ClassFigures(TypedDict):
    """One predictor of a class on n alloys; AUC of each class that some of them are of and some are not."""

    n: float
    accuracy: float
    auc_FCC: NotRequired[float]
    auc_BCC: NotRequired[float]
    auc_HCP: NotRequired[float]
    auc_mixed: NotRequired[float]
    auc_intermetallic: NotRequired[float]


class Sets(TypedDict):
    """Share of 90 % sets that hold the class observed, and classes in them."""

    coverage: float
    size: float


class SetsByOrder(TypedDict):
    """Of all alloys, and of those of four or more elements."""

    all: Sets
    n4: Sets


class OfClasses(TypedDict):
    """A target that is a class; the model and its peers by name."""

    split: str
    n: int
    calibration: Conformal
    all: dict[str, ClassFigures]
    n4: dict[str, ClassFigures]
    n4_experiments: dict[str, ClassFigures]
    sets: SetsByOrder
    domain: list[InDomain]


class NumberFigures(TypedDict):
    """One predictor of a number, in its unit."""

    mean_error: float
    median_error: float
    spearman: float


class Interval(TypedDict):
    """Share of n measurements inside their 90 % interval, and half its width as a factor."""

    n: float
    coverage: float
    factor: float


class OnRoute(TypedDict):
    """Share of n measurements by one processing route inside their interval; None of no measurement."""

    route: str
    n: int
    coverage: float | None


Bias = TypedDict("Bias", {"from": float, "to": float, "n": int, "factor": float | None})
"""Predicted over observed, of n alloys whose observed value lies in a range; None of no alloy."""


class TwoPapers(TypedDict):
    """How far two papers are apart on one alloy as cast."""

    pairs: int
    median: float
    mean: float


class OfNumbers(TypedDict):
    """A target that is a number; the model and its peers by name, slips and powder routes left out and with them."""

    split: str
    n: int
    calibration: Conformal
    cleaned: dict[str, NumberFigures]
    all_values: dict[str, NumberFigures]
    interval: Interval
    by_route: list[OnRoute]
    by_observed: list[Bias]
    domain: list[InDomain]
    two_papers: TwoPapers


class Properties(TypedDict):
    """Every target beside single phase."""

    structure: OfClasses
    hardness: OfNumbers
