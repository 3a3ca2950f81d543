"""What ours is measured beside: the way such descriptors are usually computed, one alloy at a time."""

from __future__ import annotations

import math

import numpy as np

from hea_core.descriptors import GAS_CONSTANT
from hea_core.elements import ElementTable

Alloy = list[tuple[str, float]]


class PaperLoop:
    """A stand-in for the paper's descriptor loop, whose code is not published as a package.

    It does what such scripts do, for one alloy after the other: values by element symbol, sums in Python. It is given parsed
    compositions and plain floats, which is quicker than the formula strings and small arrays that scripts often use.
    """

    def __init__(self, table: ElementTable) -> None:
        values = {name: dict(zip(table.symbols, column.tolist(), strict=True)) for name, column in table.properties.items()}
        self.k, self.v = values["bulk_modulus_gpa"], values["molar_volume_cm3_mol"]
        self.t, self.e = values["melting_temperature_k"], values["valence_electron_count"]
        self.r, self.x = values["metallic_radius_pm"], values["pauling_electronegativity"]
        self.h = {
            (a, b): table.pair_enthalpy[i, j].item() for i, a in enumerate(table.symbols) for j, b in enumerate(table.symbols)
        }

    def describe(self, alloy: Alloy) -> list[float]:
        """The eight descriptors of one alloy."""
        bulk = sum(c * self.k[s] for s, c in alloy)
        volume = sum(c * self.v[s] for s, c in alloy)
        melting = sum(c * self.t[s] for s, c in alloy)
        vec = sum(c * self.e[s] for s, c in alloy)
        radius = sum(c * self.r[s] for s, c in alloy)
        chi = sum(c * self.x[s] for s, c in alloy)
        delta = 100.0 * math.sqrt(sum(c * (1.0 - self.r[s] / radius) ** 2 for s, c in alloy))
        spread = math.sqrt(sum(c * (self.x[s] - chi) ** 2 for s, c in alloy))
        entropy = -GAS_CONSTANT * sum(c * math.log(c) for _, c in alloy)
        enthalpy = 0.0
        for i, (first, share) in enumerate(alloy):
            for second, other in alloy[i + 1 :]:
                enthalpy += 4.0 * self.h[first, second] * share * other
        return [bulk, volume, melting, vec, delta, spread, entropy, enthalpy]

    def describe_all(self, alloys: list[Alloy]) -> np.ndarray:
        """(n, 8)."""
        return np.array([self.describe(alloy) for alloy in alloys])


def matminer_featurizers() -> list[object]:


    WenAlloys holds δ, Δχ, VEC, ΔS_mix and ΔH_mix; ElementProperty the means of bulk modulus, molar volume and melting point.
    """
    from matminer.featurizers.composition import ElementProperty, WenAlloys

    means = ElementProperty("pymatgen", ["bulk_modulus", "molar_volume", "melting_point"], ["mean"])
    return [WenAlloys(), means]
