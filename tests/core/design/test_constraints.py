"""Constraints: spellings, contradictions in words, and lattices that hold exactly."""

from __future__ import annotations

import itertools
import json
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hea_core.cli.main import main
from hea_core.composition import Composition
from hea_core.datasets.facts import element_prices
from hea_core.datasets.observations import VOCABULARY
from hea_core.design.constraints import Constraints
from hea_core.design.feasible_set import TOTAL, FeasibleSet
from hea_core.errors import ConstraintError
from hea_core.evaluation.constraint_audit import broken
from hea_core.screening.space import Space

AT = {symbol: i for i, symbol in enumerate(VOCABULARY)}


def whole(**amounts):
    alloy = np.zeros((1, len(VOCABULARY)), dtype=np.int64)
    for symbol, amount in amounts.items():
        alloy[0, AT[symbol]] = amount
    return alloy


def test_the_command_lines_spellings():
    parsed = Constraints.parse("Os, Be", "Fe=20,Ni=20", "Al=0-10, Ti = 5 - 8", 6, 30.0)
    assert parsed == Constraints(
        ban=("Os", "Be"),
        lock=(("Fe", 20), ("Ni", 20)),
        range=(("Al", 0, 10), ("Ti", 5, 8)),
        max_elements=6,
        max_price=30.0,
    )
    assert not Constraints.parse()
    assert parsed


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"ban": "Xx"}, "'Xx'"),
        ({"lock": "Fe="}, "lock 'Fe=' needs whole at.%"),
        ({"min_elements": 0}, "min-elements is 0"),
        ({"min_elements": 5, "max_elements": 4}, "min-elements 5 is more than max-elements 4"),
        ({"lock": "Fe=20.5"}, "whole at.%"),
        ({"lock": "Fe=0"}, "ban Fe"),
        ({"lock": "Fe=101"}, "outside 1 to 100"),
        ({"lock": "Fe=10,Fe=20"}, "names Fe twice"),
        ({"range": "Al=10"}, "two ends"),
        ({"range": "Al=10-0"}, "range Al=10-0"),
        ({"range": "Al=-5-10"}, "whole at.%"),
        ({"max_elements": 0}, "max-elements is 0"),
        ({"max_price": -1.0}, "max-price is -1"),
        ({"max_price": float("nan")}, "max-price is nan"),
        ({"max_price": 1e308}, "up to 1e+09"),
        ({"ban": "Fe", "lock": "Fe=20"}, "Fe is both banned and locked"),
        ({"ban": "Al", "range": "Al=5-10"}, "drop the ban"),
        ({"lock": "Al=20", "range": "Al=0-10"}, "lies outside range"),
    ],
)
def test_what_is_wrong_by_itself_is_named_with_an_example_that_works(given, named):
    with pytest.raises(ConstraintError, match=re.escape(named)):
        Constraints.parse(**given)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"lock": "U=20"}, "lock asks for U"),
        ({"lock": "Fe=60,Ni=60"}, "add up to 120 at.%"),
        ({"lock": "Fe=60", "range": "Ni=50-60"}, "Fe, Ni"),
        ({"ban": ",".join(VOCABULARY[1:]), "range": "Fe=0-90"}, "room for 90 at.%"),
        ({"lock": "Fe=20,Ni=20,Co=20", "max_elements": 2}, "max-elements 2 cannot hold: 3 elements"),
        ({"lock": "Fe=20,Ni=20", "max_elements": 2}, "max-elements 2 cannot hold: so few"),
        ({"lock": "Os=50", "max_price": 100.0}, "max-price 100 cannot hold"),
    ],
)
def test_what_cannot_hold_together_is_named(given, named):
    with pytest.raises(ConstraintError, match=re.escape(named)):
        Constraints.parse(**given).on(VOCABULARY)


def test_the_price_that_a_refusal_offers_works():
    with pytest.raises(ConstraintError) as refused:
        Constraints.parse(lock="Os=50,Ta=7", max_elements=4, max_price=100.0).on(VOCABULARY)
    offered = float(re.search(r"allow max-price (\S+)", str(refused.value)).group(1))
    assert Constraints.parse(lock="Os=50,Ta=7", max_elements=4, max_price=offered).on(VOCABULARY)
    assert "order of magnitude" in str(refused.value)


def test_a_banned_element_that_the_model_never_makes_is_no_error():
    Constraints.parse(ban="Be,Os").on(VOCABULARY)


