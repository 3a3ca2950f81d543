from __future__ import annotations

import copy
from dataclasses import replace
from urllib.parse import urlencode

from hea_core.results import Domain, Feasibility, TargetReceipt
from hea_ui.map import targets
from hea_ui.map.state import FURTHER, LINK, by_key, key
from tests.ui import samples
from tests.ui.model_card import metrics

HARD = TargetReceipt("hardness", 500.0, 430.0, 476.0, 336.0, 673.0, None, True, Domain.IN)
BCC = TargetReceipt("structure", "BCC", "FCC", "FCC", None, None, 0.12, False, Domain.EDGE)
PHASE = TargetReceipt("single_phase", 0.9, 0.7, 0.9, 0.8, 0.95, None, True, Domain.IN)


def test_every_further_target_is_a_parameter_of_the_link_by_its_name():
    assert {"structure", "hardness"} <= {one.name for one in FURTHER}
    assert {key(one.name) for one in FURTHER} <= {one.name for one in LINK.parameters}
    assert LINK.address(hardness=500.0, structure="BCC") in {"hardness=500&structure=BCC", "structure=BCC&hardness=500"}
    assert LINK.address(hardness=None, structure="") == ""


def test_the_names_in_a_link_are_told_apart_and_a_price_to_come_near_is_not_the_ceiling():
    names = [one.name for one in LINK.parameters]
    assert len(names) == len(set(names))
    view = {"price": 40.0} | by_key({"price": 25.0, "density": 7.85})
    assert LINK.query(view) == {"price": ["40"], "about_price": ["25"], "density": ["7.85"]}


def test_of_what_is_computed_the_card_says_no_decoder_and_the_note_says_no_head():
    light = TargetReceipt("density", 7.5, 8.31, 7.61, None, None, None, True, Domain.IN)
    ((name, told),) = targets.receipts(replace(samples.candidate(), receipts=(PHASE, light)))
    assert (name, told) == ("Asked: density", "7.61 g/cm³<small>; asked 7.50: as asked</small>")
    assert "density to 3 %, price of about 2013 to 20 %" in targets.sureness({"density": 7.5, "price": 20.0}, {})


def test_the_nearest_is_asked_for_to_three_figures():
    found = Feasibility(False, 0, 40, "None.", {"single_phase": 0.8, "density": 8.4321, "price": 0.4567}, "CoCrFeNi")
    assert "single_phase=0.8&amp;density=8.43&amp;price=0.457" in targets.verdict(found, urlencode)


def test_the_card_has_a_receipt_a_target_and_the_probability_has_its_own_place():
    told = dict(targets.receipts(replace(samples.candidate(), receipts=(PHASE, HARD, BCC))))
    assert list(told) == ["Asked: Vickers hardness", "Asked: structure"]
    assert told["Asked: Vickers hardness"] == "476 HV<small> (336–673); asked 500, decoder alone 430: as asked</small>"
    assert (
        told["Asked: structure"]
        == "FCC<small>; asked BCC, 12 % for BCC, decoder alone FCC: not as asked; at the edge of what was measured of it</small>"
    )


def test_what_cannot_be_had_says_why_and_leads_to_the_nearest_that_can():
    found = Feasibility(
        False, 0, 40, "None has <b>.", {"single_phase": 0.8123, "hardness": 412.3, "structure": "FCC"}, "CoCrFeNi"
    )
    told = targets.verdict(found, urlencode)
    assert 'data-feasible="false"' in told
    assert "None has &lt;b&gt;." in told
    assert "single_phase=0.81&amp;hardness=412.0&amp;structure=FCC" in told
    assert "href" not in targets.verdict(replace(found, nearest={}), urlencode)
    assert 'data-feasible="true"' in targets.verdict(replace(found, feasible=True), urlencode)


def test_how_sure_a_head_is_comes_from_the_model_card():
    measured = copy.deepcopy(metrics()["properties"])
    measured["hardness"]["cleaned"]["model"]["mean_error"] = 85.2
    measured["structure"]["n4"]["model"]["accuracy"] = 0.76
    card = {"metrics": {"properties": measured}}
    assert "hardness is off by 85 HV on average" in targets.sureness({"hardness": 500.0}, card)
    assert "structure is right for 76 % of alloys" in targets.sureness({"structure": "BCC"}, card)
    assert targets.sureness({"hardness": 500.0}, {}) == ""
