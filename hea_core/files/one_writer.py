"""One process at a time writes into a folder: a lock that the system lets go of when the process ends, however it ends.

A number in a file would outlive a power cut, and a clock set back would make a living process look like another.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows: nothing keeps two screenings out of one folder there
    fcntl = None  # type: ignore[assignment]

LOCK = "lock"


def hold(folder: Path) -> IO[bytes] | None:
    """Take the lock of a folder, which exists, until the handle is closed; None where another process has it (OSError)."""
    while True:
        handle = (folder / LOCK).open("ab")
        try:
            if fcntl is not None:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.close()
            return None
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(handle.fileno()), (folder / LOCK).stat()):
                return handle
        handle.close()  # whoever had it has finished, and removed the folder meanwhile
        folder.mkdir(parents=True, exist_ok=True)


@contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Whether nobody else writes into the folder, and until the block ends nobody will; False too where it is not there or may not be written."""
    try:
        turn = hold(folder)
    except OSError:
        turn = None
    if turn is None:
        yield False
        return
    with turn:
        yield True


def held(folder: Path) -> bool:
    """Whether a process writes into the folder, which need not exist."""
    if fcntl is None:
        return False
    try:
        with (folder / LOCK).open("rb") as handle:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # no lock, so nobody writes
        return False
    return False
