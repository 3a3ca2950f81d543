"""The Screen page where files are damaged or gone, and where a job is somebody else's."""

from __future__ import annotations

import json

import pytest

from hea_core.screening.run import run
from hea_ui.jobs import queue
from hea_ui.jobs.folder import JobFolder
from hea_ui.jobs.job import owner_of
from hea_ui.screen.request import ScreenRequest
from tests.app.pages import opened, shown
from tests.disks import disk, fill, make_read_only

ASKED = ScreenRequest(elements="Al, Co, Cr, Fe, Ni", keep="the best", top=5)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENTALLOY_RUNS", str(tmp_path))
    monkeypatch.setattr("hea_ui.jobs.pace.Pace.seconds", lambda self, screen: 1.0)
    return tmp_path


def job_of(home, owner=""):
    screen = ASKED.screen()
    folder = JobFolder(home / "screens" / queue.job_id(screen))
    about = {
        "settings": screen.settings(),
        "words": [],
        "size": screen.space.size,
        "request": ASKED.__dict__,
        "owner": owner,
    }
    folder.enqueue(about)
    return screen, folder


@pytest.mark.parametrize("kept", [b"", b"PAR1 and no more", None])
def test_a_result_that_cannot_be_read_is_thrown_away_and_can_be_made_again(home, kept):
    screen, folder = job_of(home)
    folder.claim()
    folder.answer.write_text(json.dumps({"scored": screen.space.size, "kept": 5}))
    if kept is not None:
        folder.result.write_bytes(kept)
    app = opened("pages/Screen.py", job=folder.path.name)
    assert not app.exception
    assert "damaged or lost" in shown(app)
    assert app.button(key="resume").label == "Continue"
    assert not folder.result.exists()


def test_a_result_that_goes_while_it_is_shown_is_a_sentence(home):
    screen, folder = job_of(home)
    folder.claim()
    done = run(screen, folder.result)
    folder.answer.write_text(json.dumps({"scored": done.scored, "kept": done.kept}))
    app = opened("pages/Screen.py", job=folder.path.name)
    assert len(app.dataframe[0].value) == 5
    folder.remove()
    app.run()
    assert not app.exception
    assert "There is no screening" in app.warning[0].value


def test_one_bad_folder_does_not_fail_the_page_for_every_visitor(home):
    _, folder = job_of(home)
    (folder.path / "job.json").write_text("{}")
    app = opened("pages/Screen.py")
    assert not app.exception
    assert not app.error


def test_who_did_not_begin_a_job_can_look_and_not_stop(home, monkeypatch):
    monkeypatch.setattr(queue, "MOST_RUNNING", 0)
    _, folder = job_of(home, owner_of("another browser"))
    app = opened("pages/Screen.py", job=folder.path.name)
    assert not app.exception
    assert app.button(key="cancel").disabled
    assert "only the browser that began it can stop it" in shown(app)
    _, folder = job_of(home, owner_of(app.session_state["browser_token"]))
    app.run()
    assert not app.button(key="cancel").disabled
    assert app.session_state["browser_token"] not in str(app.query_params)
    app.button(key="cancel").click().run()
    assert not app.exception
    assert "Not complete" in shown(app)


@pytest.mark.parametrize("spoil", [fill, make_read_only])
def test_run_on_a_disk_that_takes_nothing_names_the_way_out(home, spoil, monkeypatch):
    with disk(home / "disk", "100k") as small:
        monkeypatch.setenv("LATENTALLOY_RUNS", str(small))
        spoil(small)
        app = opened("pages/Screen.py")
        app.button(key="run").click().run()
        assert not app.exception
        assert "LATENTALLOY_RUNS" in app.error[0].value
        assert app.button(key="run").label == "Run"


def test_others_screenings_are_said_to_be_shared(home):
    job_of(home)
    app = opened("pages/Screen.py")
    assert "Everybody who uses this server sees them" in shown(app)
