from __future__ import annotations

import copy
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from hea_core.design.wanted import Bound
from hea_core.results import Classes, Domain, Feasibility, Quantity, Side, TargetReceipt
from hea_ui.common.trust_panel import trust_panel
from hea_ui.map import targets
from hea_ui.map.state import FURTHER, LINK, by_key, key
from tests.ui import samples
from tests.ui.model_card import metrics

HARD = TargetReceipt("hardness", 500.0, 430.0, 476.0, 336.0, 673.0, None, True, Domain.IN)
BCC = TargetReceipt("structure", "BCC", "FCC", "FCC", None, None, 0.12, False, Domain.EDGE)
QUANTITY = Quantity(476.0, 336.0, 673.0, "HV", Domain.IN)
CLASSES = Classes({"FCC": 0.88, "BCC": 0.12}, ("FCC",), Domain.EDGE)
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
    assert LINK.query(by_key({"price": Bound(25.0, Side.OR_LESS)})) == {
        "about_price": ["25"],
        "about_price_side": ["at most"],
    }


def test_of_what_is_computed_the_card_says_no_decoder_and_the_note_says_no_head():
    light = TargetReceipt("density", 7.5, 8.31, 7.61, None, None, None, True, Domain.IN)
    made = replace(samples.candidate(), receipts=(PHASE, light))
    ((name, told),) = targets.receipts(made)
    assert (name, told) == ("Asked: density", "7.61 g/cm³<small>; asked 7.50: as asked</small>")
    (said,) = targets.receipts(replace(made, receipts=(PHASE, replace(light, side=Side.OR_LESS, met=False))))
    assert "asked 7.50 or less: not as asked" in said[1]
    asked = {"density": 7.5, "price": Bound(20.0, Side.OR_LESS)}
    assert "predicted: density to 3 % of what is asked, price of about 2013." in targets.sureness(asked, {})


def test_the_nearest_is_asked_for_to_three_figures():
    found = Feasibility(False, 0, 40, "None.", {"single_phase": 0.8, "density": 8.4321, "price": 0.4567}, "CoCrFeNi")
    assert "single_phase=0.8&amp;density=8.43&amp;price=0.457" in targets.verdict(found, {}, urlencode)


def test_a_target_that_the_card_lists_stands_there_once_with_what_was_asked_of_it():
    made = replace(samples.candidate(), receipts=(PHASE, HARD, BCC))
    listed = replace(made, prediction=replace(made.prediction, properties={"structure": CLASSES, "hardness": QUANTITY}))
    assert targets.receipts(listed) == []
    told = targets.notes(listed)
    assert told["hardness"] == '<small class="la-block">asked 500, decoder alone 430: as asked</small>'
    assert told["structure"].endswith("asked BCC, 12 % for BCC, decoder alone FCC: not as asked</small>")
    card = trust_panel(listed.prediction, {}, notes=told)
    assert card.count("<dt>Hardness</dt>") == card.count("asked 500, decoder alone 430") == 1
    bare = replace(made, prediction=replace(made.prediction, properties={}))
    assert targets.notes(bare) == {}
    assert dict(targets.receipts(bare))["Asked: Vickers hardness"] == (
        "476 HV <small>(336–673)</small><small>; asked 500, decoder alone 430: as asked</small>"
    )


@pytest.mark.parametrize(
    ("had", "asked"),
    [(412.36, Bound(412.0, Side.OR_MORE)), (87.649, Bound(87.6, Side.OR_MORE)), (612.0, Bound(500.0, Side.OR_MORE))],
)
def test_instead_of_a_least_is_asked_what_the_nearest_has_and_one_that_it_keeps_stays(had, asked):
    found = Feasibility(False, 0, 40, "None.", {"hardness": had}, "CoCrFeNi")
    instead = []
    targets.verdict(found, {"hardness": Bound(500.0, Side.OR_MORE)}, lambda nearest: str(instead.append(nearest)))
    assert instead == [{"hardness": asked}]


def test_a_most_that_cannot_be_had_is_raised_to_what_can():
    found = Feasibility(False, 0, 40, "None.", {"density": 8.4321}, "CoCrFeNi")
    told = targets.verdict(found, {"density": Bound(7.0, Side.OR_LESS)}, lambda nearest: urlencode(by_key(nearest)))
    assert "density=8.44&amp;density_side=at+most" in told


def test_what_cannot_be_had_says_why_and_leads_to_the_nearest_that_can():
    found = Feasibility(
        False, 0, 40, "None has <b>.", {"single_phase": 0.8123, "hardness": 412.3, "structure": "FCC"}, "CoCrFeNi"
    )
    told = targets.verdict(found, {}, urlencode)
    assert 'data-feasible="false"' in told
    assert "None has &lt;b&gt;." in told
    assert "single_phase=0.81&amp;hardness=412.0&amp;structure=FCC" in told
    assert "href" not in targets.verdict(replace(found, nearest={}), {}, urlencode)
    assert 'data-feasible="true"' in targets.verdict(replace(found, feasible=True), {}, urlencode)


def test_how_sure_a_head_is_comes_from_the_model_card():
    measured = copy.deepcopy(metrics()["properties"])
    measured["hardness"]["cleaned"]["model"]["mean_error"] = 85.2
    measured["structure"]["n4"]["model"]["accuracy"] = 0.76
    card = {"metrics": {"properties": measured}}
    assert "hardness is off by 85 HV on average" in targets.sureness({"hardness": 500.0}, card)
    assert "structure is right for 76 % of alloys" in targets.sureness({"structure": "BCC"}, card)
    assert targets.sureness({"hardness": 500.0}, {}) == ""
