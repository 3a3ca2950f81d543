from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import pytest

from hea_core.composition import Composition
from hea_core.design.transfers import whole_amounts
from hea_core.explain.shapley import Explanation
from hea_core.explain.what_if import ElementEffect
from hea_core.results import GoalReceipt, Method, Neighbour, Side, TradeOff, Trajectory, TrajectoryStep, Verdict
from hea_ui.common import palette, periodic_table
from hea_ui.common.nudge_ways import WAYS
from hea_ui.models import tables
from hea_ui.nudge import figures, markup, paper, reasons, stage, state
from hea_ui.nudge.state import NudgeRequest
from tests.ui.model_card import metrics
from tests.ui.samples import NAMES, prediction

START = Composition.parse("Al1.4Co0.9Cr1.4Cu0.5Fe0.9Ni1")


def step(formula: str, probability: float, moved: float) -> TrajectoryStep:
    amounts = Composition.parse(formula).as_dict()
    low, high = probability - 0.05, probability + 0.05
    verdict = Verdict.UNDECIDED if probability < 0.69 else Verdict.SINGLE
    examined = prediction(
        formula=formula, composition=amounts, probability=probability, low=low, high=high, verdict=verdict
    )
    return TrajectoryStep((0.1, -0.2), moved, examined)


def trajectory(**changes: object) -> Trajectory:
    fields = {
        "status": "converged",
        "verdict": Verdict.SINGLE,
        "steps": (step("AlCoCrFeNi", 0.2, 0.0), step("Al10Co25Cr20Fe25Ni20", 0.7, 10.0)),
        "moved_at_percent": 10.0,
        "new_elements": (),
        "descriptors_start": dict.fromkeys(NAMES, -1.5),
        "descriptors_end": dict.fromkeys(NAMES, 2.25),
        "method": "minimal",
        "cutoff": 0.6,
        "cautious": True,
        "reason": "Lowering Al from 20 to 10 at.% raises V_m from -1.5 to 2.25 cm³/mol and raises the probability from 0.20 to 0.70.",
        "second_opinion": 0.8,
        "neighbours": (Neighbour("CoCrFeNi", 10.0, 1.0, "yan2021", "10.1/x"),),
        "front": (TradeOff("AlCoCrFeNi", 0.0, 0.2, 0.1, 0.3), TradeOff("Al10Co25Cr20Fe25Ni20", 10.0, 0.7, 0.6, 0.8)),
    }
    return Trajectory(**(fields | changes))


def explanation(formula: str, share: float) -> Explanation:
    values = {name: share * place for place, name in enumerate(NAMES)}
    return Explanation(formula, 0.5, 0.5 + sum(values.values()), values, dict.fromkeys(NAMES, 1.0))


def test_a_request_leaves_what_is_not_asked_out_of_its_link():
    query = state.LINK.address(**asdict(NudgeRequest(alloy="CoCrFeNi", lock="Fe", budget=15)))
    assert "budget=15" in query
    assert "lock=Fe" in query
    assert "price" not in query
    assert NudgeRequest().start == state.EXAMPLE
    assert NudgeRequest(alloy="CoCrFeNi").start == "CoCrFeNi"


def test_locks_without_an_amount_keep_the_starts_own():
    amounts = whole_amounts(START)
    assert sum(amounts.values()) == 100
    demands = NudgeRequest(lock="Fe, Ni=20", ban="Os Be").constraints()
    assert demands is not None
    assert dict(demands.lock) == {"Fe": None, "Ni": 20}
    assert demands.ban == ("Os", "Be")
    assert NudgeRequest().constraints() is None


def test_marks_follow_what_is_typed():
    assert state.marks(NudgeRequest(lock="Fe,Ni=20", ban="Os")) == {
        "Fe": "locked",
        "Ni": "locked",
        "Os": "banned",
    }


def test_the_table_holds_every_element_once_and_without_empty_columns():
    drawn = periodic_table.cells(("Fe", "Al", "Li", "Ce"), {"Fe": "locked"}, {"Al": 12})
    assert {cell["symbol"]: (cell["row"], cell["column"]) for cell in drawn} == {
        "Li": (1, 1),
        "Al": (2, 3),
        "Fe": (3, 2),
        "Ce": (4, 1),
    }
    assert {cell["symbol"]: (cell["mark"], cell["note"]) for cell in drawn}["Al"] == ("", "12")
    assert periodic_table.read_pick({"symbol": "Fe"}, ("Fe",)) == "Fe"
    assert periodic_table.read_pick({"symbol": "<b>"}, ("Fe",)) is None
    assert periodic_table.read_pick(None, ("Fe",)) is None


