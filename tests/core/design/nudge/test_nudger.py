"""Nudging: the paper's update, every named ending by a real case, and demands that hold at every step."""

from __future__ import annotations

import itertools
import json

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from hea_core.cli.main import main
from hea_core.composition import Composition
from hea_core.composition.elements import elements
from hea_core.datasets.observations import VOCABULARY, curated_alloys
from hea_core.design.constraints import Constraints
from hea_core.design.nudge.known import Known
from hea_core.design.nudge.loop import update
from hea_core.design.nudge.score import Score
from hea_core.design.nudge.spread import price, spread
from hea_core.design.nudge.steer import steer
from hea_core.design.nudge.task import Task
from hea_core.design.nudge.walk_back import walked_back
from hea_core.design.transfers import transfers, whole_percent
from hea_core.errors import ConstraintError, FormulaError, RequestError
from hea_core.evaluation.constraint_audit import broken, random_demand
from hea_core.evaluation.nudging import constrained_runs, multi_phase_starts
from hea_core.model.second_opinion import SecondOpinion
from hea_core.results import Method

PAPERS_EXAMPLE = "Al1.4Co0.9Cr1.4Cu0.5Fe0.9Ni1"


@pytest.fixture(scope="module")
def starts(predictor):
    return multi_phase_starts(predictor)


@pytest.fixture(scope="module")
def nudged(predictor):
    """The paper's example by every method."""
    return {method: predictor.nudge(PAPERS_EXAMPLE, method=method) for method in Method}


def test_one_step_of_the_loop_is_the_papers_update(predictor, modules):
    """φ = q(φ|f(x)); z = mean of q(z|x, φ); x′ = θ(z, 1 − φ): written out here with the networks' own layers."""
    model = modules
    start = elements().subset(VOCABULARY).fractions([Composition.parse(PAPERS_EXAMPLE)])
    with torch.no_grad():
        x = torch.tensor(start, dtype=torch.float64)
        phi = torch.sigmoid(model.classifier(model.descriptors(x))).mean()
        told = model.told(model.descriptors(x)) if model.encoder.told else torch.zeros(1, 0, dtype=torch.float64)
        coded = torch.cat([3.0 * x.sqrt(), (x > 0).double(), (2.0 * phi - 1.0).reshape(1, 1), told], dim=1)
        hidden = torch.nn.functional.silu(model.encoder.first(coded))
        z = model.encoder.last(torch.nn.functional.silu(model.encoder.blocks(hidden)))[:, :2]
        asked = torch.cat([z, (2.0 * (1.0 - phi) - 1.0).reshape(1, 1), torch.zeros_like(told)], dim=1)
        hidden = torch.nn.functional.silu(model.decoder.first(asked))
        theta = torch.softmax(model.decoder.last(torch.nn.functional.silu(model.decoder.blocks(hidden))), dim=1)[
            0
        ].numpy()
    expected = np.where(theta < 0.01, 0.0, theta)
    assert update(Task(predictor.engine.model, start[0], 0.6, None, 1, 100.0), start[0]) == pytest.approx(
        expected / expected.sum(), abs=1e-9
    )


@pytest.mark.parametrize("method", list(Method))
def test_the_papers_example_converges(predictor, nudged, method):
    found = nudged[method]
    start = Composition.parse(PAPERS_EXAMPLE)
    assert found.status == "converged"
    assert found.steps[0].composition == pytest.approx(start.as_dict())
    assert found.steps[0].probability < 0.5
    end = found.steps[-1]
    assert end.probability >= 0.6
    assert end.low <= end.probability <= end.high
    assert all(amount == int(amount) for amount in end.composition.values())
    assert sum(end.composition.values()) == 100.0
    moved = Composition.from_amounts(end.composition).at_percent_moved(start)
    assert found.moved_at_percent == pytest.approx(moved)
    assert set(found.new_elements) == end.composition.keys() - set(start.elements)
    assert found.descriptors_end == pytest.approx(predictor.predict([end.formula])[0].descriptors, rel=1e-5)
    assert 0.0 <= found.second_opinion <= 1.0
    assert found.neighbours
    assert f"{end.probability:.2f}" in found.reason


def test_steering_and_the_smallest_change_add_no_element(nudged):
    assert nudged["steer"].new_elements == nudged["minimal"].new_elements == ()


def test_the_smallest_change_is_smaller_and_the_cautious_one_larger(predictor, nudged):
    plain = predictor.nudge(PAPERS_EXAMPLE, method="minimal", cautious=False)
    assert plain.moved_at_percent <= nudged["steer"].moved_at_percent + 1.0
    assert plain.moved_at_percent <= nudged["minimal"].moved_at_percent
    assert nudged["minimal"].steps[-1].probability > plain.steps[-1].probability


