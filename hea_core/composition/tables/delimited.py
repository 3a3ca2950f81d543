"""Text whose cells are parted by tabs, semicolons, commas, bars or wide gaps, in whatever encoding and with whatever line ends it was saved."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice, pairwise

from hea_core.composition.tables.cells import is_alloy, reads
from hea_core.composition.tables.grid import LONGEST_LINE, MOST_LINES, Grid, Intake
from hea_core.errors import RequestError, quoted

_MOSTLY = 0.8
_LOOKED_AT = 40
"""Lines from which the separator is told."""
_MARKS = "\t;,|"
_RULE = re.compile(r"[\s|:+=-]*-[\s|:+=-]*")
"""The line below the headings of a table drawn with signs."""
_ONE_TERM = re.compile(r"[A-Z][a-z]? ?[0-9.]*(?: ?(?:at\.?|wt\.?)? ?%)?,?")
_CUT = re.compile(r"[^,]*[A-Z][a-z]?[0-9]{1,3},[0-9]{1,3}[A-Z][^,]*")
"""Two cells that may be one formula."""
_GAP = re.compile(r"(?<=\S) {2,}(?=\S)")
_SEP_LINE = re.compile(r'"?sep=(.)"?[;,\t ]*', re.IGNORECASE)
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def decoded(content: bytes) -> str:
    """The text of a file: by its byte-order mark, as UTF-16 where every other byte is zero, as UTF-8, else as Windows wrote it (cp1252)."""
    encoding = next((name for mark, name in _BOMS if content.startswith(mark)), None) or _unmarked_utf16(content)
    if encoding:
        return content.decode(encoding, errors="replace").removeprefix("\ufeff")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _unmarked_utf16(content: bytes) -> str | None:
    start = content[:4096]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) * 10 < len(start) * 3 or min(even, odd) * 20 > len(start):  # letters of one half, zeros the other
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def grid(text: str, name: str = "") -> Grid:
    """Cells of a text; RequestError where a limit is passed or a quotation mark is never closed."""
    if "\x00" in text[:4096]:
        raise RequestError(
            "The file is not text: save the table as CSV or XLSX, for example with the headings Alloy and HV."
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.count("\n")
    if lines > MOST_LINES:
        raise RequestError(
            f"The text has {lines:,} lines, at most {MOST_LINES:,} are read: split it into parts, or delete the blank lines."
        )
    text = _ungapped(text)
    first, _, rest = text.partition("\n")
    named = _SEP_LINE.fullmatch(first.strip())
    mark = named.group(1) if named else _separator(text)
    intake = Intake()
    records = _records(rest if named else text, mark)
    start = list(islice(records, _LOOKED_AT))
    if mark == ",":
        _refuse_cut_formulas(start)
    spread = mark != "" and _is_spread_list(start)
    for number, row in enumerate(chain(start, records), start=2 if named else 1):
        for cells in [[cell] for cell in row] if spread else [row]:
            intake.add(number, cells)
    return intake.grid(name, mark)


def _is_spread_list(rows: Sequence[list[str]]) -> bool:
    """Whether every cell is an alloy of its own: CoCrFeNi, AlCoCrFeNi in one line."""
    cells = [cell.strip() for row in rows for cell in row if cell.strip()]
    return len(cells) > 1 and all(map(is_alloy, cells))


def _refuse_cut_formulas(rows: Sequence[list[str]]) -> None:
    """RequestError where the commas that part the cells cut a formula with a decimal comma in two: Al0 and 5CoCrFeNi."""
    for row in rows:
        for left, right in pairwise(cell.strip() for cell in row):
            whole = f"{left},{right}"
            if _CUT.fullmatch(whole) and is_alloy(whole) and not is_alloy(right):
                raise RequestError(
                    f"Commas part the cells and stand in formulas too ({quoted(whole)}): write decimal points, part the cells by "
                    "semicolons, or put one alloy a line."
                )


def _ungapped(text: str) -> str:
    """Columns that blanks hold apart, as copied from a page, parted by tabs."""
    lines = [line.strip() for line in text[: 400 * _LOOKED_AT].split("\n") if line.strip()][:_LOOKED_AT]
    gaps = Counter(len(_GAP.findall(line)) for line in lines)
    width = max(gaps, key=lambda count: gaps[count], default=0)
    aligned = width > 0 and gaps[width] > 1 and gaps[width] >= _MOSTLY * len(lines)
    terms = sum(all(map(_ONE_TERM.fullmatch, _GAP.split(line))) for line in lines)  # Fe 20  Ni 80 is one alloy
    if not aligned or 2 * terms > len(lines) or any(mark in line for mark in "\t;|" for line in lines):
        return text
    return "\n".join(_GAP.sub("\t", line.strip()) for line in text.split("\n"))


def _lines(text: str) -> Iterator[str]:
    for line in io.StringIO(text):
        if len(line) > LONGEST_LINE:
            raise RequestError(
                f"A line has {len(line):,} characters, at most {LONGEST_LINE:,} are read: keep the alloys and the columns you need."
            )
        yield line


def _records(text: str, mark: str) -> Iterator[list[str]]:
    if not mark:
        # one cell a line; quotation marks around the whole of it are the file's, not the formula's
        for line in _lines(text):
            bare = line.strip().rstrip(_MARKS + " ")
            quoted = len(bare) > 1 and bare[0] == bare[-1] == '"' and '"' not in bare[1:-1]
            yield [bare[1:-1] if quoted else bare]
        return
    lines = _lines(text)
    if mark == "|":
        lines = ("" if _RULE.fullmatch(line) else line.strip().strip("|") for line in lines)
    try:
        yield from csv.reader(lines, delimiter=mark)
    except csv.Error as error:
        raise RequestError(
            f"The table cannot be read ({error}): look for a quotation mark that is not closed, or save it again as CSV or XLSX."
        ) from None


def _separator(text: str) -> str:
    """The mark that parts the cells; "" where each line is one cell, whatever commas its formula holds.

    The mark in whose columns, or the lines in whose whole, alloys can be read; where that does not decide, the mark that parts the
    lines most evenly; then tab before semicolon before comma, since decimal commas stand in files that semicolons part.
    """
    lines = [line for line in text[: 400 * _LOOKED_AT].split("\n") if line.strip()][:_LOOKED_AT]
    scores = {mark: score for mark in _MARKS if (score := _score(lines, mark)) is not None}
    if not scores:
        return ""
    best = max(scores, key=lambda mark: (*scores[mark], -_MARKS.index(mark)))
    marked = [line.strip().strip('"') for line in lines if best in line]
    one_formula_a_line = not scores[best][0] and 2 * sum(map(reads, marked)) > len(marked)
    return "" if one_formula_a_line else best


def _score(lines: list[str], mark: str) -> tuple[bool, float] | None:
    """Whether a column reads in half of the lines, and the share of lines of the commonest width; None where the mark parts few."""
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=mark)]
    except csv.Error:
        return None
    widths = Counter(len(row) for row in rows)
    if 2 * widths[1] >= len(rows):
        return None
    columns = Counter(index for row in rows for index, cell in enumerate(row) if is_alloy(cell))
    most = max(columns.values(), default=0)
    return 2 * most >= len(rows), max(count for width, count in widths.items() if width > 1) / len(rows)
