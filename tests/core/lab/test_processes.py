"""Two processes that write at once, and one that is killed between any two writes."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from hea_core.composition import Composition
from hea_core.lab import Alloy, Store, database

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]


def writer(name, count):
    return subprocess.Popen(
        [sys.executable, "-m", "tests.core.lab.writer", name, str(count)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def test_two_processes_that_write_at_once_lose_nothing(store):
    store.add(Alloy(Composition.parse("CoCrFeNi")))
    running = [writer("Fe", 30), writer("Co", 30)]
    for one in running:
        one.communicate(timeout=120)
        assert one.returncode == 0
    kept = store.alloys()
    assert Counter(alloy.who for alloy in kept) == {"": 1, "Fe": 30, "Co": 30}
    assert all(len(alloy.results) == 1 and alloy.status == "measured" for alloy in kept[1:] if alloy.who)
    counter = store.find(Composition.parse("CoCrFeNi"))
    assert Counter(counter.notes.split()) == {"Fe": 30, "Co": 30}
    assert counter.version == 61


def test_a_start_by_two_processes_makes_the_tables_once(home):
    code = "from hea_core.lab import Store; Store().alloys()"
    running = [subprocess.Popen([sys.executable, "-c", code], cwd=ROOT) for _ in range(3)]
    assert [one.wait(timeout=60) for one in running] == [0, 0, 0]
    assert Store().alloys() == ()


def test_a_log_that_another_program_begins_at_that_moment_is_waited_for():
    class Busy:
        """SQLite says so at once, whatever its time to wait, when two programs begin the log of one file."""

        refusals = 2

        def execute(self, _statement):
            if self.refusals:
                self.refusals -= 1
                raise sqlite3.OperationalError("database is locked")

    busy = Busy()
    database._write_ahead(busy)
    assert busy.refusals == 0


def test_a_killed_process_leaves_a_lab_book_that_opens_with_all_it_had_said(store):
    store.add(Alloy(Composition.parse("CoCrFeNi")))
    said = set()
    for kill_after in (1, 2, 5, 9, 14):
        one = writer("Fe" if kill_after % 2 else "Co", 400)
        for _ in range(kill_after):
            said.add(one.stdout.readline().strip())
        os.kill(one.pid, signal.SIGKILL)
        one.wait()
        one.stdout.close()
        again = Store()
        kept = {alloy.id: alloy for alloy in again.alloys()}
        assert said <= kept.keys()
        assert all(kept[id].results for id in said)
        assert again.add(Alloy(Composition.from_amounts({"Fe": kill_after, "W": 20}))).version == 1
        again.close()
        for alloy in store.alloys():  # the next writer starts with the same alloys
            if alloy.who:
                store.delete([alloy])
        said.clear()
