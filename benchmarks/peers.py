"""What ours is measured beside: the way such descriptors are usually computed, one alloy at a time."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from hea_core.composition.elements import ElementTable
from hea_core.descriptors.function import GAS_CONSTANT

Alloy = list[tuple[str, float]]


class PaperLoop:
    """A stand-in for the paper's descriptor loop, whose code is not published as a package.

    It does what such scripts do, for one alloy after the other: values by element symbol, sums in Python. It is given parsed
    compositions and plain floats, which is quicker than the formula strings and small arrays that scripts often use.
    """

    def __init__(self, table: ElementTable) -> None:
        values = {
            name: dict(zip(table.symbols, column.tolist(), strict=True)) for name, column in table.properties.items()
        }
        self.k, self.v = values["bulk_modulus_gpa"], values["molar_volume_cm3_mol"]
        self.t, self.e = values["melting_temperature_k"], values["valence_electron_count"]
        self.r, self.x = values["metallic_radius_pm"], values["pauling_electronegativity"]
        self.h = {
            (a, b): table.pair_enthalpy[i, j].item()
            for i, a in enumerate(table.symbols)
            for j, b in enumerate(table.symbols)
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


def matminer_featurizers() -> list[Any]:
    """Featurizers whose values for the quantities of the eight are right.

    Ω and δ of Yang (with ΔS_mix, and ΔH_mix from the same pair enthalpies, in Ω), means of modulus, volume, melting point and
    electronegativity with its spread, and the mean of valence electrons.
    """
    from matminer.featurizers.composition import ElementProperty, YangSolidSolution

    means = ElementProperty("pymatgen", ["bulk_modulus", "molar_volume", "melting_point", "X"], ["mean", "std_dev"])
    return [YangSolidSolution(), means, ElementProperty("magpie", ["NValence"], ["mean"])]


def wen_alloys() -> list[Any]:
    """The one featurizer that holds δ, Δχ, VEC, ΔS_mix and ΔH_mix at once; its ΔH_mix of AlCoCrFeNi alloys has the wrong sign."""
    from matminer.featurizers.composition import WenAlloys

    return [WenAlloys()]


def featurize(featurizers: list[Any], alloys: list[Alloy]) -> None:
    """One alloy after the other, as matminer does within one process."""
    from pymatgen.core.composition import Composition

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for alloy in alloys:
            composition = Composition(dict(alloy))
            for featurizer in featurizers:
                featurizer.featurize(composition)
