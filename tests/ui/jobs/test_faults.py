"""Jobs whose files are damaged, whose disk is full or read-only, whose clock was set back, and whose owner is another."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

import pytest

from hea_core.errors import RequestError
from hea_core.files import one_writer
from hea_core.screening.request import Screen
from hea_core.screening.space import Space
from hea_ui.jobs import queue as jobs
from hea_ui.jobs.folder import JobFolder
from hea_ui.jobs.job import FINISHED, RUNNING, STOPPED, WAITING, id_of, owner_of
from hea_ui.jobs.queue import JobQueue, may_stop
from tests.disks import damaged, disk, fill, make_read_only

POOL = ("Al", "Co", "Cr", "Fe", "Ni")
ONE, TWO, THREE, FOUR = (Screen(Space(POOL), top=count) for count in (5, 6, 7, 8))
SETTINGS = {"space": "of a test"}
ODD = ["{}", "[]", "null", "3", '"text"', "{", '{"size": 1}', "NaN", '{"scored": null, "kept": "x"}', "\x00\x00\x00"]


@pytest.fixture
def queue(tmp_path, monkeypatch):
    """Jobs that are never started."""
    monkeypatch.setattr(jobs, "MOST_RUNNING", 0)
    return JobQueue(tmp_path / "screens")


def made(folder, size=10):
    """A job's folder with all its files, the job finished."""
    one = JobFolder(folder / id_of(SETTINGS))
    one.enqueue({"settings": SETTINGS, "words": [], "size": size, "request": {}, "owner": ""})
    one.claim()
    one.works(os.getpid())
    one.log.write_text(json.dumps({"scored": 5, "size": size, "per_second": 2.0, "seconds_left": 1.0}) + "\n")
    one.answer.write_text(json.dumps({"scored": size, "kept": 3}))
    return one


