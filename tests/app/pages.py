"""Opening a page in AppTest, and reading what it shows."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from streamlit.testing.v1 import AppTest

from tests import ROOT

PATIENCE = 240
"""Seconds for a run: the first one loads the model, on a machine that may be busy."""


def opened(file: str, before: Mapping[str, object] = MappingProxyType({}), **query: str) -> AppTest:
    """The page in `file`, from the repository's root, run once at this address; `before` is what other pages left in the session."""
    app = AppTest.from_file(str(ROOT / file), default_timeout=PATIENCE)
    for name, value in before.items():
        app.session_state[name] = value
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def shown(app: AppTest) -> str:
    """All of the page's own HTML."""
    return "".join(block.proto.body for block in app.get("html"))


def formula(app: AppTest) -> str:
    """The formula on the alloy card."""
    return shown(app).split('class="la-formula" data-formula="')[1].split('"')[0]
