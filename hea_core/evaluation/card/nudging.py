"""The section of a card on nudging."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class Nudged(TypedDict):
    """One method of nudging: shares of all starts, and medians and means over those that arrive."""

    converged: float
    moved_median: float
    new_elements_mean: float
    judge_agrees: float
    alloys: NotRequired[int]
    statuses: NotRequired[dict[str, int]]
    moved_p90: NotRequired[float]
    judge_mean: NotRequired[float]
    seconds_median: NotRequired[float]
    seconds_p95: NotRequired[float]


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


class Example(TypedDict):
    """One alloy on its way, step by step."""

    status: str
    probabilities: list[float]
    formulas: list[str]
    moved: list[float]
    judge: float
    reason: str


class Arrivals(TypedDict):
    """One search: shares that arrive of the feasible requests and of the others, and what is moved where it does."""

    reached_of_feasible: float
    reached_of_others: float
    moved_median: float
    moved_p90: float
    seconds_median: float
    seconds_p95: float


class HarderToo(Arrivals):
    """To the cutoff and more hardness at once: how many requests an augmented alloy fulfils, and what the cautious search reached."""

    alloys: int
    harder: float
    feasible: float
    nearest_known_median: float
    bare_minimum: NotRequired[Arrivals]


class Nudging(TypedDict):
    """The goal table of nudging."""

    cutoff: float
    alloys: int
    paper_weights: Nudged
    methods: dict[str, Nudged]
    constraints: Constrained
    hit_rate: HitRate
    split: NotRequired[str]
    example: NotRequired[dict[str, Example]]
    harder_too: NotRequired[HarderToo]
