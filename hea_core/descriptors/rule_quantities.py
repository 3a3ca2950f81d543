"""The quantities that the empirical rules judge, of many alloys at once: f(x)'s (hea_core.descriptors.function) and what is made of them.

Most papers drew their thresholds with Kittel's radii, f(x) has Miracle's: a quantity that reads radii is computed with either, and which of the
two is right more often on the measured alloys is counted in hea_core.descriptors.rule_record.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from functools import cache

import numpy as np

from hea_core.composition.elements import elements
from hea_core.descriptors.function import SIGMA_FORMERS, SIGMA_VEC, DescriptorFunction

IM_ENTROPY = 0.6
"""κ₂: entropy of an intermetallic as a share of the solid solution's (Senkov, Miracle 2016)."""
Values = dict[str, np.ndarray]


class Radii(StrEnum):
    """A table of atomic radii: Miracle's, which f(x) has, or Kittel's, with which the papers drew their thresholds."""

    MIRACLE = "miracle"
    KITTEL = "kittel"

    @property
    def column(self) -> str:
        """Of the element table."""
        return {Radii.MIRACLE: "metallic_radius_pm", Radii.KITTEL: "kittel_radius_pm"}[self]

    @property
    def other(self) -> Radii:
        """The other table."""
        return Radii.KITTEL if self is Radii.MIRACLE else Radii.MIRACLE


_FROM_F = {
    "enthalpy": "mixing_enthalpy",
    "entropy": "mixing_entropy",
    "melting": "melting_temperature",
    "vec": "vec",
}
_BY_SIZE = {"delta": "atomic_size_difference", "phi": "ye_phi"}
DIGITS = 9
"""To which sums are rounded, so that 8 electrons are 8 and equal radii differ by nothing, however they were added up."""


@cache
def _describe(radii: Radii, names: tuple[str, ...]) -> DescriptorFunction:
    """These columns of f(x) over the whole element table, with these radii."""
    table = elements()
    sized = replace(table, properties={**table.properties, "metallic_radius_pm": table.properties[radii.column]})
    return DescriptorFunction(sized, names)


def _described(fractions: np.ndarray, radii: Radii, columns: dict[str, str]) -> Values:
    found = _describe(radii, tuple(columns.values()))(fractions)
    return dict(zip(columns, np.round(found, DIGITS).T, strict=True))


def rule_values(fractions: np.ndarray, radii: Radii = Radii.MIRACLE) -> Values:
    """Every quantity the rules judge.

    Args:
        fractions: atomic fractions (n, n_elements) over the whole element table, rows sum to 1.
        radii: the table of atomic radii.

    Returns:
        name -> float64 (n,): delta %, enthalpy kJ/mol, entropy J/mol/K, melting K, vec, omega, lambda, gamma, phi, king,
        kappa_margin kJ/mol; sigma_prone bool. Ratios are inf where their divisor is 0.
    """
    shared = _without_size(fractions)
    return {**shared, **_by_size(fractions, radii, shared["entropy"])}


def values_by_radii(fractions: np.ndarray) -> dict[Radii, Values]:
    """`rule_values` by each table of radii; what reads no radii is computed once."""
    shared = _without_size(fractions)
    return {radii: {**shared, **_by_size(fractions, radii, shared["entropy"])} for radii in Radii}


def _without_size(fractions: np.ndarray) -> Values:
    table = elements()
    v = _described(fractions, Radii.MIRACLE, _FROM_F)
    present = fractions > 0
    lowest, highest = _extreme_pairs(present)
    disorder = v["melting"] * v["entropy"] / 1000.0
    former = present[:, [s in SIGMA_FORMERS for s in table.symbols]].any(1)
    return {
        **v,
        "omega": _ratio(disorder, np.abs(v["enthalpy"])),
        "king": _ratio(disorder - v["enthalpy"], np.maximum(np.abs(lowest), np.abs(highest))),
        "kappa_margin": lowest - v["enthalpy"] + (1.0 - IM_ENTROPY) * disorder,
        "sigma_prone": former & (v["vec"] >= SIGMA_VEC[0]) & (v["vec"] <= SIGMA_VEC[1]),
    }


def _by_size(fractions: np.ndarray, radii: Radii, entropy: np.ndarray) -> Values:
    v = _described(fractions, radii, _BY_SIZE)
    present = fractions > 0
    radius = elements().properties[radii.column]
    small, large = np.where(present, radius, np.inf).min(1), np.where(present, radius, -np.inf).max(1)
    return {
        "delta": v["delta"],
        "phi": np.where(v["delta"] > 0, np.sinh(v["phi"]), np.inf),
        "lambda": _ratio(entropy, v["delta"] ** 2),
        "gamma": _solid_angle(small, fractions @ radius) / _solid_angle(large, fractions @ radius),
    }


def _extreme_pairs(present: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest Hᵢⱼ among the elements present in each row, bool (n, n_elements); 0 for a pure element."""
    count = present.sum(1)
    most = int(count.max())
    # the elements of each row first: pairs of few are fewer than pairs of all
    chosen = np.argsort(~present, axis=1, kind="stable")[:, :most]
    pairs = _pair_enthalpies()[chosen[:, :, None], chosen[:, None, :]]
    place = np.arange(most)
    proper = (place[:, None] < place) & (place < count[:, None, None])
    lowest = np.where(proper, pairs, np.inf).min((1, 2))
    highest = np.where(proper, pairs, -np.inf).max((1, 2))
    return np.where(count > 1, lowest, 0.0), np.where(count > 1, highest, 0.0)


@cache
def _pair_enthalpies() -> np.ndarray:
    """Hᵢⱼ of the element table in kJ/mol, 0 where there is no value."""
    return np.nan_to_num(elements().pair_enthalpy)


def _solid_angle(radius: np.ndarray, mean: np.ndarray) -> np.ndarray:
    reach = radius + mean
    return 1.0 - np.sqrt(reach**2 - mean**2) / reach


def _ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    return np.divide(above, below, out=np.full_like(above, np.inf), where=below > 0)
