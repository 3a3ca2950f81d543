"""The answers of the check page beyond a prediction: why, what if, which rules, which facts, and families of alloys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from hea_core.composition import Composition, Reading
from hea_core.composition.elements import elements
from hea_core.composition.sections import Section, ternary_section
from hea_core.composition.series import Series, parse_series
from hea_core.datasets.facts import AlloyFacts, facts_of
from hea_core.datasets.on_series import members, section_members
from hea_core.datasets.statements import measured_alloys
from hea_core.descriptors.contributions import contributions
from hea_core.descriptors.rule_record import RulePanel, rule_panel
from hea_core.design.generate import decode
from hea_core.design.wanted import Wanted
from hea_core.explain.alloys import AlloyExplainer
from hea_core.explain.shapley import Explanation, compare
from hea_core.explain.what_if import ElementEffect, effects, variants
from hea_core.progress import OnProgress
from hea_core.results import Examination, Prediction
from hea_core.trust.examiner import Examiner

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = ("probability", "low", "high", "verdict", "observed_single_phase", "source", "doi")
"""Of a row of a series or section: what the classifier says of an alloy examined, and what is known of a measured one."""


@dataclass(frozen=True, slots=True)
class Reconstruction:
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
class AlloyReport:
    """Everything there is to say about one alloy but its explanation, which takes longer than the rest and is asked for by itself.

    It is no table, its parts differ in length: `Predictions` of the alloy are one.

    Attributes:
        reading: what was asked; of its parts the record has those that the prediction names.
        prediction: probability, interval, verdict, domain, neighbours, count of rules, flips.
        what_if: one at.% more or less of each element.
        contributions: {descriptor: {symbol: share}}.
        rules: the field's empirical rules.
        facts: what can be cited.
        receipt: of the reconstruction; None where the alloy has no place on the map.
    """

    reading: Reading
    prediction: Prediction
    what_if: tuple[ElementEffect, ...]
    contributions: dict[str, dict[str, float]]
    rules: RulePanel
    facts: AlloyFacts
    receipt: Reconstruction | None

    def record(self, explanation: Explanation | None = None) -> dict[str, Any]:
        """The report as one flat object for JSON: what `predict` says of the alloy, then the other parts by name."""
        parts = {name: part for name, part in asdict(self).items() if name != "reading"}
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

    def to_frame(self) -> pd.DataFrame:
        """A row for each x, then one for each measured alloy of the series; None where a column says nothing of such a row."""
        rows = zip(self.series.x, self.series.readings, self.examinations, strict=True)
        examined = [(x, one.composition.formula, *_examined(e), one.assumption) for x, one, e in rows]
        measured = [(m.x, m.formula, *_measured(m), None) for m in self.measured]
        return _table((self.series.variable, "formula", *_COLUMNS, "reading"), examined + measured)


@dataclass(frozen=True, eq=False)
class SectionAnswer:
    """A ternary section with the classifier's verdict at each of its n compositions, and the measured alloys that lie in it."""

    section: Section
    examinations: tuple[Examination, ...]
    measured: tuple[MeasuredPoint, ...]

    def to_frame(self) -> pd.DataFrame:
        """A row for each composition, then one for each measured alloy of the section, with the corners' shares of the triangle."""
        rows = zip(self.section.shares.tolist(), self.section.compositions, self.examinations, strict=True)
        examined = [(*shares, one.formula, *_examined(e)) for shares, one, e in rows]
        measured = [(*m.shares, m.formula, *_measured(m)) for m in self.measured]
        return _table((*(f"{s}_share" for s in self.section.corners), "formula", *_COLUMNS), examined + measured)


