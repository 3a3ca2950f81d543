"""Elements as columns, one amount a cell: what the amounts are shares of, and a row as a composition."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from hea_core.composition.composition import Composition
from hea_core.composition.elements import elements
from hea_core.composition.reading import Reading, Unit
from hea_core.composition.tables.cells import BELOW_DETECTION, NOTHING, is_rest, number, parts_per_million
from hea_core.composition.tables.headings import StatedUnit
from hea_core.composition.weight_percent import to_moles
from hea_core.errors import FormulaError, quoted

Row = Sequence[str]

_ROUNDED = 0.005
"""Of a row: three times 33.3 is 99.9."""
_TRACE = 0.01
"""Share of a row below which an element without tabulated data is left out."""
_FARTHEST_SUM = 1.5
"""A row that sums to so many times the whole, or to as small a part of it, is no alloy with a rounded amount but another thing, or half of one."""
WHOLE = {"percent": 100.0, "fraction": 1.0, "ppm": 1e6}
"""What the rows sum to, by kind of amounts."""
_UNIT_NAMES: dict[StatedUnit, str] = {"at": "at.%", "wt": "wt.%"}


def cell_of(row: Row, index: int) -> str:
    """The cell of a row, which may be shorter than the heading."""
    return row[index] if index < len(row) else ""


@dataclass(frozen=True)
class ElementColumns:
    """The columns that hold amounts of elements.

    Attributes:
        columns: (symbol, index of the column), in the file's order.
        rest: index of a column "Balance", which names the element that is the rest, or is blank; None without one.
        rests: elements whose heading says that they are the rest: a blank cell there is.
        stated: what the amounts are shares of; None where nothing says so.
        stated_by: what says so, in words: "as the headings say".
        firm: whether the columns themselves say so, and not only a title or a name near by.
        kind: "percent" where rows sum to 100, "fraction" where to 1, "ppm" where to a million, "part" where they are called percentages
            and sum to neither, else "ratio".
        decimal_comma: 22,5 stands for 22.5 in this table.
        doubled: whether elements occur twice and the first columns were taken.
        gases: further columns of elements without tabulated data (O, N), of which a trace is left out and said.
        mixed: where some elements are given in at.% and others in wt.%, which, in words; such rows cannot be read.
        traces: elements whose columns are in ppm, and left out.
        beside: elements of other tables beside this one, which were not read.
        quantities: symbols that head columns of something else, without which the rows sum to the whole.
    """

    columns: tuple[tuple[str, int], ...]
    rest: int | None = None
    rests: frozenset[str] = frozenset()
    stated: StatedUnit | None = None
    stated_by: str = ""
    firm: bool = False
    kind: str = "ratio"
    decimal_comma: bool = False
    doubled: bool = False
    gases: tuple[tuple[str, int], ...] = ()
    mixed: str = ""
    traces: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    quantities: tuple[str, ...] = ()

    @property
    def ambiguous(self) -> bool:
        """Whether the amounts could be of atoms or of weight, as far as the file says."""
        return self.stated is None and not self.mixed and self.kind in WHOLE

    def unit(self, asked: Unit = "auto") -> StatedUnit:
        """What the amounts are shares of: what the columns say, else what is asked for, else what is said near by, else atoms."""
        if self.stated and (self.firm or asked == "auto"):
            return self.stated
        return "at" if asked == "auto" else asked

    def amounts(self, row: Row) -> tuple[dict[str, float], list[str]]:
        """{symbol: amount > 0} of a row as written, and what was assumed; FormulaError names the cell that is no amount."""
        found: dict[str, float] = {}
        rest: list[str] = []
        assumed: list[str] = []
        for symbol, index in self.columns:
            text = cell_of(row, index)
            value = number(text, self.decimal_comma) if text else None
            if value is None and (value := self._of_ppm(text, row)) is not None:
                assumed.append(f"{symbol} {text} counted as {value:.6g}")
            if value is not None:
                if value < 0:
                    raise FormulaError(
                        f"The amount of {symbol} is {quoted(text)}: write a number from 0 to 100, for example 20."
                    )
                if value > 0:
                    found[symbol] = value
            elif is_rest(text) or (symbol in self.rests and text.lower() in NOTHING):
                rest.append(symbol)
            elif text.lower() in BELOW_DETECTION or self._is_small_limit(text):
                assumed.append(f"{symbol} {text} counted as 0")
            elif text.lower() not in NOTHING:
                raise FormulaError(
                    f"The amount of {symbol} is {quoted(text)}: write a number, for example 20, or bal. for the rest to 100."
                )
        named = "" if self.rest is None else cell_of(row, self.rest)
        if named in elements().index:
            rest.append(named)
        elif named.lower() not in NOTHING:
            raise FormulaError(
                f"The column of the rest holds {quoted(named)}: name the element that is the rest, for example Fe."
            )
        if rest:
            self._add_rest(found, rest)
        return found, assumed

    @property
    def _whole(self) -> float:
        """What rows sum to, or would if their amounts were percentages."""
        return WHOLE.get(self.kind, 100.0)

    def _of_ppm(self, text: str, row: Row) -> float | None:
        """What a cell in ppm is in the unit of its column, of a ratio by what the row sums to; None for any other cell."""
        ppm = parts_per_million(text, self.decimal_comma)
        if ppm is None:
            return None
        numbers = (number(cell_of(row, index), self.decimal_comma) or 0.0 for _, index in self.columns)
        return ppm * (WHOLE.get(self.kind) or math.fsum(numbers)) / WHOLE["ppm"]

    def _is_small_limit(self, text: str) -> bool:
        """Whether a cell gives a limit (<0.01) of so little that the amount may be left out."""
        limit = number(text[1:], self.decimal_comma) if text.startswith(("<", "≤")) else None
        return limit is not None and limit <= _TRACE * self._whole

    def sound(self, row: Row) -> dict[str, float]:
        """The amounts of a row; none where it cannot be read."""
        try:
            return self.amounts(row)[0]
        except FormulaError:
            return {}

    def _add_rest(self, found: dict[str, float], rest: list[str]) -> None:
        if len(rest) > 1:
            raise FormulaError(
                f"Both {rest[0]} and {rest[1]} are the rest to 100: give one of them a number, for example 20."
            )
        whole = self._whole
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
        total = math.fsum(amounts.values())
        if self.kind == "part":
            raise FormulaError(
                f"The percentages of {', '.join(amounts)} sum to {total:.6g}, not to 100: give the element that is the rest a column of its "
                "own, for example Fe with bal. in its cells."
            )
        if self.mixed:
            raise FormulaError(
                f"The table gives {self.mixed}: give all elements in one of them, for example Fe (wt.%), Cr (wt.%)."
            )
        whole = WHOLE.get(self.kind)
        if whole and not 1 / _FARTHEST_SUM <= total / whole <= _FARTHEST_SUM:
            raise FormulaError(
                f"The amounts of {', '.join(amounts)} sum to {total:.6g}, not to {_counted(whole)}: check them, or give the element that is the "
                "rest a column of its own, for example Cr 20, Fe 80."
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
            text = cell_of(row, index)
            value = number(text, self.decimal_comma) or self._of_ppm(text, row) or 0.0
            if value > _TRACE * total:
                amounts[symbol] = value
            elif value > 0:
                left_out.append(f"{symbol} {value:g} is left out, since no data are held for it")
        return left_out

    def _unit_assumed(self, asked: Unit) -> list[str]:
        if self.stated or asked != "auto":
            return []
        if self.kind in WHOLE:
            return [
                "amounts taken as shares of atoms (at.%), since the table does not say whether of atoms or of weight"
            ]
        return ["amounts taken as ratios of atoms"]

    def _sum_assumed(self, amounts: dict[str, float]) -> list[str]:
        whole = WHOLE.get(self.kind)
        total = math.fsum(amounts.values())
        if whole is None or abs(total / whole - 1) <= _ROUNDED:
            return []
        return [f"the amounts sum to {total:.6g}, not to {_counted(whole)}, and were scaled to it"]

    @property
    def remarks(self) -> list[str]:
        """Sentences on columns that were not taken."""
        said = []
        if self.doubled:
            said.append("Elements occur in several columns; the first of each was taken.")
        if self.traces:
            said.append(f"Left out of the compositions, since given in ppm: {', '.join(self.traces)}.")
        if self.quantities:
            said.append(
                f"Not taken for elements, since the amounts sum to the whole without them: the columns {', '.join(self.quantities)}."
            )
        if self.beside:
            said.append(
                f"The table beside it, of {', '.join(self.beside)}, was not read: give each table a sheet of its own."
            )
        return said

    @cached_property
    def names(self) -> str:
        """The elements, a few of them where they are many."""
        symbols = [symbol for symbol, _ in self.columns]
        return ", ".join(symbols) if len(symbols) <= 8 else f"{', '.join(symbols[:7])}, … {symbols[-1]}"


def _counted(whole: float) -> str:
    return f"{whole:,.0f}"
