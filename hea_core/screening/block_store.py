"""The finished blocks of a screening, on disk until the result is complete."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from hea_core.errors import RequestError
from hea_core.files import one_writer
from hea_core.files.places import PROGRAM
from hea_core.files.whole_files import refused, whole, write_whole

METADATA = b"latentalloy.screen"
_SETTINGS = "settings.json"
_OURS = re.compile(r"\d+\.parquet|settings\.json|lock|(\d+|settings)\.[\w.-]*unfinished")


class BlockStore:
    """One file a block in the folder `out`.parts, with the settings they belong to; held by one process at a time.

    Attributes:
        done: indices of the finished blocks.
    """

    def __init__(self, out: Path, settings: dict[str, Any]) -> None:
        """Take over finished blocks of the same settings, or start with an empty folder.

        A block that cannot be read back is thrown away, so that it is scored again.

        Raises:
            RequestError: the folder cannot be written, holds something else, or another process writes the same file.
        """
        self._out, self._settings = out, settings
        self._folder = _folder_of(out)
        text = json.dumps(settings, sort_keys=True)
        with refused(self._refusal):
            self._folder.mkdir(parents=True, exist_ok=True)
            if any(not _OURS.fullmatch(path.name) for path in self._folder.iterdir()):
                raise RequestError(
                    f"{self._folder} is in the way and is no unfinished screening: choose another file to write."
                )
            lock = one_writer.hold(self._folder)
            if lock is None:
                raise RequestError(f"Another process writes {out}: wait for it, or name another file.")
            self._lock = lock
            for leftover in self._folder.glob("*.unfinished"):
                leftover.unlink()
            if not self._belongs_to(text):
                for path in self._folder.iterdir():
                    if path.name != one_writer.LOCK:
                        path.unlink()
                write_whole(self._folder / _SETTINGS, text)
            self.done = {int(path.stem) for path in self._folder.glob("[0-9]*.parquet") if _readable(path)}

    def close(self) -> None:
        """Let another process write the file."""
        self._lock.close()

    def _belongs_to(self, text: str) -> bool:
        try:
            return (self._folder / _SETTINGS).read_text(encoding="utf-8") == text
        except (FileNotFoundError, UnicodeDecodeError):
            return False

    def _refusal(self, why: str) -> RequestError:
        return RequestError(
            f"out {self._out} cannot be written ({why}): make room or name a file in a folder of yours; the same command goes on from the "
            "finished blocks."
        )

    def _path(self, index: int) -> Path:
        return self._folder / f"{index:06d}.parquet"

    def write(self, index: int, table: pa.Table) -> None:
        """Keep a block; after a crash it is there whole or not at all (RequestError where the disk is full)."""
        with refused(self._refusal), whole(self._path(index)) as unfinished:
            pq.write_table(table, unfinished, write_page_checksum=True)
        self.done.add(index)

    def tables(self) -> Iterator[pa.Table]:
        """The blocks in order."""
        for index in sorted(self.done):
            yield pq.read_table(self._path(index))

    def merge(self, pieces: Iterable[pa.Table], complete: bool, scored: int) -> int:
        """Write the result, without ranks and with the settings in its metadata; returns the rows written.

        The blocks are removed once they are all in it.
        """
        metadata = {
            METADATA: json.dumps({**self._settings, "complete": complete, "scored": scored}, sort_keys=True).encode()
        }
        rows, tables = 0, iter(pieces)
        first = next(tables, None)
        if first is not None:
            with refused(self._refusal), whole(self._out) as unfinished:
                schema = first.drop_columns(["rank"]).schema.with_metadata(metadata)
                with pq.ParquetWriter(unfinished, schema, write_page_checksum=True) as writer:
                    for piece in chain([first], tables):
                        table = piece.drop_columns(["rank"])
                        writer.write_table(table.replace_schema_metadata(metadata))
                        rows += len(table)
        if complete:
            shutil.rmtree(self._folder, ignore_errors=True)
        return rows


def in_use(out: Path) -> bool:
    """Whether a process is writing the result of a screening to `out`."""
    return one_writer.held(_folder_of(out))


def _folder_of(out: Path) -> Path:
    return out.with_name(out.name + ".parts")


def _readable(block: Path) -> bool:
    """Whether a block is whole, to the checksum of every page; removed where it is not."""
    try:
        pq.read_table(block, page_checksum_verification=True)
    except (pa.ArrowException, OSError):
        block.unlink(missing_ok=True)
        return False
    return True


def read_settings(path: Path) -> dict[str, Any]:
    """The settings, hashes and completeness that a screening's file carries; RequestError where it is no such file."""
    try:
        metadata = pq.read_schema(path).metadata or {}
    except (OSError, pa.ArrowException):
        metadata = {}
    if METADATA not in metadata:
        raise RequestError(
            f"{path} is not the result of a screening: write one with '{PROGRAM} screen … --out F.parquet'."
        )
    found: dict[str, Any] = json.loads(metadata[METADATA])
    return found


def rows_of(path: Path) -> int:
    """Alloys in a screening's file; RequestError where it is no such file."""
    read_settings(path)
    return int(pq.read_metadata(path).num_rows)
