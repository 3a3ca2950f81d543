"""Shares of elements in a descriptor: they sum to it, and worked cases."""

from __future__ import annotations

import pytest

from hea_core.composition import Composition
from hea_core.composition.elements import elements
from hea_core.descriptors.contributions import contributions
from hea_core.descriptors.function import PAPER_DESCRIPTORS, DescriptorFunction

ALLOYS = ("CoCrFeMnNi", "Al0.3CoCrFeNi", "MoNbTaW", "Cu", "Al20Mg30Ti50")


@pytest.mark.parametrize("formula", ALLOYS)
def test_shares_sum_to_the_descriptor(formula):
    composition = Composition.parse(formula)
    table = elements().subset(composition.elements)
    names = tuple(PAPER_DESCRIPTORS)
    values = dict(zip(names, DescriptorFunction(table, names)(table.fractions([composition]))[0].tolist(), strict=True))
    found = contributions(composition)
    assert set(found) == set(names)
    for name, shares in found.items():
        assert set(shares) == set(composition.elements)
        assert sum(shares.values()) == pytest.approx(values[name], rel=1e-5, abs=2e-4)  # f(x) keeps its roots off 0


def test_a_mean_is_split_by_amount():
    shares = contributions(Composition.parse("Ni75Cu25"))["vec"]
    assert shares == pytest.approx({"Ni": 7.5, "Cu": 2.75})


def test_a_pair_is_split_in_halves():
    shares = contributions(Composition.parse("Ni90Al10"))["mixing_enthalpy"]
    assert shares["Ni"] == pytest.approx(shares["Al"])
    assert shares["Ni"] + shares["Al"] == pytest.approx(4 * 0.9 * 0.1 * -22)  # Takeuchi and Inoue: Al-Ni -22 kJ/mol


def test_equal_elements_have_equal_shares_of_the_entropy():
    shares = contributions(Composition.parse("CoCrFeMnNi"))["mixing_entropy"]
    assert list(shares.values()) == pytest.approx([shares["Co"]] * 5)


def test_a_pure_element_has_no_spread():
    found = contributions(Composition.parse("Cu"))
    assert found["atomic_size_difference"] == {"Cu": 0.0}
    assert found["mixing_enthalpy"] == {"Cu": 0.0}
