"""While the lab's results count, every page that names the alloy marks what they change: beside the model's number, and in the tray."""

from __future__ import annotations

import json

import pytest

from hea_core.composition import Composition
from hea_core.lab import Alloy, Result, Store
from tests.app.pages import opened, shown

FILES = {"": "app.py", "Nudge": "pages/Nudge.py", "Check": "pages/Check.py", "Compare": "pages/Compare.py"}
BESIDE = {
    "": {"alloy": "AlCoCrFeNi"},
    "Nudge": {"alloy": "AlCoCrFeNi"},
    "Check": {"formula": "AlCoCrFeNi"},
    "Compare": {},
}
"""{page that shows an alloy before and after: its address}."""


@pytest.fixture(autouse=True)
def _one_result(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENTALLOY_HOME", str(tmp_path))
    store = Store()
    store.add_result(store.add(Alloy(Composition.parse("AlCoCrFeNi"))), Result("single", ("BCC",)))
    store.close()


def tray(app) -> list[dict]:
    """What the tray is told of its alloys."""
    (found,) = [one.proto for one in app.get("bidi_component") if one.proto.component_name == "tray"]
    return json.loads(found.json)[0]["alloys"]


@pytest.mark.parametrize("page", BESIDE)
def test_the_page_and_the_tray_mark_what_the_lab_changes(page):
    app = opened(
        FILES[page], learn="true", tray="AlCoCrFeNi~MoNbTaW", **BESIDE[page]
    ).run()  # the model is loaded by now
    assert not app.exception
    near, far = tray(app)
    assert float(near["learnt"]) > float(near["probability"])
    assert far["learnt"] == ""
    assert 'data-formula="AlCoCrFeNi" data-before=' in shown(app)


def test_without_the_switch_nothing_is_marked():
    app = opened("pages/Check.py", tray="AlCoCrFeNi", formula="AlCoCrFeNi").run()
    assert "learnt" not in tray(app)[0]
    assert "data-before" not in shown(app)
