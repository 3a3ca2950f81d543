from __future__ import annotations

import math

import pytest

from hea_ui.state import COLOURS, COUNT_LIMIT, DEFAULT, Z_LIMIT, AppState, link_problems, read_click


def test_a_good_link_has_no_problem():
    view = AppState(z1=-1.25, z2=3.0, p=0.35, colour="mixing enthalpy", field=True, families=True, count=7, seed=3)
    query = dict(part.split("=") for part in view.query().replace("+", " ").split("&"))
    assert link_problems(query) == ()
    assert query == {
        "z1": "-1.25",
        "z2": "3.0",
        "p": "0.35",
        "colour": "mixing enthalpy",
        "field": "true",
        "families": "true",
        "count": "7",
        "seed": "3",
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("z1", "abc"),
        ("z1", "nan"),
        ("z2", "inf"),
        ("z2", "11"),
        ("p", "1.2"),
        ("p", "-0.1"),
        ("p", ""),
        ("count", "0"),
        ("count", "2.5"),
        ("seed", "-1"),
        ("colour", "flavour"),
        ("field", "yes"),
    ],
)
def test_a_bad_value_is_named_with_what_is_shown_instead(name, value):
    (problem,) = link_problems({name: value})
    assert f"{name} = {value!r}" in problem
    assert f"so {str(getattr(DEFAULT, name)).lower()} is shown instead" in problem


def test_a_long_value_is_cut_short_and_others_are_left_alone():
    (problem,) = link_problems({"z1": "9" * 5000, "utm_source": "mail"})
    assert len(problem) < 200


def test_every_colour_of_the_map_has_its_own_name():
    assert len(set(COLOURS.values())) == len(COLOURS) == 11


def test_a_click_is_read_rounded_and_clipped():
    assert read_click({"z1": 0.123456, "z2": -99, "n": 4}) == (0.123, -Z_LIMIT, 4)


@pytest.mark.parametrize(
    "payload",
    [
        None,
        3,
        {},
        {"z1": 1, "z2": math.nan, "n": 1},
        {"z1": "x", "z2": 1, "n": 1},
        {"z1": 1, "z2": 2},
        {"z1": 1, "z2": 2, "n": math.inf},
        {"z1": 1, "z2": 2, "n": math.nan},
        {"z1": 1, "z2": 2, "n": -1},
        {"z1": 10**400, "z2": 2, "n": 1},
        {"z1": [1], "z2": {}, "n": 1},
    ],
)
def test_a_click_that_makes_no_sense_is_ignored(payload):
    assert read_click(payload) is None


def test_the_limits_of_the_page_are_those_of_the_core():
    from hea_core import generate

    assert generate.Z_LIMIT == Z_LIMIT
    assert generate.MOST_CANDIDATES >= COUNT_LIMIT
