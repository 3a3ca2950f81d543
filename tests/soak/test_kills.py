"""kill -9 at random moments, of the job, of the app and of Dask workers: nothing lost, and the next start is clean."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from hea_core.screening.block_store import in_use
from hea_core.screening.request import Screen
from hea_core.screening.run import run
from hea_core.screening.space import Space
from hea_ui.jobs.folder import JobFolder
from hea_ui.jobs.job import FINISHED
from hea_ui.jobs.queue import JobQueue, job_id
from tests import ROOT
from tests.browser.conftest import serve

MOMENTS = 10
POOL = ("Al", "Co", "Cr", "Fe", "Ni", "Ti", "Mn")
SCREEN = Screen(Space(POOL, step=2.5, orders=(5, 6)), top=500, by="-density")
WORDS = ["--elements", ",".join(POOL), "--step", "2.5", "--orders", "5-6", "--top", "500", "--by=-density"]


@pytest.fixture(scope="module")
def wanted(tmp_path_factory):
    out = tmp_path_factory.mktemp("wanted") / "one.parquet"
    run(SCREEN, out)
    return out.read_bytes()


def command(out, *more):
    return [sys.executable, "-m", "hea_core", "screen", *WORDS, "--out", str(out), "--json", *more]


def test_a_screening_killed_at_ten_moments_ends_with_the_same_file(tmp_path, wanted):
    moments = random.Random(1)
    out = tmp_path / "f.parquet"
    for _ in range(MOMENTS):
        process = subprocess.Popen(
            command(out, "--workers", "1"), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(moments.uniform(0.5, 12))
        process.kill()
        process.wait()
        assert not in_use(out)
    subprocess.run(command(out), cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert out.read_bytes() == wanted
    assert [path.name for path in tmp_path.iterdir()] == ["f.parquet"]


def test_an_app_killed_at_ten_moments_leaves_a_job_that_goes_on(tmp_path, wanted, chromium):
    """The job is begun on the page; each new server finds it, and at the end its result is that of an undisturbed run."""
    moments = random.Random(2)
    name = job_id(SCREEN)
    link = f"/Screen?elements={','.join(POOL)}&grid=2.5&orders=5&orders=6&where=&keep=the+best&top=500&by=low+density"
    for number in range(MOMENTS):
        process, address = serve(ROOT / "app.py", ROOT, runs=tmp_path)
        try:
            page = chromium.new_page()
            page.goto(address + (link if number == 0 else f"/Screen?job={name}"))
            if number == 0:
                page.get_by_role("button", name="Run", exact=True).click(timeout=60_000)
                page.wait_for_url("**job=**", timeout=60_000)
                assert name in page.url
            else:
                page.wait_for_selector("[data-state], [data-testid=stProgress]", timeout=60_000)
            assert page.get_by_test_id("stException").count() == 0
            time.sleep(moments.uniform(0, 2))
        finally:
            process.kill()
            process.wait()
            page.close()
    job_queue = JobQueue(tmp_path / "screens")
    end = time.monotonic() + 240
    while (job := job_queue.look(name)).active and time.monotonic() < end:
        time.sleep(0.5)
    if job.state != FINISHED:
        job_queue.resume(name)
        while (job := job_queue.look(name)).active:
            time.sleep(0.5)
    assert job.state == FINISHED
    assert job.result.read_bytes() == wanted


def test_dask_workers_killed_at_ten_moments_lose_nothing(tmp_path, wanted):
    from distributed import Client, LocalCluster

    moments = random.Random(3)
    out = tmp_path / "f.parquet"
    with LocalCluster(2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        process = subprocess.Popen(
            command(out, "--scheduler", cluster.scheduler_address), cwd=ROOT, stderr=subprocess.PIPE
        )
        with Client(cluster) as client:
            for _ in range(MOMENTS):
                time.sleep(moments.uniform(0.5, 3))
                pids = list(client.run(os.getpid).values()) if process.poll() is None else []
                if pids:
                    os.kill(moments.choice(pids), signal.SIGKILL)
            _, said = process.communicate(timeout=240)
    # a block on which workers keep dying ends in a sentence; what was scored is kept
    if process.returncode:
        assert process.returncode == 2, said.decode()
        assert "Traceback" not in said.decode()
        subprocess.run(command(out), cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert out.read_bytes() == wanted


def test_two_servers_on_one_folder_do_each_job_once(tmp_path):
    """Both told to start the same four jobs at the same moment: never two processes in one folder, all four end."""
    code = f"""
import sys, time
from pathlib import Path
from hea_core.screening.request import Screen
from hea_core.screening.space import Space
from hea_ui.jobs.queue import JobQueue
job_queue = JobQueue(Path({str(tmp_path)!r}))
screens = [Screen(Space({POOL[:5]!r}), top=top) for top in (5, 6, 7, 8)]
time.sleep(max(0, float(sys.argv[1]) - time.time()))
names = [job_queue.start(one, {{}}) for one in screens]
while any((job := job_queue.look(name)).active for name in names):
    time.sleep(0.2)
"""
    servers = [subprocess.Popen([sys.executable, "-c", code, str(time.time() + 15)], cwd=ROOT) for _ in range(2)]
    most = 0
    while any(server.poll() is None for server in servers):
        most = max(most, sum(JobFolder(path).process() is not None for path in tmp_path.iterdir() if path.is_dir()))
        time.sleep(0.1)
    assert most <= 1
    states = [job.state for job in JobQueue(tmp_path).recent()]
    assert states == [FINISHED] * 4
    assert [server.returncode for server in servers] == [0, 0]
