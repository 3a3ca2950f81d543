"""Exact Shapley values of the classifier's probability over the physical quantities that its descriptors belong to.

The players are the groups of `Descriptor.group`: the eight quantities of the paper, a rule descriptor counting to the
quantity it measures. The game is the interventional one: v(S) is the mean probability, over a background of measured
alloys, when the quantities in S are those of the alloy explained and the others those of the background alloy. All 2^G
coalitions are evaluated over the whole background, nothing is sampled. What makes that quick: the hidden layer sees each
descriptor through columns of its own, so what a coalition feeds it is a sum of parts computed once per group, and the rest
is compiled (hea_core.kernels.coalitions).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import comb
from typing import TYPE_CHECKING

import numpy as np

from hea_core.descriptors.registry import DESCRIPTORS, Descriptor
from hea_core.errors import ArtifactError
from hea_core.model.ensemble import Ensemble

if TYPE_CHECKING:
    import pandas as pd
    import shap

MOST_GROUPS = 12
"""2^12 coalitions over a thousand alloys take a seventh of a second, and every further group doubles that."""
MOST_FED = 87.0
"""What may be fed a unit, up or down: e⁸⁸ is no number of single precision."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why the classifier gives an alloy its probability.

    Attributes:
        formula: canonical.
        base: mean probability of the background, the labelled alloys the model was trained on.
        probability: of this alloy; base + Σ values.
        values: {quantity: Shapley value}, in probability; the quantities are groups of descriptors.
        descriptors: {quantity: the alloy's value of the descriptor that names it}; units in DESCRIPTORS.
        to: the second alloy, where two are compared.
        difference: {quantity: the second alloy's value minus this one's}; sums to the change of probability.
        reading: what was taken for granted in reading the alloy, or None.
    """

    formula: str
    base: float
    probability: float
    values: dict[str, float]
    descriptors: dict[str, float]
    to: Explanation | None = None
    difference: dict[str, float] | None = None
    reading: str | None = None

    def to_frame(self) -> pd.DataFrame:
        """One row a quantity: `descriptor` and `shapley` of the alloy; with a second one also its own, `…_to`, and `difference`."""
        import pandas as pd  # a third of a second, and only a table asks for it

        columns = {"descriptor": self.descriptors, "shapley": self.values}
        if self.to is not None:
            columns |= {"descriptor_to": self.to.descriptors, "shapley_to": self.to.values}
        if self.difference is not None:
            columns["difference"] = self.difference
        return pd.DataFrame(columns).rename_axis("quantity").reset_index()

    def to_shap(self) -> shap.Explanation:
        """The same as the object that the plots of the library shap take, such as `shap.plots.waterfall`: its `base_values` in probability."""
        import shap  # seconds, and only who draws its plots asks for it

        names = list(self.values)
        return shap.Explanation(
            values=np.array([self.values[name] for name in names]),
            base_values=self.base,
            data=np.array([self.descriptors[name] for name in names]),
            feature_names=names,
        )


def quantities(names: tuple[str, ...]) -> dict[str, tuple[Descriptor, ...]]:
    """{quantity: the descriptors among `names` that are explained with it}, in the order of DESCRIPTORS."""
    grouped: dict[str, tuple[Descriptor, ...]] = {}
    for descriptor in DESCRIPTORS:
        if descriptor.name in names:
            grouped[descriptor.group] = (*grouped.get(descriptor.group, ()), descriptor)
    return grouped


def quantity(group: str) -> Descriptor:
    """The descriptor that names a group: its symbol, label and unit stand on axes."""
    own = [d for d in DESCRIPTORS if d.name == group]
    return (own or [d for d in DESCRIPTORS if d.group == group])[0]


class Explainer:
    """Shapley values for one classifier and one background. Read-only, so threads may share it."""

    def __init__(self, classifier: Ensemble, names: tuple[str, ...], background: np.ndarray) -> None:
        """Precompute what each quantity of each background alloy feeds the hidden units.

        Args:
            classifier: the coalitions are computed in float32, which is exact to about 1e-7 here.
            names: its descriptors, in order.
            background: their values, (n, D).
        """
        self.groups = tuple(quantities(names))
        if len(self.groups) > MOST_GROUPS:
            raise ArtifactError(
                f"{len(self.groups)} groups of descriptors cannot be explained exactly: name at most {MOST_GROUPS}."
            )
        _, self._members, width = classifier.last.shape
        in_turn = classifier.in_turn  # as hea_core.kernels.scoring has the units
        first = classifier.first[in_turn].T.reshape(len(names), -1, self._members * width)
        first_bias = classifier.first_bias[in_turn]
        reach = float((np.abs(np.cumsum(first, axis=1)).max(axis=1).sum(axis=0) + np.abs(first_bias)).max())
        if reach > MOST_FED:
            raise ArtifactError(
                f"A unit of this classifier can be fed {reach:.0f}, which cannot be explained exactly: train one whose weights are smaller, "
                f"for up to {MOST_FED:g}."
            )
        columns = [[names.index(d.name) for d in members] for members in quantities(names).values()]
        self._filled, self._first_bias = classifier.filled, first_bias
        self._first = [(group, first[group]) for group in columns]
        self._background = self._parts(background)
        self._last = classifier.last.ravel()[in_turn].astype(np.float32)
        self._bias = classifier.bias[0].astype(np.float32)
        self._weights = shapley_weights(len(self.groups))

    def _parts(self, descriptors: np.ndarray) -> np.ndarray:
        """What each group feeds the units of all members: (n, D) -> float32 (n, G, M·H); the bias counts to the first group."""
        bins = self._filled(descriptors).reshape(*descriptors.shape, -1)
        parts = [np.tensordot(bins[:, columns], first, axes=2) for columns, first in self._first]
        parts[0] += self._first_bias
        return np.stack(parts, axis=1).astype(np.float32)

    def coalitions(self, descriptors: np.ndarray) -> np.ndarray:
        """v(S) of one alloy with descriptors (D,), float64 (2^G,); bit g of the index says that group g is the alloy's."""
        # imported here: numba takes a third of a second, and the first page needs none of it
        from hea_core.kernels.coalitions import coalition_means

        play = coalition_means(len(self.groups), len(self._last), self._members)
        value = np.empty(2 ** len(self.groups))
        play(self._parts(descriptors[None])[0], self._background, self._last, self._bias, value)
        return value

    def explanation(self, formula: str, descriptors: np.ndarray, eight: dict[str, float]) -> Explanation:
        """Explain one alloy.

        Args:
            formula: shown.
            descriptors: the classifier's, (D,).
            eight: {descriptor: value} of the descriptors that name quantities.
        """
        value = self.coalitions(descriptors)
        return Explanation(
            formula=formula,
            base=float(value[0]),
            probability=float(value[-1]),
            values=dict(zip(self.groups, (self._weights @ value).tolist(), strict=True)),
            descriptors={group: eight[group] for group in self.groups if group in eight},
        )


def compare(first: Explanation, second: Explanation) -> Explanation:
    """The first explanation, with the second and the difference of their values."""
    difference = {group: second.values[group] - value for group, value in first.values.items()}
    return replace(first, to=second, difference=difference)


def shapley_weights(players: int) -> np.ndarray:
    """Matrix (players, 2^players) that turns coalition values, indexed by bits, into Shapley values."""
    index = np.arange(2**players)
    size = np.array([int(i).bit_count() for i in index])
    out = np.zeros((players, 2**players))
    for player in range(players):
        inside = (index >> player) & 1 == 1
        out[player, inside] = [1.0 / (players * comb(players - 1, s - 1)) for s in size[inside]]
        out[player, ~inside] = [-1.0 / (players * comb(players - 1, s)) for s in size[~inside]]
    return out
