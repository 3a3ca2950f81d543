"""Each element's share of each of the paper's eight descriptors: shares that sum to the descriptor."""

from __future__ import annotations

import numpy as np

from hea_core.composition import Composition
from hea_core.composition.elements import elements
from hea_core.descriptors.function import GAS_CONSTANT


def contributions(composition: Composition) -> dict[str, dict[str, float]]:
    """{descriptor: {symbol: its share, in the descriptor's unit}}; the shares of a descriptor sum to it.

    A mean Σ cᵢpᵢ is split as it stands, a pair sum half to each partner. The two root sums (δ, Δχ) are split in proportion to
    the terms under the root.
    """
    table = elements().subset(composition.elements)
    c = np.array([amount for _, amount in composition.amounts]) / 100.0
    p = table.properties
    pairs = np.nan_to_num(table.pair_enthalpy)
    radius, chi = p["metallic_radius_pm"], p["pauling_electronegativity"]
    shares = {
        "bulk_modulus": c * p["bulk_modulus_gpa"],
        "molar_volume": c * p["molar_volume_cm3_mol"],
        "melting_temperature": c * p["melting_temperature_k"],
        "vec": c * p["valence_electron_count"],
        "atomic_size_difference": 100.0 * _root_shares(c * (1.0 - radius / (c @ radius)) ** 2),
        "electronegativity_difference": _root_shares(c * (chi - c @ chi) ** 2),
        "mixing_entropy": -GAS_CONSTANT * c * np.log(c),
        "mixing_enthalpy": 2.0 * c * (pairs @ c),
    }
    return {name: dict(zip(composition.elements, values.tolist(), strict=True)) for name, values in shares.items()}


def _root_shares(terms: np.ndarray) -> np.ndarray:
    """√Σ, split as the terms are."""
    total = float(terms.sum())
    return terms / np.sqrt(total) if total > 0 else terms
