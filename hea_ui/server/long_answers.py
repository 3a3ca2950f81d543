"""Answers that take long enough to hold everybody up: each is asked of the worker, and computed there by a function of this file."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import hea_core
from hea_ui.server.worker import worker

if TYPE_CHECKING:
    from hea_core.design.constraints import Constraints
    from hea_core.design.latent_map import Field
    from hea_core.design.previews import Design
    from hea_core.explain.shapley import Explanation
    from hea_core.predictor import Predictor
    from hea_core.results import Prediction, Refusal

Entry = TypeVar("Entry")
FEW = 100
"""Alloys that the server answers itself: a twentieth of a second, and the worker need not be started for them."""
EXPLAINED = 8
"""Alloys explained at once, a third of a second."""
_PREDICTED = 500
"""Alloys predicted at once, a quarter of a second."""


_BETWEEN_PAUSES, _PAUSE = 50, 0.0005
"""Rows that are read in two milliseconds, and the seconds after them that suffice to give the interpreter's lock away."""


class Aside:
    """Predictions for whoever has a list: by the worker, unless they are few."""

    def __init__(self, here: Predictor) -> None:
        """`here` answers few alloys."""
        self._here = here

    def predict(self, alloys: Sequence[Any], neighbours: int) -> list[Prediction | Refusal]:
        """As `Predictor.predict`."""
        if len(alloys) <= FEW:
            return list(self._here.predict(alloys, neighbours=neighbours))
        found: list[Prediction | Refusal] = []
        for start in range(0, len(alloys), _PREDICTED):
            found += worker().ask(_predict, list(alloys[start : start + _PREDICTED]), neighbours)
        return found


def field(probability: float, constraints: Constraints | None) -> Field:
    """The re-examined probability over the map of designs within these constraints."""
    return worker().ask(_field, probability, constraints)


def designs_on(
    z1: Sequence[float], z2: Sequence[float], probability: float, constraints: Constraints | None
) -> list[Design | None]:
    """What a click at each node of a grid would give; of many rows, ask a few z2 at a time."""
    return worker().ask(_designs_on, tuple(z1), tuple(z2), probability, constraints)


def explanations(formulas: Sequence[str]) -> tuple[Explanation, ...]:
    """Exact Shapley values of some alloys; of many, ask `EXPLAINED` at a time."""
    return worker().ask(_explanations, tuple(formulas))


def with_pauses(read: Callable[[slice], Iterable[Entry]], count: int) -> list[Entry]:
    """All that `read` gives, a few at a time: what is quicker to do here than to send here, and yet lets other pages have a turn.

    A thread that only computes is asked for the interpreter's lock after five milliseconds, each time anew; one that sleeps gives it away.
    """
    found: list[Entry] = []
    for start in range(0, count, _BETWEEN_PAUSES):
        found += read(slice(start, start + _BETWEEN_PAUSES))
        time.sleep(_PAUSE)
    return found


def others() -> str:
    """What to say of a queue before the worker, or ""."""
    waiting = worker().waiting
    return (
        f"; {waiting} other long answer{'' if waiting == 1 else 's'} take{'s' if waiting == 1 else ''} turns with it"
        if waiting
        else ""
    )


@cache
def _model() -> Predictor:
    """The shipped model, loaded once in the worker."""
    return hea_core.load("default")


def _predict(alloys: list[Any], neighbours: int) -> list[Prediction | Refusal]:
    return list(_model().predict(alloys, neighbours=neighbours))


def _field(probability: float, constraints: Constraints | None) -> Field:
    return _model().field(probability, constraints=constraints)


def _designs_on(
    z1: Sequence[float], z2: Sequence[float], probability: float, constraints: Constraints | None
) -> list[Design | None]:
    import numpy as np

    from hea_core.design import previews

    model = _model()
    feasible_set = constraints.on(model.vocabulary) if constraints else None
    return previews.designs_on(model.engine, np.asarray(z1), np.asarray(z2), probability, feasible_set)


def _explanations(formulas: tuple[str, ...]) -> tuple[Explanation, ...]:
    return tuple(_model().explain(formula) for formula in formulas)
