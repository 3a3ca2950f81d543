"""What a text typed anywhere asks for, and the page that answers it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from hea_core.composition.elements import elements
from hea_core.composition.reading import read
from hea_core.composition.series import is_series, parse_series
from hea_core.errors import FormulaError, HeaError
from hea_ui.common.wording import counted

MOST_CHARACTERS = 1_000_000
_MOST_ELEMENTS = 10
"""In one alloy of a screening."""
_PARTS = (r"[\n\r;]+", r",", r"\s+")
"""What stands between the entries of a list, tried in this order."""


@dataclass(frozen=True)
class Route:
    """Where a text leads.

    Attributes:
        page: that answers.
        query: its parameters, by name.
        said: how the text was read, where it could have been read otherwise.
        other: the other reading as words of a button and a route.
    """

    page: str
    query: Mapping[str, str | list[str]]
    said: str = ""
    other: tuple[str, Route] | None = field(default=None)


def route(text: str) -> Route:
    """Where a text leads: one alloy, a series or a list to Check, a set of elements to Screen.

    Elements without amounts that are set apart by blanks or commas are a set; run together, or with an amount, they are an alloy.
    HeaError says what cannot be read.
    """
    text = text.strip()
    if not text:
        raise FormulaError("Type an alloy, for example CoCrFeMnNi, a series, a list, or elements as Al Co Cr Fe Ni.")
    if is_series(text):
        parse_series(text)
        return Route("Check", {"formula": " ".join(text.split())})
    symbols = _element_set(text)
    if symbols:
        return _space(symbols)
    several = _entries(text)
    if several:
        said = f"Read as a list of {len(several):,} alloys."
        return Route("Check", {"ask": "Many alloys", "many": "\n".join(several)}, said)
    found = read(" ".join(text.split()))
    return Route("Check", {"formula": found.text})


def _element_set(text: str) -> tuple[str, ...]:
    """The elements of a set, () where the text is none."""
    symbols = tuple(dict.fromkeys(re.split(r"[\s,;]+", text)))
    return symbols if len(symbols) > 1 and set(symbols) <= set(elements().symbols) else ()


def _space(symbols: tuple[str, ...]) -> Route:
    alloy = "".join(symbols)
    query: dict[str, str | list[str]] = {"elements": ", ".join(symbols)}
    most = min(len(symbols), _MOST_ELEMENTS)
    least = min(4, most)
    if (least, min(6, most)) != (4, 6):
        query["orders"] = [str(least), str(min(6, most))]
    other = (f"Check {alloy}, one alloy", Route("Check", {"formula": alloy}))
    return Route("Screen", query, f"Read as a set of {counted(len(symbols), 'element')} to make alloys of.", other)


def _entries(text: str) -> list[str]:
    """The entries of a list; none where the text is one alloy, or no list of alloys.

    Lines and semicolons always part entries. Commas and blanks do where the whole is no alloy, but all that they part are, each of
    two elements or more.
    """
    by_line, *others = _PARTS
    lines = [part.strip() for part in re.split(by_line, text) if part.strip()]
    if len(lines) > 1:
        if not any(map(_elements_in, lines)):
            read(lines[0])  # says what is wrong with it
        return lines
    if _elements_in(text):
        return []
    for mark in others:
        parts = [part.strip() for part in re.split(mark, text) if part.strip()]
        if len(parts) > 1 and all(_elements_in(part) > 1 for part in parts):
            return parts
    return []


def _elements_in(text: str) -> int:
    try:
        return len(read(text).composition.elements)
    except HeaError:
        return 0
