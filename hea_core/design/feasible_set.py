"""The whole at.% that constraints leave: membership, the nearest member, the cheapest member. All exact, in integers.

An amount locked at no whole at.% (the paper's own example has 14.75 at.% Fe) is counted here by its whole part. `fractions` adds what
is beyond it and takes that from one other element, so that the locked amounts are kept to the last digit, one amount makes up for
them, and all others are whole.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from hea_core.design.transfers import TOTAL, whole_percent

_TINY = 1e-6
_SAME_PRICE = 1e-9
_SAME = 1e-9


@dataclass(frozen=True, eq=False)
class FeasibleSet:
    """Integer at.% w (E,) that sum to 100 with low ≤ w ≤ high, as many elements as asked and a low enough price.

    Attributes:
        low, high: int (E,).
        max_elements: most elements above 0, not counting those that are locked below 1 at.%.
        mass: g/mol (E,), which turns at.% into mass shares for the price.
        price: USD/kg (E,), or None where there is no ceiling.
        max_price: USD/kg of alloy, or None.
        min_elements: fewest elements above 0, counted likewise.
        beyond: float (E,) in [0, 1), what locked elements hold beyond their whole at.%; None where all locks are whole.
    """

    low: np.ndarray
    high: np.ndarray
    max_elements: int
    mass: np.ndarray
    price: np.ndarray | None
    max_price: float | None
    min_elements: int = 1
    beyond: np.ndarray | None = None

    def fractions(self, whole: np.ndarray) -> np.ndarray:
        """The atomic fractions that members (n, E) stand for, (n, E).

        Without fractional locks w / 100. With them, the element that is farthest above its least amount makes up for what the locked
        ones hold beyond their whole at.%, so that no range is left and the sum is 100.
        """
        if self.beyond is None:
            return np.asarray(whole / TOTAL)
        amounts = whole + self.beyond
        amounts[np.arange(len(whole)), self._spare(whole).argmax(axis=1)] -= self.beyond.sum()
        return np.asarray(amounts / TOTAL)

    def _spare(self, whole: np.ndarray) -> np.ndarray:
        """At.% that each element of members (n, E) may give up without leaving its range; none of a locked one."""
        return np.asarray(np.where(self.low == self.high, 0, whole - self.low))

    def is_held_by(self, amounts: np.ndarray) -> bool:
        """Whether one alloy of any at.% (E,), whole or not, holds every constraint."""
        beyond = np.zeros(len(self.low)) if self.beyond is None else self.beyond
        locked = self.low == self.high
        high = np.where(locked, self.low + beyond, self.high)
        inside = bool(((amounts >= self.low + beyond - _SAME) & (amounts <= high + _SAME)).all())
        present = int(((amounts > 0) & ~(locked & (self.low == 0))).sum())
        counted = self.min_elements <= present <= self.max_elements
        cheap = self.max_price is None or self._price(amounts[None])[0] <= self.max_price + _SAME_PRICE
        return inside and counted and bool(cheap)

    def holds(self, whole: np.ndarray) -> np.ndarray:
        """Whether each alloy of whole at.% (n, E) holds every constraint, bool (n,)."""
        inside = ((whole >= self.low) & (whole <= self.high)).all(axis=1) & (whole.sum(axis=1) == TOTAL)
        count = (whole > 0).sum(axis=1)
        inside &= (count >= self.min_elements) & (count <= self.max_elements)
        if self.beyond is not None:
            inside &= self._spare(whole).max(axis=1) > self.beyond.sum()
        if self.max_price is not None:
            inside &= self.price_of(whole) <= self.max_price + _SAME_PRICE
        return np.asarray(inside)

    def price_of(self, whole: np.ndarray) -> np.ndarray:
        """USD per kg of members (n, E), (n,); zero where no price matters."""
        return self._price(self.fractions(whole))

    def _price(self, amounts: np.ndarray) -> np.ndarray:
        if self.price is None:
            return np.zeros(len(amounts))
        return np.asarray((amounts @ (self.mass * self.price)) / (amounts @ self.mass))

    def within(self, allowed: np.ndarray) -> FeasibleSet | None:
        """The part with no other elements than these (bool (E,)) and those asked for; None where nothing is left."""
        return replace(self, high=np.where(allowed | (self.low > 0), self.high, 0))._or_none()

    def of_at_least(self, elements: int) -> FeasibleSet | None:
        """The part with at least so many elements, counted as `min_elements` are; None where nothing is left."""
        return replace(self, min_elements=max(self.min_elements, elements))._or_none()

    def _or_none(self) -> FeasibleSet | None:
        """The set, or None where it has no member."""
        enough = self.min_elements <= min(self.max_elements, int((self.high > 0).sum()))
        if not enough or self.room() < TOTAL or self.least() > TOTAL:
            return None
        return self if self.holds(self.cheapest()[None])[0] else None

    def lowest_price(self) -> float:
        """USD per kg of the cheapest alloy under the other constraints, by Dinkelbach's iteration on the ratio."""
        price = float(self.price_of(self.cheapest()[None])[0])
        while True:
            lower = float(self.price_of(replace(self, max_price=price).cheapest()[None])[0])
            if lower >= price:
                return price
            price = lower

    def room(self) -> int:
        """At.% that the most capacious choice of max_elements elements, the mandatory ones among them, can take up."""
        mandatory = self.low > 0
        spare = np.sort(self.high[~mandatory])[::-1][: max(self.max_elements - int(mandatory.sum()), 0)]
        return int(self.high[mandatory].sum() + spare.sum())

    def least(self) -> int:
        """At.% that the elements asked for take up at least, with one of each that is missing to min_elements."""
        return int(self.low.sum()) + max(self.min_elements - int((self.low > 0).sum()), 0)

    def project(self, fractions: np.ndarray) -> np.ndarray:
        """A member near each alloy (n, E), int (n, E): ratios are kept where nothing forbids it.

        Without constraints this is plain rounding. The members kept are the largest; amounts are scaled into their bounds,
        rounded by largest remainder, and where the price is too high moved from the most expensive to the cheapest.
        """
        rounded = whole_percent(np.asarray(fractions, dtype=np.float64))
        outside = np.flatnonzero(~self.holds(rounded))
        for row in outside:
            rounded[row] = self._member_near(np.asarray(fractions[row], dtype=np.float64))
        return rounded

    def _member_near(self, target: np.ndarray) -> np.ndarray:
        share = TOTAL * target / target.sum()
        chosen = self._choose(share)
        fewest = 1 if self.min_elements > 1 else 0  # no element that counts may be rounded away
        low, high = np.where(chosen, np.maximum(self.low, fewest), 0), np.where(chosen, self.high, 0)
        whole = _round_within(_scale_into(np.where(chosen, np.maximum(share, _TINY), 0.0), low, high), low, high)
        if self.holds(whole[None])[0]:
            return whole
        cheaper = self._cheapen(whole, whole > 0)
        if cheaper is None:
            cheaper = self._cheapen(whole, self.high > 0)
        return self.cheapest() if cheaper is None else cheaper

    def _choose(self, share: np.ndarray) -> np.ndarray:
        """Elements to keep, bool (E,): the mandatory, then the largest; the roomiest join until 100 at.% fit."""
        chosen = self.low > 0
        most = min(self.max_elements, int(chosen.sum() + TOTAL - self.low.sum()))  # 1 at.% of each must be left
        for element in np.argsort(-share, kind="stable"):
            wanted = share[element] >= 1.0 or chosen.sum() < self.min_elements
            if wanted and self.high[element] > 0 and chosen.sum() < most:
                chosen[element] = True
        while self.high[chosen].sum() < TOTAL:
            outside = np.flatnonzero(~chosen & (self.high > 0))
            joining = outside[np.lexsort((-share[outside], -self.high[outside]))[0]]
            if chosen.sum() >= self.max_elements:
                optional = np.flatnonzero(chosen & (self.low == 0))
                chosen[optional[np.argmin(self.high[optional])]] = False
            chosen[joining] = True
        return chosen

    def _cheapen(self, whole: np.ndarray, receivers: np.ndarray) -> np.ndarray | None:
        """Move at.% from the most expensive to the cheapest of `receivers` until the price holds; None where it cannot."""
        excess = self._excess()
        alloy = whole.copy()
        for _ in range(TOTAL):
            over = float(alloy @ excess)
            if self.holds(alloy[None])[0]:
                return alloy
            count = (alloy > 0).sum()
            last = self.low if count > self.min_elements else np.where(alloy > 0, np.maximum(self.low, 1), 0)
            giving = np.flatnonzero(alloy > last)
            full = count >= self.max_elements
            taking = np.flatnonzero(receivers & (alloy < self.high) & ((alloy > 0) | (not full)))
            if not len(giving) or not len(taking):
                return None
            giver, taker = giving[np.argmax(excess[giving])], taking[np.argmin(excess[taking])]
            gain = excess[giver] - excess[taker]
            if gain <= 0:
                return None
            step = min(max(int(np.ceil(over / gain)), 1), alloy[giver] - last[giver], self.high[taker] - alloy[taker])
            alloy[giver] -= step
            alloy[taker] += step
        return None

    def _excess(self) -> np.ndarray:
        """What one at.% of each element adds to price · mass above the ceiling, (E,)."""
        if self.price is None or self.max_price is None:
            return np.zeros(len(self.low))
        return np.asarray(self.mass * (self.price - self.max_price))

    def cheapest(self) -> np.ndarray:
        """The member with the least excess over the price ceiling, int (E,); exact, by dynamic programming over elements.

        Whether any member holds the ceiling is the same question as whether this one does (but for what fractional locks hold beyond
        their whole at.%, which is left aside here and counted in `holds`).
        """
        excess = self._excess()
        counted = self.max_elements < len(self.low) or self.min_elements > 1
        depth = self.max_elements + 1 if counted else 1
        best = np.full((depth, TOTAL + 1), np.inf)
        best[0, 0] = 0.0
        taken = np.zeros((len(self.low), depth, TOTAL + 1), dtype=np.int64)
        for element, (low, high) in enumerate(zip(self.low, self.high, strict=True)):
            after = best.copy() if low == 0 else np.full_like(best, np.inf)
            for amount in range(max(int(low), 1), int(high) + 1):
                reached = np.full_like(best, np.inf)
                before = best[:-1] if counted else best
                reached[1 if counted else 0 :, amount:] = before[:, : TOTAL + 1 - amount] + amount * excess[element]
                better = reached < after
                after[better] = reached[better]
                taken[element][better] = amount
            best = after
        fewest = self.min_elements if counted else 0
        count, total = fewest + int(np.argmin(best[fewest:, TOTAL])), TOTAL
        alloy = np.zeros(len(self.low), dtype=np.int64)
        for element in range(len(self.low) - 1, -1, -1):
            alloy[element] = taken[element, count, total]
            total -= int(alloy[element])
            count -= int(counted and alloy[element] > 0)
        return alloy


def _scale_into(share: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """λ · share clipped to [low, high], λ such that it sums to 100, (E,); exact, since the sum is linear between bounds."""
    free = share > 0
    bends = np.unique(np.concatenate([[0.0], low[free] / share[free], high[free] / share[free]]))
    sums = np.clip(bends[:, None] * share, low, high).sum(axis=1)
    after = min(int(np.searchsorted(sums, TOTAL)), len(bends) - 1)
    before = max(after - 1, 0)
    rise = sums[after] - sums[before]
    part = (TOTAL - sums[before]) / rise if rise > 0 else 0.0
    return np.clip((bends[before] + part * (bends[after] - bends[before])) * share, low, high)


def _round_within(amounts: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Largest remainder within integer bounds, for amounts within them that sum to 100, int (E,)."""
    whole = np.clip(np.floor(amounts + 1e-7), low, high).astype(np.int64)
    missing = TOTAL - int(whole.sum())
    order = np.argsort(-np.where(whole < high, amounts - whole, -1.0), kind="stable")
    whole[order[:missing]] += 1
    return whole
