from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A lab book of its own."""
    monkeypatch.setenv("LATENTALLOY_HOME", str(tmp_path))
    return tmp_path