def test_the_trade_off_rises_and_holds_the_answer(nudged):
    front = nudged["minimal"].front
    assert len(front) > 3
    assert all(a.moved_at_percent <= b.moved_at_percent for a, b in itertools.pairwise(front))
    assert all(a.probability < b.probability for a, b in itertools.pairwise(front))
    assert front[-1].moved_at_percent > nudged["minimal"].moved_at_percent


def test_nothing_is_smaller_among_single_transfers(predictor):
    """Where the answer is near, no alloy a smaller single transfer away passes."""
    start = Composition.parse("AlHfNbTaTiZr")
    answer = predictor.nudge(start, method="minimal", cautious=False)
    assert 2.0 < answer.moved_at_percent < 12.0
    best = max(
        verdict.probability
        for verdict in predictor.engine.examine(
            elements().fractions(_one_transfer_away(start, int(answer.moved_at_percent) - 2))
        )
    )
    assert best < 0.6


def _one_transfer_away(start, amount):
    held = start.as_dict()
    tried = [start]
    for giver in held:
        for taker in held:
            if giver != taker and held[giver] > amount > 0:
                tried.append(
                    Composition.from_amounts({**held, giver: held[giver] - amount, taker: held[taker] + amount})
                )
    return tried


# -- how it ends ---------------------------------------------------------------------------------------------------------


def test_an_alloy_above_the_cutoff_is_left_alone(predictor):
    found = predictor.nudge("CoCrFeMnNi")
    assert (found.status, len(found.steps), found.moved_at_percent) == ("already", 1, 0.0)
    assert "already" in found.reason


def test_an_alloy_above_the_cutoff_that_breaks_a_constraint_is_not(predictor):
    found = predictor.nudge("CoCrFeMnNi", method="minimal", constraints=Constraints(ban=("Mn",)))
    assert found.status == "converged"
    assert "Mn" not in found.steps[-1].composition


def test_a_cycle_is_found_and_not_run_out(predictor, starts):
    """A cutoff that the decoder cannot pass makes the loop swing between the two sides for good."""
    ends = (predictor.nudge(start, 0.999, "loop", 200) for start in starts[::20])
    found = next(t for t in ends if t.status == "cycle")
    assert len(found.steps) < 200
    last = Composition.from_amounts(found.steps[-1].composition)
    earlier = [Composition.from_amounts(step.composition) for step in found.steps[:-1]]
    assert min(last.at_percent_moved(alloy) for alloy in earlier) < 0.1
    assert "comes back" in found.reason


def test_steps_run_out(predictor, starts):
    ends = (predictor.nudge(start, 0.999, "loop", 1) for start in starts)
    found = next(t for t in ends if t.status == "max_steps")
    assert len(found.steps) == 2
    assert "not enough" in found.reason


@pytest.mark.parametrize("method", list(Method))
def test_a_budget_too_small_is_infeasible_and_kept(predictor, method):
    found = predictor.nudge(PAPERS_EXAMPLE, method=method, budget=3.0)
    assert found.status == "infeasible"
    assert all(step.moved_at_percent <= 3.0 + 1e-9 for step in found.steps)
    assert "budget" in found.reason or "within 3 at.%" in found.reason


def test_constraints_that_need_more_than_the_budget_are_named(predictor):
    found = predictor.nudge(PAPERS_EXAMPLE, method="minimal", budget=5.0, constraints=Constraints(lock=(("Al", 40),)))
    assert found.status == "infeasible"
    assert "constraints alone need" in found.reason


@pytest.mark.parametrize("method", Method)
def test_constraints_make_no_pure_metal_of_an_alloy_that_need_not_be_one(predictor, method):
    held = Constraints.parse(ban="Al", only="Cr,Fe,Zr")
    found = predictor.nudge("Fe3Al", 0.9, method, constraints=held)
    assert all(len(step.composition) > 1 for step in found.steps)
    alone = predictor.nudge("Fe3Al", 0.9, "minimal", constraints=Constraints.parse(ban="Al", only="Fe"))
    assert alone.steps[-1].formula == "Fe"


def test_a_ceiling_that_no_alloy_of_the_starts_elements_holds_raises_no_warning(predictor, recwarn):
    found = predictor.nudge(
        "MoNbTaW", method="minimal", budget=10.0, constraints=Constraints(max_price=8.0, min_elements=5)
    )
    assert found.status == "infeasible"
    assert not recwarn.list


