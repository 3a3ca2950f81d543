"""Designations of commercial alloys are refused with a way out; amounts that only look like them are read."""

from __future__ import annotations

import re

import pytest

from hea_core.composition import Composition
from hea_core.composition.published import parse_published
from hea_core.composition.weight_percent import weight_percent
from hea_core.errors import FormulaError


def refusal(text: str) -> str:
    """The sentence that refuses a text, once its own example has been read."""
    with pytest.raises(FormulaError) as caught:
        Composition.parse(text)
    message = str(caught.value)
    example = re.search(r"for example (.+)\.$", message)
    assert example
    Composition.parse(example.group(1))
    assert message.isprintable()
    assert len(message) < 260
    return message


# Limits of the UNS in wt.%, for aluminium those that the Aluminum Association registers.
LIMITS = {
    "R56400": {"Al": (5.5, 6.75), "V": (3.5, 4.5)},
    "R54620": {"Al": (5.5, 6.5), "Sn": (1.8, 2.2), "Zr": (3.6, 4.4), "Mo": (1.8, 2.2)},
    "N07718": {
        "Ni": (50, 55),
        "Cr": (17, 21),
        "Fe": (11, 24),
        "Nb": (4.75, 5.5),
        "Mo": (2.8, 3.3),
        "Ti": (0.65, 1.15),
        "Al": (0.2, 0.8),
    },
    "N06625": {"Ni": (58, 70), "Cr": (20, 23), "Mo": (8, 10), "Nb": (3.15, 4.15), "Fe": (0, 5)},
    "N10276": {"Ni": (50, 65), "Cr": (14.5, 16.5), "Mo": (15, 17), "Fe": (4, 7), "W": (3, 4.5)},
    "N06002": {"Ni": (40, 55), "Cr": (20.5, 23), "Fe": (17, 20), "Mo": (8, 10), "Co": (0.5, 2.5), "W": (0.2, 1)},
    "S30400": {"Fe": (66, 75), "Cr": (18, 20), "Ni": (8, 10.5)},
    "S31603": {"Fe": (62, 72), "Cr": (16, 18), "Ni": (10, 14), "Mo": (2, 3)},
    "A96061": {"Mg": (0.8, 1.2), "Si": (0.4, 0.8), "Cu": (0.15, 0.4), "Cr": (0.04, 0.35)},
    "A97075": {"Zn": (5.1, 6.1), "Mg": (2.1, 2.9), "Cu": (1.2, 2), "Cr": (0.18, 0.28)},
}


@pytest.mark.parametrize("number", LIMITS)
def test_the_composition_suggested_is_within_the_limits_of_the_standard(number: str) -> None:
    suggested = refusal(number).removesuffix(".").split("for example ")[1]
    weights = weight_percent(Composition.parse(suggested).as_dict())
    assert set(weights) - set(LIMITS[number]) <= {"Ti", "Al"}, "the base may take the rest"
    for symbol, (low, high) in LIMITS[number].items():
        assert low - 1e-9 <= weights[symbol] <= high + 1e-9, symbol


@pytest.mark.parametrize(
    ("text", "suggested"),
    [
        ("Ti64", "Ti-6Al-4V"),
        ("TI64", "Ti-6Al-4V"),
        ("Ti-64", "Ti-6Al-4V"),
        ("Ti 6-4", "Ti-6Al-4V"),
        ("Ti\N{EN DASH}6\N{EN DASH}4", "Ti-6Al-4V"),
        ("Ti6242", "Ti-6Al-2Sn-4Zr-2Mo"),
        ("Ti2448", "Ti-24Nb-4Zr-8Sn"),
        ("In718", "Ni-19Cr"),
        ("IN718", "Ni-19Cr"),
        ("IN-718", "Ni-19Cr"),
        ("Inconel 718", "Ni-19Cr"),
        ("INCONEL 718", "Ni-19Cr"),
        ("Alloy 718", "Ni-19Cr"),
        ("UNS N07718", "Ni-19Cr"),
        ("IN625", "Ni-21.5Cr"),
        ("alloy 625", "Ni-21.5Cr"),
        ("C276", "Ni-16Cr"),
        ("C-276", "Ni-16Cr"),
        ("Hastelloy C-276", "Ni-16Cr"),
        ("Hastelloy X", "Ni-22Cr"),
        ("304", "Fe-18Cr-8Ni"),
        ("SS304", "Fe-18Cr-8Ni"),
        ("316L", "Fe-17Cr"),
        ("AISI 316L", "Fe-17Cr"),
        ("Al6061", "Al-1Mg"),
        ("AA 6061", "Al-1Mg"),
        ("Al-7075", "Al-5.6Zn"),
        ("Cantor alloy", "CoCrFeMnNi"),
    ],
)
def test_well_known_designations_are_refused_with_the_nominal_composition(text: str, suggested: str) -> None:
    message = refusal(text)
    assert "is a designation, which is not looked up" in message
    assert f"for example {suggested}" in message


