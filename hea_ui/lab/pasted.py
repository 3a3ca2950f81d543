"""Results as people type them, a line an alloy and no headings ("AlCoCrFeNi BCC + B2, 512 HV, as cast"), as a table with headings. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from hea_core.composition.reading import read
from hea_core.composition.tables.cells import alloy
from hea_core.composition.tables.headings import element_heading
from hea_core.errors import HeaError, RequestError, quoted
from hea_core.lab.hardness import vickers
from hea_ui.lab.line_parts import bare_number, columns_of, cut_from_its_unit, is_of_several_states

_BREAK = re.compile(r"\s*[\t;:|]\s*|\s*,\s+|,|\s+[-–—=>→]+\s+|\s+(?!(?:at|wt|mol)\b|%)")
"""Where the alloy of a line may end; a unit stays with its amount."""
_HEADING = re.compile(r"(?:formula|alloys?|composition|phases?|sample|outcome|microstructure|structure)\b[^-]*", re.I)
_MOST_WORDS = 60
"""Words among which the alloy of a line ends."""
_LONGEST = 800
"""Characters of a line of results."""
_RESULTS = frozenset({"outcome", "phases", "hardness (HV)"})
COLUMNS = ("formula", "outcome", "phases", "hardness (HV)", "route", "method", "notes")


@dataclass(frozen=True)
class Typed:
    """Lines as a table with headings.

    Attributes:
        text: CSV, a row for each line that begins with an alloy.
        lines: the number of each of these lines.
        refused: number of every other line, and why it is left out.
        said: how the lines were read, in a sentence or two.
    """

    text: str
    lines: tuple[int, ...]
    refused: tuple[tuple[int, str], ...]
    said: str


def understood(text: str) -> Typed | None:
    """Lines without headings as a table; None where the text has headings, or nothing but alloys.

    RequestError where no line of results can be taken.
    """
    lines = [(place, line.strip()) for place, line in enumerate(text.splitlines(), start=1) if line.strip()]
    parted = [(place, line, _parted(line) if len(line) <= _LONGEST else None) for place, line in lines]
    if not any(found and found[1] for _, _, found in parted) or _is_heading(lines[0][1]):
        return None
    rows = [(place, found[0], columns_of(found[1])) for place, _, found in parted if found]
    mixed = {place for place, _, cells in rows if is_of_several_states(cells)}
    rows = [row for row in rows if row[0] not in mixed]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([formula, *(cells.get(name, "") for name in COLUMNS[1:])] for _, formula, cells in rows)
    refused = tuple(
        (place, _several_states(line) if place in mixed else _why(line))
        for place, line, found in parted
        if place in mixed or not found
    )
    if not rows:
        raise RequestError(refused[0][1])
    return Typed(out.getvalue(), tuple(place for place, _, _ in rows), refused, _said([cells for _, _, cells in rows]))


def _said(rows: Sequence[Mapping[str, str]]) -> str:
    used = [name for name in COLUMNS[1:] if any(name in cells for cells in rows)]
    return f"Read without headings, a line an alloy: formula, then {', '.join(used)}.{_bare(rows)}"


def _bare(rows: Sequence[Mapping[str, str]]) -> str:
    """A sentence on the first number that may have been meant as a hardness: one without a unit, a limit or a range."""
    for column, where in (("notes", "as a note"), ("route", "with the route"), ("method", "with the method")):
        for text in (text for cells in rows for text in cells.get(column, "").split("; ")):
            if column == "notes" and vickers(text):
                return f" {text} is no single value and is kept as a note: write one, for example 510 ± 10 HV."
            number = bare_number(text)
            if number:
                return f" {number} has no unit and is kept {where}: write {number} HV for a hardness."
    told = next((cells["notes"] for cells in rows if "notes" in cells and _RESULTS.isdisjoint(cells)), "")
    return f" {quoted(told)} names no outcome, phases or hardness and is kept as a note." if told else ""


def _several_states(line: str) -> str:
    return (
        f"{quoted(line)} gives results of several states or several values of one: write a line for each, for example AlCoCrFeNi BCC, "
        "512 HV, as cast."
    )


def _why(line: str) -> str:
    """Why a line is no result, or begins with no alloy."""
    if len(line) > _LONGEST:
        return (
            f"{quoted(line)} has {len(line):,} characters, at most {_LONGEST} are read: keep the alloy and its results."
        )
    try:
        read(_BREAK.split(line)[0])
    except HeaError as error:
        return str(error)
    return (
        f"{quoted(line)} does not begin with an alloy of two elements or more: write for example AlCoCrFeNi BCC + B2."
    )


def _is_heading(line: str) -> bool:
    cells = [cell.strip() for cell in re.split(r"[\t,;]", line)]
    return any(map(_HEADING.fullmatch, cells)) or sum(element_heading(cell) is not None for cell in cells) > 1


def _parted(line: str) -> tuple[str, str] | None:
    """The alloy that a line begins with and what stands behind it; None where it begins with none.

    The reader of alloys passes over phases behind a formula, so it is the shortest beginning that says the same alloy as the longest.
    """
    breaks = [found.start() for found in islice(_BREAK.finditer(line), _MOST_WORDS)]
    whole_line = [len(line)] if len(breaks) < _MOST_WORDS else []
    ends = [*whole_line, *(end for end in reversed(breaks) if not cut_from_its_unit(line, end))]
    read = [(end, alloy(line[:end])) for end in ends]
    whole = next((one for _, one in read if one), None)
    if whole is None:
        return None
    end = min(end for end, one in read if one == whole)
    behind = _BREAK.match(line, end)
    return line[:end], line[behind.end() :] if behind else line[end:]
