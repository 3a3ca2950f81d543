"""Numbers from outside: finite and in range, or not taken."""

from __future__ import annotations

import ast
import math

import pytest

from hea_ui.common.link_values import number
from tests.ui.common.test_links import LINKS
from tests.ui.common.test_messages import SOURCES

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


def test_no_widget_is_bound_to_the_link_and_each_of_a_view_writes_it():
    """A bound widget writes a history entry of its own, and Streamlit raises on "inf" in the link."""
    names = {one.name for link in LINKS for one in link.parameters}
    for path in SOURCES:
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
                named = {keyword.arg: keyword.value for keyword in call.keywords}
                assert "bind" not in named, path
                key = named.get("key")
                if isinstance(key, ast.Constant) and key.value in names:
                    assert "on_change" in named, f"{path}: {key.value} would lose what is set in it"
