"""The file of alloys that `read` and `predict` take on the command line: its options, its rows, and what is told of it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from hea_core import garbage
from hea_core.cli.written import Entries, require_one
from hea_core.composition.reading import Reading, read
from hea_core.composition.tables import Entry, Table, open_file
from hea_core.errors import HeaError, RequestError, shortened

if TYPE_CHECKING:
    from hea_core.trust.examiner import Examiner

Answer = TypeVar("Answer")
PIECE, EXPLAINED = 2000, 50
"""Rows answered together, and rows answered with their explanation: a quarter of a second, and some seconds."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of a command that takes alloys as words or in a file."""
    parser.add_argument(
        "--file",
        help="CSV, TSV, text or XLSX: formulas in a column, or elements as columns; each answer of it has the row's number and cells",
    )
    parser.add_argument(
        "--column",
        help="heading of the column of formulas, or 'elements' for columns of elements; left out, what reads",
    )
    parser.add_argument("--sheet", help="sheet of an XLSX file; left out, the first that holds alloys")
    parser.add_argument(
        "--unit",
        choices=["auto", "at", "wt"],
        default="auto",
        help="what percentages without a unit are of; auto: by what is known of the alloy or the table, else atoms",
    )


def table_of(args: argparse.Namespace) -> Table | None:
    """The table in args.file, after telling what was understood of it; None where no file is given."""
    if not args.file:
        if args.column or args.sheet:
            raise RequestError(
                "--column and --sheet belong to a file: give --file too, for example --file alloys.xlsx."
            )
        return None
    path = Path(args.file)
    try:
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no such name is possible"
        raise RequestError(f"--file {shortened(args.file, 200)} cannot be read ({reason}).") from None
    table = open_file(path.name, content, args.sheet, args.column)
    for sentence in (table.understood, *table.remarks):
        args.note(sentence)
    if table.ambiguous and args.unit == "auto":
        args.note(
            "The amounts are taken as at.%, since the file does not say whether of atoms or of weight: --unit wt takes them by weight."
        )
    return table


def origin(table: Table, entry: Entry) -> dict[str, Any]:
    """Where an answer comes from: the number of its row, and the cells that are filled, by column."""
    return {
        "row": entry.number,
        "columns": {name: cell for name, cell in zip(table.names, entry.cells, strict=False) if cell},
    }


def in_pieces(work: Callable[[slice], Answer], table: Table, size: int) -> list[Answer]:
    """What is made of the rows of a table, so many at a time, on two cores where there are as many."""
    from hea_core.processes import in_two  # few tables are so long

    first, *rest = (slice(start, start + size) for start in range(0, len(table.rows), size))
    loaded = work(first)  # with all that the others need, before the process is copied
    return [loaded, *in_two(work, rest)]


def write_table(engine: Examiner, table: Table, args: argparse.Namespace) -> dict[str, Any]:
    """`predict --csv`: the answers of a file as one table, a row an alloy; how many rows it has, and how many of them no answer."""
    from hea_core.files.spreadsheets import as_csv
    from hea_core.files.whole_files import whole
    from hea_core.trust.answer_table import answered, joined

    with garbage.left():
        found = joined(in_pieces(lambda rows: answered(engine, table, args.unit, rows), table, PIECE))
    with whole(Path(args.csv)) as unfinished:
        unfinished.write_text(as_csv(found), encoding="utf-8", errors="replace", newline="")
    return {"out": args.csv, "rows": len(found), "refused": int((found["error"] != "").sum())}


def run_read(args: argparse.Namespace) -> Sequence[Entries]:
    """`read`: what each text and each row of a file stands for; needs no model (HeaError where nothing can be read)."""
    answers = [_of_text(text, args.unit) for text in args.text]
    table = table_of(args)
    if table:
        for entry in table.entries(args.unit):
            answers.append({**_answer(entry.text, entry.reading, entry.error), **origin(table, entry)})
    if not answers:
        raise RequestError("No alloy given: name at least one, for example CoCrFeMnNi, or --file alloys.csv.")
    return require_one([Entries.of(answers, args.json)])


def _of_text(text: str, unit: Any) -> dict[str, Any]:  # noqa: ANN401 - one of the choices of --unit
    try:
        return _answer(text, read(text, unit), "")
    except HeaError as error:
        return _answer(text, None, str(error))


def _answer(text: str, reading: Reading | None, error: str) -> dict[str, Any]:
    if reading is None:
        return {"input": text, "error": error}
    return {
        "input": text,
        "formula": reading.composition.formula,
        "composition": reading.composition.as_dict(),
        "reading": reading.assumption,
    }
