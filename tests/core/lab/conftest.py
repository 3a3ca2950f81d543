"""A lab book of its own for each test."""

from __future__ import annotations

import pytest

from hea_core.lab import Store


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENTALLOY_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path / "home"


@pytest.fixture
def store(home):
    opened = Store()
    yield opened
    opened.close()
