"""Marks by folder, so that `make test-fast` can leave out what takes long."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent
FOLDERS = {"browser": ("browser", "slow"), "packaging": ("slow",), "soak": ("soak", "slow")}
"""Marks of every test below a folder; a test or file elsewhere that takes seconds has `slow` written at it."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for mark in FOLDERS.get(item.path.relative_to(HERE).parts[0], ()):
            item.add_marker(mark)