@pytest.mark.parametrize("text", ["IN939", "IN100", "In100", "IN738LC", "UNS N08825", "SS321", "AA2024", "Inconel 600"])
def test_the_number_of_a_standard_is_refused(text: str) -> None:
    assert f"'{text}' is a designation" in refusal(text)


@pytest.mark.parametrize(
    ("text", "symbol", "amount"),
    [
        ("Zr702", "Zr", "702"),
        ("Ni200", "Ni", "200"),
        ("Ni 200", "Ni", "200"),
        ("Al2024", "Al", "2024"),
        ("Ti17", "Ti", "17"),
        ("Ti5553", "Ti", "5553"),
        ("C11000", "C", "11000"),
        ("H13", "H", "13"),
        ("S355", "S", "355"),
        ("B2", "B", "2"),
        ("Ti 17", "Ti", "17"),
        ("Fe=20", "Fe", "20"),
        ("Fe0.5", "Fe", "0.5"),
        ("Cu 99.9", "Cu", "99.9"),
    ],
)
def test_one_element_with_a_number_is_refused(text: str, symbol: str, amount: str) -> None:
    assert f"'{text}' gives its only element {symbol} the amount {amount}, as a designation does" in refusal(text)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Fe300Ni", "Fe the amount 300 and Ni none"),
        ("Fe:300 Ni", "Fe the amount 300 and Ni none"),
        ("Al100CoCr", "Al the amount 100 and Co none"),
        ("CoCrNi718", "Ni the amount 718 and Co none"),
        ("Fe300(CoCr)", "Fe the amount 300 and (CoCr) none"),
        ("(Fe300Ni)50Cr50", "Fe the amount 300 and Ni none"),
    ],
)
def test_a_hundred_and_more_beside_an_element_without_amount_is_refused(text: str, named: str) -> None:
    assert named in refusal(text)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("304L", "'L' in '304L': use symbols such as Fe or Ni, not names or designations"),
        ("Waspaloy", "'Waspaloy'"),
        ("A286", "'A' in 'A286': use symbols"),
        ("Al6061-T6", "'T' in 'Al6061-T6': use symbols"),
        ("Cb103", "'Cb' in 'Cb103': use symbols"),
        ("TI5553", "'T' in 'TI5553': use symbols"),
        ("Ti-5553", "'-5553' in 'Ti-5553' is a negative amount or belongs to a designation"),
        ("Zr-702", "'-702' in 'Zr-702' is a negative amount or belongs to a designation"),
        ("17-4PH", "'17' in '17-4PH' follows no element"),
        ("42CrMo4", "give the composition of a designation"),
        ("1.4301", "is a designation, which is not looked up"),
    ],
)
def test_other_designations_are_not_taken_for_slips_of_the_pen(text: str, named: str) -> None:
    message = refusal(text)
    assert named in message
    assert "designation" in message


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("Ti", "Ti"),
        ("Nb1", "Nb"),
        ("Fe1.0", "Fe"),
        ("Fe 100", "Fe"),
        ("Fe 100 at.%", "Fe"),
        ("Fe 100 wt.%", "Fe"),
        ("In 100 at.%", "In"),
        ("Cu 99.9 at.%", "Cu"),
        ("Fe300Ni1", "Fe99.67Ni0.33"),
        ("Fe300Ni100", "Fe75Ni25"),
        ("Al99.9Co", "Al99.01Co0.99"),
        ("Al28CoCrCuFeNi", "Al28CoCrCuFeNi"),
        ("Ni50.8Ti", "Ni98.07Ti1.93"),
        ("(CoCrFeMnNi)100", "CoCrFeMnNi"),
    ],
)
def test_amounts_that_are_no_designation_are_read(text: str, formula: str) -> None:
    assert Composition.parse(text).formula == formula


def test_what_zeros_leave_alone_in_a_published_formula_is_no_designation() -> None:
    assert parse_published("Al0Ni3") == Composition.parse("Ni")
    with pytest.raises(FormulaError, match="only element Ni"):
        parse_published("Ni3")


@pytest.mark.parametrize("text", ["EN AW-6082", "EN 1.4404", "DIN 1.4301", "X5CrNi18-10", "X2CrNiMo17-12-2"])
def test_european_designations_are_refused_as_such(text):
    assert "is a designation, which is not looked up" in refusal(text)
