"""One process beside the server for answers that take long, so that nobody else's page waits for them.

A second thread that computes in the server makes every other page late: each of the hundreds of small steps of a rerun has to ask for the
interpreter's lock anew. The worker is another interpreter, of lower priority; it loads the model once, when it is first needed.
It takes one question at a time, first come, first served. Long work is therefore asked in pieces: sessions take turns between them,
a session that leaves just asks no more, and none has more than one piece in the queue.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from hea_core.errors import RequestError
from hea_core.files.places import CODE
from hea_ui.jobs import priority

_TRIES = 2

Answer = TypeVar("Answer")


class Worker:
    """The process, started at the first question, and the queue in front of it. Safe to use from several threads."""

    def __init__(self) -> None:
        """Nothing is started yet."""
        self._queue: deque[object] = deque()
        self._turn = threading.Condition()
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None

    def ask(self, function: Callable[..., Answer], *arguments: object) -> Answer:
        """What a function of a module answers, computed in the worker; what it raises is raised here. Where there is no POSIX, in the server.

        Raises:
            RequestError: the worker died over it, also when it was asked again.
        """
        if os.name != "posix":  # the pipe is inherited by its number
            return function(*arguments)
        ticket = object()
        with self._turn:
            self._queue.append(ticket)
            self._turn.wait_for(lambda: self._queue[0] is ticket)
        try:
            good, answer = self._answer(function, arguments)
        finally:
            with self._turn:
                self._queue.remove(ticket)
                self._turn.notify_all()
        if not good:
            raise answer
        return answer

    @property
    def waiting(self) -> int:
        """Questions asked and not answered yet."""
        return len(self._queue)

    def close(self) -> None:
        """End the process; the next question starts another one."""
        if self._connection:
            self._connection.close()
        if self._process:
            self._process.kill()
            self._process.wait()
        self._process = self._connection = None

    def _answer(self, function: Callable[..., Answer], arguments: tuple[object, ...]) -> tuple[bool, Any]:
        for _ in range(_TRIES):
            try:
                connection = self._connection or self._begin()
                connection.send((function, arguments))
                return connection.recv()
            except (EOFError, OSError):  # it was killed, by the kernel for want of memory or by hand
                self.close()
        raise RequestError(
            "The process for long answers ended before it had this one, twice: ask for less at a time, for example half as many alloys."
        )

    def _begin(self) -> Connection:
        self._connection, theirs = Pipe()
        number = theirs.fileno()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "hea_ui.server.worker", str(number)],
                cwd=CODE, pass_fds=[number], stdin=subprocess.DEVNULL, env=os.environ | {"PYTHONPATH": str(CODE)},
            )  # fmt: skip
        priority.lower(self._process.pid)
        return self._connection


@cache
def worker() -> Worker:
    """The worker of this server."""
    return Worker()


def main(number: int) -> None:
    """Answer until the server closes the connection, or is gone."""
    # A Ctrl-C in the terminal is for the server, which then closes the connection. A session of its own would do as well, but Linux
    # schedules sessions as groups, and niceness counts only within one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with Connection(number) as connection, suppress(EOFError, ConnectionError):
        while True:
            function, arguments = connection.recv()
            try:
                answer = True, function(*arguments)
            except Exception as error:  # whoever asked is to see it
                answer = False, error
            connection.send(answer)


if __name__ == "__main__":
    main(int(sys.argv[1]))
