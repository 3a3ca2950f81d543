"""Tests of minutes: `make soak` runs them, the suite does not."""

from __future__ import annotations

from tests.browser.conftest import chromium

__all__ = ["chromium"]
"""Fixtures shared with the browser tests."""
