"""One job's folder: what was asked, how far it is, what came of it. Read anew each time, so that no restart loses anything.

job.json         settings, arguments, size, and the request of the page
waiting          there while the job waits for its turn
pid              process number and its start, so that a number used again is not mistaken for the job
log              the command's messages: a JSON object a line while it works
answer.json      the command's answer
stop             there once the job was told to stop; why, if not by the user
result.parquet   the alloys; finished blocks lie beside it until the end
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WAITING, RUNNING, STOPPING, FINISHED, STOPPED, FAILED = (
    "waiting",
    "running",
    "stopping",
    "finished",
    "stopped",
    "failed",
)
ACTIVE = (WAITING, RUNNING, STOPPING)
_TAIL = 4096


@dataclass(frozen=True)
class Job:
    """A screening as it stands.

    Attributes:
        id: names the job; a hash of all that fixes its result.
        state: waiting, running, stopping, finished, stopped (what is done is kept, and it can go on) or failed.
        settings: of the screening, as its file carries them.
        words: arguments of the command line that do the same.
        request: what the page asked, for its inputs.
        scored, size: alloys scored so far, and in all.
        per_second: alloys scored a second in this run, 0 before the first block.
        seconds_left: None while unknown.
        kept: alloys in the result, None while there is no answer.
        error: one sentence: why it failed, or why it was stopped if not by the user.
        result: the Parquet file, which is there once something was kept.
    """

    id: str
    state: str
    settings: Mapping[str, Any]
    words: Sequence[str]
    request: Mapping[str, Any]
    scored: int
    size: int
    per_second: float
    seconds_left: float | None
    kept: int | None
    error: str
    result: Path

    @property
    def active(self) -> bool:
        """Whether it will change by itself."""
        return self.state in ACTIVE


def state_of(
    alive: bool, waiting: bool, told_to_stop: bool, answer: Mapping[str, Any] | None, error: str, size: int
) -> str:
    """The state of a job from what lies in its folder.

    Args:
        alive: whether its process works.
        waiting: whether it waits for its turn.
        told_to_stop: whether it was cancelled.
        answer: the command's answer, or None.
        error: last message of the command that is no progress, or "".
        size: alloys to score.
    """
    if alive:
        return STOPPING if told_to_stop else RUNNING
    if waiting:
        return WAITING
    if answer:
        return FINISHED if answer["scored"] >= size else STOPPED
    # A process that was killed says nothing; its finished blocks are there.
    return FAILED if error and not told_to_stop else STOPPED


def read_log(text: str) -> tuple[dict[str, float], str]:
    """Last progress in a log, or {}, and its last line where that is a message."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("screen: stopping")]
    progress: dict[str, float] = {}
    for line in reversed(lines):
        if line.startswith("{") and line.endswith("}"):
            with suppress(ValueError):
                progress = json.loads(line)
                break
    last = lines[-1].strip() if lines else ""
    # Ctrl-C in the server's terminal reaches the job too, perhaps before it listens: that is a stop, not a failure.
    silent = last.startswith("{") or last == "KeyboardInterrupt"
    return progress, "" if silent else last.removeprefix("screen: ")


class JobFolder:
    """Reads and writes the files of one job."""

    def __init__(self, path: Path) -> None:
        """`path` need not exist yet."""
        self.path = path
        self.answer, self.log, self.result = path / "answer.json", path / "log", path / "result.parquet"
        self._about, self._waiting, self._stop, self._pid = (path / n for n in ("job.json", "waiting", "stop", "pid"))

    @property
    def exists(self) -> bool:
        """Whether this is a job."""
        return self._about.exists()

    @property
    def seen(self) -> float:
        """When it was last looked at, seconds since 1970."""
        return self._about.stat().st_mtime if self.exists else 0.0

    @property
    def queued(self) -> float | None:
        """Since when it waits for its turn, or None."""
        try:
            return self._waiting.stat().st_mtime
        except FileNotFoundError:
            return None

    def enqueue(self, about: Mapping[str, Any]) -> None:
        """Write down what is to be done, and wait for a turn."""
        self.path.mkdir(parents=True, exist_ok=True)
        for old in (self.answer, self.log, self._stop, self._pid):
            old.unlink(missing_ok=True)
        unfinished = self._about.with_suffix(".unfinished")
        unfinished.write_text(json.dumps(about), encoding="utf-8")
        unfinished.replace(self._about)
        self._waiting.touch()

    def claim(self) -> bool:
        """Take the job out of the queue; False where another server was quicker."""
        try:
            self._waiting.replace(self.path / "claimed")
        except FileNotFoundError:
            return False
        return True

    def works(self, pid: int) -> None:
        """Note the process that does it."""
        import psutil

        with suppress(psutil.Error):
            self._pid.write_text(f"{pid} {psutil.Process(pid).create_time()}", encoding="utf-8")

    def process(self) -> Any | None:  # noqa: ANN401 - psutil is imported where it is used
        """The process that works on it (psutil.Process), or None."""
        import psutil

        try:
            number, started = self._pid.read_text(encoding="utf-8").split()
            found = psutil.Process(int(number))
            works = abs(found.create_time() - float(started)) < 1 and found.status() != psutil.STATUS_ZOMBIE
        except (FileNotFoundError, ValueError, psutil.Error):
            return None
        return found if works else None

    def stop(self, why: str = "") -> None:
        """Tell it to stop: the command keeps what is done."""
        import psutil

        self._stop.write_text(why, encoding="utf-8")
        self._waiting.unlink(missing_ok=True)
        process = self.process()
        if process is not None:
            with suppress(psutil.Error):
                process.terminate()

    def look(self) -> Job | None:
        """How it stands; None where there is no such job."""
        try:
            about = json.loads(self._about.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return None
        # The process first: it may end, and leave its answer, between two looks.
        alive = self.process() is not None
        progress, error = read_log(self._tail())
        answer = self._answered()
        told = self._stop.read_text(encoding="utf-8") if self._stop.exists() else None
        state = state_of(alive, self.queued is not None, told is not None, answer, error, about["size"])
        scored = int((answer or progress).get("scored", 0))
        return Job(
            id=self.path.name,
            state=state,
            settings=about["settings"],
            words=about["words"],
            request=about["request"],
            scored=scored,
            size=about["size"],
            per_second=float(progress.get("per_second", 0.0)),
            seconds_left=progress.get("seconds_left") if alive else None,
            kept=answer["kept"] if answer else None,
            error=error if state == FAILED else (told or ""),
            result=self.result,
        )

    def touch(self) -> None:
        """Note that it was looked at."""
        with suppress(FileNotFoundError):
            os.utime(self._about)

    def bytes(self) -> int:
        """Size on disk."""
        sizes = []
        for path in self.path.rglob("*"):
            with suppress(FileNotFoundError):  # a block may be renamed meanwhile
                sizes.append(path.stat().st_size)
        return sum(sizes)

    def remove(self) -> None:
        """Delete it with all its files."""
        shutil.rmtree(self.path, ignore_errors=True)

    def _tail(self) -> str:
        try:
            with self.log.open("rb") as handle:
                handle.seek(max(0, self.log.stat().st_size - _TAIL))
                return handle.read().decode("utf-8", "replace")
        except FileNotFoundError:
            return ""

    def _answered(self) -> dict[str, Any] | None:
        try:
            return json.loads(self.answer.read_text(encoding="utf-8")) or None
        except (FileNotFoundError, ValueError):
            return None
