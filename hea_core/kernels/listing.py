"""The alloys of a stretch of ranks, one after the other: hea_core.screening.enumeration says what they are counted by."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit


class Counts(NamedTuple):
    """A counted space of E elements; n are the elements left to place, t the units left to place on them.

    Attributes:
        ways: to place them on the elements e, e + 1, …, int64 (E + 1, n, t).
        first, last: least and most units of element e that leave a way, 1 and 0 where none do, int64 (E, n, t).
        mandatory: bool (E,).
        fewest: elements of the alloys that come first.
    """

    ways: np.ndarray
    first: np.ndarray
    last: np.ndarray
    mandatory: np.ndarray
    fewest: int


compiled = njit(nogil=True, cache=True)


@compiled
def _next_amount(counts: Counts, e: int, n: int, t: int, after: int) -> int:
    """Least units of element e above `after` that leave a way, or −1; where −1 is `after`, the least of all."""
    if after < 0 and not counts.mandatory[e] and counts.ways[e + 1, n, t] > 0:
        return 0
    for amount in range(max(after + 1, counts.first[e, n, t]), counts.last[e, n, t] + 1):
        if counts.ways[e + 1, n - 1, t - amount] > 0:
            return amount
    return -1


@compiled
def _place(counts: Counts, e: int, amount: int, alloy: np.ndarray, n: np.ndarray, t: np.ndarray) -> None:
    """Give element e its amount, and the elements after it the least they can have."""
    while True:
        alloy[e], n[e + 1], t[e + 1] = amount, n[e] - (amount > 0), t[e] - amount
        e += 1
        if e == len(alloy):
            break
        amount = _next_amount(counts, e, n[e], t[e], -1)


@compiled
def list_ranks(counts: Counts, rank: int, out: np.ndarray) -> None:
    """Units of the alloys from `rank` on, as many as `out`, int16 (rows, E), has rows."""
    size = len(counts.mandatory)
    alloy, n, t = np.zeros(size, np.int64), np.zeros(size + 1, np.int64), np.zeros(size + 1, np.int64)
    n[0], t[0] = counts.fewest, counts.ways.shape[2] - 1
    while rank >= counts.ways[0, n[0], t[0]]:
        rank -= counts.ways[0, n[0], t[0]]
        n[0] += 1
    for e in range(size):
        amount = _next_amount(counts, e, n[e], t[e], -1)
        ways = counts.ways[e + 1, n[e] - (amount > 0), t[e] - amount]
        while rank >= ways:
            rank -= ways
            amount = _next_amount(counts, e, n[e], t[e], amount)
            ways = counts.ways[e + 1, n[e] - (amount > 0), t[e] - amount]
        alloy[e], n[e + 1], t[e + 1] = amount, n[e] - (amount > 0), t[e] - amount
    out[0] = alloy
    for row in range(1, len(out)):
        # the last element that can have more takes it, and those after it start anew
        e, amount = size, -1
        while amount < 0 and e > 0:
            e -= 1
            amount = _next_amount(counts, e, n[e], t[e], alloy[e])
        if amount < 0:
            n[0] += 1
            while counts.ways[0, n[0], t[0]] == 0:
                n[0] += 1
            amount = _next_amount(counts, 0, n[0], t[0], -1)
        _place(counts, e, amount, alloy, n, t)
        out[row] = alloy
