"""What the paper's own model reaches: C. Zeng, Z. Khan, N. L. Post, arXiv 2409.06740 (2024). The only place with these figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType


class Source(Enum):
    """Where a value of the paper is from."""

    ARTICLE = "stated in the article, mean of five seeds"
    RERUN = "its code and published weights, the best of its five seeds, run again on the same data"


@dataclass(frozen=True)
class Published:
    """A value of the paper.

    Attributes:
        value: the figure.
        sd: its spread, 0 where it states none.
        digits: decimals that are worth showing.
        source: where it is from.
    """

    value: float
    sd: float = 0.0
    digits: int = 2
    source: Source = Source.RERUN

    @property
    def spread(self) -> dict[str, float]:
        """As the card stores spreads."""
        return {"mean": self.value, "sd": self.sd}


PAPER: Mapping[str, Published] = MappingProxyType(
    {
        "test_accuracy": Published(0.829, 0.050, 3, Source.ARTICLE),
        "test_auc": Published(0.890, 0.025, 3, Source.ARTICLE),
        "test_n4_accuracy": Published(0.859, digits=3),
        "test_n4_auc": Published(0.838, digits=3),
        "test_n4_brier": Published(0.122, digits=3),
        "elbo_phi_observed": Published(-414, digits=0),
        "moved_median": Published(23, digits=0),
        "kept": Published(0.22),
        "kept_n4": Published(0.36),
        "auc_phi_predicted": Published(0.85),
        "auc_phi_predicted_n4": Published(0.82),
        "auc_phi_observed": Published(0.88),
        "auc_phi_observed_n4": Published(0.90),
        "within_0.1_at_0.1": Published(0.57),
        "within_0.1_at_0.3": Published(0.10),
        "within_0.1_at_0.5": Published(0.06),
        "within_0.1_at_0.7": Published(0.08),
        "within_0.1_at_0.9": Published(0.33),
        "seconds": Published(7200, digits=0),
    }
)
"""By the name in the card's summary of the paper's protocol; the seconds are 20,000 epochs at 0.35 s."""

NUDGING: Mapping[str, float] = MappingProxyType(
    {"converged": 0.997, "moved_median": 51.0, "new_elements_mean": 1.9, "judge_agrees": 0.87, "alloys": 608}
)
"""Its weights and loop, re-run by the protocol of nudging."""


def classifier_figures() -> dict[str, float]:
    """Accuracy and AUC on its test parts, as the card of a model states them beside its own."""
    accuracy, auc = PAPER["test_accuracy"], PAPER["test_auc"]
    return {
        "accuracy_mean": accuracy.value,
        "accuracy_sd": accuracy.sd,
        "auc_mean": auc.value,
        "auc_sd": auc.sd,
    }
