"""Why nothing is kept: each condition counted against the columns themselves."""

from __future__ import annotations

import numpy as np
import pytest

from hea_core.screening.block import columns_of
from hea_core.screening.funnel import _MOST, funnel
from hea_core.screening.request import Screen
from hea_core.screening.space import Space

POOL = ("Al", "Co", "Cr", "Fe", "Ni")


def test_each_condition_is_counted_alone_and_after_those_before_it():
    screen = Screen(Space(POOL, step=5.0), where="density<7 and Al>=20 and structure==FCC and hardness>=2000", top=5)
    found = funnel(screen)
    steps = screen.space.rows(0, screen.space.size)
    columns = columns_of(screen).columns(steps, ("density", "Al"))
    light, rich = columns["density"] < 7, columns["Al"] >= 20
    assert found.looked_at == found.size == screen.space.size
    assert [(one.alone, one.left) for one in found.passed[:2]] == [
        (light.sum(), light.sum()),
        (rich.sum(), (light & rich).sum()),
    ]
    assert [one.condition for one in found.passed] == ["density<7", "Al>=20", "structure==FCC", "hardness>=2000"]
    assert (found.passed[-1].alone, found.passed[-1].left) == (0, 0)
    assert 100 < found.passed[-1].least < found.passed[-1].most < 2000
    assert "Loosen hardness>=2000, which none of them fulfils" in found.sentence
    assert f"Al>=20 holds for {rich.sum():,}, which leaves {(light & rich).sum():,}" in found.sentence


def test_of_a_large_space_ranks_all_over_it_are_looked_at():
    screen = Screen(Space(POOL, step=1.0, orders=(5, 5)), where="Al<=5 and Ni<=5 and Co<=5 and Cr<=5", top=1)
    found = funnel(screen)
    assert found.looked_at == _MOST < found.size
    assert f"Of {_MOST:,} of {found.size:,} alloys" in found.sentence
    assert found.passed[0].alone < _MOST


def test_where_each_condition_is_fulfilled_by_some_the_one_that_empties_is_named():
    found = funnel(Screen(Space(POOL, step=5.0), where="Al>=30 and Co>=30 and Cr>=30 and Fe>=30", top=1))
    assert all(one.alone for one in found.passed)
    assert "Loosen Fe>=30 or one before it" in found.sentence


def test_an_alloy_without_the_value_that_ranks_drops_out(monkeypatch):
    screen = Screen(Space(POOL, step=5.0), top=5, by="-price")
    pool = columns_of(screen)
    monkeypatch.setattr(pool, "price", np.full(len(pool.pool), np.nan))
    [one] = funnel(screen).passed
    assert (one.condition, one.left) == ("a known price", 0)


@pytest.mark.parametrize("where", ["probability>=0.9", "domain==in", "Al<=12.5"])
def test_a_condition_is_said_as_it_is_typed(where):
    [condition] = Screen(Space(POOL, step=5.0), where=where).conditions
    assert str(condition) == where
