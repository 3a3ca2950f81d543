"""Results as people type them, a line an alloy and no headings ("AlCoCrFeNi BCC + B2, 512 HV, as cast"), as a table with headings. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from hea_core.composition.tables.cells import alloy
from hea_core.composition.tables.headings import element_heading
from hea_core.errors import HeaError
from hea_core.lab.intake import outcome_of
from hea_core.lab.phases import phases_of

_BREAK = re.compile(r"\s*[\t;:]\s*|\s*,\s+|,|\s+[-–—=>→]+\s+|\s+(?!(?:at|wt|mol)\b|%)")
"""Where the alloy of a line may end; a unit stays with its amount."""
_PART = re.compile(r"\s*[\t;]\s*|\s*,\s+|,(?![0-9])")
_FIGURE = r"[0-9][0-9.,]*(?:\s*(?:±|\+/-)\s*[0-9.,]+)?"
_HARDNESS = re.compile(rf"(?P<value>{_FIGURE})\s*HV\s?[0-9.]*|HV\s*[=:]?\s*(?P<behind>{_FIGURE})", re.I)
_FILLER = re.compile(r"(?:was|is|gave|shows?|showed|came out(?: as)?|turned out(?: as)?|found)\s+", re.I)
_SEVERAL = re.compile(r"(?:two|three|several|many|dual|duplex)(?:[- ]phases?)?", re.I)
_ROUTE = re.compile(
    r"cast|melt|anneal|homogeni|aged|sinter|film|powder|forged|rolled|sputter|print|LPBF|°C|\d\s*K\b", re.I
)
_METHOD = re.compile(r"\b(?:XRD|SEM|TEM|EBSD|EDS|EDX|APT|neutron)\b", re.I)
_PHASES = frozenset(phases_of("FCC+BCC+HCP+B2+L12+D022+Laves+sigma+mu+eta+amorphous")) | {
    "A1",
    "A2",
    "A3",
    "C14",
    "C15",
    "M23C6",
    "MC",
}
_HEADING = re.compile(r"\b(?:formula|alloys?|composition|phases?|sample|outcome)\b(?!-)", re.I)
_NUMBER = re.compile(r"[0-9.,]+(?:\s*±\s*[0-9.,]+)?")
COLUMNS = ("formula", "outcome", "phases", "hardness (HV)", "route", "method", "notes")


@dataclass
class _Line:
    formula: str
    parts: dict[str, str] = field(default_factory=dict)


def with_headings(text: str) -> tuple[str, str]:
    """The text as CSV with headings, and a sentence on how it was read; the text as it is and "" where it has headings or only alloys."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    parted = [_parted(line) for line in lines]
    if not any(one and one[1] for one in parted) or _is_heading(lines[0]):
        return text, ""
    rows = [_understood(*one) if one else _Line(line) for one, line in zip(parted, lines, strict=True)]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([row.formula, *(row.parts.get(name, "") for name in COLUMNS[1:])] for row in rows)
    used = [name for name in COLUMNS[1:] if any(name in row.parts for row in rows)]
    said = f"Read without headings, a line an alloy: formula, then {', '.join(used)}."
    bare = next(
        (note for row in rows for note in row.parts.get("notes", "").split("; ") if _NUMBER.fullmatch(note)), ""
    )
    return (
        out.getvalue(),
        f"{said} {bare} has no unit and is kept as a note: write {bare} HV for a hardness." if bare else said,
    )


def _is_heading(line: str) -> bool:
    cells = [cell.strip() for cell in re.split(r"[\t,;]", line)]
    return bool(_HEADING.search(line)) or sum(element_heading(cell) is not None for cell in cells) > 1


def _parted(line: str) -> tuple[str, str] | None:
    """The alloy that a line begins with and what stands behind it; None where it begins with none.

    The reader of alloys passes over phases behind a formula, so it is the shortest beginning that says the same alloy as the longest.
    """
    ends = [len(line), *(found.start() for found in reversed(list(_BREAK.finditer(line))))]
    read = [(end, alloy(line[:end])) for end in ends]
    whole = next((one for _, one in read if one), None)
    if whole is None:
        return None
    end = min(end for end, one in read if one == whole)
    behind = _BREAK.match(line, end)
    return line[:end], line[behind.end() :] if behind else line[end:]


def _understood(formula: str, rest: str) -> _Line:
    row = _Line(formula)
    for part in filter(None, (part.strip() for part in _PART.split(rest))):
        for name, value in _named(part):
            row.parts[name] = f"{row.parts[name]}; {value}" if name in row.parts else value
    return row


def _named(part: str) -> Iterator[tuple[str, str]]:
    """What one part of a line says, by column; what is none of them is a note."""
    hardness = _HARDNESS.search(part)
    if hardness:
        yield from _named(part[: hardness.start()].strip())
        yield "hardness (HV)", (hardness["value"] or hardness["behind"]).strip()
        yield from _named(part[hardness.end() :].strip())
        return
    words = _FILLER.sub("", part).split()
    for count in range(len(words), 0, -1):
        column, value = _column(" ".join(words[:count]))
        if column:
            yield column, value
            yield from _named(" ".join(words[count:]))
            return
    if part:
        yield "route" if _ROUTE.search(part) else "method" if _METHOD.search(part) else "notes", part


def _column(text: str) -> tuple[str, str]:
    """The column of an outcome or of phases, and what stands in it; ("", "") for anything else."""
    if _SEVERAL.fullmatch(text):
        return "outcome", "multiple"
    if set(phases_of(text)) <= _PHASES and text[-1] not in "+&/":
        return "phases", text
    try:
        outcome_of(text, ())
    except HeaError:
        return "", ""
    # 1 alone says nothing where no heading does
    return ("", "") if text.replace(".", "").isdigit() else ("outcome", text)
