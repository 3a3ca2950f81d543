"""Opening the Lab page."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.app.pages import opened


def page(**query: str) -> AppTest:
    """The Lab page at this address."""
    app = opened("pages/Lab.py", **query)
    assert not app.exception
    return app
