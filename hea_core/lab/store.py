"""The lab book: alloys and results of one project, saved so that two who change one row at the same time lose nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from uuid import uuid4

from hea_core.composition import Composition
from hea_core.lab.database import Database
from hea_core.lab.fields import StoreError, chosen, name_of
from hea_core.lab.home import database_url
from hea_core.lab.project_rows import ProjectRows, now
from hea_core.lab.records import Alloy, Result, Status
from hea_core.lab.rows import same_as
from hea_core.lab.schema import ALLOYS, RESULTS


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
        self.project = name_of(project, "project")
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
        narrowed = []
        if status is not None:
            narrowed.append(ALLOYS.c.status == str(chosen(Status, status, "status")))
        if batch is not None:
            narrowed.append(ALLOYS.c.batch == batch)
        with self._reading() as rows:
            return rows.with_results(rows.mine().where(*narrowed).order_by(ALLOYS.c.created, ALLOYS.c.id))

    def alloy(self, id: str) -> Alloy:
        """One alloy; StoreError where the project keeps none of this id."""
        with self._reading() as rows:
            found = rows.one(id)
        if found is None:
            raise StoreError(
                f"The lab book keeps no alloy with the id '{id}': it was deleted, or belongs to another project."
            )
        return found

    def find(self, composition: Composition) -> Alloy | None:
        """The entry of an alloy, to 0.000001 at.%; None where it is not kept."""
        with self._reading() as rows:
            found = rows.with_results(rows.mine().where(ALLOYS.c.same_as == same_as(composition)))
        return found[0] if found else None

    def batches(self) -> tuple[str, ...]:
        """Names of the batches, alphabetical."""
        return tuple(sorted({alloy.batch for alloy in self.alloys()} - {""}))

    def rejected(self) -> tuple[Alloy, ...]:
        """Alloys that were rejected, which are not suggested again."""
        return self.alloys(status=Status.REJECTED)

    # -- saving ------------------------------------------------------------------------------------------------------

    def add(self, alloy: Alloy) -> Alloy:
        """Keep an alloy, with the results it brings; AlreadyKept where the project keeps it already."""
        with self._writing() as rows:
            rows.add([alloy])
            return rows.found(alloy.id)

    def save(self, alloy: Alloy) -> Alloy:
        """Save a changed alloy, its results apart.

        Conflict where somebody saved or deleted it since it was read, AlreadyKept where its composition is now that of another.
        """
        with self._writing() as rows:
            rows.save(alloy)
            return rows.found(alloy.id)

    def add_result(self, alloy: Alloy, result: Result) -> Result:
        """Keep a result; its alloy becomes measured. StoreError where the alloy is not kept."""
        with self._writing() as rows:
            return rows.add_result(alloy.id, result)

    def save_result(self, result: Result) -> Result:
        """Save a changed result; Conflict as for `save`."""
        with self._writing() as rows:
            return rows.save_result(result)

    def write(self, changes: Iterable[Change]) -> None:
        """All of these or none; errors as of `add`, `save` and `save_result`."""
        given = list(changes)
        with self._writing() as rows:
            rows.add([replace(change.alloy, results=()) for change in given if change.is_new])
            for change in given:
                if not change.is_new:
                    rows.save(change.alloy)
            results = [(change.alloy.id, *result) for change in given for result in change.results]
            rows.insert_results([(alloy, result) for alloy, result, is_new in results if is_new])
            for _, result, is_new in results:
                if not is_new:
                    rows.save_result(result)

    def used_ids(self) -> set[str]:
        """Ids of all rows of the project, deleted ones included."""
        with self._reading() as rows:
            return rows.used_ids()

    # -- deleting ----------------------------------------------------------------------------------------------------

    def delete(self, rows: Iterable[Alloy | Result]) -> Deletion:
        """Delete alloys, with their results, and results; Conflict where one was saved meanwhile, and then nothing is deleted."""
        given = list(rows)
        when = now()
        mark = f"{when} {uuid4().hex}"
        with self._writing() as kept:
            for row in given:
                kept.delete(row, mark)
        alloys = sum(isinstance(row, Alloy) for row in given)
        return Deletion(mark, when, alloys, len(given) - alloys)

    def deletions(self) -> tuple[Deletion, ...]:
        """What can be restored, latest first."""
        with self._reading() as rows:
            alloys, results = (rows.counted(table) for table in (ALLOYS, RESULTS))
        return tuple(
            Deletion(mark, mark.partition(" ")[0], alloys.get(mark, 0), results.get(mark, 0))
            for mark in sorted({*alloys, *results}, reverse=True)
        )

    def restore(self, deletion: Deletion) -> None:
        """Undo a deletion; AlreadyKept where an alloy of it was kept anew meanwhile, and then nothing is restored."""
        with self._writing() as rows:
            rows.restore(deletion.id)

    @contextmanager
    def _reading(self) -> Iterator[ProjectRows]:
        with self._database.reading() as connection:
            yield ProjectRows(connection, self.project)

    @contextmanager
    def _writing(self) -> Iterator[ProjectRows]:
        with self._database.writing() as connection:
            yield ProjectRows(connection, self.project)
