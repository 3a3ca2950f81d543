from __future__ import annotations

import pytest

from hea_ui.models import properties
from tests.ui.model_card import metrics


@pytest.mark.parametrize(("name", "says"), [("structure", "VEC rule"), ("hardness", "rule of mixtures")])
def test_every_figure_of_a_target_stands_in_a_table(name, says):
    found = metrics()["properties"][name]
    drawn = properties.section(name, found)
    assert says in drawn
    assert "this model" in drawn
    assert f"{name.capitalize()} by domain" in drawn, "tables of one page have names of their own"
    assert "nan" not in drawn.lower().replace("nanometre", "")


def test_a_line_says_what_to_expect():
    assert "By system, n ≥ 4: 7" in properties.line("structure", metrics()["properties"]["structure"])
    said = properties.line("hardness", metrics()["properties"]["hardness"])
    assert "HV on average" in said
    assert "underpredicted" in said
