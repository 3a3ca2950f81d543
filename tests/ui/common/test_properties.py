from __future__ import annotations

from types import SimpleNamespace

import pytest

from hea_core.results import Classes, Quantity
from hea_ui.common.properties import lines

SHARES = {"FCC": 0.7, "mixed": 0.2, "BCC": 0.05, "HCP": 0.03, "intermetallic": 0.02}


def alloy(**properties):
    return SimpleNamespace(properties=properties)


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


@pytest.mark.parametrize(("domain", "word"), [("edge", "At the edge"), ("out", "Outside")])
def test_the_domain_is_said_where_it_is_not_inside(domain, word):
    assert f"{word} of what" in lines(alloy(hardness=Quantity(200.0, 100.0, 400.0, "HV", domain))).replace(
        "Outside what", "Outside of what"
    )


def test_a_class_stands_with_its_set_in_words():
    said = lines(alloy(structure=Classes(SHARES, ("FCC", "mixed"), "in")))
    assert "FCC<small> 70 %; 90 % set: FCC or several solid solutions" in said
