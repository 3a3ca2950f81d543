"""The arguments of every command."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from hea_core import __version__
from hea_core.cli import app, commands, constraints, formula_files, lab, screen, suggest, train
from hea_core.cli.messages import tell
from hea_core.errors import shortened
from hea_core.evaluation import PROTOCOLS
from hea_core.files.places import PROGRAM
from hea_core.results import Method

_LONGEST_WORD = 80
"""Of what was typed, in a message about it."""
_NEGATIVE = re.compile(r"-(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$|-inf$|-nan$", re.IGNORECASE)


class OneLineParser(argparse.ArgumentParser):
    """Says what is wrong in one line, as every other error of the command line, and takes every negative number for one.

    Python's own takes -3e-05, as JSON writes a small number, for an option.
    """

    def __init__(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401 - handed on
        super().__init__(*args, **settings)
        self._negative_number_matcher = _NEGATIVE
        self._mixing = False

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:  # noqa: ANN401 - as Python's own
        """Formulas and files may stand on both sides of an option, as in `lab import --json F.csv`: Python's own takes one run of them."""
        if self._mixing or self._subparsers:
            return super().parse_known_args(args, namespace)
        self._mixing = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._mixing = False

    def error(self, message: str) -> NoReturn:
        """One line on stderr, and exit status 2."""
        tell(
            f"{self.prog}: {' '.join(shortened(word, _LONGEST_WORD) for word in message.split(' '))}; see {self.prog} --help"
        )
        sys.exit(2)


def parser_of(description: str) -> argparse.ArgumentParser:
    """All commands with their arguments; `run` of what it parses is the command."""
    parser = OneLineParser(prog=PROGRAM, description=description)
    parser.add_argument("--version", action="version", version=f"latentalloy {__version__}")
    found = _Commands(parser)
    _add_reading(found)
    _add_designing(found)
    _add_explaining(found)
    _add_searching(found)
    _add_training(found)
    app.add_to(found.subparsers)
    return parser


class _Commands:
    """The commands of a parser, and the options that several of them have."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        self.subparsers = parser.add_subparsers(dest="command", required=True)
        self._json = _options(_add_json)
        self.model, self.constraints, self.targets = map(
            _options, (_add_model, constraints.add_arguments, _add_targets)
        )

    def add(
        self, name: str, run: Callable[[argparse.Namespace], Any], text: str, *shared: argparse.ArgumentParser
    ) -> argparse.ArgumentParser:
        """A command that `run` does, with the shared options that it has."""
        sub = self.subparsers.add_parser(name, help=text, description=text, parents=[self._json, *shared])
        sub.set_defaults(run=run)
        return sub


def _options(add: Callable[[argparse.ArgumentParser], None]) -> argparse.ArgumentParser:
    """Options to be had by several commands."""
    parser = argparse.ArgumentParser(add_help=False)
    add(parser)
    return parser


def _add_json(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--json", action="store_true", help="print one compact JSON value")


def _add_model(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--model", default="default", help="name under models/, or a folder")


def _add_targets(sub: argparse.ArgumentParser) -> None:
    sub.add_argument(
        "--target",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="wanted beside the probability: hardness=500 (HV, about so much), 'hardness>=500', structure=BCC, and of what is computed "
        "'density<=7.5' (g/cm³), melting_temperature=2000 (K), 'price<=20' (USD/kg); once a target",
    )


def _add_reading(to: _Commands) -> None:
    """What texts and files stand for, and what the model says of them."""
    read = to.add(
        "read",
        formula_files.run_read,
        "what texts and tables are read as: compositions, and what was assumed; no model is asked",
    )
    read.add_argument("text", nargs="*", help="a formula or a list of amounts, for example 'Ti-6Al-4V'")
    formula_files.add_arguments(read)
    series = to.add("series", commands.series, "a series in one amount, with the probability at each value", to.model)
    series.add_argument("text", help="for example 'AlxCoCrFeNi, x=0:2:0.1'")
    predict = to.add("predict", commands.predict, "probability of a single phase, with what it rests on", to.model)
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


def _add_designing(to: _Commands) -> None:
    """Places on the latent map, alloys there, and ways from one alloy to another."""
    encode = to.add("encode", commands.encode, "place alloys on the latent map", to.model)
    encode.add_argument("formula", nargs="+")
    designing = (to.model, to.constraints, to.targets)
    generate = to.add("generate", commands.generate, "alloys at a point of the map", *designing)
    generate.add_argument("--z", nargs=2, type=float, required=True, metavar=("Z1", "Z2"))
    generate.add_argument("--probability", type=float, required=True)
    generate.add_argument("--count", type=int, default=1)
    generate.add_argument("--seed", type=int, default=0)
    nudge = to.add("nudge", commands.nudge, "from a multi-phase alloy to a single-phase one", *designing)
    nudge.add_argument("formula")
    nudge.add_argument("--cutoff", type=float, default=0.6, help="probability to reach")
    nudge.add_argument("--method", choices=[method.value for method in Method], default=Method.LOOP.value)
    nudge.add_argument("--max-steps", type=int, default=20)
    nudge.add_argument("--budget", type=float, help="most at.%% that may be moved")
    nudge.add_argument(
        "--plain", action="store_true", help="minimal: ask the mean probability alone, not the cautious score"
    )


def _add_explaining(to: _Commands) -> None:
    """Shapley values, of an alloy and of many."""
    explain = to.add("explain", commands.explain, "exact Shapley values of an alloy's probability", to.model)
    explain.add_argument("formula")
    explain.add_argument("--to", help="a second alloy: its values too, and the difference")
    swarm = to.add(
        "beeswarm", commands.beeswarm, "Shapley values of many measured alloys, kept beside the model", to.model
    )
    swarm.add_argument("--count", type=int, default=300, help="alloys, those kept out of training first")


def _add_searching(to: _Commands) -> None:
    """A whole space, the lab book, and what to make next."""
    screen.add_arguments(to.add("screen", screen.run, "score a whole composition space and keep the best", to.model))
    lab.add_arguments(to.add("lab", lab.run, "the lab book: alloys that were kept, made and measured", to.model))
    suggestions = to.add("suggest", suggest.run, "what to make next, each with its reason", to.model, to.constraints)
    suggest.add_arguments(suggestions)
    lab.add_project(suggestions)


def _add_training(to: _Commands) -> None:
    """A model of one's own, and how good the recipe is."""
    train.add_arguments(to.add("train", train.run, "train a model on the shipped data, and on yours"))
    evaluate = to.add("evaluate", commands.evaluate, "measure the recipe; minutes")
    evaluate.add_argument("--protocol", choices=PROTOCOLS, default="all")
    evaluate.add_argument("--out", help="write the figures to this JSON file; a model card keeps its other entries")
