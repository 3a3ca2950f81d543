from __future__ import annotations

import json
import threading
import zlib
from types import SimpleNamespace

import numpy as np
import pytest

from hea_core.design.previews import FILM, Design
from hea_core.errors import RequestError
from hea_core.results import Verdict
from hea_ui.common import palette
from hea_ui.latent_map import disk_cache
from hea_ui.map import film, preview, welcome
from hea_ui.server import resources
from hea_ui.shell import PAGES
from tests.ui import samples

ALLOY = {"Co": 25.0, "Cr": 25.0, "Fe": 25.0, "Ni": 25.0}


def design(asked: float = 0.9, verdict: Verdict = Verdict.SINGLE) -> Design:
    return Design(asked, "CoCrFeNi", ALLOY, asked, verdict)


def unpacked(packed: bytes):
    raw = zlib.decompress(packed)
    length = int.from_bytes(raw[:4], "big")
    return json.loads(raw[4 : 4 + length]), np.frombuffer(raw[4 + length :], "<i2").tolist()


def test_a_packed_preview_has_every_node_and_each_design_once():
    head, node = unpacked(preview.pack([design(), None, design(), design(0.5)], (-1.0, 1.0), (0.0, 2.0), 2))
    assert node == [0, -1, 0, 1]
    assert head["designs"] == [["CoCrFeNi", 0.9, "single"], ["CoCrFeNi", 0.5, "single"]]
    assert (head["z1"], head["z2"], head["count"]) == ([-1.0, 1.0], [0.0, 2.0], 2)


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """Questions to the worker, which answers at once when told to."""
    questions, go = [], threading.Event()

    def answer(model, z1, z2, probability, constraints, targets):
        go.wait(10)
        questions.append((probability, len(z2)))
        if probability < 0:
            raise RequestError("no")
        return [design(probability)] * (len(z1) * len(z2))

    monkeypatch.setattr(preview.long_answers, "designs_on", answer)
    monkeypatch.setattr(resources, "atlas", lambda name: samples.atlas())
    monkeypatch.setattr(disk_cache, "_KEPT", tmp_path)
    return SimpleNamespace(questions=questions, go=go)


def wait_for(previews, settings):
    for _ in range(500):
        packed = previews.get(settings)
        if packed is not None:
            return packed
        threading.Event().wait(0.01)
    raise AssertionError("no preview")


def test_previews_are_made_one_at_a_time_in_pieces_and_kept(asked):
    previews = preview.Previews(("default", 0.9, None, ()))
    assert previews.get(("default", 0.2, None, ())) is None
    assert previews.get(("default", 0.3, None, ())) is None, "asked again while another is in the making"
    asked.go.set()
    head, node = unpacked(wait_for(previews, ("default", 0.2, None, ())))
    assert len(node) == preview.NODES**2
    assert head["designs"] == [["CoCrFeNi", 0.2, "single"]]
    assert {probability for probability, _ in asked.questions} == {0.2}, "nobody asked again for 0.3"
    assert len(asked.questions) > 1, "in pieces"
    wait_for(previews, ("default", 0.3, None, ()))
    count = len(asked.questions)
    assert previews.get(("default", 0.2, None, ()))
    assert len(asked.questions) == count


def test_settings_that_nothing_can_be_made_for_have_an_empty_preview(asked):
    asked.go.set()
    assert wait_for(preview.Previews(("default", 0.9, None, ())), ("default", -1.0, None, ())) == b""


def test_the_preview_of_a_first_visit_outlives_the_server(asked):
    asked.go.set()
    made = wait_for(preview.Previews(("default", 0.9, None, ())), ("default", 0.9, None, ()))
    count = len(asked.questions)
    assert preview.Previews(("default", 0.9, None, ())).get(("default", 0.9, None, ())) == made, "at once"
    assert len(asked.questions) == count


def test_the_strip_has_a_link_for_each_probability_and_marks_the_one_asked():
    frames = [design(0.0, Verdict.MULTIPLE), design(0.5, Verdict.UNDECIDED), design(1.0)]
    told = film.strip(frames, 0.6, lambda p: f"p={p:g}&ban=<b>")
    assert told.count('data-act="go"') == 3
    assert 'href="./?p=1&amp;ban=&lt;b&gt;"' in told
    assert told.count("aria-current=true") == 1
    assert told.index("aria-current=true") > told.index("Ask for 0.0")


def test_symbols_can_be_read_on_the_colours_of_elements():
    def light(colour: str) -> float:
        parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05

    for colour in palette.ELEMENTS:
        both = sorted((light(colour), light(palette.ON_ELEMENTS.get(colour, "#000000"))))
        assert both[1] / both[0] >= 4.5, colour


def test_the_strip_keeps_its_place_while_its_designs_are_made():
    assert film.empty().count("la-stack") == len(FILM)
    assert "data-act" not in film.empty()


def test_four_starts_and_the_tour_lead_to_pages_that_are_there():
    assert len(welcome.STARTS) == 4
    pages = {"./"} | {page.name for page in PAGES}
    assert {page for _, _, page, _ in welcome.STARTS} <= pages
    assert "tour=1" in welcome.starts()
    assert welcome.starts().count('la-start"') == 5
