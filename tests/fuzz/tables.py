"""Random tables, valid and damaged, for the reader of tables: `python -m tests.fuzz.tables --count 200000 --seed 1`.

A grammar makes sound CSV and XLSX files of all the kinds that are read; mutations cut, swap and overwrite bytes of the file, of the parts
inside an XLSX package, or of the characters of a CSV. Whatever comes in, nothing may come out but a table or a HeaError, and every
composition must sum to 100.
"""

from __future__ import annotations

import argparse
import io
import math
import random
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from hea_core.composition.tables import Table, open_file
from hea_core.errors import HeaError

SYMBOLS = (
    "Al",
    "B",
    "C",
    "Co",
    "Cr",
    "Cu",
    "Fe",
    "Hf",
    "Mn",
    "Mo",
    "N",
    "Nb",
    "Ni",
    "Si",
    "Ta",
    "Ti",
    "V",
    "W",
    "Y",
    "Zr",
)
_NAMES = (
    "Alloy",
    "Formula",
    "Nominal composition",
    "id",
    "Heat",
    "No.",
    "Phase",
    "HV",
    "Tm",
    "T (K)",
    "Base",
    "",
    "System",
    "x",
    "Bal.",
)
_UNITS = ("", " (at.%)", " wt%", "_at", " [wt.%]", " %", " frac", "_at_percent")
_WORDS = (
    "FCC",
    "B2",
    "A1",
    "B",
    "C14",
    "as-cast",
    "n/a",
    "-",
    "bal",
    "Bal.",
    "Fe",
    "<0.1",
    "20 ± 1",
    "1,650",
    "1.650,5",
    "22,5",
    "=1+1",
    "ü",
    "–",
)
_MARKS = (",", ";", "\t", "|")
_ENDS = ("\n", "\r\n", "\r")
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252")
_ODD = (
    '"',
    "\x00",
    "\r",
    "\n",
    ",",
    ";",
    "\t",
    "sep=;\n",
    "'",
    "\ufeff",
    "=",
    "٣",
    "\u2028",
    "\ud7ff",
    "1e999",
    "-1",
    "9" * 400,
)
_NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def formula(rng: random.Random) -> str:
    """An alloy as people write it, mostly readable."""
    symbols = rng.sample(SYMBOLS, rng.randint(1, 6))
    style = rng.random()
    if style < 0.4:
        return "".join(symbols)
    if style < 0.8:
        return "".join(f"{s}{rng.choice(('', rng.randint(1, 60), round(rng.random() * 3, 2)))}" for s in symbols)
    if style < 0.9:
        return ", ".join(f"{s} {100 / len(symbols):g} {rng.choice(('at.%', 'wt.%'))}" for s in symbols)
    return f"{symbols[0]}-" + "-".join(f"{rng.randint(1, 20)}{s}" for s in symbols[1:])


def cells(rng: random.Random) -> list[list[str]]:
    """Rows of a table: titles, heading, units, data with formulas or amounts, notes."""
    width, count = rng.randint(1, 8), rng.randint(0, 12)
    by_elements = rng.random() < 0.5
    symbols = rng.sample(SYMBOLS, min(width, rng.randint(1, 6))) if by_elements else []
    unit = rng.choice(_UNITS)
    heading = [s + (unit if rng.random() < 0.9 else rng.choice(_UNITS)) for s in symbols]
    heading += [rng.choice(_NAMES) for _ in range(width - len(heading))]
    rng.shuffle(heading)
    rows = [["Table 1 (wt.%)"]] * (rng.random() < 0.2) + [[]] * (rng.random() < 0.2)
    rows += [heading] * (rng.random() < 0.9)
    rows += [[rng.choice(("at.%", "-", "(GPa)", "")) for _ in heading]] * (rng.random() < 0.1)
    whole = rng.choice((1.0, 100.0, 100.0, 4.7))
    for _ in range(count):
        shares = [0.001 + rng.random() for _ in symbols]
        amounts = iter([f"{whole * share / sum(shares):.4g}" for share in shares])
        row = []
        for name in heading:
            if any(name.startswith(s) and name[len(s) :] in _UNITS for s in symbols) and rng.random() < 0.97:
                row.append(next(amounts, "0"))
            else:
                row.append(rng.choice((formula(rng), formula(rng), rng.choice(_WORDS), f"{rng.random() * 1000:.3f}")))
        rows.append(row)
    return rows + [["* measured by EDS"]] * (rng.random() < 0.2)


def as_text(rng: random.Random, rows: list[list[str]]) -> bytes:
    """A delimited file of the rows."""
    mark, end = rng.choice(_MARKS), rng.choice(_ENDS)
    lines = [mark.join(f'"{cell}"' if mark in cell or rng.random() < 0.05 else cell for cell in row) for row in rows]
    text = (f"sep={mark}{end}" if rng.random() < 0.1 else "") + end.join(lines) + rng.choice(("", end))
    return text.encode(rng.choice(_ENCODINGS), errors="replace")


