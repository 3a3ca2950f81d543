"""What to make next: k alloys of a pool by information, by what is wanted or by both, unlike each other, under the constraints.

Information is what the answer is expected to tell of the model (Houlsby et al., 2011): the entropy of the mean probability less the mean
entropy of what the model holds possible, in bits. What it holds possible are the logits of its 90 % interval: the members of the ensemble
by themselves agree too well, an answer would tell a thousandth of a bit of them (docs/decisions/lab-book.md).

A batch is chosen one by one, each alloy counting for less the nearer it is, in composition, to one that is chosen or that the lab has
measured, so that no two of them ask the same question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from hea_core.composition import Composition, Reading
from hea_core.composition.elements import elements
from hea_core.datasets.facts import price_rows
from hea_core.design.constraints import Constraints
from hea_core.errors import RequestError, quoted
from hea_core.lab import chances
from hea_core.lab.aims import Aims
from hea_core.lab.chances import Chances
from hea_core.lab.correction import Corrected, Prior, at_percent_between, correct
from hea_core.lab.labels import Measured
from hea_core.model.ensemble import logit, sigmoid
from hea_core.results import Prediction, Suggestion, Suggestions
from hea_core.trust.examiner import Examiner
from hea_core.trust.intervals import NORMAL_90

ALIKE = 10.0
"""At.% within which one alloy says two thirds of what another would."""
MOST_IN_BATCH, MOST_IN_POOL = 100, 20_000
_SAME_AT_PERCENT = 0.5
_DECIMALS = 4
"""Of at.%, by which alloys of the pool are told from those that are measured or rejected."""
MOVES = 0.05
"""A probability that changes by so much is counted among those that an answer moves."""


_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(15)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()


class By(StrEnum):
    """What a batch is chosen by."""

    INFORMATION = "information"
    PROBABILITY = "probability"
    MIXED = "mixed"


@dataclass(frozen=True, eq=False)
class Pool:
    """Alloys that may be made: n of them, each different.

    Attributes:
        compositions: (n,).
        now: what the model says with the lab's results.
        prior: what it says without them.
        aims: what is wanted.
        chances: how the alloys stand to each aim beside the phase.
    """

    compositions: tuple[Composition, ...]
    now: Corrected
    prior: Prior
    aims: Aims
    chances: tuple[Chances, ...]

    @property
    def wanted(self) -> np.ndarray:
        """What each alloy is worth as what is wanted, 0 to 1 (n,): the probability of one phase where nothing is beside it."""
        return chances.together(self.aims, self.now.probability, self.chances) if self.chances else self.now.probability


def suggest(
    engine: Examiner,
    readings: Sequence[Reading],
    batch: int,
    by: By | str,
    constraints: Constraints | None,
    measured: Measured,
    without: Sequence[Composition],
    aims: Aims,
) -> Suggestions:
    """The next batch, best first; fewer than asked for where the pool has no more.

    Args:
        engine: of the model.
        readings: the pool; what is there twice counts once.
        batch: how many.
        by: a member of `By`, or its name.
        constraints: hold exactly in every alloy.
        measured: the lab's results: they correct the model, and what is measured is not suggested.
        without: not suggested either: what was rejected.
        aims: what is wanted, and weighs where a batch is chosen by more than information.

    Raises:
        HeaError: no such batch, or no alloy of the pool can be suggested.
    """
    try:
        chosen_by = By(by)
    except ValueError:
        raise RequestError(f"by is {quoted(str(by))}: give one of {', '.join(By)}, for example {By.MIXED}.") from None
    if aims.further and chosen_by is By.INFORMATION:
        raise RequestError(
            f"What is chosen by information alone has no targets: leave out {aims.further[0].text}, or choose by {By.PROBABILITY} or "
            f"{By.MIXED}."
        )
    if not 1 <= batch <= MOST_IN_BATCH:
        raise RequestError(f"batch is {batch}: give a whole number from 1 to {MOST_IN_BATCH}, for example 5.")
    if len(readings) > MOST_IN_POOL:
        raise RequestError(
            f"The pool has {len(readings):,} alloys, at most {MOST_IN_POOL:,} are compared: keep the best of them."
        )
    compositions = _allowed([reading.composition for reading in readings], constraints, measured, without)
    said = prior_of(engine, measured.compositions).probability
    prior = prior_of(engine, compositions)
    stands = chances.chances(engine, aims, compositions)
    pool = Pool(compositions, correct(measured, said, compositions, prior), prior, aims, stands)
    rows = choose(pool, batch, chosen_by, measured)
    predictions = engine.predict([Reading(compositions[row].formula, compositions[row]) for row in rows])
    return Suggestions(
        _suggestion(pool, row, prediction, measured, said) for row, prediction in zip(rows, predictions, strict=True)
    )


def prior_of(engine: Examiner, compositions: Sequence[Composition]) -> Prior:
    """What the model by itself says of alloys."""
    found = engine.examine(elements().fractions(compositions)) if compositions else []
    return Prior(*(np.array([getattr(one, name) for one in found]) for name in ("probability", "low", "high")))


def _allowed(
    pool: Sequence[Composition], constraints: Constraints | None, measured: Measured, without: Sequence[Composition]
) -> tuple[Composition, ...]:
    """The alloys of a pool that can be suggested, each once; RequestError where there is none."""
    distinct = tuple(dict.fromkeys(pool))
    if not distinct:
        raise RequestError(
            "The pool is empty: give alloys to choose from, for example a file with a column of formulas."
        )
    held = holding(distinct, constraints) if constraints else distinct
    done, rejected = ({one.rounded(_DECIMALS) for one in some} for some in (measured.compositions, without))
    excluded = done | rejected
    left = tuple(one for one in held if one.rounded(_DECIMALS) not in excluded)
    if not left:
        raise RequestError(
            f"No alloy of the pool can be suggested: of {len(distinct)}, {len(distinct) - len(held)} do not hold the constraints, "
            f"{sum(one.rounded(_DECIMALS) in done for one in held)} are measured and "
            f"{sum(one.rounded(_DECIMALS) in rejected for one in held)} rejected; give others, or lift a constraint."
        )
    return left


def holding(pool: Sequence[Composition], constraints: Constraints) -> tuple[Composition, ...]:
    """The alloys that hold every constraint; ConstraintError where no alloy at all could. Without a price there is no price to hold."""
    named = {symbol for symbol, _ in constraints.lock} | {symbol for symbol, least, _ in constraints.range if least > 0}
    known = price_rows() if constraints.max_price is not None else None
    symbols = sorted(named | {s for one in pool for s in one.elements if known is None or s in known})
    feasible = constraints.on(symbols)
    inside = [one for one in pool if set(one.elements) <= set(symbols)]
    at = {symbol: k for k, symbol in enumerate(symbols)}
    amounts = np.zeros((len(inside), len(symbols)))
    for row, one in enumerate(inside):
        for symbol, amount in one.amounts:
            amounts[row, at[symbol]] = amount
    return tuple(one for one, held in zip(inside, map(feasible.is_held_by, amounts), strict=True) if held)


def information(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Bits that an answer is expected to tell, of alloys whose probability is held to lie in these 90 % intervals, normal in logits, (n,)."""
    middle, half = 0.5 * (logit(high) + logit(low)), 0.5 * (logit(high) - logit(low))
    possible = sigmoid(middle[:, None] + half[:, None] / NORMAL_90 * _NODES)
    return np.maximum(_entropy(possible @ _WEIGHTS) - _entropy(possible) @ _WEIGHTS, 0.0)


