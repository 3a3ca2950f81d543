"""Descriptors against published values, plain definitions, and the properties a sum over atoms must have."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from hea_core.composition import Composition
from hea_core.composition.elements import elements
from hea_core.descriptors.function import GAS_CONSTANT, DescriptorFunction
from hea_core.descriptors.registry import DESCRIPTORS, PAPER_DESCRIPTORS
from hea_core.errors import DataError
from hea_core.model.networks import DescriptorModule

ALL = tuple(d.name for d in DESCRIPTORS)


def of(formula: str, names: tuple[str, ...] = ALL) -> dict[str, float]:
    table = elements()
    row = DescriptorFunction(table, names)(table.fractions([Composition.parse(formula)]))[0]
    return dict(zip(names, row.tolist(), strict=True))


def test_cantor_alloy_has_the_published_values():
    found = of("CoCrFeMnNi")
    assert found["mixing_entropy"] == pytest.approx(13.381, abs=1e-3)
    assert found["vec"] == pytest.approx(8.0)
    assert found["mixing_enthalpy"] == pytest.approx(-4.16, abs=1e-6)


@pytest.mark.parametrize(
    ("formula", "enthalpy", "entropy"),
    [
        # Yang & Zhang, Mater. Chem. Phys. 132, 233 (2012), Table 1
        ("AlCoCrFeNi", -12.32, 13.38),
        ("CoCrFeNi", -3.75, 11.53),
        ("CoCrCuFeNi", 3.20, 13.38),
        ("WNbMoTa", -6.50, 11.53),
        ("WNbMoTaV", -4.64, 13.38),
    ],
)
def test_rows_of_yang_and_zhang(formula, enthalpy, entropy):
    found = of(formula)
    assert found["mixing_enthalpy"] == pytest.approx(enthalpy, abs=0.02)
    assert found["mixing_entropy"] == pytest.approx(entropy, abs=0.01)


def test_the_eight_follow_their_written_definitions():
    composition = Composition.parse("Al0.5CoCrCuFeNiTi0.2")
    table = elements()
    c = table.fractions([composition])[0]
    p = table.properties
    r, chi = p["metallic_radius_pm"], p["pauling_electronegativity"]
    present = c > 0
    expected = {
        "bulk_modulus": c @ p["bulk_modulus_gpa"],
        "molar_volume": c @ p["molar_volume_cm3_mol"],
        "melting_temperature": c @ p["melting_temperature_k"],
        "vec": c @ p["valence_electron_count"],
        "atomic_size_difference": 100 * math.sqrt(c @ (1 - r / (c @ r)) ** 2),
        "electronegativity_difference": math.sqrt(c @ (chi - c @ chi) ** 2),
        "mixing_entropy": -GAS_CONSTANT * (c[present] @ np.log(c[present])),
        "mixing_enthalpy": 4
        * sum(
            c[i] * c[j] * table.pair_enthalpy[i, j]
            for i in np.flatnonzero(present)
            for j in np.flatnonzero(present)
            if i < j
        ),
    }
    assert of("Al0.5CoCrCuFeNiTi0.2", PAPER_DESCRIPTORS) == pytest.approx(expected, rel=1e-4)


def mansoori_excess_entropy(c: np.ndarray, d: np.ndarray, xi: float) -> float:
    """S_E/R of hard spheres straight from the pair sums of Ye et al. 2015, without the moment form."""
    weights = c * d**3 / (c @ d**3)
    y1 = y2 = 0.0
    for i in range(len(c)):
        for j in range(i + 1, len(c)):
            delta = math.sqrt(weights[i] * weights[j] * c[i] * c[j]) * (d[i] - d[j]) ** 2 / (d[i] * d[j])
            y1 += delta * (d[i] + d[j]) / math.sqrt(d[i] * d[j])
            y2 += delta * sum(weights / d) * math.sqrt(d[i] * d[j])
    y3 = sum(weights ** (2 / 3) * c ** (1 / 3)) ** 3
    z = ((1 + xi + xi**2) - 3 * xi * (y1 + y2 * xi) - xi**3 * y3) / (1 - xi) ** 3
    free = (
        -1.5 * (1 - y1 + y2 + y3)
        + (3 * y2 + 2 * y3) / (1 - xi)
        + 1.5 * (1 - y1 - y2 - y3 / 3) / (1 - xi) ** 2
        + (y3 - 1) * math.log(1 - xi)
    )
    return free - math.log(z) - (3 - 2 * xi) / (1 - xi) ** 2 + 3 + math.log((1 + xi + xi**2 - xi**3) / (1 - xi) ** 3)


@pytest.mark.parametrize("formula", ["Al0.5CoCrCuFeNiTi0.2", "HfNbTiZr", "Cu50Zr50"])
def test_ye_phi_equals_the_pair_sums_of_mansoori(formula):
    table = elements()
    c = table.fractions([Composition.parse(formula)])[0]
    present = c > 0
    d = table.properties["metallic_radius_pm"][present]
    excess = np.mean([mansoori_excess_entropy(c[present], d, xi) for xi in (0.68, 0.74)])
    found = of(formula)
    left_over = found["mixing_entropy"] - 1000 * abs(found["mixing_enthalpy"]) / found["melting_temperature"]
    assert math.sinh(found["ye_phi"]) == pytest.approx(left_over / GAS_CONSTANT / abs(excess), rel=2e-3)


def test_sigma_window_is_open_for_a_sigma_former_in_the_vec_range_only():
    assert of("AlCoCrFeNi2")["sigma_window"] > 0.8  # VEC 7.67, holds Cr
    assert of("CoCrFeMnNi")["sigma_window"] < 0.2  # VEC 8
    assert of("MoNbTaW")["sigma_window"] < 0.01  # no Cr, no V
    assert of("CoCrFeMnNi")["element_count"] == pytest.approx(5, abs=0.3)


@settings(max_examples=30)
@given(st.permutations(list(range(6))), st.lists(st.floats(0.05, 1), min_size=6, max_size=6))
def test_the_order_of_elements_does_not_matter(order, amounts):
    symbols = ["Al", "Co", "Cr", "Fe", "Ni", "Ti"]
    c = np.array(amounts) / sum(amounts)
    straight = DescriptorFunction(elements().subset(symbols), ALL)
    shuffled = DescriptorFunction(elements().subset([symbols[i] for i in order]), ALL)
    np.testing.assert_allclose(straight(c[None]), shuffled(c[list(order)][None]), rtol=1e-7, atol=1e-7)


def test_gradients_reach_every_element_present_and_agree_with_differences():
    symbols = ["Al", "Co", "Cr", "Fe", "Ni"]
    function = DescriptorModule(elements().subset(symbols), ALL).double()
    c = torch.tensor([[0.1, 0.2, 0.25, 0.25, 0.2]], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(function, (c,), eps=1e-6, atol=1e-4, rtol=1e-3)


def test_a_pure_element_has_finite_descriptors():
    assert all(math.isfinite(value) for value in of("Fe").values())


def test_single_precision_is_enough():
    table = elements()
    fractions = table.fractions([Composition.parse(f) for f in ("CoCrFeMnNi", "AlTi", "Mo2NbTaW", "Cu")])
    exact, module = DescriptorFunction(table, ALL)(fractions), DescriptorModule(table, ALL)
    quick = module(torch.tensor(fractions, dtype=torch.float32))
    np.testing.assert_allclose(quick.numpy(), exact, rtol=2e-4, atol=2e-4)
    np.testing.assert_allclose(module(torch.tensor(fractions)).numpy(), exact, rtol=1e-9, atol=1e-9)


def test_an_unknown_descriptor_is_named():
    with pytest.raises(DataError, match="'viscosity' is not a descriptor"):
        DescriptorFunction(elements(), ["viscosity"])


def test_names_are_unique_and_the_eight_come_first():
    assert len(set(ALL)) == len(ALL)
    assert ALL[:8] == PAPER_DESCRIPTORS
    assert len({d.group for d in DESCRIPTORS}) <= 10
