"""From a point z and a probability to whole alloys that obey it: decode, round, and correct on the lattice of at.%."""

from __future__ import annotations

import math

import numpy as np
import torch

from hea_core.errors import RequestError
from hea_core.lattice import Lattice
from hea_core.networks import AlloyModel
from hea_core.transfers import TOTAL, transfers, whole_percent

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
Z_LIMIT = 8.0
"""|z1|, |z2| beyond this is no place on the map."""
_CLAMP = 0.01
_FIRST_SPREAD = 0.05
"""Latent units around the point that the first other candidates are drawn from."""


def check_request(z1: float, z2: float, probability: float, count: int) -> None:
    """Refuse what lies outside the map, is no probability, or is too many alloys (RequestError)."""
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


def decode(model: AlloyModel, z: np.ndarray, asked: np.ndarray, lattice: Lattice | None = None) -> np.ndarray:
    """Whole at.% int (n, E) decoded at z (n, 2) for the probabilities asked (n,), traces dropped, not corrected.

    With a lattice, the member nearest to each.
    """
    with torch.inference_mode():
        fractions = model.decoder.fractions(
            torch.as_tensor(z, dtype=torch.float32), torch.as_tensor(asked, dtype=torch.float32)
        )
    whole = whole_percent(fractions.numpy(), TRACE)
    if lattice is None:
        return whole
    # Where what was decoded is banned altogether, the traces say what to take instead.
    held = lattice.holds(whole)
    whole[~held] = lattice.project(fractions.numpy()[~held])
    return whole


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
    for _ in range(rounds):
        if not len(active):
            break
        reached, origin = transfers(alloys[active], alloys[active] > 0, MOVES)
        if lattice is not None:
            held = lattice.holds(reached)
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
    moved = 0.5 * np.abs(alloys - decoded).sum(axis=1)
    return np.abs(_logit(got) - _logit(asked)) + PRICE_OF_MOVING * moved


def _logit(probability: np.ndarray) -> np.ndarray:
    clamped = np.clip(probability, _CLAMP, 1.0 - _CLAMP)
    return np.log(clamped / (1.0 - clamped))


def distinct_around(
    model: AlloyModel,
    z: np.ndarray,
    asked: float,
    count: int,
    rng: np.random.Generator,
    lattice: Lattice | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """`count` different alloys: the one at z first, then from ever wider draws around it.

    Args:
        model: decodes and judges.
        z: (2,).
        asked: probability.
        count: how many; fewer come back where the map is so flat that 40 · count draws do not yield them.
        rng: of the draws.
        lattice: that every alloy must be on.

    Returns:
        whole at.% (m, E) and the points (m, 2) they were decoded at.
    """
    found: dict[bytes, tuple[np.ndarray, np.ndarray]] = {}
    # The point goes together with the first draws around it: the work of a batch hardly depends on its size.
    around, spread = count if count > 1 else 0, _FIRST_SPREAD
    points = z + np.repeat([0.0, spread], [1, around])[:, None] * rng.standard_normal((1 + around, 2))
    drawn = 0
    while True:
        wanted = np.full(len(points), asked, dtype=np.float32)
        alloys = obey(model, decode(model, points, wanted, lattice), wanted, lattice=lattice)
        for alloy, point in zip(alloys, points, strict=True):
            found.setdefault(alloy.tobytes(), (alloy, point))
        drawn += len(points)
        if len(found) >= count or drawn >= 40 * count:
            break
        spread *= 1.25
        points = z + spread * rng.standard_normal((count, 2))
    chosen = list(found.values())[:count]
    return np.stack([alloy for alloy, _ in chosen]), np.stack([point for _, point in chosen])
