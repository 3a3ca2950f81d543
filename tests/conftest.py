"""Marks by folder, so that `make test-fast` can leave out what takes long; the one browser of a session."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HERE = Path(__file__).parent
settings.register_profile("busy", deadline=None)  # a machine with other work beside takes its time
settings.load_profile("busy")
MARKS = {
    "app": ("slow",),
    "benchmarks": ("slow",),
    "browser": ("browser", "slow"),
    "core/cli/test_no_torch.py": ("slow",),
    "core/design/nudge": ("slow",),
    "core/design/test_constraints.py": ("slow",),
    "core/design/test_generate.py": ("slow",),
    "core/design/test_several_targets.py": ("slow",),
    "core/evaluation": ("slow",),
    "core/kernels": ("slow",),
    "core/lab": ("slow",),
    "core/screening/test_faults.py": ("slow",),
    "core/screening/test_run.py": ("slow",),
    "core/training": ("slow",),
    "fuzz": ("slow",),
    "packaging/test_documents.py": ("slow",),
    "packaging/test_examples.py": ("slow",),
    "packaging/test_installed.py": ("slow",),
    "soak": ("soak", "slow"),
    "ui/jobs": ("slow",),
    "ui/server": ("slow",),
}
"""{folder or file below tests: marks of every test in it}. A single slow test elsewhere has its mark written at it."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give the marks, refuse an entry above that names nothing, and put slow files first, those with a browser before all others.

    Of two processes that share the files, one would else end with a long file while the other has none left.
    """
    for place, marks in MARKS.items():
        if not (HERE / place).exists():
            raise pytest.UsageError(f"tests/conftest.py marks tests/{place}, which is not there")
        for item in items:
            if item.path.is_relative_to(HERE / place):
                for mark in marks:
                    item.add_marker(mark)
    order = ("browser", "slow")
    rank: dict[Path, list[bool]] = {}
    for item in items:
        marked = [item.get_closest_marker(name) is None for name in order]
        rank[item.path] = min(rank.get(item.path, marked), marked)
    items.sort(key=lambda item: rank[item.path])


@pytest.fixture(scope="session", autouse=True)
def _no_lab_book_of_the_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Pages, commands and servers of the tests open a lab book of their own, not the one in the home of whoever runs them."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("LATENTALLOY_HOME", str(tmp_path_factory.mktemp("home")))
        environment.delenv("DATABASE_URL", raising=False)
        yield


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Here and nowhere else: a process can hold one synchronous Playwright, so a second fixture of this kind would fail."""
    from playwright.sync_api import sync_playwright  # tests without a browser do without it

    from tests.browser.machine import FLAGS, chromium_path

    path = chromium_path()
    if path is None:
        pytest.fail(
            "The browser tests need Chromium: install it with `apt-get install chromium`, or put one on the PATH."
        )
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()
