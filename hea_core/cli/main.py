"""The command line: `latentalloy COMMAND … --json`, in a checkout `python -m hea_core COMMAND …`. Every command is one call of the core.

With --json one JSON value goes to stdout and nothing else; messages go to stderr. Exit status 0, or 2 for bad input.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from hea_core import __version__, threads
from hea_core.cli import app, formula_files, lab, screen, suggest, train
from hea_core.errors import HeaError, RequestError
from hea_core.files.places import PROGRAM
from hea_core.results import Method, plain

if TYPE_CHECKING:
    from hea_core.composition.reading import Reading, Unit
    from hea_core.composition.tables import Table
    from hea_core.design.constraints import Constraints
    from hea_core.predictor import Predictor


def _tell(message: str) -> None:
    sys.stderr.write(message + "\n")


def _progress(what: str, done: int, of: int) -> None:
    _tell(f"{what}: {done} of {of}")


def _read(args: argparse.Namespace) -> Any:  # noqa: ANN401
    return formula_files.run_read(args, args.note)


def _predict(args: argparse.Namespace) -> Any:  # noqa: ANN401
    """Whole reports of formulas given as words, predictions of those in a file, or a table of them; with --full everything of all."""
    import hea_core

    table = formula_files.table_of(args, args.note)
    if not args.formula and table is None:
        raise RequestError("No formula given: name at least one, for example CoCrFeMnNi.")
    if args.csv and (table is None or args.formula or args.full):
        raise RequestError(
            "--csv writes the answers of a file, and of it alone: for example --file alloys.csv --csv checked.csv."
        )
    predictor = hea_core.load(args.model)
    if args.csv and table:
        return formula_files.write_table(predictor.engine, table, args)
    answers = [_report(predictor, text, args.full, args.unit) for text in args.formula]
    if table:
        answers += _rows(predictor, table, args)
    return _answered(answers)


def _answered(answers: list[Any]) -> list[Any]:
    """The answers of a list, of which some may be refusals; RequestError with the first where all are."""
    from hea_core.results import Refusal

    refusals = [
        answer for answer in answers if isinstance(answer, Refusal) or (isinstance(answer, dict) and "error" in answer)
    ]
    if len(refusals) == len(answers):
        raise RequestError(plain(refusals[0])["error"])
    return answers


def _rows(predictor: Predictor, table: Table, args: argparse.Namespace) -> list[Any]:
    """An answer for each row of a file, with its number and cells; each distinct alloy is answered once."""
    from hea_core.results import Refusal

    entries = list(table.entries(args.unit))
    readings = list(dict.fromkeys(entry.reading for entry in entries if entry.reading))
    found = (
        [_report(predictor, reading, explained=True) for reading in readings]
        if args.full
        else predictor.predict(readings)
    )
    answers = dict(zip(readings, map(plain, found), strict=True))
    return [
        {
            **(answers[entry.reading] if entry.reading else plain(Refusal(entry.text, entry.error))),
            **formula_files.origin(table, entry),
        }
        for entry in entries
    ]


def _report(predictor: Predictor, alloy: str | Reading, explained: bool, unit: Unit = "auto") -> Any:  # noqa: ANN401
    from hea_core.results import Refusal

    try:
        reading = predictor.engine.read(alloy, unit)
        return predictor.report(reading).record(predictor.explain(reading) if explained else None)
    except HeaError as error:
        return Refusal(alloy if isinstance(alloy, str) else alloy.text, str(error))


def _series(args: argparse.Namespace) -> Any:  # noqa: ANN401
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


def _encode(args: argparse.Namespace) -> Any:  # noqa: ANN401
    import hea_core
    from hea_core.results import Encoding, Refusal

    predictor = hea_core.load(args.model)
    answers: list[Encoding | Refusal] = []
    for text in args.formula:
        try:
            answers += predictor.encode([text])
        except HeaError as error:
            answers.append(Refusal(text, str(error)))
    return _answered(answers)


def _generate(args: argparse.Namespace) -> Any:  # noqa: ANN401
    import hea_core
    from hea_core.design.wanted import read_targets

    return hea_core.load(args.model).generate(
        args.z[0],
        args.z[1],
        args.probability,
        count=args.count,
        seed=args.seed,
        targets=read_targets(args.target),
        constraints=_constraints(args),
    )


def _nudge(args: argparse.Namespace) -> Any:  # noqa: ANN401
    import hea_core
    from hea_core.design.wanted import read_targets

    return hea_core.load(args.model).nudge(
        args.formula,
        args.cutoff,
        args.method,
        args.max_steps,
        args.budget,
        _constraints(args),
        not args.plain,
        read_targets(args.target),
    )


def _constraints(args: argparse.Namespace) -> Constraints:
    from hea_core.design.constraints import Constraints

    return Constraints.parse(
        args.ban, args.lock, args.range, args.max_elements, args.max_price, args.min_elements, args.only
    )


def _explain(args: argparse.Namespace) -> Any:  # noqa: ANN401
    import hea_core

    return _without_comparison(plain(hea_core.load(args.model).explain(args.formula, args.to)))


def _without_comparison(explanation: dict[str, Any]) -> dict[str, Any]:
    """An explanation without the fields of a comparison that it does not make."""
    found = {key: value for key, value in explanation.items() if value is not None or key not in ("to", "difference")}
    return {**found, "to": _without_comparison(found["to"])} if "to" in found else found


def _beeswarm(args: argparse.Namespace) -> Any:  # noqa: ANN401
    import hea_core
    from hea_core.explain import beeswarm

    found = beeswarm.build(hea_core.load(args.model).engine, args.count, _progress)
    out = beeswarm.write(args.model, found)
    return {
        "out": out,
        "alloys": len(found.formula),
        "trend": dict(zip(found.quantities, found.trend.tolist(), strict=True)),
    }


def _lab(args: argparse.Namespace) -> Any:  # noqa: ANN401
    return lab.run(args, args.note)


def _suggest(args: argparse.Namespace) -> Any:  # noqa: ANN401
    return suggest.run(args, _constraints(args), args.note)


def _train(args: argparse.Namespace) -> Any:  # noqa: ANN401
    return train.run(args, _progress, args.note)


def _evaluate(args: argparse.Namespace) -> Any:  # noqa: ANN401
    from hea_core.evaluation.protocols import evaluate

    metrics = evaluate(args.protocol, on_progress=_progress)
    if args.out:
        from hea_core.model.artifacts import merge_metrics

        merge_metrics(Path(args.out), metrics)
    return metrics


_NEGATIVE = re.compile(r"-(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$|-inf$|-nan$", re.IGNORECASE)


class _OneLineParser(argparse.ArgumentParser):
    """Says what is wrong in one line, as every other error of the command line, and takes every negative number for one.

    Python's own takes -3e-05, as JSON writes a small number, for an option.
    """

    def __init__(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401 - handed on
        super().__init__(*args, **settings)
        self._negative_number_matcher = _NEGATIVE

    def error(self, message: str) -> NoReturn:
        _tell(f"{self.prog}: {message}; see {self.prog} --help")
        sys.exit(2)


def _parser() -> argparse.ArgumentParser:
    parser = _OneLineParser(prog=PROGRAM, description=__doc__)
    parser.add_argument("--version", action="version", version=f"latentalloy {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)

    def command(name: str, run: Any, text: str) -> argparse.ArgumentParser:  # noqa: ANN401
        sub = commands.add_parser(name, help=text, description=text)
        sub.add_argument("--json", action="store_true", help="print one compact JSON value")
        sub.set_defaults(run=run)
        return sub

    def with_model(sub: argparse.ArgumentParser) -> argparse.ArgumentParser:
        sub.add_argument("--model", default="default", help="name under models/, or a folder")
        return sub

    def with_constraints(sub: argparse.ArgumentParser) -> argparse.ArgumentParser:
        sub.add_argument("--ban", default="", help="elements that must not occur, for example Os,Be")
        sub.add_argument(
            "--lock",
            default="",
            help="whole at.%% kept exactly, for example Fe=20,Ni=20; without an amount (Fe) that of the alloy nudged, whole or not",
        )
        sub.add_argument("--range", default="", help="whole at.%% from-to, for example Al=0-10")
        sub.add_argument("--min-elements", type=int, help="at least so many elements, 1 at.%% or more of each")
        sub.add_argument("--max-elements", type=int, help="at most so many elements")
        sub.add_argument("--max-price", type=float, help="USD per kg, by prices of about 2013: order of magnitude")
        sub.add_argument("--only", default="", help="the palette: no other elements, for example Al,Co,Cr,Fe,Ni")
        return sub

    def with_targets(sub: argparse.ArgumentParser) -> argparse.ArgumentParser:
        sub.add_argument(
            "--target",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="wanted beside the probability: hardness=500 (HV), structure=BCC, and of what is computed density=7.5 (g/cm³), "
            "melting_temperature=2000 (K), price=20 (USD/kg); once a target",
        )
        return sub

    read = command(
        "read", _read, "what texts and tables are read as: compositions, and what was assumed; no model is asked"
    )
    read.add_argument("text", nargs="*", help="a formula or a list of amounts, for example 'Ti-6Al-4V'")
    formula_files.add_arguments(read)
    series = with_model(command("series", _series, "a series in one amount, with the probability at each value"))
    series.add_argument("text", help="for example 'AlxCoCrFeNi, x=0:2:0.1'")
    predict = with_model(command("predict", _predict, "probability of a single phase, with what it rests on"))
    predict.add_argument("formula", nargs="*")
    formula_files.add_arguments(predict)
    predict.add_argument(
        "--csv",
        metavar="F.csv",
        help="write the answers of --file here as one table, a row an alloy with its own columns behind: the way for long lists",
    )
    predict.add_argument(
        "--full",
        action="store_true",
        help="everything for every row: what-if, rules, contributions, facts and reconstruction, which formulas given as words "
        "have anyway, and the exact Shapley values of `explain`, 0.04 s an alloy",
    )
    encode = with_model(command("encode", _encode, "place alloys on the latent map"))
    encode.add_argument("formula", nargs="+")
    generate = with_targets(
        with_constraints(with_model(command("generate", _generate, "alloys at a point of the map")))
    )
    generate.add_argument("--z", nargs=2, type=float, required=True, metavar=("Z1", "Z2"))
    generate.add_argument("--probability", type=float, required=True)
    generate.add_argument("--count", type=int, default=1)
    generate.add_argument("--seed", type=int, default=0)
    nudge = with_targets(
        with_constraints(with_model(command("nudge", _nudge, "from a multi-phase alloy to a single-phase one")))
    )
    nudge.add_argument("formula")
    nudge.add_argument("--cutoff", type=float, default=0.6, help="probability to reach")
    nudge.add_argument("--method", choices=[method.value for method in Method], default=Method.LOOP.value)
    nudge.add_argument("--max-steps", type=int, default=20)
    nudge.add_argument("--budget", type=float, help="most at.%% that may be moved")
    nudge.add_argument(
        "--plain", action="store_true", help="minimal: ask the mean probability alone, not the cautious score"
    )
    explain = with_model(command("explain", _explain, "exact Shapley values of an alloy's probability"))
    explain.add_argument("formula")
    explain.add_argument("--to", help="a second alloy: its values too, and the difference")
    screen.add_arguments(with_model(command("screen", screen.run, "score a whole composition space and keep the best")))
    swarm = with_model(command("beeswarm", _beeswarm, "Shapley values of many measured alloys, kept beside the model"))
    swarm.add_argument("--count", type=int, default=300, help="alloys, those kept out of training first")
    lab.add_arguments(with_model(command("lab", _lab, "the lab book: alloys that were kept, made and measured")))
    suggestions = with_constraints(with_model(command("suggest", _suggest, "what to make next, each with its reason")))
    suggest.add_arguments(suggestions)
    lab.add_project(suggestions)
    train.add_arguments(command("train", _train, "train a model on the shipped data, and on yours"))
    evaluate = command("evaluate", _evaluate, "measure the recipe; minutes")
    evaluate.add_argument(
        "--protocol", choices=["paper", "by-system", "efficiency", "trust", "nudge", "all"], default="all"
    )
    evaluate.add_argument("--out", help="write the figures to this JSON file; a model card keeps its other entries")
    app.add_to(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    _speak_utf8()
    args = _parser().parse_args(_words() if arguments is None else arguments)
    if args.command not in ("train", "evaluate"):  # theirs are large
        threads.one_for_products()
    notes: list[str] = []
    args.note = notes.append  # what was understood is told with an answer; a refusal is its reason alone
    try:
        result = plain(args.run(args))
        for note in notes:
            _tell(note)
        text = json.dumps(result, ensure_ascii=False, indent=None if args.json else 1, allow_nan=False)
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except HeaError as error:
        _tell(f"{args.command}: {error}")
        return 2
    except OSError as error:  # a full or read-only disk, a reader that has gone
        place = error.filename or "the answer"
        _tell(
            f"{args.command}: {place} cannot be read or written ({error.strerror}): check the path, and that there is room."
        )
        return 2
    return 0


def _speak_utf8() -> None:
    """Write UTF-8 whatever the locale; what no text can hold becomes an escape, which JSON reads back."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _words() -> list[str]:
    """The arguments as UTF-8, also where the locale is another."""
    return [os.fsencode(word).decode("utf-8", "surrogateescape") for word in sys.argv[1:]]
