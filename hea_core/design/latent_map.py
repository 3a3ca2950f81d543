"""The latent map's facts: measured alloys in their places, density, families, and where the generator obeys."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from hea_core.composition import Composition, Reading
from hea_core.composition.elements import elements
from hea_core.datasets.statements import structure_label
from hea_core.descriptors.registry import PAPER_DESCRIPTORS
from hea_core.design.feasible_set import FeasibleSet
from hea_core.design.generate import corrected, decode_onto
from hea_core.design.regions import Region, regions
from hea_core.design.wanted import Wanted
from hea_core.model.targets import HARDNESS, SINGLE_PHASE
from hea_core.results import Verdict
from hea_core.trust.density import Density
from hea_core.trust.examiner import Examiner

if TYPE_CHECKING:
    import pandas as pd

FAMILIES: dict[str, tuple[str, ...]] = {
    "magnetic": ("Fe", "Co", "Ni", "Mn", "Cr"),
    "noble": ("Ru", "Rh", "Pd", "Ag", "Re", "Os", "Ir", "Pt", "Au"),
    "refractory": ("Ti", "Zr", "Hf", "V", "Nb", "Ta", "Mo", "W"),
}
"""Elements whose equimolar quaternaries are drawn, after the paper's Fig. 5b."""
EMPTY = 5.0
"""Percentile of density below which a probability says nothing of alloys that were ever made."""


@dataclass(frozen=True, eq=False)
class Atlas:
    """The measured alloys on the map; arrays share their first dimension n.

    Attributes:
        formula: canonical formulas.
        z: (n, 2).
        single_phase: observed, 0 to 1; between where sources disagree.
        probability: the classifier's.
        verdict: the one that `predict` gives.
        n_elements: elements in each.
        source: data sets that report it.
        descriptors: the paper's eight, (n, 8), columns as `descriptor_names`.
        descriptor_names: their names.
        density: over the map.
        families: name -> (formula, z1, z2) of each equimolar quaternary.
        regions: what prevails where, largest first.
        hardness: measured, HV, (n,); NaN where nobody did.
        structure: found most often, a class of the target; "" where nobody says.
    """

    formula: tuple[str, ...]
    z: np.ndarray
    single_phase: np.ndarray
    probability: np.ndarray
    verdict: tuple[Verdict, ...]
    n_elements: np.ndarray
    source: tuple[str, ...]
    descriptors: np.ndarray
    descriptor_names: tuple[str, ...]
    density: Density
    families: dict[str, tuple[tuple[str, float, float], ...]]
    regions: tuple[Region, ...]
    hardness: np.ndarray
    structure: tuple[str, ...]

    def to_frame(self) -> pd.DataFrame:
        """A row for each measured alloy, z as z1 and z2, a column for each descriptor; density, families and regions are no rows."""
        import pandas as pd  # a third of a second, and only a table asks for it

        one_each = ("single_phase", "probability", "verdict", "n_elements", "source", "hardness", "structure")
        columns = {"formula": self.formula, "z1": self.z[:, 0], "z2": self.z[:, 1]}
        columns |= {name: getattr(self, name) for name in one_each}
        return pd.DataFrame(columns | dict(zip(self.descriptor_names, self.descriptors.T, strict=True)))


@dataclass(frozen=True, eq=False)
class Field:
    """Re-examined probability over the map: a grid, and no table.

    Attributes:
        z1, z2: axes (G,).
        value: (G, G), row = z2: what the classifier says of the alloy that a click there gives; NaN on ground as thin as EMPTY.
        requested: the probability asked for.
    """

    z1: np.ndarray
    z2: np.ndarray
    value: np.ndarray
    requested: float


def build_atlas(engine: Examiner) -> Atlas:
    """The atlas of the measured alloys that have a place on the map."""
    alloys = engine.measured
    fractions = elements().fractions(alloys.compositions)
    examined = engine.examine(fractions)
    eight = engine.descriptors(fractions)
    families = {}
    for name, symbols in FAMILIES.items():
        members = [Composition.from_amounts(dict.fromkeys(four, 1.0)) for four in combinations(symbols, 4)]
        families[name] = tuple((e.formula, *e.z) for e in engine.encode([Reading(m.formula, m) for m in members]))
    return Atlas(
        formula=tuple(c.formula for c in alloys.compositions),
        z=engine.measured_z,
        single_phase=alloys.single_phase,
        probability=np.array([one.probability for one in examined]),
        verdict=tuple(one.verdict for one in examined),
        n_elements=alloys.n_elements,
        source=alloys.sources,
        descriptors=np.array([[row[name] for name in PAPER_DESCRIPTORS] for row in eight]),
        descriptor_names=PAPER_DESCRIPTORS,
        density=engine.density.grid(),
        families=families,
        regions=regions(alloys, engine.measured_z),
        hardness=HARDNESS.values(alloys),
        structure=tuple(structure_label(seen) or "" for seen in alloys.observations),
    )


def build_field(
    engine: Examiner, density: Density, asked: float, resolution: int, feasible_set: FeasibleSet | None
) -> Field:
    """Generate on a grid over the map and re-examine, on the feasible set where there is one.

    Args:
        engine: makes the alloys and examines them.
        density: its axes are the map's.
        asked: probability.
        resolution: nodes of each axis.
        feasible_set: that every alloy must be in.
    """
    z1 = np.linspace(density.z1[0], density.z1[-1], resolution)
    z2 = np.linspace(density.z2[0], density.z2[-1], resolution)
    first, second = np.meshgrid(z1, z2)
    points = np.stack([first.ravel(), second.ravel()], axis=1)
    # One node beyond the edge of the empty ground is known too, so that the edge can be drawn between nodes.
    known = _grown((engine.density_percentile(points) >= EMPTY).reshape(resolution, resolution)).ravel()
    model, wanted = engine.model, Wanted.of(asked, n=int(known.sum()))
    model.compile()
    made = corrected(
        model, points[known], wanted, decode_onto(model, points[known], wanted, feasible_set), feasible_set
    )
    value = np.full(len(points), np.nan)
    value[known] = model.values_of_whole(made.alloys, [SINGLE_PHASE.name])[SINGLE_PHASE.name]
    return Field(z1, z2, value.reshape(resolution, resolution), asked)


def _grown(mask: np.ndarray) -> np.ndarray:
    """A mask (G, G) with all neighbours of what it holds."""
    padded = np.pad(mask, 1)
    rows, columns = mask.shape
    shifted = [padded[i : i + rows, j : j + columns] for i in range(3) for j in range(3)]
    return np.asarray(np.any(shifted, axis=0))
