"""Whole alloys that have what is wanted: amounts are moved in whole at.% until the heads agree, near what the decoder gave.

Each round takes, per alloy, the one transfer that most lowers the cost: how far the targets are missed (hea_core.design.wanted), a price for
every at.% moved, one for every element that was not there, and, where a place is to be kept to, one for leaving it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from hea_core.composition.arrays import at_percent_moved
from hea_core.design.feasible_set import FeasibleSet
from hea_core.design.transfers import TOTAL, transfers
from hea_core.design.wanted import LEFT_ALONE, Wanted
from hea_core.model.answers import Model, Values
from hea_core.model.targets import SINGLE_PHASE

ROUNDS = 20
MOVES = (1, 2, 5, 10, 20)
"""At.% of one correcting transfer."""
PRICE_OF_MOVING = 0.01
"""Logits a correction must gain per at.% moved away from what was decoded."""
PRICE_OF_AN_ELEMENT = 0.15
"""Logits for one that was not decoded."""
PRICE_OF_LEAVING = 2.0
"""Logits per unit of z between the place asked at and the alloy's own."""
REACH = 0.4
"""Units of z within which an alloy lies at a place."""
LEAST = 5
"""At.% of each element that counts towards a number of elements asked for: less of it makes no alloy of so many elements."""
_PLACED = 12
"""Best alloys of a round, per alloy, whose place is looked up: the encoder takes longer than the heads."""
_GAIN = 1e-6


@dataclass(frozen=True, eq=False)
class Neighbourhood:
    """What a search may do; arrays share their first dimension n with the alloys it starts from.

    Attributes:
        decoded: whole at.% int (n, E), which moving is counted from.
        wanted: of each.
        places: (n, 2) that the alloys should stay at, or None.
        joining: elements that may join, bool (n, E), or None for those present alone.
        feasible_set: that every alloy must be in.
    """

    decoded: np.ndarray
    wanted: Wanted
    places: np.ndarray | None = None
    joining: np.ndarray | None = None
    feasible_set: FeasibleSet | None = None


@dataclass(frozen=True, eq=False)
class Matched:
    """Alloys int (n, E), what the search had to pay for each (n,), and whether every target is met at the place, bool (n,)."""

    alloys: np.ndarray
    cost: np.ndarray
    met: np.ndarray


def match(
    model: Model,
    starts: np.ndarray,
    around: Neighbourhood,
    rounds: int = ROUNDS,
    on_round: Callable[[int], None] = lambda _: None,
) -> Matched:
    """Search from whole at.% int (n, E) for alloys that have what is wanted; one as good as that, or without a better neighbour, is finished.

    `on_round` is called with the number of rounds done, before each.
    """
    alloys = starts.copy()
    wanted, feasible_set = around.wanted, around.feasible_set
    got = model.values_of_whole(alloys, wanted.values)
    cost, away = _cost(model, around, np.arange(len(alloys)), alloys, got)
    met = wanted.met(got) & (away <= REACH)
    active = np.flatnonzero(~(wanted.met(got, LEFT_ALONE) & (away <= LEFT_ALONE)))
    counted = np.ones(len(alloys), dtype=bool) if feasible_set is None else counts(starts, feasible_set)
    for done in range(rounds):
        if not len(active):
            break
        on_round(done)
        receivers = alloys[active] > 0
        if around.joining is not None:
            receivers |= around.joining[active]
        reached, origin = transfers(alloys[active], receivers, MOVES)
        if feasible_set is not None:
            held = feasible_set.holds(reached) & (counts(reached, feasible_set) | ~counted[active[origin]])
            reached, origin = reached[held], origin[held]
        if not len(reached):
            break
        row = active[origin]
        got = model.values_of_whole(reached, wanted.values)
        reached_cost, away = _cost(model, around, row, reached, got)
        has_all = wanted.take(row).met(got) & (away <= REACH)
        reached_cost[met[row] & ~has_all] = np.inf  # what has all that is wanted is not given up for a shorter way
        best = _first(row, reached_cost)
        better = best[reached_cost[best] < cost[row[best]] - _GAIN]
        moved, near = row[better], away[better]
        alloys[moved], cost[moved] = reached[better], reached_cost[better]
        chosen = {name: value[better] for name, value in got.items()}
        met[moved] = has_all[better]
        active = moved[~(wanted.take(moved).met(chosen, LEFT_ALONE) & (near <= LEFT_ALONE))]
    return Matched(alloys, cost, met)


def counts(whole: np.ndarray, feasible_set: FeasibleSet) -> np.ndarray:
    """Whether alloys (n, E) hold LEAST of as many elements as the feasible set asks for, bool (n,)."""
    return np.asarray((whole >= LEAST).sum(axis=1) >= feasible_set.min_elements)


def _first(row: np.ndarray, cost: np.ndarray, most: int = 1) -> np.ndarray:
    """Positions of the `most` least costs of every row."""
    order = np.lexsort((cost, row))
    begins = np.flatnonzero(np.diff(row[order], prepend=-1))
    rank = np.arange(len(row)) - np.repeat(begins, np.diff(begins, append=len(row)))
    return order[rank < most]


def _cost(
    model: Model, around: Neighbourhood, row: np.ndarray, alloys: np.ndarray, got: Values
) -> tuple[np.ndarray, np.ndarray]:
    """What alloys (m, E) of these rows cost, and how far they are from their places, each (m,).

    Those too dear already are not looked up on the map: they count as infinitely dear and far. Where no place is to be kept, nothing is far.
    """
    decoded = around.decoded[row]
    moved = at_percent_moved(alloys, decoded, TOTAL)
    joined = ((alloys > 0) & (decoded == 0)).sum(axis=1)
    cost = around.wanted.take(row).missed(got) + PRICE_OF_MOVING * moved + PRICE_OF_AN_ELEMENT * joined
    if around.places is None:
        return cost, np.zeros(len(cost))
    best = _first(row, cost, _PLACED)
    dear, away = np.full((2, len(cost)), np.inf)
    said = model.values_of_whole(
        alloys[best], (SINGLE_PHASE.name, *model.heads)
    )  # as compiled; what is shown is placed anew
    z, _ = model.place(alloys[best] / TOTAL, said.pop(SINGLE_PHASE.name), said)
    away[best] = np.linalg.norm(z - around.places[row[best]], axis=1)
    dear[best] = cost[best] + PRICE_OF_LEAVING * away[best]
    return dear, away
