"""What the lab book holds: alloys, results and measured values. Frozen; each checks itself, and nothing here knows a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import uuid4

from hea_core.composition import Composition
from hea_core.composition.tables.headings import element_heading
from hea_core.errors import quoted
from hea_core.lab.fields import (
    LONGEST_TEXT,
    StoreError,
    chosen,
    is_date,
    name_of,
    names_of,
    number_of,
    plain_json,
    put,
    require_id,
    text_of,
)
from hea_core.lab.phases import phases_of

_HARDNESS = frozenset({"hv", "hardness", "vickers hardness", "microhardness"})
_LONGEST_HEADING = 70
"""Characters of "name (unit)": what the reader of tables keeps of a heading."""


class Status(StrEnum):
    """How far an alloy has come."""

    IDEA = "idea"
    QUEUED = "queued"
    MADE = "made"
    MEASURED = "measured"
    REJECTED = "rejected"


class Outcome(StrEnum):
    """What an examination found: one solid-solution phase, more than that, or no clear answer."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    UNCLEAR = "unclear"


class OriginKind(StrEnum):
    """Where an alloy was when it was kept: a page, or the act that brought it in. `DATA` is a published alloy, from the records."""

    MAP = "map"
    NUDGE = "nudge"
    SCREEN = "screen"
    SECTION = "section"
    TYPED = "typed"
    DATA = "data"
    SUGGESTED = "suggested"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an alloy came from.

    Attributes:
        kind: the page or the act.
        link: address within the app that shows it as it was; "" where there is none.
    """

    kind: OriginKind = OriginKind.TYPED
    link: str = ""

    def __post_init__(self) -> None:
        """Refuse an unknown kind and a link that cannot be stored (StoreError)."""
        put(self, "kind", chosen(OriginKind, self.kind, "origin"))
        put(self, "link", text_of(self.link, "link", LONGEST_TEXT))


@dataclass(frozen=True, slots=True)
class Measurement:
    """A measured value.

    Attributes:
        name: of the property, for example "hardness".
        value: finite.
        unit: for example "HV"; "" for a pure number.
        error: of the value, in its unit, 0 or more; None where none is given.
    """

    name: str
    value: float
    unit: str = ""
    error: float | None = None

    def __post_init__(self) -> None:
        """Refuse what is no number, and names that a heading could not carry (StoreError)."""
        name = name_of(self.name, "name of a measured value")
        put(self, "name", "hardness" if name.casefold() in _HARDNESS else name)
        put(self, "unit", name_of(self.unit, "unit"))
        heading = f"{self.name} ({self.unit})"
        if not self.name or len(heading) > _LONGEST_HEADING or any(sign in self.name + self.unit for sign in "()[]±"):
            raise StoreError(
                f"A measured value is named {quoted(self.name)} in {quoted(self.unit)}: give a short name and a unit without brackets "
                "and ±, for example hardness in HV."
            )
        if element_heading(heading):
            raise StoreError(
                f"{quoted(heading)} is an amount of an element: change the composition, or name a property, for example hardness in HV."
            )
        put(self, "value", number_of(self.value, self.name))
        if self.error is not None:
            put(self, "error", number_of(self.error, f"error of {self.name}"))
            if self.error < 0:
                raise StoreError(f"The error of {self.name} is {self.error:g}: give 0 or more, for example 8.")


@dataclass(frozen=True, slots=True)
class Result:
    """What one examination of one alloy found.

    Attributes:
        outcome: one phase or more, or unclear.
        phases: that were seen, for example ("FCC", "B2"); empty where nobody says.
        measurements: values measured on the same sample, one of each name, by name.
        route: how it was made: as cast, annealed at 1273 K for 24 h, powder, film.
        method: how it was examined: XRD, SEM, EBSD.
        who: examined it.
        when: ISO date, 2026-11-26, or year and month, or a year; "" where nobody says.
        notes: anything else; may have several lines.
        id: of the row, made by itself.
        created, updated: UTC times that the store sets.
        version: counts the times it was saved; 0 before the first.
    """

    outcome: Outcome
    phases: tuple[str, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    route: str = ""
    method: str = ""
    who: str = ""
    when: str = ""
    notes: str = ""
    id: str = field(default_factory=lambda: uuid4().hex)
    created: str = ""
    updated: str = ""
    version: int = 0

    def __post_init__(self) -> None:
        """Tidy the texts, and refuse what contradicts itself (StoreError)."""
        put(self, "outcome", chosen(Outcome, self.outcome, "outcome"))
        put(
            self,
            "phases",
            names_of([one for name in names_of(self.phases, "phase", marks="") for one in phases_of(name)], "phase"),
        )
        put(self, "measurements", tuple(sorted(self.measurements, key=lambda one: one.name)))
        for name in ("route", "method", "who", "when", "id"):
            put(self, name, name_of(getattr(self, name), name))
        put(self, "notes", text_of(self.notes, "notes", LONGEST_TEXT))
        require_id(self.id)
        named = [one.name for one in self.measurements]
        if len(set(named)) < len(named):
            twice = next(name for name in named if named.count(name) > 1)
            raise StoreError(
                f"A result gives {twice} twice: give one value, with its error, or two results, for example one for each sample."
            )
        if self.outcome is Outcome.SINGLE and len(self.phases) > 1:
            raise StoreError(
                f"A result says single and names {len(self.phases)} phases ({' + '.join(self.phases)}): say multiple, or name one phase, "
                "for example FCC."
            )
        if self.when and not is_date(self.when):
            raise StoreError(
                f"The date of a result is {quoted(self.when)}: write it as year-month-day, for example 2026-11-26."
            )


@dataclass(frozen=True, slots=True)
class Alloy:
    """An alloy that was kept.

    Attributes:
        composition: in at.%, exactly as it was read.
        origin: where it came from.
        prediction: what the model said when it was kept, as JSON with the model and data it is from (`prediction_record`); None without.
        notes: anything; may have several lines.
        tags: short names, each once.
        status: how far it has come.
        reason: why it was rejected.
        batch: name of the batch that it is made in; "" for none.
        who: kept it.
        id: of the row, made by itself.
        created, updated: UTC times that the store sets.
        version: counts the times it was saved; 0 before the first.
        results: of its examinations, oldest first; the store fills them in and saves them apart.
    """

    composition: Composition
    origin: Origin = field(default_factory=Origin)
    prediction: Mapping[str, Any] | None = None
    notes: str = ""
    tags: tuple[str, ...] = ()
    status: Status = Status.IDEA
    reason: str = ""
    batch: str = ""
    who: str = ""
    id: str = field(default_factory=lambda: uuid4().hex)
    created: str = ""
    updated: str = ""
    version: int = 0
    results: tuple[Result, ...] = ()

    def __post_init__(self) -> None:
        """Tidy the texts, and refuse what cannot be stored (StoreError)."""
        put(self, "status", chosen(Status, self.status, "status"))
        put(self, "tags", names_of(self.tags, "tag"))
        for name in ("batch", "who", "id"):
            put(self, name, name_of(getattr(self, name), name))
        for name in ("notes", "reason"):
            put(self, name, text_of(getattr(self, name), name, LONGEST_TEXT))
        require_id(self.id)
        if self.prediction is not None:
            put(self, "prediction", plain_json(self.prediction))

    @property
    def formula(self) -> str:
        """Canonical formula."""
        return self.composition.formula


class AlreadyKept(StoreError):
    """The project keeps this alloy already: `alloy` is the one there is."""

    def __init__(self, alloy: Alloy) -> None:
        super().__init__(
            f"{alloy.formula} is in the lab book already, as {alloy.status}: change that entry, or add a result to it."
        )
        self.alloy = alloy


class Conflict(StoreError):
    """Two people changed one row: `yours` is what was to be saved, `theirs` what was saved before it, None where they deleted it."""

    def __init__(self, yours: Alloy | Result, theirs: Alloy | Result | None) -> None:
        what = yours.formula if isinstance(yours, Alloy) else "This result"
        done = "deleted" if theirs is None else "changed"
        super().__init__(
            f"{what} was {done} by somebody else meanwhile, so yours was not saved: compare the two and save again."
        )
        self.yours, self.theirs = yours, theirs
