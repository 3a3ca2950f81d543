"""Several targets at once: what may be asked for, alloys that have it, receipts, what can be had where, palettes."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hea_core.cli.main import main
from hea_core.composition import Composition
from hea_core.datasets.facts import facts_of
from hea_core.descriptors.contributions import contributions
from hea_core.design.constraints import Constraints
from hea_core.design.feasibility import REACH
from hea_core.design.generate import decode
from hea_core.design.nudge.goals import Goals
from hea_core.design.wanted import BEYOND, Bound, Wanted, checked, read_targets
from hea_core.errors import ConstraintError, RequestError
from hea_core.model.computed import computed_of
from hea_core.model.targets import HARDNESS, SINGLE_PHASE, STRUCTURE
from hea_core.results import Side

TOGETHER = {"hardness": 400.0, "structure": "BCC"}


@pytest.fixture(scope="session")
def several(predictor):
    """The shipped model, which must have heads for structure and hardness."""
    assert set(predictor.engine.model.heads) == {"structure", "hardness"}
    return predictor


# -- what is wanted ---------------------------------------------------------------------------------------------------


def test_targets_of_the_command_line_are_read_in_the_order_of_the_registry():
    asked = {"structure": "BCC", "hardness": 500.0}
    assert checked(read_targets(["hardness=500", "structure=bcc"])) == asked
    assert checked(read_targets(["HARDNESS=500", "Structure = BCC"])) == asked
    assert checked(read_targets(["vickers-hardness=500"])) == checked({"hv": 500}) == {"hardness": 500.0}


def test_two_names_of_one_target_are_one_too_many():
    with pytest.raises(RequestError, match="names hardness twice"):
        checked({"hardness": 500, "HV": 400})


def test_a_bound_is_read_from_every_sign_and_from_what_it_was_read_to():
    least, most = Bound(500.0, Side.OR_MORE), Bound(8.0, Side.OR_LESS)
    for pairs in (["hardness>=500", "density<=8"], ["HV > 500 HV", "ρ<8 g/cm³"], ["hardness≥500", "density ≤ 8"]):
        assert read_targets(pairs) == {"hardness": least, "density": most}
    asked = {"hardness": ">=500", "density": "<= 8"}
    assert checked(asked) == checked(checked(asked)) == {"hardness": least, "density": most}


@pytest.mark.parametrize(
    ("pairs", "named"),
    [
        (["structure>=BCC"], "write structure=FCC"),
        (["hardness>=5000"], "from 80 to 1200"),
        (["hardness>="], "not a value of hardness"),
        (["hardness=>500"], "not a value of hardness"),
        (["hardness>=300", "hardness<=400"], "twice"),
        (["hardness"], "gives no value"),
        (["hardness=300", "hardness=400"], "twice"),
        (["hardness=300", "HV=400"], "hardness twice"),
        (["hardness=soft"], "hardness"),
        (["hardness=5000"], "from 80 to 1200"),
        (["structure=amorphous"], "choose one of FCC"),
        (["toughness=3"], "not a target"),
        (["single_phase=0.5"], "by the probability"),
    ],
)
def test_what_cannot_be_asked_for_is_named(pairs, named):
    with pytest.raises(RequestError, match=named):
        checked(read_targets(pairs))


def test_a_value_is_met_within_the_tolerance_of_its_target_and_not_beyond():
    wanted = Wanted.of(0.5, {"hardness": 400.0, "structure": "BCC"}, n=4)
    shares = np.tile(np.eye(STRUCTURE.width)[STRUCTURE.classes.index("BCC")], (4, 1))
    shares[3] = 1.0 / STRUCTURE.width
    got = {
        SINGLE_PHASE.name: np.array([0.59, 0.61, 0.5, 0.5]),
        HARDNESS.name: np.array([439.0, 400.0, 445.0, 400.0]),
        STRUCTURE.name: shares,
    }
    assert wanted.met(got).tolist() == [True, False, False, False]
    missed = wanted.missed({**got, SINGLE_PHASE.name: np.full(4, 0.5)})
    assert missed[1] == pytest.approx(0.0, abs=1e-6)
    assert missed[2] == pytest.approx(6.0 * np.log(445 / 400))
    assert missed[3] > 1.0


def test_a_bound_is_met_on_its_side_alone_and_a_search_goes_a_little_beyond_it():
    got = {HARDNESS.name: np.array([300.0, 499.9, 500.0, 500.4, 900.0])}
    least = Wanted.of_target("hardness", Bound(500.0, Side.OR_MORE), 5)
    assert least.met(got).tolist() == [False, False, True, True, True]
    assert least.met(got, 0.2).tolist() == [False, False, False, False, True]
    missed = least.take(np.arange(5)).missed(got)
    assert missed[[0, 4]] == pytest.approx([6.0 * (np.log(500 / 300) + BEYOND), 0.0])
    assert missed[2] > 0.0
    most = Wanted.of_target("hardness", Bound(500.0, Side.OR_LESS), 5)
    assert most.met(got).tolist() == [True, True, True, False, False]


# -- alloys that have it ----------------------------------------------------------------------------------------------


def test_what_is_said_to_be_feasible_is_made_at_the_place(several):
    rng = np.random.default_rng(0)
    places = several.atlas().z[several.atlas().n_elements >= 4]
    asked = 0
    for z in places[rng.permutation(len(places))[:3]]:
        probability, hardness = float(rng.choice([0.3, 0.5, 0.9])), float(rng.choice([200, 400, 600]))
        said = several.feasible(*z, {"hardness": hardness}, probability)
        (made,) = several.generate(*z, probability, targets={"hardness": hardness})
        there = all(receipt.met for receipt in made.receipts) and made.z_distance <= REACH + 1e-5
        assert there == said.feasible, said.reason
        asked += said.feasible
        if said.feasible:
            assert made.shortfall is None
        else:
            assert made.shortfall is None or "Not as asked" in made.shortfall
    assert asked >= 1


def test_receipts_are_what_predict_says_of_the_alloy_as_written(several):
    for z1, z2 in ((0.8, -0.5), (-0.5, 0.3)):
        made = several.generate(z1, z2, 0.7, count=2, targets=TOGETHER)
        alone = decode(several.engine.model, np.array([[z1, z2]]), Wanted.of(0.7, TOGETHER))
        for row, one in enumerate(made):
            (said,) = several.predict([one.formula])
            phi, structure, hardness = one.receipts
            assert [r.target for r in one.receipts] == ["single_phase", "structure", "hardness"]
            assert (phi.asked, structure.asked, hardness.asked) == (0.7, "BCC", 400.0)
            assert phi.got == pytest.approx(said.probability, abs=1e-5)
            assert (phi.low, phi.high) == pytest.approx((said.low, said.high), abs=1e-5)
            assert hardness.got == pytest.approx(said.properties["hardness"].value, rel=1e-5)
            shares = said.properties["structure"].probabilities
            assert structure.got == max(shares, key=shares.__getitem__)
            assert structure.share == pytest.approx(shares["BCC"], abs=1e-5)
            assert (phi.domain, hardness.domain) == (said.domain, said.properties["hardness"].domain)
            assert hardness.met == (abs(hardness.got / 400 - 1) <= HARDNESS.tolerance)
            if row == 0:
                values = several.engine.model.values_of_whole(alone)
                assert hardness.decoded == pytest.approx(float(values["hardness"][0]), rel=1e-5)


@pytest.mark.parametrize(
    "asked", [{"hardness": ">=450"}, {"density": "<=7", "structure": "BCC"}, {"price": "<=15", "hardness": "<=400"}]
)
def test_bounds_that_can_be_had_hold_in_what_predict_says_and_are_told_in_words(several, asked):
    z = several.encode(["AlCoCrFeNi"])[0].z
    said = several.feasible(*z, asked, 0.5)
    (made,) = several.generate(*z, 0.5, targets=asked)
    assert said.feasible
    assert made.shortfall is None
    for receipt in made.receipts[1:]:
        sign, words = {">": (1, "or more"), "<": (-1, "or less")}.get(str(asked[receipt.target])[0], (0, "about"))
        assert receipt.side == words
        if sign:
            assert sign * receipt.got >= sign * receipt.asked
            assert words in said.reason


def test_a_least_beyond_what_the_place_has_names_itself_and_the_nearest(several):
    z = several.encode(["CoCrFeMnNi"])[0].z
    said = several.feasible(*z, {"hardness": ">=1100"}, 0.9)
    assert not said.feasible
    assert "has 1100 HV or more: they have" in said.reason
    (made,) = several.generate(*z, 0.9, targets={"hardness": ">=1100"})
    assert "instead of 1100 or more" in made.shortfall


def test_a_request_that_cannot_be_had_says_so_and_what_can(several):
    z = several.encode(["CoCrFeMnNi"])[0].z
    said = several.feasible(*z, {"hardness": 1200, "structure": "HCP"}, 0.95)
    assert not said.feasible
    assert said.fulfilling == 0
    assert said.considered > 50
    assert "The nearest that can be had here is" in said.reason
    assert set(said.nearest) == {"single_phase", "structure", "hardness"}
    (nearest,) = several.predict([said.nearest_formula])
    assert said.nearest["hardness"] == pytest.approx(nearest.properties["hardness"].value, rel=1e-12)
    assert said.nearest["single_phase"] == pytest.approx(nearest.probability, rel=1e-12)
    (made,) = several.generate(*z, 0.95, targets={"hardness": 1200, "structure": "HCP"})
    assert made.shortfall.startswith("Not as asked:")


def test_nothing_is_known_of_a_place_without_alloys(several):
    said = several.feasible(40.0, 40.0, {"hardness": 400})
    assert (said.feasible, said.considered, said.nearest_formula) == (False, 0, None)


@settings(max_examples=4)  # two seconds each
@given(st.floats(-2, 2), st.floats(-2, 2), st.sampled_from([0.2, 0.6, 0.9]), st.sampled_from([200, 400, 700]))
def test_constraints_hold_exactly_whatever_is_asked_for(several, z1, z2, probability, hardness):
    held = Constraints.parse(ban="Co", lock="Fe=20", range="Al=0-10", min_elements=4, max_elements=6, max_price=40)
    feasible_set = held.on(several.vocabulary)
    for one in several.generate(z1, z2, probability, count=2, targets={"hardness": hardness}, constraints=held):
        whole = np.array([one.composition.get(symbol, 0) for symbol in several.vocabulary])
        assert feasible_set.is_held_by(whole)


def test_a_film_of_targets_shows_what_a_click_makes(several):
    asked = {"hardness": 400.0}
    film = several.maker.film(0.8, -0.5, asked, None)
    assert [one.asked for one in film] == [round(0.1 * k, 1) for k in range(11)]
    for place in (3, 8):
        (made,) = several.generate(0.8, -0.5, film[place].asked, targets=asked)
        assert made.formula == film[place].formula
        assert made.probability == pytest.approx(film[place].probability, abs=1e-6)


# -- what is computed -------------------------------------------------------------------------------------------------


def test_what_is_computed_is_asked_for_like_a_target(several):
    asked = {"density": 7.5, "hardness": 400}
    said = several.feasible(0.8, -0.5, asked, 0.6)
    (made,) = several.generate(0.8, -0.5, 0.6, targets=asked)
    phi, hardness, density = made.receipts
    assert [phi.target, hardness.target, density.target] == ["single_phase", "hardness", "density"]
    assert density.got == pytest.approx(made.prediction.density_g_cm3, rel=1e-9)
    assert (density.low, density.high) == (None, None)
    assert density.met == (abs(density.got / 7.5 - 1) <= 0.03)
    assert said.feasible == all(one.met for one in made.receipts)


def test_what_is_computed_is_what_the_rest_of_the_program_says():
    alloy = Composition.parse("Al0.5CoCrFeNiTi0.2")
    said, facts = computed_of(alloy.as_dict()), facts_of(alloy)
    assert said["density"].value == pytest.approx(facts.density_g_cm3)
    assert said["price"].value == pytest.approx(facts.price_usd_per_kg)
    assert said["melting_temperature"].value == pytest.approx(
        sum(contributions(alloy)["melting_temperature"].values()), rel=1e-6
    )


@pytest.mark.parametrize(("asked", "met"), [(1.3, True), (1.0, True), (0.7, False)])
def test_a_price_asked_of_a_nudge_is_never_one_to_rise_to(predictor, asked, met):
    start = Composition.parse("Al0.6CoCrFeNi")
    price = facts_of(start).price_usd_per_kg
    goals = Goals.of(predictor.engine.model, predictor.engine.fractions([start])[0], {"price": asked * price})
    assert goals.side["price"] == "or less"
    assert goals.met("price", price) is met


@pytest.mark.parametrize(
    ("asked", "side", "met"),
    [("<=700", "or less", True), (">=700", "or more", False), (">=100", "or more", True), ("150", "or less", False)],
)
def test_a_bound_of_a_nudge_holds_wherever_the_start_is(several, asked, side, met):
    start = several.engine.fractions([Composition.parse("AlCoCrFeNi")])[0]
    goals = Goals.of(several.engine.model, start, checked({"hardness": asked}))
    at = float(several.engine.model.values(start[None], ["hardness"])["hardness"][0])
    assert 150 < at < 700
    assert goals.side["hardness"] == side
    assert goals.met("hardness", at) is met


def test_a_nudge_reaches_a_density_and_refuses_one_beyond_any_alloy(several):
    found = several.nudge("AlCoCrFeNi", method="minimal", targets={"density": 8.0})
    assert found.status == "converged"
    assert found.goals[0].got >= 8.0
    with pytest.raises(RequestError, match=r"density=3\.4"):
        several.nudge("AlCoCrFeNi", targets={"density": 40})


# -- palettes ---------------------------------------------------------------------------------------------------------


@settings(max_examples=10)
@given(
    st.floats(-4, 4),
    st.floats(-4, 4),
    st.floats(0, 1),
    st.sets(st.sampled_from(["Al", "Co", "Cr", "Fe", "Ni", "Ti", "Mo", "Nb", "Ta", "W", "Au", "Li"]), min_size=1),
    st.booleans(),
)
def test_no_element_outside_a_palette_ever(several, z1, z2, probability, palette, more):
    held = Constraints(only=tuple(sorted(palette)))
    feasible_set = held.on(several.vocabulary)
    wanted = Wanted.of(probability, TOGETHER if more else None)
    assert not decode(several.engine.model, np.array([[z1, z2]]), wanted, feasible_set)[:, feasible_set.high == 0].any()
    made = several.generate(z1, z2, probability, targets=TOGETHER if more else None, constraints=held)
    assert all(set(one.composition) <= palette for one in made)


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ({"only": "Al,Xx"}, "no element"),
        ({"only": "Al,Ni", "lock": "Fe=20"}, "not in only"),
        ({"only": "Al,Ni", "range": "Fe=5-20"}, "not in only"),
        ({"only": "Al,Ni", "min_elements": 3}, "only 2 may occur"),
        ({"only": "Al,U"}, "cannot generate"),
    ],
)
def test_a_palette_that_cannot_hold_is_named(predictor, said, named):
    with pytest.raises(ConstraintError, match=named):
        Constraints.parse(**said).on(predictor.vocabulary)


def test_every_place_is_found_with_what_the_heads_say(several):
    fractions = several.atlas()
    (one,) = several.encode([fractions.formula[0]])
    assert one.z == pytest.approx(tuple(fractions.z[0]), abs=1e-5)
    row = np.zeros((1, len(several.vocabulary)))
    row[0, [several.vocabulary.index("Fe"), several.vocabulary.index("Ni")]] = 0.5
    assert np.isfinite(several.engine.model.place(row)[0]).all()


def test_the_command_line_asks_for_targets_and_palettes(several, capsys):
    words = ["generate", "--z", "0.8", "-0.5", "--probability", "0.7", "--target", "hardness=300", "--only"]
    assert main([*words, "Al,Co,Cr,Fe,Ni", "--json"]) == 0
    (answer,) = json.loads(capsys.readouterr().out)
    assert [receipt["target"] for receipt in answer["receipts"]] == ["single_phase", "hardness"]
    assert set(answer["composition"]) <= {"Al", "Co", "Cr", "Fe", "Ni"}
    assert main([*words, "Al,Ni", "--target", "toughness=3", "--json"]) == 2
    assert "not a target" in capsys.readouterr().err


# -- nudging ----------------------------------------------------------------------------------------------------------

START = "Al0.6CoCrFeNi"


@pytest.mark.parametrize("method", ["minimal", "steer", "loop"])
def test_a_nudge_that_converges_reaches_every_target(several, method):
    found = several.nudge(START, 0.5, method, targets={"hardness": 250}, cautious=False)
    (start,), (end,) = several.predict([START]), several.predict([found.steps[-1].formula])
    (goal,) = found.goals
    assert (goal.target, goal.asked) == ("hardness", 250.0)
    assert goal.start == pytest.approx(start.properties["hardness"].value, rel=1e-4)
    assert goal.got == pytest.approx(end.properties["hardness"].value, rel=1e-4)
    reached = (goal.got >= 250) if goal.start < 250 else (goal.got <= 250)
    assert goal.met == reached
    if found.status == "converged":
        assert reached
        assert end.probability >= 0.5
    else:
        assert "hardness" in found.reason or "HV" in found.reason


def test_the_smallest_change_to_two_targets_arrives_and_shows_what_more_would_buy(several):
    found = several.nudge(START, 0.5, "minimal", targets={"hardness": 250}, cautious=False)
    assert found.status == "converged"
    assert all(point.targets.keys() == {"hardness"} for point in found.front)
    assert [point.moved_at_percent for point in found.front] == sorted(p.moved_at_percent for p in found.front)


def test_a_target_that_no_small_change_reaches_is_named(several):
    found = several.nudge("CoCrFeMnNi", 0.6, "minimal", targets={"hardness": 1100}, budget=5)
    assert found.status == "infeasible"
    assert "1100 HV or more" in found.reason
    assert not found.goals[0].met


def test_constraints_hold_on_the_way_to_a_target(several):
    held = Constraints.parse(ban="Co", lock="Fe", range="Al=0-15")
    found = several.nudge("Al20Cr20Fe20Ni20Ti20", 0.5, "minimal", constraints=held, targets={"structure": "BCC"})
    for step in found.steps[1:]:
        assert "Co" not in step.composition
        assert step.composition["Fe"] == 20.0
        assert step.composition.get("Al", 0.0) <= 15.0


def test_a_probability_that_is_missed_is_said_in_words(predictor):
    made = predictor.generate(0.8, -0.5, 1.0)[0]
    assert made.probability < 0.9
    assert made.shortfall.startswith("Not as asked: ")
