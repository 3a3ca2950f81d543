"""From a point z and a probability to whole alloys that obey it: decode, round, and correct on the lattice of at.%."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch

from hea_core.composition import Reading
from hea_core.composition.arrays import at_percent_moved
from hea_core.design.feasible_set import Lattice
from hea_core.design.transfers import TOTAL, transfers, whole_percent
from hea_core.errors import RequestError
from hea_core.model.latent import Z_LIMIT
from hea_core.model.networks import AlloyModel
from hea_core.results import Candidate, Candidates, Decoded
from hea_core.trust.examiner import Examiner

TOLERANCE = 0.02
"""Probability: an alloy this close to what was asked is left alone."""
ROUNDS = 20
MOVES = (1, 2, 5, 10, 20)
"""At.% of one correcting transfer."""
TRACE = 3
"""At.% below which a decoded element is dropped: one measured amount in a hundred is smaller."""
PRICE_OF_MOVING = 0.01
"""Logits a correction must gain per at.% moved away from what was decoded."""
MOST_CANDIDATES = 200
LEAST = 5
"""At.% of each element that counts towards a number of elements asked for: less of it makes no alloy of so many elements."""
_HALVINGS = 20
_CLAMP = 0.01
_FIRST_SPREAD = 0.05
"""Latent units around the point that the first other candidates are drawn from."""


def check_request(z1: float, z2: float, probability: float, count: int) -> None:
    """Refuse what lies far outside the map, is no probability, or is too many alloys (RequestError)."""
    for name, value, low, high in (
        ("z1", z1, -Z_LIMIT, Z_LIMIT),
        ("z2", z2, -Z_LIMIT, Z_LIMIT),
        ("probability", probability, 0.0, 1.0),
    ):
        if not (math.isfinite(value) and low <= value <= high):
            raise RequestError(f"{name} is {value}: give a number from {low:g} to {high:g}, for example 0.5.")
    if not 1 <= count <= MOST_CANDIDATES:
        raise RequestError(f"count is {count}: give a whole number from 1 to {MOST_CANDIDATES}, for example 5.")


def probability_of(model: AlloyModel, whole: np.ndarray) -> np.ndarray:
    """The classifier's probability for whole at.% (n, E), (n,)."""
    with torch.inference_mode():
        return model.probability(torch.as_tensor(whole / TOTAL, dtype=torch.float32)).numpy()


