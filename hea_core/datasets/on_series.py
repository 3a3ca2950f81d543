"""The measured alloys that lie on a series or in a section."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hea_core.composition.arrays import at_percent_moved
from hea_core.composition.elements import elements
from hea_core.composition.sections import Section
from hea_core.composition.series import Series
from hea_core.datasets.alloys import Alloys

ON_SERIES_AT_PERCENT = 0.25
"""At.% within which a measured alloy counts as a member of a series or section: papers round their amounts."""


@dataclass(frozen=True, slots=True)
class Member:
    """A measured alloy that lies on a series: its x, its row in the alloys searched, and how far off it is."""

    x: float
    row: int
    distance_at_percent: float


@dataclass(frozen=True, slots=True)
class SectionMember:
    """A measured alloy that lies in a section: its shares of the triangle, its row in the alloys searched, and how far off it is."""

    shares: tuple[float, float, float]
    row: int
    distance_at_percent: float


def members(series: Series, alloys: Alloys) -> tuple[Member, ...]:
    """The measured alloys that lie on a series within its range, by x."""
    used = sorted({symbol for composition in series.compositions for symbol in composition.elements})
    known = set(used)
    rows = [i for i, c in enumerate(alloys.compositions) if known.issuperset(c.elements)]
    if not rows:
        return ()
    fine = np.linspace(series.x[0], series.x[-1], 401) if len(series.x) > 1 else np.array(series.x)
    fine = np.union1d(fine, series.x)
    table = elements().subset(used)
    line = table.fractions([series.at(float(x)) for x in fine])
    measured = table.fractions([alloys.compositions[i] for i in rows])
    found = []
    for row, fractions in zip(rows, measured, strict=True):
        off = at_percent_moved(line, fractions)
        nearest = int(off.argmin())
        if off[nearest] <= ON_SERIES_AT_PERCENT:
            found.append(Member(float(fine[nearest]), row, float(off[nearest])))
    return tuple(sorted(found, key=lambda member: member.x))


def section_members(section: Section, alloys: Alloys) -> tuple[SectionMember, ...]:
    """The measured alloys that lie in a section, at the shares they have of its triangle.

    An alloy is taken to the plane along its own ratio of the corners; it lies in the section where that moves no more than
    ON_SERIES_AT_PERCENT.
    """
    fixed = dict(section.base.amounts) if section.base else {}
    used = [*section.corners, *fixed]
    held = np.array([amount * section.base_at_percent / 100.0 for amount in fixed.values()])
    left = 100.0 - section.base_at_percent
    rows = [i for i, c in enumerate(alloys.compositions) if set(used).issuperset(c.elements)]
    if not rows:
        return ()
    amounts = 100.0 * elements().subset(used).fractions([alloys.compositions[i] for i in rows])
    corners, rest = amounts[:, :3], amounts[:, 3:]
    some = corners.sum(axis=1) > 0
    shares = corners[some] / corners[some].sum(axis=1, keepdims=True)
    off = 0.5 * (np.abs(corners[some] - left * shares).sum(axis=1) + np.abs(rest[some] - held).sum(axis=1))
    return tuple(
        SectionMember((s[0], s[1], s[2]), rows[k], float(distance))
        for k, s, distance in zip(np.flatnonzero(some), shares.tolist(), off, strict=True)
        if distance <= ON_SERIES_AT_PERCENT
    )
