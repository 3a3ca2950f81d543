"""What choosing the next batch has been worth: the shipped data played again (benchmarks/replay.py), as the shipped model carries it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict, cast

from hea_core.errors import ArtifactError
from hea_core.evaluation.card.shape import fault
from hea_core.model import artifacts

FILE = "replay.json"
RANDOM = "random"


class Curve(TypedDict):
    """One strategy, at each count of labels: mean and standard deviation over the seeds."""

    auc_mean: list[float]
    auc_std: list[float]
    hits_mean: list[float]
    hits_std: list[float]


class _Phases(TypedDict):
    alloys: int
    single_phase: int
    start: int
    batch: int
    seeds: int
    labels: list[int]
    strategies: dict[str, Curve]


class Hardness(TypedDict):
    """The same for the hardest of alloys: how many of `replays` have found one of the `top` hardest once so many are made."""

    alloys: int
    top: int
    start: int
    made: list[int]
    replays: int
    reached: dict[str, list[float]]
    top_found: dict[str, list[float]]


class _File(TypedDict):
    phases: dict[str, _Phases]
    hardness: Hardness


@dataclass(frozen=True)
class Needed:
    """Labels after which a strategy is as good as random choice; None where it never was, as far as was played.

    Attributes:
        labels: by the means.
        low, high: where random choice's mean is taken a standard error lower and higher.
    """

    labels: int | None
    low: int | None
    high: int | None


@dataclass(frozen=True)
class Replay:
    """A lab that starts with some labels and makes a batch at a time, played with several strategies.

    Attributes:
        alloys: that can be made or are kept for the AUC.
        single_phase: how many of them are.
        start: labels at the start.
        seeds: how often it was played.
        labels: after each batch, the start included.
        curves: {strategy: its figures}.
    """

    alloys: int
    single_phase: int
    start: int
    seeds: int
    labels: tuple[int, ...]
    curves: Mapping[str, Curve]

    def hits(self, strategy: str, made: int) -> tuple[float, float]:
        """Single-phase alloys among the first so many made: mean and standard deviation."""
        curve, row = self.curves[strategy], self._row(made)
        return curve["hits_mean"][row], curve["hits_std"][row]

    def auc(self, strategy: str, made: int) -> tuple[float, float]:
        """AUC on systems kept out once so many are made: mean and standard deviation."""
        curve, row = self.curves[strategy], self._row(made)
        return curve["auc_mean"][row], curve["auc_std"][row]

    def random_makes(self, hits: float) -> int | None:
        """How many random choice makes until it has so many hits; None where it never had."""
        rows = (row for row, found in enumerate(self.curves[RANDOM]["hits_mean"]) if found >= hits)
        row = next(rows, None)
        return None if row is None else self.labels[row] - self.start

    def needed(self, strategy: str, made: int) -> Needed:
        """Labels with which a strategy has the AUC that random choice has with so many made."""
        mean, deviation = self.auc(RANDOM, made)
        error = deviation / math.sqrt(self.seeds)
        return Needed(*(self._labels_for(strategy, auc) for auc in (mean, mean - error, mean + error)))

    def _labels_for(self, strategy: str, auc: float) -> int | None:
        curve = self.curves[strategy]["auc_mean"]
        return next((labels for labels, found in zip(self.labels, curve, strict=True) if found >= auc), None)

    def _row(self, made: int) -> int:
        return self.labels.index(self.start + made)


def read() -> tuple[dict[str, Replay], Hardness]:
    """{alloys played with: replay on phases} and the replay on hardness, of the shipped model's folder (ArtifactError)."""
    name = "default"
    content = json.loads(artifacts.read_file(name, FILE, artifacts.read_card(name)))
    wrong = fault(content, _File, FILE)
    if wrong:
        raise ArtifactError(f"The figures of the replay cannot be used: {wrong}; run make bench ARGS='--only replay'.")
    stored = cast(_File, content)
    phases = {
        of: Replay(
            one["alloys"], one["single_phase"], one["start"], one["seeds"], tuple(one["labels"]), one["strategies"]
        )
        for of, one in stored["phases"].items()
    }
    return phases, stored["hardness"]
