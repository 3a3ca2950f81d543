"""What curation found in the observations: duplicates, conflicts, near-duplicates, balance, agreement."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hea_core.composition.published import ZERO_TERM

if TYPE_CHECKING:
    import pandas as pd

    from hea_core.composition.elements import ElementTable
    from hea_core.datasets.observations import Alloys


@dataclass(frozen=True)
class ClassBalance:
    """Alloys with this many elements: how many, and the mean label (share single-phase)."""

    n_elements: int
    alloys: int
    single_phase_share: float


@dataclass(frozen=True)
class Conflict:
    """One composition whose observations disagree."""

    formula: str
    spellings: tuple[str, ...]
    single_phase: int
    not_single_phase: int
    sources: tuple[str, ...]
    soft_label: float


@dataclass(frozen=True)
class CurationReport:
    """Counts over the phase observations.

    Attributes:
        observations: rows, by source.
        paper_rows: rows of the paper's source whose elements all lie in its vocabulary.
        paper_strings: different strings among them.
        paper_compositions: different compositions (0.1 at.%) among them.
        repeated_rows: paper rows beyond the first of their string.
        respelled: paper compositions written as two or more strings.
        paper_conflicts: paper compositions whose rows carry opposite labels.
        zero_amount_rows: rows whose string names an element with amount 0.
        curated: alloys of curated_alloys().
        missing_pair_alloys: compositions left out because a pair has no mixing enthalpy.
        missing_pair_elements: the elements those pairs involve, most frequent first.
        conflicts: compositions with observations of both kinds, all elements, both sources.
        undecided: alloys at exactly 0.5.
        near_5, near_1: curated alloys with another one within 5 and 1 at.% moved.
        near_5_opposite: those among near_5 whose nearest neighbour lies on the other side of 0.5.
        balance: class balance by number of elements, curated alloys.
        compared: compositions that both sources describe.
        agreeing: those among them on which each source is of one mind and both say the same.
        agreement: mean probability that one observation of each source agree.
        largest_systems: the ten systems with most curated alloys, (system, alloys).
    """

    observations: dict[str, int]
    paper_rows: int
    paper_strings: int
    paper_compositions: int
    repeated_rows: int
    respelled: int
    paper_conflicts: int
    zero_amount_rows: int
    curated: int
    missing_pair_alloys: int
    missing_pair_elements: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    undecided: int
    near_5: int
    near_1: int
    near_5_opposite: int
    balance: tuple[ClassBalance, ...]
    compared: int
    agreeing: int
    agreement: float
    largest_systems: tuple[tuple[str, int], ...]


def nearest_at_percent(fractions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Distance to the nearest other row, in at.% moved, and that row's position.

    Args:
        fractions: (n, n_elements), rows summing to 1.

    Returns:
        float64 (n,) distances, int (n,) positions.
    """
    from scipy.spatial.distance import cdist  # only the report needs it

    distance = cdist(fractions, fractions, "cityblock") * 50.0
    np.fill_diagonal(distance, np.inf)
    position = distance.argmin(axis=1)
    return distance[np.arange(len(position)), position], position


def class_balance(alloys: Alloys) -> tuple[ClassBalance, ...]:
    """Alloys and mean label by number of elements, fewest first."""
    return tuple(
        ClassBalance(
            int(n),
            int((alloys.n_elements == n).sum()),
            float(np.nanmean(alloys.single_phase[alloys.n_elements == n])),
        )
        for n in np.unique(alloys.n_elements)
    )


def find_conflicts(alloys: Alloys) -> tuple[Conflict, ...]:
    """Every alloy whose observations disagree, most observations first."""
    found = []
    for composition, label, evidence in zip(alloys.compositions, alloys.single_phase, alloys.observations, strict=True):
        single = sum(seen.single_phase for seen in evidence)
        if 0 < single < len(evidence):
            spellings = tuple(dict.fromkeys(seen.formula for seen in evidence))
            sources = tuple(sorted({seen.source for seen in evidence}))
            found.append(
                Conflict(composition.formula, spellings, single, len(evidence) - single, sources, float(label))
            )
    return tuple(sorted(found, key=lambda conflict: -(conflict.single_phase + conflict.not_single_phase)))


def _agreement(alloys: Alloys) -> tuple[int, int, float]:
    """Compositions in both sources; those where all agree; mean chance that one observation of each agree."""
    chances = []
    for evidence in alloys.observations:
        shares = []
        for source in ("yan2021", "borg2020"):
            labels = [seen.single_phase for seen in evidence if seen.source == source]
            shares.append(sum(labels) / len(labels) if labels else None)
        yan, borg = shares
        if yan is not None and borg is not None:
            chances.append(yan * borg + (1 - yan) * (1 - borg))
    return len(chances), sum(chance == 1 for chance in chances), float(np.mean(chances))


def build_report(
    table: pd.DataFrame, paper: Alloys, paper_merged: Alloys, curated: Alloys, elements: ElementTable
) -> CurationReport:
    """Count everything in CurationReport.

    Args:
        table: all observations, with their `composition`.
        paper: the paper's distinct strings.
        paper_merged: distinct compositions over the same vocabulary, all sources.
        curated: distinct compositions over the whole element table.
        elements: the element table.
    """
    allowed = {symbol for composition in paper.compositions for symbol in composition.elements}
    inside = np.array([allowed.issuperset(composition.elements) for composition in table["composition"]])
    paper_rows = table[inside & (table["source"] == "yan2021").to_numpy()]
    strings: dict[str, set[str]] = {}
    labels: dict[str, set[int]] = {}
    for evidence, formula in zip(paper_merged.observations, paper_merged.formulas, strict=True):
        for seen in evidence:
            if seen.source == "yan2021":
                strings.setdefault(formula, set()).add(seen.formula)
                labels.setdefault(formula, set()).add(seen.single_phase)
    unpaired: dict[str, tuple[str, str]] = {}
    for composition in table["composition"]:
        pair = elements.missing_pair(composition)
        if pair is not None:
            unpaired.setdefault(composition.formula, pair)
    blamed = Counter(symbol for pair in unpaired.values() for symbol in pair)
    rows = elements.fractions(curated.compositions)
    distance, nearest = nearest_at_percent(rows)
    opposite = (curated.single_phase - 0.5) * (curated.single_phase[nearest] - 0.5) < 0
    compared, agreeing, agreement = _agreement(curated)
    systems = Counter(curated.systems)
    return CurationReport(
        observations={str(source): int(count) for source, count in table["source"].value_counts().items()},
        paper_rows=len(paper_rows),
        paper_strings=len(paper),
        paper_compositions=len(strings),
        repeated_rows=len(paper_rows) - len(paper),
        respelled=sum(len(spellings) > 1 for spellings in strings.values()),
        paper_conflicts=sum(len(both) > 1 for both in labels.values()),
        zero_amount_rows=int(table["formula"].str.contains(ZERO_TERM).sum()),
        curated=len(curated),
        missing_pair_alloys=len(unpaired),
        missing_pair_elements=tuple(symbol for symbol, _ in blamed.most_common()),
        conflicts=find_conflicts(curated),
        undecided=int((curated.single_phase == 0.5).sum()),
        near_5=int((distance <= 5).sum()),
        near_1=int((distance <= 1).sum()),
        near_5_opposite=int(((distance <= 5) & opposite).sum()),
        balance=class_balance(curated),
        compared=compared,
        agreeing=agreeing,
        agreement=agreement,
        largest_systems=tuple((system, count) for system, count in systems.most_common(10)),
    )
