"""The finished blocks of a screening, on disk until the result is complete."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from hea_core.errors import RequestError

METADATA = b"latentalloy.screen"
_SETTINGS = "settings.json"


class Parts:
    """One file a block in the folder `out`.parts, with the settings they belong to.

    Attributes:
        done: indices of the finished blocks.
    """

    def __init__(self, out: Path, settings: dict[str, Any]) -> None:
        """Take over finished blocks of the same settings, or start with an empty folder (RequestError where none can be made)."""
        self._out, self._settings = out, settings
        self._folder = out.with_name(out.name + ".parts")
        text = json.dumps(settings, sort_keys=True)
        stored = self._folder / _SETTINGS
        try:
            if not (stored.exists() and stored.read_text(encoding="utf-8") == text):
                if self._folder.exists() and any(self._folder.iterdir()) and not stored.exists():
                    raise RequestError(
                        f"{self._folder} is in the way and is no unfinished screening: choose another file to write."
                    )
                shutil.rmtree(self._folder, ignore_errors=True)
                self._folder.mkdir(parents=True)
                stored.write_text(text, encoding="utf-8")
        except OSError as error:
            raise RequestError(
                f"out {out} cannot be written ({error.strerror}): name a file in a folder of yours."
            ) from None
        self.done = {int(path.stem) for path in self._folder.glob("[0-9]*.parquet")}

    def _path(self, index: int) -> Path:
        return self._folder / f"{index:06d}.parquet"

    def write(self, index: int, table: pa.Table) -> None:
        """Keep a block; after a crash it is there whole or not at all."""
        unfinished = self._path(index).with_suffix(".unfinished")
        pq.write_table(table, unfinished)
        unfinished.replace(self._path(index))
        self.done.add(index)

    def tables(self) -> Iterator[pa.Table]:
        """The blocks in order."""
        for index in sorted(self.done):
            yield pq.read_table(self._path(index))

    def merge(self, pieces: Iterable[pa.Table], complete: bool, scored: int) -> int:
        """Write the result, without ranks and with the settings in its metadata; returns the rows written.

        The blocks are removed once they are all in it.
        """
        unfinished = self._out.with_name(self._out.name + ".unfinished")
        metadata = {
            METADATA: json.dumps({**self._settings, "complete": complete, "scored": scored}, sort_keys=True).encode()
        }
        writer: pq.ParquetWriter | None = None
        rows = 0
        try:
            for piece in pieces:
                table = piece.drop_columns(["rank"])
                if writer is None:
                    writer = pq.ParquetWriter(unfinished, table.schema.with_metadata(metadata))
                writer.write_table(table.replace_schema_metadata(metadata))
                rows += len(table)
        finally:
            if writer is not None:
                writer.close()
        if writer is not None:
            unfinished.replace(self._out)
        if complete:
            shutil.rmtree(self._folder)
        return rows


def read_settings(path: Path) -> dict[str, Any]:
    """The settings, hashes and completeness that a screening's file carries; RequestError where it is no such file."""
    try:
        metadata = pq.read_schema(path).metadata or {}
    except (OSError, pa.ArrowInvalid):
        metadata = {}
    if METADATA not in metadata:
        raise RequestError(
            f"{path} is not the result of a screening: write one with 'python -m hea_core screen … --out F.parquet'."
        )
    found: dict[str, Any] = json.loads(metadata[METADATA])
    return found
