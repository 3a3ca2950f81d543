"""Whole at.%: rounding and the moves between whole compositions."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hea_core.design.transfers import TOTAL, transfers, whole_percent

FRACTIONS = arrays(
    np.float64, (3, 7), elements=st.floats(0.0, 1.0, allow_nan=False).map(lambda v: 0.0 if v < 1e-6 else v)
).filter(lambda rows: bool((rows.sum(axis=1) > 1e-3).all()))


@settings(max_examples=60)
@given(FRACTIONS, st.integers(1, 5))
def test_rounding_sums_to_100_and_moves_each_amount_by_less_than_one_beside_the_dropped_traces(fractions, smallest):
    whole = whole_percent(fractions, smallest)
    share = TOTAL * fractions / fractions.sum(axis=1, keepdims=True)
    assert (whole.sum(axis=1) == TOTAL).all()
    assert (whole >= 0).all()
    assert (whole[share == 0] == 0).all()
    kept = np.where((share >= smallest) | (share == share.max(axis=1, keepdims=True)), share, 0.0)
    kept *= TOTAL / kept.sum(axis=1, keepdims=True)
    assert np.abs(whole - kept).max() < 1.0 + 1e-6


def test_rounding_keeps_a_whole_alloy_as_it_is():
    whole = np.array([[20, 20, 20, 20, 20], [97, 1, 1, 1, 0]])
    assert (whole_percent(whole / TOTAL) == whole).all()


def test_equal_remainders_are_settled_by_the_order_of_the_elements():
    assert whole_percent(np.full((1, 6), 1 / 6)).tolist() == [[17, 17, 17, 17, 16, 16]]


def test_a_trace_is_dropped_and_the_largest_stays():
    assert whole_percent(np.array([[0.004, 0.996]])).tolist() == [[0, 100]]
    assert whole_percent(np.full((1, 4), 0.25), smallest=30).tolist() == [[25, 25, 25, 25]]


@settings(max_examples=40)
@given(st.lists(st.integers(0, 30), min_size=4, max_size=4).filter(any), st.sets(st.integers(0, 3)))
def test_a_transfer_moves_the_step_from_one_element_to_an_allowed_other(amounts, receivers):
    whole = np.array([amounts, amounts[::-1]])
    allowed = np.zeros((2, 4), dtype=bool)
    allowed[:, list(receivers)] = True
    reached, origin = transfers(whole, allowed, (1, 5))
    change = reached - whole[origin]
    assert (change.sum(axis=1) == 0).all()
    assert (reached >= 0).all()
    assert set((np.abs(change).sum(axis=1) // 2).tolist()) <= {1, 5}
    assert ((change > 0).sum(axis=1) == 1).all()
    assert ((change < 0).sum(axis=1) == 1).all()
    assert allowed[origin, change.argmax(axis=1)].all()
    for row, start in enumerate(whole):
        moves = [
            (giver, receiver) for step in (1, 5) for giver in np.flatnonzero(start >= step) for receiver in receivers
        ]
        assert (origin == row).sum() == sum(giver != receiver for giver, receiver in moves)
