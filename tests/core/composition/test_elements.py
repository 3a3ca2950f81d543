from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from hea_core.composition import Composition
from hea_core.composition.elements import PROPERTIES, elements
from hea_core.datasets.observations import DATA, VOCABULARY, phase_observations
from hea_core.errors import HeaError


def value(symbol: str, name: str) -> float:
    table = elements()
    return float(table.properties[name][table.index[symbol]])


def pair(first: str, second: str) -> float:
    table = elements()
    return float(table.pair_enthalpy[table.index[first], table.index[second]])


@pytest.mark.parametrize(
    ("symbol", "count"),
    [
        ("Al", 3),
        ("Ti", 4),
        ("V", 5),
        ("Cr", 6),
        ("Mn", 7),
        ("Fe", 8),
        ("Co", 9),
        ("Ni", 10),
        ("Cu", 11),
        ("Zn", 12),
        ("Hf", 4),
        ("Ta", 5),
        ("W", 6),
        ("Re", 7),
        ("Os", 8),
        ("Ir", 9),
        ("Pt", 10),
        ("Au", 11),
        ("Ag", 11),
        ("Sc", 3),
        ("La", 3),
        ("Ce", 3),
        ("Gd", 3),
        ("Yb", 2),
        ("Lu", 3),
        ("Li", 1),
        ("Mg", 2),
        ("Si", 4),
        ("Sn", 4),
        ("Ga", 3),
        ("B", 3),
        ("C", 4),
        ("P", 5),
        ("Sb", 5),
        ("Pb", 4),
        ("Th", 4),
        ("U", 6),
    ],
)
def test_valence_is_counted_as_metallurgists_do(symbol: str, count: int) -> None:
    assert value(symbol, "valence_electron_count") == count


@pytest.mark.parametrize(
    ("symbol", "name", "expected", "tolerance"),
    [
        ("Al", "metallic_radius_pm", 142, 1.5),
        ("Ni", "metallic_radius_pm", 125, 1.5),
        ("W", "metallic_radius_pm", 137, 2.5),
        ("Zr", "metallic_radius_pm", 159, 2.0),
        ("Yb", "metallic_radius_pm", 192, 5.0),
        ("C", "metallic_radius_pm", 77, 1.0),
        ("Sn", "melting_temperature_k", 505.08, 0.1),
        ("W", "melting_temperature_k", 3695, 30),
        ("Fe", "melting_temperature_k", 1811, 1),
        ("Fe", "pauling_electronegativity", 1.83, 0.001),
        ("W", "pauling_electronegativity", 2.36, 0.001),
        ("Al", "pauling_electronegativity", 1.61, 0.001),
        ("Zr", "bulk_modulus_gpa", 87, 8),
        ("Os", "bulk_modulus_gpa", 420, 45),
        ("Ga", "bulk_modulus_gpa", 57, 3),
        ("Ge", "bulk_modulus_gpa", 75, 4),
        ("In", "bulk_modulus_gpa", 41, 2),
        ("Sr", "bulk_modulus_gpa", 12, 4),
        ("Tc", "bulk_modulus_gpa", 297, 20),
        ("Rh", "bulk_modulus_gpa", 270, 15),
        ("Si", "shear_modulus_gpa", 64, 4),
        ("Mo", "shear_modulus_gpa", 126, 6),
        ("Al", "molar_volume_cm3_mol", 10.0, 0.02),
        ("Ti", "density_g_cm3", 4.506, 0.01),
        ("Fe", "atomic_mass_g_mol", 55.845, 0.002),
        ("Ni", "atomic_number", 28, 0),
    ],
)
def test_values_agree_with_handbooks(symbol: str, name: str, expected: float, tolerance: float) -> None:
    assert abs(value(symbol, name) - expected) <= tolerance


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("Al", "Ni", -22),
        ("Co", "Ni", 0),
        ("Cr", "Fe", -1),
        ("Fe", "Mn", 0),
        ("Mn", "Ni", -8),
        ("Co", "Mn", -5),
        ("Cr", "Mn", 2),
        ("Cu", "Fe", 13),
        ("Ti", "Ni", -35),
        ("Al", "Zr", -44),
        ("Hf", "Zr", 0),
        ("Nb", "Ta", 0),
    ],
)
def test_pair_enthalpies_are_those_of_takeuchi_and_inoue(first: str, second: str, expected: float) -> None:
    assert pair(first, second) == pair(second, first) == expected


def test_pair_enthalpies_are_symmetric_with_a_zero_diagonal_and_nan_where_not_tabulated() -> None:
    table = elements()
    np.testing.assert_array_equal(table.pair_enthalpy, table.pair_enthalpy.T)
    assert (np.diag(table.pair_enthalpy) == 0).all()
    assert np.isnan(pair("Fe", "Se"))
    assert np.isnan(pair("Te", "Al"))
    assert table.missing_pair(Composition.parse("FeNiSe")) == ("Fe", "Se")
    assert table.missing_pair(Composition.parse("FeNi")) is None
    assert not np.isnan(table.subset(VOCABULARY).pair_enthalpy).any()


def test_every_element_of_the_data_is_covered() -> None:
    table = elements()
    needed = {symbol for composition in phase_observations()["composition"] for symbol in composition.elements}
    assert len(needed) == 70
    assert needed <= set(table.symbols)
    for name in PROPERTIES:
        if name != "shear_modulus_gpa":
            assert np.isfinite(table.properties[name]).all(), name


def test_subset_keeps_the_asked_order() -> None:
    part = elements().subset(["W", "Al", "Ni"])
    assert part.symbols == ("W", "Al", "Ni")
    assert part.properties["atomic_number"].tolist() == [74, 13, 28]
    assert part.pair_enthalpy[1, 2] == -22
    assert part.index == {"W": 0, "Al": 1, "Ni": 2}


def test_unknown_elements_are_named() -> None:
    with pytest.raises(HeaError, match="'Xe'"):
        elements().subset(["Fe", "Xe"])
    with pytest.raises(HeaError, match=r"AlHg contains Hg"):
        elements().fractions([Composition.parse("HgAl")])


def test_fractions_have_a_column_per_element_and_sum_to_one() -> None:
    table = elements().subset(["Ni", "Fe", "Al"])
    rows = table.fractions([Composition.parse("Fe3Ni"), Composition.parse("Al")])
    np.testing.assert_allclose(rows, [[0.25, 0.75, 0.0], [0.0, 0.0, 1.0]], atol=1e-15)
    assert elements().fractions([]).shape == (0, len(elements().symbols))


def test_the_cached_table_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        elements().properties["density_g_cm3"][0] = 1.0
    with pytest.raises(ValueError, match="read-only"):
        elements().pair_enthalpy[0, 1] = 1.0


@pytest.mark.filterwarnings("ignore:No data available")
def test_rebuilding_gives_the_shipped_tables() -> None:
    from scripts.build_elements import build_elements, build_pair_enthalpies

    built = build_elements()
    shipped = pd.read_csv(DATA / "elements.csv", keep_default_na=False, na_values={"shear_modulus_gpa": [""]})
    pd.testing.assert_frame_equal(built, shipped, check_dtype=False)
    pairs = build_pair_enthalpies(list(built["symbol"]))
    pd.testing.assert_frame_equal(pairs, pd.read_csv(DATA / "pair_enthalpies.csv", keep_default_na=False))
