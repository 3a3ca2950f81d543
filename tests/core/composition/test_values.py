"""Elemental values and pair enthalpies against second sources; what differs is corrected, or named with a reason in docs/values.md."""

from __future__ import annotations

import csv
from pathlib import Path

import matminer
import numpy as np
import pandas as pd
import pytest
from mendeleev.fetch import fetch_table
from pymatgen.core import Element

from hea_core.composition import Composition
from hea_core.composition.elements import elements
from hea_core.datasets.observations import DATA
from hea_core.descriptors.function import DescriptorFunction

ROOT = DATA.parent
TABLE = elements()


def value(symbol: str, column: str) -> float:
    return float(TABLE.properties[column][TABLE.index[symbol]])


def pair(first: str, second: str) -> float:
    return float(TABLE.pair_enthalpy[TABLE.index[first], TABLE.index[second]])


def corrections() -> list[dict[str, str]]:
    with (DATA / "corrections.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.mark.parametrize(
    ("partner", "expected"),
    [
        ("Al", -30),
        ("Fe", -11),
        ("Co", -23),
        ("Ni", -29),
        ("Cr", -3),
        ("Mo", 2),
        ("Nb", 4),
        ("Ta", 3),
        ("Ti", 0),
        ("V", 1),
        ("W", 1),
        ("Hf", -2),
        ("Zr", -3),
        ("Si", -66),
        ("Th", 4),
        ("Pb", -9),
        ("Cs", 104),
        ("C", -105),
    ],
)
def test_uranium_has_its_own_enthalpies(partner: str, expected: float) -> None:
    assert pair("U", partner) == expected


@pytest.mark.parametrize(
    ("formula", "expected"), [("UNbZrTiMo", -1.12), ("MoNbTiU", -0.5), ("NbTiUZr", 1.75), ("FeNiUZr", -29.75)]
)
def test_mixing_enthalpy_of_alloys_with_uranium(formula: str, expected: float) -> None:
    found = DescriptorFunction(TABLE, ["mixing_enthalpy"])(TABLE.fractions([Composition.parse(formula)]))
    assert float(found[0, 0]) == pytest.approx(expected, abs=0.005)


def test_thorium_and_uranium_have_a_pair() -> None:
    assert TABLE.missing_pair(Composition.parse("ThU")) is None


def test_no_pair_enthalpy_stands_out_of_a_smooth_fit() -> None:
    """Miedema's enthalpies are a function of few parameters an element: six eigenvectors give them all to a few kJ/mol."""
    known = [i for i, symbol in enumerate(TABLE.symbols) if symbol not in ("Se", "Te")]
    table = TABLE.pair_enthalpy[np.ix_(known, known)]
    off_diagonal = ~np.eye(len(known), dtype=bool)
    assert np.isfinite(table).all()
    filled = table.copy()
    for _ in range(200):
        values, vectors = np.linalg.eigh(filled)
        kept = np.argsort(-np.abs(values))[:6]
        smooth = (vectors[:, kept] * values[kept]) @ vectors[:, kept].T
        # an outlier pulls the fit by 3 kJ/mol at most
        filled = np.where(off_diagonal, smooth + np.clip(table - smooth, -3.0, 3.0), smooth)
    assert np.abs(table - smooth)[off_diagonal].max() < 12.0


@pytest.mark.parametrize("row", corrections(), ids=lambda row: f"{row['entry']}-{row['column']}")
def test_every_correction_is_made_and_has_a_reason(row: dict[str, str]) -> None:
    found = pair(*row["entry"].split("-")) if "-" in row["entry"] else value(row["entry"], row["column"])
    assert found == float(row["value"])
    assert row["was"] != row["value"]
    assert row["source"].strip()
    assert row["reason"].strip()


