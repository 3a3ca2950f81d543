"""Sections of a card on alloys whose chemical system or element the classifier has not seen, and on fewer labels."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from hea_core.evaluation.card.figures import MeanScores, Scores


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
    split: NotRequired[str]


class LeftOut(Scores):
    """The model trained without any alloy of an element, on those that hold it."""

    element: str


class Accuracy(TypedDict):
    """Over seeds."""

    accuracy_mean: float
    accuracy_sd: float
    brier_mean: NotRequired[float]


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
