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
from multiprocessing.process import BaseProcess
from typing import TypeVar

__all__ = ["in_two"]

Part = TypeVar("Part")
Result = TypeVar("Result")


def in_two(work: Callable[[Part], Result], parts: Sequence[Part]) -> list[Result]:
    """`[work(part) for part in parts]`, every second part of which a copy of this process does at the same time.

    The copy has all that is loaded, in memory that is shared until one of the two writes to it. It lives for this call; only what `work`
    returns comes back, pickled. What `work` raises is raised here. Where no copy can be made, the parts are done one after another.
    """
    copied = _copied(work, parts[1::2]) if len(parts) > 1 and _can_be_copied() else None
    if copied is None:
        return [work(part) for part in parts]
    copy, ours = copied
    try:
        with ours:
            mine = [work(part) for part in parts[::2]]
            try:
                others, error = ours.recv()
            except (EOFError, OSError):  # the copy was killed, for want of memory or by hand, perhaps while it sent
                others, error = [work(part) for part in parts[1::2]], None
    finally:
        copy.kill()  # has nothing left to do, unless this half failed
        copy.join()
    if error:
        raise error
    return [(mine, others)[k % 2][k // 2] for k in range(len(parts))]


def _copied(work: Callable[[Part], object], parts: Sequence[Part]) -> tuple[BaseProcess, Connection] | None:
    """A copy at work on these parts, and where its answer comes from; None where the system has no memory or number left for it."""
    context = get_context("fork")
    try:
        ours, theirs = context.Pipe(duplex=False)
    except OSError:
        return None
    copy = context.Process(target=_do, args=(work, parts, ours, theirs), daemon=True)
    with theirs:
        try:
            copy.start()
        except OSError:
            ours.close()
            return None
    return copy, ours


def _can_be_copied() -> bool:
    """Whether there is a core for it, and it is safe: threads would be missing in the copy, but not the locks they hold. A copy makes none."""
    if sys.platform != "linux" or parent_process() is not None:
        return False
    return len(os.sched_getaffinity(0)) > 1 and threading.active_count() == 1


def _do(work: Callable[[Part], object], parts: Sequence[Part], ours: Connection, theirs: Connection) -> None:
    """The half of the copy."""
    ours.close()  # else the copy could not tell that nobody listens any more
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that was copied ends the copy
    done: list[object] = []
    answer: tuple[list[object], Exception | None] = done, None
    original = parent_process()
    assert original is not None  # a copy has one
    try:
        for part in parts:
            if not original.is_alive():  # it was killed, and ended nothing
                return
            done.append(work(part))
    except Exception as error:  # raised where the work was asked for
        answer = [], error
    with suppress(OSError):
        theirs.send(answer)
