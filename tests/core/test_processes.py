"""Work that a copy of the process does half of: the same results in the same order, whatever becomes of the copy."""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import sys
import threading
import time
from multiprocessing.connection import Connection

import pytest

from hea_core import processes
from hea_core.errors import FormulaError
from hea_core.processes import in_two
from tests import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="no copy is made elsewhere")


@pytest.fixture
def copied(monkeypatch):
    """Copies are made, although the test runner has threads of its own."""
    monkeypatch.setattr(processes, "_can_be_copied", lambda: True)


def test_every_second_part_is_done_by_a_copy_and_all_come_back_in_order(copied):
    found = in_two(lambda part: (part, os.getpid()), range(5))
    assert [part for part, _ in found] == [0, 1, 2, 3, 4]
    first, second = ({number for _, number in found[k::2]} for k in (0, 1))
    assert first == {os.getpid()}
    assert len(second) == 1
    assert not first & second


def test_what_either_half_raises_is_raised_here(copied):
    def refuse(part: int) -> int:
        if part == refused:
            raise FormulaError(f"no {part}")
        return part

    for refused in (0, 1):
        with pytest.raises(FormulaError, match=f"no {refused}"):
            in_two(refuse, range(2))


def test_the_part_of_a_copy_that_was_killed_is_done_here(copied):
    here = os.getpid()

    def work(part: int) -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return part

    assert in_two(work, range(4)) == [0, 1, 2, 3]


def test_the_part_of_a_copy_that_was_killed_while_it_sent_is_done_here(copied, monkeypatch):
    def cut_short(connection: Connection, answer: object) -> None:
        os.write(connection.fileno(), struct.pack("!i", 1000) + b"begun")
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(Connection, "send", cut_short)
    assert in_two(lambda part: part, range(4)) == [0, 1, 2, 3]


@pytest.mark.parametrize("call", ["fork", "pipe"])
def test_where_no_copy_can_be_made_all_is_done_here(copied, monkeypatch, call):
    def refuse() -> None:
        raise BlockingIOError

    monkeypatch.setattr(os, call, refuse)
    assert in_two(lambda part: part, range(4)) == [0, 1, 2, 3]


def test_a_copy_ends_soon_after_the_process_that_made_it(tmp_path):
    """A script that is killed at its first part; its copy would else go through all of its own."""
    script = (
        "import os, pathlib, signal, time\n"
        "from hea_core.processes import in_two\n"
        f"here, out = os.getpid(), pathlib.Path({str(tmp_path)!r})\n"
        "def work(part):\n"
        "    if os.getpid() == here:\n"
        "        while not (out / '1').exists(): time.sleep(0.01)\n"
        "        os.kill(here, signal.SIGKILL)\n"
        "    (out / str(part)).touch()\n"
        "    time.sleep(0.1)\n"
        "in_two(work, range(8))\n"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False)
    time.sleep(0.4)
    assert len(list(tmp_path.iterdir())) <= 2


def test_a_process_with_threads_is_not_copied():
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    found = in_two(lambda part: os.getpid(), range(2))
    stop.set()
    thread.join()
    assert set(found) == {os.getpid()}
