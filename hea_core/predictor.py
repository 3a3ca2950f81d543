"""The predictor: plain-torch inference over one loaded artefact. Safe to share between threads; imports no Pyro."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import torch

from hea_core.checks import Checks, Dossier
from hea_core.composition import Composition, Reading
from hea_core.composition.elements import ElementTable, elements
from hea_core.composition.reading import Unit, listed, reading_of, shown
from hea_core.datasets.facts import density_g_cm3
from hea_core.datasets.observations import curated_alloys
from hea_core.datasets.processing_routes import processing_flips
from hea_core.descriptors.function import PAPER_DESCRIPTORS, DescriptorFunction
from hea_core.descriptors.rule_record import vote_rates
from hea_core.descriptors.rules import VOTERS
from hea_core.design import generate
from hea_core.design.constraints import Constraints
from hea_core.design.generate import Made
from hea_core.design.latent_map import Atlas, Field, build_atlas, build_field
from hea_core.design.nudge.nudger import Nudger
from hea_core.design.transfers import TOTAL
from hea_core.errors import ArtifactError, FormulaError, HeaError
from hea_core.explain.shapley import Explanation
from hea_core.model import artifacts
from hea_core.model.second_opinion import Judge
from hea_core.results import (
    Candidate,
    Candidates,
    Decoded,
    Encoding,
    Encodings,
    Examination,
    Prediction,
    Predictions,
    Refusal,
    Trajectory,
)
from hea_core.trust.domain import NEIGHBOURS, SCARCE, Evidence, MapDensity
from hea_core.trust.intervals import calibration_of, interval, verdict_of

_AT_ONCE = 2048
"""Alloys examined together: more would only take more memory."""


class Predictor:
    """Answers for one trained model. Nothing in it changes after construction but caches of pure results."""

    def __init__(self, name: str | Path = "default") -> None:
        """Load models/<name>, or the folder given.

        Raises:
            ArtifactError: no such model, damaged, or trained on other data tables than those shipped here.
        """
        table = elements()
        self._name = name
        self.model, self.card = artifacts.load(name, table)
        self.vocabulary: tuple[str, ...] = tuple(self.card["architecture"]["vocabulary"])
        if self.card["data"].get("sha256") != artifacts.training_sha256(table, self.vocabulary):
            raise ArtifactError(
                f"Model '{name}' was trained on other data than data/ now holds: train it again with 'make train'."
            )
        self._symbols = table.symbols
        self._wide = DescriptorFunction(table, self.model.descriptors.names)
        self._eight = DescriptorFunction(table, PAPER_DESCRIPTORS)
        self._calibration = calibration_of(self.card)
        measured = curated_alloys()
        self._evidence = Evidence(measured, self._symbols, self.inputs(measured.fractions(self._symbols)).numpy())

    @property
    def familiar(self) -> tuple[str, ...]:
        """Elements of the vocabulary that by themselves put no alloy outside the domain (see trust.SCARCE)."""
        return tuple(symbol for symbol in self.vocabulary if self._evidence.support[symbol] >= SCARCE)

    # -- one alloy ---------------------------------------------------------------------------------------------------

    def predict(self, alloys: Iterable[object], neighbours: int = NEIGHBOURS, unit: Unit = "auto") -> Predictions:
        """Probability, interval, descriptors, domain and measured neighbours of each alloy.

        A bad entry (None, nan and numbers among them) becomes a Refusal in its place and the rest still answer.

        Args:
            alloys: formulas, Readings, Compositions, pymatgen Compositions or mappings {'Fe': 50, 'Ni': 50}, in a list, tuple, array or
                pandas Series; one alloy by itself is refused (RequestError).
            neighbours: how many of the nearest measured alloys each answer names, at least one.
            unit: what percentages without a unit are of: "at", "wt", or "auto" by what is known of the alloy.
        """
        read = [self._read(alloy, unit) for alloy in listed(alloys)]
        predictions = self._predictions([one for one in read if isinstance(one, Reading)], neighbours)
        return Predictions(next(predictions) if isinstance(one, Reading) else one for one in read)

    def examined(self, compositions: Sequence[Composition]) -> list[Prediction]:
        """`predict` for compositions that `composition` has let pass."""
        return list(self._predictions([Reading(one.formula, one) for one in compositions], NEIGHBOURS))

    def _read(self, alloy: object, unit: Unit) -> Reading | Refusal:
        try:
            return self.reading(alloy, unit)
        except HeaError as error:
            return Refusal(shown(alloy), str(error))

    def reading(self, alloy: object, unit: Unit = "auto") -> Reading:
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

    def composition(self, alloy: object) -> Composition:
        """The composition of `reading`."""
        return self.reading(alloy).composition

    def _predictions(self, good: Sequence[Reading], neighbours: int) -> Iterator[Prediction]:
        for start in range(0, len(good), _AT_ONCE):
            yield from self._predict_together(good[start : start + _AT_ONCE], neighbours)[0]

    def _predict_together(self, good: Sequence[Reading], neighbours: int) -> tuple[list[Prediction], np.ndarray]:
        """A prediction for each alloy read, and its place on the map, (n, 2), nan where it has none; at least one alloy."""
        compositions = [reading.composition for reading in good]
        fractions = elements().fractions(compositions)
        described = self.inputs(fractions)
        verdicts = self._examine(fractions, described)
        eight = self.descriptors(fractions)
        distances = self._evidence.distances(fractions)
        nearest = self._evidence.nearest(distances, neighbours)
        reach = np.take_along_axis(distances, nearest, axis=1)
        isolation = self._evidence.isolation(described.numpy())
        z = self._places(compositions, np.array([verdict.probability for verdict in verdicts]))
        percentiles = self._percentiles(z)
        densities = density_g_cm3(fractions).tolist()
        votes, rates = vote_rates(fractions)
        flips = processing_flips()
        predictions = []
        for i, reading in enumerate(good):
            composition = reading.composition
            alone = None if isolation is None else float(isolation[i])
            domain = self._evidence.domain(composition, reach[i], alone, percentiles[i])
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
                    domain=domain.verdict,
                    reasons=domain.reasons,
                    neighbours=tuple(map(self._evidence.neighbour, nearest[i].tolist(), reach[i].tolist())),
                    verdict=verdicts[i].verdict,
                    density_percentile=percentiles[i],
                    density_g_cm3=densities[i],
                    rules_for_single=votes[i],
                    rules_asked=VOTERS,
                    rules_measured=rate.n if rate else 0,
                    rules_rate=rate.rate if rate else None,
                    flips=flips,
                )
            )
        return predictions, z

    def _places(self, compositions: Sequence[Composition], probability: np.ndarray) -> np.ndarray:
        """Where each alloy of this probability (n,) lies on the map, (n, 2); nan for one that has no place."""
        known = set(self.vocabulary)
        rows = [i for i, composition in enumerate(compositions) if known.issuperset(composition.elements)]
        found = np.full((len(compositions), 2), np.nan, dtype=np.float32)
        if rows:
            found[rows], _ = self.place(self._narrow([compositions[i] for i in rows]), probability[rows])
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

    # -- why, and what else ------------------------------------------------------------------------------------------

    def explain(self, alloy: object, to: object = None) -> Explanation:
        """Exact Shapley values of the probability; with `to` also the second alloy's, and the difference."""
        return self.checks.explain(alloy, to)

    def check(self, alloy: object) -> Dossier:
        """Everything there is to say about one alloy, but for its `explain`, which takes longer than the rest."""
        return self.checks.dossier(alloy)

    @cached_property
    def checks(self) -> Checks:
        """The parts of `check` one by one, and series and sections of alloys."""
        return Checks(self)

    def nudge(
        self,
        alloy: object,
        cutoff: float = 0.6,
        method: str = "loop",
        max_steps: int = 20,
        budget: float | None = None,
        constraints: Constraints | None = None,
        cautious: bool = True,
    ) -> Trajectory:
        """The way from an alloy to one whose probability is at least the cutoff.

        Args:
            alloy: as for `predict`, of elements that the model generates.
            cutoff: probability to reach.
            method: "loop" (the paper's), "steer" (a smooth path, no new element) or "minimal" (fewest at.% moved).
            max_steps: of the loop; of the other two, most steps shown.
            budget: most at.% that may be moved.
            constraints: hold exactly in every step after the start.
            cautious: `minimal` asks for the classifier's lower bound and for measured neighbours, not for its mean alone.
        """
        start = self.placeable(alloy)
        task = self.nudger.task(start.composition, cutoff, max_steps, budget, constraints)
        return self.nudger.nudge(start, task, method, cautious)

    @cached_property
    def nudger(self) -> Nudger:
        """The methods of nudging, with their evidence and their judge."""
        return Nudger(self)

    @cached_property
    def judge(self) -> Judge:
        """The second opinion: its trees lie beside the weights, or are grown now, from the measured alloys of generated elements."""
        stored = artifacts.load_judge(self._name, self.card)
        if stored is not None:
            return Judge(stored, self.vocabulary)
        measured = curated_alloys(self.vocabulary)
        return Judge.taught(measured.fractions(self.vocabulary), measured.single_phase, self.vocabulary)

    def second_opinion(self, alloy: object) -> float:
        """The judge's probability of a single phase; FormulaError for an alloy of elements that it has not been taught."""
        return float(self.judge.probability(self._narrow([self.placeable(alloy).composition]))[0])

    # -- the latent map ----------------------------------------------------------------------------------------------

    def encode(self, alloys: Iterable[object]) -> Encodings:
        """Place alloys, as for `predict`, on the map; HeaError where one holds an element that the model cannot generate."""
        readings = [self.placeable(alloy) for alloy in listed(alloys)]
        if not readings:
            return Encodings()
        z, probability = self.place(self._narrow([reading.composition for reading in readings]))
        return Encodings(
            Encoding(reading.composition.formula, reading.assumption, (point[0], point[1]), p)
            for reading, point, p in zip(readings, z.tolist(), probability.tolist(), strict=True)
        )

    def placeable(self, alloy: object) -> Reading:
        """The reading of an alloy of generated elements only; FormulaError names the first that is not one."""
        reading = self.reading(alloy)
        composition = reading.composition
        outside = [symbol for symbol in composition.elements if symbol not in self.vocabulary]
        if outside:
            raise FormulaError(
                f"{composition.formula} holds {outside[0]}, which can be checked but has no place on the map; the map knows "
                f"{', '.join(self.vocabulary)}."
            )
        return reading

    def place(self, fractions: np.ndarray, probability: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Give z (n, 2) and probability (n,) of atomic fractions (n, E) over the vocabulary; a probability known is not asked again."""
        with torch.inference_mode():
            x = _tensor(fractions)
            phi = self.model.probability(x) if probability is None else _tensor(probability)
            loc, _ = self.model.encoder(x, phi)
        return loc.numpy(), phi.numpy()

    def generate(
        self,
        z1: float,
        z2: float,
        probability: float,
        count: int = 1,
        seed: int = 0,
        constraints: Constraints | None = None,
    ) -> Candidates:
        """Alloys at a point of the map that should have this probability, re-examined and re-encoded.

        Args:
            z1: the point, within ±hea_core.model.latent.Z_LIMIT; every z of `encode` is.
            z2: likewise.
            probability: asked for, 0 to 1.
            count: different alloys, the first at the point itself, the rest drawn around it.
            seed: of the draws.
            constraints: hold exactly in every alloy; ConstraintError where they contradict each other.
        """
        generate.check_request(z1, z2, probability, count)
        point = np.array([z1, z2])
        made = generate.distinct_around(
            self.model,
            point,
            probability,
            count,
            np.random.default_rng(seed),
            constraints.on(self.vocabulary) if constraints else None,
        )
        return self._candidates(made, point, probability)

    def _candidates(self, made: Made, asked_at: np.ndarray, asked: float) -> Candidates:
        compositions = [self.from_whole(alloy) for alloy in made.alloys]
        predictions, z = self._predict_together([Reading(one.formula, one) for one in compositions], NEIGHBOURS)
        percentiles = self.density_percentile(made.points)
        alone = generate.probability_of(self.model, made.decoded).tolist()
        moved = (0.5 * np.abs(made.alloys - made.decoded).sum(axis=1)).tolist()
        opinions = self.judge.probability(made.alloys / TOTAL).tolist()
        return Candidates(
            Candidate(
                formula=p.formula,
                composition=p.composition,
                requested=asked,
                probability=p.probability,
                low=p.low,
                high=p.high,
                decoded=Decoded(alone[i], moved[i]),
                second_opinion=opinions[i],
                z=(float(point[0]), float(point[1])),
                z_distance=float(np.hypot(*(point - asked_at))),
                density_percentile=float(percentile),
                domain=p.domain,
                reasons=p.reasons,
                descriptors=p.descriptors,
                nearest=p.neighbours,
                prediction=p,
            )
            for i, (p, point, percentile) in enumerate(zip(predictions, z, percentiles, strict=True))
        )

    def from_whole(self, alloy: np.ndarray) -> Composition:
        """A Composition from whole at.% (E,) over the vocabulary."""
        return Composition.from_amounts(
            {symbol: float(amount) for symbol, amount in zip(self.vocabulary, alloy, strict=True) if amount > 0}
        )

    def density_percentile(self, z: np.ndarray) -> np.ndarray:
        """Share of measured alloys (0-100) in a thinner place of the map than each z (n, 2), (n,)."""
        return self._density.percentile(z)

    def atlas(self) -> Atlas:
        """The measured alloys on the map, its density, and the equimolar families of the paper's Fig. 5b."""
        return self._atlas

    def field(self, probability: float, resolution: int = 41, constraints: Constraints | None = None) -> Field:
        """Re-examined probability of the alloy that a click gives, over all of the map but its empty ground, for one probability asked."""
        lattice = constraints.on(self.vocabulary) if constraints else None
        return build_field(self.model, self._atlas.density, self.density_percentile, probability, resolution, lattice)

    def _narrow(self, compositions: Sequence[Composition]) -> np.ndarray:
        return self._generated.fractions(compositions)

    @cached_property
    def _generated(self) -> ElementTable:
        return elements().subset(self.vocabulary)

    @cached_property
    def _density(self) -> MapDensity:
        return MapDensity(self._atlas_z)

    @cached_property
    def _placed(self) -> tuple[np.ndarray, np.ndarray]:
        """Rows of the measured alloys that have a place on the map, and their z."""
        known = set(self.vocabulary)
        rows = np.array([i for i, c in enumerate(self._evidence.alloys.compositions) if known.issuperset(c.elements)])
        return rows, self.place(self._evidence.alloys.select(rows).fractions(self.vocabulary))[0]

    @property
    def _atlas_z(self) -> np.ndarray:
        return self._placed[1]

    @cached_property
    def _atlas(self) -> Atlas:
        return build_atlas(self, self._evidence.alloys.select(self._placed[0]), self._atlas_z, self._density.grid())


def _tensor(values: np.ndarray) -> torch.Tensor:
    return torch.as_tensor(values, dtype=torch.float32)
