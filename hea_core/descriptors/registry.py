"""The registry of descriptors: name, symbol, unit and source of every column of f(x). Their formulas are in hea_core.descriptors.function.

The eight of the paper come first; the others sharpen one of the eight each, named in `group`, and are explained to a user
together with it. Why these: docs/decisions/classifier.md. Imports nothing slow, so that a page can name a descriptor before anything is computed.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Descriptor:
    """One column of f(x).

    Attributes:
        name: column name in every table and in the command line's JSON.
        symbol: as in the literature, for axes and tables.
        label: in words.
        unit: "" for a number without one.
        equation: in terms of atomic fractions c and elemental values.
        group: the physical quantity that it is explained with.
        source: where the definition stands.
        digits: decimals that are worth showing.
    """

    name: str
    symbol: str
    label: str
    unit: str
    equation: str
    group: str
    source: str
    digits: int = 2


_PAPER = "Zeng, Khan, Post 2024"

DESCRIPTORS: tuple[Descriptor, ...] = (
    Descriptor("bulk_modulus", "k", "bulk modulus", "GPa", "k = Σ cᵢkᵢ", "bulk_modulus", _PAPER, digits=0),
    Descriptor("molar_volume", "V_m", "molar volume", "cm³/mol", "V_m = Σ cᵢVᵢ", "molar_volume", _PAPER),
    Descriptor(
        "melting_temperature",
        "T_m",
        "melting temperature",
        "K",
        "T_m = Σ cᵢTᵢ",
        "melting_temperature",
        _PAPER,
        digits=0,
    ),
    Descriptor(
        "vec",
        "VEC",
        "valence electron concentration",
        "",
        "VEC = Σ cᵢVECᵢ",
        "vec",
        "Guo et al., J. Appl. Phys. 109, 103505 (2011)",
    ),
    Descriptor(
        "atomic_size_difference",
        "δ",
        "atomic size difference",
        "%",
        "δ = 100 √(Σ cᵢ(1 − rᵢ/r̄)²)",
        "atomic_size_difference",
        "Zhang et al., Adv. Eng. Mater. 10, 534 (2008)",
    ),
    Descriptor(
        "electronegativity_difference",
        "Δχ",
        "electronegativity difference",
        "",
        "Δχ = √(Σ cᵢ(χᵢ − χ̄)²)",
        "electronegativity_difference",
        _PAPER,
        digits=3,
    ),
    Descriptor(
        "mixing_entropy",
        "ΔS_mix",
        "mixing entropy",
        "J/mol·K",
        "ΔS_mix = −R Σ cᵢ ln cᵢ",
        "mixing_entropy",
        "Zhang et al., Adv. Eng. Mater. 10, 534 (2008)",
    ),
    Descriptor(
        "mixing_enthalpy",
        "ΔH_mix",
        "mixing enthalpy",
        "kJ/mol",
        "ΔH_mix = 4 Σ_{i<j} cᵢcⱼHᵢⱼ",
        "mixing_enthalpy",
        "Takeuchi, Inoue, Mater. Trans. 46, 2817 (2005)",
    ),
    Descriptor(
        "ye_phi",
        "asinh φ",
        "Ye's φ: entropy left over against excess entropy",
        "",
        "asinh φ, φ = (ΔS_mix − |ΔH_mix|/T_m)/|S_E|, S_E of a hard-sphere mixture, mean of BCC and FCC packing",
        "atomic_size_difference",
        "Ye et al., Scr. Mater. 104, 53 (2015)",
    ),
    Descriptor(
        "vec_spread",
        "σ_VEC",
        "spread of valence electrons",
        "",
        "σ_VEC = √(Σ cᵢ(VECᵢ − VEC)²)",
        "vec",
        "Guo et al., J. Appl. Phys. 109, 103505 (2011)",
    ),
    Descriptor(
        "sigma_former_content",
        "c_Cr + c_V",
        "content of σ-phase formers",
        "",
        "c_Cr + c_V",
        "vec",
        "Tsai et al., Mater. Res. Lett. 1, 207 (2013)",
    ),
    Descriptor(
        "sigma_window",
        "w_σ",
        "σ-phase window",
        "",
        "smooth 1 where Cr or V is present and 6.88 ≤ VEC ≤ 7.84, else 0",
        "vec",
        "Tsai et al., Mater. Res. Lett. 1, 207 (2013)",
    ),
    Descriptor(
        "element_count",
        "n",
        "number of elements",
        "",
        "smooth count Σ cᵢ/(cᵢ + 0.01)",
        "mixing_entropy",
        "Yeh et al., Adv. Eng. Mater. 6, 299 (2004)",
    ),
)
PAPER_DESCRIPTORS: tuple[str, ...] = tuple(d.name for d in DESCRIPTORS[:8])
