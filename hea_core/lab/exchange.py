"""The lab book as files: export, and taking in what a file says, all of it in one transaction."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from hea_core.composition import Composition
from hea_core.errors import RequestError, quoted
from hea_core.lab.intake import Given, read_results
from hea_core.lab.records import Alloy, AlreadyKept, Conflict, Origin, OriginKind, Result, Status
from hea_core.lab.rows import same_as
from hea_core.lab.sheet import as_json, table
from hea_core.lab.store import Change, Store

__all__ = ["FORMATS", "Taken", "export", "read_results", "take_in"]

FORMATS = ("csv", "xlsx", "json")
Predict = Callable[[Sequence[Composition]], Sequence[Mapping[str, Any] | None]]
"""What the model says now of alloys that are kept now, as `prediction_record` gives it."""
OriginOf = Callable[[Composition], Origin]
"""Where an alloy that is kept now came from."""
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file.

    Attributes:
        added: alloys that were new.
        updated: alloys that were kept before and have other fields or a further result now.
        refused: number and reason of every row that could not be taken.
        remarks: sentences on what was assumed or left out.
        rows: of the file.
    """

    added: int
    updated: int
    refused: tuple[tuple[int, str], ...]
    remarks: tuple[str, ...]
    rows: int


def export(alloys: Sequence[Alloy], format: str) -> bytes:
    """The alloys with their results as a file; `take_in` gives the same rows back, to the last digit.

    Args:
        alloys: as a store gives them.
        format: "csv", "xlsx" or "json".
    """
    if format not in FORMATS:
        raise RequestError(f"The format is {quoted(format)}: give csv, xlsx or json, for example lab.csv.")
    if format == "json":
        return (json.dumps(as_json(alloys), ensure_ascii=False, indent=1) + "\n").encode()
    head, rows = table(alloys)
    return _csv(head, rows) if format == "csv" else _xlsx(head, rows)


