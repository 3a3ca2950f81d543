"""Figures that several sections of a card have."""

from __future__ import annotations

from typing import TypedDict


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


class Errors(TypedDict):
    """Wrong answers of n alloys; None where there is no alloy."""

    n: int
    error: float | None


class InDomain(Errors):
    """In one domain: "in", "edge" or "out"."""

    domain: str
