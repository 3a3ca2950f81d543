"""What to make next."""

from __future__ import annotations

from dataclasses import dataclass

from hea_core.results.enums import Domain


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An alloy to make next.

    Attributes:
        formula: canonical.
        composition: {symbol: at.%}, as in the pool.
        probability: of a single phase, the lab's results counted in (hea_core.lab.correction).
        low, high: 90 % interval.
        information: bits that its answer is expected to tell (hea_core.lab.batch).
        why: it was chosen, in words.
        if_single, if_multiple: what either answer would change in the rest of the pool.
        domain: "in", "edge" or "out" of what the model has learnt from.
        chances: {target as asked for: chance that it is met}, as {"hardness>=500": 0.41}; empty where none was.
    """

    formula: str
    composition: dict[str, float]
    probability: float
    low: float
    high: float
    information: float
    why: str
    if_single: str
    if_multiple: str
    domain: Domain
    chances: dict[str, float]
