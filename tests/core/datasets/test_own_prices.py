"""Prices of the user's own: read, refused, and what a screening makes of them."""

from __future__ import annotations

import argparse
from dataclasses import replace

import numpy as np
import pytest

from hea_core.cli import screen as command
from hea_core.datasets.own_prices import read, written
from hea_core.errors import RequestError
from hea_core.screening.block import columns_of
from hea_core.screening.request import Screen
from hea_core.screening.space import Space

SCREEN = Screen(Space(("Co", "Cr", "Fe", "Ni"), step=5.0), top=10, by="-price")


@pytest.mark.parametrize("text", ["Co=33, Ni=16.5", "Co=33 Ni=16.5; ", "Co = 33; Ni = 16.5", "Co=33,Ni=16.5"])
def test_prices_are_read_as_people_type_them(text):
    assert read(text) == {"Co": 33.0, "Ni": 16.5}
    assert read(written(read(text))) == read(text)
    assert read("") == {}


@pytest.mark.parametrize(
    "text", ["Co", "Co=", "Co=dear", "Xx=3", "Co=-1", "Co=inf", "Co=nan", "Co=1, Co=2", "Co=1e99", "Qx" * 400]
)
def test_a_price_that_cannot_be_read_is_named(text):
    with pytest.raises(RequestError, match="for example Co=33") as refused:
        read(text)
    assert len(str(refused.value)) < 200


def test_a_screening_counts_with_them():
    own = replace(SCREEN, prices=(("Co", 1000.0),))
    steps = SCREEN.space.rows(0, SCREEN.space.size)
    shipped, mine = (columns_of(one).columns(steps, ["price", "Co"]) for one in (SCREEN, own))
    dearer = mine["price"] > shipped["price"]
    np.testing.assert_array_equal(dearer, shipped["Co"] > 0)
    assert dearer.any()


def test_a_screening_with_them_is_told_from_one_without_and_made_again_from_its_words_and_settings():
    own = replace(SCREEN, prices=(("Co", 33.25), ("Ni", 16.5)))
    assert Screen.from_settings(own.settings()) == own
    assert own.settings() != SCREEN.settings()
    assert "prices" not in SCREEN.settings()
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    parser.add_argument("--model", default="default")
    assert command.screen_of(parser.parse_args(command.words(own))) == own
