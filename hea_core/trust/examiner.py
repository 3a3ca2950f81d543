"""The engine: one loaded model asked in plain torch. What is read is examined, predicted with its evidence, and placed on the map."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import torch

from hea_core.composition import Composition, Reading
from hea_core.composition.elements import ElementTable, elements
from hea_core.composition.reading import Unit, reading_of
from hea_core.datasets.facts import density_g_cm3
from hea_core.datasets.observations import Alloys
from hea_core.datasets.processing_routes import processing_flips
from hea_core.datasets.statements import is_of_everything, learnt_from, measured_alloys, stated_alloys
from hea_core.descriptors.function import DescriptorFunction
from hea_core.descriptors.registry import PAPER_DESCRIPTORS
from hea_core.descriptors.rule_record import vote_rates
from hea_core.descriptors.rules import VOTERS
from hea_core.errors import ArtifactError, FormulaError
from hea_core.files.places import TRAIN_AGAIN
from hea_core.model import artifacts
from hea_core.model.arrays import placed
from hea_core.model.second_opinion import SecondOpinion
from hea_core.results import Encoding, Examination, Prediction
from hea_core.trust.domain import NEIGHBOURS, SCARCE, MapDensity, MeasuredAlloys
from hea_core.trust.intervals import calibration_of, interval, verdict_of
from hea_core.trust.properties import PropertyAnswers

_AT_ONCE = 2048
"""Alloys predicted together: more would only take more memory."""


class Examiner:
    """Asks one trained model about alloys. Nothing in it changes after construction but caches of pure results; threads may share it."""

    def __init__(self, name: str | Path = "default") -> None:
        """Load models/<name>, or the folder given.

        Raises:
            ArtifactError: no such model, damaged, or trained on other data tables than those shipped here.
        """
        table = elements()
        self.name = name
        self.model, self.card = artifacts.load(name, table)
        self.vocabulary: tuple[str, ...] = tuple(self.card["architecture"]["vocabulary"])
        data_now = artifacts.training_sha256(table, self.vocabulary, is_of_everything(self.card))
        if self.card["data"].get("sha256") != data_now:
            raise ArtifactError(f"Model '{name}' was trained on other data than data/ now holds: {TRAIN_AGAIN}.")
        self._symbols = table.symbols
        self._wide = DescriptorFunction(table, self.model.descriptors.names)
        self._eight = DescriptorFunction(table, PAPER_DESCRIPTORS)
        self._calibration = calibration_of(self.card)
        learnt = learnt_from(self.card)
        self._evidence = MeasuredAlloys(learnt, self._symbols, self.inputs(learnt.fractions(self._symbols)).numpy())
        self._measured = MeasuredAlloys(measured_alloys(), self._symbols)

    @property
    def familiar(self) -> tuple[str, ...]:
        """Elements of the vocabulary that by themselves put no alloy outside the domain (see trust.SCARCE)."""
        return tuple(symbol for symbol in self.vocabulary if self._evidence.support[symbol] >= SCARCE)

    # -- reading

    def read(self, alloy: object, unit: Unit = "auto") -> Reading:
        """Read where needed, once, and make sure the tables describe the alloy; HeaError says what is missing."""
        found = reading_of(alloy, unit)
        table = elements()
        table.require(found.composition)
        pair = table.missing_pair(found.composition)
        if pair:
            raise FormulaError(
                f"{found.composition.formula} holds {pair[0]} and {pair[1]}, for which no mixing enthalpy is tabulated: leave one out, "
                "for example CoCrFeMnNi."
            )
        return found

    def read_on_map(self, alloy: object) -> Reading:
        """The reading of an alloy of generated elements only; FormulaError names the first that is not one."""
        reading = self.read(alloy)
        composition = reading.composition
        outside = [symbol for symbol in composition.elements if symbol not in self.vocabulary]
        if outside:
            raise FormulaError(
                f"{composition.formula} holds {outside[0]}, which can be checked but has no place on the map; the map knows "
                f"{', '.join(self.vocabulary)}."
            )
        return reading

    # -- answers

    def predict(self, readings: Sequence[Reading], neighbours: int = NEIGHBOURS) -> list[Prediction]:
        """Probability, interval, verdict, descriptors, domain and `neighbours` measured alloys of each; the readings are those of `read`."""
        found: list[Prediction] = []
        for start in range(0, len(readings), _AT_ONCE):
            found += self.predict_and_place(readings[start : start + _AT_ONCE], neighbours)[0]
        return found

    def predict_and_place(
        self, readings: Sequence[Reading], neighbours: int = NEIGHBOURS
    ) -> tuple[list[Prediction], np.ndarray]:
        """A prediction for each alloy read, and its place on the map, (n, 2), nan where it has none; at least one alloy."""
        compositions = [reading.composition for reading in readings]
        fractions = elements().fractions(compositions)
        described = self.inputs(fractions)
        verdicts = self._examine(fractions, described)
        eight = self.descriptors(fractions)
        learnt = self._evidence.distances(fractions)
        distances = self._measured.distances(fractions)
        nearest = self._measured.nearest(distances, neighbours)
        reach = np.take_along_axis(distances, nearest, axis=1)
        isolation = self._evidence.isolation(described.numpy())
        z = self._places(compositions, np.array([verdict.probability for verdict in verdicts]))
        percentiles = self._percentiles(z)
        densities = density_g_cm3(fractions).tolist()
        votes, rates = vote_rates(fractions)
        properties = self._properties(fractions, described) if self._properties else [{} for _ in readings]
        flips = processing_flips()
        predictions = []
        for i, reading in enumerate(readings):
            composition = reading.composition
            alone = None if isolation is None else float(isolation[i])
            answer = self._evidence.domain(composition, learnt[i], alone, percentiles[i])
            rate = rates[i]
            predictions.append(
                Prediction(
                    input=reading.text,
                    reading=reading.assumption,
                    formula=composition.formula,
                    composition=composition.as_dict(),
                    probability=verdicts[i].probability,
                    low=verdicts[i].low,
                    high=verdicts[i].high,
                    descriptors=eight[i],
                    domain=answer.domain,
                    reasons=answer.reasons,
                    neighbours=tuple(map(self._measured.neighbour, nearest[i].tolist(), reach[i].tolist())),
                    verdict=verdicts[i].verdict,
                    density_percentile=percentiles[i],
                    density_g_cm3=densities[i],
                    rules_for_single=votes[i],
                    rules_asked=VOTERS,
                    rules_measured=rate.n if rate else 0,
                    rules_rate=rate.rate if rate else None,
                    flips=flips,
                    properties=properties[i],
                )
            )
        return predictions, z

    @cached_property
    def _properties(self) -> PropertyAnswers | None:
        """Structure and hardness; None for a model without heads."""
        heads = self.model.heads
        return None if heads is None else PropertyAnswers(heads, self.card, stated_alloys(), self._symbols)

    def _places(self, compositions: Sequence[Composition], probability: np.ndarray) -> np.ndarray:
        """Where each alloy of this probability (n,) lies on the map, (n, 2); nan for one that has no place."""
        known = set(self.vocabulary)
        rows = [i for i, composition in enumerate(compositions) if known.issuperset(composition.elements)]
        found = np.full((len(compositions), 2), np.nan, dtype=np.float32)
        if rows:
            found[rows], _ = self.place(self.fractions([compositions[i] for i in rows]), probability[rows])
        return found

    def _percentiles(self, z: np.ndarray) -> list[float | None]:
        """Density percentile of each place on the map (n, 2); None where there is none."""
        rows = np.flatnonzero(~np.isnan(z[:, 0]))
        found: list[float | None] = [None] * len(z)
        if len(rows):
            for i, percentile in zip(rows.tolist(), self.density_percentile(z[rows]).tolist(), strict=True):
                found[i] = percentile
        return found

    def examine(self, fractions: np.ndarray) -> list[Examination]:
        """The classifier's verdict on atomic fractions (n, n_elements) over the whole element table."""
        return self._examine(fractions, self.inputs(fractions))

    def _examine(self, fractions: np.ndarray, described: torch.Tensor) -> list[Examination]:
        with torch.inference_mode():
            logits = self.model.classifier(described).double()
            probability, spread = torch.sigmoid(logits).mean(1).numpy(), logits.std(1).numpy()
        strata = [self._calibration.of(n) if self._calibration else None for n in (fractions > 0).sum(1).tolist()]
        low, high = interval(
            probability, spread, np.array([stratum.widening if stratum else 0.0 for stratum in strata])
        )
        return [
            Examination(p, bottom, top, verdict_of(p, bottom, top, stratum))
            for p, bottom, top, stratum in zip(probability.tolist(), low.tolist(), high.tolist(), strata, strict=True)
        ]

    def inputs(self, fractions: np.ndarray) -> torch.Tensor:
        """The classifier's descriptors (n, D) of atomic fractions over the whole element table."""
        with torch.inference_mode():
            return self._wide(_tensor(fractions))

    def descriptors(self, fractions: np.ndarray) -> list[dict[str, float]]:
        """The paper's eight by name, for atomic fractions (n, n_elements) over the whole element table."""
        with torch.inference_mode():
            rows = self._eight(_tensor(fractions)).tolist()
        return [dict(zip(PAPER_DESCRIPTORS, row, strict=True)) for row in rows]

    def second_opinion(self, fractions: np.ndarray) -> np.ndarray:
        """Probability of a single phase (n,) by a classifier that shares neither network nor descriptors; fractions (n, E) over the vocabulary."""
        return self._second_opinion.probability(fractions)

    @cached_property
    def _second_opinion(self) -> SecondOpinion:
        """The second opinion: its trees lie beside the weights, or are grown now, from the measured alloys of generated elements."""
        stored = artifacts.load_second_opinion(self.name, self.card)
        if stored is not None:
            return SecondOpinion(stored, self.vocabulary)
        learnt = learnt_from(self.card, self.vocabulary)
        return SecondOpinion.taught(learnt.fractions(self.vocabulary), learnt.single_phase, self.vocabulary)

    # -- the latent map

    def place(self, fractions: np.ndarray, probability: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Give z (n, 2) and probability (n,) of atomic fractions (n, E) over the vocabulary; a probability known is not asked again."""
        return placed(self.model, fractions, probability)

    def encode(self, readings: Sequence[Reading]) -> list[Encoding]:
        """Place and probability of alloys of generated elements only (see `read_on_map`)."""
        if not readings:
            return []
        z, probability = self.place(self.fractions([reading.composition for reading in readings]))
        return [
            Encoding(reading.composition.formula, reading.assumption, (point[0], point[1]), p)
            for reading, point, p in zip(readings, z.tolist(), probability.tolist(), strict=True)
        ]

    @property
    def measured(self) -> Alloys:
        """The measured alloys that have a place on the map, in the order of `measured_z`."""
        return self._measured.alloys.select(self._placed[0])

    @property
    def measured_z(self) -> np.ndarray:
        """Their places, (n, 2)."""
        return self._placed[1]

    @cached_property
    def density(self) -> MapDensity:
        """How densely measured alloys lie on the map."""
        return MapDensity(self.measured_z)

    def density_percentile(self, z: np.ndarray) -> np.ndarray:
        """Share of measured alloys (0-100) in a thinner place of the map than each z (n, 2), (n,)."""
        return self.density.percentile(z)

    def from_whole(self, alloy: np.ndarray) -> Composition:
        """A Composition from whole at.% (E,) over the vocabulary."""
        return Composition.from_amounts(
            {symbol: float(amount) for symbol, amount in zip(self.vocabulary, alloy, strict=True) if amount > 0}
        )

    def fractions(self, compositions: Sequence[Composition]) -> np.ndarray:
        """Atomic fractions (n, E) over the vocabulary."""
        return self._generated.fractions(compositions)

    @cached_property
    def _generated(self) -> ElementTable:
        return elements().subset(self.vocabulary)

    @cached_property
    def _placed(self) -> tuple[np.ndarray, np.ndarray]:
        """Rows of the measured alloys that have a place on the map, and their z."""
        known = set(self.vocabulary)
        rows = np.array([i for i, c in enumerate(self._measured.alloys.compositions) if known.issuperset(c.elements)])
        return rows, self.place(self._measured.alloys.select(rows).fractions(self.vocabulary))[0]


def _tensor(values: np.ndarray) -> torch.Tensor:
    return torch.as_tensor(values, dtype=torch.float32)
