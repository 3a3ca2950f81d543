"""f(x): the engineered descriptors of an alloy, one batched and differentiable torch function.

Every descriptor is made of moments Σ c_i p_i^k and a bilinear form c H cᵀ of the atomic fractions c, so a million alloys
cost a few matrix products and a gradient passes through all of them. Names, units and sources: hea_core.descriptors.registry.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, cached_property

import numpy as np
import torch
from torch import Tensor, nn

from hea_core.composition.elements import ElementTable
from hea_core.descriptors.registry import DESCRIPTORS, PAPER_DESCRIPTORS
from hea_core.errors import DataError

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


class DescriptorFunction(nn.Module):
    """f: atomic fractions (n, n_elements) -> descriptors (n, n_descriptors).

    The elemental values live in buffers, so the function moves with its model to any dtype or device. Rows need not be
    sorted or complete: an element at zero contributes nothing.
    """

    elemental: Tensor
    pair: Tensor

    def __init__(self, table: ElementTable, names: Sequence[str] = PAPER_DESCRIPTORS) -> None:
        """Take elemental values from `table`; `names` chooses and orders the columns.

        Raises:
            DataError: a name is not a descriptor, or an elemental value it needs is missing.
        """
        super().__init__()
        known = {d.name for d in DESCRIPTORS}
        for name in names:
            if name not in known:
                raise DataError(f"'{name}' is not a descriptor; known are {', '.join(sorted(known))}.")
        self.symbols = table.symbols
        self.names = tuple(names)
        columns = [table.properties[column] for column in TABULATED]
        self._keep("elemental", np.stack([*columns, np.isin(table.symbols, SIGMA_FORMERS)]))
        # A pair without a value counts as 0 here: callers refuse alloys that hold one (ElementTable.missing_pair).
        self._keep("pair", np.nan_to_num(table.pair_enthalpy))

    def _keep(self, name: str, values: np.ndarray) -> None:
        self.register_buffer(name, torch.tensor(values, dtype=torch.get_default_dtype()), persistent=False)

    def forward(self, fractions: Tensor) -> Tensor:
        """Atomic fractions (n, n_elements), rows summing to 1 -> (n, n_descriptors), columns as `names`."""
        values = _Values(self, fractions)
        return torch.stack([getattr(values, name)() for name in self.names]).T


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


def _root(x: Tensor) -> Tensor:
    """√x with a finite slope at 0, exact to 1e-6 of the unit squared."""
    return torch.sqrt(x.clamp_min(0.0) + TINY**2) - TINY


class _Values:
    """The descriptors of one batch; each method is one column (n,), shared parts are computed once.

    Inside, alloys are columns: a sum over a handful of elements is then a sum of long rows, which is quicker than many short
    ones, and all means are one product.
    """

    def __init__(self, f: DescriptorFunction, fractions: Tensor) -> None:
        self.f, self.c = f, fractions.T.contiguous()
        self.means = f.elemental @ self.c

    def spread(self, row: int) -> Tensor:
        deviation = self.f.elemental[row, :, None] - self.means[row]
        return _root((self.c * deviation**2).sum(0))

    def bulk_modulus(self) -> Tensor:
        return self.means[BULK]

    def molar_volume(self) -> Tensor:
        return self.means[VOLUME]

    def melting_temperature(self) -> Tensor:
        return self.means[MELTING]

    def vec(self) -> Tensor:
        return self.means[ELECTRONS]

    def vec_spread(self) -> Tensor:
        return self.spread(ELECTRONS)

    def electronegativity_difference(self) -> Tensor:
        return self.spread(CHI)

    @cached_property
    def _misfit_moments(self) -> tuple[Tensor, Tensor]:
        """Σ c E² and Σ c E³ of the misfit E = rᵢ/r̄ − 1."""
        misfit = self.f.elemental[RADIUS, :, None] / self.means[RADIUS] - 1.0
        square = self.c * misfit**2
        return square.sum(0), (square * misfit).sum(0)

    def atomic_size_difference(self) -> Tensor:
        return 100.0 * _root(self._misfit_moments[0])

    @cached_property
    def _entropy(self) -> Tensor:
        return -GAS_CONSTANT * (self.c * self.c.clamp_min(1e-12).log()).sum(0)

    def mixing_entropy(self) -> Tensor:
        return self._entropy

    @cached_property
    def _enthalpy(self) -> Tensor:
        return 2.0 * ((self.f.pair @ self.c) * self.c).sum(0)

    def mixing_enthalpy(self) -> Tensor:
        return self._enthalpy

    def _absolute_enthalpy(self) -> Tensor:
        """|ΔH_mix| in J/mol, smooth and at least 100 J/mol."""
        return 1000.0 * torch.sqrt(self._enthalpy**2 + IDEAL)

    def _excess_entropy(self) -> Tensor:
        """−S_E/R of a mixture of hard spheres, written in moments of the misfit so that nothing cancels."""
        m2, m3 = self._misfit_moments
        third = 1.0 + 3.0 * m2 + m3  # Σ c d³ for r̄ = 1; Σ c d² = 1 + m2
        square, third_square = m2**2, third**2
        y1 = (2.0 * m2 + m3) / third
        y2 = (m2 + m3 - square) * (1.0 + m2) / third_square
        u = (3 * m2 + 2 * m3 + 6 * square + 6 * m2 * m3 + m3**2 - m2**3) / third_square  # 1 − y3
        terms = _hard_sphere_terms(u.dtype, u.device) @ torch.stack([y1, y2, u])
        return (torch.log1p(terms[1:]).mean(0) - terms[0]).abs() + TINY

    def ye_phi(self) -> Tensor:
        freedom = self._entropy - self._absolute_enthalpy() / self.means[MELTING]
        return torch.asinh(freedom / GAS_CONSTANT / self._excess_entropy())

    def sigma_former_content(self) -> Tensor:
        return self.means[SIGMA_FORMER]

    def sigma_window(self) -> Tensor:
        content, vec = self.means[SIGMA_FORMER], self.means[ELECTRONS]
        low, high = SIGMA_VEC
        inside = torch.sigmoid((vec - low) / SIGMA_EDGE) * torch.sigmoid((high - vec) / SIGMA_EDGE)
        return content / (content + SIGMA_TRACE) * inside

    def element_count(self) -> Tensor:
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


@cache
def _hard_sphere_terms(dtype: torch.dtype, device: torch.device) -> Tensor:
    with torch.inference_mode(False):  # one made while inferring could not be trained through
        return torch.tensor(HARD_SPHERES, dtype=dtype, device=device)