def test_the_result_tells_the_sentence_typeset_and_escaped():
    told = markup.result(trajectory(), {})
    assert "V<sub>m</sub> from −1.5 to 2.25" in told
    assert 'data-status="converged"' in told
    assert 'data-formula="Al10Co25Cr20Fe25Ni20" data-verdict="single"' in told
    assert "la-warn" not in told
    assert "la-warn" in markup.result(trajectory(second_opinion=0.3), {})
    assert "<script>" not in markup.result(trajectory(reason="<script>"), {})


def _card() -> dict[str, Any]:
    nudge = metrics()["nudge"]
    for test, precision, passing in (("cautious", 0.834, [90, 92, 94]), ("mean", 0.79, [200])):
        nudge["hit_rate"][test] = {"precision_mean": precision, "precision_sd": 0.01, "passing": passing}
    return {"metrics": {"nudge": nudge}}


CARD = _card()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, "83 %<small> of the 92 held-out alloys of four or more elements that pass the cautious test at 0.6"),
        (
            {"cautious": False},
            "79 %<small> of the 200 held-out alloys of four or more elements that pass by probability alone",
        ),
        ({"method": "steer"}, "79 %"),
        ({"status": "already"}, "79 %"),
        ({"status": "infeasible"}, ""),
        ({"status": "max_steps", "method": "loop"}, ""),
        ({"cutoff": 0.4}, ""),
        ({"steps": (step("AlNi", 0.2, 0.0), step("CoNi", 0.7, 50.0))}, ""),
    ],
)
def test_the_hit_rate_is_quoted_of_runs_that_passed_the_same_test_alone(changes, says):
    told = markup.hit_rate(trajectory(**changes), CARD)
    assert told.startswith(says) if says else told == ""
    assert ("Alloys that pass" in markup.result(trajectory(**changes), CARD)) is bool(says)
    assert markup.hit_rate(trajectory(**changes), {}) == ""


@pytest.mark.parametrize(
    ("status", "verdict", "says"),
    [
        ("converged", "single", "Reaches 0.60"),
        ("converged", "undecided", "Reaches 0.60, still undecided"),
        ("already", "undecided", "Reaches 0.60 as it is, still undecided"),
        ("already", "single", "Reaches 0.60 as it is"),
        ("already", "multiple", "Reaches 0.60 as it is, but multi-phase"),
        ("cycle", "multiple", "Does not reach 0.60: the loop comes back to where it was"),
        ("max_steps", "undecided", "Does not reach 0.60: the steps run out"),
        ("infeasible", "multiple", "Does not reach 0.60: not within these limits"),
        ("max_steps", "single", "Reaches 0.60, but not all that is asked: the steps run out"),
    ],
)
def test_every_ending_says_whether_the_cutoff_is_reached_and_what_the_verdict_is(status, verdict, says):
    first, last = trajectory().steps
    ends = 0.7 if says.startswith("Reaches") else 0.5
    found = trajectory(status=status, verdict=Verdict(verdict), steps=(first, step(last.formula, ends, 10.0)))
    assert markup.outcome(found) == says
    assert f">{says}</p>" in markup.result(found, {})


def test_steps_are_a_table_and_the_ways_another():
    assert markup.steps(trajectory()).count("<tr>") == 3
    assert markup.side_by_side([trajectory(), trajectory(method="loop")]).count("<tr>") == 3
    named = markup.side_by_side([trajectory(), trajectory(cautious=False)])
    assert named.index(">cautious</th>") < named.index(">bare minimum</th>")


def test_stacked_bars_sum_to_a_hundred_at_every_step():
    figure = figures.compositions(trajectory())
    assert [sum(trace.y[k] for trace in figure.data) for k in (0, 1)] == pytest.approx([100, 100])
    assert "at.%" in figure.layout.yaxis.title.text


def test_bars_too_narrow_for_words_have_none():
    few = trajectory()
    many = replace(few, steps=few.steps[:1] * 20)
    assert any(any(trace.text) for trace in figures.compositions(few).data)
    assert not any(any(trace.text) for trace in figures.compositions(many).data)


def test_start_and_end_are_pairs_of_bars_and_the_largest_change_is_on_top():
    start, end = explanation("CoCrFeNi", 0.0), explanation("CoCrNi", 0.01)
    figure = figures.shapley_pair(start, end)
    assert {trace.name for trace in figure.data} == {"start (p 0.50)", "end (p 0.78)"}
    assert figure.data[0].x[-1] == pytest.approx(0.07)


