"""Alloys made to order by one engine: what is asked at a place of the map, whether it can be had there, and the alloys, examined."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from hea_core.composition import Reading
from hea_core.composition.arrays import at_percent_moved
from hea_core.design import generate
from hea_core.design.feasibility import Crowd, augmented, count, made_here
from hea_core.design.feasible_set import FeasibleSet
from hea_core.design.matching import Matched
from hea_core.design.previews import FILM, Design, described, film
from hea_core.design.receipts import receipts, shortfall
from hea_core.design.transfers import TOTAL
from hea_core.design.wanted import Asked, Wanted, asked_of, most_of
from hea_core.model.targets import SINGLE_PHASE
from hea_core.progress import OnProgress, part, silent
from hea_core.results import Candidate, Candidates, Decoded, Feasibility
from hea_core.trust.examiner import Examiner


@dataclass(frozen=True, eq=False)
class Order:
    """What is asked at one place.

    Attributes:
        point: of the map, (2,).
        probability: φ.
        targets: the further ones, as `checked` gives them.
        feasible_set: that every alloy must be on, or None.
    """

    point: np.ndarray
    probability: float
    targets: Asked
    feasible_set: FeasibleSet | None

    @property
    def wanted(self) -> Wanted:
        """Of one alloy."""
        return Wanted.of(self.probability, self.targets)


class Maker:
    """Makes alloys with one engine. What it caches is made at first use and never changes, so threads may share it."""

    def __init__(self, engine: Examiner) -> None:
        self._engine = engine

    def order(
        self,
        z1: float,
        z2: float,
        probability: float,
        targets: Asked | None,
        feasible_set: FeasibleSet | None,
        count: int = 1,
    ) -> Order:
        """Check a request for `count` alloys; RequestError names what is wrong with it."""
        generate.check_request(z1, z2, probability, count)
        asked = asked_of(self._engine.model, targets)
        return Order(np.array([z1, z2]), probability, asked, feasible_set)

    @cached_property
    def augmented(self) -> np.ndarray:
        """Augmented alloys around all that were measured, whole at.% int (m, E); made at first use, in a fifth of a second."""
        return augmented(self._engine.measured.fractions(self._engine.vocabulary))

    @cached_property
    def crowd(self) -> Crowd:
        """The same, judged and placed to be counted; made at first use, a second."""
        return Crowd.of(self._engine.model, self.augmented)

    def _here(self, order: Order) -> Crowd:
        return self.crowd.near(self._engine.model, order.point, order.feasible_set)

    def feasible(self, order: Order, on_progress: OnProgress = silent) -> Feasibility:
        """Whether it can be had at the place: augmented alloys are counted; where none has it, one is made and looked at."""
        here = self._here(order)
        counted = count(here, order.probability, order.targets)
        feasible = counted.fulfilling > 0
        if not feasible:
            made = self._corrected(order, here, on_progress)
            feasible = bool(made.met[0])
            if feasible:
                only = Crowd.of(self._engine.model, made.alloys)
                counted = made_here(only, counted.considered, order.probability, order.targets)
        return Feasibility(
            feasible,
            counted.fulfilling,
            counted.considered,
            counted.reason,
            {} if counted.nearest is None else self._had(counted.nearest, order.targets),
            None if counted.nearest is None else self._engine.from_whole(counted.nearest).formula,
        )

    def _had(self, whole: np.ndarray, targets: Asked) -> dict[str, float | str]:
        """What an alloy of whole at.% (E,) has of φ and the targets, to the last digit of `predict`: a search knows it in single precision."""
        names = (SINGLE_PHASE.name, *targets)
        exact = self._engine.model.values(whole[None] / TOTAL, names)
        return {name: most_of(name, exact, 0) for name in names}

    def _corrected(self, order: Order, here: Crowd, on_progress: OnProgress = silent) -> Matched:
        """The alloy that `candidates` makes at the place itself."""
        model, point, wanted = self._engine.model, order.point[None], order.wanted
        decoded = generate.decode_onto(model, point, wanted, order.feasible_set)
        others = here.nearly(wanted, order.point)
        return generate.corrected(model, point, wanted, decoded, order.feasible_set, others, on_progress)

    def film(
        self,
        z1: float,
        z2: float,
        targets: Asked | None,
        feasible_set: FeasibleSet | None,
        on_progress: OnProgress = silent,
    ) -> tuple[Design, ...]:
        """The first candidate of one place for each probability of FILM, with the same further targets (RequestError)."""
        orders = [self.order(z1, z2, p, targets, feasible_set) for p in FILM]
        if not targets:
            return film(self._engine, z1, z2, feasible_set)
        here = self._here(orders[0])
        made = [
            self._corrected(one, here, part(on_progress, place, len(orders))).alloys for place, one in enumerate(orders)
        ]
        return described(self._engine, np.concatenate(made), FILM)

    def candidates(
        self, order: Order, count: int, rng: np.random.Generator, on_progress: OnProgress = silent
    ) -> Candidates:
        """Different alloys at and around the place that should have what is asked, re-examined and re-encoded.

        Args:
            order: what is asked where; the first alloy is made there, the rest around it.
            count: of alloys.
            rng: of the draws.
            on_progress: told of every round of a search.
        """
        engine, wanted = self._engine, order.wanted
        others = self._here(order).nearly(wanted, order.point) if order.targets else ()
        made = generate.distinct_around(
            engine.model, order.point, wanted, count, rng, order.feasible_set, others, on_progress
        )
        compositions = [engine.from_whole(alloy) for alloy in made.alloys]
        answers = engine.answer([Reading(one.formula, one) for one in compositions])
        predictions, z = answers.predictions(), answers.z
        percentiles = engine.density_percentile(made.points)
        alone = engine.model.values(made.decoded / TOTAL, wanted.values)
        moved = at_percent_moved(made.alloys, made.decoded, TOTAL).tolist()
        opinions = engine.second_opinion(made.alloys / TOTAL).tolist()
        given = [receipts(p, order.probability, order.targets, alone, i) for i, p in enumerate(predictions)]
        why = self._why(order) if order.targets and not all(one.met for of_one in given for one in of_one) else ""
        return Candidates(
            Candidate(
                requested=order.probability,
                decoded=Decoded(float(alone[SINGLE_PHASE.name][i]), moved[i]),
                second_opinion=opinions[i],
                z=(float(at[0]), float(at[1])),
                z_distance=float(np.hypot(*(at - order.point))),
                density_percentile=float(percentile),
                prediction=p,
                receipts=given[i],
                shortfall=shortfall(given[i], why),
            )
            for i, (p, at, percentile) in enumerate(zip(predictions, z, percentiles, strict=True))
        )

    def _why(self, order: Order) -> str:
        return count(self._here(order), order.probability, order.targets).reason
