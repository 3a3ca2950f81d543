from __future__ import annotations

import math

import pytest

from hea_core.latent import Z_LIMIT
from hea_ui.state import COLOURS, COUNT_LIMIT, read_click


def test_every_colour_of_the_map_has_its_own_name():
    assert len(set(COLOURS.values())) == len(COLOURS) == 11


def test_a_click_on_the_farthest_alloy_is_not_moved():
    assert read_click({"z1": -12.8404, "z2": 9.2, "n": 1}) == (-12.84, 9.2, 1)


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


def test_the_page_asks_for_no_more_candidates_than_the_core_gives():
    from hea_core import generate

    assert generate.MOST_CANDIDATES >= COUNT_LIMIT
