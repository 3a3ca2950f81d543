"""Alloys with their labels and the observations the labels rest on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from hea_core.composition import Composition
from hea_core.composition.elements import elements
from hea_core.errors import DataError


@dataclass(frozen=True)
class Observation:
    """One published statement about one alloy; empty text and year 0 where the source does not say.

    Attributes:
        formula: as the source writes it.
        single_phase: 1 single solid-solution phase, 0 not; between them the share of `papers` that call it one; None where the
            statement is about something else.
        microstructure: constituents found, joined by +.
        processing: how it was made.
        source: name of the data set.
        doi: of the experiment, or of the compilation; several are separated by spaces.
        year: of that publication.
        sub_source: the list that a compilation took it from.
        papers: how many papers the statement sums up.
        hardness_hv: Vickers hardness in HV; None where not stated.
    """

    formula: str
    single_phase: float | None
    microstructure: str
    processing: str
    source: str
    doi: str
    year: int
    sub_source: str = ""
    papers: int = 1
    hardness_hv: float | None = None


@dataclass(frozen=True, eq=False)
class Alloys:
    """Alloys with their evidence, n of them in one order.

    Attributes:
        compositions: (n,) compositions.
        single_phase: float64 (n,), soft label in [0, 1]: 1 single solid-solution phase, 0 not; NaN is
            unlabelled.
        observations: (n,) tuples with every observation the label rests on.
    """

    compositions: tuple[Composition, ...]
    single_phase: np.ndarray
    observations: tuple[tuple[Observation, ...], ...]

    def __post_init__(self) -> None:
        """Hold the lengths and the label range (DataError), and freeze the labels."""
        if not len(self.compositions) == len(self.single_phase) == len(self.observations):
            raise DataError(
                f"Alloys need one label and one evidence tuple each, got {len(self.compositions)} "
                f"compositions, {len(self.single_phase)} "
                f"labels and {len(self.observations)} evidence tuples: give equal lengths."
            )
        known = self.single_phase[~np.isnan(self.single_phase)]
        if ((known < 0) | (known > 1)).any():
            raise DataError("A label lies outside 0 to 1: give 0, 1, a share between them, or NaN for unlabelled.")
        self.single_phase.flags.writeable = False

    def __len__(self) -> int:
        """Number of alloys."""
        return len(self.compositions)

    @cached_property
    def n_elements(self) -> np.ndarray:
        """Number of elements of each alloy, int (n,)."""
        return np.array([len(composition.amounts) for composition in self.compositions], dtype=np.int64)

    @cached_property
    def systems(self) -> tuple[str, ...]:
        """Chemical system of each alloy, for example 'Al-Co-Cr'."""
        return tuple(composition.system for composition in self.compositions)

    @cached_property
    def formulas(self) -> tuple[str, ...]:
        """Canonical formula of each alloy."""
        return tuple(composition.formula for composition in self.compositions)

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """Names of the sources of each alloy, joined with ' + '."""
        return tuple(" + ".join(dict.fromkeys(seen.source for seen in evidence)) for evidence in self.observations)

    @cached_property
    def dois(self) -> tuple[tuple[str, ...], ...]:
        """DOIs of each alloy's observations, each once."""
        return tuple(
            tuple(dict.fromkeys(doi for seen in evidence for doi in seen.doi.split())) for evidence in self.observations
        )

    @cached_property
    def decided(self) -> np.ndarray:
        """Bool (n,): labelled, and not at exactly 0.5; only these count in accuracy and AUC."""
        return np.asarray(~np.isnan(self.single_phase) & (self.single_phase != 0.5))

    def fractions(self, symbols: Sequence[str]) -> np.ndarray:
        """Atomic fractions, float64 (n, len(symbols)); HeaError names an element outside `symbols`."""
        return elements().subset(symbols).fractions(self.compositions)

    def select(self, index: np.ndarray | Sequence[int]) -> Alloys:
        """The alloys at these positions (or of a bool mask), in that order."""
        at = np.arange(len(self))[np.asarray(index)]
        return Alloys(
            tuple(self.compositions[i] for i in at),
            self.single_phase[at],
            tuple(self.observations[i] for i in at),
        )
