"""Free alloys: what each way of making them keeps, and what it changes."""

from __future__ import annotations

import numpy as np
import pytest

from hea_core.datasets.observations import VOCABULARY, paper_alloys
from hea_core.training.augmentation import (
    TRACE,
    anywhere,
    around,
    jittered,
    substituted,
    to_teach,
    with_traces,
    without_traces,
)

COUNT = 2000


@pytest.fixture(scope="module")
def measured():
    return paper_alloys().fractions(VOCABULARY)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize("make", [around, anywhere, to_teach])
def test_what_is_made_are_alloys_without_traces(make, measured, rng):
    made = make(measured, COUNT, rng)
    assert 0.9 * COUNT <= len(made) <= COUNT
    np.testing.assert_allclose(made.sum(axis=1), 1.0, atol=1e-9)
    if make is not to_teach:  # what is substituted keeps measured amounts, traces among them
        assert made[made > 0].min() >= TRACE


@pytest.mark.parametrize("make", [around, anywhere, substituted, to_teach])
def test_the_same_generator_makes_the_same_alloys(make, measured):
    first, again, other = (make(measured, 200, np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert first.shape != other.shape or not np.array_equal(first, other)


def test_traces_go_and_the_rest_is_scaled_up():
    found = without_traces(np.array([[0.5, 0.495, 0.005], [0.009, 0.0, 0.0]]))
    np.testing.assert_allclose(found, [[0.5 / 0.995, 0.495 / 0.995, 0.0]])


def test_jitter_brings_in_no_element_and_stays_near(measured, rng):
    rows = np.repeat(measured[:1], COUNT, axis=0)
    made = jittered(rows, rng)
    assert not made[:, measured[0] == 0].any()
    np.testing.assert_allclose(made.mean(axis=0), measured[0], atol=0.02)


def test_substitution_keeps_measured_amounts_and_changes_elements(rng):
    alloys = np.zeros((12, 12))
    alloys[:, :4] = 0.4, 0.3, 0.2, 0.1
    alloys = np.stack([np.roll(row, turn) for turn, row in enumerate(alloys)])  # every element is as common
    made = substituted(alloys, COUNT, rng)
    amounts = np.sort(made, axis=1)[:, ::-1][:, :4]
    kept = np.isclose(amounts, [0.4, 0.3, 0.2, 0.1]).all(axis=1)
    assert 0.77 < kept.mean() < 0.83  # all but one removed and one added, a tenth of the draws each
    known = {tuple(row > 0) for row in alloys}
    assert np.mean([tuple(row > 0) not in known for row in made[kept]]) > 0.7


def test_complex_alloys_are_substituted_three_times_as_often(rng):
    alloys = np.zeros((2, 12))
    alloys[0, :2] = 0.5
    alloys[1, :8] = 0.125
    held = (substituted(alloys, COUNT, rng) > 0).sum(axis=1)
    assert 0.71 < (held > 4).mean() < 0.79


def test_anywhere_makes_two_to_eight_elements_and_commoner_ones_more_often(measured, rng):
    made = anywhere(measured, COUNT, rng)
    held = (made > 0).sum(axis=1)
    assert (held <= 8).all()
    assert len(set(held)) >= 7
    common, made_often = (measured > 0).mean(axis=0), (made > 0).mean(axis=0)
    assert np.corrcoef(common, made_often)[0, 1] > 0.9


def test_a_trace_is_one_element_more_and_little_of_it(measured, rng):
    plain, traced = with_traces(measured, rng)
    assert plain.shape == traced.shape
    assert len(plain) > 0.7 * len(measured)
    added = (plain == 0) & (traced > 0)
    assert (added.sum(axis=1) == 1).all()
    assert 0.002 <= traced[added].min() <= traced[added].max() <= 0.01
    np.testing.assert_allclose(traced.sum(axis=1), 1.0, atol=1e-9)
