"""Keeping, changing, deleting and undoing; projects; two who change one row."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

import hea_core
from hea_core.composition import Composition
from hea_core.errors import HeaError
from hea_core.lab import Alloy, AlreadyKept, Conflict, Measurement, Origin, Result, Store, StoreError


def alloy(text="AlCoCrFeNi", **fields):
    return Alloy(Composition.parse(text), **fields)


def test_what_is_kept_comes_back_as_it_was(store, home):
    given = alloy(
        "Al0.3CoCrFeNi",
        origin=Origin("map", "/?z1=0.8&z2=-0.5"),
        prediction={"probability": 0.8123456789012345, "reasons": ["near"]},
        notes="first line\nsecond",
        tags=("cheap", "fcc"),
        status="queued",
        batch="B1",
        who="Anna",
    )
    kept = store.add(given)
    assert replace(kept, created="", updated="", version=0) == given
    assert kept.version == 1
    assert (home / "lab.sqlite").exists()
    again = Store()
    assert again.alloys() == (kept,)
    assert again.alloy(kept.id) == kept
    assert again.find(Composition.parse("Al0.3CoCrFeNi")) == kept
    assert again.find(Composition.parse("Al0.4CoCrFeNi")) is None
    again.close()


def test_an_alloy_is_kept_once_however_it_is_written(store):
    kept = store.add(alloy("CoCrFeNi"))
    with pytest.raises(AlreadyKept, match="CoCrFeNi is in the lab book already, as idea") as refused:
        store.add(alloy("Co25 Cr25 Fe25 Ni25"))
    assert refused.value.alloy == kept


def test_a_result_makes_its_alloy_measured(store):
    kept = store.add(alloy())
    given = Result(
        "multiple",
        ("FCC", "B2"),
        (Measurement("hardness", 512.0, "HV", 8.0),),
        "as cast",
        "XRD",
        "Anna",
        "2026-11-26",
        "a\nb",
    )
    result = store.add_result(kept, given)
    assert replace(result, created="", updated="", version=0) == given
    after = store.alloy(kept.id)
    assert (after.status, after.results) == ("measured", (result,))
    changed = store.save_result(replace(result, who="Ben"))
    assert store.alloy(kept.id).results == (changed,)


def test_the_second_who_saves_is_told_and_shown_both(store):
    kept = store.add(alloy())
    theirs = store.save(replace(kept, notes="theirs"))
    with pytest.raises(Conflict, match="AlCoCrFeNi was changed by somebody else meanwhile") as refused:
        store.save(replace(kept, notes="yours"))
    assert (refused.value.yours.notes, refused.value.theirs) == ("yours", theirs)
    won = store.save(replace(refused.value.yours, version=refused.value.theirs.version))
    assert store.alloy(kept.id) == won
    assert won.notes == "yours"


def test_a_result_changed_by_two_is_a_conflict_too(store):
    result = store.add_result(store.add(alloy()), Result("single"))
    theirs = store.save_result(replace(result, notes="theirs"))
    with pytest.raises(Conflict) as refused:
        store.save_result(replace(result, notes="yours"))
    assert refused.value.theirs == theirs
    store.delete([theirs])
    with pytest.raises(Conflict, match="deleted by somebody else") as refused:
        store.save_result(replace(theirs, notes="yours"))
    assert refused.value.theirs is None


def test_a_deletion_is_undone_whole(store):
    first, second = store.add(alloy("CoCrFeNi")), store.add(alloy("MoNbTaW"))
    result = store.add_result(first, Result("single"))
    first = store.alloy(first.id)
    before = store.alloys()
    gone = store.delete([first, second])
    assert (gone.alloys, gone.results) == (2, 0)
    assert store.alloys() == ()
    assert store.deletions() == (gone,)
    store.restore(gone)
    assert store.alloys() == before
    assert store.deletions() == ()
    only = store.delete([result])
    assert (only.alloys, only.results) == (0, 1)
    assert store.alloy(first.id).results == ()
    store.restore(only)
    assert store.alloys() == before


def test_a_deletion_of_what_somebody_changed_deletes_nothing(store):
    first, second = store.add(alloy("CoCrFeNi")), store.add(alloy("MoNbTaW"))
    store.save(replace(second, notes="changed"))
    with pytest.raises(Conflict):
        store.delete([first, second])
    assert len(store.alloys()) == 2


def test_a_deleted_alloy_kept_anew_is_not_restored_beside_it(store):
    gone = store.delete([store.add(alloy())])
    store.add(alloy())
    with pytest.raises(AlreadyKept):
        store.restore(gone)
    assert len(store.alloys()) == 1


def test_a_project_sees_its_own_rows_only(store):
    mine, other = Store("anna"), Store("ben")
    kept = mine.add(alloy(batch="B1", status="rejected"))
    other.add(alloy(id=kept.id))  # the same id and alloy, as after an import of the other's export
    assert store.alloys() == ()
    assert [one.batch for one in other.alloys()] == [""]
    assert (mine.batches(), other.batches()) == (("B1",), ())
    assert (len(mine.rejected()), len(other.rejected())) == (1, 0)
    gone = mine.delete([kept])
    assert (mine.deletions(), other.deletions()) == ((gone,), ())
    other.restore(gone)
    assert mine.alloys() == ()
    assert len(other.alloys()) == 1
    with pytest.raises(StoreError, match="belongs to another project"):
        store.alloy(kept.id)
    for opened in (mine, other):
        opened.close()


def test_threads_that_write_at_once_lose_nothing(store):
    texts = [f"Al{k}Co{100 - k}" for k in range(1, 41)]
    threads = [
        threading.Thread(target=lambda some: [store.add(alloy(text)) for text in some], args=(texts[k::4],))
        for k in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {one.formula for one in store.alloys()} == {Composition.parse(text).formula for text in texts}


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: alloy(status="done"), "status 'done' is none of idea, queued"),
        (lambda: Origin("page"), "origin 'page' is none of map, nudge"),
        (lambda: Result("maybe"), "outcome 'maybe' is none of single, multiple, unclear"),
        (lambda: Result("single", ("FCC", "B2")), "says single and names 2 phases"),
        (lambda: Result("single", when="26.11.2026"), "write it as year-month-day"),
        (lambda: Result("single", when="2026-13"), "write it as year-month-day"),
        (lambda: Measurement("hardness", float("nan"), "HV"), "give a finite number"),
        (lambda: Measurement("hardness", 500, "HV", -1), "error of hardness is -1"),
        (lambda: Measurement("Fe", 20, "at.%"), "is an amount of an element"),
        (lambda: Measurement("a(b)", 20, ""), "without brackets"),
        (lambda: alloy(notes="a\x00b"), r"control character U\+0000"),
        (lambda: alloy(notes="x" * 20_001), "at most 20,000 are kept"),
        (lambda: alloy(tags=("a;b",)), "which part tags"),
        (lambda: alloy(tags="fcc"), "are a list"),
        (lambda: alloy(prediction={"p": float("nan")}), "not JSON"),
        (lambda: alloy(id="7"), "The id '7'"),
        (
            lambda: Result("single", measurements=(Measurement("HV", 1, "HV"), Measurement("hardness", 2, "HV"))),
            "gives hardness twice",
        ),
    ],
)
def test_what_cannot_be_kept_is_said_in_a_sentence(make, said):
    with pytest.raises(HeaError, match=said):
        make()


def test_phases_have_one_spelling():
    assert Result("multiple", ("fcc + sigma", "L12", "fcc")).phases == ("FCC", "σ", "L1₂")


def test_an_unknown_status_is_said(store):
    with pytest.raises(StoreError, match="status 'done' is none of idea"):
        store.alloys(status="done")


def test_the_core_gives_the_lab_book_without_an_import_of_its_own():
    assert hea_core.lab.Store is Store
    with pytest.raises(AttributeError, match="'hea_core' has no attribute 'nothing'"):
        _ = hea_core.nothing


def test_a_composition_changed_to_that_of_another_is_refused(store):
    first, second = store.add(alloy("CoCrFeNi")), store.add(alloy("MoNbTaW"))
    with pytest.raises(AlreadyKept) as refused:
        store.save(replace(second, composition=first.composition))
    assert refused.value.alloy == first
    assert store.alloys() == (first, second)


def test_batches_have_names(store):
    for text, batch in (("CoCrFeNi", "B2"), ("MoNbTaW", "B1"), ("FeNi", ""), ("AlNi", "B1")):
        store.add(alloy(text, batch=batch))
    assert store.batches() == ("B1", "B2")
    assert [one.formula for one in store.alloys(batch="B1")] == ["MoNbTaW", "AlNi"]
