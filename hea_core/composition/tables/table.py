"""A table of alloys that was understood, and each of its rows read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import zip_longest

from hea_core.composition.reading import Reading, Unit, read
from hea_core.composition.tables.cells import NOTHING, refuse_letter, with_points
from hea_core.composition.tables.element_columns import ElementColumns, cell_of
from hea_core.composition.tables.headings import StatedUnit, unit_cell
from hea_core.composition.tables.layout import LOOKED_AT, Layout
from hea_core.errors import HeaError, RequestError, quoted

ELEMENTS = "elements"
"""What to ask for as column where the amounts of elements in their columns are meant."""
_LISTED = 12
"""Names or rows that a sentence lists; of more it says how many."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a table.

    Attributes:
        number: of the row in the file, the first of which is 1.
        cells: of the row as text, in the order of the table's names; cells at the end may be left out.
        text: the alloy as written; from columns of elements, their amounts with the unit.
        reading: what it stands for; None where it cannot be read.
        error: one sentence where it cannot be read, else "".
    """

    number: int
    cells: tuple[str, ...]
    text: str
    reading: Reading | None
    error: str = ""


@dataclass(frozen=True, eq=False)
class Table:
    """Alloys in rows; `entries` reads them.

    Attributes:
        file: name of the file; "" for pasted text.
        sheet: name of the sheet; "" where there are none.
        sheets: names of all sheets that could be taken.
        others: of those, the ones that hold alloys too and were passed over.
        rows: cells of the rows of data; cells at the end of a row may be left out.
        numbers: of the rows in the file.
        layout: what is where.
        left_out: rows that were passed over as titles, notes, sums, means or repeated headings: their numbers in the file, and their text.
    """

    file: str
    sheet: str
    sheets: tuple[str, ...]
    others: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    layout: Layout
    left_out: tuple[tuple[int, str], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Of the columns, all different."""
        return self.layout.names

    @property
    def by_elements(self) -> bool:
        """Whether each row's alloy is taken from columns of elements."""
        return self.layout.by_elements

    @property
    def ambiguous(self) -> bool:
        """Whether the amounts could be of atoms or of weight, as far as the file says: ask."""
        return self._used is not None and self._used.ambiguous

    @property
    def firm(self) -> bool:
        """Whether the columns themselves say what their amounts are shares of, so that no choice of a unit changes them."""
        return self._used is not None and self._used.firm and bool(self._used.stated)

    @property
    def _used(self) -> ElementColumns | None:
        """The columns of elements that the alloys are taken from; None where they are taken from formulas."""
        return self.layout.elements if self.by_elements else None

    @property
    def column(self) -> str:
        """What the alloys are taken from: the name of the column of formulas, or ELEMENTS."""
        if self.by_elements or self.layout.column is None:
            return ELEMENTS
        return self.names[self.layout.column]

    @property
    def columns(self) -> tuple[str, ...]:
        """What they could be taken from."""
        return ((ELEMENTS,) if self.layout.elements else ()) + self.names

    def taking(self, column: str) -> Table:
        """The same table with its alloys taken from another column; RequestError where it has none of this name."""
        names = {name.casefold(): k for k, name in reversed(list(enumerate(self.names)))}
        index = names.get(column.strip().casefold())
        if index is not None:
            return replace(self, layout=replace(self.layout, column=index, by_elements=False, remarks=()))
        if column.strip().casefold() == ELEMENTS and self.layout.elements:
            return replace(self, layout=replace(self.layout, by_elements=True, remarks=()))
        raise RequestError(f"There is no column {quoted(column)}: choose among {_listed(self.columns)}.")

    def entries(self, unit: Unit = "auto", rows: slice = slice(None)) -> Iterator[Entry]:
        """Read rows, each distinct text once.

        Args:
            unit: what amounts are shares of where the table does not say it itself.
            rows: which of them; all if not given.
        """
        for number, row in zip(self.numbers[rows], self.rows[rows], strict=True):
            yield self._by_elements(number, row, unit) if self._used else self._by_formula(number, row, unit)

    def _by_elements(self, number: int, row: tuple[str, ...], unit: Unit) -> Entry:
        columns = self._used
        assert columns is not None
        try:
            found = columns.read(row, self._unit_of(row) or unit)
        except HeaError as error:
            cells = [f"{symbol} {row[index]}" for symbol, index in columns.columns if index < len(row) and row[index]]
            return Entry(number, row, ", ".join(cells), None, str(error))
        return Entry(number, row, found.text, found)

    def _unit_of(self, row: tuple[str, ...]) -> Unit | None:
        """The unit that a cell before the amounts gives a row of its own, as where rows in wt.% and in at.% take turns."""
        return next((unit for cell in row[: self._amounts_begin] if "%" in cell and (unit := unit_cell(cell))), None)

    @cached_property
    def _amounts_begin(self) -> int:
        columns = self.layout.elements
        return min(index for _, index in columns.columns) if columns else 0

    def _by_formula(self, number: int, row: tuple[str, ...], unit: Unit) -> Entry:
        index = self.layout.column
        text = row[index] if index is not None and index < len(row) else ""
        own = unit_cell(cell_of(row, self._units)) if self._units is not None else None
        key = (text, unit, own)
        if key not in self._read:
            self._read[key] = self._formula(*key)
        found = self._read[key]
        return Entry(number, row, text, None, found) if isinstance(found, str) else Entry(number, row, text, found)

    @cached_property
    def _read(self) -> dict[tuple[str, Unit, StatedUnit | None], Reading | str]:
        """Readings of formulas, or why there is none."""
        return {}

    @cached_property
    def _units(self) -> int | None:
        """Index of a column beside the formulas that holds nothing but at.% and wt.%."""
        columns = (
            set(map(str.strip, column)) - NOTHING for column in zip_longest(*self.rows[:LOOKED_AT], fillvalue="")
        )
        return next(
            (k for k, cells in enumerate(columns) if cells and all("%" in c and unit_cell(c) for c in cells)), None
        )

    def _formula(self, text: str, asked: Unit, own: StatedUnit | None) -> Reading | str:
        unit = own or (self.layout.stated if asked == "auto" and self.layout.stated else asked)
        spellings = dict.fromkeys((with_points(text), text) if self.layout.decimal_comma else (text, with_points(text)))
        errors = []
        for spelling in spellings:
            try:
                refuse_letter(text)
                found = read(spelling, unit)
            except HeaError as error:
                errors.append(str(error))
            else:
                said = found.assumption
                if said and unit != asked:  # it is the table that asks
                    said = said.replace("as asked", "as its row says" if own else "as the heading says")
                return (
                    found
                    if spelling is text and said == found.assumption
                    else replace(found, text=text, assumption=said)
                )
        return errors[0]

    @property
    def understood(self) -> str:
        """One sentence on where the alloys are taken from."""
        columns = self._used
        if columns:
            count = f"{len(columns.columns)} columns of elements ({columns.names})"
            if columns.stated:
                return f"Compositions from {count}, in {columns.stated}.%, {columns.stated_by}."
            of = {"percent": "percentages without a unit", "fraction": "fractions without a unit"}.get(
                columns.kind, "ratios of atoms"
            )
            return f"Compositions from {count}, {of}."
        if len(self.names) == 1:
            return "One alloy a row."
        return f"Alloys from the column {quoted(self.column)}."

    @property
    def remarks(self) -> tuple[str, ...]:
        """Sentences on what was chosen or left out, to be shown before the answers."""
        said = [f"{text[0].upper()}{text[1:]}." for text in self.layout.remarks]
        if self.others:
            verb = "holds" if len(self.others) == 1 else "hold"
            said.append(f"The sheet {quoted(self.sheet)} was taken; {_listed(self.others)} {verb} alloys too.")
        if self._used:
            said += self._used.remarks
        if self.left_out:
            rows = _several([f"{number} {quoted(text)}" for number, text in self.left_out])
            said.append(
                f"Not read as alloys but as titles, notes, sums, means, other tables or repeated headings: row {rows}."
            )
        return tuple(said)


def _listed(names: Sequence[str]) -> str:
    return _several([quoted(name) for name in names])


def _several(parts: Sequence[str]) -> str:
    return ", ".join(parts[:_LISTED]) + (f" and {len(parts) - _LISTED} more" if len(parts) > _LISTED else "")
