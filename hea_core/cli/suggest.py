"""The command `suggest`: what to make next, from a file or from the ideas in the lab book."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hea_core.cli.constraints import constraints_of
from hea_core.cli.lab import open_store
from hea_core.cli.messages import Tell
from hea_core.errors import HeaError, RequestError
from hea_core.lab import Status
from hea_core.lab.home import exists

if TYPE_CHECKING:
    from hea_core.composition import Reading
    from hea_core.lab import Alloy

_OPEN = (Status.IDEA, Status.QUEUED)


def add_arguments(sub: argparse.ArgumentParser) -> None:
    """The arguments of `suggest`, but for those that other commands have too."""
    pool = sub.add_mutually_exclusive_group(required=True)
    pool.add_argument(
        "--from",
        dest="pool",
        metavar="F",
        help="alloys to choose from: CSV, TSV, text, XLSX, or the parquet file of screen",
    )
    pool.add_argument("--lab", action="store_true", help="choose from the ideas in the lab book")
    sub.add_argument("--batch", type=int, default=5, help="how many (default 5)")
    sub.add_argument("--by", default="mixed", help="information, probability or mixed (default)")
    sub.add_argument(
        "--target",
        action="append",
        default=[],
        metavar="AIM",
        help="wanted beside one phase: 'hardness>=500', 'price<=20', density=7.5, structure=BCC, with a weight 'hardness>=500 x2'; once a target",
    )


def run(args: argparse.Namespace) -> Any:  # noqa: ANN401 - Suggestions
    """The next batch; what the lab book has measured corrects the model, and what it rejected is left out (HeaError)."""
    import hea_core
    from hea_core.lab import labels

    tell: Tell = args.note
    demanded = constraints_of(args)
    book: tuple[Alloy, ...] = ()
    if args.lab or exists():
        book = open_store(args).alloys()
    ideas = [alloy.composition for alloy in book if alloy.status in _OPEN]
    if args.lab and not ideas:
        raise RequestError(
            "The lab book has no alloy that is an idea or queued: keep some first, or name a file with --from."
        )
    predictor = hea_core.load(args.model)
    pool = ideas if args.lab else _readable(Path(args.pool), predictor.engine.read, tell)
    measured = labels.measured(book, trained_on=labels.trained_on(predictor.card))
    rejected = [alloy.composition for alloy in book if alloy.status is Status.REJECTED]
    if len(measured):
        tell(f"The lab book's results of {len(measured)} alloy{'s' if len(measured) > 1 else ''} are counted in.")
    found = predictor.suggest(pool, args.batch, args.by, demanded or None, measured, rejected, args.target)
    if len(found) < args.batch:
        some = "one alloy" if len(found) == 1 else f"{len(found)} alloys"
        tell(f"The pool has {some} that can be suggested, of {args.batch} asked for.")
    return found


def _readable(path: Path, read: Callable[[object], Reading], tell: Tell) -> list[Reading]:
    """The alloys of a file that the tables describe; HeaError where there is none."""
    found: list[Reading] = []
    refused: list[str] = []
    for number, alloy, error in _entries(path, tell):
        try:
            if error:
                raise RequestError(error)
            found.append(read(alloy))
        except HeaError as reason:
            refused.append(f"row {number}: {reason}")
    if refused:
        tell(f"{len(refused)} row{'s' if len(refused) > 1 else ''} left out; {refused[0]}")
    if not found:
        raise RequestError(f"No row of {path.name} is an alloy: {refused[0] if refused else 'the file is empty'}")
    return found


def _entries(path: Path, tell: Tell) -> list[tuple[int, object, str]]:
    """Number, alloy and error of each row of a table, or of the result of a screening."""
    if path.suffix.lower() == ".parquet":
        import pandas as pd

        try:
            formulas = pd.read_parquet(path, columns=["formula"])["formula"]
        except (ValueError, KeyError) as error:
            raise RequestError(
                f"{path.name} is no result of a screening ({error}): name the file that screen --out wrote."
            ) from None
        return [(number, formula, "") for number, formula in enumerate(formulas, start=1)]
    from hea_core.composition.tables import open_file

    table = open_file(path.name, path.read_bytes())
    for sentence in (table.understood, *table.remarks):
        tell(sentence)
    return [(entry.number, entry.reading, entry.error) for entry in table.entries()]
