"""The engine: one loaded model asked in numpy. What is read is examined, predicted with its evidence, and placed on the map."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from hea_core.composition import Composition, Reading
from hea_core.composition.elements import ElementTable, elements
from hea_core.composition.reading import Unit, reading_of
from hea_core.datasets.alloys import Alloys
from hea_core.datasets.facts import density_g_cm3
from hea_core.datasets.statements import is_of_everything, learnt_from, measured_alloys, stated_alloys
from hea_core.descriptors.function import DescriptorFunction
from hea_core.descriptors.registry import PAPER_DESCRIPTORS
from hea_core.descriptors.rule_record import vote_rates
from hea_core.errors import ArtifactError, FormulaError, quoted
from hea_core.files.places import TRAIN_AGAIN
from hea_core.model import artifacts
from hea_core.model.answers import Values
from hea_core.model.ensemble import sigmoid
from hea_core.model.second_opinion import SecondOpinion
from hea_core.results import Domain, Encoding, Examination, Prediction
from hea_core.trust.columns import AnswerColumns
from hea_core.trust.density import MapDensity
from hea_core.trust.domain import DOMAINS, SCARCE, SUPPORT
from hea_core.trust.intervals import VERDICTS, calibration_of, interval, verdicts_from_intervals, verdicts_from_sets
from hea_core.trust.measured import NEIGHBOURS, MeasuredAlloys
from hea_core.trust.properties import PropertyAnswers, PropertyColumns

AT_ONCE = 2048
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
            raise ArtifactError(
                f"Model {quoted(str(name))} was trained on other data than data/ now holds: {TRAIN_AGAIN}."
            )
        self._symbols = table.symbols
        self._at = np.array([table.index[symbol] for symbol in self.vocabulary])
        self._describe = DescriptorFunction(table, tuple(dict.fromkeys((*self.model.names, *PAPER_DESCRIPTORS))))
        self._eight = [self._describe.names.index(name) for name in PAPER_DESCRIPTORS]
        self._calibration = calibration_of(self.card)
        learnt = learnt_from(self.card)
        self.evidence = MeasuredAlloys(learnt, self._symbols, self.inputs(learnt.fractions(self._symbols)))
        measured = measured_alloys()
        self._measured = self.evidence if learnt is measured else MeasuredAlloys(measured, self._symbols)

    @property
    def familiar(self) -> tuple[str, ...]:
        """Elements of the vocabulary that by themselves put no alloy outside the domain (see hea_core.trust.domain.SCARCE)."""
        return tuple(symbol for symbol in self.vocabulary if self.evidence.domain.support[symbol] >= SCARCE)

    @property
    def supported(self) -> tuple[str, ...]:
        """Elements of the vocabulary that many measured alloys of four or more elements hold: what a search may add unasked."""
        return tuple(symbol for symbol in self.vocabulary if self.evidence.domain.support[symbol] >= SUPPORT)

    def compile(self) -> None:
        """Compile what searches ask, once, for whoever makes or nudges more than a few alloys; until then, and without it, numpy answers.

        Half a second, on a new machine some seconds. Threads that share the engine go on while it is done, and then search side by side.
        """
        self.model.compile()
        self._second_opinion.forest.compile()

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
        for start in range(0, len(readings), AT_ONCE):
            found += self.answer(readings[start : start + AT_ONCE], neighbours).predictions()
        return found

    def answer(self, readings: Sequence[Reading], neighbours: int = NEIGHBOURS, brief: bool = False) -> AnswerColumns:
        """The same in columns, of at least one alloy; more than AT_ONCE would only take more memory.

        A brief answer has no properties, and isolation and place only as far as they are asked for the domain: half the time.
        """
        fractions = elements().fractions([reading.composition for reading in readings])
        described = self._describe(fractions)
        inputs = self._inputs(described)
        values = None if brief else self.model.values_described(inputs, self.model.heads)
        probability, low, high, verdict = self._examine(fractions, inputs)
        rows, distances = self._measured.nearest(fractions, neighbours)
        alike = self._measured is self.evidence
        nearest = distances[:, 0] if alike else self.evidence.nearest(fractions, 1)[1][:, 0]
        needed = np.ones(len(readings), dtype=bool)
        if brief:  # neither can change the domain of an alloy that something else moves out of "in"
            needed = self.evidence.domain.codes(fractions, nearest) == DOMAINS.index(Domain.IN)
        isolation = np.full(len(readings), np.nan)
        isolation[needed] = self.evidence.isolation(inputs[needed])
        z = self._places(fractions, probability, needed, values)
        percentiles = self._percentiles(z)
        votes, rates = vote_rates(fractions)
        return AnswerColumns(
            readings=readings,
            probability=probability,
            low=low,
            high=high,
            verdict=verdict,
            descriptors=described[:, self._eight],
            measured=self._measured,
            rows=rows,
            distances=distances,
            evidence=self.evidence,
            evidence_distance=nearest,
            domain=self.evidence.domain.codes(fractions, nearest, isolation, percentiles),
            isolation=isolation,
            z=z,
            density_percentile=percentiles,
            density=density_g_cm3(fractions),
            votes=votes,
            rates=rates,
            properties=self._properties(fractions, values) if values else (),
        )

    def properties(self, fractions: np.ndarray) -> list[PropertyColumns]:
        """What each head says of atomic fractions (n, n_elements) over the whole element table, with interval or set, and domain."""
        return self._properties(fractions, self.model.values_described(self.inputs(fractions), self.model.heads))

    @cached_property
    def _properties(self) -> PropertyAnswers:
        """Structure and hardness, of a model with heads."""
        return PropertyAnswers(self.model.heads, self.card, stated_alloys(), self._symbols)

    def _places(
        self, fractions: np.ndarray, probability: np.ndarray, needed: np.ndarray, values: Values | None
    ) -> np.ndarray:
        """Where alloys (n, n_elements) with these values lie on the map, (n, 2); nan for one that is not needed or has no place.

        The values of the further targets are looked up where they are not known.
        """
        outside = np.delete(fractions, self._at, axis=1)
        placed = needed & ~(outside > 0).any(axis=1)
        found = np.full((len(fractions), 2), np.nan)
        if placed.any():
            further = None if values is None else {name: value[placed] for name, value in values.items()}
            found[placed], _ = self.model.place(fractions[np.ix_(placed, self._at)], probability[placed], further)
        return found

    def _percentiles(self, z: np.ndarray) -> np.ndarray:
        """Density percentile of each place on the map (n, 2), (n,); nan where there is none."""
        found = np.full(len(z), np.nan)
        placed = ~np.isnan(z[:, 0])
        if placed.any():
            found[placed] = self.density_percentile(z[placed])
        return found

    def examine(self, fractions: np.ndarray) -> list[Examination]:
        """The classifier's verdict on atomic fractions (n, n_elements) over the whole element table."""
        columns = self._examine(fractions, self.inputs(fractions))
        return [
            Examination(p, low, high, VERDICTS[v])
            for p, low, high, v in zip(*(c.tolist() for c in columns), strict=True)
        ]

    def _examine(
        self, fractions: np.ndarray, inputs: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Probability, low, high and verdict (an index into VERDICTS) of each alloy, (n,) each."""
        logits = self.model.member_logits_described(inputs)
        probability, spread = sigmoid(logits).mean(axis=1), logits.std(axis=1, ddof=1)
        if self._calibration is None:
            low, high = interval(probability, spread, 0.0)
            return probability, low, high, verdicts_from_intervals(low, high)
        n_elements = (fractions > 0).sum(axis=1)
        low, high = interval(probability, spread, self._calibration.widening(n_elements))
        verdict = verdicts_from_sets(probability, self._calibration.set_threshold(n_elements))
        return probability, low, high, verdict

    def inputs(self, fractions: np.ndarray) -> np.ndarray:
        """The classifier's descriptors (n, D) of atomic fractions over the whole element table."""
        return self._inputs(self._describe(fractions))

    def _inputs(self, described: np.ndarray) -> np.ndarray:
        return described[:, : len(self.model.names)]

    def descriptors(self, fractions: np.ndarray) -> list[dict[str, float]]:
        """The paper's eight by name, for atomic fractions (n, n_elements) over the whole element table."""
        eight = self._describe(fractions)[:, self._eight]
        return [dict(zip(PAPER_DESCRIPTORS, row, strict=True)) for row in eight.tolist()]

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
        return self.model.place(fractions, probability)

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