def test_blue_and_orange_mean_phases_and_stand_for_nothing_else():
    """Neither plus and minus, nor before and after."""
    start, end = explanation("CoCrFeNi", 0.0), explanation("CoCrNi", -0.01)
    effects = [ElementEffect("Fe", 25.0, 1.0, 0.02, -0.01)]
    drawn = [figures.shapley_pair(start, end), figures.what_if(effects), figures.trade_off(trajectory())]
    for colour in (palette.SINGLE_PHASE, palette.MULTI_PHASE):
        assert all(colour not in figure.to_json() for figure in drawn)


RANGES = dict.fromkeys(NAMES, (0.0, 2.0))


def test_a_row_a_descriptor_has_values_with_units_and_what_they_do():
    start, end = explanation("CoCrFeNi", 0.0), explanation("CoCrNi", 0.02)
    told = reasons.rows(start, end, RANGES)
    order = [part.split('"')[0] for part in told.split('data-descriptor="')[1:]]
    assert order[0] == NAMES[-1], "the largest change first"
    assert sorted(order) == sorted(NAMES)
    assert "<b>+0.14</b></td><td>speaks strongly for one phase" in told
    assert "kJ/mol" in told
    assert "the column sums to +0.56" in told


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (0.0, "makes no difference"),
        (-0.014, "makes no difference"),
        (0.02, "speaks a little for one phase"),
        (-0.044, "speaks a little for several phases"),
        (0.08, "speaks for one phase"),
        (-0.3, "speaks strongly for several phases"),
    ],
)
def test_what_a_change_of_shapley_value_says(change, said):
    assert reasons.words(change) == said


def test_the_stage_has_all_lines_one_of_them_shown_and_every_amount():
    found = [trajectory(method="loop"), trajectory()]
    drawn = stage.payload(found, found[1])
    assert [(line["name"], line["shown"]) for line in drawn["lines"]] == [("loop", False), ("cautious", True)]
    assert drawn["goal"] == 0.6
    assert [sum(one["amounts"]) for one in drawn["steps"]] == pytest.approx([100, 100])
    assert drawn["elements"][0] in {"Al", "Co", "Cr", "Fe", "Ni"}
    assert drawn["lines"][1]["steps"] == [[0.0, 0.2, "undecided"], [10.0, 0.7, "single"]]


@pytest.mark.parametrize(
    ("payload", "read"),
    [
        ({"step": 3, "last": 8}, (3, 8)),
        ({"step": 9, "last": 8}, None),
        ({"step": -1, "last": 8}, None),
        ({"step": "x", "last": 8}, None),
        ({"step": 1e400, "last": 8}, None),
        ({}, None),
        (None, None),
    ],
)
def test_a_step_from_the_browser_is_read_or_ignored(payload, read):
    assert state.read_step(payload) == read


def test_the_papers_path_is_that_of_its_figure_and_its_end_is_judged_by_this_model():
    told = paper.beside(trajectory(method="loop"), prediction(formula="Co35Cr22Fe21Ni22", probability=0.91))
    assert [told.count(f">{value}<") for value in ("0.12", "0.48", "0.08", "0.70")] == [1, 1, 1, 2]
    assert "this model says 0.91" in told
    assert paper.is_example("Al1.4Co0.9Cr1.4Cu0.5Fe0.9Ni")
    assert not paper.is_example("AlCoCrFeNi")
    assert not paper.is_example("FeXx")


def test_what_if_shows_elements_present_and_the_best_additions():
    additions = [ElementEffect(symbol, 0.0, 1.0, k / 100, None) for k, symbol in enumerate(("Ti", "V", "Mo"))]
    effects = [ElementEffect("Fe", 25.0, 1.0, 0.02, -0.01), *additions]
    figure = figures.what_if(effects)
    assert list(figure.data[0].y) == ["Ti (new)", "V (new)", "Mo (new)", "Fe (25)"]


def test_the_front_marks_the_answer_and_the_beeswarm_names_its_alloys():
    figure = figures.trade_off(trajectory())
    assert list(figure.data[1].x) == [10.0]
    swarm = figures.beeswarm([explanation("CoCrFeNi", 0.01), explanation("CoCrNi", -0.02)])
    assert len(swarm.data) == len(NAMES)
    assert {row[0] for row in swarm.data[0].customdata} == {"CoCrFeNi", "CoCrNi"}


def test_one_step_more_is_a_step():
    assert "in 1 step<" in markup.result(trajectory(), {})
    assert "in 0 steps<" in markup.result(replace(trajectory(), steps=trajectory().steps[:1]), {})


