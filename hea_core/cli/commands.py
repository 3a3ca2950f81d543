"""The commands that are one call of the predictor or of an evaluation; each takes the arguments and returns what is printed."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hea_core.cli import formula_files
from hea_core.cli.constraints import constraints_of
from hea_core.cli.messages import progress
from hea_core.cli.written import Entries, require_one
from hea_core.errors import HeaError, RequestError
from hea_core.results import Encoding, Refusal, plain, record

if TYPE_CHECKING:
    from hea_core.composition.reading import Reading, Unit
    from hea_core.composition.tables import Table
    from hea_core.predictor import Predictor


def predict(args: argparse.Namespace) -> Any:  # noqa: ANN401
    """Whole reports of formulas given as words, predictions of those in a file, or a table of them; with --full everything of all."""
    import hea_core

    table = formula_files.table_of(args)
    if not args.formula and table is None:
        raise RequestError("No formula given: name at least one, for example CoCrFeMnNi.")
    if args.csv and (table is None or args.formula or args.full):
        raise RequestError(
            "--csv writes the answers of a file, and of it alone: for example --file alloys.csv --csv checked.csv."
        )
    predictor = hea_core.load(args.model)
    if args.csv and table:
        return formula_files.write_table(predictor.engine, table, args)
    words = [_report(predictor, text, args.full, args.unit) for text in args.formula]
    parts = [Entries.of(words, args.json)] if words else []
    if table:
        size = formula_files.EXPLAINED if args.full else formula_files.PIECE
        parts += formula_files.in_pieces(
            lambda rows: Entries.of(_rows(predictor, table, args, rows), args.json), table, size
        )
    return require_one(parts)


def _rows(predictor: Predictor, table: Table, args: argparse.Namespace, rows: slice) -> list[Any]:
    """An answer for each of some rows of a file, with its number and cells; each distinct alloy among them is answered once."""
    kept_apart = replace(table)  # a table keeps what it has read, a kilobyte a row
    entries = list(kept_apart.entries(args.unit, rows))
    readings = list(dict.fromkeys(entry.reading for entry in entries if entry.reading))
    found = (
        [_report(predictor, reading, explained=True) for reading in readings]
        if args.full
        else predictor.predict(readings)
    )
    answers = {
        reading: one if isinstance(one, dict) else record(one) for reading, one in zip(readings, found, strict=True)
    }
    return [
        {
            **(answers[entry.reading] if entry.reading else record(Refusal(entry.text, entry.error))),
            **formula_files.origin(table, entry),
        }
        for entry in entries
    ]


def _report(predictor: Predictor, alloy: str | Reading, explained: bool, unit: Unit = "auto") -> Any:  # noqa: ANN401
    try:
        reading = predictor.engine.read(alloy, unit)
        return predictor.report(reading).record(predictor.explain(reading) if explained else None)
    except HeaError as error:
        return Refusal(alloy if isinstance(alloy, str) else alloy.text, str(error))


def series(args: argparse.Namespace) -> Any:  # noqa: ANN401
    """A series and what the model says at each of its values."""
    import hea_core

    found = hea_core.load(args.model).series(args.text)
    rows = zip(found.series.x, found.series.readings, found.examinations, strict=True)
    points = [
        {
            "x": x,
            "formula": reading.composition.formula,
            "composition": reading.composition.as_dict(),
            "probability": one.probability,
            "low": one.low,
            "high": one.high,
            "reading": reading.assumption,
        }
        for x, reading, one in rows
    ]
    return {"variable": found.series.variable, "points": points}


def encode(args: argparse.Namespace) -> Any:  # noqa: ANN401
    """Places on the latent map."""
    import hea_core

    predictor = hea_core.load(args.model)
    answers: list[Encoding | Refusal] = []
    for text in args.formula:
        try:
            answers += predictor.encode([text])
        except HeaError as error:
            answers.append(Refusal(text, str(error)))
    return require_one([Entries.of(answers, args.json)])


def generate(args: argparse.Namespace) -> Any:  # noqa: ANN401
    """Alloys at a point of the map."""
    import hea_core
    from hea_core.design.wanted import read_targets

    return hea_core.load(args.model).generate(
        args.z[0],
        args.z[1],
        args.probability,
        count=args.count,
        seed=args.seed,
        targets=read_targets(args.target),
        constraints=constraints_of(args),
    )


def nudge(args: argparse.Namespace) -> Any:  # noqa: ANN401
    """From a multi-phase alloy to a single-phase one."""
    import hea_core
    from hea_core.design.wanted import read_targets

    return hea_core.load(args.model).nudge(
        args.formula,
        args.cutoff,
        args.method,
        args.max_steps,
        args.budget,
        constraints_of(args),
        not args.plain,
        read_targets(args.target),
    )


def explain(args: argparse.Namespace) -> Any:  # noqa: ANN401
    """Exact Shapley values, of two alloys with their difference."""
    import hea_core

    return _without_comparison(plain(hea_core.load(args.model).explain(args.formula, args.to)))


def _without_comparison(explanation: dict[str, Any]) -> dict[str, Any]:
    """An explanation without the fields of a comparison that it does not make."""
    found = {key: value for key, value in explanation.items() if value is not None or key not in ("to", "difference")}
    return {**found, "to": _without_comparison(found["to"])} if "to" in found else found


def beeswarm(args: argparse.Namespace) -> Any:  # noqa: ANN401
    """Shapley values of many measured alloys, kept beside the model."""
    import hea_core
    from hea_core.explain import beeswarm

    found = beeswarm.build(hea_core.load(args.model).engine, args.count, progress)
    out = beeswarm.write(args.model, found)
    return {
        "out": out,
        "alloys": len(found.formula),
        "trend": dict(zip(found.quantities, found.trend.tolist(), strict=True)),
    }


def evaluate(args: argparse.Namespace) -> Any:  # noqa: ANN401
    """Measure the recipe, and with --out put the figures into a card."""
    from hea_core.evaluation.protocols import evaluate

    metrics = evaluate(args.protocol, on_progress=progress)
    if args.out:
        from hea_core.model.artifacts import merge_metrics

        merge_metrics(Path(args.out), metrics)
    return metrics
