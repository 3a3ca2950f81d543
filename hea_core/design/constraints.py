"""What a user demands of every alloy: bans, a palette, locked amounts, ranges, numbers of elements, a price ceiling.

`Constraints` is what was said; `Constraints.on(vocabulary)` makes the feasible set on which it holds exactly (hea_core.design.feasible_set), and
says which demand cannot hold together with the others.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hea_core.composition import Composition
from hea_core.composition.elements import elements
from hea_core.composition.symbols import SYMBOLS
from hea_core.datasets.facts import MOST_PER_KG, element_prices
from hea_core.design.constraint_text import EXAMPLE, ends, entries, pairs, whole
from hea_core.design.feasible_set import FeasibleSet
from hea_core.design.transfers import TOTAL
from hea_core.errors import ConstraintError, quoted

PRICE_REMARK = "prices are of about 2013 and good to an order of magnitude"


@dataclass(frozen=True, slots=True)
class Constraints:
    """Demands on whole at.%; empty is none.

    Attributes:
        ban: elements that must not occur.
        lock: (element, whole at.%) kept exactly; None for the amount keeps the start's own, whole or not.
        range: (element, least, most) whole at.%, ends included; a least above 0 means the element must occur.
        min_elements: at least so many elements, 1 at.% or more of each.
        max_elements: at most so many elements.
        max_price: USD per kg of alloy, from data/element_prices.csv, which is good to an order of magnitude.
        only: the palette, elements that may occur at all; empty is every one.
    """

    ban: tuple[str, ...] = ()
    lock: tuple[tuple[str, int | None], ...] = ()
    range: tuple[tuple[str, int, int], ...] = ()
    max_elements: int | None = None
    max_price: float | None = None
    min_elements: int | None = None
    only: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse unknown elements, amounts outside 0 to 100, and what contradicts itself element by element."""
        for symbol in (*self.ban, *self.only, *(s for s, _ in self.lock), *(s for s, _, _ in self.range)):
            if symbol not in SYMBOLS:
                raise ConstraintError(
                    f"{quoted(symbol)} in a constraint is no element: use symbols, for example ban Os,Be."
                )
        for word, named in (("lock", [s for s, _ in self.lock]), ("range", [s for s, _, _ in self.range])):
            twice = [s for s in named if named.count(s) > 1]
            if twice:
                raise ConstraintError(
                    f"{word} names {twice[0]} twice: give it one value, for example {word} {EXAMPLE[word]}."
                )
        for symbol, amount in self.lock:
            if amount is not None and not 1 <= amount <= TOTAL:
                raise ConstraintError(
                    f"lock {symbol}={amount} is outside 1 to 100 at.%: lock Fe=20, or ban {symbol} to have none of it."
                )
        for symbol, least, most in self.range:
            if not 0 <= least <= most <= TOTAL:
                raise ConstraintError(
                    f"range {symbol}={least}-{most} is not within 0 to 100 at.%: write range Al=0-10."
                )
        for word, count in (("min-elements", self.min_elements), ("max-elements", self.max_elements)):
            if count is not None and count < 1:
                raise ConstraintError(f"{word} is {count}: give 1 or more, for example {word} {EXAMPLE[word]}.")
        if self.max_price is not None and not 0 < self.max_price <= MOST_PER_KG:
            raise ConstraintError(
                f"max-price is {self.max_price}: give USD per kg above 0 and up to {MOST_PER_KG:g}, for example max-price 30."
            )
        self._agree()

    def _agree(self) -> None:
        banned, locked = set(self.ban), dict(self.lock)
        for symbol in locked:
            if self.only and symbol not in self.only:
                raise ConstraintError(self._beyond(f"lock {symbol}", symbol))
            if symbol in banned:
                raise ConstraintError(
                    f"{symbol} is both banned and locked: drop one of them, for example ban Os, lock Fe=20."
                )
        for symbol, least, most in self.range:
            if symbol in banned and least > 0:
                raise ConstraintError(
                    f"range {symbol}={least}-{most} asks for {symbol}, which is banned: drop the ban, or write range {symbol}=0-{most}."
                )
            if self.only and least > 0 and symbol not in self.only:
                raise ConstraintError(self._beyond(f"range {symbol}={least}-{most}", symbol))
            amount = locked.get(symbol)
            if amount is not None and not least <= amount <= most:
                raise ConstraintError(
                    f"lock {symbol}={locked[symbol]} lies outside range {symbol}={least}-{most}: drop the range, "
                    f"or lock an amount within it, for example lock {symbol}={max(least, 1)}."
                )
        if self.min_elements and self.max_elements and self.min_elements > self.max_elements:
            raise ConstraintError(
                f"min-elements {self.min_elements} is more than max-elements {self.max_elements}: give 1 or more and not above max-elements, "
                f"for example min-elements {self.max_elements}."
            )

    def _beyond(self, demand: str, symbol: str) -> str:
        palette = ",".join((*self.only, symbol))
        return f"{demand} asks for {symbol}, which is not in only: drop it, or add it to the palette, for example only {palette}."

    def __bool__(self) -> bool:
        """Whether anything is demanded."""
        limits = (self.min_elements, self.max_elements, self.max_price)
        return bool(self.ban or self.only or self.lock or self.range) or any(limit is not None for limit in limits)

    @classmethod
    def parse(
        cls,
        ban: str = "",
        lock: str = "",
        range: str = "",
        max_elements: int | None = None,
        max_price: float | None = None,
        min_elements: int | None = None,
        only: str = "",
    ) -> Constraints:
        """Read the command line's spellings: "Os,Be", "Fe,Ni=20", "Al=0-10"; ConstraintError names the bad entry."""
        return cls(
            tuple(dict.fromkeys(entries(ban))),
            tuple(
                (symbol, whole("lock", entry, amount) if "=" in entry else None)
                for entry, symbol, amount in pairs("lock", lock, needed=False)
            ),
            tuple(ends(entry, symbol, amounts) for entry, symbol, amounts in pairs("range", range)),
            max_elements,
            max_price,
            min_elements,
            tuple(dict.fromkeys(entries(only))),
        )

    def on(self, vocabulary: Sequence[str], start: Composition | None = None) -> FeasibleSet:
        """The at.% over these elements that hold all of it; ConstraintError names what cannot hold with the rest.

        Args:
            vocabulary: the elements.
            start: whose own amounts are kept where a lock gives none.
        """
        at = {symbol: i for i, symbol in enumerate(vocabulary)}
        low, high = np.zeros(len(at), dtype=np.int64), np.full(len(at), TOTAL, dtype=np.int64)
        beyond = np.zeros(len(at))
        for symbol, least, most in self.range:
            self._known(symbol, least, at, "range")
            if symbol in at:
                low[at[symbol]], high[at[symbol]] = least, most
        for symbol, asked in self.lock:
            amount = self._own(symbol, start) if asked is None else float(asked)
            self._known(symbol, amount, at, "lock")
            low[at[symbol]] = high[at[symbol]] = int(amount + _SAME)
            beyond[at[symbol]] = max(amount - int(amount + _SAME), 0.0)
        for symbol in self.only:
            self._known(symbol, 1, at, "only")
        for symbol in at:
            if symbol in self.ban or (self.only and symbol not in self.only):
                high[at[symbol]] = 0
        mass = elements().subset(vocabulary).properties["atomic_mass_g_mol"]
        price = _all_priced(tuple(vocabulary)) if self.max_price is not None else None
        traces = int(((beyond > 0) & (low == 0)).sum())
        feasible_set = FeasibleSet(
            low,
            high,
            (self.max_elements or len(at)) - traces,
            mass,
            price,
            self.max_price,
            max((self.min_elements or 1) - traces, 1),
            beyond if beyond.any() else None,
        )
        self._feasible(feasible_set, tuple(vocabulary))
        return feasible_set

    def _own(self, symbol: str, start: Composition | None) -> float:
        """What the start holds of an element locked without an amount, at.%, and within its range."""
        if start is None:
            raise ConstraintError(
                f"lock {symbol} gives no amount, and there is no start whose own could be kept: write lock {EXAMPLE['lock']}."
            )
        amount = start.as_dict().get(symbol, 0.0)
        if not amount:
            raise ConstraintError(
                f"lock {symbol} keeps what the start holds, but {start.formula} holds no {symbol}: lock one of "
                f"{', '.join(start.elements)}, or give an amount, for example {symbol}=10."
            )
        for ranged, least, most in self.range:
            if ranged == symbol and not least <= amount <= most:
                raise ConstraintError(
                    f"lock {symbol} keeps {amount:.6g} at.%, which lies outside range {symbol}={least}-{most}: drop one of them, for example "
                    f"lock {symbol} alone."
                )
        return amount

    @staticmethod
    def _known(symbol: str, least: float, at: dict[str, int], word: str) -> None:
        if least > 0 and symbol not in at:
            raise ConstraintError(
                f"{word} asks for {symbol}, which the model cannot generate: use one of {', '.join(at)}, for example "
                f"{word} {EXAMPLE[word]}."
            )

    def _feasible(self, feasible_set: FeasibleSet, vocabulary: tuple[str, ...]) -> None:
        """Every demand after the others, so that the first one that fails is the one to name."""
        least, most = int(feasible_set.low.sum()), int(feasible_set.high.sum())
        asked = ", ".join(s for s, amount in zip(vocabulary, feasible_set.low, strict=True) if amount > 0)
        if least > TOTAL:
            raise ConstraintError(
                f"The amounts asked of {asked} add up to {least} at.%, more than 100: lower lock or range, for example "
                "lock Fe=20,Ni=20."
            )
        if most < TOTAL:
            raise ConstraintError(
                f"Bans, locks and ranges leave room for {most} at.% only: lift a ban or widen a range, for example range Al=0-10 "
                "with the other elements free."
            )
        needed = int((feasible_set.low > 0).sum())
        if needed > feasible_set.max_elements:
            raise ConstraintError(
                f"max-elements {feasible_set.max_elements} cannot hold: {needed} elements are asked for ({asked}); allow max-elements "
                f"{needed} or unlock some."
            )
        if feasible_set.room() < TOTAL:
            raise ConstraintError(
                f"max-elements {feasible_set.max_elements} cannot hold: so few elements take up {feasible_set.room()} at.% at most under the "
                f"locks and ranges; allow max-elements {feasible_set.max_elements + 1} or widen a range."
            )
        if feasible_set.least() > TOTAL or int((feasible_set.high > 0).sum()) < feasible_set.min_elements:
            allowed, free = int((feasible_set.high > 0).sum()), TOTAL - least
            why = (
                f"only {allowed} may occur"
                if allowed < feasible_set.min_elements
                else f"the amounts asked of {asked} leave {free} at.% for the others"
            )
            raise ConstraintError(
                f"min-elements {feasible_set.min_elements} cannot hold: {why}; allow min-elements "
                f"{min(allowed, needed + free)} or lift a ban or lock."
            )
        if feasible_set.beyond is not None and least + feasible_set.beyond.sum() >= TOTAL:
            kept = ", ".join(s for s, part in zip(vocabulary, feasible_set.beyond, strict=True) if part > 0)
            raise ConstraintError(
                f"The start's own amount of {kept} is not whole, and the other locks and ranges leave no element to make up for it: "
                f"unlock one, for example lock {kept.partition(',')[0]} alone."
            )
        if self.max_price is not None and not feasible_set.holds(feasible_set.cheapest()[None])[0]:
            cheapest = feasible_set.lowest_price()
            asked_for = f" or ask for less of {asked}" if asked else ""
            raise ConstraintError(
                f"max-price {self.max_price:g} cannot hold: with the other constraints the cheapest alloy costs "
                f"{cheapest:.4g} USD/kg ({PRICE_REMARK}); allow max-price {_above(cheapest)}{asked_for}."
            )


_SAME = 1e-9


def _all_priced(symbols: tuple[str, ...]) -> np.ndarray:
    """USD per kg of these elements, (n,); ConstraintError where one has no price."""
    prices = element_prices(symbols)
    lacking = [symbol for symbol, price in zip(symbols, prices, strict=True) if np.isnan(price)]
    if lacking:
        raise ConstraintError(
            f"max-price cannot be used: data/element_prices.csv has no price for {lacking[0]}: leave max-price out."
        )
    return prices


def _above(price: float) -> str:
    """A round number at or above a price, for the example in a message."""
    digit = 10.0 ** (math.floor(math.log10(price)) - 1)
    return f"{math.ceil(price / digit) * digit:g}"
