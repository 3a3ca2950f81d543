"""Small and read-only disks for tests: a tmpfs mounted on a folder, which takes root; elsewhere the test is skipped, and says so."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def _mount(*words: str) -> None:
    done = subprocess.run(["mount", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no disk of its own can be mounted here: {done.stderr.strip()}")


@contextmanager
def disk(folder: Path, size: str) -> Iterator[Path]:
    """A disk of this size ("300k") at `folder`, which is made."""
    folder.mkdir()
    _mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder))
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def make_read_only(folder: Path) -> None:
    """From now on nothing can be written to the disk at `folder`."""
    _mount("-o", "remount,ro", str(folder))


def make_larger(folder: Path, size: str) -> None:
    """Give the disk at `folder` more room."""
    _mount("-o", f"remount,size={size}", str(folder))


def fill(folder: Path) -> None:
    """Leave no room on the disk at `folder`."""
    with (folder / "ballast").open("wb", buffering=0) as handle:
        try:
            while True:
                handle.write(b"\0" * 4096)
        except OSError:
            return


def damaged(content: bytes) -> dict[str, bytes | None]:
    """A file's content as faults leave it: emptied, cut, a block of it zeroed at the beginning, in the middle or at the end; None is gone."""
    block, middle = min(4096, len(content) // 3), len(content) // 2
    return {
        "missing": None,
        "emptied": b"",
        "cut": content[:middle],
        "last character lost": content.rstrip()[:-1],
        "zeroed at the beginning": b"\0" * block + content[block:],
        "zeroed in the middle": content[:middle] + b"\0" * block + content[middle + block :],
        "zeroed at the end": content[:-block] + b"\0" * block,
    }
