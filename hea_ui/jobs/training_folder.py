"""One training's folder: what was asked, how far it is, what came of it. Read anew each time, so that no restart loses anything.

about.json    what was asked: steps, seed, project, whose it is
waiting       there while it waits for its turn; one trains at a time
pid           process number; it is the training's while that process has the model's folder among its arguments
log           the command's messages: a JSON object a line while it works
answer.json   the model's card, once it is finished
stop          there once it was told to stop
model/        the model; removed where the training was stopped or failed
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hea_core.files.places import CODE
from hea_core.files.whole_files import write_whole
from hea_ui.jobs import priority
from hea_ui.jobs.job import FAILED, FINISHED, RUNNING, STOPPED, STOPPING, WAITING
from hea_ui.jobs.job_files import object_of, text_of


@dataclass(frozen=True)
class Training:
    """A training as it stands.

    Attributes:
        id: when it was asked for, and a few digits.
        state: waiting, running, stopping, finished, stopped or failed.
        steps, seed: as asked.
        stage: what is being trained, "" before the first report.
        done, of: optimiser steps of that stage.
        seconds_left: of that stage; None while unknown.
        figures: at each validation: step, elbo, accuracy, auc.
        card: of the finished model.
        model: its folder.
        error: one sentence: why it failed.
        owner: see `hea_ui.jobs.job.owner_of`.
        project: whose results it learns from.
    """

    id: str
    state: str
    steps: int
    seed: int
    stage: str
    done: int
    of: int
    seconds_left: float | None
    figures: tuple[Mapping[str, float], ...]
    card: Mapping[str, Any] | None
    model: Path
    error: str = ""
    owner: str = ""
    project: str = ""

    @property
    def active(self) -> bool:
        """Whether it will change by itself."""
        return self.state in (WAITING, RUNNING, STOPPING)


@dataclass(frozen=True)
class Log:
    """What the messages of a training say."""

    stage: str = ""
    done: int = 0
    of: int = 0
    seconds_left: float | None = None
    figures: tuple[Mapping[str, float], ...] = field(default=())
    said: str = ""


def read_log(text: str) -> Log:
    """The last progress, all figures, and the last message that is neither; lines cut short by a kill are passed over."""
    figures: list[Mapping[str, float]] = []
    progress: dict[str, Any] = {}
    stage_began, said = 0.0, ""
    for line in filter(None, map(str.strip, text.splitlines())):
        try:
            found = json.loads(line) if line.startswith("{") else None
        except ValueError:
            continue
        if found is None:
            said = line
        elif "step" in found:
            figures.append(found)
        elif {"what", "done", "of", "seconds"} <= set(found):
            if progress and progress["what"] != found["what"]:
                stage_began = progress["seconds"]
            progress = found
    if not progress:
        return Log(figures=tuple(figures), said=said)
    spent = progress["seconds"] - stage_began
    left = spent * (progress["of"] - progress["done"]) / progress["done"] if progress["done"] else None
    return Log(progress["what"], progress["done"], progress["of"], left, tuple(figures), said)


class TrainingFolder:
    """Reads and writes the files of one training."""

    def __init__(self, path: Path) -> None:
        """`path` need not exist yet."""
        self.path, self.model = path, path / "model"
        self._about, self._waiting, self._stop, self._pid = (path / n for n in ("about.json", "waiting", "stop", "pid"))
        self._answer, self._log = path / "answer.json", path / "log"

    def enqueue(self, about: Mapping[str, Any]) -> None:
        """Write down what is asked, and wait for a turn (OSError)."""
        self.path.mkdir(parents=True)
        write_whole(self._about, json.dumps(about))
        self._waiting.touch()

    @property
    def waits(self) -> bool:
        """Whether its turn has not come."""
        return self._waiting.exists()

    @property
    def alive(self) -> bool:
        """Whether its process works."""
        return self._process() is not None

    def launch(self) -> subprocess.Popen[bytes]:
        """Start the process (OSError)."""
        about = object_of(self._about)
        command = [sys.executable, "-m", "hea_core", "train", "--lab", f"--project={about.get('project', '')}", f"--out={self.model}",
                   f"--steps={about['steps']}", f"--seed={about['seed']}", "--progress=json", "--json"]  # fmt: skip
        with self._answer.open("wb") as answer, self._log.open("wb") as log:
            process = subprocess.Popen(command, cwd=CODE, stdin=subprocess.DEVNULL, stdout=answer, stderr=log)
        self._pid.write_text(str(process.pid), encoding="utf-8")
        self._waiting.unlink(missing_ok=True)  # only now: what neither waits nor works counts as failed
        priority.lower(process.pid)
        return process

    def stop(self) -> None:
        """Tell it to stop; what it has trained so far is thrown away."""
        import psutil

        self._stop.touch()
        self._waiting.unlink(missing_ok=True)
        process = self._process()
        if process is not None:
            with suppress(psutil.Error):
                process.terminate()

    def fail(self, why: str) -> None:
        """Note why it could not be started."""
        self._waiting.unlink(missing_ok=True)
        self._log.write_text(why, encoding="utf-8")

    def look(self) -> Training | None:
        """How it stands; None where there is no such training."""
        about = object_of(self._about)
        if not {"steps", "seed"} <= set(about):
            return None
        alive = self.alive  # first: it may end, and leave its answer, between two looks
        log, card = read_log(text_of(self._log) or ""), object_of(self._answer) or None
        state = self._state(alive, card)
        if state in (STOPPED, FAILED):
            shutil.rmtree(self.model, ignore_errors=True)
        error = (
            log.said.removeprefix("train: ")
            or "Its process ended without a word: the machine may have run out of memory."
        )
        return Training(
            id=self.path.name,
            state=state,
            steps=about["steps"],
            seed=about["seed"],
            stage=log.stage,
            done=log.done,
            of=log.of,
            seconds_left=log.seconds_left if alive else None,
            figures=log.figures,
            card=card,
            model=self.model,
            error=error if state == FAILED else "",
            owner=about.get("owner", ""),
            project=about.get("project", ""),
        )

    def _state(self, alive: bool, card: Mapping[str, Any] | None) -> str:
        told = self._stop.exists()
        if alive:
            return STOPPING if told else RUNNING
        if self.waits:
            return WAITING
        return FINISHED if card else STOPPED if told else FAILED

    def _process(self) -> Any | None:  # noqa: ANN401 - psutil is imported where it is used
        import psutil

        try:
            found = psutil.Process(int(text_of(self._pid) or ""))
            return (
                found if f"--out={self.model}" in found.cmdline() and found.status() != psutil.STATUS_ZOMBIE else None
            )
        except (ValueError, OverflowError, psutil.Error):
            return None
