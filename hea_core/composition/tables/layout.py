"""Where the alloys of a sheet stand: its heading, the column of formulas that reads, the columns of elements, the notes around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from hea_core.composition.composition import Composition
from hea_core.composition.tables import finding_elements
from hea_core.composition.tables.cells import COMMA_NUMBER, NOTHING, alloy, is_alloy, number, reads
from hea_core.composition.tables.element_columns import ElementColumns, Row
from hea_core.composition.tables.grid import Grid
from hea_core.composition.tables.headings import StatedUnit, is_unit, names_alloys, says_percent, spoken_unit
from hea_core.composition.tables.neighbours import next_heading
from hea_core.errors import HeaError

_HEADINGS_WITHIN = 15
"""Rows among which the heading is looked for."""
LOOKED_AT = 60
"""Rows from which the layout is told."""
_MOST_TRIED = 4000
"""Cells that are tried as formulas: in a wide table fewer rows."""
_LONGEST_NAME = 80
_SAME_AT_PERCENT = 1.5
"""Two statements of one alloy, rounded differently, are not further apart."""
_SCALE = 0.9
"""A column with nine tenths of another's alloys reads as well."""


@dataclass(frozen=True)
class Layout:
    """What is where in a grid.

    Attributes:
        heading: index of the row of headings in the grid; None for a list without one.
        first, last: of the rows of data; last is excluded, notes may follow.
        names: of the columns, all different.
        column: index of the column of formulas; None where no cell anywhere may be one.
        elements: columns that hold amounts of elements; None without them.
        by_elements: whether the alloys are taken from these columns rather than from the formulas.
        stated: the unit that the heading of the formulas names.
        decimal_comma: 22,5 stands for 22.5.
        holds_alloys: whether any row that was looked at can be read.
        remarks: sentences on what was chosen.
    """

    heading: int | None
    first: int
    last: int
    names: tuple[str, ...]
    column: int | None
    elements: ElementColumns | None
    by_elements: bool
    stated: StatedUnit | None
    decimal_comma: bool
    holds_alloys: bool
    remarks: tuple[str, ...]


def understand(grid: Grid, nearby: Sequence[str] = ()) -> Layout:
    """Tell the layout of a grid of at least one row from its first rows.

    Args:
        grid: of a sheet.
        nearby: names of the sheet and the file, which may speak of a unit.
    """
    sample = grid.rows[:LOOKED_AT]
    comma = _decimal_comma(grid.separator, sample)
    found = _elements(sample, comma)
    place = _under_elements(grid.rows, *found, nearby) if found else _among_formulas(sample)
    names = _names(grid.rows, place.heading, place.first)
    column, used = place.column, place.elements if place.by_elements else None
    rows, remarks = grid.rows, place.remarks
    if used and (other := next_heading(rows, place.first, used)):
        rows = rows[:other]
        remarks.append(
            f"row {grid.numbers[other]} is the heading of another table, which was not read: give each table a sheet of its own"
        )
    return Layout(
        heading=place.heading,
        first=place.first,
        last=_end(rows, place.first, None if used else column, used),
        names=names,
        column=column,
        elements=place.elements,
        by_elements=place.by_elements,
        stated=spoken_unit(names[column]) if column is not None and place.heading is not None else None,
        decimal_comma=comma,
        holds_alloys=place.holds_alloys,
        remarks=tuple(remarks),
    )


class _Place(NamedTuple):
    """Where the alloys begin and what they are taken from; as in `Layout`."""

    heading: int | None
    first: int
    column: int | None
    elements: ElementColumns | None
    by_elements: bool
    holds_alloys: bool
    remarks: list[str]


def _under_elements(rows: Sequence[Row], heading: int, columns: ElementColumns, nearby: Sequence[str]) -> _Place:
    """Of a sheet with columns of elements under a heading."""
    sample, first = rows[:LOOKED_AT], heading + 1
    if first < len(sample) and finding_elements.units_row(sample[first], [index for _, index in columns.columns]):
        first += 1
    above = [cell for row in sample[:first] for cell in row]
    below = [cell for row in rows[_end(rows, first, None, columns) :] for cell in row]
    columns = _stated_nearby(columns, above, below, nearby)
    column, share = _formulas(sample[first:], sample[heading])
    columns, by_elements, remarks = _choice(columns, column, share, sample[first:])
    return _Place(heading, first, column, columns, by_elements, by_elements or share > 0, remarks)


