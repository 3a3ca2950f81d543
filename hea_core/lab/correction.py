"""What a lab's own results change at once: a Gaussian process on what the model got wrong, near in composition.

The logit of a single phase is taken to be the model's plus a deviation g, g ~ GP(0, AMPLITUDE² · exp(−d / LENGTH)), d being the at.% that
must change place between two alloys. The lab's results are Bernoulli draws, of which SLIP are read wrongly; the posterior is Laplace's
approximation. AMPLITUDE is the weight of the model against the lab: with it three alloys move what is near them, and by no more than the
model's own errors on systems it had never seen. Both were chosen on one half of the chemical systems and measured on the other
(docs/decisions/lab-book.md). Far from all results, and without any, every number is the model's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hea_core.composition import Composition
from hea_core.lab.labels import Measured
from hea_core.model.ensemble import logit, sigmoid

AMPLITUDE = 3.0
"""Standard deviation of the deviation, logits."""
LENGTH = 7.5
"""At.% after which it has fallen to a third."""
SLIP = 0.05
"""Share of results that say the opposite of what another lab would: sources disagree on as many alloys."""
_STEPS, _SMALL = 50, 1e-8


@dataclass(frozen=True, slots=True)
class Settings:
    """Of the deviation; the defaults are those that were measured."""

    amplitude: float = AMPLITUDE
    length: float = LENGTH
    slip: float = SLIP


@dataclass(frozen=True, eq=False)
class Corrected:
    """What the model says with the lab's results, n alloys.

    Attributes:
        probability: of a single phase (n,).
        low, high: 90 % interval (n,), narrower where the lab has measured nearby.
        weight: share of the deviation's variance that the lab's results explain, 0 to 1 (n,): 0 is the model alone.
        nearest: row of the measured alloy that is nearest in composition, int (n,); −1 where none is measured.
        distance: at.% to it (n,); inf where none is measured.
    """

    probability: np.ndarray
    low: np.ndarray
    high: np.ndarray
    weight: np.ndarray
    nearest: np.ndarray
    distance: np.ndarray


@dataclass(frozen=True, eq=False)
class Prior:
    """What the model says of n alloys without the lab: probability and 90 % interval, each (n,)."""

    probability: np.ndarray
    low: np.ndarray
    high: np.ndarray


def correct(
    measured: Measured,
    said: np.ndarray,
    compositions: Sequence[Composition],
    prior: Prior,
    settings: Settings | None = None,
) -> Corrected:
    """Correct a model by a lab's results.

    Args:
        measured: m alloys of the lab.
        said: the model's probability of each of them (m,).
        compositions: of n alloys.
        prior: what the model says of them.
        settings: of the deviation.
    """
    chosen = settings or Settings()
    if not len(measured):
        nothing = np.zeros(len(compositions))
        return Corrected(
            prior.probability, prior.low, prior.high, nothing, nothing.astype(np.int64) - 1, nothing + np.inf
        )
    own = at_percent_between(measured.compositions, measured.compositions)
    across = at_percent_between(compositions, measured.compositions)
    kernel, near = (chosen.amplitude**2 * np.exp(-distance / chosen.length) for distance in (own, across))
    gradient, explains = _posterior(kernel, logit(said), measured, chosen.slip)
    shift = near @ gradient
    weight = np.clip(np.einsum("nm,mk,nk->n", near, explains, near) / chosen.amplitude**2, 0.0, 1.0)
    left = np.sqrt(1.0 - weight)
    centre = logit(prior.probability)
    below, above = centre - logit(prior.low), logit(prior.high) - centre
    # without a shift the number is the model's own, to the last digit
    moved = np.where(shift == 0.0, prior.probability, sigmoid(centre + shift))
    return Corrected(
        moved,
        np.minimum(sigmoid(centre + shift - below * left), moved),
        np.maximum(sigmoid(centre + shift + above * left), moved),
        weight,
        across.argmin(axis=1),
        across.min(axis=1),
    )


def _posterior(kernel: np.ndarray, said: np.ndarray, measured: Measured, slip: float) -> tuple[np.ndarray, np.ndarray]:
    """Gradient of the likelihood at the mode (m,), and (K + W⁻¹)⁻¹ (m, m): Rasmussen & Williams (2006), algorithm 3.1."""
    observed = slip + (1.0 - 2.0 * slip) * measured.single_phase
    deviation = np.zeros(len(said))
    identity = np.eye(len(said))
    for _ in range(_STEPS):
        gradient, weight = _likelihood(said + deviation, observed, measured.count)
        root = np.sqrt(weight)
        inner = identity + root[:, None] * kernel * root
        target = weight * deviation + gradient
        step = target - root * np.linalg.solve(inner, root * (kernel @ target))
        found = kernel @ step
        done = float(np.abs(found - deviation).max()) < _SMALL
        deviation = found
        if done:
            break
    gradient, weight = _likelihood(said + deviation, observed, measured.count)
    root = np.sqrt(weight)
    inner = identity + root[:, None] * kernel * root
    return gradient, root[:, None] * np.linalg.solve(inner, np.diag(root))


def _likelihood(logits: np.ndarray, observed: np.ndarray, count: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First derivative and negative second derivative of the log likelihood of binomial shares, each (m,)."""
    probability = sigmoid(logits)
    return count * (observed - probability), count * np.maximum(probability * (1.0 - probability), 1e-6)


def at_percent_between(these: Sequence[Composition], others: Sequence[Composition]) -> np.ndarray:
    """At.% that must change place between every two alloys, (len(these), len(others))."""
    from scipy.spatial.distance import cdist  # a quarter of a second

    symbols = sorted({symbol for alloy in (*these, *others) for symbol in alloy.elements})
    return np.asarray(0.5 * cdist(_amounts(these, symbols), _amounts(others, symbols), "cityblock"))


def _amounts(alloys: Sequence[Composition], symbols: Sequence[str]) -> np.ndarray:
    """At.% of these elements, (n, E)."""
    at = {symbol: k for k, symbol in enumerate(symbols)}
    table = np.zeros((len(alloys), len(symbols)))
    for row, alloy in enumerate(alloys):
        for symbol, amount in alloy.amounts:
            table[row, at[symbol]] = amount
    return table
