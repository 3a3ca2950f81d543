"""Tests of minutes: `make soak` runs them, the suite does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import chromium

__all__ = ["chromium"]
"""Fixtures shared with the browser tests."""


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.soak)