def _entropy(probability: np.ndarray) -> np.ndarray:
    p = np.clip(probability, 1e-9, 1.0 - 1e-9)
    return np.asarray(-p * np.log2(p) - (1.0 - p) * np.log2(1.0 - p))


def choose(pool: Pool, batch: int, by: By, measured: Measured) -> list[int]:
    """Rows of the batch, best first."""
    worth = _worth(pool, by)
    distance = at_percent_between(pool.compositions, measured.compositions)
    fresh = 1.0 - np.exp(-distance.min(axis=1, initial=np.inf) / ALIKE)
    chosen: list[int] = []
    for _ in range(min(batch, len(worth))):
        score = worth * fresh
        score[chosen] = -np.inf
        best = int(score.argmax())
        chosen.append(best)
        to_it = at_percent_between(pool.compositions, [pool.compositions[best]])[:, 0]
        fresh = np.minimum(fresh, 1.0 - np.exp(-to_it / ALIKE))
    return chosen


def _worth(pool: Pool, by: By) -> np.ndarray:
    """What each alloy is worth by itself, 0 to 1 (n,)."""
    if by is By.PROBABILITY:
        return pool.wanted
    bits = information(pool.now.low, pool.now.high)
    informative = bits / max(float(bits.max()), 1e-12)
    return informative if by is By.INFORMATION else 0.5 * (informative + pool.wanted)


