"""What the lab's results change, where they stand on the map, and that a broken book stops no other page."""

from __future__ import annotations

import pytest

from hea_core.composition import Composition
from hea_core.lab import Alloy, Result, Store
from hea_ui.lab import stars
from hea_ui.server import learning, warm_up


@pytest.fixture
def book(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENTALLOY_HOME", str(tmp_path))
    warm_up.wait()
    return tmp_path


def measured(formula: str, *outcomes: str) -> None:
    store = Store()
    alloy = store.add(Alloy(Composition.parse(formula)))
    for outcome in outcomes:
        store.add_result(alloy, Result(outcome))


def near(*formulas: str):
    return learning.learnt([Composition.parse(one) for one in formulas], learning.kept_alloys())


def test_without_a_book_none_is_made(book):
    assert learning.kept_alloys() == ()
    assert near("CoCrFeNi") == ()
    assert stars.stars() == ()
    assert not (book / "lab.sqlite").exists()


def test_a_damaged_book_is_the_lab_pages_matter(book):
    (book / "lab.sqlite").write_bytes(b"no database" * 200)
    assert learning.kept_alloys() == ()


def test_results_move_what_is_near_and_leave_what_is_far(book):
    measured("Al0.3CoCrFeNi", "multiple")
    close, far = near("Al0.35CoCrFeNi", "MoNbTaW")
    assert close.after < close.before - 0.05
    assert close.low < close.after < close.high
    assert (close.nearest, close.share) == ("Al0.3CoCrFeNi", 0.0)
    assert far.after == pytest.approx(far.before, abs=1e-3)


def test_unclear_results_change_nothing(book):
    measured("Al0.3CoCrFeNi", "unclear")
    assert near("Al0.35CoCrFeNi") == ()


def test_an_alloy_that_the_model_does_not_cover_is_left_out(book):
    measured("Al0.3CoCrFeNi", "multiple")
    found = learning.learnt(
        [Composition.from_amounts({"U": 50, "Fe": 50}), Composition.parse("CoCrFeNi")], learning.kept_alloys()
    )
    assert "CoCrFeNi" in [one.formula for one in found]


def test_own_alloys_near_come_nearest_first_and_far_ones_not_at_all(book):
    for formula in ("AlCoCrFeNi", "Al0.3CoCrFeNi", "MoNbTaW"):
        measured(formula, "multiple")
    found = learning.own_neighbours(Composition.parse("Al0.35CoCrFeNi"), learning.kept_alloys())
    assert [alloy.formula for alloy, _ in found] == ["Al0.3CoCrFeNi", "AlCoCrFeNi"]


def test_stars_say_what_was_found_and_need_a_place_on_the_map(book):
    measured("CoCrFeNi", "single")
    measured("AlCoCrFeNi", "multiple", "single")
    measured("Al0.3CoCrFeNi", "multiple")
    measured("FeU", "single")
    found = {one.label: (str(one.verdict), one.star) for one in stars.stars()}
    assert found == {
        "CoCrFeNi": ("single", True),
        "AlCoCrFeNi": ("undecided", True),
        "Al0.3CoCrFeNi": ("multiple", True),
    }
