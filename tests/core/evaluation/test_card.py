"""The schema of the model card's metrics against the shipped card, and what it says of a card that does not fit."""

from __future__ import annotations

import copy

import pytest

from hea_core.errors import ArtifactError
from hea_core.evaluation.card import SECTIONS, check, section
from hea_core.evaluation.card.shape import fault
from hea_core.model import artifacts
from tests.ui.model_card import metrics

SHIPPED = artifacts.read_card("default")["metrics"]


@pytest.mark.parametrize("name", SECTIONS)
def test_the_shipped_card_fits(name):
    check(SHIPPED, name)


@pytest.mark.parametrize("name", SECTIONS)
def test_the_schema_names_all_of_the_shipped_card(name):
    assert fault(SHIPPED[name], SECTIONS[name], name, exact=True) is None


def test_every_section_of_the_shipped_card_is_in_the_schema():
    assert SHIPPED.keys() - {"seconds"} == SECTIONS.keys()


def test_a_name_that_the_schema_lacks_is_found():
    found = copy.deepcopy(SHIPPED["properties"])
    found["hardness"]["interval"]["coverge"] = 0.9
    said = fault(found, SECTIONS["properties"], "properties", exact=True)
    assert said == "properties.hardness.interval.coverge is not in the schema"


def test_a_section_that_was_not_measured_is_empty_and_a_damaged_one_is_refused():
    assert section({}, "trust") == {}
    with pytest.raises(ArtifactError, match=r"trust\.split is missing"):
        section({"metrics": {"trust": {}}}, "trust")


@pytest.mark.parametrize("name", sorted(SECTIONS.keys() & metrics().keys()))
def test_the_card_of_the_tests_of_the_page_fits(name):
    """Exactly: whatever a page reads of it is named in the schema."""
    assert fault(metrics()[name], SECTIONS[name], name, exact=True) is None


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
