from __future__ import annotations

import json
import re

import hea_core
from hea_ui.shell import tray
from hea_ui.shell.tray import MOST
from tests.app.pages import opened, shown


def test_an_empty_tray_says_how_to_fill_it():
    app = opened("pages/Compare.py")
    assert not app.exception
    assert "No alloy is kept yet" in shown(app)
    example = shown(app).split('href="Compare?tray=')[1].split('"')[0]
    assert shown(opened("pages/Compare.py", tray=example)).count('<th scope="col" data-formula=') == 3


def test_the_verdicts_are_those_of_predict_and_the_rows_are_in_order():
    app = opened("pages/Compare.py", tray="CoCrFeMnNi~Ti-6Al-4V~Al2CoCrFeNi")
    assert not app.exception
    html = shown(app)
    for one in hea_core.load("default").predict(["CoCrFeMnNi", "Ti-6Al-4V", "Al2CoCrFeNi"]):
        assert f'data-formula="{one.formula}" data-verdict="{one.verdict}"' in html
    found = [float(text) for text in re.findall(r'data-difference="([\d.]+)"', html)]
    assert found == sorted(found, reverse=True)
    assert len(found) == 12


def test_what_cannot_be_read_leaves_the_others():
    app = opened("pages/Compare.py", tray="~~nonsense~CoCrFeMnNi~<b>x</b>~CoCrFeMnNi")
    assert not app.exception
    assert shown(app).count('<th scope="col" data-formula=') == 1


def test_a_tray_of_too_many_is_cut():
    tray = "~".join(f"Al{k}CoCrFeNi" for k in range(1, 40))
    app = opened("pages/Compare.py", tray=tray)
    assert not app.exception
    assert shown(app).count('<th scope="col" data-formula=') == MOST


def test_what_a_link_holds_and_the_tray_does_not_is_named_with_the_reason():
    assert tray.told({}) == ""
    app = opened(
        "pages/Compare.py", tray="CoCrFeNi~nonsense~NiFeCrCo~" + "~".join(f"Al{k}CoCrFeNi" for k in range(1, 25))
    )
    (drawn,) = [one.proto for one in app.get("bidi_component") if one.proto.component_name == "tray"]
    said = "'nonsense' (not readable), 'NiFeCrCo' (there twice), 'Al24CoCrFeNi' (above 24)."
    assert json.loads(drawn.json)[0]["told"].endswith(said)
