"""What the lab's own results change of what the model says, for pages that show it. Nothing here draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from hea_core.composition import Composition
from hea_core.errors import HeaError
from hea_ui.server import book, chosen, resources

if TYPE_CHECKING:
    from hea_core.lab import Alloy
    from hea_core.lab.labels import Measured

NEIGHBOURS = 3
LIKE = 20.0
"""At.% within which an own alloy says something of another: beyond it the correction is nothing (hea_core.lab.correction)."""


@dataclass(frozen=True)
class Learnt:
    """One alloy before and after the lab's results.

    Attributes:
        formula: canonical.
        before: the model's probability of one phase.
        after, low, high: with the lab's results, and the 90 % interval.
        nearest: the lab's alloy nearest in composition, and what it was: share of its results that found one phase.
        share: of them.
        distance: at.% to it.
    """

    formula: str
    before: float
    after: float
    low: float
    high: float
    nearest: str
    share: float
    distance: float


def kept_alloys() -> tuple[Alloy, ...]:
    """The lab book's alloys for a page that can do without: none where there is no book, or it cannot be read."""
    from hea_core.lab.home import exists

    if not exists():
        return ()
    try:
        return book.book().alloys()
    except HeaError:  # the Lab page says why
        return ()


def measured(alloys: Sequence[Alloy]) -> Measured:
    """Their clear results, without those that the model was trained on."""
    from hea_core.lab import labels

    return labels.measured(alloys, trained_on=labels.trained_on(resources.predictor().card))


def learnt(compositions: Sequence[Composition], alloys: Sequence[Alloy]) -> tuple[Learnt, ...]:
    """Each alloy that the model can answer before and after; none where the lab has no clear result of an alloy that it can answer."""
    results = measured(alloys)
    if not len(results) or not compositions:
        return ()
    return _learnt(
        tuple(one.amounts for one in compositions),
        tuple(one.amounts for one in results.compositions),
        tuple(results.single_phase.tolist()),
        tuple(results.count.tolist()),
    )


_Amounts = tuple[tuple[str, float], ...]


@chosen.of_model(st.cache_resource(max_entries=128, show_spinner=False))
def _learnt(
    asked: tuple[_Amounts, ...], made: tuple[_Amounts, ...], single: tuple[float, ...], count: tuple[float, ...]
) -> tuple[Learnt, ...]:
    from hea_core.lab.correction import Prior, correct
    from hea_core.lab.labels import Measured

    here, lab = [Composition(one) for one in asked], [Composition(one) for one in made]
    said = book.said_of([*here, *lab])
    pairs = [(one, now) for one, now in zip(here, said, strict=False) if now]
    known = [row for row, now in enumerate(said[len(here) :]) if now]
    if not pairs or not known:
        return ()
    results = Measured(
        tuple(lab[row] for row in known),
        np.array([single[row] for row in known]),
        np.array([count[row] for row in known]),
    )
    prior = Prior(*(np.array([getattr(now, name) for _, now in pairs]) for name in ("probability", "low", "high")))
    before = np.array([now.probability for now in said[len(here) :] if now])
    found = correct(results, before, [one for one, _ in pairs], prior)
    return tuple(
        Learnt(
            one.formula,
            now.probability,
            float(found.probability[row]),
            float(found.low[row]),
            float(found.high[row]),
            results.compositions[found.nearest[row]].formula,
            float(results.single_phase[found.nearest[row]]),
            float(found.distance[row]),
        )
        for row, (one, now) in enumerate(pairs)
    )


def own_neighbours(composition: Composition, alloys: Sequence[Alloy]) -> tuple[tuple[Alloy, float], ...]:
    """The NEIGHBOURS own alloys with results nearest to this one, within LIKE at.%, nearest first, with the at.% to each."""
    near = [(one, one.composition.at_percent_moved(composition)) for one in alloys if one.results]
    return tuple(sorted((pair for pair in near if pair[1] <= LIKE), key=lambda pair: pair[1])[:NEIGHBOURS])
