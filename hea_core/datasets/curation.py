"""What curation found in the observations: duplicates, conflicts, near-duplicates, balance, agreement."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache

import numpy as np

from hea_core.composition.elements import elements
from hea_core.composition.published import ZERO_TERM
from hea_core.datasets.observations import VOCABULARY, Alloys, curated_alloys, paper_alloys
from hea_core.datasets.statements import PAPER, measured_alloys, statements


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
class Agreement:
    """How far a collection and the paper's set say the same of the alloys that both describe.

    Attributes:
        source: the collection.
        compared: alloys in both.
        agreeing: those among them on which each is of one mind and both say the same.
        agreement: mean probability that one statement of each agree.
    """

    source: str
    compared: int
    agreeing: int
    agreement: float


@dataclass(frozen=True)
class CurationReport:
    """Counts over the statements on phases.

    Attributes:
        observations: statements on phases, by source.
        paper_rows: rows of the paper's source whose elements all lie in its vocabulary.
        paper_strings: different strings among them.
        paper_compositions: different compositions (0.1 at.%) among them.
        repeated_rows: paper rows beyond the first of their string.
        respelled: paper compositions written as two or more strings.
        paper_conflicts: paper compositions whose rows carry opposite labels.
        zero_amount_rows: rows whose string names an element with amount 0.
        curated: alloys of measured_alloys().
        missing_pair_alloys: compositions left out because a pair has no mixing enthalpy.
        missing_pair_elements: the elements those pairs involve, most frequent first.
        conflicts: compositions with statements of both kinds, all elements, all sources.
        undecided: alloys at exactly 0.5.
        near_5, near_1: curated alloys with another one within 5 and 1 at.% moved.
        near_5_opposite: those among near_5 whose nearest neighbour lies on the other side of 0.5.
        balance: class balance by number of elements, curated alloys.
        agreements: of each other collection with the paper's, most alloys in both first.
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
    agreements: tuple[Agreement, ...]
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
        said = [seen for seen in evidence if seen.single_phase is not None]
        # what sums up several papers counts as what most of them say
        single = sum(seen.single_phase > 0.5 for seen in said if seen.single_phase is not None)
        if 0 < single < len(said):
            spellings = tuple(dict.fromkeys(seen.formula for seen in said))
            sources = tuple(sorted({seen.source for seen in said}))
            found.append(Conflict(composition.formula, spellings, single, len(said) - single, sources, float(label)))
    return tuple(sorted(found, key=lambda conflict: -(conflict.single_phase + conflict.not_single_phase)))


def agreements(alloys: Alloys) -> tuple[Agreement, ...]:
    """Of every other source with the paper's, most alloys in both first."""
    chances: dict[str, list[float]] = {}
    for evidence in alloys.observations:
        said: dict[str, list[float]] = {}
        for seen in evidence:
            if seen.single_phase is not None:
                said.setdefault(seen.source, []).append(seen.single_phase)
        shares = {source: sum(labels) / len(labels) for source, labels in said.items()}
        paper = shares.pop(PAPER, None)
        if paper is not None:
            for source, share in shares.items():
                chances.setdefault(source, []).append(paper * share + (1 - paper) * (1 - share))
    found = [
        Agreement(source, len(of), sum(chance == 1 for chance in of), float(np.mean(of)))
        for source, of in chances.items()
    ]
    return tuple(sorted(found, key=lambda one: -one.compared))


@cache
def curation_report() -> CurationReport:
    """What curation found and did, for the Data page; cached."""
    table = elements()
    stated = [(composition, seen) for composition, seen in statements() if seen.single_phase is not None]
    paper, paper_merged, curated = paper_alloys(), curated_alloys(VOCABULARY), measured_alloys()
    allowed = set(VOCABULARY)
    paper_rows = sum(seen.source == PAPER and allowed.issuperset(alloy.elements) for alloy, seen in stated)
    strings: dict[str, set[str]] = {}
    labels: dict[str, set[float | None]] = {}
    for evidence, formula in zip(paper_merged.observations, paper_merged.formulas, strict=True):
        for seen in evidence:
            if seen.source == PAPER:
                strings.setdefault(formula, set()).add(seen.formula)
                labels.setdefault(formula, set()).add(seen.single_phase)
    unpaired: dict[str, tuple[str, str]] = {}
    for composition, _ in stated:
        pair = table.missing_pair(composition)
        if pair is not None:
            unpaired.setdefault(composition.formula, pair)
    blamed = Counter(symbol for pair in unpaired.values() for symbol in pair)
    rows = table.fractions(curated.compositions)
    distance, nearest = nearest_at_percent(rows)
    opposite = (curated.single_phase - 0.5) * (curated.single_phase[nearest] - 0.5) < 0
    systems = Counter(curated.systems)
    return CurationReport(
        observations=dict(Counter(seen.source for _, seen in stated).most_common()),
        paper_rows=paper_rows,
        paper_strings=len(paper),
        paper_compositions=len(strings),
        repeated_rows=paper_rows - len(paper),
        respelled=sum(len(spellings) > 1 for spellings in strings.values()),
        paper_conflicts=sum(len(both) > 1 for both in labels.values()),
        zero_amount_rows=sum(bool(ZERO_TERM.search(seen.formula)) for _, seen in stated),
        curated=len(curated),
        missing_pair_alloys=len(unpaired),
        missing_pair_elements=tuple(symbol for symbol, _ in blamed.most_common()),
        conflicts=find_conflicts(curated),
        undecided=int((curated.single_phase == 0.5).sum()),
        near_5=int((distance <= 5).sum()),
        near_1=int((distance <= 1).sum()),
        near_5_opposite=int(((distance <= 5) & opposite).sum()),
        balance=class_balance(curated),
        agreements=agreements(curated),
        largest_systems=tuple((system, count) for system, count in systems.most_common(10)),
    )
