"""Answers that take long enough to hold everybody up: each is asked of the worker, and computed there by a function of this file."""

from __future__ import annotations

import gc
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import hea_core
from hea_core import threads
from hea_ui.server import chosen
from hea_ui.server.worker import worker

if TYPE_CHECKING:
    from hea_core.design.constraints import Constraints
    from hea_core.design.latent_map import Field
    from hea_core.design.previews import Design
    from hea_core.design.wanted import Wish
    from hea_core.explain.shapley import Explanation
    from hea_core.predictor import Predictor

Targets = tuple[tuple[str, "Wish"], ...]
"""(name, wish) of each that is asked for beside the probability."""
_NEW_OBJECTS = 100_000
"""Between two garbage collections of the worker; usually 700."""
EXPLAINED = 8
"""Alloys explained at once, a third of a second."""


def field(probability: float, constraints: Constraints | None) -> Field:
    """The re-examined probability over the map of designs within these constraints."""
    return worker().ask(_field, chosen.active(), probability, constraints)


def designs_on(
    model: str,
    z1: Sequence[float],
    z2: Sequence[float],
    probability: float,
    constraints: Constraints | None,
    targets: Targets = (),
) -> list[Design | None]:
    """What a click at each node of a grid would give with a model; of many rows, ask a few z2 at a time."""
    return worker().ask(_designs_on, model, tuple(z1), tuple(z2), probability, constraints, targets)


def explanations(formulas: Sequence[str]) -> tuple[Explanation, ...]:
    """Exact Shapley values of some alloys; of many, ask `EXPLAINED` at a time."""
    return worker().ask(_explanations, chosen.active(), tuple(formulas))


def funnel(settings: Mapping[str, Any]) -> str:
    """What became of the alloys of a screening that kept none, in a sentence (HeaError where its model or data are gone)."""
    return worker().ask(_funnel, dict(settings))


def others() -> str:
    """What to say of a queue before the worker, or ""."""
    waiting = worker().waiting
    return (
        f"; {waiting} other long answer{'' if waiting == 1 else 's'} take{'s' if waiting == 1 else ''} turns with it"
        if waiting
        else ""
    )


@lru_cache(2)
def model(name: str) -> Predictor:
    """A model, loaded once in the worker.

    What is loaded by then is exempt from garbage collection, and what a piece of an answer makes is collected once: to walk through
    all there is, for cycles that answers do not have, takes longer than the piece.
    """
    threads.one_for_products()
    loaded = hea_core.load(name)
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)
    return loaded


def _field(name: str, probability: float, constraints: Constraints | None) -> Field:
    return model(name).field(probability, constraints=constraints)


def _designs_on(
    name: str,
    z1: Sequence[float],
    z2: Sequence[float],
    probability: float,
    constraints: Constraints | None,
    targets: Targets,
) -> list[Design | None]:
    import numpy as np

    from hea_core.design import previews

    loaded = model(name)
    feasible_set = constraints.on(loaded.vocabulary) if constraints else None
    axes = np.asarray(z1), np.asarray(z2)
    return previews.designs_on(loaded.engine, *axes, probability, feasible_set, dict(targets))


def _funnel(settings: dict[str, Any]) -> str:
    from hea_core.screening.funnel import funnel as counted  # loads the compiler, which the server does without
    from hea_core.screening.request import Screen

    return counted(Screen.from_settings(settings)).sentence


def _explanations(name: str, formulas: tuple[str, ...]) -> tuple[Explanation, ...]:
    return tuple(model(name).explain(formula) for formula in formulas)
