"""Full, read-only and damaged: one sentence each, and what was saved stays."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from hea_core.composition import Composition
from hea_core.lab import Alloy, Store, StoreError
from hea_core.lab.exchange import take_in
from tests.disks import disk, fill, make_larger, make_read_only


def book(folder: Path) -> Store:
    return Store(url=f"sqlite:///{folder / 'lab.sqlite'}")


def alloy(text: str, **fields) -> Alloy:
    return Alloy(Composition.parse(text), **fields)


def keep_many(store: Store) -> None:
    for k in range(1, 50):
        store.add(alloy(f"Al{k}Ni{100 - k}", notes="x" * 20_000))


def test_a_full_disk_is_said_and_nothing_is_lost(tmp_path):
    with disk(tmp_path / "small", "600k") as folder:
        store = book(folder)
        store.add(alloy("CoCrFeNi"))
        fill(folder)
        with pytest.raises(StoreError, match=r"There is no room for the lab book .*make room and try again"):
            keep_many(store)
        kept = store.alloys()
        assert "CoCrFeNi" in {one.formula for one in kept}
        store.close()
        again = book(folder)
        assert again.alloys() == kept
        make_larger(folder, "2m")
        assert again.add(alloy("MoNbTaW")).version == 1
        again.close()


def test_an_import_that_finds_no_room_saves_nothing(tmp_path):
    with disk(tmp_path / "small", "300k") as folder:
        store = book(folder)
        rows = "\n".join(f"Al{k}Ni{100 - k},{'x' * 19_000}" for k in range(1, 60))
        with pytest.raises(StoreError, match="no room"):
            take_in(store, "a.csv", f"formula,notes\n{rows}\n".encode())
        assert store.alloys() == ()
        store.close()


def test_a_read_only_disk_opens_for_reading(tmp_path):
    with disk(tmp_path / "stick", "2m") as folder:
        store = book(folder)
        kept = store.add(alloy("CoCrFeNi"))
        store.close()
        make_read_only(folder)
        again = book(folder)
        assert again.alloys() == (kept,)
        assert "is read-only, so nothing can be saved" in again.read_only
        with pytest.raises(StoreError, match="read-only, so nothing can be saved"):
            again.add(alloy("MoNbTaW"))
        again.close()


def test_a_read_only_disk_without_a_lab_book_is_said(tmp_path):
    with disk(tmp_path / "stick", "2m") as folder:
        make_read_only(folder)
        with pytest.raises(StoreError, match="set LATENTALLOY_HOME to a folder that you may write to"):
            book(folder)


def test_a_home_that_is_a_file_is_said(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("LATENTALLOY_HOME", str(tmp_path / "file" / "home"))
    with pytest.raises(StoreError, match=r"cannot be made .*set LATENTALLOY_HOME"):
        Store()


@pytest.mark.parametrize("content", [b"no database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_damaged_file_is_said_and_left_as_it_is(tmp_path, content):
    (tmp_path / "lab.sqlite").write_bytes(content)
    with pytest.raises(StoreError, match=r"is damaged .*put back a backup"):
        book(tmp_path)
    assert (tmp_path / "lab.sqlite").read_bytes() == content


def test_a_file_that_another_program_keeps_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr("hea_core.lab.database._WAIT_SECONDS", 0.1)
    store = book(tmp_path)
    other = sqlite3.connect(tmp_path / "lab.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="Another program has kept"):
        store.add(alloy("CoCrFeNi"))
    assert store.alloys() == ()
    other.execute("ROLLBACK")
    assert store.add(alloy("CoCrFeNi")).version == 1
    store.close()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "is no address of a database"),
        ("mysql://a/b", "lies in SQLite or PostgreSQL"),
        ("sqlite://", "names no file"),
    ],
)
def test_an_address_that_is_none_is_said(url, said):
    with pytest.raises(StoreError, match=said):
        Store(url=url)


def test_a_server_that_does_not_answer_is_said_without_its_password():
    pytest.importorskip("psycopg")
    with pytest.raises(StoreError, match=r"cannot be used") as refused:
        Store(url="postgresql://anna:secret@127.0.0.1:9/lab")
    assert "secret" not in str(refused.value)
