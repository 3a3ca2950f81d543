"""Numbers from outside: finite and in range, or not taken."""

from __future__ import annotations

import math

import pytest

from hea_ui.link_values import number

WILD = (
    "inf",
    "-inf",
    "Infinity",
    "nan",
    "1e400",
    "-1e400",
    "9" * 400,
    "9" * 5000,
    "",
    " ",
    "abc",
    "0x10",
    None,
    [],
    {},
)


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("value", [*WILD, math.inf, math.nan, 10**400])
def test_what_is_no_finite_number_is_not_taken(value, whole):
    assert number(value, -math.inf, math.inf, whole) is None


def test_a_number_in_range_is_taken_with_both_ends():
    assert number("1", 1, 2) == number(" 1.0 ", 1, 2) == 1
    assert number("2e0", 1, 2) == 2
    assert number("2.0001", 1, 2) is None
    assert number("3", 1, math.inf, whole=True) == 3
    assert number(3.0, 1, 4, whole=True) == 3
    assert number("2.5", 1, 4, whole=True) is None
    assert number(2.5, 1, 4, whole=True) is None