class Checks:
    """Answers about alloys for one model, each taking what has been read."""

    def __init__(self, engine: Examiner) -> None:
        self._engine = engine
        self._explainer = AlloyExplainer(engine)

    def report(self, reading: Reading) -> AlloyReport:
        """All there is to say about one alloy, but for its explanation."""
        composition = reading.composition
        return AlloyReport(
            reading=reading,
            prediction=self._engine.predict([reading])[0],
            what_if=self.what_if(composition),
            contributions=contributions(composition),
            rules=rule_panel(elements().fractions([composition])[0]),
            facts=facts_of(composition),
            receipt=self.reconstruction(composition),
        )

    def explain(self, reading: Reading, to: Reading | None = None) -> Explanation:
        """One alloy, and with `to` a second one and the difference."""
        found = self._explainer.explain_all([reading] if to is None else [reading, to])
        return found[0] if to is None else compare(*found)

    def explain_all(self, readings: Sequence[Reading], on_progress: OnProgress | None = None) -> list[Explanation]:
        """Exact Shapley values of each alloy."""
        return self._explainer.explain_all(readings, on_progress)

    def what_if(self, composition: Composition) -> tuple[ElementEffect, ...]:
        """What one at.% more or less of each element does to the probability, and of each `familiar` one as an addition.

        Of an element that hardly any measured alloy holds the classifier knows only what its descriptors say: no advice.
        """
        tried = variants(elements().fractions([composition])[0], elements(), self._engine.familiar)
        return effects(tried, [verdict.probability for verdict in self._engine.examine(tried.fractions)], elements())

    def reconstruction(self, composition: Composition) -> Reconstruction | None:
        """Encode and decode; None for an alloy with an element the model cannot generate."""
        engine = self._engine
        if not set(engine.vocabulary).issuperset(composition.elements):
            return None
        z, phi = engine.place(engine.fractions([composition]))
        back = engine.from_whole(decode(engine.model, z, Wanted.of(phi))[0])
        before, after = set(composition.elements), set(back.elements)
        return Reconstruction(
            back.formula,
            back.as_dict(),
            composition.at_percent_moved(back),
            tuple(sorted(before - after)),
            tuple(sorted(after - before)),
        )

    def series(self, text: str) -> SeriesAnswer:
        """`AlxCoCrFeNi, x=0:2:0.1` as a curve; HeaError where it cannot be read."""
        series = parse_series(text)
        examinations = self._examine(series.compositions)
        measured = tuple(MeasuredMember(m.x, *_observed(m.row)) for m in members(series, measured_alloys()))
        return SeriesAnswer(series, examinations, measured)

    def section(
        self, corners: Sequence[str], base: str | None = None, base_at_percent: float = 0.0, step: float = 5.0
    ) -> SectionAnswer:
        """A ternary section as `hea_core.composition.sections.ternary_section`, examined; HeaError where it cannot be."""
        section = ternary_section(corners, base, base_at_percent, step)
        examinations = self._examine(section.compositions)
        found = section_members(section, measured_alloys())
        measured = tuple(MeasuredPoint(m.shares, *_observed(m.row)) for m in found)
        return SectionAnswer(section, examinations, measured)

    def _examine(self, compositions: Sequence[Composition]) -> tuple[Examination, ...]:
        for composition in compositions:
            self._engine.read(composition)
        return tuple(self._engine.examine(elements().fractions(compositions)))


def _observed(row: int) -> tuple[str, float, str, str]:
    """Formula, mean label, source and latest DOI of a measured alloy."""
    alloys = measured_alloys()
    return alloys.formulas[row], float(alloys.single_phase[row]), alloys.sources[row], alloys.dois[row][-1]


def _examined(one: Examination) -> tuple[object, ...]:
    return one.probability, one.low, one.high, one.verdict, None, None, None


def _measured(one: MeasuredMember | MeasuredPoint) -> tuple[object, ...]:
    return None, None, None, None, one.single_phase, one.source, one.doi


def _table(columns: Sequence[str], rows: list[tuple[object, ...]]) -> pd.DataFrame:
    import pandas as pd  # a third of a second, and only a table asks for it

    return pd.DataFrame.from_records(rows, columns=list(columns))
