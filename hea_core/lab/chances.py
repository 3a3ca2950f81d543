"""How alloys stand to what a batch is wanted for, and what that makes them worth.

The worth of an alloy is the weighted geometric mean of the chances that it is one phase and that each further aim is met: without one of
them the others are worth little. A property that is predicted is met by chance, one that is computed is met or not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hea_core.composition import Composition
from hea_core.composition.elements import elements
from hea_core.design.wanted import require, shown
from hea_core.lab.aims import Aim, Aims
from hea_core.model.computed import computed
from hea_core.results import Domain, Side
from hea_core.trust.domain import DOMAINS
from hea_core.trust.examiner import Examiner
from hea_core.trust.intervals import NORMAL_90
from hea_core.trust.properties import PropertyColumns

_LEAST = 1e-6
"""A chance that none of the others can make up for; not 0, so that alloys without a chance are still told apart."""
_FAR = {Domain.EDGE: ", at the edge of what was measured of it", Domain.OUT: ", far from what was measured of it"}


@dataclass(frozen=True, eq=False)
class Chances:
    """How n alloys stand to one aim.

    Attributes:
        aim: that is meant.
        chance: that it is met, 0 to 1 (n,).
        value: what is expected (n,): a number, nan where it is not known, or the chance of the class.
        low, high: 90 % interval of a number (n,); None where it is computed, of a class, and without a calibration.
        domain: indices into DOMAINS (n,); None where the value is computed.
    """

    aim: Aim
    chance: np.ndarray
    value: np.ndarray
    low: np.ndarray | None = None
    high: np.ndarray | None = None
    domain: np.ndarray | None = None


def chances(engine: Examiner, aims: Aims, compositions: Sequence[Composition]) -> tuple[Chances, ...]:
    """How alloys stand to each aim beside the phase, in their order; RequestError where the model says nothing of one."""
    names = [aim.target.name for aim in aims.further]
    require(engine.model, names)
    if not names:
        return ()
    fractions = elements().fractions(compositions)
    exact = computed(elements(), fractions, names)
    predicted = {}
    if len(exact) < len(names):
        predicted = {column.target.name: column for column in engine.properties(fractions)}
    return tuple(
        Chances(aim, _met(aim, exact[name]), exact[name]) if name in exact else _predicted(aim, predicted[name])
        for aim, name in zip(aims.further, names, strict=True)
    )


def _predicted(aim: Aim, column: PropertyColumns) -> Chances:
    if isinstance(aim.value, str):
        share = column.value[:, aim.target.classes.index(aim.value)]
        return Chances(aim, share, share, domain=column.domain)
    return Chances(aim, _chance(aim, column), column.value, column.low, column.high, column.domain)


def _met(aim: Aim, value: np.ndarray) -> np.ndarray:
    """1 where values that are exact meet an aim, else 0, (n,); one that is not known does not."""
    low, high = aim.span
    return np.asarray((value >= low) & (value <= high), dtype=np.float64)


def _chance(aim: Aim, column: PropertyColumns) -> np.ndarray:
    """Chance (n,) that one measurement meets an aim, its logarithm taken as normal; without a calibration as uncertain as papers disagree."""
    from scipy.special import ndtr  # a tenth of a second, and few ask

    centre = np.log(column.value)
    deviation = np.full(len(centre), column.target.noise)
    if column.low is not None and column.high is not None:
        deviation = (np.log(column.high) - np.log(column.low)) / (2.0 * NORMAL_90)
    below, above = (np.log(end) if end > 0 else -np.inf for end in aim.span)
    return np.asarray(ndtr((above - centre) / deviation) - ndtr((below - centre) / deviation))


def together(aims: Aims, probability: np.ndarray, found: Sequence[Chances]) -> np.ndarray:
    """The weighted geometric mean of a single phase's probability (n,) and the chances of the further aims, (n,)."""
    weights = np.array([aims.phase, *(one.aim.weight for one in found)])
    logs = np.log(np.maximum([probability, *(one.chance for one in found)], _LEAST))
    return np.asarray(np.exp(weights @ logs / weights.sum()))


def in_words(aims: Aims, probability: np.ndarray, found: Sequence[Chances], row: int) -> str:
    """How one alloy stands to all that is wanted, in a sentence; "" where nothing is beside the phase."""
    if not found:
        return ""
    parts = [f"one phase: {probability[row]:.2f}{_weighed(aims.phase)}", *(_part(one, row) for one in found)]
    return f"Chances: {'; '.join(parts)}; together {together(aims, probability, found)[row]:.2f}."


def _part(one: Chances, row: int) -> str:
    aim = one.aim
    where = "" if one.domain is None else _FAR.get(DOMAINS[one.domain[row]], "")
    name = aim.target.name.replace("_", " ")
    if isinstance(aim.value, str):
        return f"{name} {aim.value}: {one.chance[row]:.2f}{where}{_weighed(aim.weight)}"
    value = f"{shown(aim.value)} {aim.target.unit}"
    wanted = f"about {value}" if aim.side is Side.ABOUT else f"{value} {aim.side}"
    chance = f"{one.chance[row]:.2f}" if one.domain is not None else "met" if one.chance[row] else "not met"
    return f"{name} {wanted}: {chance} ({_expected(one, row)}){where}{_weighed(aim.weight)}"


def _expected(one: Chances, row: int) -> str:
    value = one.value[row]
    if np.isnan(value):
        return "not known"
    if one.domain is None:
        return f"it has {shown(float(value))}"
    if one.low is None or one.high is None:
        return f"{shown(float(value))} expected"
    return f"{shown(float(value))} expected, {shown(float(one.low[row]))} to {shown(float(one.high[row]))}"


def _weighed(weight: float) -> str:
    return "" if weight == 1.0 else f" (weight {weight:g})"
