"""The command `train`: a model on the shipped data, on a file of more observations, and on the lab book's results."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hea_core.cli.lab import add_project, open_store
from hea_core.cli.messages import Tell, progress
from hea_core.errors import RequestError, check_seed

if TYPE_CHECKING:
    from hea_core.composition import Composition
    from hea_core.datasets.alloys import Alloys, Observation
    from hea_core.model.networks import AlloyModel

_OUT = "runs/model"


def add_arguments(sub: argparse.ArgumentParser) -> None:
    """The arguments of `train`, but for those every command has."""
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
    sub.add_argument(
        "--progress",
        choices=["words", "json"],
        default="words",
        help="json: one object a line on stderr, {what, done, of, seconds} and at each validation {step, seconds, elbo, accuracy, auc}, for "
        "programs that watch",
    )
    add_project(sub)


class _Lines:
    """Progress for programs: one JSON object a line, with the seconds since the start."""

    def __init__(self) -> None:
        self._begun = time.monotonic()

    def progress(self, what: str, done: int, of: int) -> None:
        """A part of the training has come so far."""
        self._write({"what": what, "done": done, "of": of})

    def check(self, model: AlloyModel, step: int, validation: Alloys) -> None:
        """What the model, as it is, does on the validation alloys: ELBO in nats an alloy, and its classifier's accuracy and AUC."""
        from hea_core.datasets.observations import VOCABULARY
        from hea_core.evaluation.by_system import classify
        from hea_core.evaluation.generator import likelihood
        from hea_core.evaluation.metrics import accuracy, auc

        fractions, labels, decided = validation.fractions(VOCABULARY), validation.single_phase, validation.decided
        said, observed = classify(model, fractions)[decided], labels[decided]
        both = 0 < (observed > 0.5).sum() < len(observed)
        self._write(
            {
                "step": step,
                "elbo": round(likelihood(model, fractions, labels)["elbo_phi_predicted"], 3),
                "accuracy": round(accuracy(observed, said), 4),
                "auc": round(auc(observed, said), 4) if both else None,
            }
        )

    def _write(self, line: dict[str, Any]) -> None:
        sys.stderr.write(json.dumps({**line, "seconds": round(time.monotonic() - self._begun, 1)}) + "\n")
        sys.stderr.flush()


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Train and save; returns the card (HeaError)."""
    check_seed(args.seed)
    if args.paper:
        from hea_core.evaluation.paper_model import EPOCHS, compare

        return compare(args.seed, args.steps or EPOCHS, progress)
    from hea_core.model.registry import next_free, require_free
    from hea_core.training.recipe import train_and_save

    out = Path(args.out) if args.out else next_free(Path(_OUT))
    if not args.replace:
        require_free(out.absolute())
    more = Path(args.observations) if args.observations else None
    rows = _of_the_lab(args, args.note) if args.lab else None
    lines = _Lines() if args.progress == "json" else None
    on_progress = lines.progress if lines else progress
    card = train_and_save(out, args.seed, args.steps, on_progress, more, rows, lines.check if lines else None)
    args.note(f"The model is in {out}.")
    return card


def _of_the_lab(args: argparse.Namespace, tell: Tell) -> dict[str, tuple[Composition, Observation]]:
    """The clear results of the lab book over elements that the model knows; RequestError where there is none."""
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
