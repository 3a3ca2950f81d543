"""A batch wanted for several targets: what is asked is read, its chances are those of the answers, and the mix is as stated."""

from __future__ import annotations

import json
import time

import numpy as np
import pytest
from scipy.stats import norm

import hea_core
from hea_core.cli.main import main
from hea_core.design.constraints import Constraints
from hea_core.errors import HeaError, RequestError
from hea_core.lab.aims import read_aims

POOL = ["CoCrFeNi", "AlCoCrFeNi", "Al0.3CoCrFeNi", "MoNbTaW", "HfNbTaTiZr", "CoCrFeNiTi0.5", "AlTiVCr", "CoFeMnNiV"]


@pytest.fixture(scope="module")
def predictor():
    return hea_core.load("default")


@pytest.mark.parametrize(
    ("text", "name", "side", "value", "weight"),
    [
        ("hardness>=500", "hardness", "or more", 500.0, 1.0),
        (" HV ≥ 500 x2 ", "hardness", "or more", 500.0, 2.0),
        ("density<8", "density", "or less", 8.0, 1.0),
        ("hardness>=500 HV x2", "hardness", "or more", 500.0, 2.0),
        ("price = 20 ×0.5", "price", "about", 20.0, 0.5),
        ("structure=mixed", "structure", "about", "mixed", 1.0),
        ("structure = bcc x 3", "structure", "about", "BCC", 3.0),
        ("melting temperature>=2000", "melting_temperature", "or more", 2000.0, 1.0),
    ],
)
def test_an_aim_is_read_as_it_is_written(text, name, side, value, weight):
    (aim,) = read_aims([text]).further
    assert (aim.target.name, str(aim.side), aim.value, aim.weight) == (name, side, value, weight)
    assert read_aims([f"{aim.text} x{weight}"]).further == (aim,)


def test_a_mapping_says_the_same():
    assert read_aims({"HV": ">=500", "structure": "BCC"}) == read_aims(["hardness>=500", "structure=BCC"])
    assert read_aims(["single_phase x3"]).phase == 3.0


@pytest.mark.parametrize(
    "asked",
    [
        ["hardness"],
        ["hardness>=banana"],
        ["structure>=BCC"],
        ["single_phase>=0.9"],
        ["stiffness>=3"],
        ["hardness>=500 x0"],
        [500],
        ["hardness>=500 x1e9"],
        ["hardness>=500 x1.2.3"],
        ["hardness>=500", "HV<=600"],
        ["density=99"],
        ["density=nan"],
        [""],
        "hardness>=500",
    ],
)
def test_what_cannot_be_asked_for_is_said_with_an_example(asked):
    with pytest.raises(HeaError, match=r"for example|choose one of|write structure="):
        read_aims(asked)


def test_a_weight_out_of_range_is_named_as_it_was_written():
    with pytest.raises(RequestError, match=r"The weight of 'hardness>=500 x0' is '0': give a number above 0"):
        read_aims(["hardness>=500 x0"])


@pytest.mark.parametrize("text", ["hardness" + " " * 400 + "=", "hardness" + " " * 400 + "<", "a" * 5000 + " x" * 5000])
def test_a_long_line_that_is_no_target_is_refused_at_once(text):
    began = time.process_time()
    with pytest.raises(RequestError):
        read_aims([text])
    assert time.process_time() - began < 0.5


def test_the_chances_are_those_of_the_answers_and_the_mix_is_their_weighted_geometric_mean(predictor):
    found = predictor.suggest(
        POOL, len(POOL), "probability", targets=["hardness>=400 x2", "structure=BCC", "price<=20"]
    )
    said, worth = {one.formula: one for one in predictor.predict(POOL)}, []
    for one in found:
        hardness, structure = (said[one.formula].properties[name] for name in ("hardness", "structure"))
        deviation = np.log(hardness.high / hardness.low) / 2 / norm.ppf(0.95)
        chance = norm.sf((np.log(400) - np.log(hardness.value)) / deviation)
        assert one.chances["hardness>=400"] == pytest.approx(chance, abs=1e-3)
        assert one.chances["structure=BCC"] == pytest.approx(structure.probabilities["BCC"])
        assert one.chances["price<=20"] in (0.0, 1.0)
        mean = np.exp(
            np.average(np.log(np.maximum([one.probability, *one.chances.values()], 1e-6)), weights=[1, 2, 1, 1])
        )
        assert f"together {mean:.2f}" in one.why
        worth.append(mean)
    assert worth[0] == max(worth)


def test_without_targets_nothing_changes_and_the_weight_of_the_phase_alone_changes_no_order(predictor):
    plain = predictor.suggest(POOL, 4)
    assert predictor.suggest(POOL, 4, targets=()) == plain
    assert [one.formula for one in predictor.suggest(POOL, 4, targets=["single_phase x2"])] == [
        one.formula for one in plain
    ]
    assert plain[0].chances == {}


def test_constraints_hold_beside_targets_and_information_alone_has_none(predictor):
    found = predictor.suggest(POOL, 9, constraints=Constraints.parse("Co"), targets=["structure=BCC"])
    assert {one.formula for one in found} == {"MoNbTaW", "HfNbTaTiZr", "AlCrTiV"}
    with pytest.raises(HeaError, match="information alone has no targets"):
        predictor.suggest(POOL, 2, "information", targets=["structure=BCC"])


def test_the_command_takes_targets(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("LATENTALLOY_HOME", str(tmp_path))
    (tmp_path / "pool.csv").write_text("alloy\n" + "\n".join(POOL) + "\n", encoding="utf-8")
    wanted = ["--target", "hardness>=400 x2", "--target", "structure=BCC"]
    assert main(["suggest", "--from", str(tmp_path / "pool.csv"), "--by", "probability", *wanted, "--json"]) == 0
    first = json.loads(capsys.readouterr().out)[0]
    assert first["formula"] == "MoNbTaW"
    assert set(first["chances"]) == {"hardness>=400", "structure=BCC"}
    assert "hardness 400 HV or more" in first["why"]
