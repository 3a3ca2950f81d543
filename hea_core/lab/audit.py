"""Before a training: what is wrong with a table of observations, and what it would do to the model's evidence. Pure; nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from hea_core.composition import Composition
from hea_core.datasets.alloys import Alloys
from hea_core.datasets.observations import VOCABULARY
from hea_core.datasets.statements import measured_alloys
from hea_core.lab.correction import at_percent_between
from hea_core.lab.intake import read_results
from hea_core.lab.records import Outcome

SAME_AT_PERCENT = 0.2
"""Two statements within it are of one alloy, as in the shipped data."""
SERIES_AT_PERCENT = 5.0
"""Alloys of one system within it tell each other's answer: split over training and test they make a model look better than it is."""
_PAIRS, _GROUPS = 2**20, 1000
"""Pairs of the file's alloys, and alloys of the file, that are compared at a time: more would only take more memory."""
FEW = 5
"""Fewer alloys of a class, among those of one number of elements, teach little of it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about some rows.

    Attributes:
        rows: their numbers in the file.
        formula: of the first of them; "" where it cannot be read.
        said: one sentence.
    """

    rows: tuple[int, ...]
    formula: str
    said: str


@dataclass(frozen=True, slots=True)
class Share:
    """How many alloys of a number of elements have one phase, and how many more than one; `warning` is "" or one sentence."""

    elements: int
    single: int
    multiple: int
    warning: str


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit found.

    Attributes:
        rows: of the file.
        usable: rows that a training could learn from: an alloy of the model's elements and a clear outcome.
        unreadable: rows that cannot be taken, with the reason.
        without_outcome: rows that say neither single nor multiple.
        unknown_elements: rows with an element that the model does not know.
        duplicates: rows that say the same of the same alloy.
        contradictions: rows that say different things of the same alloy.
        conflicts: rows that contradict what was measured before.
        leakage: systems of the file with alloys so alike that a random split would leak.
        balance: of the usable rows, by number of elements.
    """

    rows: int
    usable: int
    unreadable: tuple[Finding, ...]
    without_outcome: tuple[Finding, ...]
    unknown_elements: tuple[Finding, ...]
    duplicates: tuple[Finding, ...]
    contradictions: tuple[Finding, ...]
    conflicts: tuple[Finding, ...]
    leakage: tuple[Finding, ...]
    balance: tuple[Share, ...]

    @property
    def trainable(self) -> bool:
        """Whether there is anything to learn from."""
        return self.usable > 0


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    composition: Composition
    single: bool

    @property
    def word(self) -> str:
        return "single-phase" if self.single else "multi-phase"


def audit(name: str, content: bytes, measured: Alloys | None = None) -> Audit:
    """Audit a file of observations, read as the lab book reads it.

    Args:
        name: of the file.
        content: of it.
        measured: what was measured before; by default the shipped alloys.

    Raises:
        HeaError: the file as a whole cannot be read.
    """
    read = read_results(name, content).rows
    unreadable = tuple(Finding((row.row,), "", row.error) for row in read if row.alloy is None)
    silent, unknown, usable = [], [], []
    for row in read:
        if row.alloy is None:
            continue
        composition = row.alloy.composition
        beyond = [symbol for symbol in composition.elements if symbol not in VOCABULARY]
        if beyond:
            unknown.append(_about(row.row, composition, f" holds {beyond[0]}, which the model does not know."))
        elif row.result is None or row.result.outcome is Outcome.UNCLEAR:
            silent.append(_about(row.row, composition, ": neither single nor multiple, so nothing is learnt of it."))
        else:
            usable.append(_Row(row.row, composition, row.result.outcome is Outcome.SINGLE))
    groups = _same_alloys(usable)
    return Audit(
        rows=len(read),
        usable=len(usable),
        unreadable=unreadable,
        without_outcome=tuple(silent),
        unknown_elements=tuple(unknown),
        duplicates=tuple(found for group in groups if (found := _duplicate(group))),
        contradictions=tuple(found for group in groups if (found := _contradiction(group))),
        conflicts=_conflicts(groups, measured_alloys(VOCABULARY) if measured is None else measured),
        leakage=_leakage(groups),
        balance=_balance(groups),
    )


def _about(row: int, composition: Composition, said: str) -> Finding:
    """What is said of one alloy, its formula first."""
    return Finding((row,), composition.formula, composition.formula + said)


def _same_alloys(rows: Sequence[_Row]) -> list[list[_Row]]:
    """Rows in groups of one alloy each, in the order of the file."""
    systems: dict[str, list[_Row]] = {}
    for row in rows:
        systems.setdefault(row.composition.system, []).append(row)
    found: list[list[_Row]] = []
    for of_system in systems.values():
        groups: dict[int, list[_Row]] = {}  # by the place of their first row
        near = _near([row.composition for row in of_system], SAME_AT_PERCENT)
        for place, (row, alike) in enumerate(zip(of_system, near, strict=True)):
            first = next((one for one in alike.tolist() if one in groups), place)
            groups.setdefault(first, []).append(row)
        found += groups.values()
    return sorted(found, key=lambda group: group[0].number)


def _near(compositions: Sequence[Composition], at_percent: float) -> Iterator[np.ndarray]:
    """For each of the alloys of one system, the places of those within so many at.% of it, itself among them; int (k,)."""
    from scipy.spatial.distance import cdist  # a quarter of a second

    amounts = np.array([[amount for _, amount in one.amounts] for one in compositions])
    for some in np.array_split(amounts, len(amounts) ** 2 // _PAIRS + 1):
        for apart in cdist(some, amounts, "cityblock"):
            yield np.flatnonzero(0.5 * apart <= at_percent)


def _numbers(group: Sequence[_Row]) -> tuple[int, ...]:
    return tuple(row.number for row in group)


def _duplicate(group: list[_Row]) -> Finding | None:
    if len(group) < 2 or len({row.single for row in group}) > 1:
        return None
    formula = group[0].composition.formula
    return Finding(
        _numbers(group), formula, f"{formula} stands {len(group)} times, each {group[0].word}: it counts once."
    )


def _contradiction(group: list[_Row]) -> Finding | None:
    single = sum(row.single for row in group)
    if single in (0, len(group)):
        return None
    formula = group[0].composition.formula
    return Finding(
        _numbers(group),
        formula,
        f"{formula} is single-phase in {single} and multi-phase in {len(group) - single} rows: it is learnt as {single / len(group):.2f}, or "
        "name the route and keep one.",
    )


def _conflicts(groups: Sequence[list[_Row]], measured: Alloys) -> tuple[Finding, ...]:
    if not groups or not len(measured):
        return ()
    nearest_of = [
        at_percent_between(
            [group[0].composition for group in groups[start : start + _GROUPS]], measured.compositions
        ).argmin(axis=1)
        for start in range(0, len(groups), _GROUPS)
    ]
    found = []
    for group, nearest in zip(groups, np.concatenate(nearest_of), strict=True):
        label = float(measured.single_phase[nearest])
        mine = float(np.mean([row.single for row in group]))
        same = group[0].composition.at_percent_moved(measured.compositions[nearest]) <= SAME_AT_PERCENT
        if not same or (label - 0.5) * (mine - 0.5) >= 0:
            continue
        formula, theirs = group[0].composition.formula, "single-phase" if label > 0.5 else "multi-phase"
        seen = len(measured.observations[nearest])
        found.append(
            Finding(
                _numbers(group),
                formula,
                f"{formula} is {'single' if mine > 0.5 else 'multi'}-phase here and {theirs} in {seen} published "
                f"observation{'s' if seen > 1 else ''}: the model will learn something between.",
            )
        )
    return tuple(found)


def _leakage(groups: Sequence[list[_Row]]) -> tuple[Finding, ...]:
    systems: dict[str, list[list[_Row]]] = {}
    for group in groups:
        systems.setdefault(group[0].composition.system, []).append(group)
    found = []
    for system, members in systems.items():
        near = _near([group[0].composition for group in members], SERIES_AT_PERCENT)
        alike = [group for group, others in zip(members, near, strict=True) if len(others) > 1]
        if alike:
            rows = tuple(sorted(number for group in alike for number in _numbers(group)))
            found.append(
                Finding(
                    rows,
                    alike[0][0].composition.formula,
                    f"{len(alike)} alloys of {system} lie within {SERIES_AT_PERCENT:g} at.% of another: a random split would test on what was "
                    "learnt; leave whole systems out.",
                )
            )
    return tuple(found)


def _balance(groups: Sequence[list[_Row]]) -> tuple[Share, ...]:
    counts: dict[int, list[int]] = {}
    for group in groups:
        single = 2 * sum(row.single for row in group) > len(group)  # where they contradict each other, what most say
        counts.setdefault(len(group[0].composition.elements), [0, 0])[single] += 1
    return tuple(_share(elements, *counts[elements]) for elements in sorted(counts))


def _share(elements: int, multiple: int, single: int) -> Share:
    word = "single-phase" if single < multiple else "multi-phase"
    few = min(single, multiple)
    warning = (
        f"Only {few} of {single + multiple} alloys of {elements} elements {'is' if few == 1 else 'are'} {word}."
        if few < FEW
        else ""
    )
    return Share(elements, single, multiple, warning)
