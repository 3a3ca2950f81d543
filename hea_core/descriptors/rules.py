"""The field's empirical rules for solid solutions: what each judges, and its verdict.

The thresholds are those of the papers. The quantities are f(x)'s (hea_core.descriptors.function) and what is made of them. Most papers drew
their thresholds with Kittel's radii, f(x) has Miracle's: a rule that reads radii is computed with both, and which of the
two is right more often on the measured alloys is counted in hea_core.descriptors.rule_record. The enthalpies are Takeuchi–Inoue
pair values throughout, so where a paper had its own table (King, Senkov–Miracle: enthalpies of ordered binaries) the strongest
pair stands in for it; `note` says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

import numpy as np

from hea_core.composition.elements import elements
from hea_core.descriptors.function import SIGMA_FORMERS, SIGMA_VEC, DescriptorFunction

IM_ENTROPY = 0.6
"""κ₂: entropy of an intermetallic as a share of the solid solution's (Senkov, Miracle 2016)."""
_NEAR_IDEAL = 0.5
"""kJ/mol: below this |ΔH_mix| a ratio to it says only 'ideal'."""

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


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        name: in JSON.
        title: shown.
        formula: of the quantity judged, in atomic fractions c.
        threshold: in words and symbols.
        reference: the paper, with its DOI where it is known.
        quantity: key of the value shown.
        single: from values to bool (n,), whether the rule says one phase; for σ, that it does not warn.
        by_size: whether it reads atomic radii, so that its verdict may depend on their table.
        votes: whether it counts among the rules that say one phase.
        note: what to know when reading it.
    """

    name: str
    title: str
    formula: str
    threshold: str
    reference: str
    quantity: str
    single: Callable[[Values], np.ndarray]
    by_size: bool = True
    votes: bool = True
    note: str = ""


RULES: tuple[Rule, ...] = (
    Rule(
        "zhang",
        "Zhang δ–ΔH",
        "δ = 100 √(Σ cᵢ(1 − rᵢ/r̄)²), ΔH_mix = 4 Σ cᵢcⱼHᵢⱼ",
        "δ ≤ 6.5 % and −15 ≤ ΔH_mix ≤ 5 kJ/mol",
        "Zhang et al., Adv. Eng. Mater. 10, 534 (2008), doi:10.1002/adem.200700240",
        "delta",
        lambda v: (v["delta"] <= 6.5) & (v["enthalpy"] >= -15) & (v["enthalpy"] <= 5),
    ),
    Rule(
        "guo_liu",
        "Guo–Liu",
        "δ, ΔH_mix, ΔS_mix = −R Σ cᵢ ln cᵢ",
        "δ ≤ 8.5 %, −22 ≤ ΔH_mix ≤ 7 kJ/mol, 11 ≤ ΔS_mix ≤ 19.5 J/mol/K",
        "Guo, Liu, Prog. Nat. Sci. Mater. Int. 21, 433 (2011)",
        "delta",
        lambda v: (
            (v["delta"] <= 8.5)
            & (v["enthalpy"] >= -22)
            & (v["enthalpy"] <= 7)
            & (v["entropy"] >= 11)
            & (v["entropy"] <= 19.5)
        ),
    ),
    Rule(
        "yang_zhang",
        "Yang–Zhang Ω–δ",
        "Ω = T_m ΔS_mix/|ΔH_mix|",
        "Ω ≥ 1.1 and δ ≤ 6.6 %",
        "Yang, Zhang, Mater. Chem. Phys. 132, 233 (2012), doi:10.1016/j.matchemphys.2011.11.021",
        "omega",
        lambda v: (v["omega"] >= 1.1) & (v["delta"] <= 6.6),
    ),
    Rule(
        "singh",
        "Singh Λ",
        "Λ = ΔS_mix/δ²",
        "Λ > 0.96 one phase, 0.24–0.96 two, below 0.24 compounds",
        "Singh et al., Intermetallics 53, 112 (2014), doi:10.1016/j.intermet.2014.04.019",
        "lambda",
        lambda v: v["lambda"] > 0.96,
    ),
    Rule(
        "wang",
        "Wang γ",
        "γ = ω_S/ω_L, ω = 1 − √((r + r̄)² − r̄²)/(r + r̄) of the smallest and the largest atom",
        "γ < 1.175",
        "Wang et al., Scr. Mater. 94, 28 (2015), doi:10.1016/j.scriptamat.2014.09.010",
        "gamma",
        lambda v: v["gamma"] < 1.175,
        note="A trace of a large or small atom counts as much as a main element.",
    ),
    Rule(
        "ye",
        "Ye φ",
        "φ = (ΔS_mix − |ΔH_mix|/T_m)/|S_E|, S_E of a hard-sphere mixture, mean of BCC and FCC packing",
        "φ > 20",
        "Ye et al., Scr. Mater. 104, 53 (2015)",
        "phi",
        lambda v: v["phi"] > 20,
    ),
    Rule(
        "king",
        "King Φ",
        "Φ = ΔG_ss/(−|ΔG_max|) at T_m, ΔG_ss = ΔH_mix − T_mΔS_mix",
        "Φ > 1",
        "King et al., Acta Mater. 104, 172 (2016)",
        "king",
        lambda v: v["king"] > 1,
        by_size=False,
        note="The strongest pair enthalpy stands for ΔG_max, so Φ is larger than King's own and says 'one phase' too readily.",
    ),
    Rule(
        "senkov_miracle",
        "Senkov–Miracle κ",
        "κ₁ = ΔH_IM/ΔH_mix against 1 + (1 − κ₂)TΔS_mix/|ΔH_mix|, κ₂ = 0.6, T = T_m, as the balance of free energies",
        "ΔH_mix − TΔS_mix < ΔH_IM − 0.6 TΔS_mix",
        "Senkov, Miracle, J. Alloys Compd. 658, 603 (2016), doi:10.1016/j.jallcom.2015.10.279",
        "kappa_margin",
        lambda v: v["kappa_margin"] > 0,
        by_size=False,
        note="The most attractive pair stands for ΔH_IM; the value is how far the solid solution lies below it in kJ/mol at T_m.",
    ),
    Rule(
        "tsai_sigma",
        "Tsai σ",
        "VEC = Σ cᵢVECᵢ, Cr or V present",
        f"σ phase to be expected for {SIGMA_VEC[0]} ≤ VEC ≤ {SIGMA_VEC[1]} with Cr or V",
        "Tsai et al., Mater. Res. Lett. 1, 207 (2013), doi:10.1080/21663831.2013.831382",
        "vec",
        lambda v: ~v["sigma_prone"],
        by_size=False,
        votes=False,
        note="On ageing; a warning, not a verdict of one phase where it is silent.",
    ),
)

VOTERS = sum(rule.votes for rule in RULES)
"""Rules that can say one phase."""

STRUCTURE_RULE = {
    "name": "guo_vec",
    "title": "Guo VEC",
    "formula": "VEC = Σ cᵢVECᵢ",
    "threshold": "VEC ≥ 8 FCC, below 6.87 BCC, between them both",
    "reference": "Guo et al., J. Appl. Phys. 109, 103505 (2011)",
    "note": "Which lattice if it is a solid solution; not whether it is one.",
}


def structure_by_vec(vec: np.ndarray) -> np.ndarray:
    """Guo's rule: "FCC", "BCC" or "BCC+FCC" for each VEC (n,), rounded so that 8 electrons are 8 however they were summed."""
    rounded = np.round(vec, _DIGITS)
    return np.where(rounded >= 8.0, "FCC", np.where(rounded < 6.87, "BCC", "BCC+FCC"))