def test_every_way_has_one_word_here_and_on_the_page_of_figures():
    from hea_core.evaluation.nudging import SETTINGS

    asked = {way.in_card: NudgeRequest(method=name).core for name, way in WAYS.items()}
    assert {name: method for name, (method, _) in asked.items()} == {
        name: method for name, (method, _) in SETTINGS.items()
    }
    assert [(asked[name], SETTINGS[name]) for name in ("minimal", "minimal_cautious")] == [
        ((Method.MINIMAL, False), (Method.MINIMAL, False)),
        ((Method.MINIMAL, True), (Method.MINIMAL, True)),
    ]
    figures_of = {"converged": 0.9, "moved_median": 1.0, "new_elements_mean": 0.1, "judge_agrees": 0.5}
    found = {
        "cutoff": 0.6,
        "split": "s",
        "alloys": 9,
        "paper_weights": figures_of,
        "methods": dict.fromkeys(SETTINGS, figures_of),
    }
    drawn = tables.nudging(found)
    assert all(f">{way.name}<" in drawn for way in WAYS.values())


def test_the_constrained_runs_of_the_small_change_are_named_cautious_as_they_were_made():
    found = {"runs": 10, "violations": {"minimal": 0, "generate": 0}, "statuses": {"minimal": {"converged": 9}}}
    drawn = tables.constraints(found)
    assert ">cautious<" in drawn
    assert ">generate<" in drawn
    assert "bare minimum" not in drawn


GOALS = (
    GoalReceipt("structure", "BCC", None, "mixed", "FCC", None, None, met=False),
    GoalReceipt("hardness", 500.0, Side.OR_MORE, 421.0, 512.4, 330.0, 790.0, met=True),
)


def test_targets_are_part_of_the_link_and_come_back():
    asked = NudgeRequest(alloy="CoCrFeNi", targets=(("hardness", 500.0), ("structure", "BCC")))
    query = state.LINK.address(**asdict(asked) | dict(asked.targets))
    assert "hardness=500" in query
    assert "structure=BCC" in query
    assert "targets" not in query


def test_a_target_has_its_receipt_and_its_trade_off():
    front = tuple(
        TradeOff(formula, moved, 0.5, 0.4, 0.6, {"hardness": hardness, "structure": "FCC"})
        for formula, moved, hardness in (("CoCrFeNi", 0.0, 421.0), ("Al2Co24Cr25Fe25Ni24", 2.0, 512.4))
    )
    found = trajectory(goals=GOALS, front=front)
    told = markup.result(found, {})
    assert "421 → 512 HV<small> (330–790); asked 500 or more: reached" in told
    assert "mixed → FCC<small>; asked BCC: not reached" in told
    figure = figures.target_trade_off(found, GOALS[1])
    assert list(figure.data[0].y) == [421.0, 512.4]
    assert figure.layout.yaxis.title.text == "Vickers hardness (HV)"


def test_what_rounding_the_start_moves_is_told_of_ways_on_whole_at_percent():
    odd = (step("Al1.4Co0.9Cr1.4Cu0.5Fe0.9Ni1", 0.2, 0.0), step("Al10Co25Cr20Fe25Ni20", 0.7, 10.0))
    assert "by rounding the start" in markup.result(trajectory(steps=odd), {})
    assert "by rounding the start" not in markup.result(trajectory(steps=odd, method="loop"), {})
    assert "by rounding the start" not in markup.result(trajectory(), {})


@pytest.mark.parametrize(
    ("given", "shown"),
    [("cautious", "minimal"), ("minimal", "minimal"), ("bare minimum", "bare minimum"), ("side by side", "loop")],
)
def test_a_link_names_a_method_by_its_word_on_the_page(given, shown):
    [method] = [one for one in state.LINK.parameters if one.name == "method"]
    assert method.read([given]) == shown
    assert "cautious" in method.allowed
    assert "minimal" not in method.allowed


@pytest.mark.parametrize(
    ("end", "said"), [((0.1, -0.1), "The place hardly changes"), ((-0.9, -0.2), "The end lies 1.0 from the start")]
)
def test_the_note_below_the_path_says_how_far_it_went(end, said):
    first, last = trajectory().steps
    assert said in markup.place_change(trajectory(steps=(first, replace(last, z=end))))


@pytest.mark.parametrize("symbol", ["ΔS_mix", "ΔH_mix", "V_m", "T_m"])
def test_a_sentence_typesets_every_descriptor_with_a_subscript(symbol):
    head, _, tail = symbol.partition("_")
    assert f"lowers {head}<sub>{tail}</sub> from" in markup.sentence(f"Removing Ni lowers {symbol} from 13.2 to 8.24")
