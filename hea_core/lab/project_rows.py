"""What is asked of the rows of one project, and done to them, within one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from hea_core.composition import Composition
from hea_core.lab.fields import StoreError
from hea_core.lab.records import Alloy, AlreadyKept, Conflict, Result, Status
from hea_core.lab.rows import alloy_of, alloy_values, result_of, result_values, same_as
from hea_core.lab.schema import ALLOYS, RESULTS

_AT_ONCE = 500
"""Ids that one question to the database names."""


class ProjectRows:
    """The rows of a project, as a transaction sees them; deleted ones are not there unless a method says so."""

    def __init__(self, connection: Connection, project: str) -> None:
        self.connection, self.project = connection, project

    def live(self, table: sa.Table = ALLOYS) -> tuple[sa.ColumnElement[bool], ...]:
        """Conditions of a row of the project that is not deleted."""
        return table.c.project == self.project, table.c.deletion.is_(None)

    def mine(self) -> sa.Select[Any]:
        """The question for all alloys of the project."""
        return sa.select(ALLOYS).where(*self.live())

    def with_results(self, asked: sa.Select[Any]) -> tuple[Alloy, ...]:
        """Alloys, in the order asked for, each with its results, oldest first."""
        rows = self.connection.execute(asked).mappings().all()
        results: dict[str, list[Result]] = {}
        ids = [row["id"] for row in rows]
        for start in range(0, len(ids), _AT_ONCE):
            some = sa.select(RESULTS).where(RESULTS.c.alloy.in_(ids[start : start + _AT_ONCE]), *self.live(RESULTS))
            for row in self.connection.execute(some.order_by(RESULTS.c.created, RESULTS.c.id)).mappings():
                results.setdefault(row["alloy"], []).append(result_of(row))
        return tuple(alloy_of(row, tuple(results.get(row["id"], ()))) for row in rows)

    def one(self, id: str) -> Alloy | None:
        """An alloy; None where there is none of this id."""
        found = self.with_results(self.mine().where(ALLOYS.c.id == id))
        return found[0] if found else None

    def found(self, id: str) -> Alloy:
        """An alloy that this transaction has saved."""
        found = self.one(id)
        assert found is not None
        return found

    def refuse_twice(self, composition: Composition) -> None:
        """AlreadyKept where the project keeps the alloy."""
        kept = self.with_results(self.mine().where(ALLOYS.c.same_as == same_as(composition)))
        if kept:
            raise AlreadyKept(kept[0])

    def add(self, alloys: Sequence[Alloy]) -> None:
        """Keep alloys with their results; AlreadyKept names the first that is kept, StoreError one whose id is taken."""
        values = [
            {
                "id": alloy.id,
                "project": self.project,
                "created": alloy.created or moment,
                "updated": alloy.updated or moment,
                "version": 1,
                **alloy_values(alloy),
            }
            for alloy, moment in zip(alloys, moments(len(alloys)), strict=True)
        ]
        if not values:
            return
        try:
            with self.connection.begin_nested():
                self.connection.execute(sa.insert(ALLOYS), values)
        except IntegrityError:
            for alloy in alloys:
                self.refuse_twice(alloy.composition)
            used = self.used_ids()
            formula = next((alloy.formula for alloy in alloys if alloy.id in used), "An alloy of these")
            raise StoreError(
                f"{formula} cannot be kept under the id of another alloy, perhaps a deleted one: restore that, or leave the id out."
            ) from None
        self.insert_results([(alloy.id, result) for alloy in alloys for result in alloy.results])

    def save(self, alloy: Alloy) -> None:
        """Save an alloy over the version that was read (Conflict, AlreadyKept)."""
        changed = sa.update(ALLOYS).where(ALLOYS.c.id == alloy.id, ALLOYS.c.version == alloy.version, *self.live())
        try:
            with self.connection.begin_nested():
                done = self.connection.execute(
                    changed.values(updated=now(), version=alloy.version + 1, **alloy_values(alloy))
                )
        except IntegrityError:  # its composition was changed to that of another
            self.refuse_twice(alloy.composition)
            raise
        if not done.rowcount:
            raise Conflict(alloy, self.one(alloy.id))

    def add_result(self, alloy: str, result: Result) -> Result:
        """Keep a result of an alloy, which becomes measured (StoreError)."""
        measured = sa.update(ALLOYS).where(ALLOYS.c.id == alloy, *self.live())
        if not self.connection.execute(
            measured.values(status=str(Status.MEASURED), updated=now(), version=ALLOYS.c.version + 1)
        ).rowcount:
            raise StoreError(
                "The alloy of this result is not in the lab book: it was deleted meanwhile; restore it first."
            )
        self.insert_results([(alloy, result)])
        return self.result(result.id)

    def insert_results(self, results: Sequence[tuple[str, Result]]) -> None:
        """Keep results, each with the id of its alloy, and leave the alloys as they are; StoreError where an id is taken."""
        values = [
            {
                "project": self.project,
                "id": result.id,
                "alloy": alloy,
                "created": result.created or moment,
                "updated": result.updated or moment,
                "version": 1,
                **result_values(result),
            }
            for (alloy, result), moment in zip(results, moments(len(results)), strict=True)
        ]
        if not values:
            return
        try:
            self.connection.execute(sa.insert(RESULTS), values)
        except IntegrityError:
            raise StoreError(
                "A result with this id is in the lab book already, perhaps deleted: restore it, or leave its id out."
            ) from None

    def save_result(self, result: Result) -> Result:
        """Save a result over the version that was read (Conflict)."""
        done = self.connection.execute(
            sa.update(RESULTS)
            .where(RESULTS.c.id == result.id, RESULTS.c.version == result.version, *self.live(RESULTS))
            .values(updated=now(), version=result.version + 1, **result_values(result))
        )
        if not done.rowcount:
            raise Conflict(result, self.theirs(result))
        return self.result(result.id)

    def result(self, id: str) -> Result:
        """A result that this transaction has saved."""
        asked = sa.select(RESULTS).where(RESULTS.c.id == id, *self.live(RESULTS))
        return result_of(self.connection.execute(asked).mappings().one())

    def counted(self, table: sa.Table) -> dict[str, int]:
        """{deletion: rows of the table that went with it}."""
        mine = table.c.project == self.project, table.c.deletion.is_not(None)
        asked = sa.select(table.c.deletion, sa.func.count()).where(*mine).group_by(table.c.deletion)
        return {row[0]: row[1] for row in self.connection.execute(asked)}

    def delete(self, row: Alloy | Result, mark: str) -> None:
        """Delete a row of the version that was read, under the mark of a deletion (Conflict)."""
        table = ALLOYS if isinstance(row, Alloy) else RESULTS
        version = table.c.id == row.id, table.c.version == row.version
        if not self.connection.execute(
            sa.update(table).where(*version, *self.live(table)).values(deletion=mark)
        ).rowcount:
            raise Conflict(row, self.theirs(row))

    def restore(self, mark: str) -> None:
        """Bring back all that went under a mark (AlreadyKept)."""
        gone = sa.select(ALLOYS).where(ALLOYS.c.project == self.project, ALLOYS.c.deletion == mark)
        for row in self.connection.execute(gone).mappings().all():
            self.refuse_twice(alloy_of(row).composition)
        for table in (ALLOYS, RESULTS):
            marked = sa.update(table).where(table.c.project == self.project, table.c.deletion == mark)
            self.connection.execute(marked.values(deletion=None))

    def used_ids(self) -> set[str]:
        """Ids of all rows of the project, deleted ones included."""
        return {
            id
            for table in (ALLOYS, RESULTS)
            for id in self.connection.execute(sa.select(table.c.id).where(table.c.project == self.project)).scalars()
        }

    def theirs(self, row: Alloy | Result) -> Alloy | Result | None:
        """The row as it is now; None where it is deleted."""
        if isinstance(row, Alloy):
            return self.one(row.id)
        asked = sa.select(RESULTS).where(RESULTS.c.id == row.id, *self.live(RESULTS))
        found = self.connection.execute(asked).mappings().one_or_none()
        return result_of(found) if found else None


def now() -> str:
    """This moment, as the tables hold it."""
    return moments(1)[0]


def moments(count: int) -> list[str]:
    """This moment and those after it, a microsecond apart: what is kept together stays in its order."""
    first = datetime.now(UTC)
    return [(first + timedelta(microseconds=k)).isoformat(timespec="microseconds") for k in range(count)]