def _suggestion(pool: Pool, row: int, prediction: Prediction, measured: Measured, said: np.ndarray) -> Suggestion:
    now, composition = pool.now, pool.compositions[row]
    bits = information(now.low, now.high)
    more = int((bits > bits[row]).sum())
    near = prediction.neighbours[0]
    found = (
        "single-phase" if near.single_phase > 0.5 else "multi-phase" if near.single_phase < 0.5 else "reported as both"
    )
    others = (
        f"Others have made it: {found}."
        if near.distance_at_percent < _SAME_AT_PERCENT
        else f"Nearest measured: {near.formula}, {found}, {near.distance_at_percent:.0f} at.% away."
    )
    why = (
        f"Probability {now.probability[row]:.2f} ({now.low[row]:.2f} to {now.high[row]:.2f}): an answer is expected to tell {bits[row]:.2f} "
        f"bit, {_rank(more, len(bits))} of the {len(bits)} to choose from. "
        + " ".join(filter(None, [chances.in_words(pool.aims, now.probability, pool.chances, row), others]))
    )
    return Suggestion(
        formula=composition.formula,
        composition=composition.as_dict(),
        probability=float(now.probability[row]),
        low=float(now.low[row]),
        high=float(now.high[row]),
        information=float(bits[row]),
        why=why,
        if_single=_would_teach(pool, row, 1.0, measured, said),
        if_multiple=_would_teach(pool, row, 0.0, measured, said),
        domain=prediction.domain,
        chances={one.aim.text: float(one.chance[row]) for one in pool.chances},
    )


def _rank(more: int, of: int) -> str:
    """Where an alloy stands among so many, of which `more` tell more."""
    return "the most" if not more else "the least" if more == of - 1 else f"more than all but {more}"


def _would_teach(pool: Pool, row: int, answer: float, measured: Measured, said: np.ndarray) -> str:
    """One sentence on what the answer would change in the rest of the pool."""
    more = Measured(
        (*measured.compositions, pool.compositions[row]),
        np.append(measured.single_phase, answer),
        np.append(measured.count, 1.0),
    )
    after = correct(more, np.append(said, pool.prior.probability[row]), pool.compositions, pool.prior).probability
    change = after - pool.now.probability
    change[row] = 0.0
    moved, most = int((np.abs(change) >= MOVES).sum()), int(np.abs(change).argmax())
    found = "one phase" if answer else "more than one phase"
    if not moved:
        return f"If it has {found}, no other alloy of the pool moves by {MOVES:g} or more."
    verb = "rises" if answer else "falls"
    return (
        f"If it has {found}, {moved} of {len(change) - 1} others {'move' if moved > 1 else 'moves'} by {MOVES:g} or more; "
        f"{pool.compositions[most].formula} {verb} most, from {pool.now.probability[most]:.2f} to {after[most]:.2f}."
    )
