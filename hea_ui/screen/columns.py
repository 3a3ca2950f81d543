"""The columns of a screening as the page offers them: those of numbers by their words, and which way of each is better."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from hea_core.screening import columns
from hea_core.screening.columns import Column

COLUMNS: Mapping[str, Column] = MappingProxyType(
    {column.words: column for column in columns.COLUMNS.values() if not column.classes}
)
"""Columns of numbers, by words."""
SIGNED: Mapping[str, str] = MappingProxyType(
    {
        f"{way} {column.words}": f"{sign}{column.name}"
        for column in COLUMNS.values()
        for way, sign in ((("high", ""), ("low", "-")) if column.better >= 0 else (("low", "-"), ("high", "")))
    }
)
"""What can be asked of a column, in words, and as the core says it: "low price" is "-price"."""


def options(pool: Sequence[str]) -> dict[str, Column]:
    """Columns of a result over these elements, by words."""
    return {**COLUMNS, **{symbol: columns.amount(symbol) for symbol in pool}}


def help_table() -> str:
    """Every column that a condition may name, with its meaning and unit, as Markdown."""
    rows = ""
    for column in columns.COLUMNS.values():
        named = " or ".join(f"`{column.name}=={name}`" for name in column.classes) or f"`{column.name}`"
        meaning = f"{column.words}, {column.note}" if column.note else column.words
        rows += f"\n| {named} | {meaning} | {column.unit} |"
    return f"| column | meaning | unit |\n|---|---|---|{rows}\n| an element, as `Al` | its content | at.% |"
