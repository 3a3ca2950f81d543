"""One predictor for all core tests: the shipped model."""

from __future__ import annotations

import pytest

import hea_core


@pytest.fixture(scope="session")
def predictor():
    return hea_core.load("default")