def _csv(head: list[str], rows: list[list[object]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue().encode()


def _xlsx(head: list[str], rows: list[list[object]]) -> bytes:
    from openpyxl import Workbook  # half a second: only for those who want such a file

    book = Workbook(write_only=True)
    page = book.create_sheet("lab book")
    page.freeze_panes = "B2"
    lines: list[list[object]] = [list(head), *rows]
    for row in lines:
        page.append([_cell(page, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(page: Any, value: object) -> Any:  # noqa: ANN401 - openpyxl is untyped
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, float) and float(f"{value:.12g}") != value:
        value = repr(value)  # more digits than the reader of workbooks takes of a number
    cell = WriteOnlyCell(page, value)
    if isinstance(value, str):
        cell.data_type = "s"  # else what begins with = is saved as a formula
    return cell


def _from_file(_: Composition) -> Origin:
    return Origin(OriginKind.IMPORTED)


def take_in(
    store: Store, name: str, content: bytes, predict: Predict | None = None, origin_of: OriginOf = _from_file
) -> Taken:
    """Save what a file says; an empty cell changes nothing, and what is there already is not saved twice.

    An alloy is known by its composition, a result by its id, or where the file has none by all that it says.

    Args:
        store: to save into.
        name: of the file.
        content: of it.
        predict: gives the frozen prediction of alloys that are new and bring none.
        origin_of: says where an alloy came from that is new and does not say it itself; by default that it was imported.

    Raises:
        HeaError: the file cannot be read, or nothing can be saved; then nothing was.
    """
    read = read_results(name, content)
    for tried in range(1, _TRIES + 1):
        merge = _Merge(store, origin_of)
        refused = [(given.row, error) for given in read.rows if (error := given.error or merge.take(given))]
        if predict:
            merge.predict(predict)
        try:
            store.write(merge.changes())
        except (Conflict, AlreadyKept):  # somebody saved in between: look again
            if tried == _TRIES:
                raise
            continue
        return Taken(
            len(merge.new), len(merge.changed), tuple(refused), (*read.remarks, *merge.remarks()), len(read.rows)
        )
    raise AssertionError("unreachable")


class _Merge:
    """What is in the store and what the rows of a file make of it."""

    def __init__(self, store: Store, origin_of: OriginOf) -> None:
        self.origin_of = origin_of
        kept = store.alloys()
        self.alloys = {same_as(alloy.composition): alloy for alloy in kept}
        self.of_id = {alloy.id: alloy for alloy in kept}
        self.used = store.used_ids()
        self.new: dict[str, None] = {}
        self.changed: dict[str, None] = {}
        self.results: dict[str, list[tuple[Result, bool]]] = {}
        self.repeated = 0

    def take(self, given: Given) -> str:
        """Take one row; "" or why it cannot be."""
        assert given.alloy is not None
        key = same_as(given.alloy.composition)
        other = self.of_id.get(given.alloy.id)
        if other and same_as(other.composition) != key:
            return (
                f"The id of this row is that of {other.formula}, and the alloy is {given.alloy.formula}: clear the id to keep it as another "
                "alloy."
            )
        if key not in self.alloys:
            self.new[key] = None
            said = "origin" in given.fields
            origin = given.alloy.origin if said else self.origin_of(given.alloy.composition)
            self.alloys[key] = self._fresh(replace(given.alloy, origin=origin, results=()))
        else:
            self._change(key, given)
        return self._result(key, given.result, "status" in given.fields) if given.result else ""

    def _fresh(self, row: Any) -> Any:  # noqa: ANN401 - an Alloy or a Result, given back as the same
        """The row under an id that nothing has, deleted rows included."""
        found = replace(row, id=uuid4().hex) if row.id in self.used else row
        self.used.add(found.id)
        return found

    def _change(self, key: str, given: Given) -> None:
        assert given.alloy is not None
        before = self.alloys[key]
        stated = given.fields - {"id", "created", "updated"}
        after = replace(before, **{name: getattr(given.alloy, name) for name in stated})
        if after != before:
            self.alloys[key] = after
            self._touch(key)

    def _touch(self, key: str) -> None:
        if key not in self.new:
            self.changed[key] = None

    def _result(self, key: str, result: Result, status_given: bool) -> str:
        """Take the result of a row; "" or why it cannot be."""
        alloy = self.alloys[key]
        pending = [one for one, _ in self.results.get(key, ())]
        if any(one.id == result.id for one in pending):
            return "The id of this row's result stands in the file twice, with different results: clear one of the two ids."
        before = next((one for one in alloy.results if one.id == result.id), None)
        if any(_content(one) == _content(result) for one in ([before] if before else [*alloy.results, *pending])):
            self.repeated += before is None
            return ""
        if before:
            result = replace(result, created=before.created, updated=before.updated, version=before.version)
        else:
            result = self._fresh(result)
            if not status_given:
                self.alloys[key] = replace(alloy, status=Status.MEASURED)
        self.results.setdefault(key, []).append((result, before is None))
        self._touch(key)
        return ""

    def predict(self, predict: Predict) -> None:
        """Give a prediction to each new alloy without one."""
        keys = [key for key in self.new if self.alloys[key].prediction is None]
        for key, record in zip(keys, predict([self.alloys[key].composition for key in keys]), strict=True):
            self.alloys[key] = replace(self.alloys[key], prediction=record)

    def changes(self) -> list[Change]:
        """For `Store.write`."""
        return [
            Change(self.alloys[key], key in self.new, tuple(self.results.get(key, ())))
            for key in (*self.new, *self.changed)
        ]

    def remarks(self) -> list[str]:
        """What was found twice."""
        if not self.repeated:
            return []
        if self.repeated == 1:
            return ["1 result says what another of the same alloy says already, and is kept once."]
        return [f"{self.repeated} results say what others of the same alloy say already, and are kept once."]


def _content(result: Result) -> Result:
    """A result without what the store adds."""
    return replace(result, id="0" * 32, created="", updated="", version=0)
