"""One predictor for all core tests, the shipped model, and the modules that it was trained as."""

from __future__ import annotations

import pytest

import hea_core
from hea_core.composition.elements import elements


@pytest.fixture(scope="session")
def predictor():
    return hea_core.load("default")


@pytest.fixture(scope="session")
def modules():
    """The shipped model in torch and double precision: what everything that answers is held to."""
    from hea_core.model import weights

    return weights.load("default", elements())[0].double()
