"""f(x): the engineered descriptors of an alloy, one batched function of arrays.

Every descriptor is made of moments Σ c_i p_i^k and a bilinear form c H cᵀ of the atomic fractions c, so a million alloys
cost a few matrix products. What is written here holds for numpy's arrays, with which a trained model answers, and for torch's
tensors, through which training takes the gradient (hea_core.model.networks.DescriptorModule). Names, units and sources:
hea_core.descriptors.registry.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from hea_core.composition.elements import ElementTable
from hea_core.descriptors.registry import DESCRIPTORS, PAPER_DESCRIPTORS
from hea_core.errors import DataError, quoted
from hea_core.threads import computed_once

GAS_CONSTANT = 8.314462618
"""R in J/mol/K (CODATA 2018)."""

PACKING_FRACTIONS = (0.68, 0.74)
"""BCC and FCC; the excess entropy of mixing is their mean (Ye et al., Scr. Mater. 104, 53, 2015)."""

SIGMA_FORMERS = ("Cr", "V")
SIGMA_VEC = (6.88, 7.84)
"""VEC between which alloys with Cr or V form σ phase (Tsai et al., Mater. Res. Lett. 1, 207, 2013)."""
SIGMA_EDGE, SIGMA_TRACE = 0.08, 0.02
COUNT_TRACE = 0.01
"""Widths that make the window and the count differentiable: VEC units, atomic fraction, atomic fraction."""


Array = Any
"""A numpy array or a torch tensor."""


class DescriptorFunction:
    """f: atomic fractions (n, n_elements) -> descriptors (n, n_descriptors), in numpy and double precision.

    Rows need not be sorted or complete: an element at zero contributes nothing.
    """

    def __init__(self, table: ElementTable, names: Sequence[str] = PAPER_DESCRIPTORS) -> None:
        """Take elemental values from `table`; `names` chooses and orders the columns.

        Raises:
            DataError: a name is not a descriptor, or an elemental value it needs is missing.
        """
        known = {d.name for d in DESCRIPTORS}
        for name in names:
            if name not in known:
                raise DataError(f"{quoted(name)} is not a descriptor; known are {', '.join(sorted(known))}.")
        self.symbols = table.symbols
        self.names = tuple(names)
        self.elemental, self.pair = elemental_values(table)

    def __call__(self, fractions: np.ndarray) -> np.ndarray:
        """Atomic fractions (n, n_elements), rows summing to 1 -> float64 (n, n_descriptors), columns as `names`."""
        alloys = np.ascontiguousarray(fractions.T, dtype=np.float64)
        return np.asarray(described(self.elemental, self.pair, alloys, self.names))


def elemental_values(table: ElementTable) -> tuple[np.ndarray, np.ndarray]:
    """What f(x) reads of a table: a row for each of TABULATED and one for what forms σ, (7, E), and pair enthalpies in kJ/mol, (E, E).

    A pair without a value counts as 0 here: callers refuse alloys that hold one (ElementTable.missing_pair).
    """
    columns = [table.properties[column] for column in TABULATED]
    return np.stack([*columns, np.isin(table.symbols, SIGMA_FORMERS)]), np.nan_to_num(table.pair_enthalpy)


def described(elemental: Array, pair: Array, alloys: Array, names: Sequence[str]) -> Array:
    """Descriptors (n, D) of alloys as columns, (E, n); all arrays of one library, `elemental` and `pair` as `elemental_values` gives them."""
    values = _Values(elemental, pair, alloys)
    return values.library.stack([getattr(values, name)() for name in names]).T


TABULATED = (
    "bulk_modulus_gpa",
    "molar_volume_cm3_mol",
    "melting_temperature_k",
    "valence_electron_count",
    "metallic_radius_pm",
    "pauling_electronegativity",
)
"""Columns of the element table that f(x) reads."""
BULK, VOLUME, MELTING, ELECTRONS, RADIUS, CHI, SIGMA_FORMER = range(7)
"""Rows of `elemental`: TABULATED, and whether an element forms σ."""
TINY = 1e-6
IDEAL = 0.01
"""(kJ/mol)²: an enthalpy below its root says no more than 'ideal'."""


class _Values:
    """The descriptors of one batch; each method is one column (n,), shared parts are computed once.

    Inside, alloys are columns: a sum over a handful of elements is then a sum of long rows, which is quicker than many short
    ones, and all means are one product.
    """

    def __init__(self, elemental: Array, pair: Array, alloys: Array) -> None:
        # whoever holds a tensor has imported torch: this module need not
        self.library: Any = np if isinstance(alloys, np.ndarray) else sys.modules["torch"]
        self.elemental, self.pair, self.c = elemental, pair, alloys
        self.means = elemental @ alloys

    def root(self, x: Array) -> Array:
        """√x with a finite slope at 0, exact to 1e-6 of the unit squared."""
        return self.library.sqrt(x.clip(0.0) + TINY**2) - TINY

    def spread(self, row: int) -> Array:
        deviation = self.elemental[row, :, None] - self.means[row]
        return self.root((self.c * deviation**2).sum(0))

    def bulk_modulus(self) -> Array:
        return self.means[BULK]

    def molar_volume(self) -> Array:
        return self.means[VOLUME]

    def melting_temperature(self) -> Array:
        return self.means[MELTING]

    def vec(self) -> Array:
        return self.means[ELECTRONS]

    def vec_spread(self) -> Array:
        return self.spread(ELECTRONS)

    def electronegativity_difference(self) -> Array:
        return self.spread(CHI)

    @computed_once
    def _misfit_moments(self) -> tuple[Array, Array]:
        """Σ c E² and Σ c E³ of the misfit E = rᵢ/r̄ − 1."""
        misfit = self.elemental[RADIUS, :, None] / self.means[RADIUS] - 1.0
        square = self.c * misfit**2
        return square.sum(0), (square * misfit).sum(0)

    def atomic_size_difference(self) -> Array:
        return 100.0 * self.root(self._misfit_moments[0])

    @computed_once
    def _entropy(self) -> Array:
        return -GAS_CONSTANT * (self.c * self.library.log(self.c.clip(1e-12))).sum(0)

    def mixing_entropy(self) -> Array:
        return self._entropy

    @computed_once
    def _enthalpy(self) -> Array:
        return 2.0 * ((self.pair @ self.c) * self.c).sum(0)

    def mixing_enthalpy(self) -> Array:
        return self._enthalpy

    def _absolute_enthalpy(self) -> Array:
        """|ΔH_mix| in J/mol, smooth and at least 100 J/mol."""
        return 1000.0 * self.library.sqrt(self._enthalpy**2 + IDEAL)

    def _excess_entropy(self) -> Array:
        """−S_E/R of a mixture of hard spheres, written in moments of the misfit so that nothing cancels."""
        m2, m3 = self._misfit_moments
        third = 1.0 + 3.0 * m2 + m3  # Σ c d³ for r̄ = 1; Σ c d² = 1 + m2
        square, third_square = m2**2, third**2
        y1 = (2.0 * m2 + m3) / third
        y2 = (m2 + m3 - square) * (1.0 + m2) / third_square
        u = (3 * m2 + 2 * m3 + 6 * square + 6 * m2 * m3 + m3**2 - m2**3) / third_square  # 1 − y3
        free, first, second = (a * y1 + b * y2 + c * u for a, b, c in HARD_SPHERES)
        compressibility = 0.5 * (self.library.log1p(first) + self.library.log1p(second))
        return abs(compressibility - free) + TINY

    def ye_phi(self) -> Array:
        freedom = self._entropy - self._absolute_enthalpy() / self.means[MELTING]
        return self.library.arcsinh(freedom / GAS_CONSTANT / self._excess_entropy())

    def sigma_former_content(self) -> Array:
        return self.means[SIGMA_FORMER]

    def sigma_window(self) -> Array:
        content, vec = self.means[SIGMA_FORMER], self.means[ELECTRONS]
        low, high = SIGMA_VEC
        below, above = (self.library.exp(x / SIGMA_EDGE) for x in (low - vec, vec - high))
        return content / (content + SIGMA_TRACE) / ((1.0 + below) * (1.0 + above))

    def element_count(self) -> Array:
        return (self.c / (self.c + COUNT_TRACE)).sum(0)


def _hard_spheres() -> list[list[float]]:
    """Coefficients of y1, y2 and 1 − y3 in Mansoori's mixture of hard spheres (Mansoori et al., J. Chem. Phys. 54, 1523, 1971).

    First row: the excess free energy, mean over PACKING_FRACTIONS; then, for each of these, what the compressibility
    factor differs from that of equal spheres by.
    """
    free_energy, compressibility = np.zeros(3), []
    for xi in PACKING_FRACTIONS:
        void = 1.0 - xi
        free_energy += [
            1.5 - 1.5 / void**2,
            -1.5 + 3.0 / void - 1.5 / void**2,
            1.5 - 2.0 / void + 0.5 / void**2 - np.log(void),
        ]
        of_equal = 1.0 + xi + xi**2 - xi**3
        compressibility.append([-3.0 * xi / of_equal, -3.0 * xi**2 / of_equal, xi**3 / of_equal])
    return [(free_energy / len(PACKING_FRACTIONS)).tolist(), *compressibility]


HARD_SPHERES = _hard_spheres()