def _among_formulas(sample: Sequence[Row]) -> _Place:
    """Of a sheet without columns of elements."""
    column, share = _formulas(sample, ())
    heading, first = _heading(sample, column)
    if heading is not None:  # what the headings promise decides between columns that read as well
        column, share = _formulas(sample[first:], sample[heading])
    return _Place(heading, first, column, None, False, share > 0, [])


def _decimal_comma(separator: str, rows: Sequence[Row]) -> bool:
    """Whether numbers are written with a decimal comma: some are, and none with a point."""
    if separator == ",":
        return False
    cells = [cell for row in rows for cell in row if cell[:1].isdigit() or cell[:1] in "+-−"]
    return any(COMMA_NUMBER.fullmatch(cell) for cell in cells) and not any(
        "." in cell and "," not in cell and number(cell) is not None for cell in cells
    )


def _elements(rows: Sequence[Row], comma: bool) -> tuple[int, ElementColumns] | None:
    """The heading with most elements under which there are amounts."""
    found = [
        (index, columns)
        for index, row in enumerate(rows[:_HEADINGS_WITHIN])
        if (
            columns := finding_elements.find(row, rows[index + 1 : index + 31], comma, rows[index - 1] if index else ())
        )
    ]
    return max(found, key=lambda one: len(one[1].columns), default=None)


def _stated_nearby(
    columns: ElementColumns, titles: Sequence[str], notes: Sequence[str], names: Sequence[str]
) -> ElementColumns:
    """The unit from the title rows, else from the notes below, else from the names of sheet and file, where the columns do not say it."""
    if columns.stated:
        return columns
    by_titles, by_notes = ({unit for text in texts if (unit := spoken_unit(text))} for texts in (titles, notes))
    by_names = {unit for text in names if (unit := spoken_unit(text, is_name=True))}
    for said_by, found in (
        ("as a row above says", by_titles),
        ("as a note below says", by_notes),
        ("as the name of the sheet or file says", by_names),
    ):
        if len(found) == 1:
            percent = columns.kind == "ratio" and any(map(says_percent, [*titles, *notes, *names]))
            return replace(
                columns, stated=found.pop(), stated_by=said_by, firm=False, kind="part" if percent else columns.kind
            )
    return columns


