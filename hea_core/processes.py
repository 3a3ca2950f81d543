"""A second core for long lists: a copy of this process does half of the work, where two threads would wait for the interpreter's lock."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from typing import TypeVar

__all__ = ["in_two"]

Part = TypeVar("Part")
Result = TypeVar("Result")


def in_two(work: Callable[[Part], Result], parts: Sequence[Part]) -> list[Result]:
    """`[work(part) for part in parts]`, every second part of which a copy of this process does at the same time.

    The copy has all that is loaded, in memory that is shared until one of the two writes to it. It lives for this call; only what `work`
    returns comes back, pickled. What `work` raises is raised here. Where no copy can be made, the parts are done one after another.
    """
    if len(parts) < 2 or not _can_be_copied():
        return [work(part) for part in parts]
    context = get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    copy = context.Process(target=_do, args=(work, parts[1::2], ours, theirs), daemon=True)
    copy.start()
    theirs.close()
    try:
        with ours:
            mine = [work(part) for part in parts[::2]]
            try:
                others, error = ours.recv()
            except EOFError:  # the copy was killed, for want of memory or by hand
                others, error = [work(part) for part in parts[1::2]], None
    finally:
        copy.kill()  # has nothing left to do, unless this half failed
        copy.join()
    if error:
        raise error
    return [(mine, others)[k % 2][k // 2] for k in range(len(parts))]


def _can_be_copied() -> bool:
    """Whether there is a core for it, and it is safe: threads would be missing in the copy, but not the locks they hold. A copy makes none."""
    if sys.platform != "linux" or parent_process() is not None:
        return False
    return len(os.sched_getaffinity(0)) > 1 and threading.active_count() == 1


def _do(work: Callable[[Part], object], parts: Sequence[Part], ours: Connection, theirs: Connection) -> None:
    """The half of the copy."""
    ours.close()  # else the copy could not tell that nobody listens any more
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that was copied ends the copy
    try:
        answer: tuple[list[object], Exception | None] = [work(part) for part in parts], None
    except Exception as error:  # raised where the work was asked for
        answer = [], error
    with suppress(OSError):
        theirs.send(answer)
