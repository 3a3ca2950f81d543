"""Rebuild data/elements.csv and data/pair_enthalpies.csv from the field's element libraries.

Run `python scripts/build_elements.py` with the development requirements installed (matminer, pymatgen,
mendeleev). Every column has one source; the few values filled or replaced by hand stand below with the
reason, and each such cell is named in the `filled_by_hand` column of elements.csv. An element is written
when radius, electronegativity, valence count, melting temperature, molar volume, bulk modulus and density
are all known and it has pair enthalpies; Se and Te, which occur in the phase data, are written without (an
alloy that needs such a pair gets an error).

Choice of radius: Miracle's radii (Int. Mater. Rev. 55, 218, 2010, as shipped by matminer). They are
metallic radii at 12-fold coordination assessed in metallic solutions, the only table here that covers all
70 elements of the phase data from one source (mendeleev has no lanthanides, pymatgen lacks twelve p-block
elements and takes Eu and Yb as trivalent), it has B and C at their size in a metal (88 and 77 pm), and it
is what matminer's own Yang-Zhang featuriser uses. Against Table 1 of Yang and Zhang (2012), who took
Kittel's radii, the atomic size difference comes out at 10.1 % for CuHfNiTiZr (there 10.2), 3.0 % for
Al0.3CoCrCuFeNi (3.2) and 4.4 % for AlCoCrCuFeNi (4.8). For CoCrFeMnNi it is 2.25 %, between the 1.1 % of
mendeleev's table and the 3.2 % of those that give Mn 135 pm.
"""

from __future__ import annotations

from pathlib import Path

import matminer
import pandas as pd
from mendeleev.fetch import fetch_table
from pymatgen.core import Element

DATA = Path(__file__).resolve().parent.parent / "data"
MATMINER = Path(matminer.__file__).parent / "utils" / "data_files"

WITHOUT_PAIRS = {"Se", "Te"}  # known to the table, so that the error can name the missing pair

# Elements whose 5f electrons bond; every other group-less element here is a lanthanide and counts as 3.
ACTINIDE_VALENCE = {"Th": 4, "Pa": 5, "U": 6}

# pymatgen and Magpie have no value: C. Kittel, Introduction to Solid State Physics, 8th ed., ch. 3, table 3
# (GPa). Os and Tc are estimates there. Diamond-anvil work later gave 395 to 462 for Os; the 157 sometimes
# given for Tc is below every neighbour (Mo 230, Ru 220, Re 370).
KITTEL_GAPS = {"Zr": 83.3, "Os": 418.0, "Ga": 56.9, "Ge": 77.2, "In": 41.1, "Sr": 11.6, "Tc": 297.0}
# pymatgen repeats an old tabulation that is over a quarter too stiff (for Rh it has 380, which is Young's
# modulus); same table of Kittel.
KITTEL_CORRECTIONS = {"Rh": 270.4, "Au": 173.2}
BULK_MODULUS_BY_HAND = {**KITTEL_GAPS, **KITTEL_CORRECTIONS}

# Mn: matminer's Magpie table. Si: Voigt-Reuss-Hill mean of the measured single-crystal constants. Mo:
# pymatgen's 20 GPa is a misprint of the measured 126 (Young's modulus 329 GPa and Poisson's ratio 0.31 give
# 126).
SHEAR_MODULUS_BY_HAND = {"Mn": 78.0, "Si": 64.0, "Mo": 126.0}

COLUMNS = [
    "symbol",
    "atomic_number",
    "atomic_mass_g_mol",
    "metallic_radius_pm",
    "pauling_electronegativity",
    "valence_electron_count",
    "melting_temperature_k",
    "molar_volume_cm3_mol",
    "bulk_modulus_gpa",
    "shear_modulus_gpa",
    "density_g_cm3",
    "filled_by_hand",
]
MAY_BE_MISSING = {"shear_modulus_gpa"}


def valence_electrons(element: Element) -> int:
    """Valence electrons as metallurgists count them: s + d (+ p in the p block), never 4f."""
    if element.symbol in ACTINIDE_VALENCE:
        return ACTINIDE_VALENCE[element.symbol]
    if element.is_lanthanoid:
        return 3
    return element.group if element.group <= 12 else element.group - 10


def _number(element: Element, attribute: str) -> float:
    value = getattr(element, attribute, None)
    return float("nan") if value is None else float(value)


def _raw_pairs() -> pd.DataFrame:
    return pd.read_csv(MATMINER / "MiedemaLiquidDeltaHf.tsv", sep=r"\s+", keep_default_na=False)


def build_elements() -> pd.DataFrame:
    """One row an element, in order of atomic number; see COLUMNS for the units in the names."""
    paired = set(_raw_pairs()["elem_A"]) | WITHOUT_PAIRS
    radii = (MATMINER / "magpie_elementdata" / "MiracleRadius.table").read_text().split()
    masses = fetch_table("elements").set_index("symbol")["atomic_weight"]
    rows = []
    for number, radius in enumerate(radii, start=1):
        element = Element.from_Z(number)
        symbol = element.symbol
        if symbol not in paired or not radius.replace(".", "").isdigit():
            continue
        by_hand = []
        bulk, shear = _number(element, "bulk_modulus"), _number(element, "rigidity_modulus")
        if symbol in BULK_MODULUS_BY_HAND:
            bulk = BULK_MODULUS_BY_HAND[symbol]
            by_hand.append("bulk_modulus_gpa")
        if symbol in SHEAR_MODULUS_BY_HAND:
            shear = SHEAR_MODULUS_BY_HAND[symbol]
            by_hand.append("shear_modulus_gpa")
        rows.append(
            [
                symbol,
                number,
                round(float(masses[symbol]), 4),
                float(radius),
                float(element.X),
                valence_electrons(element),
                _number(element, "melting_point"),
                _number(element, "molar_volume"),
                bulk,
                shear,
                round(_number(element, "density_of_solid") / 1000, 4),
                " ".join(by_hand),
            ]
        )
    table = pd.DataFrame(rows, columns=COLUMNS)
    needed = [column for column in COLUMNS if column not in MAY_BE_MISSING]
    return table.dropna(subset=needed).reset_index(drop=True)


def build_pair_enthalpies(symbols: list[str]) -> pd.DataFrame:
    """Takeuchi-Inoue mixing enthalpies of the equimolar liquid (kJ/mol), one row an unordered pair.

    A. Takeuchi, A. Inoue, Mater. Trans. 46, 2817 (2005), as shipped by matminer. The lower
    atomic number stands first. Pairs that are not tabulated stay absent.
    """
    order = {symbol: position for position, symbol in enumerate(symbols)}
    pairs: dict[tuple[str, str], float] = {}
    for first, second, value in _raw_pairs().itertuples(index=False):
        if first in order and second in order and first != second:
            a, b = sorted((first, second), key=order.__getitem__)
            if pairs.setdefault((a, b), float(value)) != float(value):
                raise ValueError(f"two values for {a}-{b}: {pairs[a, b]} and {value}")
    rows = [(a, b, pairs[a, b]) for a, b in sorted(pairs, key=lambda pair: (order[pair[0]], order[pair[1]]))]
    return pd.DataFrame(rows, columns=["element_1", "element_2", "mixing_enthalpy_kj_mol"])


def main() -> None:
    """Write both tables into data/."""
    table = build_elements()
    DATA.mkdir(exist_ok=True)
    table.to_csv(DATA / "elements.csv", index=False, lineterminator="\n")
    pairs = build_pair_enthalpies(list(table["symbol"]))
    pairs.to_csv(DATA / "pair_enthalpies.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
