"""Counting and listing integer compositions with bounds: exact, by rank, without a Python step per alloy.

An alloy is a row of whole units, one entry per element, summing to `total`. Each element is absent or within its bounds.
Alloys are ordered by number of elements, then by the first element's units, the second's, and so on; the rank in that order
names an alloy, so that any stretch of a space can be listed on its own, by any process.
"""

from __future__ import annotations

import numpy as np

from hea_core.errors import RequestError

MOST = 2**62
"""Ranks are 64-bit integers."""


class Enumeration:
    """The alloys with `low ≤ units ≤ high` where present, in one order. Read-only after construction."""

    def __init__(
        self, total: int, low: np.ndarray, high: np.ndarray, mandatory: np.ndarray, orders: tuple[int, int]
    ) -> None:
        """Count what is left to place at every stage.

        Args:
            total: units of a whole alloy.
            low: int (E,), least units where the element is present, at least 1.
            high: int (E,), most; below low means never present.
            mandatory: bool (E,), elements that must be present.
            orders: least and most elements present.

        Raises:
            RequestError: more alloys than 64-bit ranks can name.
        """
        self.total, self.low, self.high, self.mandatory = total, low, high, mandatory
        self.orders = (max(orders[0], 1), min(orders[1], len(low)))
        self._count = self._counts()
        self._first, self._last = self._feasible()
        roots = self._count[0][self.orders[0] : self.orders[1] + 1, total]
        self._roots = np.array([int(c) for c in roots], dtype=np.int64)
        self.size = int(self._roots.sum())

    def _counts(self) -> np.ndarray:
        """count[e, n, t]: ways to place t units on exactly n of the elements e, e + 1, …; int64 (E + 1, orders + 1, total + 1)."""
        shape = (max(self.orders[1], 0) + 1, self.total + 1)
        counts = [np.zeros(shape, dtype=np.int64)]
        counts[0][0, 0] = 1
        for low, high, mandatory in zip(self.low[::-1], self.high[::-1], self.mandatory[::-1], strict=True):
            after = counts[0]
            here = np.zeros(shape) if mandatory else after.astype(np.float64)
            exact = np.zeros(shape, dtype=np.int64) if mandatory else after.copy()
            for amount in range(int(low), min(int(high), self.total) + 1):
                here[1:, amount:] += after[:-1, : self.total + 1 - amount]
                exact[1:, amount:] += after[:-1, : self.total + 1 - amount]
            if here.max() * (self.orders[1] + 1) >= MOST:
                raise RequestError(
                    "The space holds more than 10^18 alloys: take fewer elements or a larger step, for example step 5, or a sample of it."
                )
            counts.insert(0, exact)
        return np.stack(counts)

    def _feasible(self) -> tuple[np.ndarray, np.ndarray]:
        """Least and most units of each element that leave something to place the rest with, (E, n, t); 1 and 0 where none do."""
        firsts, lasts = [], []
        for element, (low, high) in enumerate(zip(self.low, self.high, strict=True)):
            possible = self._count[element + 1] > 0
            first, last = np.ones(possible.shape, dtype=np.int64), np.zeros(possible.shape, dtype=np.int64)
            for amount in range(int(low), min(int(high), self.total) + 1):
                fits = possible[:-1, : self.total + 1 - amount]
                first[1:, amount:][fits & (last[1:, amount:] == 0)] = amount
                last[1:, amount:][fits] = amount
            firsts.append(first)
            lasts.append(last)
        return np.stack(firsts), np.stack(lasts)

    def rows(self, start: int, stop: int) -> np.ndarray:
        """Units of the alloys of rank start … stop − 1, int16 (stop − start, E)."""
        if not 0 <= start <= stop <= self.size:
            raise RequestError(f"Ranks {start} to {stop} are not within the space of {self.size} alloys.")
        from hea_core.kernels.listing import Counts, list_ranks  # a third of a second, and counting needs none of it

        out = np.empty((stop - start, len(self.low)), dtype=np.int16)
        if len(out):
            list_ranks(Counts(self._count, self._first, self._last, self.mandatory, self.orders[0]), start, out)
        return out

    def drawn(self, uniforms: np.ndarray) -> np.ndarray:
        """Units of alloys drawn by numbers in [0, 1), (n, E + 1): every alloy of the space is equally likely.

        The first number chooses how many elements, the others one element's units each, given those before: the inverse of the
        conditional distributions, so that evenly spread numbers give evenly spread alloys. int16 (n, E).
        """
        rows = len(uniforms)
        ends = np.cumsum(self._roots)
        left = self.orders[0] + np.searchsorted(ends, _below(uniforms[:, 0], np.full(rows, self.size)), side="right")
        units = np.full(rows, self.total)
        out = np.empty((rows, len(self.low)), dtype=np.int16)
        for element, (low, high) in enumerate(zip(self.low, self.high, strict=True)):
            after = self._count[element + 1]
            absent = np.zeros(rows, dtype=np.int64) if self.mandatory[element] else after[left, units]
            target = _below(uniforms[:, element + 1], self._count[element][left, units]) - absent
            # running[n, t + 1]: ways to place at most t units on n later elements
            running = np.zeros((after.shape[0], self.total + 2), dtype=np.int64)
            np.cumsum(after, axis=1, out=running[:, 1:])
            one_less, most = np.maximum(left - 1, 0), np.minimum(high, units)
            reach = running[one_less, np.maximum(units - low, -1) + 1]
            smallest, largest = np.full(rows, low), np.maximum(most, low)
            while (smallest < largest).any():
                middle = (smallest + largest) // 2
                enough = reach - running[one_less, np.maximum(units - middle, 0)] > target
                largest = np.where(enough, middle, largest)
                smallest = np.where(enough, smallest, np.minimum(middle + 1, largest))
            amount = np.where(target < 0, 0, smallest)
            out[:, element] = amount
            left, units = left - (amount > 0), units - amount
        return out


def _below(uniforms: np.ndarray, count: np.ndarray) -> np.ndarray:
    """Whole numbers from 0 to count − 1, evenly."""
    return np.minimum((uniforms * count).astype(np.int64), count - 1)
