"""Files that are there whole or not at all, whatever happens while they are written: a crash, a full disk, a power cut."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from hea_core.errors import HeaError


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A path beside `path` to write to; at the end it takes the place of `path`, and after an error it is gone.

    The content is on the disk before the name is: without that a power cut may leave the name with an empty file.
    Raises OSError where it cannot be written. A device or a pipe is written to as it is: to take its place would remove it for everybody.
    """
    if path.exists() and not path.is_file():
        yield path
        return
    # of its own, since two servers or two sessions may write the same file at the same moment
    unfinished = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}.unfinished")
    try:
        yield unfinished
        with unfinished.open("rb+") as handle:
            os.fsync(handle.fileno())
        unfinished.replace(path)
    except BaseException as error:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename == str(unfinished):
            error.filename = str(path)  # whoever reads the message asked for that one
        raise


def write_whole(path: Path, text: str) -> None:
    """Write a text file (UTF-8), whole or not at all (OSError)."""
    with whole(path) as unfinished:
        unfinished.write_text(text, encoding="utf-8")


@contextmanager
def refused(sentence: Callable[[str], HeaError]) -> Iterator[None]:
    """What the disk refuses, as the error that `sentence` makes of its reason."""
    try:
        yield
    except OSError as error:
        raise sentence(error.strerror or str(error)) from None
