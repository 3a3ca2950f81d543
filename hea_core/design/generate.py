"""From a point z and what is wanted there to whole alloys that have it: decode, round, and correct on whole at.% (hea_core.design.matching)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from hea_core.design.feasible_set import FeasibleSet
from hea_core.design.matching import LEAST, ROUNDS, Matched, Neighbourhood, counts, match
from hea_core.design.transfers import TOTAL, whole_percent
from hea_core.design.wanted import Wanted
from hea_core.errors import RequestError
from hea_core.model.answers import Model
from hea_core.model.latent import Z_LIMIT
from hea_core.progress import OnProgress, silent

TRACE = 3
"""At.% below which a decoded element is dropped: one measured amount in a hundred is smaller."""
JOINING = 8
"""Elements that the decoder gives most of, which may join where the alloy's own do not suffice."""
LATER_ROUNDS = 8
"""Of a search with joining elements, which has many times the neighbours."""
MOST_CANDIDATES = 200
SEARCH = "rounds of the search for whole alloys"
"""What is told of as it goes on."""
_HALVINGS = 20
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


def decode(model: Model, z: np.ndarray, wanted: Wanted, feasible_set: FeasibleSet | None = None) -> np.ndarray:
    """Whole at.% int (n, E) decoded at z (n, 2) for what is wanted, traces dropped, not corrected; of a feasible set only the palette counts."""
    return whole_percent(_fractions(model, z, wanted, feasible_set), TRACE)


@dataclass(frozen=True, eq=False)
class Decodings:
    """What the decoder gives at n points.

    Attributes:
        alone: whole at.% int (n, E), within the palette of the constraints but not otherwise held to them.
        near: the member of the feasible set near it; the same where nothing is demanded.
        likely: the JOINING elements it gives most of and may hold, bool (n, E).
    """

    alone: np.ndarray
    near: np.ndarray
    likely: np.ndarray


def decode_onto(model: Model, z: np.ndarray, wanted: Wanted, feasible_set: FeasibleSet | None) -> Decodings:
    """Decode at z (n, 2) and go to the feasible set."""
    fractions = _fractions(model, z, wanted, feasible_set)
    allowed = np.ones(fractions.shape[1], dtype=bool) if feasible_set is None else feasible_set.high > 0
    rank = (-np.where(allowed, fractions, -1.0)).argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
    likely = (rank < JOINING) & allowed
    alone = whole_percent(fractions, TRACE)
    if feasible_set is None:
        return Decodings(alone, alone, likely)
    near = alone.copy()
    few = np.flatnonzero(~counts(near, feasible_set))
    if len(few):
        fractions[few] = _spread_out(fractions[few], feasible_set)
        near[few] = whole_percent(fractions[few], TRACE)
    missed = np.flatnonzero(~feasible_set.holds(near))
    if len(missed):
        near[missed] = feasible_set.project(fractions[missed])
    return Decodings(alone, near, likely)


def _fractions(model: Model, z: np.ndarray, wanted: Wanted, feasible_set: FeasibleSet | None) -> np.ndarray:
    """Atomic fractions (n, E) that the decoder gives at z (n, 2), of the elements that the feasible set leaves.

    A decoder that reads φ alone is not told the rest; the correction then does all of the work.
    """
    palette = None if feasible_set is None else feasible_set.high > 0
    further = wanted.further() if model.tells else {}
    return np.exp(model.log_theta(z, np.asarray(wanted.probability, dtype=np.float64), further, palette))


def _spread_out(fractions: np.ndarray, feasible_set: FeasibleSet) -> np.ndarray:
    """Alloys (n, E) with LEAST of as many elements as asked for: θ^β over the largest allowed elements, β as near to 1 as it may be.

    The decoder's own ranking of the elements says which ones come in, and its amounts keep their order.
    """
    share = np.where(feasible_set.high > 0, fractions.astype(np.float64), 0.0) + np.where(
        feasible_set.low > 0, 1.0, 0.0
    )
    rank = (-share).argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
    kept = (rank < feasible_set.min_elements) | ((share >= TRACE / TOTAL) & (rank < feasible_set.max_elements))
    logs = np.log(np.maximum(fractions.astype(np.float64), 1e-12))
    below = np.where(kept, logs - logs.max(axis=1, where=kept, initial=-np.inf, keepdims=True), 0.0)

    def flattened(power: np.ndarray) -> np.ndarray:
        raised = np.exp(power[:, None] * below) * kept
        return np.asarray(raised / raised.sum(axis=1, keepdims=True))

    low, high = np.zeros(len(share)), np.ones(len(share))
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        last = np.partition(flattened(middle), -feasible_set.min_elements, axis=1)[:, -feasible_set.min_elements]
        good = last >= (LEAST + 0.5) / TOTAL
        low, high = np.where(good, middle, low), np.where(good, high, middle)
    return flattened(low)