def parts(rng: random.Random, sheets: list[list[list[str]]]) -> dict[str, str]:
    """The parts of an XLSX package of the sheets, which hold texts in all three ways that spreadsheet programs write."""
    strings: list[str] = []

    def cell(name: str, text: str) -> str:
        plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        kind = rng.random()
        if text.replace(".", "", 1).isdigit() and kind < 0.9:
            return f'<c r="{name}" s="{int(rng.random() < 0.03)}"><v>{text}</v></c>'
        if kind < 0.5:
            strings.append(f"<si><t>{plain}</t></si>")
            return f'<c r="{name}" t="s"><v>{len(strings) - 1}</v></c>'
        if kind < 0.9:
            return f'<c r="{name}" t="inlineStr"><is><t>{plain}</t></is></c>'
        return f'<c r="{name}" t="str"><f>A1</f>{f"<v>{plain}</v>" if kind < 0.95 else ""}</c>'

    found = {}
    for number, rows in enumerate(sheets, start=1):
        lines = [
            f'<row r="{k}">' + "".join(cell(f"{chr(65 + c)}{k}", text) for c, text in enumerate(row) if text) + "</row>"
            for k, row in enumerate(rows, start=1)
        ]
        merged = '<mergeCells><mergeCell ref="A2:A4"/></mergeCells>' if rng.random() < 0.2 else ""
        found[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet {_NAMESPACE}><dimension ref="A1:C3"/><sheetData>{"".join(lines)}</sheetData>{merged}</worksheet>'
        )
    numbers = range(1, len(sheets) + 1)
    tabs = "".join(f'<sheet name="S{k} {rng.choice(_UNITS)}" sheetId="{k}" r:id="rId{k}"/>' for k in numbers)
    links = "".join(
        f'<Relationship Id="rId{k}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{k}.xml"/>' for k in numbers
    )
    return {
        "xl/workbook.xml": f'<workbook {_NAMESPACE} xmlns:r="{_RELATIONS}"><workbookPr/><sheets>{tabs}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships>{links}</Relationships>",
        "xl/sharedStrings.xml": f"<sst {_NAMESPACE}>{''.join(strings)}</sst>",
        "xl/styles.xml": f'<styleSheet {_NAMESPACE}><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
        **found,
    }


def packed(content: dict[str, bytes]) -> bytes:
    """A package of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in content.items():
            package.writestr(name, part)
    return out.getvalue()


def mutated(rng: random.Random, content: bytes) -> bytes:
    """The bytes with a few cuts, swaps, repeats and odd pieces."""
    data = bytearray(content)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(data) + 1)
        size = min(rng.choice((1, 1, 2, 8, 64)), len(data) - at)
        kind = rng.random()
        if kind < 0.25:
            del data[at : at + size]
        elif kind < 0.5:
            data[at : at + size] = rng.randbytes(size)
        elif kind < 0.8:
            data[at:at] = rng.choice(_ODD).encode()
        elif kind < 0.95:
            other = rng.randrange(len(data) + 1)
            data[at:at] = data[other : other + size]
        else:
            del data[at:]
    return bytes(data)


def file(rng: random.Random) -> tuple[str, bytes]:
    """Name and content: two in five sound, the rest damaged."""
    damaged = rng.random() < 0.6
    if rng.random() < 0.6:
        content = as_text(rng, cells(rng))
        return rng.choice(("a.csv", "alloys_wt.csv", "a.tsv")), mutated(rng, content) if damaged else content
    sheets = [cells(rng) for _ in range(rng.randint(1, 3))]
    inside = {name: text.encode(errors="replace") for name, text in parts(rng, sheets).items()}
    how = rng.random()
    if damaged and how < 0.6:  # inside, so that the damage gets past the checksums
        name = rng.choice(list(inside))
        inside[name] = mutated(rng, inside[name])
    elif damaged and how < 0.7:
        del inside[rng.choice(list(inside))]
    content = packed(inside)
    return "a.xlsx", mutated(rng, content) if damaged and how >= 0.7 else content


@dataclass
class Tally:
    """What came of many files."""

    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[str, bytes, str]] = field(default_factory=list)
    slowest: float = 0.0


def attempt(name: str, content: bytes) -> str:
    """What comes of one file, in a word; AssertionError for a composition that does not sum to 100."""
    try:
        table = open_file(name, content)
    except HeaError:
        return "refused"
    good = 0
    for entry in table.entries():
        assert (entry.reading is None) == bool(entry.error), entry
        if entry.reading:
            good += 1
            total = math.fsum(entry.reading.composition.as_dict().values())
            assert abs(total - 100) <= 1e-6, entry
    _describe(table)
    return ("elements" if table.by_elements else "formulas") if good else "nothing read"


def _describe(table: Table) -> None:
    assert table.understood.endswith(".")
    assert all(remark.endswith(".") for remark in table.remarks)
    assert len(set(table.names)) == len(table.names) >= max(map(len, table.rows))


def run(count: int, seed: int) -> Tally:
    """Try so many files; what raised something else than HeaError is kept."""
    tally = Tally()
    for name, content in files(count, seed):
        begun = time.process_time()
        try:
            tally.outcomes[f"{name.rpartition('.')[2]}: {attempt(name, content)}"] += 1
        except Exception as error:  # whatever it is: that is what is looked for
            tally.wrong.append((name, content, repr(error)))
        tally.slowest = max(tally.slowest, time.process_time() - begun)
    return tally


def files(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """So many files, the same for the same seed."""
    rng = random.Random(seed)
    for _ in range(count):
        yield file(rng)


def main() -> None:
    """Print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    tally = run(asked.count, asked.seed)
    for what, number in sorted(tally.outcomes.items()):
        print(f"{what}: {number:,}")
    print(f"slowest {tally.slowest:.2f} s; {len(tally.wrong)} raised something else")
    for name, content, error in tally.wrong[:20]:
        print(name, error, content[:300])


if __name__ == "__main__":
    main()