def _formulas(rows: Sequence[Row], heading: Row) -> tuple[int | None, float]:
    """The column whose cells read as alloys most often, and their share; where none does, the one whose heading promises alloys."""
    width = max((len(row) for row in [*rows, heading]), default=0)
    if not rows or not width:
        return None, 0.0
    some = rows[: max(8, min(40, _MOST_TRIED // width))]
    filled = [[row[index] for row in some if index < len(row) and row[index]] for index in range(width)]
    good = [[cell for cell in cells if is_alloy(cell)] for cells in filled]
    promise = [names_alloys(heading[index]) if index < len(heading) else 0 for index in range(width)]
    most = max(map(len, good))
    if not most:
        lone = [sum(len(cell) == 2 and reads(cell) for cell in cells) for cells in filled]
        letters = [sum(number(cell) is None for cell in cells) for cells in filled]
        best = max(range(width), key=lambda k: (promise[k], lone[k], letters[k], -k))
        return best, lone[best] / len(some)
    close = [k for k in range(width) if len(good[k]) >= _SCALE * most]
    best = max(close, key=lambda k: (promise[k], sum(map(len, good[k])) / len(good[k]), -k))
    return best, len(good[best]) / len(some)


def _choice(
    columns: ElementColumns, column: int | None, share: float, rows: Sequence[Row]
) -> tuple[ElementColumns, bool, list[str]]:
    """Whether the alloys are taken from the elements or from the formulas, what the formulas tell of the unit, and what to say of it."""
    amounts = [_composition(columns, row, "at") for row in rows]
    weighed = [_composition(columns, row, "wt") for row in rows]
    written = [alloy(row[column]) if column is not None and column < len(row) else None for row in rows]
    both = [k for k in range(len(rows)) if amounts[k] and written[k]]
    if share == 0 or not both:
        return columns, True, []
    as_atoms, as_weight = (_agreeing([(one[k], written[k]) for k in both]) for one in (amounts, weighed))
    enough = _SCALE * len(both)
    agrees = max(as_atoms, as_weight) >= enough
    if agrees and not columns.stated and min(as_atoms, as_weight) < enough:
        unit: StatedUnit = "at" if as_atoms > as_weight else "wt"
        columns = replace(columns, stated=unit, stated_by="as the formulas beside them show", firm=True)
    readable = sum(one is not None for one in amounts)
    if agrees or len(both) < _SCALE * readable:
        fewer = "the alloys are taken from the amounts of elements, since fewer of the formulas beside them can be read"
        return columns, True, [] if agrees else [fewer]
    return (
        columns,
        False,
        [f"the amounts in the columns {columns.names} say otherwise than the formulas, which were taken"],
    )


def _composition(columns: ElementColumns, row: Row, unit: StatedUnit) -> Composition | None:
    try:
        return replace(columns, stated=unit).read(row).composition
    except HeaError:
        return None


def _agreeing(pairs: Sequence[tuple[Composition | None, Composition | None]]) -> int:
    return sum(bool(a and b and a.at_percent_moved(b) <= _SAME_AT_PERCENT) for a, b in pairs)


def _heading(rows: Sequence[Row], column: int | None) -> tuple[int | None, int]:
    """The row of headings and the first row of data.

    Above the first row that reads, the first row is the heading that has no number and is as wide as the data; where there is one
    column, only a row that promises alloys.
    """
    reads_at = next(
        (k for k, row in enumerate(rows) if column is not None and column < len(row) and is_alloy(row[column])), None
    )
    above = rows[: len(rows) if reads_at is None else reads_at][:_HEADINGS_WITHIN]
    wide = max((sum(map(bool, row)) for row in rows), default=0) > 1
    for k, row in enumerate(above):
        promises = any(names_alloys(cell) > 0 and len(cell) < 40 for cell in row)
        words = [cell for cell in row if cell and number(cell) is None]
        filled = sum(map(bool, row))
        if len(words) == filled and (
            promises if not wide else filled > 1 and (reads_at is not None or promises or k == 0)
        ):
            first = k + 1
            if wide and first < len(rows) and _is_second_heading(rows[first], column):
                first += 1
            return k, first
    return None, 0


def _is_second_heading(row: Row, column: int | None) -> bool:
    """A row of units below the headings: no number, no alloy."""
    name = row[column] if column is not None and column < len(row) else ""
    return (not name or is_unit(name)) and all(len(cell) <= 16 and number(cell) is None for cell in row)


def _names(rows: Sequence[Row], heading: int | None, first: int) -> tuple[str, ...]:
    """A name for each column: its heading with the unit below, else what stands above, else its number; never one twice."""
    width = max(map(len, rows))
    found: list[str] = []
    taken: set[str] = set()
    for index in range(width):
        parts = []
        if heading is not None:
            above = [
                rows[k][index] for k in (heading, heading - 1) if k >= 0 and index < len(rows[k]) and rows[k][index]
            ]
            below = [
                rows[k][index]
                for k in range(heading + 1, first)
                if index < len(rows[k]) and rows[k][index] not in NOTHING
            ]
            parts = above[:1] + [one if one.startswith(("(", "[")) else f"({one})" for one in below]
        name = base = " ".join(" ".join(parts).split())[:_LONGEST_NAME] or f"column {index + 1}"
        count = 1
        while name in taken:
            count += 1
            name = f"{base} ({count})"
        taken.add(name)
        found.append(name)
    return tuple(found)


def _end(rows: Sequence[Row], first: int, column: int | None, columns: ElementColumns | None) -> int:
    """Where the data end: lone cells of words at the end, which hold no alloy, are notes."""
    if max(map(len, rows)) == 1:
        return len(rows)
    end = len(rows)
    while end > first + 1:
        row = rows[end - 1]
        words = [cell for cell in row if cell]
        text = words[0]
        is_note = (
            len(words) == 1
            and number(text) is None
            and not reads(text)
            and (columns is not None or row.index(text) == 0)
        )
        if not is_note or (column is not None and column < len(row) and row[column] == text and " " not in text):
            break
        end -= 1
    return end
