"""An alloy that is half one element or more is told what was found of alloys with that base."""

from __future__ import annotations

import pytest

from hea_core.composition import Composition
from hea_core.datasets.statements import measured_alloys
from hea_core.trust.bases import BaseRecord


@pytest.fixture(scope="module")
def record() -> BaseRecord:
    return BaseRecord.of(measured_alloys())


def test_steels_are_told_which_structures_were_measured_and_none_is_bcc(record):
    (said,) = record.reasons(Composition.from_amounts({"Fe": 70, "Ni": 18, "Co": 9, "Mo": 3}))
    assert said.startswith("70 at.% of it is Fe")
    assert f"{record.structures['Fe']['FCC']} FCC" in said
    assert "BCC" not in said


def test_the_counts_are_of_alloys_of_three_or_more_elements_that_are_half_the_base(record):
    found = sum(
        len(one.elements) >= 3 and one.as_dict().get("Ti", 0.0) >= 50.0 for one in measured_alloys().compositions
    )
    assert sum(record.structures["Ti"].values()) == found > 0


@pytest.mark.parametrize("amounts", [{"Fe": 70, "Ni": 30}, {"Fe": 49, "Ni": 30, "Co": 21}])
def test_other_alloys_are_told_nothing(record, amounts):
    assert not list(record.reasons(Composition.from_amounts(amounts)))


def test_a_base_that_was_never_measured_is_said(record):
    (said,) = BaseRecord({}).reasons(Composition.from_amounts({"Fe": 70, "Ni": 20, "Co": 10}))
    assert said.endswith("none was measured.")
