"""How many grams of each element to weigh out for a batch."""

from __future__ import annotations

import math
from collections.abc import Iterable

from hea_core.composition import Composition
from hea_core.composition.elements import elements
from hea_core.errors import RequestError

MOST_GRAMS = 1e6
TOTAL = "total (g)"


def sheet(compositions: Iterable[Composition], grams: float) -> list[dict[str, str | float]]:
    """A row an alloy: formula, grams of each element of the batch (0 where it holds none of it), and their sum.

    Args:
        compositions: of the batch.
        grams: of each alloy; nothing is added for what evaporates.

    Raises:
        HeaError: no such mass, or an element whose atomic mass is not tabulated.
    """
    if not (math.isfinite(grams) and 0 < grams <= MOST_GRAMS):
        raise RequestError(f"The mass is {grams} g: give more than 0 and at most {MOST_GRAMS:,.0f} g, for example 20.")
    batch = list(compositions)
    known = elements()
    mass = dict(zip(known.symbols, known.properties["atomic_mass_g_mol"].tolist(), strict=True))
    for one in batch:
        known.require(one)
    symbols = sorted({symbol for one in batch for symbol in one.elements})
    rows: list[dict[str, str | float]] = []
    for one in batch:
        weighed = {symbol: amount * mass[symbol] for symbol, amount in one.amounts}
        whole = math.fsum(weighed.values())
        shares = {f"{symbol} (g)": grams * weighed.get(symbol, 0.0) / whole for symbol in symbols}
        rows.append({"formula": one.formula, **shares, TOTAL: math.fsum(shares.values())})
    return rows
