"""Elements as columns, one amount a cell: which columns they are, what the amounts are shares of, and a row as a composition."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

from hea_core.composition.composition import Composition
from hea_core.composition.elements import elements
from hea_core.composition.reading import Reading, Unit
from hea_core.composition.tables.cells import NOTHING, is_rest, number
from hea_core.composition.tables.headings import (
    GASES,
    ElementHeading,
    Told,
    element_heading,
    is_unit,
    says_percent,
    unit_cell,
)
from hea_core.composition.weight_percent import to_moles
from hea_core.errors import FormulaError, quoted

Row = Sequence[str]

_NEAR = 0.03
"""How far a row may sum from 100 or from 1, relatively; where half of them are nearer, the amounts are percentages or fractions."""
_ROUNDED = 0.005
"""Of a row: three times 33.3 is 99.9."""
_QUANTITIES = frozenset({"Tm", *"BCFHIKNOPSUVWY"})
"""Symbols of elements that also head columns of something else: a temperature, a modulus, a volume."""
_TRACE = 0.01
"""Share of a row below which an element without tabulated data is left out."""
_MOST_DROPPED = 2
_WHOLE = {"percent": 100.0, "fraction": 1.0}
_UNIT_NAMES: dict[Told, str] = {"at": "at.%", "wt": "wt.%"}


@dataclass(frozen=True)
class ElementColumns:
    """The columns that hold amounts of elements.

    Attributes:
        columns: (symbol, index of the column), in the file's order.
        rest: index of a column "Balance", which names the element that is the rest, or is blank; None without one.
        rests: elements whose heading says that they are the rest: a blank cell there is.
        told: what the amounts are shares of; None where nothing says so.
        told_by: what says so, in words: "as the headings say".
        firm: whether the columns themselves say so, and not only a title or a name near by.
        kind: "percent" where rows sum to 100, "fraction" where to 1, "part" where they are called percentages and sum to neither,
            else "ratio".
        decimal_comma: 22,5 stands for 22.5 in this table.
        doubled: whether elements occur twice and the first columns were taken.
        gases: further columns of elements without tabulated data (O, N), of which a trace is left out and said.
    """

    columns: tuple[tuple[str, int], ...]
    rest: int | None = None
    rests: frozenset[str] = frozenset()
    told: Told | None = None
    told_by: str = ""
    firm: bool = False
    kind: str = "ratio"
    decimal_comma: bool = False
    doubled: bool = False
    gases: tuple[tuple[str, int], ...] = ()

    @property
    def ambiguous(self) -> bool:
        """Whether the amounts could be of atoms or of weight, as far as the file says."""
        return self.told is None and self.kind in _WHOLE

    def unit(self, asked: Unit = "auto") -> Told:
        """What the amounts are shares of: what the columns say, else what is asked for, else what is said near by, else atoms."""
        if self.told and (self.firm or asked == "auto"):
            return self.told
        return "at" if asked == "auto" else asked

    def amounts(self, row: Row) -> tuple[dict[str, float], list[str]]:
        """{symbol: amount > 0} of a row as written, and what was assumed; FormulaError names the cell that is no amount."""
        found: dict[str, float] = {}
        rest: list[str] = []
        assumed: list[str] = []
        for symbol, index in self.columns:
            text = row[index] if index < len(row) else ""
            value = number(text, self.decimal_comma) if text else None
            if value is not None:
                if value < 0:
                    raise FormulaError(
                        f"The amount of {symbol} is {quoted(text)}: write a number from 0 to 100, for example 20."
                    )
                if value > 0:
                    found[symbol] = value
            elif is_rest(text) or (symbol in self.rests and text.lower() in NOTHING):
                rest.append(symbol)
            elif text.startswith("<") and number(text[1:], self.decimal_comma) is not None:
                assumed.append(f"{symbol} {text} counted as 0")
            elif text.lower() not in NOTHING:
                raise FormulaError(
                    f"The amount of {symbol} is {quoted(text)}: write a number, for example 20, or bal. for the rest to 100."
                )
        named = row[self.rest] if self.rest is not None and self.rest < len(row) else ""
        if named in elements().index:
            rest.append(named)
        elif named.lower() not in NOTHING:
            raise FormulaError(
                f"The column of the rest holds {quoted(named)}: name the element that is the rest, for example Fe."
            )
        if rest:
            self._add_rest(found, rest)
        return found, assumed

    def _add_rest(self, found: dict[str, float], rest: list[str]) -> None:
        if len(rest) > 1:
            raise FormulaError(
                f"Both {rest[0]} and {rest[1]} are the rest to 100: give one of them a number, for example 20."
            )
        whole = _WHOLE.get(self.kind, 100.0)
        missing = whole - math.fsum(found.values())
        if missing <= 0 or rest[0] in found:
            raise FormulaError(
                f"{rest[0]} is the rest, but the other amounts sum to {whole - missing:g} of {whole:g}: check them, for example Cr 20, Fe bal."
            )
        found[rest[0]] = round(missing, 9)

    def read(self, row: Row, asked: Unit = "auto") -> Reading:
        """A row as an alloy; FormulaError says which amount cannot be read."""
        amounts, assumed = self.amounts(row)
        if not amounts:
            raise FormulaError(
                f"There is no amount in the columns {self.names}: write at least one above 0, for example 20."
            )
        if self.kind == "part":
            total = math.fsum(amounts.values())
            raise FormulaError(
                f"The percentages of {', '.join(amounts)} sum to {total:.6g}, not to 100: give the element that is the rest a column of its "
                "own, for example Fe with bal. in its cells."
            )
        assumed += self._with_gases(amounts, row)
        unit = self.unit(asked)
        composition = Composition.from_amounts(to_moles(amounts) if unit == "wt" else amounts)
        said = [*self._unit_assumed(asked), *self._sum_assumed(amounts), *assumed]
        name = _UNIT_NAMES[unit] if self.kind == "percent" else "" if unit == "at" else "by weight"
        text = ", ".join(f"{symbol} {amount:g} {name}".rstrip() for symbol, amount in amounts.items())
        return Reading(text, composition, "; ".join(said)[:1].upper() + "; ".join(said)[1:] + "." if said else None)

    def _with_gases(self, amounts: dict[str, float], row: Row) -> list[str]:
        """Add what a row holds of elements without data, but for traces; what is left out, one sentence each."""
        total = math.fsum(amounts.values())
        left_out = []
        for symbol, index in self.gases:
            value = number(_cell(row, index), self.decimal_comma) or 0.0
            if value > _TRACE * total:
                amounts[symbol] = value
            elif value > 0:
                left_out.append(f"{symbol} {value:g} is left out, since no data are held for it")
        return left_out

    def _unit_assumed(self, asked: Unit) -> list[str]:
        if self.told or asked != "auto":
            return []
        if self.kind in _WHOLE:
            return [
                "amounts taken as shares of atoms (at.%), since the table does not say whether of atoms or of weight"
            ]
        return ["amounts taken as ratios of atoms"]

    def _sum_assumed(self, amounts: dict[str, float]) -> list[str]:
        whole = _WHOLE.get(self.kind)
        total = math.fsum(amounts.values())
        if whole is None or abs(total / whole - 1) <= _ROUNDED:
            return []
        return [f"the amounts sum to {total:.6g}, not to {whole:g}, and were scaled to it"]

    @cached_property
    def names(self) -> str:
        """The elements, a few of them where they are many."""
        symbols = [symbol for symbol, _ in self.columns]
        return ", ".join(symbols) if len(symbols) <= 8 else f"{', '.join(symbols[:7])}, … {symbols[-1]}"


def find(heading: Row, below: Sequence[Row], decimal_comma: bool) -> ElementColumns | None:
    """The columns of elements under a heading, if most rows below hold amounts there.

    Args:
        heading: a row that may be the heading.
        below: rows after it, the first of which may hold units.
        decimal_comma: 22,5 stands for 22.5 in this table.
    """
    every = [(index, found) for index, cell in enumerate(heading) if (found := element_heading(cell))]
    gases = [(index, one) for index, one in every if one.symbol in GASES]
    named = [(index, one) for index, one in every if one.symbol not in GASES]
    if len({one.symbol for _, one in named}) < 3:  # AL, CO, CR or al, co, cr: read so only where there are several
        capitals = [
            (index, element_heading(cell.capitalize()))
            for index, cell in enumerate(heading)
            if (cell.isupper() or cell.islower()) and len(cell) < 3
        ]
        shouted = [(index, one) for index, one in capitals if one]
        named = shouted if len(shouted) > max(2, len(named)) else named
    if len(named) < 2:
        return None
    units: Row = below[0] if below else ()
    if units_row(units, [index for index, _ in named]):
        named, gases = (
            [(index, _with_unit(one, _cell(units, index))) for index, one in group] for group in (named, gases)
        )
        below = below[1:]
    columns = _columns(named, decimal_comma)
    columns = replace(columns, kind=_kind(columns, below))
    if columns.kind == "ratio":
        columns = _without_quantities(columns, below)
    if columns.kind == "ratio" and any(one.percent for _, one in named):
        columns = replace(columns, kind="part")
    columns = replace(columns, gases=_gases(columns, gases, below))
    amounts = [row for row in below if _sound(columns, row)]
    return (
        columns
        if len(columns.columns) + (columns.rest is not None) >= 2 and 2 * len(amounts) >= len(below) > 0
        else None
    )


def _with_unit(heading: ElementHeading, cell: str) -> ElementHeading:
    """A heading and the unit below it."""
    return replace(heading, unit=heading.unit or unit_cell(cell), percent=heading.percent or says_percent(cell))


def units_row(row: Row, indices: Sequence[int]) -> bool:
    """Whether a row holds units, and nothing else, in these columns."""
    cells = [cell for index in indices if (cell := _cell(row, index))]
    return bool(cells) and all(is_unit(cell) for cell in cells) and any(cell not in NOTHING for cell in row)


def _cell(row: Row, index: int) -> str:
    return row[index] if index < len(row) else ""


def _columns(named: list[tuple[int, ElementHeading]], decimal_comma: bool) -> ElementColumns:
    """One column for each element: those in at.% where a table gives both, else the first."""
    by_unit = {unit: [one for one in named if one[1].unit == unit] for unit in ("at", "wt")}
    if min(len({one.symbol for _, one in group}) for group in by_unit.values()) > 1:
        named = by_unit["at"]
    columns: dict[str, int] = {}
    for index, one in named:
        if one.symbol:
            columns.setdefault(one.symbol, index)
    told = {one.unit for _, one in named if one.unit}
    return ElementColumns(
        columns=tuple(columns.items()),
        rest=next((index for index, one in named if not one.symbol), None),
        rests=frozenset(one.symbol for _, one in named if one.symbol and one.rest),
        told=told.pop() if len(told) == 1 else None,
        told_by="as the headings say",
        firm=True,
        decimal_comma=decimal_comma,
        doubled=len(columns) < sum(bool(one.symbol) for _, one in named),
    )


def _sound(columns: ElementColumns, row: Row) -> dict[str, float] | None:
    try:
        return columns.amounts(row)[0]
    except FormulaError:
        return None


def _kind(columns: ElementColumns, rows: Sequence[Row]) -> str:
    totals = [math.fsum(amounts.values()) for row in rows if (amounts := _sound(columns, row))]

    def most_sum_to(whole: float) -> bool:
        return 2 * sum(abs(total / whole - 1) <= _NEAR for total in totals) >= len(totals) > 0

    return next((kind for kind, whole in _WHOLE.items() if most_sum_to(whole)), "ratio")


def _gases(
    columns: ElementColumns, named: Sequence[tuple[int, ElementHeading]], rows: Sequence[Row]
) -> tuple[tuple[str, int], ...]:
    """Which of the columns headed N, O, S or H hold amounts: N is a number of elements too, S an entropy.

    They do where the heading says of what the amounts are shares, where most rows that hold one sum better with it, and always for O.
    """
    whole = _WHOLE.get(columns.kind, math.nan)
    found: dict[str, int] = {}
    for index, one in named:
        better = []
        for row in rows:
            amounts, value = _sound(columns, row), number(_cell(row, index), columns.decimal_comma)
            if amounts and value:
                total = math.fsum(amounts.values())
                better.append(abs(total + value - whole) < abs(total - whole))
        other_unit = columns.told and one.unit and one.unit != columns.told
        said = one.symbol == "O" or one.unit or one.percent
        if not other_unit and (said or 2 * sum(better) > len(better)):
            found.setdefault(one.symbol, index)
    return tuple(found.items())


def _without_quantities(columns: ElementColumns, rows: Sequence[Row]) -> ElementColumns:
    """Without the one or two columns, such as Tm, B, K or V for a temperature or a modulus, without which the rows sum to 100 or 1."""
    for count in range(1, _MOST_DROPPED + 1):
        if len(columns.columns) - count < 2:
            break
        doubtful = [one for one in columns.columns if one[0] in _QUANTITIES]
        for dropped in combinations(doubtful, count):
            fewer = replace(columns, columns=tuple(one for one in columns.columns if one not in dropped))
            kind = _kind(fewer, rows)
            if kind != "ratio":
                return replace(fewer, kind=kind)
    return columns
