"""What is done with a table of alloys that a user brought: opened, answered a piece at a time into files, and written to take away.

A large table is worked on in the process for long answers (`hea_ui.server.worker`), a small one in the server; either way by these
functions, and what they make lies in a folder of the session. Of a large table the server holds its first rows and what is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from hea_core.errors import RequestError
from hea_core.files import spreadsheets
from hea_core.files.whole_files import refused, whole
from hea_core.processes import in_two
from hea_ui.server import chosen, long_answers

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from hea_core.composition.reading import Unit
    from hea_core.composition.tables import Table
    from hea_core.trust.examiner import Examiner

PIECE = 8000
"""Rows answered together: less than half a second. So long, on two cores, the worker takes from one report of progress to the next, for two
pieces: a stop is felt at once, and other sessions have their turn. Each pair of pieces costs a copy of the worker, as much as 1,500 rows."""
KEPT = 250
"""First rows of a table that the server holds: all of those that are checked without being asked for."""
_ANSWERS = "answers.arrow"


@dataclass(frozen=True)
class Brought:
    """A file or a text that a user brought.

    Attributes:
        path: where it lies.
        name: of the file; "" for pasted text.
    """

    path: Path
    name: str


@dataclass(frozen=True)
class Question:
    """A table to check.

    Attributes:
        brought: with the table in it.
        sheet: that was chosen; None for the first that holds alloys.
        column: what the alloys are taken from.
        unit: what amounts are shares of where the table does not say so.
        model: that answers, the name to load it by.
    """

    brought: Brought
    sheet: str | None
    column: str
    unit: Unit
    model: str = chosen.SHIPPED


@dataclass(frozen=True)
class Summary:
    """What became of the rows that are answered.

    Attributes:
        verdicts, domains: how many rows have each.
        refused: rows without an answer.
        own: names of the user's columns in the answers.
    """

    verdicts: Counter[str]
    domains: Counter[str]
    refused: int
    own: tuple[str, ...]

    @property
    def good(self) -> int:
        """Rows with an answer."""
        return sum(self.verdicts.values())


def first_rows(brought: Brought, sheet: str | None) -> tuple[Table, int]:
    """The table with its first rows only, and how many it has (HeaError where it cannot be read)."""
    table = _opened(brought, sheet)
    return replace(table, rows=table.rows[:KEPT], numbers=table.numbers[:KEPT]), len(table.rows)


def answer_there(question: Question, folder: Path, start: int) -> int:
    """`answer` in the worker, two pieces at a time."""
    engine, count = long_answers.model(question.model).engine, len(_asked(question).rows)
    starts = range(start, min(start + 2 * PIECE, count), PIECE)
    return max(in_two(lambda start: answer(engine, question, folder, start), starts))


def answer(engine: Examiner, question: Question, folder: Path, start: int) -> int:
    """Answer PIECE rows from `start` on, or as many as there are, into a file of the folder; the row to go on with."""
    from pyarrow import feather

    from hea_core.trust.answer_table import answered

    piece = answered(engine, _asked(question), question.unit, slice(start, start + PIECE))
    _write(folder / f"{start:07d}.arrow", lambda path: feather.write_feather(piece, path, compression="uncompressed"))
    return start + len(piece)


def summed_up(folder: Path) -> Summary:
    """Put together the pieces that are answered, at least one."""
    from pyarrow import feather

    from hea_core.trust.answer_table import joined, own

    table = joined([feather.read_feather(path) for path in sorted(folder.glob("[0-9]*.arrow"))])
    _write(folder / _ANSWERS, lambda path: feather.write_feather(table, path, compression="uncompressed"))
    for made in folder.glob("checked.*"):
        made.unlink()
    good = table[table["error"] == ""]
    return Summary(
        Counter(good["verdict"].tolist()),
        Counter(good["domain"].tolist()),
        len(table) - len(good),
        tuple(own(table)),
    )


def file(folder: Path, kind: str) -> Path:
    """All rows as a file to take away, "csv" or "xlsx", made once."""
    path = folder / f"checked.{kind}"
    if not path.exists():
        table = _answers(folder).to_pandas()
        content = (
            spreadsheets.as_csv(table).encode("utf-8", "replace") if kind == "csv" else spreadsheets.as_xlsx(table)
        )
        _write(path, lambda path: path.write_bytes(content))
    return path


def good_rows(folder: Path, order: str, start: int, count: int) -> pd.DataFrame:
    """Some of the rows with an answer, by a column, with a leading "-" the largest first; as they are where there is no such column.

    What is missing comes last, and rows that are alike keep their order. Only these rows leave the file.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    table, name = _answers(folder), order.removeprefix("-")
    rows = pa.array(np.flatnonzero(pc.equal(table["error"], "").to_numpy()))
    if name in table.column_names:
        direction = "descending" if order.startswith("-") else "ascending"
        values = table.select([name]).take(rows)
        rows = rows.take(pc.sort_indices(values, sort_keys=[(name, direction)]))
    return table.take(rows[start : start + count]).to_pandas().astype({"rules_for_single": int})


def bad_rows(folder: Path, count: int) -> pd.DataFrame:
    """The first rows without an answer: number, input and reason."""
    import pyarrow.compute as pc

    table = _answers(folder).select(["row", "input", "error"])
    return table.filter(pc.not_equal(table["error"], "")).slice(0, count).to_pandas()


def _answers(folder: Path) -> pa.Table:
    from pyarrow import feather

    return feather.read_table(folder / _ANSWERS, memory_map=True)


@lru_cache(maxsize=4)
def _opened(brought: Brought, sheet: str | None) -> Table:
    from hea_core.composition.tables import open_file, open_text

    content = brought.path.read_bytes()
    if brought.name:
        return open_file(brought.name, content, sheet)
    return open_text(content.decode("utf-8", "surrogatepass"))


@lru_cache(maxsize=4)
def _asked(question: Question) -> Table:
    """The table opened as it was asked for: its readings are kept with it."""
    table = _opened(question.brought, question.sheet)
    return table if question.column == table.column else table.taking(question.column)


def _write(path: Path, write: Callable[[Path], object]) -> None:
    """A file that is whole or not there; RequestError where the disk does not take it."""
    with refused(lambda why: _no_room(path.parent, why)), whole(path) as unfinished:
        path.parent.mkdir(exist_ok=True)
        write(unfinished)


def _no_room(folder: Path, why: str) -> RequestError:
    return RequestError(f"The answers cannot be kept in {folder} ({why}): make room there, or ask for fewer rows.")
