"""The field's empirical rules for solid solutions: what each judges, and its verdict.

The thresholds are those of the papers, the quantities those of hea_core.descriptors.rule_quantities. The enthalpies are Takeuchi–Inoue
pair values throughout, so where a paper had its own table (King, Senkov–Miracle: enthalpies of ordered binaries) the strongest
pair stands in for it; `note` says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from hea_core.descriptors.function import SIGMA_VEC
from hea_core.descriptors.rule_quantities import DIGITS, Values

_NEAR_IDEAL = 0.5
"""kJ/mol: below this |ΔH_mix| a ratio to it says only 'ideal'."""


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
    rounded = np.round(vec, DIGITS)
    return np.where(rounded >= 8.0, "FCC", np.where(rounded < 6.87, "BCC", "BCC+FCC"))


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