_FROM_F = {
    "enthalpy": "mixing_enthalpy",
    "entropy": "mixing_entropy",
    "melting": "melting_temperature",
    "vec": "vec",
}
_BY_SIZE = {"delta": "atomic_size_difference", "phi": "ye_phi"}
_DIGITS = 9
"""To which sums are rounded, so that 8 electrons are 8 and equal radii differ by nothing, however they were added up."""


@cache
def _describe(radii: Radii, names: tuple[str, ...]) -> DescriptorFunction:
    """These columns of f(x) over the whole element table, with these radii."""
    table = elements()
    sized = replace(table, properties={**table.properties, "metallic_radius_pm": table.properties[radii.column]})
    return DescriptorFunction(sized, names)


def _described(fractions: np.ndarray, radii: Radii, columns: dict[str, str]) -> Values:
    found = _describe(radii, tuple(columns.values()))(fractions)
    return dict(zip(columns, np.round(found, _DIGITS).T, strict=True))


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


def says_single(values: Values) -> np.ndarray:
    """Bool (n, n_rules), columns as RULES."""
    return np.stack([rule.single(values) for rule in RULES], axis=1)


def votes_for_single(verdicts: np.ndarray) -> np.ndarray:
    """How many of the voting rules say one phase, int (n,)."""
    return verdicts[:, [rule.votes for rule in RULES]].sum(1)


def remark(rule: Rule, values: Values, row: int) -> str:
    """The rule's note, and where this alloy strains it."""
    extra = ""
    if rule.quantity in ("omega", "kappa_margin") and abs(values["enthalpy"][row]) < _NEAR_IDEAL:
        extra = "ΔH_mix is near 0, so the ratio only says that mixing is ideal."
    elif not np.isfinite(values[rule.quantity][row]):
        extra = "The divisor is 0: the ratio has no value."
    return " ".join(text for text in (rule.note, extra) if text)
