"""Which columns of a table hold amounts of elements, found by their heading and the rows below it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from hea_core.composition.tables.cells import NOTHING, is_rest, number, unit_behind
from hea_core.composition.tables.element_columns import WHOLE, ElementColumns, Row, cell_of
from hea_core.composition.tables.headings import (
    GASES,
    ElementHeading,
    StatedUnit,
    element_heading,
    is_unit,
    says_percent,
    says_ppm,
    spoken_unit,
    unit_cell,
)
from hea_core.composition.tables.neighbours import Named, name_rows_alike, side_by_side

_NEAR = 0.03
"""How far a row may sum from 100 or from 1, relatively; where half of them are nearer, the amounts are percentages or fractions."""
_QUANTITIES = frozenset({"Tm", *"BCFHIKNOPSUVWY"})
"""Symbols of elements that also head columns of something else: a temperature, a modulus, a volume."""
_MOST_DROPPED = 2
_NO_RATIO = 5.0
"""Beside amounts with decimals, one as large as this is no part of a ratio."""


def find(heading: Row, below: Sequence[Row], decimal_comma: bool, above: Row = ()) -> ElementColumns | None:
    """The columns of elements under a heading, if most rows below hold amounts there.

    Args:
        heading: a row that may be the heading.
        above: the row before it, whose merged cells may part it into at.% and wt.%.
        below: rows after it, the first of which may hold units.
        decimal_comma: 22,5 stands for 22.5 in this table.
    """
    headed = _headed(heading)
    places = [index for index, one in headed if one.symbol not in GASES]
    if len(places) < 2:
        return None
    merged = _merged_units(above, len(heading))
    if {"at", "wt"} <= {merged[index] for index in places}:
        headed = [(index, replace(one, unit=one.unit or merged[index])) for index, one in headed]
    if below and units_row(below[0], places):
        common = _common_unit(below[0], places)
        headed = [(index, _with_unit(one, common or cell_of(below[0], index))) for index, one in headed]
        below = below[1:]
    stated_by = "as the headings say" if any(one.unit for _, one in headed) else "as the cells say"
    headed = _with_units_of_cells(headed, below)
    all_ppm = _all_in_ppm([(index, one) for index, one in headed if index in places], below)
    traces = tuple(one.symbol for _, one in headed if one.ppm and not all_ppm)
    gases = [(index, one) for index, one in headed if one.symbol in GASES and (all_ppm or not one.ppm)]
    named = [(index, one) for index, one in headed if one.symbol not in GASES and (all_ppm or not one.ppm)]
    named, beside = _first_table(heading, named, below, decimal_comma)
    found = replace(_columns(named, decimal_comma), stated_by=stated_by)
    if {"at", "wt"} <= {found.stated, *_units_of_cells(below, [index for index, _ in named])}:
        found = replace(found, mixed="some amounts in at.% and others in wt.%")
    columns = _in_ppm(found) if all_ppm else _of_kind(found, below, any(one.percent for _, one in named))
    if columns is None:
        return None
    columns = replace(columns, traces=traces, beside=beside, gases=_gases(columns, gases, below))
    readable = sum(bool(columns.sound(row)) for row in below)
    enough = len(columns.columns) + (columns.rest is not None) >= 2
    return columns if enough and 2 * readable >= len(below) > 0 else None


def _headed(heading: Row) -> list[tuple[int, ElementHeading]]:
    """Index and element of the cells that name one; AL, CO, CR or al, co, cr only where there are several."""
    headed = [(index, found) for index, cell in enumerate(heading) if (found := element_heading(cell))]
    metals = [one.symbol for _, one in headed if one.symbol not in GASES]
    if len(set(metals)) > 2:
        return headed
    in_one_case = [
        (index, found)
        for index, cell in enumerate(heading)
        if (cell.isupper() or cell.islower()) and len(cell) < 3 and (found := element_heading(cell.capitalize()))
    ]
    return in_one_case if len(in_one_case) > max(2, len(metals)) else headed


def _of_kind(columns: ElementColumns, below: Sequence[Row], percent: bool) -> ElementColumns | None:
    """Columns with the kind of their amounts, without what are quantities rather than elements; None where all are.

    Args:
        columns: of elements, as headed.
        below: rows of amounts.
        percent: whether the headings speak of percentages.
    """
    columns = replace(columns, kind=_kind(columns, below))
    if columns.kind == "ratio":
        columns = _without_quantities(columns, below)
    if columns.kind != "ratio":
        return columns
    if not columns.stated and _QUANTITIES.issuperset(symbol for symbol, _ in columns.columns):
        return None  # T, P, V: a temperature, a pressure and a volume
    part = percent or (not columns.stated and _parts_of_more(columns, below))
    return replace(columns, kind="part") if part else columns


def _first_table(
    heading: Row, named: list[tuple[int, ElementHeading]], below: Sequence[Row], decimal_comma: bool
) -> tuple[list[tuple[int, ElementHeading]], tuple[str, ...]]:
    """The columns of the first of several tables side by side, and the elements of the others."""
    groups = side_by_side(named)
    if len(groups) == 1 or _sum_to_whole(named, below, decimal_comma):
        return named, ()
    if not name_rows_alike(heading, groups) and not all(_sum_to_whole(one, below, decimal_comma) for one in groups):
        return named, ()
    return list(groups[0]), tuple(one.symbol for group in groups[1:] for _, one in group if one.symbol)


def _sum_to_whole(named: Named, rows: Sequence[Row], decimal_comma: bool) -> bool:
    return _kind(_columns(list(named), decimal_comma), rows) in WHOLE


def _with_unit(heading: ElementHeading, cell: str) -> ElementHeading:
    """A heading and the unit below it."""
    return replace(
        heading,
        unit=heading.unit or unit_cell(cell),
        percent=heading.percent or says_percent(cell),
        ppm=heading.ppm or says_ppm(cell),
    )


def _all_in_ppm(named: list[tuple[int, ElementHeading]], below: Sequence[Row]) -> bool:
    """Whether all columns are in parts per million but for one that is the rest."""
    others = [index for index, one in named if not one.ppm]
    return len(others) < len(named) and all(is_rest(cell_of(row, index)) for index in others for row in below)


def _in_ppm(columns: ElementColumns) -> ElementColumns:
    """Columns that are all in parts per million, of weight unless they say otherwise."""
    if columns.stated:
        return replace(columns, kind="ppm")
    return replace(columns, kind="ppm", stated="wt", stated_by="as ppm of an analysis are", firm=False)


def _units_of_cells(below: Sequence[Row], indices: Sequence[int]) -> set[StatedUnit]:
    """The units that stand behind the numbers in some columns, as in "20 at.%"."""
    return {said for row in below for index in indices if (said := unit_cell(unit_behind(cell_of(row, index))))}


def _with_units_of_cells(
    headed: list[tuple[int, ElementHeading]], below: Sequence[Row]
) -> list[tuple[int, ElementHeading]]:
    """The headings, each with the one unit that stands behind all numbers below it where it says none."""
    units = {index: _units_of_cells(below, [index]) for index, _ in headed}
    return [
        (index, replace(one, unit=next(iter(units[index]))) if len(units[index]) == 1 and not one.unit else one)
        for index, one in headed
    ]


def _common_unit(row: Row, indices: Sequence[int]) -> str:
    """The unit that stands alone in a row below the headings, outside the columns of elements; "" where each column has its own."""
    if any(cell_of(row, index) for index in indices):
        return ""
    return next((cell for cell in row if unit_cell(cell) or (is_unit(cell) and says_ppm(cell))), "")


def _merged_units(row: Row, width: int) -> list[StatedUnit | None]:
    """The unit over each of `width` columns: a merged cell is filled at its left, and blank up to the next."""
    found: list[StatedUnit | None] = []
    for index in range(width):
        cell = cell_of(row, index)
        found.append((unit_cell(cell) or spoken_unit(cell)) if cell else found[-1] if found else None)
    return found


def units_row(row: Row, indices: Sequence[int]) -> bool:
    """Whether a row holds units, and nothing else, in these columns; or one unit beside them."""
    cells = [cell for index in indices if (cell := cell_of(row, index))]
    if not cells:
        return bool(_common_unit(row, indices))
    return all(is_unit(cell) for cell in cells) and any(cell not in NOTHING for cell in row)


def _columns(named: list[tuple[int, ElementHeading]], decimal_comma: bool) -> ElementColumns:
    """One column for each element: those in at.% where a table gives both, else the first."""
    by_unit = {unit: [one for one in named if one[1].unit == unit] for unit in ("at", "wt")}
    in_atoms, in_weight = ({one.symbol for _, one in group} for group in by_unit.values())
    if min(len(in_atoms), len(in_weight)) > 1:
        named = by_unit["at"]
    columns: dict[str, int] = {}
    for index, one in named:
        if one.symbol:
            columns.setdefault(one.symbol, index)
    stated = {one.unit for _, one in named if one.unit}
    return ElementColumns(
        columns=tuple(columns.items()),
        rest=next((index for index, one in named if not one.symbol), None),
        rests=frozenset(one.symbol for _, one in named if one.symbol and one.rest),
        stated=stated.pop() if len(stated) == 1 else None,
        firm=True,
        decimal_comma=decimal_comma,
        mixed=_mixed(in_atoms, in_weight - in_atoms),
        doubled=len(columns) < sum(bool(one.symbol) for _, one in named),
    )


def _mixed(in_atoms: set[str], only_in_weight: set[str]) -> str:
    """Which elements are in at.% and which in wt.% alone, in words; "" where there is nothing of both. "" is the rest, of either."""
    atoms, weight = (", ".join(sorted(filter(None, group))) for group in (in_atoms, only_in_weight))
    return f"{atoms} in at.% and {weight} in wt.%" if atoms and weight else ""


def _kind(columns: ElementColumns, rows: Sequence[Row]) -> str:
    totals = [math.fsum(amounts.values()) for row in rows if (amounts := columns.sound(row))]

    def most_sum_to(whole: float) -> bool:
        return 2 * sum(abs(total / whole - 1) <= _NEAR for total in totals) >= len(totals) > 0

    return next((kind for kind, whole in WHOLE.items() if most_sum_to(whole)), "ratio")


def _parts_of_more(columns: ElementColumns, rows: Sequence[Row]) -> bool:
    """Whether most rows look like percentages that lack their base: C 0.03, Cr 18, Ni 10. A ratio has smaller or whole numbers."""
    found = [list(amounts.values()) for row in rows if (amounts := columns.sound(row))]
    parts = [
        max(one) >= _NO_RATIO and math.fsum(one) >= 2 * _NO_RATIO and not all(amount.is_integer() for amount in one)
        for one in found
    ]
    return 2 * sum(parts) > len(parts)


def _gases(
    columns: ElementColumns, named: Sequence[tuple[int, ElementHeading]], rows: Sequence[Row]
) -> tuple[tuple[str, int], ...]:
    """Which of the columns headed N, O, S or H hold amounts: N is a number of elements too, S an entropy.

    They do where the heading says of what the amounts are shares, where most rows that hold one sum better with it, and always for O.
    """
    whole = WHOLE.get(columns.kind, math.nan)
    found: dict[str, int] = {}
    for index, one in named:
        better = []
        for row in rows:
            amounts, value = columns.sound(row), number(cell_of(row, index), columns.decimal_comma)
            if amounts and value:
                total = math.fsum(amounts.values())
                better.append(abs(total + value - whole) < abs(total - whole))
        other_unit = columns.stated and one.unit and one.unit != columns.stated
        said = one.symbol == "O" or one.unit or one.percent
        if not other_unit and (said or 2 * sum(better) > len(better)):
            found.setdefault(one.symbol, index)
    return tuple(found.items())


def _without_quantities(columns: ElementColumns, rows: Sequence[Row]) -> ElementColumns:
    """Without the one or two columns, or all, such as Tm, B, K or V for a temperature or a modulus, without which the rows sum to 100 or 1."""
    doubtful = [one for one in columns.columns if one[0] in _QUANTITIES]
    counts = sorted({*range(1, min(_MOST_DROPPED, len(doubtful)) + 1), len(doubtful)} - {0})
    for dropped in (some for count in counts for some in combinations(doubtful, count)):
        fewer = replace(columns, columns=tuple(one for one in columns.columns if one not in dropped))
        kind = _kind(fewer, rows) if len(fewer.columns) > 1 else "ratio"
        if kind != "ratio":
            return replace(fewer, kind=kind, quantities=tuple(symbol for symbol, _ in dropped))
    return columns