def test_a_step_over_the_budget_is_left_out_wherever_it_lies(predictor, starts):
    """Rounding to a feasible set can take one step farther from the start than the next."""

    class Jumpy:
        def within(self, _present):
            return self

        def project(self, edited):
            whole = whole_percent(edited)
            whole[1::3] = whole_percent(np.full_like(edited, 1.0 / edited.shape[1]))[0]
            return whole

        def fractions(self, whole):
            return whole / 100

    fractions = elements().subset(VOCABULARY).fractions(starts[:20])
    tasks = [Task(predictor.engine.model, start, 0.6, Jumpy(), 20, 30.0) for start in fractions]
    found = [(task, steer(task)) for task in tasks]
    assert sum(path.status == "converged" for _, path in found) >= 5
    for task, path in found:
        assert all(task.moved(alloy) <= task.budget + 1e-9 for alloy in path.alloys)


def test_steering_does_not_add_what_a_constraint_asks_for(predictor):
    lock = Constraints(ban=("Al", "Co", "Cr", "Cu", "Fe", "Ni"))
    assert predictor.nudge(PAPERS_EXAMPLE, method="steer", constraints=lock).status == "infeasible"


@pytest.mark.parametrize(
    ("demand", "kept"), [({"ban": "Cu", "lock": "Fe"}, {"Fe"}), ({"lock": "Fe,Ni=20", "max_elements": 4}, {"Fe", "Ni"})]
)
def test_where_the_beam_finds_no_way_the_other_methods_are_asked(predictor, demand, kept):
    """Constraints that the loop reaches the cutoff under are not called infeasible by the cautious search."""
    constraints = Constraints.parse(**demand)
    found = predictor.nudge(PAPERS_EXAMPLE, method="minimal", constraints=constraints)
    assert found.status == "converged"
    assert found.steps[-1].probability >= 0.6
    held = set(found.steps[-1].composition)
    assert kept <= held
    assert "Cu" not in held or "ban" not in demand


def test_a_new_element_is_the_last_resort_of_the_smallest_change(predictor):
    found = predictor.nudge(
        PAPERS_EXAMPLE, method="minimal", constraints=Constraints(lock=(("Al", 20), ("Cr", 20), ("Cu", 20)))
    )
    assert found.status in {"converged", "infeasible"}
    assert len(found.new_elements) <= 1


@pytest.mark.parametrize(
    ("changed", "error", "named"),
    [
        ({"cutoff": 1.0}, RequestError, "cutoff is 1.0"),
        ({"cutoff": float("nan")}, RequestError, "cutoff is nan"),
        ({"max_steps": 0}, RequestError, "max_steps is 0"),
        ({"budget": 0.0}, RequestError, "budget is 0.0"),
        ({"method": "jump"}, RequestError, "no method 'jump'"),
        ({"constraints": Constraints(lock=(("Fe", 60), ("Ni", 60)))}, ConstraintError, "120 at.%"),
        ({"alloy": "UFe"}, FormulaError, "no place on the map"),
    ],
)
def test_a_bad_request_is_named(predictor, changed, error, named):
    with pytest.raises(error, match=named):
        predictor.nudge(**{"alloy": PAPERS_EXAMPLE, **changed})


# -- constraints ---------------------------------------------------------------------------------------------------------


@settings(max_examples=8)
@given(st.sampled_from(list(Method)), st.integers(0, 2**32 - 1))
def test_every_demand_holds_at_every_step(predictor, starts, method, seed):
    rng = np.random.default_rng(seed)
    start = starts[rng.integers(len(starts))]
    try:
        constraints, budget = random_demand(start, VOCABULARY, rng)
        found = predictor.nudge(start, method=method, constraints=constraints, budget=budget)
    except ConstraintError:
        return
    for step in found.steps[1:]:
        assert not broken(Composition.from_amounts(step.composition), start, constraints, budget)
    if found.status == "converged":
        assert found.steps[-1].probability >= 0.6


def test_the_check_of_violations_sees_each_kind():
    start, alloy = Composition.parse("FeNi"), Composition.parse("Fe60Ni30Os10")
    demands = Constraints(("Os",), (("Fe", 50),), (("Ni", 0, 20),), 2, 10.0)
    assert broken(alloy, start, demands, 5.0) == [
        "ban Os",
        "lock Fe",
        "range Ni",
        "max-elements",
        "max-price",
        "budget",
    ]
    assert broken(Composition.parse("AlCoCrCuFeNi"), start, Constraints(), None) == []


def test_constrained_runs_count(predictor, starts):
    found = constrained_runs(predictor, starts[:5], 10, lambda *_: None)
    assert found["runs"] == 10
    assert not any(found["violations"].values())
    assert (
        sum(sum(v for k, v in s.items() if k != "refused, naming the constraint") for s in found["statuses"].values())
        == 10
    )


# -- the second opinion, and alloys that are known ---------------------------------------------------------------------------------------


