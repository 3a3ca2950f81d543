"""What a training changed on the map: found by formula, and places compared whatever position a map is drawn in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import hea_core
from hea_core.design.map_change import map_change


@pytest.fixture(scope="module")
def atlas():
    return hea_core.load("default").atlas()


def other(atlas, z, rows):
    """A map with these places and rows of the first."""
    return replace(
        atlas,
        formula=tuple(atlas.formula[row] for row in rows),
        z=z[rows],
        probability=atlas.probability[rows],
    )


def test_a_map_turned_mirrored_scaled_and_moved_is_the_same_map(atlas):
    turn = np.array([[0.6, 0.8], [0.8, -0.6]])
    rows = np.random.default_rng(0).permutation(len(atlas.formula))[:200]
    found = map_change(atlas, other(atlas, 3.0 * atlas.z @ turn + [5.0, -2.0], rows))
    assert len(found.formula) == 200
    assert np.allclose(found.shift, 0.0, atol=1e-9)
    assert not found.change.any()
    assert not found.crossed.any()


def test_what_moved_is_found_in_its_row(atlas):
    new = other(atlas, atlas.z.copy(), np.arange(len(atlas.formula)))
    new.z[7] += [1.0, 0.0]
    changed = new.probability.copy()
    changed[7] = 1.0 - changed[7]
    found = map_change(atlas, replace(new, probability=changed))
    assert found.formula[found.shift.argmax()] == atlas.formula[7]
    assert found.shift[7] == pytest.approx(1.0, abs=0.02)
    assert np.flatnonzero(found.change).tolist() == [7]
    assert np.flatnonzero(found.crossed).tolist() == [7]
