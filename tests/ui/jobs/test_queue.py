"""Jobs: real processes of the command line, in a folder of the test's own."""

from __future__ import annotations

import json
import time

import pytest

from hea_core.errors import RequestError
from hea_core.screening.request import Screen
from hea_core.screening.space import Space
from hea_ui.jobs import folder as job_folder
from hea_ui.jobs import queue
from hea_ui.jobs.folder import JobFolder
from hea_ui.jobs.job import FAILED, FINISHED, RUNNING, STOPPED, STOPPING, WAITING, id_of, read_log, state_of
from hea_ui.jobs.queue import JobQueue, job_id

POOL = ("Al", "Co", "Cr", "Fe", "Ni", "Ti")
QUICK = Screen(Space(POOL[:5]), top=5)
OTHER = Screen(Space(POOL[:5]), top=6)
LONG = Screen(Space((*POOL, "Mn"), step=1.0), top=50)
"""87 million alloys: it does not end by itself within a test."""


def wait_for(job_queue: JobQueue, name: str, *states: str, seconds: float = 60) -> job_folder.Job:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        job = job_queue.look(name)
        if job.state in states:
            return job
        time.sleep(0.1)
    raise AssertionError(f"{job} is in none of {states}")


@pytest.fixture
def job_queue(tmp_path):
    """Jobs of one test; what still works at its end is stopped."""
    one = JobQueue(tmp_path)
    yield one
    for job in one.recent():
        one.cancel(job.id)


@pytest.mark.parametrize(
    ("alive", "waiting", "told", "answer", "error", "state"),
    [
        (True, False, False, None, "", RUNNING),
        (True, False, True, None, "", STOPPING),
        (False, True, False, None, "", WAITING),
        (False, False, False, {"scored": 10}, "", FINISHED),
        (False, False, True, {"scored": 10}, "", FINISHED),
        (False, False, True, {"scored": 4}, "", STOPPED),
        (False, False, False, None, "out cannot be written", FAILED),
        (False, False, False, None, "", STOPPED),
        (False, False, True, None, "Terminated", STOPPED),
    ],
)
def test_state_follows_from_what_lies_in_the_folder(alive, waiting, told, answer, error, state):
    assert state_of(alive, waiting, told, answer, error, 10) == state


def test_a_log_gives_its_last_progress_and_an_error_only_at_its_end():
    first, last = ({"scored": n, "size": 9, "per_second": 2.0, "seconds_left": 1.0} for n in (3, 6))
    text = f"a warning\n{json.dumps(first)}\n{json.dumps(last)}\n"
    assert read_log(text) == (last, "")
    assert read_log(text + "screen: stopping; what is done is kept\n") == (last, "")
    assert read_log(text + "screen: the disk is full\n") == (last, "the disk is full")
    assert read_log("") == ({}, "")


def test_the_same_question_has_the_same_id_and_another_has_another():
    assert job_id(QUICK) == job_id(Screen(Space(POOL[:5]), top=5))
    assert job_id(QUICK) != job_id(OTHER)


def test_a_job_runs_to_its_result_one_at_a_time_and_is_found_by_a_new_server(job_queue, tmp_path):
    first, second = job_queue.start(QUICK, {"top": 5}), job_queue.start(OTHER, {})
    assert job_queue.look(second).state == WAITING
    assert job_queue.ahead(second) == 1
    assert job_queue.start(QUICK, {}) == first, "asking again while it runs changes nothing"
    done = wait_for(job_queue, first, FINISHED)
    assert (done.scored, done.kept, done.request) == (QUICK.space.size, 5, {"top": 5})
    assert done.result.exists()
    wait_for(job_queue, second, FINISHED)
    again = JobQueue(tmp_path)
    assert again.look(first).state == FINISHED
    assert {job.id for job in again.recent()} == {first, second}


def test_a_job_is_cancelled_keeps_what_is_done_and_goes_on_from_there(job_queue, tmp_path):
    name = job_queue.start(LONG, {})
    while not job_queue.look(name).scored:
        time.sleep(0.1)
    waiting = job_queue.start(QUICK, {})
    job_queue.cancel(waiting)
    assert job_queue.look(waiting).state == STOPPED, "one that waits is taken out of the queue"
    job_queue.cancel(name)
    stopped = wait_for(job_queue, name, STOPPED)
    assert 0 < stopped.scored < LONG.space.size
    assert stopped.kept == 50
    assert stopped.result.exists()
    job_queue.resume(name)
    job = wait_for(job_queue, name, RUNNING)
    while not (job := job_queue.look(name)).scored:
        time.sleep(0.1)
    assert job.scored > stopped.scored, "it goes on from the finished blocks"
    # a server that was restarted finds the process by its number, and can stop it
    other = JobQueue(tmp_path)
    assert other.look(name).state == RUNNING
    other.cancel(name)
    wait_for(job_queue, name, STOPPED)


