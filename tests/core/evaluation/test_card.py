"""The schema of the model card's metrics against the shipped card, and what it says of a card that does not fit."""

from __future__ import annotations

import copy

import pytest

from hea_core.errors import ArtifactError
from hea_core.evaluation.card import SECTIONS, check
from hea_core.model import artifacts
from tests.ui.model_card import metrics

SHIPPED = artifacts.read_card("default")["metrics"]


@pytest.mark.parametrize("name", SECTIONS)
def test_the_shipped_card_fits(name):
    check(SHIPPED, name)


@pytest.mark.parametrize("name", SECTIONS)
def test_the_card_of_the_tests_of_the_page_fits(name):
    check(metrics(), name)


def test_what_the_schema_does_not_name_passes():
    found = copy.deepcopy(metrics()) | {"of_tomorrow": 3}
    found["trust"]["coverage"]["four_or_more"]["new_figure"] = "anything"
    check(found, "trust")
    check(found, "of_tomorrow")


@pytest.mark.parametrize(
    ("name", "way", "value", "said"),
    [
        ("trust", ("coverage", "four_or_more"), "no", r"trust\.coverage\.four_or_more is no group of figures"),
        ("by_system", ("mean", "model", "n4", "auc"), {"mean": 0.9}, r"by_system\.mean\.model\.n4\.auc\.sd is missing"),
        ("paper", ("seeds",), "five", r"paper\.seeds is 'five'"),
        ("paper", ("runs",), {}, r"paper\.runs is no list"),
        ("nudge", ("hit_rate", "base_rate"), None, r"nudge\.hit_rate\.base_rate is None"),
    ],
)
def test_a_section_that_does_not_fit_says_where(name, way, value, said):
    found = copy.deepcopy(metrics())
    part = found[name]
    for key in way[:-1]:
        part = part[key]
    part[way[-1]] = value
    with pytest.raises(ArtifactError, match=said):
        check(found, name)
