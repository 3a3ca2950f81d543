from __future__ import annotations

from itertools import product
from math import comb

import numpy as np
import pytest

from hea_core.composition import Composition
from hea_core.design.constraints import Constraints
from hea_core.errors import ConstraintError, HeaError, RequestError
from hea_core.screening.space import Space

POOL = ("Al", "Co", "Cr", "Fe", "Ni", "Ti")


def _brute(space, least=0):
    """Every alloy of the grid by trying all."""
    steps = range(space.total + 1)
    return {row for row in product(steps, repeat=len(space.pool)) if sum(row) == space.total and any(row)}


@pytest.mark.parametrize(
    "space",
    [
        Space(POOL[:4], step=10, minimum=10, maximum=40, orders=(2, 4)),
        Space(POOL[:4], step=10, minimum=0, maximum=100, orders=(1, 4)),
        Space(POOL[:5], step=20, minimum=5, maximum=60, orders=(3, 3)),
        Space(POOL[:4], step=5, minimum=15, maximum=35, orders=(3, 4)),
    ],
)
def test_listing_is_every_admissible_alloy_once(space):
    low, high = max(1, -(-space.minimum // space.step)), space.maximum // space.step
    wanted = {
        row
        for row in _brute(space)
        if all(a == 0 or low <= a <= high for a in row)
        and space.orders[0] <= sum(a > 0 for a in row) <= space.orders[1]
    }
    rows = [tuple(row) for row in space.rows(0, space.size).tolist()]
    assert len(rows) == space.count == len(wanted)
    assert set(rows) == wanted


def test_count_is_the_closed_form():
    assert Space(POOL[:5], step=1, minimum=1, maximum=100, orders=(5, 5)).count == comb(99, 4)
    assert Space(POOL, step=1, minimum=1, maximum=100, orders=(5, 5)).count == 6 * comb(99, 4)
    assert Space(POOL[:5], step=5).count == Space(tuple(reversed(POOL[:5])), step=5).count


def test_any_stretch_is_the_same_as_in_the_whole():
    space = Space(POOL, step=5, constraints=Constraints.parse(lock="Fe=20", range="Al=0-10"))
    whole = space.rows(0, space.size)
    rng = np.random.default_rng(0)
    for start, stop in np.sort(rng.integers(0, space.size + 1, (30, 2)), axis=1):
        np.testing.assert_array_equal(space.rows(int(start), int(stop)), whole[start:stop])


def test_ranks_far_into_a_huge_space():
    space = Space(
        ("Al", "Co", "Cr", "Fe", "Ni", "Ti", "V", "Mn", "Cu", "Mo", "Nb", "Ta", "W", "Zr", "Hf"), step=1, maximum=100
    )
    assert space.count > 10**10
    rows = space.rows(space.count - 5, space.count)
    assert (rows.sum(axis=1) == 100).all()
    assert len(np.unique(rows, axis=0)) == 5


def test_constraints_hold_by_construction():
    space = Space(
        POOL, step=5, constraints=Constraints.parse(ban="Ti", lock="Fe=20", range="Al=0-10,Co=10-30", max_elements=4)
    )
    rows = space.rows(0, space.size) * 5
    assert space.pool == ("Al", "Co", "Cr", "Fe", "Ni")
    assert (rows[:, 3] == 20).all()
    assert (rows[:, 0] <= 10).all()
    assert ((rows[:, 1] >= 10) & (rows[:, 1] <= 30)).all()
    assert ((rows > 0).sum(axis=1) == 4).all()


def test_around_an_alloy():
    centre = Composition.parse("Al10Co30Fe30Ni30")
    space = Space(("Cr",), step=2, around=centre, within=4)
    rows = space.rows(0, space.size) * 2.0
    at = np.array([centre.as_dict().get(symbol, 0.0) for symbol in space.pool])
    assert (np.abs(rows - at) <= 4).all()
    assert (rows == at).all(axis=1).sum() == 1
    wanted = [a for a in product((-4, -2, 0, 2, 4), repeat=4) for cr in (0, 2, 4) if sum(a) + cr == 0]
    assert space.count == len(wanted)


def test_sample_is_admissible_even_and_the_same_in_any_stretch():
    space = Space(POOL, step=1, sample=4096, seed=3)
    rows = space.rows(0, 4096)
    np.testing.assert_array_equal(np.concatenate([space.rows(0, 1000), space.rows(1000, 4096)]), rows)
    assert (rows.sum(axis=1) == 100).all()
    present = rows[rows > 0]
    assert present.min() >= 5
    assert present.max() <= 35
    assert len(np.unique(rows, axis=0)) > 4050
    # every element is the same to the space, so its mean is 100/6; plain random numbers would scatter by about 0.13
    np.testing.assert_allclose(rows.mean(axis=0), 100 / 6, atol=0.15)


def test_sample_reaches_every_alloy_about_equally():
    space = Space(POOL[:4], step=10, minimum=10, maximum=40, orders=(3, 4))
    drawn = Space(POOL[:4], step=10, minimum=10, maximum=40, orders=(3, 4), sample=space.count).enumeration
    uniforms = np.random.default_rng(0).random((200 * space.count, 5))
    _, often = np.unique(drawn.drawn(uniforms), axis=0, return_counts=True)
    assert len(often) == space.count
    assert often.min() > 0.6 * 200
    assert often.max() < 1.4 * 200


def test_settings_describe_the_space():
    space = Space(
        POOL, step=2, constraints=Constraints.parse(lock="Fe=20", max_price=30.0), around=Composition.parse("CoCrFeNi")
    )
    assert Space.from_settings(space.settings()) == space


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"elements": ()}, "elements"),
        ({"elements": ("Fe", "Fe")}, "Fe twice"),
        ({"elements": ("Fe", "Xx")}, "Xx"),
        ({"step": 7}, "step is 7"),
        ({"minimum": 40.0}, "min 40"),
        ({"orders": (5, 4)}, "orders 5-4"),
        ({"elements": ("Fe", "Ni")}, "empty"),
        ({"sample": 10**9}, "sample is"),
        ({"constraints": Constraints.parse(lock="Fe=22")}, "lock Fe=22"),
        ({"constraints": Constraints.parse(lock="W=20")}, "lock W=20"),
        ({"constraints": Constraints.parse(ban=",".join(POOL))}, "ban"),
    ],
)
def test_refusals_name_the_argument(arguments, named):
    with pytest.raises((RequestError, ConstraintError, HeaError), match=named):
        Space(**{"elements": POOL, **arguments})
