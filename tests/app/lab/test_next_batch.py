"""The Lab page: the next batch, from every pool, under constraints and targets."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import parse_qsl

import pandas as pd

from hea_core.composition import Composition
from hea_core.design.wanted import Bound
from hea_core.lab import Store
from hea_core.results import Side
from hea_ui.jobs.job import id_of
from hea_ui.lab import pools
from hea_ui.map import lasso
from hea_ui.map.state import AppState
from tests.app.lab.pages import page
from tests.app.pages import shown

POOL = "AlCoCrFeNi\nCoCrFeNiTi\nAl0.3CoCrFeNi\nnonsense\nCoCrCuFeNi\nMoNbTaW"


def test_the_next_batch_has_reasons_and_what_either_answer_would_teach():
    html = shown(page(part="Next batch", pool="a list", list=POOL, count="3"))
    assert html.count("data-suggestion=") == 3
    assert "expected to tell" in html
    assert html.count("If it has one phase") == html.count("If it has more than one phase") == 3


def test_what_cannot_be_read_is_said_and_left_out_of_the_pool():
    app = page(part="Next batch", pool="a list", list=POOL)
    assert any("Left out of the pool" in one.value for one in app.warning)


def test_accepted_is_queued_in_the_batch_with_the_link_that_replays_it_and_rejected_is_remembered():
    app = page(part="Next batch", pool="a list", list=POOL, count="2", way="probability")
    first, second = [one.key.removeprefix("accept_") for one in app.button if (one.key or "").startswith("accept_")]
    app.button(key=f"accept_{first}").click().run()
    kept = Store().find(Composition.parse(first))
    assert (str(kept.status), kept.batch, str(kept.origin.kind)) == ("queued", "Batch 1", "suggested")
    assert "way=probability" in kept.origin.link
    assert kept.prediction is not None
    assert 'data-batch="Batch 1"' in shown(app)
    assert f'data-suggestion="{first}"' not in shown(app)

    app.button(key=f"reject_{second}").click().run()
    assert "Say why" in app.error[0].value
    assert Store().find(Composition.parse(second)) is None

    app.text_input(key=f"reason_{second}").set_value("needs arc melting").run()
    app.button(key=f"reject_{second}").click().run()
    assert Store().rejected()[0].reason == "needs arc melting"
    assert f'data-suggestion="{second}"' not in shown(app)
    again = page(part="Next batch", pool="a list", list=POOL, count="5", way="probability")
    assert f'data-suggestion="{second}"' not in shown(again)
    assert "; 2 of the pool are measured, in a batch or rejected already." in shown(again)
    assert f'data-rejected="{second}"' in shown(again)


def test_the_pool_can_be_a_finished_screening_by_the_address_of_its_page(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENTALLOY_RUNS", str(tmp_path / "runs"))
    job = id_of({"where": ""})
    folder = tmp_path / "runs" / "screens" / job
    folder.mkdir(parents=True)
    formulas = ["AlCoCrFeNi", "CoCrFeNiTi", "MoNbTaW"]
    pd.DataFrame({"formula": formulas, "probability": [0.3, 0.2, 0.9]}).to_parquet(folder / "result.parquet")
    (folder / "job.json").write_text(
        json.dumps({"settings": {"where": ""}, "words": ["--top=3"], "size": 9, "request": {}, "owner": ""})
    )
    (folder / "answer.json").write_text(json.dumps({"scored": 9, "kept": 3, "out": ""}))
    for address in (job, f"http://localhost:8501/Screen?elements=Al%2C+Co&job={job}&x=price"):
        html = shown(page(part="Next batch", pool="a screening's result", screening=address, count="3"))
        assert {one for one in formulas if f'data-suggestion="{one}"' in html} == set(formulas)
    app = page(part="Next batch", pool="a screening's result", screening="ba9876543210")
    assert "is no finished screening (there is none of that name here)" in app.error[0].value


def test_of_a_large_screening_the_most_probable_are_the_pool_and_it_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(pools, "MOST_SCREENED", 2)
    file = tmp_path / "result.parquet"
    pd.DataFrame({"formula": ["AlCoCrFeNi", "CoCrFeNiTi", "MoNbTaW"], "probability": [0.3, 0.2, 0.9]}).to_parquet(file)
    found = pools._screened(file, 0)
    assert [one.formula for one in found.compositions] == ["MoNbTaW", "AlCoCrFeNi"]
    assert found.said == "The 2 most probable of the 3 alloys that the screening kept."


def test_the_pool_can_be_a_region_of_the_map_under_the_constraints():
    region = "0.4,-0.8;1.2,-0.8;0.8,-0.2"
    html = shown(
        page(part="Next batch", pool="a region of the map", region=region, count="3", banned="Cr", at_least="4")
    )
    assert html.count("data-suggestion=") == 3
    assert "places of the region" in html
    assert not re.search(r'data-suggestion="[^"]*Cr', html)
    assert all(len(re.findall("[A-Z]", one)) >= 4 for one in re.findall(r'data-suggestion="([^"]+)', html))


def test_the_limits_and_targets_of_the_map_come_along_and_can_be_lifted():
    view = AppState(
        orders=(4, 5), ban="Os", only="Al Co Fe Ni", lock="Fe=20", range="Al=0-10", price=40.0,
        targets=(("structure", "FCC"), ("hardness", Bound(200.0, Side.OR_MORE)), ("density", 8.0)),
    )  # fmt: skip
    link = lasso.next_batch(((0.4, -0.8), (1.2, -0.8), (0.8, -0.2)), view).split('href="Lab?')[1].split('"')[0]
    led = dict(parse_qsl(unescape(link)))
    assert led["region"] == "0.4,-0.8;1.2,-0.8;0.8,-0.2"
    assert led["aims"] == "structure=FCC, hardness>=200, density=8"
    pool = "\n".join(("Al5Co30Fe20Ni45", "Al5Co40Fe10Ni45", "Al20Co20Fe20Ni40", "Co25Cr30Fe20Ni25"))
    app = page(**led | {"pool": "a list", "list": pool, "count": "4"})
    assert re.findall(r'data-suggestion="([^"]+)', shown(app)) == ["Al5Co30Fe20Ni45"]
    app.button(key="lab_lift").click().run()
    assert not app.exception
    assert shown(app).count("data-suggestion=") == 4
    assert not {"banned", "palette", "locked", "ranged", "at_least", "up_to", "ceiling"} & set(app.query_params)


def test_constraints_hold_in_the_batch():
    html = shown(page(part="Next batch", pool="a list", list=POOL, count="5", banned="Ti, Mo"))
    assert 'data-suggestion="CoCrFeNiTi"' not in html
    assert 'data-suggestion="MoNbTaW"' not in html
    assert "data-suggestion=" in html


def test_an_empty_pool_says_how_to_fill_it():
    for pool in ("the tray", "ideas of the lab book", "a list", "a screening's result", "a region of the map"):
        assert "The pool is empty." in shown(page(part="Next batch", pool=pool))


def test_the_next_batch_is_chosen_by_several_targets():
    pool = "CoCrFeNi\nMoNbTaW\nAlTiVCr"
    app = page(part="Next batch", pool="a list", list=pool, way="probability", aims="hardness>=400 x2; density<=6")
    assert re.findall(r'data-suggestion="([^"]+)"', shown(app))[0] == "AlCrTiV"
    assert "density 6 g/cm³ or less: met" in shown(app)
    assert (
        "no targets"
        in page(part="Next batch", pool="a list", list=pool, way="information", aims="HV=500").error[0].value
    )
