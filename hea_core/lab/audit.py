"""Before a training: what is wrong with a table of observations, and what it would do to the model's evidence. Pure; nothing is changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

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
            unknown.append(
                Finding(
                    (row.row,),
                    composition.formula,
                    f"{composition.formula} holds {beyond[0]}, which the model does not know.",
                )
            )
        elif row.result is None or row.result.outcome is Outcome.UNCLEAR:
            silent.append(
                Finding(
                    (row.row,),
                    composition.formula,
                    f"{composition.formula}: neither single nor multiple, so nothing is learnt of it.",
                )
            )
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


def _same_alloys(rows: Sequence[_Row]) -> list[list[_Row]]:
    """Rows in groups of one alloy each, in the order of the file."""
    groups: dict[tuple[str, ...], list[list[_Row]]] = {}
    found = []
    for row in rows:
        of_system = groups.setdefault(row.composition.elements, [])
        group = next(
            (one for one in of_system if one[0].composition.at_percent_moved(row.composition) <= SAME_AT_PERCENT), None
        )
        if group is None:
            of_system.append([row])
            found.append(of_system[-1])
        else:
            group.append(row)
    return found


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
    distance = at_percent_between([group[0].composition for group in groups], measured.compositions)
    found = []
    for group, nearest in zip(groups, distance.argmin(axis=1), strict=True):
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
        alike = {
            id(one): one
            for pair in combinations(members, 2)
            if pair[0][0].composition.at_percent_moved(pair[1][0].composition) <= SERIES_AT_PERCENT
            for one in pair
        }
        if alike:
            rows = tuple(sorted(number for group in alike.values() for number in _numbers(group)))
            found.append(
                Finding(
                    rows,
                    next(iter(alike.values()))[0].composition.formula,
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
