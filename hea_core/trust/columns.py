"""What is known of n alloys, a column a quantity: what long lists are answered in, and what Predictions are made of."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hea_core.composition import Reading
from hea_core.datasets.processing_routes import processing_flips
from hea_core.descriptors.registry import PAPER_DESCRIPTORS
from hea_core.descriptors.rule_record import VoteRate
from hea_core.descriptors.rules import VOTERS
from hea_core.results import Prediction
from hea_core.trust.domain import DOMAINS
from hea_core.trust.intervals import VERDICTS
from hea_core.trust.measured import MeasuredAlloys
from hea_core.trust.properties import PropertyColumns


@dataclass(frozen=True, eq=False)
class AnswerColumns:
    """The parts of n Predictions (hea_core.results.Prediction says what they are), in the order of the readings.

    Attributes:
        readings: of the alloys.
        probability, low, high: (n,).
        verdict: indices into VERDICTS, int8 (n,).
        descriptors: the paper's eight, (n, 8).
        measured: the alloys that `rows` are of.
        rows: the nearest measured ones, nearest first, (n, k).
        distances: at.% to them, (n, k).
        evidence: the alloys that the domain goes by.
        evidence_distance: at.% to the nearest of those, (n,).
        domain: indices into DOMAINS, int8 (n,).
        isolation: in descriptors, (n,), nan where it was not asked for.
        z: places on the map, (n, 2), nan where there is none, or it was not asked for.
        density_percentile: (n,), nan likewise.
        density: g/cm³, (n,).
        votes: rules that say one phase.
        rates: what became of measured alloys with as many.
        properties: of the heads.
    """

    readings: Sequence[Reading]
    probability: np.ndarray
    low: np.ndarray
    high: np.ndarray
    verdict: np.ndarray
    descriptors: np.ndarray
    measured: MeasuredAlloys
    rows: np.ndarray
    distances: np.ndarray
    evidence: MeasuredAlloys
    evidence_distance: np.ndarray
    domain: np.ndarray
    isolation: np.ndarray
    z: np.ndarray
    density_percentile: np.ndarray
    density: np.ndarray
    votes: list[int]
    rates: list[VoteRate | None]
    properties: Sequence[PropertyColumns]

    def predictions(self) -> list[Prediction]:
        """The same, an alloy at a time."""
        flips, neighbour = processing_flips(), self.measured.neighbour
        names = [column.target.name for column in self.properties]
        answers = (
            zip(*(column.answers() for column in self.properties), strict=True) if names else ((),) * len(self.votes)
        )
        found = []
        for (
            reading, probability, low, high, verdict, eight, rows, distances,
            nearest, domain, alone, percentile, density, votes, rate, properties,
        ) in zip(
            self.readings, self.probability.tolist(), self.low.tolist(), self.high.tolist(), self.verdict.tolist(),
            self.descriptors.tolist(), self.rows.tolist(), self.distances.tolist(), self.evidence_distance.tolist(),
            self.domain.tolist(), self.isolation.tolist(), self.density_percentile.tolist(), self.density.tolist(), self.votes, self.rates,
            answers, strict=True,
        ):  # fmt: skip
            composition = reading.composition
            found.append(
                Prediction(
                    input=reading.text,
                    reading=reading.assumption,
                    formula=composition.formula,
                    composition=composition.as_dict(),
                    probability=probability,
                    low=low,
                    high=high,
                    descriptors=dict(zip(PAPER_DESCRIPTORS, eight, strict=True)),
                    domain=DOMAINS[domain],
                    reasons=self.evidence.reasons(composition, nearest, alone, percentile),
                    neighbours=tuple(map(neighbour, rows, distances)),
                    verdict=VERDICTS[verdict],
                    density_percentile=None if math.isnan(percentile) else percentile,
                    density_g_cm3=density,
                    rules_for_single=votes,
                    rules_asked=VOTERS,
                    rules_measured=rate.n if rate else 0,
                    rules_rate=rate.rate if rate else None,
                    flips=flips,
                    properties=dict(zip(names, properties, strict=True)),
                )
            )
        return found