def test_a_killed_job_can_go_on_and_a_refused_one_says_why(job_queue, tmp_path):
    name = job_queue.start(LONG, {})
    JobFolder(tmp_path / name).process().kill()
    assert wait_for(job_queue, name, STOPPED).scored == 0
    folder = JobFolder(tmp_path / name)
    about = json.loads((folder.path / "job.json").read_text())
    folder.enqueue({**about, "words": ["--elements=Al,Xx", "--top=5"]})
    job_queue.look(name)
    assert "No elemental data for 'Xx'" in wait_for(job_queue, name, FAILED).error


def test_jobs_run_on_the_cluster_that_the_server_was_given(job_queue, monkeypatch):
    from distributed import LocalCluster

    with LocalCluster(1, threads_per_worker=1, processes=False, protocol="tcp", dashboard_address=None) as cluster:
        monkeypatch.setenv("LATENTALLOY_SCHEDULER", cluster.scheduler_address)
        name = job_queue.start(QUICK, {})
        assert wait_for(job_queue, name, FINISHED).kept == 5
        assert cluster.scheduler.task_prefixes["score_remotely"].state_counts["memory"]


def test_too_many_and_too_large_are_refused(job_queue, monkeypatch):
    monkeypatch.setattr(queue, "MOST_RUNNING", 0)
    monkeypatch.setattr(queue, "MOST_WAITING", 2)
    job_queue.start(QUICK, {})
    job_queue.start(OTHER, {})
    with pytest.raises(RequestError, match="2 screenings wait"):
        job_queue.start(LONG, {})
    with pytest.raises(RequestError, match="more than this page screens"):
        job_queue.start(Screen(Space((*POOL, "Mn", "Cu", "V", "Mo", "Nb"), step=1.0), top=5), {})


def test_names_that_are_no_ids_reach_no_file(tmp_path):
    (tmp_path / "job.json").write_text("{}")
    job_queue = JobQueue(tmp_path / "screens")
    for name in ("../..", "..", "", "/etc", "0" * 11, "0" * 12):
        assert job_queue.open(name) is None


def test_old_results_are_tidied_away_but_not_what_is_at_work(job_queue, tmp_path, monkeypatch):
    monkeypatch.setattr(queue, "MOST_RUNNING", 0)
    waiting = job_queue.start(QUICK, {})
    old = JobFolder(tmp_path / id_of({}))
    old.enqueue({"settings": {}, "words": [], "size": 1, "request": {}})
    old.stop()
    monkeypatch.setattr(queue, "MOST_KEPT", 1)
    last = job_queue.start(OTHER, {})
    assert not old.exists
    assert {job.id for job in job_queue.recent()} == {waiting, last}


def test_a_job_that_keeps_too_much_is_stopped_with_a_reason(job_queue, monkeypatch):
    monkeypatch.setattr(queue, "MOST_BYTES", 20_000)
    monkeypatch.setattr(queue, "_EVERY", 0.2)
    name = job_queue.start(Screen(LONG.space, where="probability>=0.95"), {})
    assert "keep fewer" in wait_for(job_queue, name, STOPPED).error


def test_pace_is_measured_once_and_learnt_from_long_runs(job_queue, tmp_path):
    from hea_ui.jobs.pace import START_SECONDS

    assert QUICK.costliest is LONG.costliest
    end = time.monotonic() + 60
    while (seconds := job_queue.pace.seconds(QUICK)) is None and time.monotonic() < end:
        time.sleep(0.2)
    assert seconds > START_SECONDS
    about = {
        "state": FINISHED,
        "words": (),
        "request": {},
        "seconds_left": 0.0,
        "kept": 5,
        "error": "",
        "result": tmp_path,
    }
    ran = job_folder.Job(id="0" * 12, settings=LONG.settings(), scored=10**6, size=10**6, per_second=1e5, **about)
    job_queue.pace.learn(ran)
    assert JobQueue(tmp_path).pace.seconds(LONG) == pytest.approx(START_SECONDS + LONG.space.size / 1e5)
