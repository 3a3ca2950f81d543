"""Trainings as processes of the command line: started, watched, cancelled and found again; one works, the rest wait. No Streamlit here."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from uuid import uuid4

from hea_core.errors import RequestError
from hea_core.files import one_writer
from hea_core.files.whole_files import refused
from hea_core.lab.home import home
from hea_ui.jobs.job import FINISHED, WAITING, owner_of
from hea_ui.jobs.training_folder import Training, TrainingFolder

_ID = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9a-f]{4}")
MOST_WAITING = 4
MOST_STEPS = 100_000


@cache
def _queue_of(folder: Path) -> TrainingQueue:
    return TrainingQueue(folder)


def job_queue() -> TrainingQueue:
    """The trainings of this server, beside the lab book."""
    return _queue_of(home() / "trainings")


class TrainingQueue:
    """The trainings in one folder: one works, the others wait. Safe beside another server on the same folder."""

    def __init__(self, folder: Path) -> None:
        """Trainings lie in folders of `folder`, which need not exist."""
        self._folder = folder
        self._lock = threading.Lock()

    def start(self, steps: int, seed: int, project: str = "", token: str = "") -> str:
        """Ask for a training on the shipped data and the lab book; returns its id (RequestError)."""
        if not 1 <= steps <= MOST_STEPS:
            raise RequestError(f"Steps are {steps}: give a whole number from 1 to {MOST_STEPS:,}, for example 6000.")
        if sum(one.state == WAITING for one in self.recent()) >= MOST_WAITING:
            raise RequestError(f"{MOST_WAITING} trainings wait already: let one finish, or cancel one.")
        name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{uuid4().hex[:4]}"
        about = {"steps": steps, "seed": seed, "project": project, "owner": owner_of(token)}
        with refused(self._refusal):
            TrainingFolder(self._folder / name).enqueue(about)
        self._advance()
        return name

    def _refusal(self, why: str) -> RequestError:
        return RequestError(
            f"No training can be kept in {self._folder} ({why}): make room there, or set LATENTALLOY_HOME to another folder, for example "
            "LATENTALLOY_HOME=/tmp/lab."
        )

    def look(self, name: str) -> Training | None:
        """How a training stands; None where `name` is none. Looking moves the queue on."""
        if not _ID.fullmatch(name):
            return None
        self._advance()
        return TrainingFolder(self._folder / name).look()

    def model(self, name: str, project: str = "") -> Path:
        """The folder of the model that a training of this project made; RequestError where there is none."""
        folder = TrainingFolder(self._folder / name)
        found = folder.look() if _ID.fullmatch(name) else None
        if found is None or found.project != project:
            raise RequestError("no training of this name is here; Lab, Retrain lists those that are.")
        if found.state != FINISHED or not folder.model.is_dir():
            raise RequestError(
                f"this training has no model (it is {found.state}); Lab, Retrain lists those that have one."
            )
        return folder.model

    def cancel(self, name: str, token: str = "") -> None:
        """Stop a training; RequestError where another browser began it."""
        found = self.look(name)
        if found is None or not found.active:
            return
        if found.owner and found.owner != owner_of(token):
            raise RequestError("Another browser began this training: it can only be stopped there.")
        TrainingFolder(self._folder / name).stop()

    def recent(self) -> list[Training]:
        """The trainings there are, latest first."""
        found = (TrainingFolder(path).look() for path in reversed(self._all()))
        return [one for one in found if one is not None]

    def _all(self) -> list[Path]:
        try:
            return sorted(path for path in self._folder.iterdir() if _ID.fullmatch(path.name))
        except OSError:  # not there yet
            return []

    def _advance(self) -> None:
        """Start the one whose turn it is; where another server does so just now, it sees to it."""
        with self._lock, one_writer.alone(self._folder) as alone:
            folders = [TrainingFolder(path) for path in self._all()] if alone else []
            if any(one.alive for one in folders):
                return
            for folder in folders:
                if folder.waits:
                    try:
                        process = folder.launch()
                    except OSError as error:
                        folder.fail(f"It could not be started ({error.strerror or error}).")
                        continue
                    # reaped when it ends, or it would stay as a zombie
                    threading.Thread(target=process.wait, name=f"training {folder.path.name}", daemon=True).start()
                    return
