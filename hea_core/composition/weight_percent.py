"""Weight percent to amounts in moles, and back. Texts in weight percent are read by hea_core.composition.notation."""

from __future__ import annotations

import math
from collections.abc import Mapping

from hea_core.composition.elements import elements
from hea_core.errors import FormulaError


def to_moles(weights: Mapping[str, float]) -> dict[str, float]:
    """Relative weights {symbol: amount} to relative moles; FormulaError names an element without a tabulated mass."""
    table = elements()
    unknown = [symbol for symbol in weights if symbol not in table.index]
    if unknown:
        raise FormulaError(
            f"No data are held for {unknown[0]}, not even its atomic mass: leave a trace of it out, for example Fe-1.5Mn-0.3Si."
        )
    mass = table.properties["atomic_mass_g_mol"]
    return {symbol: weight / float(mass[table.index[symbol]]) for symbol, weight in weights.items()}


def weight_percent(amounts: Mapping[str, float]) -> dict[str, float]:
    """At.% or moles {symbol: amount} to wt.%, summing to 100, for what is weighed in before melting."""
    table = elements()
    mass = table.properties["atomic_mass_g_mol"]
    weights = {symbol: amount * float(mass[table.index[symbol]]) for symbol, amount in amounts.items()}
    total = math.fsum(weights.values())
    return {symbol: 100.0 * weight / total for symbol, weight in weights.items()}