@pytest.mark.parametrize(
    ("symbol", "column", "expected", "tolerance"),
    [
        ("Th", "melting_temperature_k", 2023, 3),
        ("Pm", "melting_temperature_k", 1315, 3),
        ("Lu", "melting_temperature_k", 1936, 3),
        ("Ho", "melting_temperature_k", 1745, 3),
        ("U", "melting_temperature_k", 1408, 4),
        ("Yb", "melting_temperature_k", 1095, 4),
        ("Sm", "density_g_cm3", 7.52, 0.02),
        ("Nd", "density_g_cm3", 7.01, 0.02),
        ("Yb", "density_g_cm3", 6.93, 0.05),
        ("Pt", "density_g_cm3", 21.45, 0.05),
        ("B", "density_g_cm3", 2.34, 0.02),
        ("Tm", "molar_volume_cm3_mol", 18.12, 0.02),
        ("Pd", "molar_volume_cm3_mol", 8.86, 0.02),
        ("Mg", "bulk_modulus_gpa", 35.4, 1),
        ("Ru", "bulk_modulus_gpa", 315, 10),
        ("Hf", "shear_modulus_gpa", 55, 3),
        ("Eu", "valence_electron_count", 2, 0),
        ("Yb", "valence_electron_count", 2, 0),
        ("Ti", "kittel_radius_pm", 146, 0),
        ("Lu", "kittel_radius_pm", 173.5, 0),
    ],
)
def test_values_that_were_wrong(symbol: str, column: str, expected: float, tolerance: float) -> None:
    assert abs(value(symbol, column) - expected) <= tolerance


def _melting_points() -> pd.Series:
    """By symbol; an element with several allotropes has no one melting point there."""
    points = fetch_table("phasetransitions").drop_duplicates("atomic_number", keep=False)
    by_number = points.set_index("atomic_number")["melting_point"]
    return pd.Series({symbol: by_number.get(value(symbol, "atomic_number"), np.nan) for symbol in TABLE.symbols})


def _second_sources() -> dict[str, tuple[pd.Series, float]]:
    """Column -> values by symbol, and the relative difference that is let pass; as docs/values.md states them."""
    second = fetch_table("elements").set_index("symbol")
    miedema = pd.read_csv(Path(matminer.__file__).parent / "utils" / "data_files" / "Miedema.csv").set_index("element")
    return {
        "atomic_number": (second["atomic_number"], 0.0),
        "atomic_mass_g_mol": (pd.Series({s: float(Element(s).atomic_mass) for s in TABLE.symbols}), 1e-3),
        "metallic_radius_pm": (
            pd.Series(dict(zip(TABLE.symbols, TABLE.properties["kittel_radius_pm"], strict=True))),
            0.05,
        ),
        "kittel_radius_pm": (second["metallic_radius_c12"], 0.05),
        "pauling_electronegativity": (second["en_pauling"], 0.02),
        "melting_temperature_k": (_melting_points(), 0.0025),
        "molar_volume_cm3_mol": (second["atomic_weight"] / second["density"], 0.015),
        "bulk_modulus_gpa": (miedema["compressibility"], 0.2),
        "shear_modulus_gpa": (miedema["shear_modulus"], 0.25),
        "density_g_cm3": (second["density"], 0.01),
    }


def test_every_disagreement_with_a_second_source_is_explained() -> None:
    found = {
        (symbol, column)
        for column, (second, tolerance) in _second_sources().items()
        for symbol in TABLE.symbols
        if abs(value(symbol, column) / second.get(symbol, np.nan) - 1.0) > tolerance
    }
    _, kept = (ROOT / "docs" / "values.md").read_text(encoding="utf-8").split("## Kept")
    rows = [line.strip("| ").split(" | ") for line in kept.splitlines() if line.startswith("| ")][1:]
    assert {(symbol, column) for symbol, column, *_ in rows} == found
    for symbol, column, here, *_ in rows:
        assert float(here) == value(symbol, column), f"{symbol} {column}"


def test_density_times_molar_volume_is_the_atomic_mass() -> None:
    p = TABLE.properties
    ratio = p["density_g_cm3"] * p["molar_volume_cm3_mol"] / p["atomic_mass_g_mol"]
    assert np.abs(ratio - 1).max() < 0.02
