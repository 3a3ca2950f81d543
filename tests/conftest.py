"""Marks by folder, so that `make test-fast` can leave out what takes long; and no test touches the lab book of who runs it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FOLDERS = {"browser": ("browser", "slow"), "packaging": ("slow",), "soak": ("soak", "slow")}
"""Marks of every test below a folder; a test or file elsewhere that takes seconds has `slow` written at it."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for mark in FOLDERS.get(item.path.relative_to(HERE).parts[0], ()):
            item.add_marker(mark)


@pytest.fixture(scope="session", autouse=True)
def _home_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A lab book in a folder that goes away, also for servers and commands that a test starts."""
    kept = {name: os.environ.pop(name, None) for name in ("LATENTALLOY_HOME", "DATABASE_URL")}
    os.environ["LATENTALLOY_HOME"] = str(tmp_path_factory.mktemp("home"))
    yield
    os.environ.pop("LATENTALLOY_HOME")
    os.environ |= {name: value for name, value in kept.items() if value is not None}
