"""Marks by folder, so that `make test-fast` can leave out what takes long."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent
MARKS = {
    "app": ("slow",),
    "benchmarks": ("slow",),
    "browser": ("browser", "slow"),
    "core/design/nudge": ("slow",),
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
    """Give the marks, and refuse an entry above that names nothing."""
    for place, marks in MARKS.items():
        if not (HERE / place).exists():
            raise pytest.UsageError(f"tests/conftest.py marks tests/{place}, which is not there")
        for item in items:
            if item.path.is_relative_to(HERE / place):
                for mark in marks:
                    item.add_marker(mark)
