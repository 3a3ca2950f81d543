"""The command `train`: a model on the shipped data, on a file of more observations, and on the lab book's results."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hea_core.errors import RequestError

if TYPE_CHECKING:
    from hea_core.composition import Composition
    from hea_core.datasets.alloys import Observation

Progress = Callable[[str, int, int], None]
Tell = Callable[[str], None]
_OUT = "runs/model"


def add_arguments(sub: argparse.ArgumentParser) -> None:
    """The arguments of `train`, but for those every command has."""
    from hea_core.cli.lab import add_project

    sub.add_argument("--seed", type=int, default=0)
    sub.add_argument(
        "--out", help=f"folder of the model, in which there is none yet (default {_OUT}, or the next free {_OUT}-2, …)"
    )
    sub.add_argument("--replace", action="store_true", help="write over the model in --out")
    sub.add_argument(
        "--steps", "--epochs", dest="steps", type=int, help="optimiser steps of the coders, or epochs with --paper"
    )
    sub.add_argument("--observations", help="CSV of more observations: columns formula, single_phase")
    sub.add_argument("--lab", action="store_true", help="learn from the results in the lab book too")
    sub.add_argument(
        "--paper", action="store_true", help="the published form instead, measured on its split, not saved"
    )
    add_project(sub)


def run(args: argparse.Namespace, on_progress: Progress, tell: Tell) -> dict[str, Any]:
    """Train and save; returns the card (HeaError)."""
    if args.paper:
        from hea_core.evaluation.paper_model import EPOCHS, compare

        return compare(args.seed, args.steps or EPOCHS, on_progress)
    from hea_core.model.registry import next_free, require_free
    from hea_core.training.recipe import train_and_save

    out = Path(args.out) if args.out else next_free(Path(_OUT))
    if not args.replace:
        require_free(out.absolute())
    more = Path(args.observations) if args.observations else None
    rows = _of_the_lab(args, tell) if args.lab else None
    card = train_and_save(out, args.seed, args.steps, on_progress, more, rows)
    tell(f"The model is in {out}.")
    return card


def _of_the_lab(args: argparse.Namespace, tell: Tell) -> dict[str, tuple[Composition, Observation]]:
    """The clear results of the lab book over elements that the model knows; RequestError where there is none."""
    from hea_core.cli.lab import open_store
    from hea_core.datasets.observations import VOCABULARY
    from hea_core.lab import labels

    rows = labels.observations(open_store(args).alloys())
    known = {id: row for id, row in rows.items() if set(row[0].elements) <= set(VOCABULARY)}
    if not known:
        raise RequestError(
            "The lab book has no result that says single or multiple: add some with lab import, or leave --lab out."
        )
    beyond = len(rows) - len(known)
    tell(
        f"{len(known)} results of the lab book are learnt from"
        + (f", {beyond} of other elements are left out." if beyond else ".")
    )
    return known
