"""Integer compositions and the moves between them: the grid on which alloys are generated, refined and nudged.

An alloy that a user is shown has whole at.%. Every search over alloys takes the same step: move k at.% from one element to another.
"""

from __future__ import annotations

import numpy as np

from hea_core.composition import Composition
from hea_core.model.answers import WHOLE

TOTAL = WHOLE
STEPS = (1, 2, 5)
"""At.% that one move may transfer."""


def whole_percent(fractions: np.ndarray, smallest: int = 1) -> np.ndarray:
    """Round to whole at.% that sum to exactly 100, by largest remainder.

    Args:
        fractions: non-negative (n, E), any positive row sums.
        smallest: elements below this at.% are traces and dropped first; the largest element of a row always stays.

    Returns:
        int64 (n, E), rows summing to 100, every amount 0 or at least 1.
    """
    share = TOTAL * fractions / fractions.sum(axis=1, keepdims=True)
    kept = (share >= smallest) | (share == share.max(axis=1, keepdims=True))
    share = np.where(kept, share, 0.0)
    share *= TOTAL / share.sum(axis=1, keepdims=True)
    whole = np.floor(share + 1e-9)
    missing = (TOTAL - whole.sum(axis=1)).astype(int)
    remainder = np.where(kept, share - whole, -1.0)
    rank = (-remainder).argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
    return (whole + (rank < missing[:, None])).astype(np.int64)


def whole_amounts(composition: Composition) -> dict[str, int]:
    """{symbol: whole at.%} of an alloy rounded so that they sum to 100; traces below 1 at.% are not there."""
    rounded = whole_percent(np.array([[amount for _, amount in composition.amounts]]))[0]
    return {symbol: int(amount) for symbol, amount in zip(composition.elements, rounded, strict=True) if amount > 0}


def transfers(
    whole: np.ndarray, receivers: np.ndarray, steps: tuple[int, ...] = STEPS
) -> tuple[np.ndarray, np.ndarray]:
    """All alloys one move away.

    Args:
        whole: whole at.% of n alloys, int (n, E).
        receivers: bool (n, E), elements that may receive; any element present may give, down to nothing.
        steps: at.% of a move; a giver with less gives nothing in that step.

    Returns:
        (m, E) the alloys reached and (m,) the row each came from.
    """
    reached, origin = [], []
    for step in steps:
        row, giver, receiver = np.nonzero((whole >= step)[:, :, None] & receivers[:, None, :])
        proper = giver != receiver
        row, giver, receiver = row[proper], giver[proper], receiver[proper]
        alloys = whole[row]
        alloys[np.arange(len(row)), giver] -= step
        alloys[np.arange(len(row)), receiver] += step
        reached.append(alloys)
        origin.append(row)
    return np.concatenate(reached), np.concatenate(origin)