def decode(model: AlloyModel, z: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Whole at.% int (n, E) decoded at z (n, 2) for the probabilities asked (n,), traces dropped, not corrected."""
    return whole_percent(_fractions(model, z, asked), TRACE)


def decode_onto(
    model: AlloyModel, z: np.ndarray, asked: np.ndarray, lattice: Lattice | None
) -> tuple[np.ndarray, np.ndarray]:
    """What the decoder alone gives, and the member of the lattice near it, both as `decode`; the same where nothing is demanded."""
    fractions = _fractions(model, z, asked)
    alone = whole_percent(fractions, TRACE)
    if lattice is None:
        return alone, alone
    near = alone.copy()
    few = np.flatnonzero(~_counts(near, lattice))
    if len(few):
        fractions[few] = _spread_out(fractions[few], lattice)
        near[few] = whole_percent(fractions[few], TRACE)
    # Where what was decoded is banned altogether, the traces say what to take instead.
    missed = np.flatnonzero(~lattice.holds(near))
    if len(missed):
        near[missed] = lattice.project(fractions[missed])
    return alone, near


def _fractions(model: AlloyModel, z: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Atomic fractions (n, E) that the decoder gives at z (n, 2) for the probabilities asked (n,)."""
    with torch.inference_mode():
        return model.decoder.fractions(
            torch.as_tensor(z, dtype=torch.float32), torch.as_tensor(asked, dtype=torch.float32)
        ).numpy()


def _counts(whole: np.ndarray, lattice: Lattice) -> np.ndarray:
    """Whether alloys (n, E) hold LEAST of as many elements as the lattice asks for, bool (n,)."""
    return np.asarray((whole >= LEAST).sum(axis=1) >= lattice.min_elements)


def _spread_out(fractions: np.ndarray, lattice: Lattice) -> np.ndarray:
    """Alloys (n, E) with LEAST of as many elements as asked for: θ^β over the largest allowed elements, β as near to 1 as it may be.

    The decoder's own ranking of the elements says which ones come in, and its amounts keep their order.
    """
    share = np.where(lattice.high > 0, fractions.astype(np.float64), 0.0) + np.where(lattice.low > 0, 1.0, 0.0)
    rank = (-share).argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
    enough = np.where(lattice.high > 0, share, 0.0) >= TRACE / TOTAL
    kept = (rank < lattice.min_elements) | (enough & (rank < lattice.max_elements))
    logs = np.log(np.maximum(fractions.astype(np.float64), 1e-12))
    below = np.where(kept, logs - logs.max(axis=1, where=kept, initial=-np.inf, keepdims=True), 0.0)

    def flattened(power: np.ndarray) -> np.ndarray:
        raised = np.exp(power[:, None] * below) * kept
        return np.asarray(raised / raised.sum(axis=1, keepdims=True))

    low, high = np.zeros(len(share)), np.ones(len(share))
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        last = np.partition(flattened(middle), -lattice.min_elements, axis=1)[:, -lattice.min_elements]
        good = last >= (LEAST + 0.5) / TOTAL
        low, high = np.where(good, middle, low), np.where(good, high, middle)
    return flattened(low)


def obey(
    model: AlloyModel, decoded: np.ndarray, asked: np.ndarray, rounds: int = ROUNDS, lattice: Lattice | None = None
) -> np.ndarray:
    """Move amounts between the elements present until the classifier agrees with the probability asked for.

    Each round takes, per alloy, the one transfer that most lowers |logit got − logit asked| plus a price for every at.%
    moved; an alloy within TOLERANCE, or without a better neighbour, is finished.

    Args:
        model: its classifier judges.
        decoded: whole at.% int (n, E).
        asked: probabilities (n,).
        rounds: at most.
        lattice: that `decoded` is on and must stay on.

    Returns:
        whole at.% int (n, E); elements are never added.
    """
    alloys = decoded.copy()
    got = probability_of(model, alloys)
    cost = _cost(got, asked, alloys, decoded)
    active = np.flatnonzero(np.abs(got - asked) > TOLERANCE)
    counted = np.ones(len(alloys), dtype=bool) if lattice is None else _counts(decoded, lattice)
    for _ in range(rounds):
        if not len(active):
            break
        reached, origin = transfers(alloys[active], alloys[active] > 0, MOVES)
        if lattice is not None:
            held = lattice.holds(reached) & (_counts(reached, lattice) | ~counted[active[origin]])
            reached, origin = reached[held], origin[held]
        if not len(reached):
            break
        row = active[origin]
        got = probability_of(model, reached)
        reached_cost = _cost(got, asked[row], reached, decoded[row])
        order = np.lexsort((reached_cost, row))
        best = order[np.unique(row[order], return_index=True)[1]]
        better = best[reached_cost[best] < cost[row[best]] - 1e-6]
        moved = row[better]
        alloys[moved], cost[moved] = reached[better], reached_cost[better]
        active = moved[np.abs(got[better] - asked[moved]) > TOLERANCE]
    return alloys


def _cost(got: np.ndarray, asked: np.ndarray, alloys: np.ndarray, decoded: np.ndarray) -> np.ndarray:
    moved = at_percent_moved(alloys, decoded, TOTAL)
    return np.abs(_logit(got) - _logit(asked)) + PRICE_OF_MOVING * moved


def _logit(probability: np.ndarray) -> np.ndarray:
    clamped = np.clip(probability, _CLAMP, 1.0 - _CLAMP)
    return np.log(clamped / (1.0 - clamped))


@dataclass(frozen=True, eq=False)
class Made:
    """Different alloys made around a point of the map; the arrays share their first dimension m.

    Attributes:
        alloys: whole at.% int (m, E), corrected.
        decoded: what the decoder alone gave for each, whole at.% int (m, E).
        points: where each was decoded, (m, 2).
    """

    alloys: np.ndarray
    decoded: np.ndarray
    points: np.ndarray


def distinct_around(
    model: AlloyModel,
    z: np.ndarray,
    asked: float,
    count: int,
    rng: np.random.Generator,
    lattice: Lattice | None = None,
) -> Made:
    """`count` different alloys: the one at z first, then from ever wider draws around it.

    Args:
        model: decodes and judges.
        z: (2,).
        asked: probability.
        count: how many; fewer come back where the map is so flat that 40 · count draws do not yield them.
        rng: of the draws.
        lattice: that every alloy must be on.
    """
    found: dict[bytes, tuple[np.ndarray, np.ndarray, np.ndarray]] = {}
    # The point goes together with the first draws around it: the work of a batch hardly depends on its size.
    around, spread = count if count > 1 else 0, _FIRST_SPREAD
    points = z + np.repeat([0.0, spread], [1, around])[:, None] * rng.standard_normal((1 + around, 2))
    drawn = 0
    while True:
        wanted = np.full(len(points), asked, dtype=np.float32)
        alone, near = decode_onto(model, points, wanted, lattice)
        alloys = obey(model, near, wanted, lattice=lattice)
        for made in zip(alloys, alone, points, strict=True):
            found.setdefault(made[0].tobytes(), made)
        drawn += len(points)
        if len(found) >= count or drawn >= 40 * count:
            break
        spread *= 1.25
        points = z + spread * rng.standard_normal((count, 2))
    chosen = list(found.values())[:count]
    return Made(*(np.stack(part) for part in zip(*chosen, strict=True)))


def candidates(
    engine: Examiner, point: np.ndarray, asked: float, count: int, rng: np.random.Generator, lattice: Lattice | None
) -> Candidates:
    """Different alloys at and around a point (2,) that should have this probability, re-examined and re-encoded.

    Args:
        engine: makes, examines and places them.
        point: of the map; the first alloy is made there, the rest around it.
        asked: probability.
        count: of alloys.
        rng: of the draws.
        lattice: that every alloy must be on.
    """
    made = distinct_around(engine.model, point, asked, count, rng, lattice)
    compositions = [engine.from_whole(alloy) for alloy in made.alloys]
    predictions, z = engine.predict_and_place([Reading(one.formula, one) for one in compositions])
    percentiles = engine.density_percentile(made.points)
    alone = probability_of(engine.model, made.decoded).tolist()
    moved = at_percent_moved(made.alloys, made.decoded, TOTAL).tolist()
    opinions = engine.second_opinion(made.alloys / TOTAL).tolist()
    return Candidates(
        Candidate(
            requested=asked,
            decoded=Decoded(alone[i], moved[i]),
            second_opinion=opinions[i],
            z=(float(at[0]), float(at[1])),
            z_distance=float(np.hypot(*(at - point))),
            density_percentile=float(percentile),
            prediction=p,
        )
        for i, (p, at, percentile) in enumerate(zip(predictions, z, percentiles, strict=True))
    )
