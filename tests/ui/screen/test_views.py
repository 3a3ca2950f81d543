"""The Screen page without Streamlit's server: requests, binning, brushing, figures and words."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hea_core.composition.symbols import symbols
from hea_core.errors import HeaError
from hea_core.screening.columns import COLUMNS, Stage, column
from hea_core.screening.pareto import front
from hea_core.screening.request import Screen
from hea_core.screening.space import Space
from hea_ui.common import periodic_table
from hea_ui.jobs import pace
from hea_ui.jobs.job import FINISHED, STOPPED, Job
from hea_ui.screen import columns as screen_columns
from hea_ui.screen import element_strip, exports, figures, filters, loaders, markup, state, tables
from hea_ui.screen import result as screen_result
from hea_ui.screen.request import AROUND, BEST, FRONT, SAMPLE, ScreenRequest, from_held

POOL = ("Al", "Co", "Fe")
SETTINGS = {
    "space": {
        "elements": list(POOL), "step": 5.0, "min": 5.0, "max": 35.0, "orders": [3, 3], "ban": ["Os"], "lock": [["Fe", 20]],
        "range": [["Al", 0, 10]], "max_elements": None, "max_price": 30.0, "sample": None, "seed": 0, "around": None, "within": 5.0,
    },
    "where": "probability>=0.5", "top": None, "by": "probability", "pareto": [], "model": "default",
}  # fmt: skip


def written(path: Path, rows: int, group: int = 1000) -> screen_result.Result:
    """A result of that many made-up alloys, in several row groups, one price missing."""
    rng = np.random.default_rng(0)
    numbers = {column.name: rng.random(rows).astype(np.float32) for column in screen_columns.COLUMNS.values()}
    numbers["price"][7] = np.nan
    table = pa.table(
        {
            "formula": [f"Al{k % 90 + 1}Fe{k // 90}" for k in range(rows)],
            **{symbol: rng.random(rows) for symbol in POOL},
            **numbers,
            "domain": [("in", "edge", "out")[k % 3] for k in range(rows)],
        }
    )
    pq.write_table(table, path, row_group_size=group)
    return screen_result.read(path, SETTINGS)


@pytest.fixture
def result(tmp_path):
    return written(tmp_path / "result.parquet", 2500)


# -- what is asked ---------------------------------------------------------------------------------------------------------


def test_elements_are_read_in_any_spelling_and_nothing_is_dropped():
    assert symbols("Al, Co;Cr  Fe") == ("Al", "Co", "Cr", "Fe")
    assert symbols("AlCoCrFe Al") == ("Al", "Co", "Cr", "Fe")
    assert symbols("Al, xx") == ("Al", "xx")


@pytest.mark.parametrize(
    "asked",
    [
        ScreenRequest(),
        ScreenRequest(orders=(5, 5), grid="2.5", locked="Fe=20", ranges="Al=0-10", up_to=5, ceiling=30.0, keep=BEST, by="low price"),
        ScreenRequest(space=SAMPLE, sample=500, draw=3, keep=FRONT, pareto=("high probability", "low price", "low density")),
        ScreenRequest(space=AROUND, around="Al0.5CoCrFeNi", within=4.0, grid="2", joining="Ti"),
    ],
)  # fmt: skip
def test_a_request_makes_a_screening_and_comes_back_from_json(asked):
    screen = asked.screen()
    assert from_held(json.loads(json.dumps(asdict(asked)))) == asked
    assert screen.space.size > 0
    assert (screen.space.sample, screen.space.around is not None) == (
        500 if asked.space == SAMPLE else None,
        asked.space == AROUND,
    )
    assert screen.top == (1000 if asked.keep == BEST else None)
    assert len(screen.pareto) == (len(asked.pareto) if asked.keep == FRONT else 0)


def test_columns_are_said_as_the_core_says_them():
    screen = ScreenRequest(keep=FRONT, pareto=("high probability", "low price")).screen()
    assert screen.pareto == ("probability", "-price")
    assert ScreenRequest(keep=BEST, by="low density").screen().by == "-density"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"elements": ""}, "elements is empty"),
        ({"elements": "Al,Xx"}, "Xx"),
        ({"elements": "Al,Co"}, "The space is empty"),
        ({"least": 40.0}, "min 40 and max 35"),
        ({"space": AROUND}, "Type the alloy"),
        ({"where": "colour>3"}, "colour"),
        ({"keep": FRONT, "pareto": ("high probability",)}, "two or three"),
        ({"locked": "Fe"}, "gives no amount"),
    ],
)
def test_what_cannot_be_asked_is_a_sentence(changes, words):
    with pytest.raises(HeaError, match=words):
        ScreenRequest(**changes).screen()


def test_a_sample_as_large_as_the_space_is_all_of_it():
    request = ScreenRequest(space=SAMPLE, sample=10**7)
    assert request.takes_all
    assert request.screen().space.sample is None
    few = ScreenRequest(space=SAMPLE, sample=100)
    assert not few.takes_all
    assert few.screen().space.sample == 100


def test_a_range_becomes_a_condition_and_a_condition_a_range(result):
    held = filters.histogram(result, "density")
    assert held.low <= result.column("density").min() <= result.column("density").max() <= held.high
    assert sum(held.counts) == result.rows
    text = filters.ranged((), "density", (0.5, held.high), held)
    assert text == "density>=0.5"
    conditions = filters.read(f"{text} and Al<=10", result)
    assert filters.bounds(conditions, "density", held) == (0.5, held.high)
    assert filters.ranged(conditions, "density", (held.low, held.high), held) == "Al<=10"
    assert [filters.said(one) for one in filters.read("VEC>8, p>=0.9, domain==in", result)] == [
        "VEC > 8",
        "p ≥ 0.9",
        "domain = in",
    ]
    assert filters.text_of(filters.read("VEC>8, domain==in", result)) == "vec>8 and domain==in"


def test_a_histogram_names_its_unit_once():
    held = filters.Histogram(100.0, 200.0, 1.0, (1,) * 24)
    assert ">HV<br><small>&nbsp;</small>" in filters.bars("hardness", held, (100.0, 200.0))
    assert ">price<br><small>USD/kg of 2013 or yours</small>" in filters.bars("price", held, (100.0, 200.0))


def test_a_quantity_that_does_not_vary_has_no_histogram(result):
    assert filters.histogram(result, "n_elements") is None or len(set(result.column("n_elements"))) > 1
    same = type("Same", (), {"column": lambda self, name: np.full(3, 5.0), "__hash__": lambda self: 1})()
    assert filters.histogram(same, "density") is None


def test_elements_of_what_passes_stand_against_what_was_asked():
    of = {"Al": 0.67, "Co": 0.67, "Ni": 0.67, "Ti": 0.67}
    said = element_strip.finding({"Al": 0.03, "Co": 0.7, "Ni": 1.0, "Ti": 0.0}, of)
    assert said == "None of them holds Ti; Al is in 3 % of them, against 67 % of what was screened; all hold Ni."
    assert "about as common" in element_strip.finding({"Co": 0.6}, of)
    whole = element_strip.finding({"Co": 1.0, "Ni": 1.0, "Al": 0.0, "Ti": 0.0}, of)
    assert whole == "None of them holds Al or Ti; all hold Co and Ni."
    drawn = element_strip.strip({"Al": 0.03, "Co": 0.7}, of)
    assert drawn.index('data-element="Co"') < drawn.index('data-element="Al"')


def test_shares_of_the_space_are_exact_where_it_is_small_and_near_where_it_is_not():
    small = ScreenRequest(elements="Al,Co,Cr,Fe,Ni").asked_space()
    exact = (small.rows(0, small.size) > 0).mean(axis=0)
    assert list(element_strip.asked({"space": small.settings()}).values()) == pytest.approx(exact.tolist())
    large = ScreenRequest(elements="Al,Co,Cr,Fe,Ni,Ti", grid="2.5").asked_space()
    assert large.size > 20_000
    near = np.array(list(element_strip.asked({"space": large.settings()}).values()))
    assert near == pytest.approx((large.rows(0, large.size) > 0).mean(axis=0), abs=0.06)


def test_the_composition_comes_before_the_numbers(result):
    table = result.take(np.arange(3))
    drawn = tables.shown(table, ["single"] * 3, result.pool)
    names = list(drawn.columns)
    assert names[: 3 + len(result.pool)] == ["formula", "verdict", "probability", *result.pool]
    assert set(result.pool) <= set(tables.config(result.pool))


def test_a_workbook_holds_the_rows_asked_for(result):
    assert exports.xlsx(result, np.arange(3))[:2] == b"PK"


def test_a_link_holds_what_differs_from_the_default():
    assert state.LINK.address(**asdict(ScreenRequest(pareto=list(ScreenRequest.pareto)))) == ""
    assert state.LINK.address(orders=(5, 6), where="") == "orders=5&orders=6&where="


def test_axes_that_only_another_result_had_are_let_go(monkeypatch):
    held = {"x": "Ti", "y": "probability", "shade": "Al", "axes": ["Ti", "density"]}
    monkeypatch.setattr(state.st, "session_state", held)
    state.forget_axes(["density", "probability", "Al"])
    assert held == {"x": "density", "y": "probability", "shade": "Al", "axes": ["density"]}


def test_chosen_and_unseen_elements_are_told_apart():
    drawn = {
        cell["symbol"]: cell
        for cell in periodic_table.cells(("Al", "Be", "Fe"), {"Al": "chosen"}, {}, {"Be": "not seen"})
    }
    assert (drawn["Al"]["mark"], drawn["Be"]["faint"], drawn["Fe"]["faint"]) == ("chosen", "not seen", "")


# -- the result, by columns --------------------------------------------------------------------------------------------------


def test_rows_are_taken_in_the_order_asked_across_row_groups(result):
    at = np.array([2400, 3, 1500, 2, 2])
    table = result.take(at)
    assert list(table["formula"]) == [f"Al{k % 90 + 1}Fe{k // 90}" for k in at]
    np.testing.assert_array_equal(table["density"], result.column("density")[at])
    assert len(result.take(np.array([], dtype=np.int64))) == 0
    assert result.pool == POOL
    assert result.column("domain")[:3].tolist() == [0, 1, 2]


def test_cells_count_every_alloy_once_and_say_which_lack_a_value():
    rng = np.random.default_rng(1)
    x, y, shade = rng.normal(size=(3, 20_000)).astype(np.float32)
    x[5] = y[6] = np.nan
    counted = screen_result.cells(x, y, shade, (30, 20))
    assert counted.count.sum() == 19_998
    assert counted.missing == 2
    assert len(counted.count) <= 600
    assert counted.count @ counted.shade == pytest.approx(float(np.delete(shade, [5, 6]).sum()), abs=0.5)
    wanted, _, _ = np.histogram2d(np.delete(x, [5, 6]), np.delete(y, [5, 6]), (30, 20))
    assert sorted(counted.count.tolist()) == sorted(wanted[wanted > 0].astype(int).tolist())


def test_cells_of_one_value_and_of_none_are_no_error():
    same = screen_result.cells(np.full(5, 2.0, np.float32), np.full(5, 3.0, np.float32), None)
    assert same.count.tolist() == [5]
    assert screen_result.cells(np.empty(0, np.float32), np.empty(0, np.float32), None).count.size == 0


def test_a_box_and_a_lasso_choose_what_lies_in_them():
    x, y = np.array([0.0, 1.0, 2.0, np.nan], np.float32), np.array([0.0, 1.0, 2.0, 1.0], np.float32)
    assert screen_result.selected(x, y, ()) is None
    assert screen_result.selected(x, y, (((1.5, 0), (0.5, 3)),)).tolist() == [False, True, False, False]
    triangle = ((-1, -1.5), (3, 2.5), (-1, 2.5))
    assert screen_result.selected(x, y, (triangle,)).tolist() == [True, True, True, False]
    assert screen_result.selected(x, y, (((5, 5), (6, 5), (6, 6)),)).sum() == 0


def test_a_lasso_counts_like_a_circle():
    rng = np.random.default_rng(2)
    x, y = rng.random((2, 5000)) * 2 - 1
    turn = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    within = screen_result.inside(x, y, 0.7 * np.cos(turn), 0.7 * np.sin(turn))
    assert (within != (np.hypot(x, y) < 0.7)).mean() < 0.002


def test_the_best_rows_are_those_of_a_whole_sort():
    rng = np.random.default_rng(3)
    values = rng.integers(0, 500, 9000).astype(np.float32)
    values[::50] = np.nan
    rows = np.flatnonzero(rng.random(9000) < 0.7)
    for descending in (True, False):
        score = np.where(np.isnan(values[rows]), np.inf, -values[rows] if descending else values[rows])
        wanted = rows[np.argsort(score, kind="stable")][:100]
        np.testing.assert_array_equal(screen_result.best(values, rows, 100, descending), wanted)
    assert len(screen_result.best(values, rows[:30], 100, True)) == 30


def test_lines_are_spread_through_the_file():
    assert screen_result.spread(np.arange(10), 20).tolist() == list(range(10))
    some = screen_result.spread(np.arange(1000), 11)
    assert (len(some), some[0], some[-1]) == (11, 0, 999)


def test_a_csv_holds_the_rows_asked_for_with_every_column(result):
    lines = exports.csv(result, np.array([4, 2])).decode().splitlines()
    assert lines[0].split(",")[:4] == ["formula", *POOL]
    assert [line.split(",")[0] for line in lines[1:]] == ["Al5Fe0", "Al3Fe0"]


# -- figures -----------------------------------------------------------------------------------------------------------------


def columns(*names):
    return tuple(column(name) for name in names)


def test_few_alloys_are_marks_with_their_names_and_the_front_lies_on_top(result):
    x, y, shade = columns("density", "probability", "price")
    figure = figures.trade_off(result, x, y, shade, (-1, 1))
    assert sum(len(t.x) for t in figure.data if t.customdata is not None) == 2500
    assert figure.layout.xaxis.title.text == "density (g/cm³)"
    wanted = front(np.column_stack([result.column("density"), result.column("probability")]), (False, True))
    assert sorted(figure.data[-1].x) == sorted(result.column("density")[wanted])
    assert len(figures.trade_off(result, x, y, shade, (0, 1)).data) == len(figure.data) - 1


def test_many_alloys_are_counted_in_at_most_a_few_thousand_cells(tmp_path):
    many = written(tmp_path / "many.parquet", 50_000, 20_000)
    x, y, shade = columns("density", "Al", "price")
    figure = figures.trade_off(many, x, y, shade, (0, 0))
    marks = figure.data[1]
    assert sum(int(text.split(" ")[0].replace(",", "")) for text in marks.text) == 50_000
    assert len(marks.x) <= 4000
    assert len(figure.to_json()) < 600_000
    assert figure.layout.yaxis.title.text == "Al (at.%)"


def test_parallel_lines_carry_units_and_alloys_without_a_value_are_left_out_and_counted(result):
    names = ("probability", "price", "melting_temperature")
    held = {name: result.column(name) for name in names}
    told = screen_result.complete(list(held.values()), np.arange(20))
    assert told.tolist() == [k for k in range(20) if k != 7]
    figure = figures.parallel(
        {name: values[told] for name, values in held.items()}, columns(*names), columns("probability")[0]
    )
    assert [d.label for d in figure.data[0].dimensions] == [
        "probability",
        "price (USD/kg of 2013 or yours)",
        "melting temperature (K)",
    ]
    assert [len(d["values"]) for d in figure.data[0].dimensions] == [19, 19, 19]
    assert "1 without a value" in markup.lines_note(19, 19, 20)


# -- words -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "1 s"), (8, "8 s"), (100, "1.7 min"), (60 * 30, "30 min"), (9000, "2.5 h"), (86_400 * 5, "5 days")],
)
def test_durations_are_said_in_one_unit(seconds, words):
    assert markup.duration(seconds) == words


def job(**changes) -> Job:
    fields = {
        "id": "0" * 12, "state": FINISHED, "settings": SETTINGS, "words": ("--where=probability>=0.5",), "request": {}, "scored": 1000,
        "size": 1000, "per_second": 0.0, "seconds_left": None, "kept": 12, "error": "", "result": Path("x"),
    }  # fmt: skip
    return Job(**(fields | changes))


def test_conditions_are_printed_with_the_signs_of_print():
    assert markup.conditions("VEC>=8, δ<5 and structure==BCC") == "VEC ≥ 8, δ < 5 and structure = BCC"


def test_an_outcome_says_what_was_done_and_what_is_missing():
    text = markup.outcome(job())
    assert "<b>12</b> of <b>1,000</b>" in text
    assert "all with probability ≥ 0.5" in text
    assert "without Os · Fe 20 at.% · Al 0 to 10 at.% · at most 30 USD/kg" in markup.space(job().settings)
    stopped = markup.outcome(job(state=STOPPED, scored=400, error="Stopped at 512 MB <b>"))
    assert "400 of 1,000 alloys are scored" in stopped
    assert "512 MB &lt;b&gt;" in stopped


def test_progress_says_rate_and_time_once_they_are_known():
    assert "Starting" in markup.progress(job(state="running", scored=0), 0)
    said = markup.progress(job(state="running", scored=400, per_second=200.0, seconds_left=3.0), 0)
    assert said == "400 of 1,000 alloys · 200 alloys/s · about 3 s left"
    assert "2 screenings before it" in markup.progress(job(state="waiting"), 2)


def test_a_result_of_another_model_is_said():
    said = {**SETTINGS, "scored": 1000, "complete": True, "model_sha256": "a" * 64, "data_sha256": "b" * 64}
    same = {"model_sha256": "a" * 64, "data_sha256": "b" * 64}
    assert "another model" not in markup.provenance(said, same)
    assert "another model" in markup.provenance(said, {**same, "model_sha256": "c" * 64})
    assert "'--where=probability>=0.5'" in markup.command(job().words)


def test_the_help_names_every_column_with_its_unit():
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in screen_columns.help_table().splitlines()]
    for one in COLUMNS.values():
        (row,) = (row for row in rows if row[0].startswith((f"`{one.name}`", f"`{one.name}==")))
        assert one.words in row[1]
        assert row[2] == one.unit
        assert all(f"`{one.name}=={name}`" in row[0] for name in one.classes)


def test_the_pace_of_a_stage_is_measured_on_all_its_columns():
    space = Space(POOL, orders=(2, 3))
    for stage in Stage:
        screen = Screen(space, where=pace._every_alloy(stage))
        assert screen.costliest is stage
        assert {one.name for one in COLUMNS.values() if one.stage is stage} <= set(screen.deciding)
    assert {"low", "hardness", "structure"} <= set(Screen(space, where=pace._every_alloy(Stage.STRUCTURE)).deciding)


def test_why_nothing_is_kept_is_said_with_the_signs_of_print(monkeypatch):
    said = "Of 5 alloys: low>=0.9 holds for 0, which leaves 0. Loosen low>=0.9, which none of them fulfils."
    monkeypatch.setattr(loaders.long_answers, "funnel", lambda _: said)
    found = loaders.why_empty({"of": "this test"})
    assert "low ≥ 0.9 holds for 0" in found
    assert ">=" not in found