def test_an_alloy_is_in_the_feasible_set_only_where_every_constraint_holds():
    feasible_set = Constraints.parse("Os", "Fe=20", "Al=0-10", 3).on(VOCABULARY)
    assert feasible_set.holds(whole(Fe=20, Ni=80))[0]
    assert feasible_set.holds(whole(Fe=20, Ni=70, Al=10))[0]
    for outside in (
        whole(Fe=21, Ni=79),
        whole(Fe=20, Ni=69, Al=11),
        whole(Fe=20, Ni=60, Al=10, Co=10),
        whole(Fe=20, Os=80),
        whole(Fe=20, Ni=79),
        whole(Ni=100),
    ):
        assert not feasible_set.holds(outside)[0]


def test_price_is_by_mass():
    feasible_set = Constraints.parse(max_price=30.0).on(VOCABULARY)
    prices, mass = element_prices(VOCABULARY), feasible_set.mass
    fe, w = AT["Fe"], AT["W"]
    by_hand = (prices[fe] * mass[fe] + prices[w] * mass[w]) / (mass[fe] + mass[w])
    assert feasible_set.price_of(whole(Fe=50, W=50))[0] == pytest.approx(by_hand)


def test_projection_keeps_ratios_where_nothing_forbids_it():
    feasible_set = Constraints.parse(lock="Fe=40").on(VOCABULARY)
    fractions = whole(Fe=20, Ni=40, Co=20, Cr=20) / TOTAL
    assert (feasible_set.project(fractions) == whole(Fe=40, Ni=30, Co=15, Cr=15)).all()


def demands():
    symbols = st.sampled_from(VOCABULARY)
    return st.fixed_dictionaries(
        {
            "ban": st.lists(symbols, max_size=8, unique=True).map(tuple),
            "lock": st.lists(st.tuples(symbols, st.integers(1, 60)), max_size=3, unique_by=lambda e: e[0]).map(tuple),
            "range": st.lists(
                st.tuples(symbols, st.integers(0, 30), st.integers(0, 60)).map(
                    lambda e: (e[0], min(e[1:]), max(e[1:]))
                ),
                max_size=5,
                unique_by=lambda e: e[0],
            ).map(tuple),
            "min_elements": st.none() | st.integers(1, 6),
            "max_elements": st.none() | st.integers(1, 7),
            "max_price": st.none() | st.floats(0.5, 3000.0),
        }
    )


@settings(max_examples=120)
@given(demands(), st.integers(0, 2**32 - 1))
def test_a_projection_holds_every_demand_or_the_demands_are_refused(asked, seed):
    try:
        constraints = Constraints(**asked)
        feasible_set = constraints.on(VOCABULARY)
    except ConstraintError:
        return
    fractions = np.random.default_rng(seed).dirichlet(np.full(len(VOCABULARY), 0.15), size=4)
    alloys = feasible_set.project(fractions)
    prices, mass = element_prices(VOCABULARY), feasible_set.mass
    for alloy in alloys:
        assert alloy.sum() == TOTAL
        assert all(alloy[AT[s]] == 0 for s in constraints.ban)
        assert all(alloy[AT[s]] == amount for s, amount in constraints.lock)
        assert all(least <= alloy[AT[s]] <= most for s, least, most in constraints.range)
        assert constraints.min_elements is None or (alloy > 0).sum() >= constraints.min_elements
        assert constraints.max_elements is None or (alloy > 0).sum() <= constraints.max_elements
        if constraints.max_price is not None:
            assert (alloy * mass * prices).sum() / (alloy * mass).sum() <= constraints.max_price * (1 + 1e-9)


@settings(max_examples=25)
@given(st.data())
def test_the_cheapest_member_is_the_cheapest_of_all(data):
    """Against every composition of three elements in steps that the bounds allow."""
    low = np.array(data.draw(st.lists(st.integers(0, 20), min_size=3, max_size=3)))
    high = np.maximum(low, np.array(data.draw(st.lists(st.integers(30, 100), min_size=3, max_size=3))))
    price = np.array(data.draw(st.lists(st.floats(0.1, 50.0), min_size=3, max_size=3)))
    feasible_set = FeasibleSet(low, high, data.draw(st.integers(1, 3)), np.array([10.0, 50.0, 200.0]), price, 5.0)
    every = np.array(
        [(a, b, TOTAL - a - b) for a, b in itertools.product(range(TOTAL + 1), repeat=2) if a + b <= TOTAL]
    )
    free = FeasibleSet(low, high, feasible_set.max_elements, feasible_set.mass, price, None)
    members = every[free.holds(every)]
    if not len(members) or int((low > 0).sum()) > feasible_set.max_elements or feasible_set.room() < TOTAL:
        return
    assert feasible_set.lowest_price() == pytest.approx(free.price_of(members).min())