def test_the_cautious_search_ends_where_the_second_opinion_agrees(predictor, starts):
    """It asks it, so the agreement is a property of the search, not evidence."""
    found = [predictor.nudge(start, method="minimal") for start in starts[::80]]
    assert all(one.second_opinion >= 0.5 for one in found if one.status == "converged")
    assert sum(one.status == "converged" for one in found) >= len(found) - 1


_HARDER = {"hardness": 400.0}
"""Of Al0.3CoCrFeNi's elements no single-phase alloy is so hard: the search has to start from what is known."""


def test_several_targets_are_reached_from_known_alloys_where_transfers_do_not_do(predictor):
    found = predictor.nudge("Al0.9CrFeMnNi", 0.6, "minimal", targets=_HARDER)
    assert found.status == "converged"
    assert found.steps[-1].probability >= 0.6
    assert found.goals[0].met
    assert found.moved_at_percent <= 75.0
    moved = [step.moved_at_percent for step in found.steps]
    assert moved == sorted(moved)


@pytest.mark.parametrize("kept", [{"lock": "Fe"}, {"ban": "Co", "max_elements": 5}, {"range": "Al=1-4"}])
def test_what_is_walked_back_passes_holds_the_constraints_and_cannot_go_nearer(predictor, starts, kept):
    walks = 0
    for start in starts[::60]:
        try:
            task = predictor.nudger.task(start, 0.6, constraints=Constraints.parse(**kept))
        except ConstraintError:  # a start without Fe
            continue
        score = Score(task, None)
        first = task.feasible_set.project(task.start[None])[0]
        ends = Known(predictor.engine.model, lambda: predictor.maker.augmented).ends(task, score, task.usable)
        if not len(ends):
            continue
        walked = walked_back(task, first, ends, score)
        away, before = (np.abs(alloys - first).sum(axis=1) // 2 for alloys in (walked, ends))
        assert (away <= before).all()
        assert score(walked)[1].all()
        for alloy in task.fractions(walked):
            assert not broken(predictor.nudger.composition(alloy), start, Constraints.parse(**kept), None)
        for alloy in walked[:3]:
            nearer, _ = transfers(alloy[None], (alloy < first)[None])
            nearer = nearer[(np.abs(nearer - first).sum(axis=1) < np.abs(alloy - first).sum()) & task.allowed(nearer)]
            nearer = nearer[(nearer[:, alloy <= first] >= alloy[alloy <= first]).all(axis=1)]
            assert not len(nearer) or not score(nearer)[1].any()
            walks += 1
    assert walks >= 6


@pytest.mark.parametrize(
    ("formula", "kept"),
    [("Al1.5CrFeMnTi", None), ("CoFeMnTi2.5V1.9Zr2.4", Constraints.parse(lock="Fe", max_elements=6))],
)
def test_what_is_spread_from_passes_holds_the_constraints_and_is_cheaper(predictor, formula, kept):
    task = predictor.nudger.task(Composition.parse(formula), 0.6, constraints=kept, targets={"hardness": 450.0})
    start = whole_percent(task.start[None])[0] if kept is None else task.feasible_set.project(task.start[None])[0]
    score, known = Score(task, None), Known(predictor.engine.model, lambda: predictor.maker.augmented[::10])
    walked = walked_back(task, start, known.ends(task, score, task.usable), score)
    found = spread(task, start, walked, score)
    assert task.allowed(found).all()
    assert score(found)[1].all()
    assert price(task, start, found).min() < price(task, start, walked).min()
    assert not len(spread(task, start, walked[:0], score))


def test_the_judge_separates_held_out_alloys_better_than_chance():
    alloys = curated_alloys(VOCABULARY)
    fractions = alloys.fractions(VOCABULARY)
    held_out = np.arange(len(alloys)) % 5 == 0
    second_opinion = SecondOpinion.taught(fractions[~held_out], alloys.single_phase[~held_out], VOCABULARY)
    agreed = (second_opinion.probability(fractions[held_out]) > 0.5) == (alloys.single_phase[held_out] > 0.5)
    assert agreed.mean() > 0.75


# -- the command line ----------------------------------------------------------------------------------------------------


def test_the_command_line_gives_the_interfaces_fields(capsys):
    asked = ["nudge", PAPERS_EXAMPLE, "--method", "minimal", "--plain", "--lock", "Fe=15", "--budget", "60", "--json"]
    assert main(asked) == 0
    found = json.loads(capsys.readouterr().out)
    assert found.keys() >= {
        "status",
        "steps",
        "moved_at_percent",
        "new_elements",
        "descriptors_start",
        "descriptors_end",
    }
    assert found["steps"][0].keys() >= {"formula", "composition", "z", "probability"}
    assert found["steps"][-1]["composition"]["Fe"] == 15.0
    assert main(["nudge", PAPERS_EXAMPLE, "--ban", "Xx"]) == 2
    assert "'Xx'" in capsys.readouterr().err
