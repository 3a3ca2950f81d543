"""Screenings as processes of the command line: started, watched, stopped and found again. No Streamlit here.

A job goes on when its page is left, and when the server ends: all that is known of it lies in its folder. Its id is a hash of
everything that fixes the result, model and data included, so that the same question finds its answer.
"""

from __future__ import annotations

import math
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hea_core.errors import RequestError
from hea_core.files import one_writer, places
from hea_core.files.whole_files import refused
from hea_ui.jobs import priority
from hea_ui.jobs.folder import JobFolder
from hea_ui.jobs.job import ACTIVE, FINISHED, WAITING, Job, id_of, owner_of
from hea_ui.jobs.pace import Pace

if TYPE_CHECKING:
    from hea_core.screening.request import Screen

_PLACE = "LATENTALLOY_RUNS"
"""Environment variable with the folder for results; by default what hea_core.files.places says."""
_SCHEDULER = "LATENTALLOY_SCHEDULER"
"""Environment variable with the address of a Dask scheduler that screenings of this server run on; by default its own cores."""
_ID = re.compile(r"[0-9a-f]{12}")
MOST_RUNNING = 1
MOST_WAITING = 8
MOST_EACH = 3
"""At work or waiting that one browser began, so that others have a turn."""
MOST_KEPT = 40
MOST_BYTES = 512 * 2**20
"""Of one job; a condition that keeps nearly all of a large space would fill the disk."""
MOST_BYTES_IN_ALL = 4 * 2**30
MOST_ALLOYS = 1_000_000_000
MOST_ALLOYS_ON_CLUSTER = 100 * MOST_ALLOYS
_EVERY = 2.0


def cluster() -> str | None:
    """Address of the Dask scheduler that screenings run on, or None for the cores of this machine."""
    return os.environ.get(_SCHEDULER) or None


def job_id(screen: Screen) -> str:
    """The id of a screening with the model and data of this machine."""
    return id_of(screen.settings())


@cache
def _queue_of(folder: str) -> JobQueue:
    return JobQueue(Path(folder))


def job_queue() -> JobQueue:
    """The jobs of this server."""
    return _queue_of(str(Path(os.environ.get(_PLACE) or places.results()) / "screens"))


def may_stop(job: Job, token: str) -> bool:
    """Whether the browser with this token may stop the job: the one that began it, or anybody where nobody did in particular."""
    return not job.owner or job.owner == owner_of(token)