@settings(max_examples=8)
@given(st.floats(-2, 2), st.floats(-2, 2), st.floats(0, 1), st.integers(0, 99))
def test_every_generated_alloy_holds(predictor, z1, z2, asked, seed):
    constraints = Constraints.parse("Os,Cu", "Fe=20", "Al=0-10,Ni=5-40", 5, 60.0)
    for candidate in predictor.generate(z1, z2, asked, 4, seed, constraints=constraints):
        amounts = candidate.composition
        assert amounts["Fe"] == 20
        assert amounts.get("Al", 0) <= 10
        assert 5 <= amounts["Ni"] <= 40
        assert not {"Os", "Cu"} & amounts.keys()
        assert len(amounts) <= 5
        assert constraints.on(VOCABULARY).holds(whole(**{s: round(a) for s, a in amounts.items()}))[0]


EXAMPLE = "Al1.4Co0.9Cr1.4Cu0.5Fe0.9Ni1"
"""The paper's: 14.75 at.% of iron, 8.2 of copper, none of them whole."""


@pytest.mark.parametrize("method", ["loop", "steer", "minimal"])
@pytest.mark.parametrize(
    "demands",
    [
        {"lock": "Fe"},
        {"lock": "Fe,Ni=20"},
        {"lock": "Fe,Cu"},
        {"lock": "Fe", "ban": "Cu", "range": "Al=5-10,Cr=0-30", "min_elements": 5, "max_elements": 5},
        {"lock": "Fe", "max_price": 25.0},
    ],
    ids=str,
)
def test_a_lock_without_an_amount_keeps_the_starts_own_in_every_step(predictor, method, demands):
    constraints = Constraints.parse(**demands)
    start = Composition.parse(EXAMPLE)
    own = {symbol: start.as_dict()[symbol] for symbol, amount in constraints.lock if amount is None}
    found = predictor.nudge(EXAMPLE, method=method, constraints=constraints)
    alloys = [Composition.from_amounts(step.composition) for step in found.steps[1:]]
    assert alloys
    for alloy in alloys:
        amounts = alloy.as_dict()
        assert {symbol: amounts[symbol] for symbol in own} == pytest.approx(own, abs=1e-9)
        others = [amount for symbol, amount in amounts.items() if symbol not in own]
        assert sum(abs(amount - round(amount)) > 1e-8 for amount in others) == 1, (
            "one element makes up for what is not whole"
        )
        assert broken(alloy, start, constraints, None) == []
    last = Composition.from_amounts(found.steps[-1].composition)
    assert found.steps[-1].prediction.probability == pytest.approx(
        predictor.predict([last])[0].probability, abs=1e-5
    ), "what is judged is the alloy shown"


def test_a_whole_start_with_its_own_lock_stays_whole(predictor):
    found = predictor.nudge("Al25Co15Cr25Cu5Fe15Ni15", constraints=Constraints.parse(lock="Fe"))
    for step in found.steps:
        assert step.composition["Fe"] == 15.0
        assert all(amount == round(amount) for amount in step.composition.values())


def test_a_start_that_holds_its_own_lock_is_good_as_it_is(predictor):
    found = predictor.nudge("CoCrFeMnNi0.9", constraints=Constraints.parse(lock="Fe"))
    assert found.status == "already"


@pytest.mark.parametrize(
    ("demands", "named"),
    [
        ({"lock": "Mo"}, "holds no Mo"),
        ({"lock": "Fe", "range": "Fe=20-30"}, "lies outside range Fe=20-30"),
        ({"lock": "Fe,Ni=20,Al=20,Cr=20,Co=26"}, "leave no element to make up for it"),
    ],
)
def test_an_own_lock_that_cannot_hold_is_named(demands, named):
    with pytest.raises(ConstraintError, match=re.escape(named)):
        Constraints.parse(**demands).on(VOCABULARY, Composition.parse(EXAMPLE))


