"""Sections: three elements that share what a fixed base leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hea_core.composition.composition import Composition
from hea_core.composition.elements import elements
from hea_core.composition.reading import Reading, reading_of
from hea_core.errors import RequestError


@dataclass(frozen=True, eq=False)
class Section:
    """A triangle of compositions: three elements share what the base leaves.

    Attributes:
        corners: the three elements.
        shares: of each within the triangle, (n, 3), rows sum to 1.
        compositions: n alloys.
        base: what all of them hold, or None.
        base_at_percent: how much of it.
    """

    corners: tuple[str, str, str]
    shares: np.ndarray
    compositions: tuple[Composition, ...]
    base: Composition | None
    base_at_percent: float


def ternary_section(
    corners: Sequence[str],
    base: str | Reading | Composition | None = None,
    base_at_percent: float = 0.0,
    step: float = 5.0,
) -> Section:
    """A grid over three elements that share what a base leaves.

    Args:
        corners: three elements that the base does not hold.
        base: an alloy present throughout, for example CoCrFeNi.
        base_at_percent: its amount; 0 without a base.
        step: at.% of the triangle between neighbouring points, a divisor of 100.

    Raises:
        RequestError: naming what does not fit.
    """
    three = tuple(corners)
    within = None if base is None else reading_of(base).composition
    if len(three) != 3 or len(set(three)) != 3:
        raise RequestError(
            f"A section needs three different elements, got {', '.join(three) or 'none'}: for example Al, Ti, V."
        )
    elements().subset(three)
    if (within is None and base_at_percent) or (within is not None and not 0 < base_at_percent < 100):
        raise RequestError(
            f"A base of {base_at_percent:g} at.% does not fit: give a base with more than 0 and less than 100 at.%, or neither, "
            "for example CoCrFeNi and 80."
        )
    if within is not None and set(three) & set(within.elements):
        shared = sorted(set(three) & set(within.elements))[0]
        raise RequestError(
            f"{shared} is both a corner and in the base {within.formula}: leave it out of one, for example Al, Ti, V over CoCrFeNi."
        )
    cells = round(100.0 / step) if step > 0 else 0
    if not 1 <= cells <= 100 or abs(cells * step - 100.0) > 1e-6:
        raise RequestError(
            f"A step of {step:g} at.% does not divide the triangle: take one from 1 to 100 that divides 100, for example 5."
        )
    shares = np.array([(i, j, cells - i - j) for i in range(cells + 1) for j in range(cells + 1 - i)]) / cells
    left = 100.0 - base_at_percent
    fixed = {symbol: amount * base_at_percent / 100.0 for symbol, amount in within.amounts} if within else {}
    compositions = tuple(
        Composition.from_amounts(
            {**fixed, **{s: left * float(share) for s, share in zip(three, row, strict=True) if share > 0}}
        )
        for row in shares
    )
    return Section((three[0], three[1], three[2]), shares, compositions, within, base_at_percent)
