"""How long a screening will take here: from the last ones of its kind, or measured once by the command line in the background."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from hea_core.files.places import CODE
from hea_core.files.whole_files import write_whole
from hea_core.screening.columns import COLUMNS, Stage
from hea_ui.common.link_values import number
from hea_ui.jobs import priority

if TYPE_CHECKING:
    from hea_core.screening.request import Screen
    from hea_ui.jobs.job import Job

START_SECONDS = 5.0
"""To import the code, load the model, and write the file."""
_TELLING = 200_000
"""Alloys from which a run says more than the measurement: in a shorter one the start counts too much."""
_ENSEMBLES = (Stage.CLASSIFIER, Stage.HARDNESS, Stage.STRUCTURE)
_LEAST, _MOST = 1e-10, 1.0
"""Seconds an alloy; beyond them a file says nothing true."""


def _every_alloy(stage: Stage) -> str:
    """A condition that has all columns of a stage computed, and lets every alloy pass that has them; of an ensemble's, those of cheaper ones too."""
    stages = _ENSEMBLES[: _ENSEMBLES.index(stage) + 1] if stage in _ENSEMBLES else (stage,)
    computed = [column for column in COLUMNS.values() if column.stage in stages]
    return " and ".join(f"{column.name}!=-1" if column.classes else f"{column.name}>=-1e9" for column in computed)


class Pace:
    """Seconds an alloy on this machine by the costliest stage of a screening, kept in a file beside the jobs."""

    def __init__(self, folder: Path) -> None:
        """The file lies in `folder`."""
        self._file = folder / "pace.json"
        self._lock = threading.Lock()
        self._learnt: dict[str, float] = {}
        self._measuring: dict[str, subprocess.Popen[str]] = {}

    def seconds(self, screen: Screen) -> float | None:
        """About how long the screening takes; None while that is being measured, which this begins."""
        stage = screen.costliest
        known = self._known()
        if stage not in known:
            self._measure(stage)
            known = self._known()
        return START_SECONDS + known[stage] * screen.space.size if stage in known else None

    def learn(self, job: Job) -> None:
        """Take over the pace of a finished job that was long enough to tell."""
        from hea_core.screening.request import Screen

        if job.size >= _TELLING and job.per_second > 0:
            with suppress(ValueError):  # the model was exchanged meanwhile
                self._keep(Screen.from_settings(job.settings).costliest, 1.0 / job.per_second)

    def _known(self) -> dict[str, float]:
        """What this server learnt, and what an earlier one left; a file that cannot be read is measured anew."""
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8")).items()
        except (OSError, ValueError, AttributeError):
            kept = ()
        return {name: float(value) for name, value in kept if number(value, _LEAST, _MOST) is not None} | self._learnt

    def _keep(self, name: str, seconds: float) -> None:
        """Remember; on the disk too where that can be written."""
        with self._lock:
            self._learnt[name] = seconds
            with suppress(OSError):
                self._file.parent.mkdir(parents=True, exist_ok=True)
                write_whole(self._file, json.dumps(self._known()))

    def _measure(self, stage: Stage) -> None:
        """Begin to measure, or take the answer of the measurement begun."""
        with self._lock:
            process = self._measuring.get(stage)
            if process is None:
                command = [sys.executable, "-m", "hea_core", "screen", "--elements=Al,Co,Cr,Fe,Ni,Ti", "--step=2.5"]
                self._measuring[stage] = process = subprocess.Popen(
                    [*command, f"--where={_every_alloy(stage)}", "--estimate", "--json"],
                    cwd=CODE, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                )  # fmt: skip
                priority.lower(process.pid)
                return
        if process.poll() == 0 and process.stdout is not None and not process.stdout.closed:
            with process.stdout as out, suppress(ValueError, KeyError):
                found = json.loads(out.read())
                self._keep(stage, found["seconds"] / found["size"])
