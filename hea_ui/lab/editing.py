"""The lab book as a grid that is edited: its lines, and what a changed cell saves. Pure but for the store."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from hea_core.composition.tables.cells import number
from hea_core.errors import HeaError, quoted
from hea_core.lab import Alloy, Conflict, Measurement, Origin, Outcome, Result, Status, StoreError
from hea_core.lab.intake import outcome_of, require_possible
from hea_core.lab.phases import phases_of
from hea_ui.common.wording import counted

if TYPE_CHECKING:
    from hea_core.lab import Store

HARDNESS, ERROR, UNIT = "hardness (HV)", "± (HV)", "HV"
FROM = "from"
ALLOY_COLUMNS = ("status", "batch", "tags", "notes", "reason", FROM)
RESULT_COLUMNS = {"route": "route", "method": "method", "examined by": "who", "date": "when", "result notes": "notes"}
"""{column: field of a result}."""
FOUND, PHASES = "found", "phases"
THEN, NOW, JUDGED = "when kept", "model now", "model was"
"""Columns of what the model said, and whether that was right."""


@dataclass(frozen=True)
class Line:
    """A line of the grid: an alloy with one of its results, or with none."""

    alloy: Alloy
    result: Result | None


def lines(alloys: Sequence[Alloy]) -> tuple[Line, ...]:
    """A line a result, and one for each alloy without any; the newest alloys first."""
    return tuple(Line(alloy, result) for alloy in reversed(alloys) for result in (alloy.results or (None,)))


def alloy_cells(alloy: Alloy) -> dict[str, Any]:
    """What can be edited of an alloy, by column."""
    return {
        "status": str(alloy.status),
        "batch": alloy.batch,
        "tags": "; ".join(alloy.tags),
        "notes": alloy.notes,
        "reason": alloy.reason,
        FROM: str(alloy.origin.kind),
    }


def result_cells(result: Result | None) -> dict[str, Any]:
    """What can be edited of a result, by column; None or "" where there is nothing."""
    hardness = _hardness(result)
    return {
        FOUND: result and str(result.outcome),
        PHASES: " + ".join(result.phases) if result else "",
        HARDNESS: hardness and hardness.value,
        ERROR: hardness and hardness.error,
        **{column: getattr(result, name) if result else "" for column, name in RESULT_COLUMNS.items()},
    }


def _hardness(result: Result | None) -> Measurement | None:
    return (
        next((one for one in result.measurements if (one.name, one.unit) == ("hardness", UNIT)), None)
        if result
        else None
    )


def changed_alloy(alloy: Alloy, edits: Mapping[str, Any]) -> Alloy:
    """The alloy with the edits that are of it (StoreError where one cannot be stored)."""
    told: dict[str, Any] = {name: edits[name] or "" for name in ALLOY_COLUMNS if name in edits}
    if "tags" in told:
        told["tags"] = tuple(part for part in re.split(r"\s*[;,]\s*", told["tags"]) if part)
    if "status" in told:
        told["status"] = told["status"] or Status.IDEA
    if FROM in told:
        told["origin"] = Origin(told.pop(FROM), alloy.origin.link)
    return replace(alloy, **told)


def changed_result(result: Result | None, edits: Mapping[str, Any]) -> Result | None:
    """The result with the edits that are of it, a new one where there was none and there is something to keep (StoreError)."""
    told: dict[str, Any] = {name: edits[column] or "" for column, name in RESULT_COLUMNS.items() if column in edits}
    if PHASES in edits:
        told["phases"] = phases_of(edits[PHASES] or "")
    if HARDNESS in edits or ERROR in edits:
        told["measurements"] = _measured(result, edits)
    if FOUND in edits:
        if edits[FOUND] is None and result:
            raise StoreError(
                "A result needs an outcome: choose single-phase, multi-phase or unclear, or delete the line."
            )
        told["outcome"] = edits[FOUND]
    if result:
        return replace(result, **told)
    given = {name: value for name, value in told.items() if value}
    if not given:
        return None
    outcome = Outcome(given.pop("outcome")) if "outcome" in given else outcome_of("", told.get("phases", ()))[0]
    return Result(outcome, **given)


def _measured(result: Result | None, edits: Mapping[str, Any]) -> tuple[Measurement, ...]:
    before = _hardness(result)
    value = edits.get(HARDNESS, before and before.value)
    error = edits.get(ERROR, before and before.error)
    others = tuple(one for one in result.measurements if one is not before) if result else ()
    if value is None and error is not None and HARDNESS not in edits:
        raise StoreError("An error needs its value: give the hardness first, for example 512.")
    if value is None:
        return others
    measured = Measurement("hardness", _figure(value), UNIT, None if error is None else _figure(error))
    require_possible([measured])
    return (*others, measured)


def _figure(value: object) -> float:
    """A number of a cell, which may have been pasted as text."""
    found = float(value) if isinstance(value, (int, float)) else number(str(value))
    if found is None:
        raise StoreError(f"The hardness is {quoted(str(value))}: write a number, for example 512.")
    return found


@dataclass
class Editing:
    """A grid while it is edited: every change of a cell is saved at once.

    Attributes:
        lines: as they were drawn, by which the browser numbers them.
        conflicts: rows that somebody else changed meanwhile, each with both versions; nothing of them was saved.
        problems: sentences on cells that could not be saved; they are tried again with the next change.
        redraw: whether what is drawn no longer says what is stored.
    """

    lines: tuple[Line, ...]
    conflicts: list[Conflict] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    redraw: bool = False

    def __post_init__(self) -> None:
        """What is stored of each line, as far as this grid knows."""
        self._alloys = {line.alloy.id: line.alloy for line in self.lines}
        self._results = [line.result for line in self.lines]
        self._saved: list[dict[str, Any]] = [{} for _ in self.lines]

    def take(self, store: Store, edited: Mapping[int, Mapping[str, Any]]) -> None:
        """Save what is new in the cells that were edited since the grid was drawn, {line: {column: value}}."""
        self.problems = []
        for row, values in edited.items():
            fresh = {
                name: value
                for name, value in values.items()
                if name not in self._saved[row] or self._saved[row][name] != value
            }
            try:
                self._save(store, row, fresh)
                self._saved[row] |= fresh
            except Conflict as conflict:
                self.conflicts.append(conflict)
                self.redraw = True
            except HeaError as error:
                self.problems.append(f"{self.lines[row].alloy.formula}: {error}")

    def _save(self, store: Store, row: int, fresh: Mapping[str, Any]) -> None:
        id = self.lines[row].alloy.id
        alloy = changed_alloy(self._alloys[id], fresh)
        before, result = self._results[row], changed_result(self._results[row], fresh)
        if alloy != self._alloys[id]:
            self._alloys[id] = store.save(alloy)
        if result is None or result == before:
            return
        if before is None:
            self._results[row] = store.add_result(self._alloys[id], result)
            # the store marks the alloy as measured, which counts as a change of it
            known = self._alloys[id]
            self._alloys[id] = replace(known, status=Status.MEASURED, version=known.version + 1)
        else:
            self._results[row] = store.save_result(result)
        self.redraw = True  # whether the model was right stands in the same line

    def delete(self, store: Store, rows: Sequence[int]) -> None:
        """Delete lines: a result by itself, or the alloy where no other line of it is left (HeaError)."""
        gone = set(rows)
        alloys: list[Alloy] = []
        results: list[Result] = []
        for id, alloy in self._alloys.items():
            mine = [row for row, line in enumerate(self.lines) if line.alloy.id == id]
            if gone.issuperset(mine):
                alloys.append(alloy)
            else:
                results += [result for row in mine if row in gone and (result := self._results[row])]
        if alloys or results:
            store.delete([*alloys, *results])
        self.redraw = True


def versions(row: Alloy | Result) -> dict[str, str]:
    """The fields of a row in words, to be compared."""
    found = alloy_cells(row) if isinstance(row, Alloy) else result_cells(row)
    return {name: "" if value is None else str(value) for name, value in found.items()}


def insist(store: Store, conflict: Conflict) -> None:
    """Save one's own version over the other's; where the other deleted the row, an alloy is kept anew (HeaError)."""
    yours, theirs = conflict.yours, conflict.theirs
    if theirs is not None:
        if isinstance(yours, Alloy):
            store.save(replace(yours, version=theirs.version))
        else:
            store.save_result(replace(yours, version=theirs.version))
    elif isinstance(yours, Alloy):
        results = tuple(replace(one, id=uuid4().hex, version=0) for one in yours.results)
        store.add(replace(yours, id=uuid4().hex, version=0, results=results))
    else:
        raise StoreError("This result was deleted by somebody else: undo that deletion below, then change it again.")


def deletion_words(alloys: int, results: int) -> str:
    """What a deletion took: "2 alloys and 1 result"."""
    return " and ".join(counted(count, noun) for count, noun in ((alloys, "alloy"), (results, "result")) if count)
