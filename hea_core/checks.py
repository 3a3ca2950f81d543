"""The answers of the check page beyond a prediction: why, what if, which rules, which facts, and families of alloys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from hea_core.composition import Composition
from hea_core.composition.elements import elements
from hea_core.composition.sections import Section, ternary_section
from hea_core.composition.series import Series, parse_series
from hea_core.datasets.facts import AlloyFacts, facts_of
from hea_core.datasets.observations import curated_alloys
from hea_core.datasets.on_series import members, section_members
from hea_core.descriptors.contributions import contributions
from hea_core.descriptors.rule_record import RulePanel, judge
from hea_core.design.generate import decode
from hea_core.explain.shapley import Explainer, Explanation, compare, training_alloys
from hea_core.explain.what_if import ElementEffect, effects, variants
from hea_core.results import Examination, Prediction, Refusal

if TYPE_CHECKING:
    from hea_core.predictor import Predictor

Progress = Callable[[str, int, int], None]
"""on_progress(what is being done, steps done, steps in all)."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the model gives back of an alloy that it encodes and decodes once.

    Attributes:
        formula: of what comes back, whole at.%, not corrected.
        composition: {symbol: at.%}.
        moved_at_percent: between the two.
        lost, gained: elements that went missing and that came.
    """

    formula: str
    composition: dict[str, float]
    moved_at_percent: float
    lost: tuple[str, ...]
    gained: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything there is to say about one alloy but its explanation, which takes longer than the rest and is asked for by itself.

    Attributes:
        prediction: probability, interval, verdict, domain, neighbours, count of rules, flips.
        what_if: one at.% more or less of each element.
        contributions: {descriptor: {symbol: share}}.
        rules: the field's empirical rules.
        facts: what can be cited.
        receipt: of the reconstruction; None where the alloy has no place on the map.
    """

    prediction: Prediction
    what_if: tuple[ElementEffect, ...]
    contributions: dict[str, dict[str, float]]
    rules: RulePanel
    facts: AlloyFacts
    receipt: Receipt | None

    def record(self, explanation: Explanation | None = None) -> dict[str, Any]:
        """The dossier as one flat object for JSON: what `predict` says of the alloy, then the other parts by name."""
        parts = asdict(self)
        why = {} if explanation is None else {"explanation": asdict(explanation)}
        return {**parts.pop("prediction"), **why, **parts}


@dataclass(frozen=True, slots=True)
class MeasuredMember:
    """A measured alloy that lies on a series; single_phase is the mean of its observed labels."""

    x: float
    formula: str
    single_phase: float
    source: str
    doi: str


@dataclass(frozen=True, slots=True)
class MeasuredPoint:
    """A measured alloy that lies in a section; `shares` are the corners' of the triangle, single_phase the mean of its labels."""

    shares: tuple[float, float, float]
    formula: str
    single_phase: float
    source: str
    doi: str


@dataclass(frozen=True)
class SeriesAnswer:
    """A series with the classifier's verdict at each x, and the measured alloys that lie on it."""

    series: Series
    examinations: tuple[Examination, ...]
    measured: tuple[MeasuredMember, ...]


@dataclass(frozen=True, eq=False)
class SectionAnswer:
    """A ternary section with the classifier's verdict at each of its n compositions, and the measured alloys that lie in it."""

    section: Section
    examinations: tuple[Examination, ...]
    measured: tuple[MeasuredPoint, ...]


