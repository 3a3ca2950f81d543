"""Two elements in the ratio of an ordered compound are told what was found of such alloys."""

from __future__ import annotations

import pytest

import hea_core
from hea_core.composition import read
from hea_core.datasets.statements import measured_alloys
from hea_core.trust.compounds import CompoundRecord, is_like_a_compound


@pytest.mark.parametrize(
    ("formula", "like"),
    [
        ("Nb3Sn", True),
        ("NiAl", True),
        ("Al60Ru40", True),
        ("TiC", True),
        ("Fe50.6Al49.4", True),
        ("Cu-30Zn", False),  # α brass
        ("Al-4.5Cu", False),
        ("Fe-3Si", False),
        ("MoNb", False),
        ("AuCu3", False),
        ("Ni2MnGa", False),
        ("CoCrFeMnNi", False),
    ],
)
def test_a_metal_and_an_sp_element_in_a_simple_ratio_are_like_a_compound(formula, like):
    assert is_like_a_compound(read(formula).composition.as_dict()) is like


def test_hardly_any_such_alloy_was_one_solid_solution_and_other_binaries_mostly_were():
    alloys = measured_alloys()
    record = CompoundRecord.of(alloys.compositions, alloys.single_phase.tolist())
    assert record.measured > 100
    assert record.single / record.measured < 0.05
    pairs = [
        label > 0.5
        for one, label in zip(alloys.compositions, alloys.single_phase, strict=True)
        if len(one.elements) == 2 and not is_like_a_compound(one.as_dict())
    ]
    assert sum(pairs) / len(pairs) > 0.45


def test_the_caution_stands_among_the_reasons_with_its_count():
    predictor = hea_core.load("default")
    record = predictor.engine.evidence.alloys
    counted = CompoundRecord.of(record.compositions, record.single_phase.tolist())
    tin, brass = predictor.predict(["Nb3Sn", "Cu-30Zn"])
    assert f"of {counted.measured} measured alloys" in tin.reasons[-1]
    assert f" {counted.single} were one solid solution" in tin.reasons[-1]
    assert not any("compound" in reason for reason in brass.reasons)


def test_a_record_of_nothing_says_nothing():
    assert CompoundRecord.of([], []).reasons(read("Nb3Sn").composition) == ()
