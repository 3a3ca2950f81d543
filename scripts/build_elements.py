"""Rebuild data/elements.csv and data/pair_enthalpies.csv from the field's element libraries.

Run `PYTHONPATH=. python scripts/build_elements.py` with the development requirements installed (matminer, pymatgen, mendeleev), then
`python scripts/refresh_data_card.py`. Every column has one source; each value that is filled or replaced stands in data/corrections.csv
with the value it replaces, its source and the reason, and is named in the `corrected` column of elements.csv. How all values
were checked against second sources: docs/values.md. An element is written when radius, electronegativity, valence count, melting
temperature, molar volume, bulk modulus and density are all known and it has pair enthalpies; Se and Te, which occur in
the phase data, are written without (an alloy that needs such a pair gets an error).

Choice of radius: Miracle's radii (Int. Mater. Rev. 55, 218, 2010, as shipped by matminer). They are
metallic radii at 12-fold coordination assessed in metallic solutions, the only table here that covers all
70 elements of the phase data from one source (mendeleev has no lanthanides, pymatgen lacks twelve p-block
elements and takes Eu and Yb as trivalent), it has B and C at their size in a metal (88 and 77 pm), and it
is what matminer's own Yang-Zhang featuriser uses. The thresholds of the empirical rules were drawn with Kittel's radii; those
stand in a second column, which the rules alone read (hea_core/descriptors/rule_quantities.py).
"""

from __future__ import annotations

from pathlib import Path

import matminer
import pandas as pd
from mendeleev.fetch import fetch_table
from pymatgen.core import Element

from hea_core.composition.elements import MAY_BE_MISSING, PROPERTIES

DATA = Path(__file__).resolve().parent.parent / "data"
MATMINER = Path(matminer.__file__).parent / "utils" / "data_files"

WITHOUT_PAIRS = {"Se", "Te"}  # known to the table, so that the error can name the missing pair

# Elements whose 5f electrons bond; every other group-less element here is a lanthanide and counts as 3.
ACTINIDE_VALENCE = {"Th": 4, "Pa": 5, "U": 6}

# pm. C. Kittel, Introduction to Solid State Physics, 8th ed., ch. 3, table 9, radii in 12-coordinated metals; of two valences
# that of the metal at room temperature (Ce 3, Eu 2, Yb 2).
KITTEL_RADII = (
    "Li 156 Be 113 B 98 C 92 Na 191 Mg 160 Al 143 Si 132 K 238 Ca 198 Sc 164 Ti 146 V 135 Cr 128 Mn 126 Fe 127 Co 125 Ni 125 Cu 128 "
    "Zn 139 Ga 141 Ge 137 As 139 Rb 255 Sr 215 Y 180 Zr 160 Nb 147 Mo 140 Tc 136 Ru 134 Rh 135 Pd 138 Ag 145 Cd 157 In 166 Sn 155 "
    "Sb 159 Cs 273 Ba 224 La 188 Ce 182 Pr 183 Nd 182 Pm 181 Sm 180 Eu 204 Gd 180 Tb 178 Dy 177 Ho 177 Er 176 Tm 175 Yb 194 Hf 158 "
    "Ta 147 W 141 Re 138 Os 135 Ir 136 Pt 139 Au 144 Tl 172 Pb 175 Bi 170 Th 180 U 156"
)
# Absent in Kittel: S. Guo, C. T. Liu, Prog. Nat. Sci. Mater. Int. 21, 433 (2011), table 1.
GUO_LIU_RADII = "P 106 Se 140 Te 145.2 Lu 173.5"

COLUMNS = ["symbol", *PROPERTIES]
PAIR_COLUMN = "mixing_enthalpy_kj_mol"


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


def corrections() -> pd.DataFrame:
    """data/corrections.csv: entry (an element, or a pair such as Al-U), column, was, value, source, reason."""
    return pd.read_csv(DATA / "corrections.csv", keep_default_na=False)


