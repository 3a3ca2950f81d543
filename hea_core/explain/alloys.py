"""Exact Shapley values of alloys for one model, against the alloys that it learned from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from hea_core.composition import Reading
from hea_core.composition.elements import elements
from hea_core.datasets.splits import split_of_card
from hea_core.datasets.statements import learnt_from
from hea_core.explain.shapley import Explainer, Explanation
from hea_core.model.targets import SINGLE_PHASE
from hea_core.progress import OnProgress
from hea_core.trust.examiner import Examiner


class AlloyExplainer:
    """Explains alloys to one model's user; the background is described at first use and kept."""

    def __init__(self, engine: Examiner) -> None:
        self._engine = engine

    def explain_all(self, readings: Sequence[Reading], on_progress: OnProgress | None = None) -> list[Explanation]:
        """The explanation of each alloy, in order; a second or two each hundred."""
        if not readings:
            return []
        fractions = elements().fractions([reading.composition for reading in readings])
        rows = zip(readings, self._engine.inputs(fractions), self._engine.descriptors(fractions), strict=True)
        found = []
        for k, (reading, inputs, eight) in enumerate(rows, start=1):
            why = self._explainer.explanation(reading.composition.formula, inputs, eight)
            found.append(replace(why, reading=reading.assumption))
            if on_progress:
                on_progress("explain", k, len(readings))
        return found

    @cached_property
    def _explainer(self) -> Explainer:
        engine = self._engine
        learnt = learnt_from(engine.card, engine.vocabulary)
        background = learnt.select(split_of_card(learnt, engine.card).labelled)
        inputs = engine.inputs(elements().fractions(background.compositions))
        return Explainer(engine.model.ensembles[SINGLE_PHASE.name], engine.model.names, inputs)
