"""Whatever works beside the server stands behind its pages, also where the server itself was started with `nice`."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import psutil
import pytest

from hea_core.screening.request import Screen
from hea_core.screening.space import Space
from hea_ui.jobs import priority
from hea_ui.jobs.folder import JobFolder
from hea_ui.jobs.pace import Pace
from hea_ui.jobs.queue import JobQueue

LONG = Screen(Space(("Al", "Co", "Cr", "Fe", "Ni", "Ti", "Mn"), step=1.0), top=50)


@pytest.mark.parametrize(("server", "other"), [(0, 10), (5, 15), (15, 19)])
def test_it_is_behind_a_server_of_any_niceness(server, other):
    script = (
        f"import os, subprocess; os.nice({server} - os.nice(0)); from hea_ui.jobs import priority; "
        "one = subprocess.Popen(['sleep', '60']); priority.lower(one.pid); "
        "print(os.getpriority(os.PRIO_PROCESS, one.pid)); one.kill()"
    )
    if server < os.nice(0):
        pytest.skip("the tests themselves run with a higher niceness")
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert int(said.stdout) == other


def test_a_process_that_is_gone_is_no_fault():
    gone = subprocess.Popen(["true"])
    gone.wait()
    priority.lower(gone.pid)


def test_a_screening_and_the_measurement_of_its_pace_stand_behind(tmp_path):
    job_queue, behind = JobQueue(tmp_path / "screens"), min(os.nice(0) + priority.NICER, 19)
    name = job_queue.start(LONG, {})
    while (screening := JobFolder(tmp_path / "screens" / name).process()) is None:
        time.sleep(0.05)
    assert screening.nice() == behind
    job_queue.cancel(name)
    pace = Pace(tmp_path / "pace")
    assert pace.seconds(LONG) is None
    (measuring,) = pace._measuring.values()
    assert psutil.Process(measuring.pid).nice() == behind
    measuring.kill()
    measuring.communicate()