class JobQueue:
    """The jobs in one folder. Safe to use from several threads, and beside another server on the same folder."""

    def __init__(self, folder: Path) -> None:
        """Jobs lie in folders of `folder`, which need not exist."""
        self._folder = folder
        self._lock = threading.Lock()
        self._watched: set[str] = set()
        self.pace = Pace(folder)

    def start(self, screen: Screen, request: Mapping[str, Any], token: str = "") -> str:
        """Begin a screening, or go on with it, as soon as there is a place; returns its id.

        One that is there already, at work or finished, is left as it is.

        Args:
            screen: what to do.
            request: kept with the job for the page.
            token: secret of the browser that asks, which then may stop the job; "" leaves that to everybody.

        Raises:
            RequestError: too large for this page, too many wait, or the folder cannot be written.
        """
        most = MOST_ALLOYS_ON_CLUSTER if cluster() else MOST_ALLOYS
        if screen.space.size > most:
            raise RequestError(
                f"{screen.space.size:,} alloys are more than this page screens ({most:,}): take a sample, a larger step or fewer "
                "elements, or use the command line, on a cluster with --scheduler."
            )
        folder = JobFolder(self._folder / job_id(screen))
        owner = owner_of(token)
        with self._lock:
            job = folder.look()
            if job is None or not (job.active or job.state == FINISHED):
                self._require_place(owner)
                from hea_core.cli.screen import words

                about = {"settings": screen.settings(), "words": words(screen), "size": screen.space.size}
                with refused(self._refusal):
                    folder.enqueue({**about, "request": dict(request), "owner": owner})
        self._advance()
        self._tidy()
        return folder.path.name

    def _require_place(self, owner: str) -> None:
        """RequestError where the queue, or the owner's part of it, is full."""
        active = [job for folder in self._all() if (job := folder.look()) is not None and job.active]
        if sum(job.state == WAITING for job in active) >= MOST_WAITING:
            raise RequestError(
                f"{MOST_WAITING} screenings wait for their turn already: try again when one has finished."
            )
        if owner and sum(job.owner == owner for job in active) >= MOST_EACH:
            raise RequestError(
                f"{MOST_EACH} screenings that you began are at work or wait: let one finish, or cancel one, before the next."
            )

    def _refusal(self, why: str) -> RequestError:
        return RequestError(
            f"No screening can be kept in {self._folder} ({why}): make room there and let it be written, or start the app with {_PLACE} set to "
            f"another folder, for example {_PLACE}=/tmp/runs."
        )

    def adopt(self) -> None:
        """Watch the jobs that an earlier server left at work, as it did: their size on disk, and whose turn is next."""
        for folder in self._all():
            if folder.alive:
                self._watch_beside(folder)
        self._advance()

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
        """Jobs that run or wait before this one; before a new one where `name` is none."""
        mine = JobFolder(self._folder / name).queued or math.inf
        return sum(
            1
            for folder in self._all()
            if folder.path.name != name and (folder.alive or (folder.queued is not None and folder.queued < mine))
        )

    def cancel(self, name: str, token: str = "") -> None:
        """Stop a job; what is done is kept (RequestError where another browser began it)."""
        job = self.look(name)
        if job is not None and job.active:
            if not may_stop(job, token):
                raise RequestError("Another browser began this screening: it can only be stopped there.")
            JobFolder(self._folder / name).stop()

    def discard(self, name: str, why: str) -> None:
        """Throw away a result that cannot be read; Continue makes it anew."""
        JobFolder(self._folder / name).discard(why)

    def resume(self, name: str, token: str = "") -> None:
        """Go on with a stopped job, which then belongs to who asks.

        Raises:
            ArtifactError: the model or the data here are no longer those it was started with.
            RequestError: too many wait, or the folder cannot be written.
        """
        from hea_core.screening.request import Screen

        job = self.look(name)
        if job is not None and not job.active:
            self.start(Screen.from_settings(job.settings), job.request, token)

    def recent(self) -> list[Job]:
        """The jobs there are, last looked at first."""
        jobs = (folder.look() for folder in sorted(self._all(), key=lambda one: -one.seen))
        return [job for job in jobs if job is not None]

    def _all(self) -> list[JobFolder]:
        try:
            found = [JobFolder(path) for path in self._folder.iterdir() if _ID.fullmatch(path.name)]
        except OSError:  # not there yet, or not to be read
            return []
        return [folder for folder in found if folder.exists]

    def _advance(self) -> None:
        """Start those whose turn it is; where another server does so just now, it sees to it."""
        with self._lock, one_writer.alone(self._folder) as alone:
            if not alone:
                return
            folders = self._all()
            free = MOST_RUNNING - sum(folder.alive for folder in folders)
            waiting = sorted(
                (since, folder.path.name, folder) for folder in folders if (since := folder.queued) is not None
            )
            for _, _, folder in waiting[: max(free, 0)]:
                if folder.claim():
                    try:
                        self._launch(folder)
                    except OSError as error:
                        folder.stop(f"It could not be started ({error.strerror or error}).")

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
            process = subprocess.Popen(command, cwd=places.CODE, stdin=subprocess.DEVNULL, stdout=answer, stderr=log)
        folder.works(process.pid)
        priority.lower(process.pid)
        self._watch_beside(folder, process)

    def _watch_beside(self, folder: JobFolder, process: subprocess.Popen[bytes] | None = None) -> None:
        """Watch a job in a thread, unless that is done already; `process` is there where this server started it."""
        name = folder.path.name
        if name not in self._watched:
            self._watched.add(name)
            threading.Thread(target=self._watch, args=(folder, process), name=f"job {name}", daemon=True).start()

    def _watch(self, folder: JobFolder, process: subprocess.Popen[bytes] | None) -> None:
        """Wait for the end, keep the disk from filling, learn the pace, and let the next one begin."""
        try:
            while (process is not None and process.poll() is None) or folder.alive:
                if process is None:
                    time.sleep(_EVERY)
                else:
                    with suppress(subprocess.TimeoutExpired):
                        process.wait(_EVERY)
                if folder.bytes() > MOST_BYTES and folder.alive:
                    folder.stop(
                        f"Stopped at {MOST_BYTES // 2**20} MB of alloys kept: keep fewer, for example the best 100,000 or a stricter "
                        "condition."
                    )
            job = folder.look()
            if job is not None and job.state == FINISHED:
                self.pace.learn(job)
        finally:
            self._watched.discard(folder.path.name)
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
