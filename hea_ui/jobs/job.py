"""A screening as it stands: its states, its names, and what can be read off the log and the files of its folder."""

from __future__ import annotations

import hashlib
import json
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
        owner: who began it (see `owner_of`), "" for nobody in particular.
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
    owner: str = ""

    @property
    def active(self) -> bool:
        """Whether it will change by itself."""
        return self.state in ACTIVE


def id_of(settings: Mapping[str, Any]) -> str:
    """The id of a job: a hash of all that fixes its result."""
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:12]


def owner_of(token: str) -> str:
    """What a job keeps of its owner's token: who reads the folder cannot act as the owner."""
    return hashlib.sha256(token.encode()).hexdigest()[:16] if token else ""


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
                progress = json.loads(line)  # an object: it stands in braces
                break
    last = lines[-1].strip() if lines else ""
    # Ctrl-C in the server's terminal reaches the job too, perhaps before it listens: that is a stop, not a failure.
    silent = last.startswith("{") or last == "KeyboardInterrupt"
    return progress, "" if silent else last.removeprefix("screen: ")
