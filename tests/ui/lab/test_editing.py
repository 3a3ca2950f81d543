"""Cells of the grid into the store: nothing is lost, nothing is saved twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hea_core.composition import Composition
from hea_core.lab import Alloy, Measurement, Origin, Result
from hea_ui.lab import editing
from hea_ui.lab.editing import ERROR, FOUND, HARDNESS, PHASES, Editing

HARD = Measurement("hardness", 512.0, "HV", 8.0)
YIELD = Measurement("yield strength", 900.0, "MPa")


@pytest.fixture
def kept(store):
    store.add(Alloy(Composition.parse("CoCrFeNi")))
    alloy = store.add(Alloy(Composition.parse("AlCoCrFeNi")))
    store.add_result(alloy, Result("multiple", ("BCC", "B2"), (HARD, YIELD)))
    return store


@pytest.fixture
def grid(kept):
    return Editing(editing.lines(kept.alloys()))


def stored(store, formula):
    return store.find(Composition.parse(formula))


def test_a_line_a_result_and_one_for_an_alloy_without(grid):
    assert [(line.alloy.formula, line.result is None) for line in grid.lines] == [
        ("AlCoCrFeNi", False),
        ("CoCrFeNi", True),
    ]


def test_cells_of_an_alloy_are_saved(kept, grid):
    grid.take(kept, {1: {"status": "queued", "batch": "B1", "tags": "ductile; cheap", "notes": "a\nb", "reason": None}})
    found = stored(kept, "CoCrFeNi")
    assert (found.status, found.batch, found.tags, found.notes) == ("queued", "B1", ("ductile", "cheap"), "a\nb")
    assert grid.problems == []
    assert grid.conflicts == []


def test_where_an_alloy_is_from_can_be_put_right_and_its_link_stays(store):
    store.add(Alloy(Composition.parse("CoCrFeNi"), Origin("typed", "Check?formula=CoCrFeNi")))
    Editing(editing.lines(store.alloys())).take(store, {0: {"from": "section"}})
    assert stored(store, "CoCrFeNi").origin == Origin("section", "Check?formula=CoCrFeNi")


def test_cells_of_a_result_are_saved_and_other_values_stay(kept, grid):
    grid.take(kept, {0: {HARDNESS: 530.0, "route": "annealed", "date": "2026-11-26", PHASES: "fcc + sigma"}})
    (result,) = stored(kept, "AlCoCrFeNi").results
    assert result.measurements == (replace(HARD, value=530.0), YIELD)
    assert (result.route, result.when, result.phases) == ("annealed", "2026-11-26", ("FCC", "σ"))


def test_clearing_the_hardness_clears_its_error(kept, grid):
    grid.take(kept, {0: {HARDNESS: None}})
    assert stored(kept, "AlCoCrFeNi").results[0].measurements == (YIELD,)


def test_phases_of_a_line_without_result_make_one(kept, grid):
    grid.take(kept, {1: {PHASES: "FCC"}})
    found = stored(kept, "CoCrFeNi")
    assert (found.status, found.results[0].outcome, found.results[0].phases) == ("measured", "single", ("FCC",))
    assert grid.redraw


def test_the_browser_sends_all_edits_each_time_and_each_is_saved_once(kept, grid):
    grid.take(kept, {1: {"notes": "first"}})
    grid.take(kept, {1: {"notes": "first", PHASES: "FCC"}})
    grid.take(kept, {1: {"notes": "first", PHASES: "FCC", "batch": "B2"}})
    found = stored(kept, "CoCrFeNi")
    assert (found.notes, found.batch, len(found.results)) == ("first", "B2", 1)
    assert grid.conflicts == []


def test_a_bad_cell_is_said_and_saves_nothing_and_the_next_is_saved(kept, grid):
    grid.take(kept, {0: {"date": "yesterday"}, 1: {"notes": "good"}})
    assert len(grid.problems) == 1
    assert "year-month-day" in grid.problems[0]
    assert stored(kept, "AlCoCrFeNi").results[0].when == ""
    assert stored(kept, "CoCrFeNi").notes == "good"
    grid.take(kept, {0: {"date": "2026-11-25"}, 1: {"notes": "good"}})
    assert grid.problems == []
    assert stored(kept, "AlCoCrFeNi").results[0].when == "2026-11-25"


def test_an_outcome_cannot_be_cleared(kept, grid):
    grid.take(kept, {0: {FOUND: None}})
    assert "needs an outcome" in grid.problems[0]


def test_an_error_needs_its_value(kept, grid):
    grid.take(kept, {1: {ERROR: 3.0}})
    assert "needs its value" in grid.problems[0]
    assert stored(kept, "CoCrFeNi").results == ()


@pytest.mark.parametrize("value", [0, -5, 5_120_000, "51200"])
def test_a_hardness_that_no_alloy_has_is_refused_as_in_a_table(kept, grid, value):
    grid.take(kept, {1: {HARDNESS: value}})
    assert "The hardness is" in grid.problems[0]
    assert stored(kept, "CoCrFeNi").results == ()


def test_two_who_change_a_row_lose_nothing(kept, grid):
    theirs = kept.save(replace(stored(kept, "CoCrFeNi"), notes="theirs"))
    grid.take(kept, {1: {"notes": "mine"}})
    (conflict,) = grid.conflicts
    assert editing.versions(conflict.yours)["notes"] == "mine"
    assert editing.versions(conflict.theirs)["notes"] == "theirs"
    assert stored(kept, "CoCrFeNi") == theirs
    assert grid.redraw
    editing.insist(kept, conflict)
    assert stored(kept, "CoCrFeNi").notes == "mine"


def test_what_somebody_deleted_can_be_kept_anew(kept, grid):
    kept.delete([stored(kept, "CoCrFeNi")])
    grid.take(kept, {1: {"notes": "mine"}})
    (conflict,) = grid.conflicts
    assert conflict.theirs is None
    editing.insist(kept, conflict)
    assert stored(kept, "CoCrFeNi").notes == "mine"


def test_what_somebody_deleted_is_kept_anew_with_its_results(kept, grid):
    kept.delete([stored(kept, "AlCoCrFeNi")])
    grid.take(kept, {0: {"notes": "mine"}})
    editing.insist(kept, grid.conflicts[0])
    assert len(stored(kept, "AlCoCrFeNi").results) == 1


def test_a_deleted_line_is_its_result_or_the_whole_alloy(kept):
    kept.add_result(stored(kept, "AlCoCrFeNi"), Result("single", ("FCC",), route="annealed"))
    grid = Editing(editing.lines(kept.alloys()))
    assert [line.result and str(line.result.outcome) for line in grid.lines] == ["multiple", "single", None]
    grid.delete(kept, [1])
    assert [str(one.outcome) for one in stored(kept, "AlCoCrFeNi").results] == ["multiple"]
    grid = Editing(editing.lines(kept.alloys()))
    grid.delete(kept, [0])
    assert stored(kept, "AlCoCrFeNi") is None
    assert stored(kept, "CoCrFeNi") is not None
    kept.restore(kept.deletions()[0])
    assert len(stored(kept, "AlCoCrFeNi").results) == 1


def test_a_deletion_in_words():
    assert editing.deletion_words(2, 1) == "2 alloys and 1 result"
    assert editing.deletion_words(0, 1) == "1 result"
