from __future__ import annotations

import math
from dataclasses import fields

import pytest

from hea_core.design.constraints import Constraints
from hea_core.model.latent import Z_LIMIT
from hea_ui.map.state import COLOURS, COUNT_LIMIT, DEFAULT, NOTHING_ASKED, ORDERS, AppState, Click, read_click


def test_every_colour_of_the_map_has_its_own_name():
    assert len(set(COLOURS.values())) == len(COLOURS) == 13


def test_a_click_on_the_farthest_alloy_is_not_moved():
    assert read_click({"z1": -12.8404, "z2": 9.2, "n": 1}) == Click(-12.84, 9.2, 1)


def test_a_click_is_read_rounded_and_clipped():
    assert read_click({"z1": 0.123456, "z2": -999, "n": 4}) == Click(0.123, -Z_LIMIT, 4)


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


def test_a_click_on_a_dot_names_its_alloy_and_ground_names_none():
    assert read_click({"z1": 12.9, "z2": 1, "n": 2, "formula": "AlCu"}) == Click(12.9, 1.0, 2, "AlCu")
    assert read_click({"z1": 1, "z2": 1, "n": 2, "formula": None}).formula == ""
    assert len(read_click({"z1": 1, "z2": 1, "n": 2, "formula": "A" * 9999}).formula) == 200


def test_designs_have_four_to_six_elements_unless_the_limits_are_lifted():
    held = DEFAULT.constraints()
    assert (held.min_elements, held.max_elements) == (4, 6)
    assert AppState(orders=ORDERS).constraints() is None
    assert AppState(**{**vars_of(DEFAULT), **NOTHING_ASKED}).constraints() is None


def test_the_demands_are_those_of_the_command_line():
    held = AppState(orders=(1, 5), ban="Os, Be", lock="Fe=20", range="Al=0-10", price=30.0).constraints()
    assert held == Constraints.parse("Os,Be", "Fe=20", "Al=0-10", max_elements=5, max_price=30.0)


def test_the_core_takes_as_many_candidates_as_the_page_offers():
    from hea_core.design import generate

    assert generate.MOST_CANDIDATES >= COUNT_LIMIT


def vars_of(view):
    return {field.name: getattr(view, field.name) for field in fields(view)}
