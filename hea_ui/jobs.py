"""Screenings as processes of the command line: started, watched, stopped and found again. No Streamlit here.

A job goes on when its page is left, and when the server ends: all that is known of it lies in its folder. Its id is a hash of
everything that fixes the result, model and data included, so that the same question finds its answer.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hea_core.errors import RequestError
from hea_ui.job_folder import ACTIVE, FINISHED, Job, JobFolder
from hea_ui.screen_pace import Pace

if TYPE_CHECKING:
    from hea_core.screen import Screen

_ROOT = Path(__file__).resolve().parent.parent
_PLACE = "LATENTALLOY_RUNS"
"""Environment variable with the folder for results; by default runs/ beside the code."""
_SCHEDULER = "LATENTALLOY_SCHEDULER"
"""Environment variable with the address of a Dask scheduler that screenings of this server run on; by default its own cores."""
_ID = re.compile(r"[0-9a-f]{12}")
MOST_RUNNING = 1
MOST_WAITING = 8
MOST_KEPT = 40
MOST_BYTES = 512 * 2**20
"""Of one job; a condition that keeps nearly all of a large space would fill the disk."""
MOST_BYTES_IN_ALL = 4 * 2**30
MOST_ALLOYS = 1_000_000_000
MOST_ALLOYS_ON_CLUSTER = 100 * MOST_ALLOYS
_NICE = 5
_EVERY = 2.0


def cluster() -> str | None:
    """Address of the Dask scheduler that screenings run on, or None for the cores of this machine."""
    return os.environ.get(_SCHEDULER) or None


def job_id(screen: Screen) -> str:
    """The id of a screening with the model and data of this machine."""
    return hashlib.sha256(json.dumps(screen.settings(), sort_keys=True).encode()).hexdigest()[:12]


@cache
def _desk(folder: str) -> Desk:
    return Desk(Path(folder))


def desk() -> Desk:
    """The jobs of this server."""
    return _desk(str(Path(os.environ.get(_PLACE, _ROOT / "runs")) / "screens"))


class Desk:
    """The jobs in one folder. Safe to use from several threads, and beside another server on the same folder."""

    def __init__(self, folder: Path) -> None:
        """Jobs lie in folders of `folder`, which need not exist."""
        self._folder = folder
        self._lock = threading.Lock()
        self.pace = Pace(folder)

    def start(self, screen: Screen, request: Mapping[str, Any]) -> str:
        """Begin a screening, or go on with it, as soon as there is a place; returns its id.

        One that is there already, at work or finished, is left as it is.

        Args:
            screen: what to do.
            request: kept with the job for the page.

        Raises:
            RequestError: too large for this page, or too many wait.
        """
        most = MOST_ALLOYS_ON_CLUSTER if cluster() else MOST_ALLOYS
        if screen.space.size > most:
            raise RequestError(
                f"{screen.space.size:,} alloys are more than this page screens ({most:,}): take a sample, a larger step or fewer "
                "elements, or use the command line, on a cluster with --scheduler."
            )
        folder = JobFolder(self._folder / job_id(screen))
        with self._lock:
            job = folder.look()
            if job is None or not (job.active or job.state == FINISHED):
                if sum(one.queued is not None for one in self._all()) >= MOST_WAITING:
                    raise RequestError(
                        f"{MOST_WAITING} screenings wait for their turn already: try again when one has finished."
                    )
                from hea_core.screen_command import words

                about = {"settings": screen.settings(), "words": words(screen), "size": screen.space.size}
                folder.enqueue({**about, "request": dict(request)})
        self._advance()
        self._tidy()
        return folder.path.name

    def look(self, name: str) -> Job | None:
        """How a job stands; None where `name` is no job. Looking moves the queue on."""
        if not _ID.fullmatch(name):
            return None
        job = JobFolder(self._folder / name).look()
        if job is not None and job.state == "waiting":
            self._advance()
            job = JobFolder(self._folder / name).look()
        return job

    def open(self, name: str) -> Job | None:
        """Look at a job and note that it is in use, so that it is not tidied away."""
        if _ID.fullmatch(name):
            JobFolder(self._folder / name).touch()
        return self.look(name)

    def ahead(self, name: str) -> int:
        """Jobs that run or wait before this one."""
        mine = JobFolder(self._folder / name).queued or 0.0
        return sum(
            1
            for folder in self._all()
            if folder.path.name != name
            and (folder.process() is not None or (folder.queued is not None and folder.queued < mine))
        )

    def cancel(self, name: str) -> None:
        """Stop a job; what is done is kept."""
        job = self.look(name)
        if job is not None and job.active:
            JobFolder(self._folder / name).stop()

    def resume(self, name: str) -> None:
        """Go on with a stopped job.

        Raises:
            ArtifactError: the model or the data here are no longer those it was started with.
            RequestError: too many wait.
        """
        from hea_core.screen import Screen

        job = self.look(name)
        if job is not None and not job.active:
            self.start(Screen.from_settings(job.settings), job.request)

    def recent(self) -> list[Job]:
        """The jobs there are, last looked at first."""
        jobs = (folder.look() for folder in sorted(self._all(), key=lambda one: -one.seen))
        return [job for job in jobs if job is not None]

    def _all(self) -> list[JobFolder]:
        if not self._folder.is_dir():
            return []
        found = (JobFolder(path) for path in self._folder.iterdir() if _ID.fullmatch(path.name))
        return [folder for folder in found if folder.exists]

    def _advance(self) -> None:
        """Start those whose turn it is."""
        with self._lock:
            folders = self._all()
            free = MOST_RUNNING - sum(folder.process() is not None for folder in folders)
            waiting = sorted(
                (since, folder.path.name, folder) for folder in folders if (since := folder.queued) is not None
            )
            for _, _, folder in waiting[: max(free, 0)]:
                if folder.claim():
                    self._launch(folder)

    def _launch(self, folder: JobFolder) -> None:
        job = folder.look()
        if job is None:
            return
        command = [
            sys.executable,
            "-m",
            "hea_core",
            "screen",
            *job.words,
            f"--out={folder.result}",
            "--progress=json",
            "--json",
            *([f"--scheduler={address}"] if (address := cluster()) else []),
        ]
        with folder.answer.open("wb") as answer, folder.log.open("wb") as log:
            process = subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.DEVNULL, stdout=answer, stderr=log)
        folder.works(process.pid)
        with suppress(OSError, AttributeError):  # the page comes first; Windows has no such call
            os.setpriority(os.PRIO_PROCESS, process.pid, _NICE)
        threading.Thread(target=self._watch, args=(process, folder), name=f"job {job.id}", daemon=True).start()

    def _watch(self, process: subprocess.Popen[bytes], folder: JobFolder) -> None:
        """Wait for the end, keep the disk from filling, learn the pace, and let the next one begin."""
        while process.poll() is None:
            with suppress(subprocess.TimeoutExpired):
                process.wait(_EVERY)
            if process.poll() is None and folder.bytes() > MOST_BYTES:
                folder.stop(
                    f"Stopped at {MOST_BYTES // 2**20} MB of alloys kept: keep fewer, for example the best 100,000 or a stricter condition."
                )
        job = folder.look()
        if job is not None and job.state == FINISHED:
            self.pace.learn(job)
        self._advance()

    def _tidy(self) -> None:
        """Remove what was not looked at for longest, until few enough are left."""
        bytes_left, places = MOST_BYTES_IN_ALL, MOST_KEPT
        for folder in sorted(self._all(), key=lambda one: -one.seen):
            job = folder.look()
            bytes_left -= folder.bytes()
            places -= 1
            if (bytes_left < 0 or places < 0) and job is not None and job.state not in ACTIVE:
                folder.remove()
