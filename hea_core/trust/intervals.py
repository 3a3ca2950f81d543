"""What a probability is worth: a 90 % interval and a set of verdicts, both calibrated on chemical systems held out.

The members of the ensemble learn from one teacher and agree more than they should, so their spread alone is no interval. Two
things are therefore measured on alloys whose whole chemical system was held out, apart for two or three elements and for more:

- the interval is the members' spread widened, in logits, until among GROUP held-out alloys of about the same probability the
  share that is single-phase lies between the means of low and high nine times in ten. What covers nine in ten of the groups
  it was fitted to covers fewer of the next ones, so it is fitted to as many more as cross-validation over systems asks for;
- the set holds every verdict that is not among the tenth of held-out alloys that the classifier believed least (split
  conformal prediction). With exactly one verdict in it the answer is that one, otherwise it is undecided.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from hea_core.errors import ArtifactError
from hea_core.model.ensemble import logit
from hea_core.results import Verdict

COVERAGE = 0.9
GROUP = 30
"""Alloys whose observed share an interval is for."""
STRATA = ("two_or_three", "four_or_more")
ELEMENT_GROUPS = ("two", "three", "four_or_more")
"""Alloys whose verdicts are counted apart on the model card: the fewer elements, the easier."""
NORMAL_90 = 1.645
VERDICTS = tuple(Verdict)


@dataclass(frozen=True, slots=True)
class Stratum:
    """Calibration for one range of element counts.

    Attributes:
        widening: logits added in quadrature to the members' spread.
        nominal: coverage it was fitted to, so that COVERAGE holds on systems left out.
        set_threshold: largest 1 − probability of a verdict at which it stays in the set.
        n: held-out alloys it rests on.
    """

    widening: float
    nominal: float
    set_threshold: float
    n: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """Calibration of a model, one Stratum for each of STRATA."""

    two_or_three: Stratum
    four_or_more: Stratum

    def widening(self, n_elements: np.ndarray) -> np.ndarray:
        """Of the stratum of each alloy, by its number of elements (n,), (n,)."""
        return np.where(is_multinary(n_elements), self.four_or_more.widening, self.two_or_three.widening)

    def set_threshold(self, n_elements: np.ndarray) -> np.ndarray:
        """Likewise, (n,)."""
        return np.where(is_multinary(n_elements), self.four_or_more.set_threshold, self.two_or_three.set_threshold)

    def as_card(self) -> dict[str, Any]:
        """For card.json; read back by `calibration_of`."""
        return asdict(self)


def calibration_of(card: dict[str, Any]) -> Calibration | None:
    """The calibration that `evaluate --protocol trust` left on a card, or None; ArtifactError where it is damaged."""
    stored = card.get("metrics", {}).get("trust", {}).get("calibration")
    if stored is None:
        return None
    try:
        return Calibration(*(Stratum(**stored[name]) for name in STRATA))
    except (KeyError, TypeError) as error:
        raise ArtifactError(
            f"The calibration on the model's card is damaged ({error}): run 'evaluate --protocol trust' again."
        ) from error


def element_group(n_elements: int) -> str:
    """Which of ELEMENT_GROUPS an alloy of so many elements belongs to, two or more."""
    return ELEMENT_GROUPS[min(max(n_elements, 2), 4) - 2]


def is_multinary(n_elements: np.ndarray) -> np.ndarray:
    """Bool (n,): in the second of STRATA."""
    return np.asarray(n_elements >= 4)


def interval(
    probability: np.ndarray, spread: np.ndarray, widening: np.ndarray | float
) -> tuple[np.ndarray, np.ndarray]:
    """Low and high (n,) of the 90 % interval.

    Args:
        probability: mean of the members (n,).
        spread: standard deviation of their logits (n,).
        widening: logits (n,) or one for all.
    """
    centre = logit(probability)
    half = np.hypot(NORMAL_90 * spread, widening)
    low, high = 1.0 / (1.0 + np.exp(half - centre)), 1.0 / (1.0 + np.exp(-half - centre))
    return np.minimum(low, probability), np.maximum(high, probability)


def verdicts_from_sets(probability: np.ndarray, threshold: np.ndarray | float) -> np.ndarray:
    """The one answer in the calibrated set of each alloy as its index in VERDICTS, int8 (n,); undecided where both or neither of them is.

    Args:
        probability: mean of the members (n,).
        threshold: `set_threshold` of each alloy's stratum (n,), or one for all.
    """
    return _verdicts(1.0 - probability <= threshold, probability <= threshold)


def verdicts_from_intervals(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """The same for a model without a calibration: decided where the interval, ends (n,), lies on one side of a half."""
    return _verdicts(low > 0.5, high < 0.5)


def _verdicts(single: np.ndarray, multiple: np.ndarray) -> np.ndarray:
    codes = np.where(single, VERDICTS.index(Verdict.SINGLE), VERDICTS.index(Verdict.MULTIPLE))
    codes[single == multiple] = VERDICTS.index(Verdict.UNDECIDED)
    return codes.astype(np.int8)
