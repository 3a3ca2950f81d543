"""The face of a trained model: one short call a question, with the names of the command line. Safe to share between threads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from hea_core import garbage
from hea_core.checks import AlloyReport, Checks, SectionAnswer, SeriesAnswer
from hea_core.composition import Reading
from hea_core.composition.reading import Unit, listed, shown
from hea_core.design.constraints import Constraints
from hea_core.design.latent_map import Atlas, Field, build_atlas, build_field
from hea_core.design.maker import Maker
from hea_core.design.wanted import Asked
from hea_core.errors import HeaError, check_seed
from hea_core.explain.shapley import Explanation
from hea_core.explain.what_if import ElementEffect
from hea_core.lab import aims, labels
from hea_core.lab.batch import By, suggest
from hea_core.lab.labels import Measured
from hea_core.progress import OnProgress, silent
from hea_core.results import (
    Answers,
    Candidates,
    Encodings,
    Feasibility,
    Method,
    Predictions,
    Refusal,
    Suggestions,
    Trajectory,
)
from hea_core.trust.examiner import Examiner
from hea_core.trust.measured import NEIGHBOURS

if TYPE_CHECKING:
    from hea_core.design.nudge.nudger import Nudger


class Predictor:
    """Answers for one trained model. What is asked in one call each is answered by `engine`, `checks` and `nudger`."""

    def __init__(self, name: str | Path = "default") -> None:
        """Load models/<name>, or the folder given; ArtifactError as for Examiner."""
        self.engine = Examiner(name)
        self.card = self.engine.card
        self.vocabulary = self.engine.vocabulary

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
        with garbage.left():
            read = [self._read(alloy, unit) for alloy in listed(alloys)]
            predictions = iter(self.engine.predict([one for one in read if isinstance(one, Reading)], neighbours))
            return Predictions(next(predictions) if isinstance(one, Reading) else one for one in read)

    def _read(self, alloy: object, unit: Unit) -> Reading | Refusal:
        try:
            return self.engine.read(alloy, unit)
        except HeaError as error:
            return Refusal(shown(alloy), str(error))

    def explain(self, alloy: object, to: object = None) -> Explanation:
        """Exact Shapley values of the probability; with `to` also the second alloy's, and the difference."""
        return self.checks.explain(self.engine.read(alloy), None if to is None else self.engine.read(to))

    def report(self, alloy: object) -> AlloyReport:
        """Everything there is to say about one alloy, but for its `explain`, which takes longer than the rest."""
        return self.checks.report(self.engine.read(alloy))

    def what_if(self, alloy: object) -> Answers[ElementEffect]:
        """What one at.% more or less of each element does to the probability, and of each `familiar` one as an addition."""
        return Answers(self.checks.what_if(self.engine.read(alloy).composition))

    def series(self, text: str) -> SeriesAnswer:
        """`AlxCoCrFeNi, x=0:2:0.1` as a curve; HeaError where it cannot be read."""
        return self.checks.series(text)

    def section(
        self, corners: Sequence[str], base: str | None = None, base_at_percent: float = 0.0, step: float = 5.0
    ) -> SectionAnswer:
        """A ternary section as `hea_core.composition.sections.ternary_section`, examined; HeaError where it cannot be."""
        return self.checks.section(corners, base, base_at_percent, step)

    @cached_property
    def checks(self) -> Checks:
        """The parts of `report` one by one."""
        return Checks(self.engine)

    def nudge(
        self,
        alloy: object,
        cutoff: float = 0.6,
        method: str = Method.LOOP,
        max_steps: int = 20,
        budget: float | None = None,
        constraints: Constraints | None = None,
        cautious: bool = True,
        targets: Asked | None = None,
    ) -> Trajectory:
        """The way from an alloy to one whose probability is at least the cutoff, and that reaches the targets.

        Args:
            alloy: as for `predict`, of elements that the model generates.
            cutoff: probability to reach.
            method: "loop" (the paper's), "steer" (a smooth path, no new element) or "minimal" (fewest at.% moved).
            max_steps: of the loop; of the other two, most steps shown.
            budget: most at.% that may be moved.
            constraints: hold exactly in every step after the start.
            cautious: `minimal` asks for the classifier's lower bound and for the second opinion, not for its mean alone.
            targets: further ones, {"hardness": 500}: a number is reached from the start's side, 500 HV or more by a softer alloy;
                {"hardness": ">=500"} is kept whatever the start has.
        """
        start = self.engine.read_on_map(alloy)
        task = self.nudger.task(start.composition, cutoff, max_steps, budget, constraints, targets)
        return self.nudger.nudge(start, task, method, cautious)

    @cached_property
    def nudger(self) -> Nudger:
        """The methods of nudging, with their evidence."""
        from hea_core.design.nudge.nudger import Nudger  # a tenth of what the first answer imports

        return Nudger(self.engine, lambda: self.maker.augmented)

    def second_opinion(self, alloy: object) -> float:
        """The other classifier's probability of a single phase; FormulaError for an alloy of elements that it has not been taught."""
        return float(self.engine.second_opinion(self.engine.fractions([self.engine.read_on_map(alloy).composition]))[0])

    def suggest(
        self,
        pool: Iterable[object],
        batch: int = 5,
        by: By | str = By.MIXED,
        constraints: Constraints | None = None,
        measured: Measured | None = None,
        without: Iterable[object] = (),
        targets: aims.Written | None = None,
    ) -> Suggestions:
        """What to make next: a batch of a pool, best first, unlike each other and what is measured, each with its reason.

        Args:
            pool: alloys as for `predict`; HeaError names the first that cannot be read.
            batch: how many; fewer where the pool has no more.
            by: "information", "probability" or "mixed".
            constraints: hold exactly in every alloy suggested.
            measured: the lab's results, of `hea_core.lab.labels.measured`; they correct the model, and are not suggested.
            without: not suggested either, for example what was rejected.
            targets: wanted beside one phase, each with a weight where it is not 1: ["hardness>=500 x2", "structure=BCC", "price<=20"], or
                {"hardness": ">=500"}. Worth is the weighted geometric mean of the chances; "single_phase x2" weighs the phase itself.
        """
        readings = [self.engine.read(alloy) for alloy in listed(pool)]
        left_out = [self.engine.read(alloy).composition for alloy in without]
        return suggest(
            self.engine,
            readings,
            batch,
            by,
            constraints,
            measured or labels.measured(()),
            left_out,
            aims.read_aims(targets),
        )

    # -- the latent map ----------------------------------------------------------------------------------------------

    def encode(self, alloys: Iterable[object]) -> Encodings:
        """Place alloys, as for `predict`, on the map; HeaError where one holds an element that the model cannot generate."""
        return Encodings(self.engine.encode([self.engine.read_on_map(alloy) for alloy in listed(alloys)]))

    def generate(
        self,
        z1: float,
        z2: float,
        probability: float,
        count: int = 1,
        seed: int = 0,
        targets: Asked | None = None,
        constraints: Constraints | None = None,
        on_progress: OnProgress = silent,
    ) -> Candidates:
        """Alloys at a point of the map that should have this probability and these targets, re-examined and re-encoded.

        Args:
            z1: the point, within ±hea_core.model.latent.Z_LIMIT; every z of `encode` is.
            z2: likewise.
            probability: asked for, 0 to 1.
            count: different alloys, the first at the point itself, the rest drawn around it.
            seed: of the draws, a whole number from 0 to hea_core.errors.MOST_SEED.
            targets: what is wanted beside the probability, {"hardness": ">=500", "density": 8, "structure": "BCC"}; a number without a sign
                is one to come near to. RequestError for a target that this model says nothing of or a value that it cannot take.
                Whether they can be had at the point: `feasible`.
            constraints: hold exactly in every alloy; ConstraintError where they contradict each other.
            on_progress: told of every round of the search, which takes seconds where targets cannot be had; what it raises ends the search.
        """
        check_seed(seed)
        feasible_set = constraints.on(self.vocabulary) if constraints else None
        order = self.maker.order(z1, z2, probability, targets, feasible_set, count)
        return self.maker.candidates(order, count, np.random.default_rng(seed), on_progress)

    def feasible(
        self,
        z1: float,
        z2: float,
        targets: Asked | None = None,
        probability: float = 0.9,
        constraints: Constraints | None = None,
        on_progress: OnProgress = silent,
    ) -> Feasibility:
        """Whether alloys with these targets can be had at a point of the map, and if not, why, and the nearest that can.

        Args:
            z1: the point, as for `generate`.
            z2: likewise.
            targets: as for `generate`.
            probability: wanted.
            constraints: that the alloys must hold.
            on_progress: as for `generate`.
        """
        feasible_set = constraints.on(self.vocabulary) if constraints else None
        return self.maker.feasible(self.maker.order(z1, z2, probability, targets, feasible_set), on_progress)

    @cached_property
    def maker(self) -> Maker:
        """What `generate` and `feasible` share: the augmented alloys that are counted."""
        return Maker(self.engine)

    def atlas(self) -> Atlas:
        """The measured alloys on the map, its density, and the equimolar families of the paper's Fig. 5b."""
        return self._atlas

    def field(self, probability: float, resolution: int = 41, constraints: Constraints | None = None) -> Field:
        """Re-examined probability of the alloy that a click gives, over all of the map but its empty ground, for one probability asked."""
        feasible_set = constraints.on(self.vocabulary) if constraints else None
        return build_field(self.engine, self._atlas.density, probability, resolution, feasible_set)

    @cached_property
    def _atlas(self) -> Atlas:
        return build_atlas(self.engine)
