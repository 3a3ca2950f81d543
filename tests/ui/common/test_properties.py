from __future__ import annotations

from types import SimpleNamespace

import pytest

from hea_core.results import Classes, Quantity
from hea_ui.common.properties import lines

SHARES = {"FCC": 0.7, "mixed": 0.2, "BCC": 0.05, "HCP": 0.03, "intermetallic": 0.02}


def alloy(**properties):
    return SimpleNamespace(properties=properties, composition={"Co": 50.0, "Ni": 50.0})


def test_an_alloy_of_a_model_without_heads_has_no_lines():
    assert lines(alloy()) == ""


def test_a_number_stands_with_its_interval_and_unit():
    said = lines(alloy(hardness=Quantity(168.2, 85.1, 332.9, "HV", "in")))
    assert "168&nbsp;HV" in said
    assert "85–333 (90 %" in said
    assert "underpredicted" not in said
    assert "measured." not in said


def test_what_no_calibration_says_is_left_out():
    said = lines(alloy(hardness=Quantity(168.2, None, None, "HV", "in")))
    assert "168&nbsp;HV" in said
    assert "90 %" not in said


def test_very_hard_alloys_carry_a_warning():
    assert "route is not given" in lines(alloy(hardness=Quantity(700.0, 500.0, 990.0, "HV", "in")))


@pytest.mark.parametrize(
    ("domain", "words"),
    [
        ("edge", "At the edge of the alloys whose hardness was measured."),
        ("out", "Outside the alloys whose hardness was measured: the 90 % is not known to hold here."),
    ],
)
def test_the_domain_is_said_of_the_property_where_it_is_not_inside(domain, words):
    """Not of the alloy: the same card may say of the phases "Inside what was measured"."""
    assert words in lines(alloy(hardness=Quantity(200.0, 100.0, 400.0, "HV", domain)))


def test_nothing_is_said_of_a_pure_element():
    pure = SimpleNamespace(
        properties={"hardness": Quantity(308.0, 154.0, 616.0, "HV", "out")}, composition={"Ni": 100.0}
    )
    assert lines(pure) == ""


def test_a_class_stands_with_its_set_in_words():
    said = lines(alloy(structure=Classes(SHARES, ("FCC", "mixed"), "in")))
    assert "FCC<small> 70 %; 90 % set: FCC or several solid solutions" in said
