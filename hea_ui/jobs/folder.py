"""One job's folder: what was asked, how far it is, what came of it. Read anew each time, so that no restart loses anything.

A file that cannot be read counts as not there: without its job.json a folder is no job, and what else is lost is made again.

job.json         settings, arguments, size, the request of the page, and whose job it is
waiting          there while the job waits for its turn
pid              process number; it is the job's while that process has the job's file among its arguments
log              the command's messages: a JSON object a line while it works
answer.json      the command's answer
stop             there once the job was told to stop; why, if not by the user
result.parquet   the alloys; finished blocks lie beside it until the end
"""

from __future__ import annotations

import json
import math
import os
import shutil
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from hea_core.errors import RequestError
from hea_core.files.whole_files import write_whole
from hea_ui.jobs.job import FAILED, Job, id_of, read_log, state_of
from hea_ui.jobs.job_files import object_of, text_of

_TAIL = 4096


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
        return self._changed(self._about) is not None

    @property
    def seen(self) -> float:
        """When it was last looked at, seconds since 1970."""
        return self._changed(self._about) or 0.0

    @property
    def queued(self) -> float | None:
        """Since when it waits for its turn, or None."""
        return self._changed(self._waiting)

    @staticmethod
    def _changed(path: Path) -> float | None:
        try:
            return path.stat().st_mtime
        except OSError:
            return None

    def enqueue(self, about: Mapping[str, Any]) -> None:
        """Write down what is to be done, and wait for a turn (OSError where nothing can be written; nothing is left then)."""
        self.path.mkdir(parents=True, exist_ok=True)
        try:
            write_whole(self._about, json.dumps(about))
            for old in (self.answer, self.log, self._stop, self._pid):
                old.unlink(missing_ok=True)
            self._waiting.touch()
        except OSError:
            with suppress(OSError):
                self.path.rmdir()  # only where it is empty
            raise

    def claim(self) -> bool:
        """Take the job out of the queue; False where another server was quicker."""
        try:
            self._waiting.replace(self.path / "claimed")
        except OSError:
            return False
        return True

    def works(self, pid: int) -> None:
        """Note the process that does it."""
        with suppress(OSError):
            self._pid.write_text(str(pid), encoding="utf-8")

    @property
    def alive(self) -> bool:
        """Whether a process works on it."""
        from hea_core.screening.block_store import in_use

        return self.process() is not None or in_use(self.result)

    def process(self) -> Any | None:  # noqa: ANN401 - psutil is imported where it is used
        """The process that was started for it (psutil.Process), or None."""
        import psutil

        try:
            found = psutil.Process(int(self._pid.read_text(encoding="utf-8").split()[0]))
            return found if f"--out={self.result}" in _arguments(found) else None
        except (OSError, ValueError, IndexError, OverflowError, psutil.Error):
            return None

    def stop(self, why: str = "") -> None:
        """Tell it to stop: the command keeps what is done."""
        import psutil

        with suppress(OSError):
            self._stop.write_text(why, encoding="utf-8")
        with suppress(OSError):
            self._waiting.unlink(missing_ok=True)
        process = self.process()
        if process is not None:
            with suppress(psutil.Error):
                process.terminate()

    def discard(self, why: str) -> None:
        """Throw away a result that cannot be read, so that it is made again; `why` is for the user."""
        for path in (self.answer, self.result):
            with suppress(OSError):
                path.unlink(missing_ok=True)
        self.stop(why)

    def look(self) -> Job | None:
        """How it stands; None where there is no such job."""
        about = self._asked()
        if about is None:
            return None
        # The process first: it may end, and leave its answer, between two looks.
        alive = self.alive
        progress, error = read_log(self._tail())
        answer = self._answered() or (None if alive else self._kept())
        told = text_of(self._stop)
        state = state_of(alive, self.queued is not None, told is not None, answer, error, about["size"])
        scored = _figure((answer or progress).get("scored"))
        return Job(
            id=self.path.name,
            state=state,
            settings=about["settings"],
            words=about["words"],
            request=about["request"],
            scored=min(int(scored), about["size"]),
            size=about["size"],
            per_second=_figure(progress.get("per_second")),
            seconds_left=_figure(progress["seconds_left"]) if alive and "seconds_left" in progress else None,
            kept=answer["kept"] if answer else None,
            error=error if state == FAILED else (told or ""),
            result=self.result,
            owner=about.get("owner", ""),
        )

    def touch(self) -> None:
        """Note that it was looked at."""
        with suppress(OSError):
            os.utime(self._about)

    def bytes(self) -> int:
        """Size on disk."""
        total = 0
        for folder, _, names in os.walk(self.path):
            for name in names:
                with suppress(OSError):  # a block may be renamed meanwhile
                    total += os.stat(os.path.join(folder, name)).st_size
        return total

    def remove(self) -> None:
        """Delete it with all its files."""
        shutil.rmtree(self.path, ignore_errors=True)

    def _tail(self) -> str:
        try:
            with self.log.open("rb") as handle:
                handle.seek(max(0, self.log.stat().st_size - _TAIL))
                return handle.read().decode("utf-8", "replace")
        except OSError:
            return ""

    def _asked(self) -> dict[str, Any] | None:
        """What job.json says, or None where it is not whole: the folder's name is the hash of the settings."""
        about = object_of(self._about)
        kinds = {"settings": dict, "words": list, "request": dict, "size": int}
        if not all(isinstance(about.get(name), kind) for name, kind in kinds.items()):
            return None
        whole = about["size"] > 0 and all(isinstance(word, str) for word in about["words"])
        return about if whole and id_of(about["settings"]) == self.path.name else None

    def _answered(self) -> dict[str, Any] | None:
        answer = object_of(self.answer)
        return answer if all(_is_count(answer.get(name)) for name in ("scored", "kept")) else None

    def _kept(self) -> dict[str, Any] | None:
        """The answer as the result's own metadata tell it, where the command's is lost: the disk was full, or it was killed."""
        from hea_core.screening.block_store import read_settings, rows_of

        if not self.result.exists():
            return None
        try:
            return {"scored": int(read_settings(self.result)["scored"]), "kept": rows_of(self.result)}
        except (RequestError, KeyError, TypeError):
            return None


def _arguments(process: Any) -> list[str]:  # noqa: ANN401 - psutil is imported where it is used
    """The arguments of a process (psutil.Process); one that is just being started has none for a moment."""
    for _ in range(20):
        if found := process.cmdline():
            return list(found)
        time.sleep(0.01)
    return []


def _is_count(value: object) -> bool:
    return isinstance(value, int) and value >= 0


def _figure(value: object) -> float:
    """A figure of the log; 0 for what is none."""
    return float(value) if isinstance(value, int | float) and math.isfinite(value) and value >= 0 else 0.0