def sleeper(one):
    """A process that looks like the command of a job, as one that an earlier server left."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", f"--out={one.result}"])
    one.works(process.pid)
    one.answer.unlink(missing_ok=True)
    return process


def all_of(job_queue, name):
    """Everything the page asks of a job."""
    job_queue.recent()
    job_queue.ahead(name)
    job_queue.pace.seconds(ONE)
    return job_queue.open(name)


@pytest.mark.parametrize("file", ["job.json", "answer.json", "log", "pid", "stop", "waiting", "pace.json"])
def test_no_damaged_file_stops_the_page(tmp_path, file, monkeypatch):
    job_queue = JobQueue(tmp_path)
    monkeypatch.setattr(job_queue.pace, "_measure", lambda stage: None)
    one = made(tmp_path)
    assert all_of(job_queue, one.path.name).state == FINISHED
    path = tmp_path / file if file == "pace.json" else one.path / file
    usual = path.read_bytes() if path.exists() else b""
    bad = [
        *damaged(usual or b"0123456789").values(),
        *(text.encode() for text in ODD),
        b"\xff\xfe\x00",
        b"9" * 400,
        b"-1 x",
    ]
    for content in bad:
        path.unlink(missing_ok=True)
        if content is not None:
            path.write_bytes(content)
        job = all_of(job_queue, one.path.name)
        assert job is None if file == "job.json" and content not in (None, usual) else True
        assert job is None or 0 <= job.scored <= job.size
    path.unlink(missing_ok=True)
    path.mkdir()
    all_of(job_queue, one.path.name)


@pytest.mark.parametrize(
    "change", [{"settings": {}}, {"size": 0}, {"size": "1"}, {"words": [1]}, {"request": []}, {"words": None}]
)
def test_a_job_that_is_not_whole_is_none_and_others_are_listed(tmp_path, change):
    job_queue, one = JobQueue(tmp_path), made(tmp_path)
    other = JobFolder(tmp_path / id_of({"another": 1}))
    other.enqueue({"settings": {"another": 1}, "words": [], "size": 1, "request": {}})
    about = json.loads((one.path / "job.json").read_text())
    (one.path / "job.json").write_text(json.dumps(about | change))
    assert job_queue.look(one.path.name) is None
    assert [job.id for job in job_queue.recent()] == [other.path.name]


def test_a_job_whose_folder_goes_while_it_is_looked_at(tmp_path):
    job_queue, one = JobQueue(tmp_path), made(tmp_path)
    one.remove()
    assert all_of(job_queue, one.path.name) is None
    assert one.bytes() == 0
    one.stop("too late")
    one.touch()
    job_queue.cancel(one.path.name)


def test_an_answer_that_was_lost_is_read_from_the_result(tmp_path):
    """The disk was full when the command wrote its answer, or it was killed just then: the result is whole all the same."""
    from hea_core.screening.run import run

    job_queue = JobQueue(tmp_path)
    one = JobFolder(tmp_path / id_of(ONE.settings()))
    one.enqueue({"settings": ONE.settings(), "words": [], "size": ONE.space.size, "request": {}})
    one.claim()
    run(ONE, one.result)
    job = job_queue.look(one.path.name)
    assert (job.state, job.scored, job.kept) == (FINISHED, ONE.space.size, 5)
    one.result.write_bytes(one.result.read_bytes()[:1000])
    assert job_queue.look(one.path.name).state == STOPPED
    job_queue.discard(one.path.name, "It was damaged.")
    job = job_queue.look(one.path.name)
    assert (job.state, job.error, job.kept) == (STOPPED, "It was damaged.", None)
    assert not one.result.exists()


def test_no_room_is_a_sentence_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(jobs, "MOST_RUNNING", 0)
    with disk(tmp_path / "disk", "100k") as small:
        job_queue = JobQueue(small / "screens")
        fill(small)
        with pytest.raises(RequestError, match=r"No space left on device.*LATENTALLOY_RUNS"):
            job_queue.start(ONE, {})
        assert job_queue.recent() == []
        assert not list(small.rglob("*.unfinished"))
        job_queue.pace._keep("classifier", 1e-6)
        assert job_queue.pace.seconds(ONE) is not None, "what cannot be written is remembered"
        (small / "ballast").unlink()
        name = job_queue.start(ONE, {})
        assert job_queue.look(name).state == WAITING


def test_a_full_disk_does_not_keep_a_job_from_being_stopped(tmp_path):
    with disk(tmp_path / "disk", "100k") as small:
        one = made(small)
        process = sleeper(one)
        fill(small)
        assert one.alive
        one.stop("of size")
        process.wait(10)
        assert process.returncode != 0


def test_a_read_only_folder_is_a_sentence_and_what_is_there_is_shown(tmp_path):
    with disk(tmp_path / "disk", "200k") as small:
        job_queue, one = JobQueue(small / "screens"), made(small / "screens")
        make_read_only(small)
        assert all_of(job_queue, one.path.name).state == FINISHED
        with pytest.raises(RequestError, match=r"Read-only file system.*LATENTALLOY_RUNS"):
            job_queue.start(ONE, {})
        one.stop()
        one.discard("why")


def test_a_job_that_cannot_be_started_says_so(tmp_path, monkeypatch):
    job_queue = JobQueue(tmp_path)

    def no_more(*_, **__):
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(jobs.subprocess, "Popen", no_more)
    name = job_queue.start(ONE, {})
    job = job_queue.look(name)
    assert job.state == STOPPED
    assert "Resource temporarily unavailable" in job.error


def test_a_clock_set_back_changes_nothing(tmp_path, monkeypatch):
    """Whether a job lives is not a matter of times: neither a start that now lies in the future nor a file from tomorrow."""
    import psutil

    job_queue, one = JobQueue(tmp_path), made(tmp_path)
    process = sleeper(one)
    try:
        later = time.time() + 3600
        monkeypatch.setattr(psutil.Process, "create_time", lambda self: later)
        for path in one.path.iterdir():
            os.utime(path, (time.time() + 86_400,) * 2)
        assert job_queue.look(one.path.name).state == RUNNING
        monkeypatch.setattr(jobs, "job_id", lambda screen: one.path.name)
        monkeypatch.setattr(JobQueue, "_launch", lambda *_: pytest.fail("a second process in one folder"))
        assert job_queue.start(ONE, {}) == one.path.name
    finally:
        process.kill()
        process.wait()


def test_a_number_used_again_by_another_process_is_not_the_job(tmp_path):
    one = made(tmp_path)
    assert one.process() is None, "this test's own process has not the job's file among its arguments"
    assert not one.alive


def test_a_job_whose_number_was_lost_is_at_work_while_it_holds_its_file(tmp_path):
    job_queue, one = JobQueue(tmp_path), made(tmp_path)
    one.answer.unlink()
    parts = one.path / "result.parquet.parts"
    parts.mkdir()
    with one_writer.hold(parts):
        assert job_queue.look(one.path.name).state == RUNNING
    assert job_queue.look(one.path.name).state == STOPPED


def test_a_job_of_an_earlier_server_is_watched_again(tmp_path, monkeypatch):
    monkeypatch.setattr(jobs, "_EVERY", 0.5)
    monkeypatch.setattr(jobs, "MOST_BYTES", 20_000)
    job_queue, one = JobQueue(tmp_path), made(tmp_path)
    process = sleeper(one)
    (one.path / "block").write_bytes(b"\0" * 30_000)
    job_queue.adopt()
    process.wait(20)
    end = time.monotonic() + 10
    while job_queue._watched and time.monotonic() < end:
        time.sleep(0.05)
    assert not job_queue._watched
    assert "keep fewer" in (one.path / "stop").read_text()


def test_only_the_browser_that_began_a_job_stops_it(queue):
    name = queue.start(ONE, {}, "secret of A")
    job = queue.look(name)
    assert "secret of A" not in (queue._folder / name / "job.json").read_text()
    assert may_stop(job, "secret of A")
    assert not may_stop(job, "secret of B")
    assert not may_stop(job, "")
    assert not may_stop(job, owner_of("secret of A")), "what the folder holds is not the secret"
    for token in ("secret of B", "", job.owner):
        with pytest.raises(RequestError, match="Another browser"):
            queue.cancel(name, token)
    assert queue.look(name).state == WAITING
    queue.cancel(name, "secret of A")
    assert queue.look(name).state == STOPPED
    queue.resume(name, "secret of B")
    assert may_stop(queue.look(name), "secret of B"), "it belongs to who let it go on"


def test_a_job_of_nobody_in_particular_can_be_stopped_by_everybody(queue):
    name = queue.start(ONE, {})
    queue.cancel(name, "secret of B")
    assert queue.look(name).state == STOPPED


def test_one_browser_cannot_fill_the_queue(queue):
    for screen in (ONE, TWO, THREE):
        queue.start(screen, {}, "A")
    with pytest.raises(RequestError, match="3 screenings that you began"):
        queue.start(FOUR, {}, "A")
    last = queue.start(FOUR, {}, "B")
    assert queue.ahead(last) == 3
    assert queue.ahead("0" * 12) == 4, "a new one would be fifth"