class Checks:
    """Answers about alloys for one predictor; caches what is costly to prepare."""

    def __init__(self, predictor: Predictor) -> None:
        self._predictor = predictor

    def explain_all(self, alloys: Sequence[object], on_progress: Progress | None = None) -> list[Explanation]:
        """Exact Shapley values of each alloy; HeaError names the first that cannot be read."""
        readings = [self._predictor.reading(alloy) for alloy in alloys]
        if not readings:
            return []
        compositions = [reading.composition for reading in readings]
        fractions = elements().fractions(compositions)
        rows = zip(readings, self._predictor.inputs(fractions), self._predictor.descriptors(fractions), strict=True)
        found = []
        for k, (reading, inputs, eight) in enumerate(rows, start=1):
            why = self._explainer.explanation(reading.composition.formula, inputs, eight)
            found.append(replace(why, reading=reading.assumption))
            if on_progress:
                on_progress("explain", k, len(readings))
        return found

    def explain(self, alloy: object, to: object = None) -> Explanation:
        """One alloy, and with `to` a second one and the difference."""
        found = self.explain_all([alloy] if to is None else [alloy, to])
        return found[0] if to is None else compare(*found)

    def what_if(self, alloy: object) -> tuple[ElementEffect, ...]:
        """What one at.% more or less of each element does to the probability, and of each `familiar` one as an addition.

        Of an element that hardly any measured alloy holds the classifier knows only what its descriptors say: no advice.
        """
        tried = variants(self._fractions(alloy), elements(), self._predictor.familiar)
        return effects(tried, [verdict.probability for verdict in self._predictor.examine(tried.fractions)], elements())

    def rules(self, alloy: object) -> RulePanel:
        """The field's empirical rules, each with how often it is right on the measured alloys."""
        return judge(self._fractions(alloy))

    def receipt(self, alloy: object) -> Receipt | None:
        """Encode and decode; None for an alloy with an element the model cannot generate."""
        predictor = self._predictor
        composition = predictor.composition(alloy)
        if not set(predictor.vocabulary).issuperset(composition.elements):
            return None
        z, phi = predictor.place(elements().subset(predictor.vocabulary).fractions([composition]))
        back = predictor.from_whole(decode(predictor.model, z, phi)[0])
        before, after = set(composition.elements), set(back.elements)
        return Receipt(
            back.formula,
            back.as_dict(),
            composition.at_percent_moved(back),
            tuple(sorted(before - after)),
            tuple(sorted(after - before)),
        )

    def dossier(self, alloy: object) -> Dossier:
        """All of it; HeaError where the alloy cannot be read."""
        reading = self._predictor.reading(alloy)
        composition = reading.composition
        prediction = self._predictor.predict([reading])[0]
        assert not isinstance(prediction, Refusal)  # it has just been read
        return Dossier(
            prediction=prediction,
            what_if=self.what_if(composition),
            contributions=contributions(composition),
            rules=self.rules(composition),
            facts=facts_of(composition),
            receipt=self.receipt(composition),
        )

    def series(self, text: str) -> SeriesAnswer:
        """`AlxCoCrFeNi, x=0:2:0.1` as a curve; HeaError where it cannot be read."""
        series = parse_series(text)
        for composition in series.compositions:
            self._predictor.composition(composition)
        measured = tuple(MeasuredMember(m.x, *_observed(m.row)) for m in members(series, curated_alloys()))
        return SeriesAnswer(series, self._examine(series.compositions), measured)

    def section(
        self, corners: Sequence[str], base: str | None = None, base_at_percent: float = 0.0, step: float = 5.0
    ) -> SectionAnswer:
        """A ternary section as `hea_core.composition.sections.ternary_section`, examined; HeaError where it cannot be."""
        section = ternary_section(corners, base, base_at_percent, step)
        for composition in section.compositions:
            self._predictor.composition(composition)
        found = section_members(section, curated_alloys())
        measured = tuple(MeasuredPoint(m.shares, *_observed(m.row)) for m in found)
        return SectionAnswer(section, self._examine(section.compositions), measured)

    def _examine(self, compositions: Sequence[Composition]) -> tuple[Examination, ...]:
        return tuple(self._predictor.examine(elements().fractions(compositions)))

    def _fractions(self, alloy: object) -> np.ndarray:
        return elements().fractions([self._predictor.composition(alloy)])[0]

    @cached_property
    def _explainer(self) -> Explainer:
        predictor = self._predictor
        background = training_alloys(curated_alloys(predictor.vocabulary), predictor.card)
        inputs = predictor.inputs(elements().fractions(background.compositions))
        return Explainer(predictor.model.classifier, predictor.model.descriptors.names, inputs)


def _observed(row: int) -> tuple[str, float, str, str]:
    """Formula, mean label, source and latest DOI of a measured alloy."""
    alloys = curated_alloys()
    return alloys.formulas[row], float(alloys.single_phase[row]), alloys.sources[row], alloys.dois[row][-1]
