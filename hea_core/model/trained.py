"""A trained model as it answers: numpy in double precision for what is shown, in single, compiled or not, for what a search asks of thousands.

Torch is what a model is trained with (hea_core.model.networks); nothing here imports it. Tests hold all three forms together.
Shapes: n alloys, E elements of the vocabulary, D descriptors, M members.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from hea_core.composition.elements import ElementTable
from hea_core.descriptors.function import DescriptorFunction
from hea_core.model import coders, shapes
from hea_core.model.answers import WHOLE, Values
from hea_core.model.coders import Coder
from hea_core.model.computed import computed
from hea_core.model.ensemble import Ensemble, SinglePrecision, value_of
from hea_core.model.targets import SINGLE_PHASE, target

if TYPE_CHECKING:
    from hea_core.model.compiled import CompiledEnsemble, GridAlloys


class TrainedModel:
    """The interface hea_core.model.answers.Model. It changes once, when it is compiled; threads may share it.

    Attributes:
        names: of the descriptors that it reads, in order.
        ensembles: by name of target, the classifier's first.
    """

    def __init__(
        self,
        architecture: Mapping[str, Any],
        table: ElementTable,
        state: Mapping[str, np.ndarray],
        heads: Sequence[str] = (),
        heads_state: Mapping[str, np.ndarray] | None = None,
    ) -> None:
        """Take what a model's files hold.

        Args:
            architecture: of its card.
            table: elemental values.
            state: weights by the names of torch's modules.
            heads: targets beside φ that it says something of.
            heads_state: their weights, likewise.
        """
        self._table = table.subset(architecture["vocabulary"])
        self._describe = DescriptorFunction(self._table, architecture["descriptors"])
        self.names = self._describe.names
        self.ensembles = {SINGLE_PHASE.name: Ensemble.read(state, "classifier")}
        self.ensembles |= {name: Ensemble.read(heads_state or {}, f"of.{name}") for name in heads}
        self._encoder, self._decoder = (
            Coder.read(state, of, shapes.blocks(architecture[of]), shapes.tells(architecture[of]))
            for of in ("encoder", "decoder")
        )
        self._single = {name: SinglePrecision(one) for name, one in self.ensembles.items()}
        self._compiled: dict[str, CompiledEnsemble] = {}
        self._on_grid: Callable[[np.ndarray], GridAlloys]

    @property
    def heads(self) -> tuple[str, ...]:
        """As the interface says."""
        return tuple(self.ensembles)[1:]

    @property
    def tells(self) -> bool:
        """As the interface says."""
        return self._decoder.tells

    def compile(self) -> None:
        """Compile what is asked of whole at.%, once: see Examiner.compile."""
        if self._compiled:
            return
        from hea_core.model.compiled import CompiledEnsemble, GridAlloys, grid  # numba comes with it

        pool = grid(self._table, WHOLE)
        compiled = {name: CompiledEnsemble(one, self.names) for name, one in self.ensembles.items()}
        # whole numbers of the type that screenings have, so that both share what is compiled
        self._on_grid = lambda whole: GridAlloys(whole.astype(np.int16), pool)
        pure = self._on_grid(np.eye(1, len(self._table.symbols)) * WHOLE)
        for one in compiled.values():
            one(pure)
        self._compiled = compiled

    def values(self, fractions: np.ndarray, names: Collection[str] | None = None) -> Values:
        """As the interface says."""
        found = self.values_described(self._describe(fractions), names)
        return found | computed(self._table, fractions, names or ())

    def values_described(self, described: np.ndarray, names: Collection[str] | None = None) -> Values:
        """The same of alloys with descriptors (n, D)."""
        return {name: value_of(target(name), self.ensembles[name](described)) for name in self._named(names)}

    def values_of_whole(self, whole: np.ndarray, names: Collection[str] | None = None) -> Values:
        """As the interface says."""
        outputs = self._outputs_of_whole(whole, self._named(names))
        found = {name: value_of(target(name), of_members) for name, of_members in outputs.items()}
        return found | computed(self._table, whole / WHOLE, names or ())

    def _outputs_of_whole(self, whole: np.ndarray, names: Sequence[str]) -> dict[str, np.ndarray]:
        """{name: outputs of every member, float32 (K, M, n)} of whole at.% (n, E)."""
        compiled = self._compiled
        if compiled:
            alloys = self._on_grid(whole)
            return {name: compiled[name](alloys) for name in names}
        described = self._describe(whole / WHOLE)
        return {name: self._single[name](described) for name in names}

    def _named(self, names: Collection[str] | None) -> list[str]:
        return [name for name in self.ensembles if names is None or name in names]

    def member_logits(self, fractions: np.ndarray) -> np.ndarray:
        """As the interface says."""
        return self.member_logits_described(self._describe(fractions))

    def member_logits_described(self, described: np.ndarray) -> np.ndarray:
        """The same of alloys with descriptors (n, D)."""
        return np.asarray(self.ensembles[SINGLE_PHASE.name](described)[0].T)

    def member_logits_of_whole(self, whole: np.ndarray) -> np.ndarray:
        """As the interface says."""
        return np.asarray(self._outputs_of_whole(whole, [SINGLE_PHASE.name])[SINGLE_PHASE.name][0].T)

    def place(
        self, fractions: np.ndarray, probability: np.ndarray | None = None, further: Values | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """As the interface says."""
        asked = [SINGLE_PHASE.name] if probability is None else []
        asked += self.heads if self._encoder.tells and further is None else ()
        said = self.values(fractions, asked) if asked else {}
        phi = said.pop(SINGLE_PHASE.name) if probability is None else np.asarray(probability, dtype=np.float64)
        return coders.places(self._encoder, fractions, phi, said if further is None else further), phi

    def log_theta(
        self,
        z: np.ndarray,
        probability: np.ndarray,
        further: Mapping[str, np.ndarray],
        palette: np.ndarray | None = None,
    ) -> np.ndarray:
        """As the interface says."""
        return coders.log_theta(self._decoder, z, probability, further, palette)