def test_where_there_is_no_start_a_lock_needs_an_amount(predictor, capsys):
    with pytest.raises(ConstraintError, match="there is no start"):
        predictor.generate(0, 0, 0.5, constraints=Constraints.parse(lock="Fe"))
    assert main(["generate", "--z", "0", "0", "--probability", "0.5", "--lock", "Fe", "--json"]) == 2
    assert "write lock Fe=20" in capsys.readouterr().err
    with pytest.raises(ConstraintError, match="a screening has no start"):
        _ = Space(("Al", "Co", "Cr", "Fe", "Ni"), constraints=Constraints.parse(lock="Fe")).count


@pytest.mark.parametrize("fewest", [3, 6, 8])
def test_at_least_so_many_elements(predictor, fewest):
    constraints = Constraints.parse("Os", "Fe=20", "Al=0-10", min_elements=fewest, max_price=60.0)
    made = predictor.generate(0.5, 0.5, 0.7, 4, constraints=constraints)
    for method in ("loop", "minimal"):
        made += predictor.nudge(EXAMPLE, method=method, constraints=constraints).steps[1:]
    assert made
    assert all(len(alloy.composition) >= fewest for alloy in made)
    space = Space(
        ("Al", "Co", "Cr", "Fe", "Mn", "Ni", "Ti", "V"), 10, 10, 40, (2, 8), Constraints.parse(min_elements=fewest)
    )
    assert ((space.rows(0, min(200, space.count)) > 0).sum(axis=1) >= fewest).all()
    assert Space.from_settings(space.settings()) == space


def test_steering_adds_no_element_to_have_enough(predictor):
    assert (
        predictor.nudge(EXAMPLE, method="steer", constraints=Constraints.parse(min_elements=8)).status == "infeasible"
    )


@pytest.mark.parametrize(
    "demands",
    [{"ban": ",".join(VOCABULARY[3:]), "min_elements": 4}, {"lock": "Fe=98", "min_elements": 4}],
    ids=["ban", "lock"],
)
def test_too_few_elements_are_named(demands):
    with pytest.raises(ConstraintError, match="min-elements 4 cannot hold"):
        Constraints.parse(**demands).on(VOCABULARY)


def test_the_command_line_holds_constraints_and_refuses_contradictions(capsys):
    asked = ["generate", "--z", "0", "0", "--probability", "0.8", "--count", "3", "--json"]
    assert main([*asked, "--ban", "Os,Be", "--lock", "Fe=20,Ni=20", "--range", "Al=0-10", "--max-elements", "6"]) == 0
    for alloy in json.loads(capsys.readouterr().out):
        assert alloy["composition"]["Fe"] == alloy["composition"]["Ni"] == 20.0
        assert alloy["composition"].get("Al", 0) <= 10
    assert main([*asked, "--lock", "Fe=60,Ni=60"]) == 2
    assert "120 at.%" in capsys.readouterr().err


# -- at least so many elements, beside the other demands ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"min_elements": 0}, "min-elements is 0"),
        ({"min_elements": 6, "max_elements": 4}, "not above max-elements"),
    ],
)
def test_a_number_of_elements_that_cannot_be_is_named(given, named):
    with pytest.raises(ConstraintError, match=named):
        Constraints(**given)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"min_elements": 4, "lock": "Fe=98"}, "min-elements 4 cannot hold"),
        ({"min_elements": 4, "lock": "Fe=50,Ni=50"}, "min-elements 4 cannot hold"),
    ],
)
def test_too_many_elements_for_the_room_left_are_refused_with_a_number_that_works(given, named):
    with pytest.raises(ConstraintError, match=named) as refused:
        Constraints.parse(**given).on(VOCABULARY)
    works = int(re.search(r"allow min-elements (\d+)", str(refused.value)).group(1))
    Constraints.parse(**(given | {"min_elements": works})).on(VOCABULARY)


@settings(max_examples=15)
@given(st.integers(0, 10**6), st.integers(2, 6), st.integers(0, 2), st.booleans())
def test_projection_keeps_enough_elements_whatever_it_starts_from(seed, least, spare, dear):
    rng = np.random.default_rng(seed)
    held = Constraints(
        ban=("Co",),
        lock=(("Fe", 20),),
        min_elements=least,
        max_elements=least + spare,
        max_price=60.0 if dear else None,
    )
    feasible_set = held.on(VOCABULARY)
    whole = feasible_set.project(rng.dirichlet(np.full(len(VOCABULARY), 0.05), 5))
    assert feasible_set.holds(whole).all()
    assert ((whole > 0).sum(axis=1) >= least).all()