def corrected(
    model: Model,
    z: np.ndarray,
    wanted: Wanted,
    decoded: Decodings,
    feasible_set: FeasibleSet | None = None,
    others: Sequence[np.ndarray] | np.ndarray = (),
    on_progress: OnProgress = silent,
) -> Matched:
    """The decodings at z (n, 2), corrected until the heads agree.

    First the elements decoded trade amounts. Where that does not do, those that the decoder finds likely may join; then the search starts
    anew from `others`, whole at.% int (k, E), one after the other. What is cheapest is kept, all counted from what was decoded. Where more
    than φ is asked for, alloys pay for leaving their place. `on_progress` is told before every round of a search.
    """
    places = z if len(wanted.values) > 1 else None
    rounds = ROUNDS + LATER_ROUNDS * (1 + len(others))

    def told(searched: int) -> Callable[[int], None]:
        return lambda done: on_progress(SEARCH, searched + done, rounds)

    first = Neighbourhood(decoded.near, wanted, places, None, feasible_set)
    best = match(model, decoded.near, first, ROUNDS, told(0))
    for later, start in enumerate((None, *others)):
        short = np.flatnonzero(~best.met)
        if not len(short):
            break
        around = Neighbourhood(
            decoded.near[short],
            wanted.take(short),
            None if places is None else z[short],
            decoded.likely[short],
            feasible_set,
        )
        starts = best.alloys[short] if start is None else np.repeat(start[None], len(short), axis=0)
        found = match(model, starts, around, LATER_ROUNDS, told(ROUNDS + later * LATER_ROUNDS))
        better = found.met | (found.cost < best.cost[short])
        rows = short[better]
        best.alloys[rows], best.cost[rows], best.met[rows] = found.alloys[better], found.cost[better], found.met[better]
    return best


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
    model: Model,
    z: np.ndarray,
    wanted: Wanted,
    count: int,
    rng: np.random.Generator,
    feasible_set: FeasibleSet | None = None,
    others: Sequence[np.ndarray] | np.ndarray = (),
    on_progress: OnProgress = silent,
) -> Made:
    """`count` different alloys: the one at z first, then from ever wider draws around it.

    Args:
        model: decodes and judges.
        z: (2,).
        wanted: of one alloy.
        count: how many; fewer come back where the map is so flat that 40 · count draws do not yield them.
        rng: of the draws.
        feasible_set: that every alloy must be in.
        others: alloys on the feasible set at the place, to start from where the decoder's own does not do.
        on_progress: told of every round of a search.
    """
    found: dict[bytes, tuple[np.ndarray, np.ndarray, np.ndarray]] = {}
    # The point goes together with the first draws around it: the work of a batch hardly depends on its size.
    around, spread = count if count > 1 else 0, _FIRST_SPREAD
    points = z + np.repeat([0.0, spread], [1, around])[:, None] * rng.standard_normal((1 + around, 2))
    drawn = 0
    while True:
        of_all = wanted.take(np.zeros(len(points), dtype=np.int64))
        decoded = decode_onto(model, points, of_all, feasible_set)
        alloys = corrected(model, points, of_all, decoded, feasible_set, others, on_progress).alloys
        for made in zip(alloys, decoded.alone, points, strict=True):
            found.setdefault(made[0].tobytes(), made)
        drawn += len(points)
        if len(found) >= count or drawn >= 40 * count:
            break
        spread *= 1.25
        points = z + spread * rng.standard_normal((count, 2))
    chosen = list(found.values())[:count]
    return Made(*(np.stack(part) for part in zip(*chosen, strict=True)))
