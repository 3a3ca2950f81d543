"""The process for long answers: what it answers, in which order, and what happens when it dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

import hea_core
from hea_core.errors import RequestError
from hea_ui.server import long_answers
from hea_ui.server.worker import Worker
from tests.ui.server import worker_questions as questions


@pytest.fixture
def worker():
    one = Worker()
    yield one
    one.close()


def test_it_answers_in_another_process_of_lower_priority_without_streamlit(worker):
    number, niceness, modules = worker.ask(questions.where)
    assert number != os.getpid()
    assert niceness == min(os.nice(0) + 10, 19)
    assert "streamlit" not in modules


def test_what_is_raised_there_is_raised_here(worker):
    with pytest.raises(RequestError, match="for example 5"):
        worker.ask(questions.refuse)
    assert worker.ask(abs, -3) == 3


def test_one_that_was_killed_is_started_again(worker):
    before, *_ = worker.ask(questions.where)
    os.kill(before, signal.SIGKILL)
    after, *_ = worker.ask(questions.where)
    assert after != before


def test_a_question_that_kills_it_is_refused_and_the_next_one_answered(worker):
    with pytest.raises(RequestError, match="ask for less"):
        worker.ask(os._exit, 1)
    assert worker.ask(abs, -3) == 3
    assert worker.waiting == 0


def test_first_come_first_served_and_the_queue_says_its_length(worker):
    worker.ask(abs, 0)
    order: list[int] = []

    def ask(number):
        order.append(worker.ask(questions.slowly, number))

    threads = []
    for number in range(4):
        threads.append(threading.Thread(target=ask, args=(number,)))
        threads[-1].start()
        while worker.waiting <= number:
            time.sleep(0.001)
    assert worker.waiting == 4
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3]


def test_it_ends_with_the_server_however_that_ends():
    script = (
        "import os, signal; from hea_ui.server.worker import Worker; from tests.ui.server import worker_questions as q; "
        "print(Worker().ask(q.where)[0], flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    number = int(said.stdout)
    end = time.monotonic() + 20
    while time.monotonic() < end and os.path.exists(f"/proc/{number}"):
        time.sleep(0.05)
    assert not os.path.exists(f"/proc/{number}")


def test_long_answers_are_those_of_the_server(monkeypatch, predictor):
    one = Worker()
    monkeypatch.setattr(long_answers, "worker", lambda: one)
    (explained,) = long_answers.explanations(["CoCrFeMnNi"])
    assert explained.values == pytest.approx(predictor.explain("CoCrFeMnNi").values, abs=1e-6)
    assert long_answers.field(0.9, None).value == pytest.approx(predictor.field(0.9).value, abs=1e-5, nan_ok=True)
    one.close()


def test_who_waits_is_told_who_else_does(monkeypatch):
    busy = Worker()
    monkeypatch.setattr(long_answers, "worker", lambda: busy)
    assert long_answers.others() == ""
    busy._queue.extend([object()])
    assert long_answers.others() == "; 1 other long answer takes turns with it"
    busy._queue.extend([object()])
    assert long_answers.others() == "; 2 other long answers take turns with it"


@pytest.fixture(scope="module")
def predictor():
    return hea_core.load("default")