def _check_replaced(entry: str, column: str, was: str, found: float | None) -> None:
    """A correction says what it replaces, so that a library that mends its value is noticed."""
    expected = float(was) if was else None
    if found != expected:
        raise ValueError(f"{entry} {column}: data/corrections.csv replaces {expected}, the libraries now have {found}")


def correct(table: pd.DataFrame) -> pd.DataFrame:
    """The element table with every correction made, and the corrected columns of each row named in `corrected`."""
    table = table.set_index("symbol")
    named: dict[str, list[str]] = {}
    for row in corrections().itertuples(index=False):
        if row.column == PAIR_COLUMN:
            continue
        found = table.loc[row.entry, row.column]
        _check_replaced(row.entry, row.column, row.was, None if pd.isna(found) else float(found))
        table.loc[row.entry, row.column] = type(found)(row.value)
        named.setdefault(row.entry, []).append(row.column)
    table["corrected"] = [" ".join(named.get(symbol, [])) for symbol in table.index]
    return table.reset_index()


def build_elements() -> pd.DataFrame:
    """One row an element, in order of atomic number; see COLUMNS for the units in the names."""
    paired = set(_raw_pairs()["elem_A"]) | WITHOUT_PAIRS
    radii = (MATMINER / "magpie_elementdata" / "MiracleRadius.table").read_text().split()
    masses = fetch_table("elements").set_index("symbol")["atomic_weight"]
    words = f"{KITTEL_RADII} {GUO_LIU_RADII}".split()
    kittel = dict(zip(words[::2], map(float, words[1::2]), strict=True))
    rows = []
    for number, radius in enumerate(radii, start=1):
        element = Element.from_Z(number)
        symbol = element.symbol
        if symbol not in paired or not radius.replace(".", "").isdigit():
            continue
        rows.append(
            [
                symbol,
                number,
                round(float(masses[symbol]), 4),
                float(radius),
                kittel.get(symbol),
                float(element.X),
                valence_electrons(element),
                _number(element, "melting_point"),
                _number(element, "molar_volume"),
                _number(element, "bulk_modulus"),
                _number(element, "rigidity_modulus"),
                round(_number(element, "density_of_solid") / 1000, 4),
            ]
        )
    table = pd.DataFrame(rows, columns=COLUMNS)
    corrected = correct(table)
    needed = [column for column in COLUMNS if column not in MAY_BE_MISSING]
    return corrected.dropna(subset=needed).reset_index(drop=True)


def build_pair_enthalpies(symbols: list[str]) -> pd.DataFrame:
    """Takeuchi-Inoue mixing enthalpies of the equimolar liquid (kJ/mol), one row an unordered pair.

    A. Takeuchi, A. Inoue, Mater. Trans. 46, 2817 (2005), as shipped by matminer, corrected. The lower
    atomic number stands first. Pairs that are not tabulated stay absent.
    """
    order = {symbol: position for position, symbol in enumerate(symbols)}
    pairs: dict[tuple[str, str], float] = {}
    for first, second, value in _raw_pairs().itertuples(index=False):
        if first in order and second in order and first != second:
            a, b = sorted((first, second), key=order.__getitem__)
            if pairs.setdefault((a, b), float(value)) != float(value):
                raise ValueError(f"two values for {a}-{b}: {pairs[a, b]} and {value}")
    for row in corrections().itertuples(index=False):
        if row.column == PAIR_COLUMN:
            a, b = row.entry.split("-")
            _check_replaced(row.entry, row.column, row.was, pairs.get((a, b)))
            pairs[a, b] = float(row.value)
    rows = [(a, b, pairs[a, b]) for a, b in sorted(pairs, key=lambda pair: (order[pair[0]], order[pair[1]]))]
    return pd.DataFrame(rows, columns=["element_1", "element_2", PAIR_COLUMN])


def main() -> None:
    """Write both tables into data/."""
    table = build_elements()
    table.to_csv(DATA / "elements.csv", index=False, lineterminator="\n")
    pairs = build_pair_enthalpies(list(table["symbol"]))
    pairs.to_csv(DATA / "pair_enthalpies.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
