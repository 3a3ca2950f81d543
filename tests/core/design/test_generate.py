"""From a point and a probability to whole alloys: decoding, obeying, and constraints on the way."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hea_core.design.constraints import Constraints
from hea_core.design.generate import TRACE, corrected, decode, decode_onto, distinct_around
from hea_core.design.matching import LEAST, Neighbourhood, match
from hea_core.design.transfers import TOTAL
from hea_core.design.wanted import Wanted
from hea_core.errors import RequestError

POINTS = np.array([[0.0, 0.0], [1.0, -0.5], [-1.2, 0.8], [0.3, 1.5]])


def test_decoded_alloys_are_whole_and_without_traces(predictor):
    alloys = decode(predictor.engine.model, POINTS, Wanted.of(0.9, n=4))
    assert (alloys.sum(axis=1) == TOTAL).all()
    assert alloys[alloys > 0].min() >= TRACE - 1


def probability_of(predictor, alloys):
    return predictor.engine.model.values_of_whole(alloys)["single_phase"]


@pytest.mark.parametrize("asked", [0.1, 0.5, 0.9])
def test_matching_brings_the_probability_nearer_and_adds_no_element_that_may_not_join(predictor, asked):
    model, wanted = predictor.engine.model, Wanted.of(asked, n=4)
    decoded = decode_onto(model, POINTS, wanted, None)
    own = match(model, decoded.alone, Neighbourhood(decoded.alone, wanted)).alloys
    joined = corrected(model, POINTS, wanted, decoded)
    before, after = probability_of(predictor, decoded.alone), probability_of(predictor, own)
    assert (np.abs(after - asked) <= np.abs(before - asked) + 0.02).all()
    assert (own[decoded.alone == 0] == 0).all()
    assert (joined.alloys[~decoded.likely & (decoded.alone == 0)] == 0).all()
    assert (joined.met == (np.abs(probability_of(predictor, joined.alloys) - asked) <= 0.1)).all()
    for alloys in (own, joined.alloys):
        assert (alloys.sum(axis=1) == TOTAL).all()


def test_the_number_asked_for_comes_back_different_and_reproducibly(predictor):
    first = predictor.generate(0.2, -0.1, 0.8, count=6, seed=3)
    again = predictor.generate(0.2, -0.1, 0.8, count=6, seed=3)
    assert first == again
    assert len({c.formula for c in first}) == 6
    other = predictor.generate(0.2, -0.1, 0.8, count=6, seed=4)
    assert other[0] == first[0]
    assert [c.formula for c in other] != [c.formula for c in first]


def test_a_candidate_is_what_the_classifier_says_of_the_alloy_as_written(predictor):
    candidate = predictor.generate(0.2, -0.1, 0.8)[0]
    checked = predictor.predict([candidate.formula])[0]
    assert candidate.probability == pytest.approx(checked.probability, abs=1e-6)
    assert candidate.composition == pytest.approx(checked.composition)
    assert all(amount == int(amount) for amount in candidate.composition.values())
    assert sum(candidate.composition.values()) == 100.0


@pytest.mark.parametrize(
    ("z1", "z2", "asked", "count", "named"),
    [
        (float("nan"), 0, 0.5, 1, "z1"),
        (0, 1e3, 0.5, 1, "z2"),
        (0, 0, 1.5, 1, "probability"),
        (0, 0, 0.5, 0, "count"),
    ],
)
def test_a_request_out_of_range_is_named(predictor, z1, z2, asked, count, named):
    with pytest.raises(RequestError, match=f"^{named} is"):
        predictor.generate(z1, z2, asked, count)


def test_constraints_that_leave_one_alloy_give_that_one(predictor):
    feasible_set = Constraints.parse(lock="Fe=50,Ni=50").on(predictor.vocabulary)
    made = distinct_around(
        predictor.engine.model, np.zeros(2), Wanted.of(0.5), 3, np.random.default_rng(0), feasible_set
    )
    assert [predictor.engine.from_whole(alloy).formula for alloy in made.alloys] == ["FeNi"]


@settings(max_examples=6)
@given(st.floats(-2, 2), st.floats(-2, 2), st.sampled_from([0.1, 0.5, 0.9]))
def test_banning_what_comes_out_brings_out_something_else(predictor, z1, z2, asked):
    free = predictor.generate(z1, z2, asked)[0].composition
    held = predictor.generate(z1, z2, asked, constraints=Constraints(ban=tuple(free)))[0].composition
    assert not free.keys() & held.keys()
    assert sum(held.values()) == 100.0


def test_every_place_that_encode_gives_is_taken(predictor):
    atlas = predictor.atlas()
    for row in np.argsort(-np.abs(atlas.z).max(axis=1))[:5]:
        (placed,) = predictor.encode([atlas.formula[row]])
        assert predictor.generate(*placed.z, 0.9)[0].formula


# -- what the decoder alone gave, and a second opinion ----------------------------------------------------------------


@pytest.mark.parametrize("constraints", [None, Constraints(min_elements=4, max_elements=6)])
def test_a_candidate_says_what_the_decoder_alone_gave_and_how_far_it_was_corrected(predictor, constraints):
    for z1, z2 in POINTS:
        made = predictor.generate(float(z1), float(z2), 0.9, count=3, constraints=constraints)
        (alone,) = decode(predictor.engine.model, np.array([[z1, z2]]), Wanted.of(0.9))
        first = made[0]
        whole = np.array([first.composition.get(symbol, 0) for symbol in predictor.vocabulary])
        assert first.decoded.moved_at_percent == 0.5 * np.abs(whole - alone).sum()
        assert first.decoded.probability == pytest.approx(float(probability_of(predictor, alone[None])[0]))
        for one in made:
            assert one.second_opinion == predictor.second_opinion(one.formula)


def test_the_second_opinion_needs_no_library_that_grew_it():
    code = (
        "import sys, hea_core; hea_core.load('default').generate(0.8, -0.5, 0.9); "
        "print('sklearn' in sys.modules, 'scipy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


# -- a number of elements -----------------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(st.floats(-8, 12), st.floats(-6, 5), st.sampled_from([0.1, 0.5, 0.9, 1.0]), st.integers(2, 6), st.integers(0, 2))
def test_as_many_elements_as_asked_and_enough_of_each(predictor, z1, z2, asked, least, spare):
    held = Constraints(min_elements=least, max_elements=least + spare)
    for one in predictor.generate(z1, z2, asked, count=2, constraints=held):
        amounts = sorted(one.composition.values(), reverse=True)
        assert least <= len(amounts) <= least + spare
        assert sum(amounts) == 100.0
        assert amounts[least - 1] >= LEAST, "an alloy of four elements is no metal with three traces"


def test_what_is_banned_counts_as_no_element(predictor):
    free = predictor.generate(0.8, -0.5, 0.9)[0].composition
    held = Constraints(ban=tuple(free)[:2], min_elements=5)
    made = predictor.generate(0.8, -0.5, 0.9, count=3, constraints=held)
    assert all(len(one.composition) >= 5 and not set(held.ban) & set(one.composition) for one in made)
