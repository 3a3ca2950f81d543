"""What the map would give before anybody clicks: designs on a grid of points, and designs of one point from p = 0 to 1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hea_core.composition.elements import elements
from hea_core.design.feasible_set import FeasibleSet
from hea_core.design.generate import corrected, decode_onto
from hea_core.design.latent_map import EMPTY
from hea_core.design.matching import Matched
from hea_core.design.wanted import Asked, Wanted, asked_of
from hea_core.results import Verdict
from hea_core.trust.examiner import Examiner

FILM = tuple(round(0.1 * k, 1) for k in range(11))
"""Probabilities asked for along a film."""


@dataclass(frozen=True, slots=True)
class Design:
    """A design as `generate` makes it first at a point, with what can be said of it at a glance.

    Attributes:
        asked: probability.
        formula: canonical.
        composition: {symbol: whole at.%}, sums to 100.
        probability: what the classifier says of it.
        verdict: likewise.
    """

    asked: float
    formula: str
    composition: dict[str, float]
    probability: float
    verdict: Verdict


def designs_on(
    engine: Examiner,
    z1: np.ndarray,
    z2: np.ndarray,
    asked: float,
    feasible_set: FeasibleSet | None,
    targets: Asked | None = None,
) -> list[Design | None]:
    """The design of every node of a grid, z2 by z2; None on ground as thin as EMPTY.

    With targets None too where the search from what was decoded does not find them: it takes 2 ms a place, that of a click, which begins anew
    from other alloys of the place, up to a second.

    Args:
        engine: makes and examines them.
        z1: axis (G,).
        z2: axis (H,).
        asked: probability.
        feasible_set: that every alloy must be on, or None.
        targets: wanted beside the probability (RequestError where the model says nothing of one).
    """
    first, second = np.meshgrid(z1, z2)
    points = np.stack([first.ravel(), second.ravel()], axis=1)
    found: list[Design | None] = [None] * len(points)
    known = np.flatnonzero(engine.density_percentile(points) >= EMPTY)
    if not len(known):
        return found
    engine.model.compile()
    wanted = Wanted.of(asked, asked_of(engine.model, targets), len(known))
    made = _made(engine, points[known], wanted, feasible_set)
    shown = np.flatnonzero(made.met) if targets else np.arange(len(known))
    if len(shown):
        designs = described(engine, made.alloys[shown], np.full(len(shown), asked))
        for place, design in zip(known[shown], designs, strict=True):
            found[place] = design
    return found


def film(
    engine: Examiner, z1: float, z2: float, feasible_set: FeasibleSet | None, asked: Sequence[float] = FILM
) -> tuple[Design, ...]:
    """The designs of one point, one for each probability asked for."""
    points = np.repeat([[z1, z2]], len(asked), axis=0)
    wanted = Wanted.of(np.asarray(asked), n=len(asked))
    return described(engine, _made(engine, points, wanted, feasible_set).alloys, asked)


def _made(engine: Examiner, points: np.ndarray, wanted: Wanted, feasible_set: FeasibleSet | None) -> Matched:
    """What is made at each point (n, 2)."""
    decoded = decode_onto(engine.model, points, wanted, feasible_set)
    return corrected(engine.model, points, wanted, decoded, feasible_set)


def described(engine: Examiner, made: np.ndarray, asked: Sequence[float] | np.ndarray) -> tuple[Design, ...]:
    """Alloys of whole at.% (n, E), made for these probabilities (n,), as a user sees them at a glance."""
    alloys = [engine.from_whole(alloy) for alloy in made]
    examined = engine.examine(elements().fractions(alloys))
    return tuple(
        Design(float(p), alloy.formula, alloy.as_dict(), one.probability, one.verdict)
        for p, alloy, one in zip(asked, alloys, examined, strict=True)
    )
