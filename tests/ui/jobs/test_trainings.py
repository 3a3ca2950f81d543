"""Trainings as processes: how they stand by what lies in their folder, and what cancelling leaves."""

from __future__ import annotations

import json
import os
import time

import pytest

from hea_core.composition import Composition
from hea_core.errors import RequestError
from hea_core.lab import Alloy, Result, Store
from hea_ui.jobs import training
from hea_ui.jobs.training import TrainingQueue
from hea_ui.jobs.training_folder import TrainingFolder, read_log

ABOUT = {"steps": 30, "seed": 0, "project": "", "owner": ""}
NAME = "20261126-041500-ab12"


def line(**values: object) -> str:
    return json.dumps(values)


LOG = "\n".join(
    [
        "2 results of the lab book are learnt from.",
        line(what="classifier", done=200, of=2000, seconds=4.0),
        line(what="classifier", done=2000, of=2000, seconds=20.0),
        line(step=500, elbo=-31.5, accuracy=0.8, auc=None),
        line(what="coders", done=500, of=1000, seconds=50.0),
        '{"what": "coders", "do',
    ]
)


@pytest.fixture
def folder(tmp_path):
    made = TrainingFolder(tmp_path / NAME)
    made.enqueue(ABOUT)
    return made


def test_a_log_tells_stage_figures_and_time_left_and_survives_a_cut_line():
    found = read_log(LOG)
    assert (found.stage, found.done, found.of) == ("coders", 500, 1000)
    assert found.seconds_left == pytest.approx(30.0)
    assert found.figures == ({"step": 500, "elbo": -31.5, "accuracy": 0.8, "auc": None},)
    assert found.said == "2 results of the lab book are learnt from."


def test_an_empty_log_says_nothing():
    assert read_log("") == read_log("\n\n")
    assert read_log("").seconds_left is None


def test_it_waits_until_its_turn(folder):
    found = folder.look()
    assert (found.state, found.active, found.steps) == ("waiting", True, 30)


def test_a_process_that_left_no_answer_failed_with_its_last_word_and_leaves_no_model(folder):
    (folder.path / "waiting").unlink()
    (folder.path / "log").write_text(LOG.rsplit("\n", 1)[0] + "\ntrain: There is no room.")
    folder.model.mkdir()
    found = folder.look()
    assert (found.state, found.error) == ("failed", "There is no room.")
    assert not folder.model.exists()


def test_a_card_means_finished(folder):
    (folder.path / "waiting").unlink()
    (folder.path / "answer.json").write_text(json.dumps({"name": "mine"}))
    assert folder.look().card == {"name": "mine"}
    assert folder.look().state == "finished"


def test_a_number_of_another_process_is_not_its_own(folder):
    (folder.path / "waiting").unlink()
    (folder.path / "pid").write_text(str(os.getpid()))
    assert folder.look().state == "failed"


def test_a_folder_that_is_none_is_no_training(tmp_path):
    job_queue = TrainingQueue(tmp_path)
    assert job_queue.look("../../etc") is None
    assert job_queue.look(NAME) is None
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / "about.json").write_text("[]")
    assert job_queue.look(NAME) is None
    assert job_queue.recent() == []


@pytest.mark.parametrize("steps", [0, -1, training.MOST_STEPS + 1])
def test_steps_out_of_range_are_refused(tmp_path, steps):
    with pytest.raises(RequestError, match="whole number from 1"):
        TrainingQueue(tmp_path).start(steps, 0)


def until(job_queue, name, states, seconds=120):
    for _ in range(4 * seconds):
        found = job_queue.look(name)
        if found.state in states:
            return found
        time.sleep(0.25)
    raise AssertionError(f"still {found.state} after {seconds} s")


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENTALLOY_HOME", str(tmp_path))
    return tmp_path


def test_without_a_result_the_command_says_why_it_failed(home):
    job_queue = training.job_queue()
    found = until(job_queue, job_queue.start(30, 0), ("failed",))
    assert "The lab book has no result" in found.error


def test_one_trains_the_next_waits_and_both_can_be_cancelled(home):
    store = Store()
    store.add_result(store.add(Alloy(Composition.parse("AlCoCrFeNi"))), Result("multiple"))
    job_queue = training.job_queue()
    first, second = job_queue.start(30, 0, token="me"), job_queue.start(30, 1, token="me")
    assert {job_queue.look(first).state, job_queue.look(second).state} == {"running", "waiting"}
    running, waiting = (first, second) if job_queue.look(first).state == "running" else (second, first)
    with pytest.raises(RequestError, match="Another browser"):
        job_queue.cancel(running, "somebody else")
    job_queue.cancel(waiting, "me")
    assert job_queue.look(waiting).state == "stopped"
    # another server on the same folder sees the same
    assert TrainingQueue(home / "trainings").look(running).state == "running"
    job_queue.cancel(running, "me")
    found = until(job_queue, running, ("stopped",), 30)
    assert not found.model.exists()
    assert found.card is None
