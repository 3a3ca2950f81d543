"""Tables that share a sheet with the one that is read: below it under a heading of their own, or beside it."""

from __future__ import annotations

from collections.abc import Sequence

from hea_core.composition.tables.element_columns import ElementColumns, Row, cell_of
from hea_core.composition.tables.headings import ElementHeading, element_heading

Named = Sequence[tuple[int, ElementHeading]]
"""Columns that hold amounts: index and heading."""


def next_heading(rows: Sequence[Row], first: int, columns: ElementColumns) -> int | None:
    """The first row of data that names other elements where amounts should stand: what is below belongs to them."""
    own = {index: symbol for symbol, index in columns.columns}
    for k in range(first, len(rows)):
        row = rows[k]
        cells = [cell for index in own if (cell := cell_of(row, index))]
        if not cells or not all(cell[0].isalpha() for cell in cells):
            continue
        named = {index: found.symbol for index, cell in enumerate(row) if (found := element_heading(cell))}
        if len(set(named.values()) - {""}) > 1 and named != own:
            return k
    return None


def side_by_side(named: Named) -> list[Named]:
    """The columns of amounts in groups that other columns part, where the groups are of different elements; else one group."""
    groups: list[list[tuple[int, ElementHeading]]] = []
    for index, one in named:
        if not groups or index != groups[-1][-1][0] + 1:
            groups.append([])
        groups[-1].append((index, one))
    same = all({one.symbol for _, one in group} == {one.symbol for _, one in groups[0]} for group in groups)
    return [named] if same else [*groups]


def name_rows_alike(heading: Row, groups: Sequence[Named]) -> bool:
    """Whether the same word stands before each group, which are tables of their own then: sample, Fe, Ni, sample, Mo, W."""
    words = {cell_of(heading, group[0][0] - 1) if group[0][0] else "" for group in groups}
    return len(words) == 1 and "" not in words
