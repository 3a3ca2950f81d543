"""What one at.% more or less of an element does to the probability: a change that one can make in the melt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hea_core.composition.elements import ElementTable

STEP = 1.0
"""At.%."""
_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class ElementEffect:
    """What changing one element does, the others sharing the difference in proportion.

    Attributes:
        symbol: the element.
        at_percent: its amount in the alloy; 0 where it would be an addition.
        step: at.% added or taken.
        more: change of the probability when `step` is added.
        less: change when it is taken, or when all of it is where there is less than a step; None where there is none to take.
    """

    symbol: str
    at_percent: float
    step: float
    more: float | None
    less: float | None


@dataclass(frozen=True, eq=False)
class Variants:
    """The alloys to examine, first the one asked about.

    Attributes:
        fractions: (1 + n, n_elements).
        asked: (symbol, +1 or -1) of each row after the first.
    """

    fractions: np.ndarray
    asked: tuple[tuple[str, int], ...]


def variants(fractions: np.ndarray, table: ElementTable, candidates: Sequence[str]) -> Variants:
    """All single-element changes of one alloy by STEP.

    Args:
        fractions: atomic fractions (n_elements,) in the order of `table`.
        table: elements; an addition that lacks a pair enthalpy with an element present is left out.
        candidates: elements to add where they are absent.
    """
    rows, asked = [fractions], []
    present = np.flatnonzero(fractions > 0)
    added = [table.index[s] for s in candidates if fractions[table.index[s]] == 0]
    described = [i for i in added if not np.isnan(table.pair_enthalpy[i, present]).any()]
    for i in (*present.tolist(), *described):
        before = float(fractions[i])
        for sign in (1, -1):
            amount = max(0.0, before + sign * STEP / 100.0)
            # Nothing else to share the difference with, no room for more, or nothing to take.
            if before == 1.0 or amount > 1.0 or (before == 0.0 and sign < 0):
                continue
            row = fractions * (1.0 - amount) / (1.0 - before)
            row[i] = amount
            rows.append(row)
            asked.append((table.symbols[i], sign))
    return Variants(np.stack(rows), tuple(asked))


def effects(tried: Variants, probability: Sequence[float], table: ElementTable) -> tuple[ElementEffect, ...]:
    """The changes of probability (one per row of `tried`), elements present first, each kind by the size of its effect."""
    change = {key: probability[row] - probability[0] for row, key in enumerate(tried.asked, start=1)}
    found = [
        ElementEffect(
            symbol,
            100.0 * float(tried.fractions[0, table.index[symbol]]),
            STEP,
            change.get((symbol, 1)),
            change.get((symbol, -1)),
        )
        for symbol in dict.fromkeys(symbol for symbol, _ in tried.asked)
    ]
    # rounded: one element more is the other less in a binary, and the order of equals is not to depend on how they were summed
    size = {e.symbol: round(max(abs(e.more or 0.0), abs(e.less or 0.0)), _DECIMALS) for e in found}
    return tuple(sorted(found, key=lambda e: (e.at_percent == 0, -size[e.symbol])))
