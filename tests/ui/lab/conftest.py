"""A lab book of its own for each test."""

from __future__ import annotations

import pytest

from hea_core.lab import Store
from hea_core.lab.home import sqlite_url


@pytest.fixture
def store(tmp_path):
    opened = Store(url=sqlite_url(tmp_path / "lab.sqlite"))
    yield opened
    opened.close()
