"""The element table and the pair enthalpies, read from data/elements.csv and data/pair_enthalpies.csv."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from hea_core.errors import DataError, HeaError, quoted
from hea_core.files.shipped import shipped_table

if TYPE_CHECKING:
    from hea_core.composition.composition import Composition

PROPERTIES: tuple[str, ...] = (
    "atomic_number",
    "atomic_mass_g_mol",
    "metallic_radius_pm",
    "kittel_radius_pm",
    "pauling_electronegativity",
    "valence_electron_count",
    "melting_temperature_k",
    "molar_volume_cm3_mol",
    "bulk_modulus_gpa",
    "shear_modulus_gpa",
    "density_g_cm3",
)
MAY_BE_MISSING = frozenset({"shear_modulus_gpa"})
"""Those of PROPERTIES that are empty for some elements."""


@dataclass(frozen=True, eq=False)
class ElementTable:
    """Elemental values for a list of elements, in one fixed order.

    Attributes:
        symbols: element symbols; every array follows this order.
        properties: column name (unit in the name) -> float64 (n_elements,); only shear_modulus_gpa may hold
            NaN.
        pair_enthalpy: float64 (n_elements, n_elements), kJ/mol, symmetric, 0 on the diagonal, NaN where not
            tabulated.
    """

    symbols: tuple[str, ...]
    properties: dict[str, np.ndarray]
    pair_enthalpy: np.ndarray

    def __post_init__(self) -> None:
        """Freeze the arrays, so that the cached table cannot be changed by a caller."""
        for array in (*self.properties.values(), self.pair_enthalpy):
            array.flags.writeable = False

    @cached_property
    def index(self) -> dict[str, int]:
        """Position of each symbol."""
        return {symbol: position for position, symbol in enumerate(self.symbols)}

    def subset(self, symbols: Iterable[str]) -> ElementTable:
        """The same table for these elements, in this order; HeaError names an element that is not in it."""
        chosen = tuple(symbols)
        unknown = [symbol for symbol in chosen if symbol not in self.index]
        if unknown:
            raise HeaError(
                f"No elemental data for {quoted(unknown[0])}: choose among the {len(self.symbols)} elements of "
                "the table, for example Fe or Ni."
            )
        at = np.array([self.index[symbol] for symbol in chosen], dtype=np.intp)
        return ElementTable(
            chosen,
            {name: values[at] for name, values in self.properties.items()},
            self.pair_enthalpy[np.ix_(at, at)],
        )

    def fractions(self, compositions: Sequence[Composition]) -> np.ndarray:
        """Atomic fractions, float64 (n, n_elements), rows sum to 1; HeaError names an element outside."""
        index = self.index
        pairs = [pair for composition in compositions for pair in composition.amounts]
        try:
            columns = [index[symbol] for symbol, _ in pairs]
        except KeyError:
            for composition in compositions:
                self.require(composition)
            raise
        rows = np.repeat(np.arange(len(compositions)), [len(composition.amounts) for composition in compositions])
        out = np.zeros((len(compositions), len(index)))
        out[rows, columns] = [amount for _, amount in pairs]
        out /= out.sum(axis=1, keepdims=True)
        return out

    def require(self, composition: Composition) -> None:
        """HeaError names the first element of the composition that is not in the table."""
        for symbol, _ in composition.amounts:
            if symbol not in self.index:
                raise HeaError(
                    f"{composition.formula} contains {symbol}, which is not among the "
                    f"{len(self.index)} elements known here "
                    f"({', '.join(self.symbols[:5])}, …): leave {symbol} out."
                )

    def missing_pair(self, composition: Composition) -> tuple[str, str] | None:
        """The first pair of the composition's elements without a tabulated mixing enthalpy, or None."""
        untabulated = self._untabulated
        return next((pair for pair in combinations(composition.elements, 2) if pair in untabulated), None)

    @cached_property
    def _untabulated(self) -> frozenset[tuple[str, str]]:
        return frozenset((self.symbols[i], self.symbols[j]) for i, j in np.argwhere(np.isnan(self.pair_enthalpy)))


@cache
def elements() -> ElementTable:
    """Every element the tables cover, by atomic number; cached and read-only."""
    _, rows = shipped_table("elements.csv", ("symbol", *PROPERTIES))
    properties = {name: np.array([float(row[name] or "nan") for row in rows]) for name in PROPERTIES}
    for name, values in properties.items():
        if name not in MAY_BE_MISSING and not (values > 0).all():
            symbol = rows[int(np.argmin(values > 0))]["symbol"]
            raise DataError(
                f"data/elements.csv has no positive {name} for {symbol}: rebuild it with scripts/build_elements.py."
            )
    symbols = tuple(row["symbol"] for row in rows)
    index = {symbol: position for position, symbol in enumerate(symbols)}
    enthalpy = np.full((len(symbols), len(symbols)), np.nan)
    np.fill_diagonal(enthalpy, 0.0)
    for row in shipped_table("pair_enthalpies.csv", ("element_1", "element_2", "mixing_enthalpy_kj_mol"))[1]:
        i, j = index[row["element_1"]], index[row["element_2"]]
        enthalpy[i, j] = enthalpy[j, i] = float(row["mixing_enthalpy_kj_mol"])
    return ElementTable(symbols, properties, enthalpy)
