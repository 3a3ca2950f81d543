"""The lab book: alloys and results of one project, saved so that two who change one row at the same time lose nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from hea_core.composition import Composition
from hea_core.lab.database import Database
from hea_core.lab.fields import StoreError, chosen
from hea_core.lab.home import database_url
from hea_core.lab.records import Alloy, AlreadyKept, Conflict, Result, Status
from hea_core.lab.rows import alloy_of, alloy_values, result_of, result_values, same_as
from hea_core.lab.schema import ALLOYS, RESULTS

_AT_ONCE = 500
"""Ids that one question to the database names."""


@dataclass(frozen=True, slots=True)
class Deletion:
    """What was deleted together, and can come back together.

    Attributes:
        id: of the deletion.
        when: UTC time.
        alloys, results: how many of each; results that went with their alloy are not counted.
    """

    id: str
    when: str
    alloys: int
    results: int


@dataclass(frozen=True, slots=True)
class Change:
    """An alloy to be written together with others.

    Attributes:
        alloy: as it should be.
        is_new: whether it is to be added; else it is saved.
        results: of its results those to be written, each with whether it is new.
    """

    alloy: Alloy
    is_new: bool
    results: tuple[tuple[Result, bool], ...] = ()


class Store:
    """The alloys and results of one project; safe to share between threads."""

    def __init__(self, project: str = "", url: str | None = None) -> None:
        """Open the lab book, made or brought up to date where needed.

        Args:
            project: whose rows; on a shared server the name of who is logged in, or of a group.
            url: of the database; by default DATABASE_URL, else a file in LATENTALLOY_HOME (hea_core.lab.home).

        Raises:
            StoreError: it cannot be opened; the sentence says where it is looked for.
        """
        self.project = project.strip()
        self._database = Database(url or database_url())

    @property
    def read_only(self) -> str:
        """Why nothing can be saved, in one sentence; "" where it can."""
        return self._database.read_only

    @property
    def place(self) -> str:
        """Where it lies, as a message would say it."""
        return self._database.place

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    # -- reading -----------------------------------------------------------------------------------------------------

    def alloys(self, status: Status | str | None = None, batch: str | None = None) -> tuple[Alloy, ...]:
        """The project's alloys with their results, oldest first.

        Args:
            status: only those that have come so far; StoreError where there is no such status.
            batch: only those of this batch.
        """
        asked = self._mine()
        if status is not None:
            asked = asked.where(ALLOYS.c.status == str(chosen(Status, status, "status")))
        if batch is not None:
            asked = asked.where(ALLOYS.c.batch == batch)
        with self._database.reading() as connection:
            return self._with_results(connection, asked.order_by(ALLOYS.c.created, ALLOYS.c.id))

    def alloy(self, id: str) -> Alloy:
        """One alloy; StoreError where the project keeps none of this id."""
        with self._database.reading() as connection:
            found = self._one(connection, id)
        if found is None:
            raise StoreError(
                f"The lab book keeps no alloy with the id '{id}': it was deleted, or belongs to another project."
            )
        return found

    def find(self, composition: Composition) -> Alloy | None:
        """The entry of an alloy, to 0.000001 at.%; None where it is not kept."""
        with self._database.reading() as connection:
            found = self._with_results(connection, self._mine().where(ALLOYS.c.same_as == same_as(composition)))
        return found[0] if found else None

    def batches(self) -> tuple[str, ...]:
        """Names of the batches, alphabetical."""
        asked = sa.select(ALLOYS.c.batch).distinct().where(*self._live(), ALLOYS.c.batch != "").order_by(ALLOYS.c.batch)
        with self._database.reading() as connection:
            return tuple(connection.execute(asked).scalars())

    def rejected(self) -> tuple[Alloy, ...]:
        """Alloys that were rejected, which are not suggested again."""
        return self.alloys(status=Status.REJECTED)

    # -- saving ------------------------------------------------------------------------------------------------------

    def add(self, alloy: Alloy) -> Alloy:
        """Keep an alloy, with the results it brings; AlreadyKept where the project keeps it already."""
        with self._database.writing() as connection:
            self._add(connection, alloy)
            return self._found(connection, alloy.id)

    def save(self, alloy: Alloy) -> Alloy:
        """Save a changed alloy, its results apart; Conflict where somebody saved or deleted it since it was read."""
        with self._database.writing() as connection:
            self._save(connection, alloy)
            return self._found(connection, alloy.id)

    def add_result(self, alloy: Alloy, result: Result) -> Result:
        """Keep a result; its alloy becomes measured. StoreError where the alloy is not kept."""
        with self._database.writing() as connection:
            return self._add_result(connection, alloy.id, result)

    def save_result(self, result: Result) -> Result:
        """Save a changed result; Conflict as for `save`."""
        with self._database.writing() as connection:
            return self._save_result(connection, result)

    def write(self, changes: Iterable[Change]) -> None:
        """All of these or none; errors as of `add`, `save` and `save_result`."""
        with self._database.writing() as connection:
            for change in changes:
                if change.is_new:
                    self._add(connection, replace(change.alloy, results=()))
                else:
                    self._save(connection, change.alloy)
                for result, is_new in change.results:
                    if is_new:
                        self._insert_result(connection, change.alloy.id, result)
                    else:
                        self._save_result(connection, result)

    def used_ids(self) -> set[str]:
        """Ids of all rows of the project, deleted ones included."""
        with self._database.reading() as connection:
            return {
                id
                for table in (ALLOYS, RESULTS)
                for id in connection.execute(sa.select(table.c.id).where(table.c.project == self.project)).scalars()
            }

    # -- deleting ----------------------------------------------------------------------------------------------------

    def delete(self, rows: Iterable[Alloy | Result]) -> Deletion:
        """Delete alloys, with their results, and results; Conflict where one was saved meanwhile, and then nothing is deleted."""
        given = list(rows)
        when = _now()
        mark = f"{when} {uuid4().hex}"
        with self._database.writing() as connection:
            for row in given:
                table = ALLOYS if isinstance(row, Alloy) else RESULTS
                gone = connection.execute(
                    sa.update(table)
                    .where(table.c.id == row.id, table.c.version == row.version, *self._live(table))
                    .values(deletion=mark)
                )
                if not gone.rowcount:
                    raise Conflict(row, self._theirs(connection, row))
        alloys = sum(isinstance(row, Alloy) for row in given)
        return Deletion(mark, when, alloys, len(given) - alloys)

    def deletions(self) -> tuple[Deletion, ...]:
        """What can be restored, latest first."""
        with self._database.reading() as connection:
            alloys, results = (self._counted(connection, table) for table in (ALLOYS, RESULTS))
        return tuple(
            Deletion(mark, mark.partition(" ")[0], alloys.get(mark, 0), results.get(mark, 0))
            for mark in sorted({*alloys, *results}, reverse=True)
        )

    def restore(self, deletion: Deletion) -> None:
        """Undo a deletion; AlreadyKept where an alloy of it was kept anew meanwhile, and then nothing is restored."""
        with self._database.writing() as connection:
            back = sa.select(ALLOYS).where(ALLOYS.c.project == self.project, ALLOYS.c.deletion == deletion.id)
            for row in connection.execute(back).mappings().all():
                self._refuse_twice(connection, alloy_of(row).composition)
            for table in (ALLOYS, RESULTS):
                connection.execute(
                    sa.update(table)
                    .where(table.c.project == self.project, table.c.deletion == deletion.id)
                    .values(deletion=None)
                )

    # -- within a transaction ----------------------------------------------------------------------------------------

    def _live(self, table: sa.Table = ALLOYS) -> tuple[sa.ColumnElement[bool], ...]:
        return table.c.project == self.project, table.c.deletion.is_(None)

    def _mine(self) -> sa.Select[Any]:
        return sa.select(ALLOYS).where(*self._live())

    def _with_results(self, connection: Connection, asked: sa.Select[Any]) -> tuple[Alloy, ...]:
        """Alloys, in the order asked for, each with its results, oldest first."""
        rows = connection.execute(asked).mappings().all()
        results: dict[str, list[Result]] = {}
        ids = [row["id"] for row in rows]
        for start in range(0, len(ids), _AT_ONCE):
            some = sa.select(RESULTS).where(RESULTS.c.alloy.in_(ids[start : start + _AT_ONCE]), *self._live(RESULTS))
            for row in connection.execute(some.order_by(RESULTS.c.created, RESULTS.c.id)).mappings():
                results.setdefault(row["alloy"], []).append(result_of(row))
        return tuple(alloy_of(row, tuple(results.get(row["id"], ()))) for row in rows)

    def _one(self, connection: Connection, id: str) -> Alloy | None:
        found = self._with_results(connection, self._mine().where(ALLOYS.c.id == id))
        return found[0] if found else None

    def _found(self, connection: Connection, id: str) -> Alloy:
        found = self._one(connection, id)
        assert found is not None  # it was saved in this transaction
        return found

    def _refuse_twice(self, connection: Connection, composition: Composition) -> None:
        kept = self._with_results(connection, self._mine().where(ALLOYS.c.same_as == same_as(composition)))
        if kept:
            raise AlreadyKept(kept[0])

    def _add(self, connection: Connection, alloy: Alloy) -> None:
        self._refuse_twice(connection, alloy.composition)
        now = _now()
        row = sa.insert(ALLOYS).values(
            id=alloy.id,
            project=self.project,
            created=alloy.created or now,
            updated=alloy.updated or now,
            version=1,
            **alloy_values(alloy),
        )
        try:
            with connection.begin_nested():
                connection.execute(row)
        except IntegrityError:
            self._refuse_twice(connection, alloy.composition)  # somebody kept it a moment ago
            raise StoreError(
                f"{alloy.formula} cannot be kept under the id of another alloy, perhaps a deleted one: restore that, or leave the id out."
            ) from None
        for result in alloy.results:
            self._insert_result(connection, alloy.id, result)

    def _save(self, connection: Connection, alloy: Alloy) -> None:
        done = connection.execute(
            sa.update(ALLOYS)
            .where(ALLOYS.c.id == alloy.id, ALLOYS.c.version == alloy.version, *self._live())
            .values(updated=_now(), version=alloy.version + 1, **alloy_values(alloy))
        )
        if not done.rowcount:
            raise Conflict(alloy, self._one(connection, alloy.id))

    def _add_result(self, connection: Connection, alloy: str, result: Result) -> Result:
        measured = sa.update(ALLOYS).where(ALLOYS.c.id == alloy, *self._live())
        if not connection.execute(
            measured.values(status=str(Status.MEASURED), updated=_now(), version=ALLOYS.c.version + 1)
        ).rowcount:
            raise StoreError(
                "The alloy of this result is not in the lab book: it was deleted meanwhile; restore it first."
            )
        return self._insert_result(connection, alloy, result)

    def _insert_result(self, connection: Connection, alloy: str, result: Result) -> Result:
        now = _now()
        try:
            connection.execute(
                sa.insert(RESULTS).values(
                    project=self.project,
                    id=result.id,
                    alloy=alloy,
                    created=result.created or now,
                    updated=result.updated or now,
                    version=1,
                    **result_values(result),
                )
            )
        except IntegrityError:
            raise StoreError(
                "A result with this id is in the lab book already, perhaps deleted: restore it, or leave its id out."
            ) from None
        return self._result(connection, result.id)

    def _save_result(self, connection: Connection, result: Result) -> Result:
        done = connection.execute(
            sa.update(RESULTS)
            .where(RESULTS.c.id == result.id, RESULTS.c.version == result.version, *self._live(RESULTS))
            .values(updated=_now(), version=result.version + 1, **result_values(result))
        )
        if not done.rowcount:
            raise Conflict(result, self._theirs(connection, result))
        return self._result(connection, result.id)

    def _result(self, connection: Connection, id: str) -> Result:
        asked = sa.select(RESULTS).where(RESULTS.c.id == id, *self._live(RESULTS))
        return result_of(connection.execute(asked).mappings().one())

    def _counted(self, connection: Connection, table: sa.Table) -> dict[str, int]:
        """{deletion: rows of the table that went with it}."""
        mine = table.c.project == self.project, table.c.deletion.is_not(None)
        asked = sa.select(table.c.deletion, sa.func.count()).where(*mine).group_by(table.c.deletion)
        return {row[0]: row[1] for row in connection.execute(asked)}

    def _theirs(self, connection: Connection, row: Alloy | Result) -> Alloy | Result | None:
        if isinstance(row, Alloy):
            return self._one(connection, row.id)
        asked = sa.select(RESULTS).where(RESULTS.c.id == row.id, *self._live(RESULTS))
        found = connection.execute(asked).mappings().one_or_none()
        return result_of(found) if found else None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
