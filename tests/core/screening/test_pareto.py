from __future__ import annotations

import numpy as np
import pytest

from hea_core.screening.pareto import front


def _by_definition(values, maximise):
    signed = np.where(maximise, values, -values)
    beaten = [((signed >= row).all(axis=1) & (signed > row).any(axis=1)).any() for row in signed]
    return np.flatnonzero(~np.array(beaten))


@pytest.mark.parametrize("maximise", [(True, True), (True, False), (True, True, True), (False, True, False)])
@pytest.mark.parametrize("levels", [4, 30, 10_000])
def test_front_is_the_definition(maximise, levels):
    """Few levels make many ties, many make few."""
    rng = np.random.default_rng(levels + len(maximise))
    for size in (1, 2, 50, 700):
        values = rng.integers(0, levels, (size, len(maximise))).astype(np.float32)
        np.testing.assert_array_equal(front(values, maximise), _by_definition(values, maximise))


def test_front_of_fronts_is_the_front():
    """What lets blocks be screened apart."""
    rng = np.random.default_rng(1)
    values = rng.normal(size=(20_000, 3))
    directions = (True, False, True)
    parts = np.concatenate([part[front(values[part], directions)] for part in np.array_split(np.arange(20_000), 7)])
    np.testing.assert_array_equal(np.sort(parts[front(values[parts], directions)]), front(values, directions))


def test_large_front_where_nothing_is_beaten():
    angle = np.linspace(0, np.pi / 2, 100_000)
    values = np.column_stack([np.cos(angle), np.sin(angle)])
    assert len(front(values, (True, True))) > 99_000


def test_ties_stay_and_missing_values_are_left_out():
    values = np.array([[1.0, 1.0], [1.0, 1.0], [0.0, 2.0], [0.0, 1.0], [np.nan, 9.0]])
    np.testing.assert_array_equal(front(values, (True, True)), [0, 1, 2])


def test_empty_and_wrong_shapes():
    assert len(front(np.empty((0, 3)), (True, True, True))) == 0
    with pytest.raises(ValueError, match="2"):
        front(np.zeros((3, 4)), (True,) * 4)
