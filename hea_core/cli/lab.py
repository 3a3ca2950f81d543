"""The command `lab`: the lab book in and out of files. Thin: hea_core.lab does it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hea_core.cli.messages import Tell
from hea_core.errors import RequestError

if TYPE_CHECKING:
    from hea_core.composition import Composition
    from hea_core.lab import Store


def add_arguments(sub: argparse.ArgumentParser) -> None:
    """The arguments of `lab`, but for those every command has."""
    sub.add_argument("action", choices=["import", "export", "list"])
    sub.add_argument("file", nargs="?", help="of import: CSV, TSV, text, XLSX or JSON with alloys and results")
    sub.add_argument("--out", metavar="F.csv", help="of export: the file to write, .csv, .xlsx or .json")
    add_project(sub)


def add_project(sub: argparse.ArgumentParser) -> None:
    """Whose rows of the lab book."""
    sub.add_argument("--project", default="", help="rows of this project; by default those without one")


def open_store(args: argparse.Namespace) -> Store:
    """The lab book of the project that the arguments name (StoreError)."""
    from hea_core.lab import Store

    return Store(args.project)


def run(args: argparse.Namespace) -> Any:  # noqa: ANN401 - the answer of one of three actions
    """Import, export or list; HeaError where it cannot be done."""
    if (args.file is None) == (args.action == "import"):
        raise RequestError(
            "Only import takes a file, and it needs one: write lab import results.csv, lab export --out lab.csv, or lab list."
        )
    if args.out and args.action != "export":
        raise RequestError(f"lab {args.action} writes no file: leave --out away, or write lab export --out {args.out}.")
    store = open_store(args)
    if args.action == "import":
        return _import(store, Path(args.file), args.model, args.note)
    if args.action == "export" and args.out:
        return _export(store, Path(args.out))
    from hea_core.lab.sheet import as_json

    return as_json(store.alloys())


def _import(store: Store, path: Path, model: str, tell: Tell) -> dict[str, Any]:
    from hea_core.lab.exchange import take_in

    content = path.read_bytes()
    done = take_in(store, path.name, content, lambda alloys: _predicted(model, alloys))
    for sentence in done.remarks:
        tell(sentence)
    if done.refused and not done.added and not done.updated and len(done.refused) == done.rows:
        raise RequestError(f"No row of {path.name} could be taken; row {done.refused[0][0]}: {done.refused[0][1]}")
    return {
        "added": done.added,
        "updated": done.updated,
        "refused": [{"row": row, "error": error} for row, error in done.refused],
    }


def _predicted(model: str, alloys: Sequence[Composition]) -> list[dict[str, Any] | None]:
    """What the model says of alloys that are kept now; None for one that it cannot answer."""
    if not alloys:
        return []
    import hea_core
    from hea_core.lab import prediction_record
    from hea_core.model.artifacts import identity
    from hea_core.results import Prediction

    predictor = hea_core.load(model)
    whose = identity(model, predictor.card)
    return [
        prediction_record(one, whose) if isinstance(one, Prediction) else None
        for one in predictor.predict(list(alloys))
    ]


def _export(store: Store, out: Path) -> dict[str, Any]:
    from hea_core.files.whole_files import whole
    from hea_core.lab.exchange import export

    alloys = store.alloys()
    content = export(alloys, out.suffix.removeprefix(".").lower())
    with whole(out) as unfinished:
        unfinished.write_bytes(content)
    return {"out": str(out), "alloys": len(alloys), "results": sum(len(alloy.results) for alloy in alloys)}
