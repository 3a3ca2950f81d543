"""XLSX files: sheets, kinds of cells, damage and bombs."""

from __future__ import annotations

import datetime
import io
import subprocess
import sys
import zipfile

import pytest
from openpyxl import Workbook

from hea_core.composition.tables import open_file
from hea_core.errors import RequestError
from tests import ROOT
from tests.fuzz.tables import packed, parts

NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def book(*sheets, merge: str = "", hidden: tuple[str, ...] = ()) -> bytes:
    """A workbook as a spreadsheet program writes it, of (name, rows)."""
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets:
        page = made.create_sheet(name)
        for row in rows:
            page.append(row)
        if merge:
            page.merge_cells(merge)
        page.sheet_state = "hidden" if name in hidden else "visible"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def formulas(table):
    return [entry.reading and entry.reading.composition.formula for entry in table.entries()]


def test_texts_numbers_dates_and_truths():
    moment = datetime.datetime(2024, 1, 2, 3, 4)
    rows = [["no", "composition", "made", "at", "ok"], [1, "CoCrFeMnNi", datetime.date(2024, 1, 2), moment, True]]
    table = open_file("a.xlsx", book(("S", rows)))
    assert formulas(table) == ["CoCrFeMnNi"]
    assert table.rows == (("1", "CoCrFeMnNi", "2024-01-02", "2024-01-02 03:04", "TRUE"),)


def test_numbers_carry_no_noise():
    table = open_file("a.xlsx", book(("S", [["Al", "Co"], [0.1 + 0.2, 0.7], [30, 70.0]])))
    assert table.rows == (("0.3", "0.7"), ("30", "70"))


def test_the_first_sheet_that_holds_alloys_is_taken_and_the_others_are_said():
    content = book(
        ("Read me", [["About"], ["these data"]]),
        ("A wt%", [["id", "Ni", "Cr", "Fe"], [1, 60, 20, 20]]),
        ("B", [["Alloy"], ["CoCr"]]),
    )
    table = open_file("a.xlsx", content)
    assert table.sheet == "A wt%"
    assert table.remarks == ("The sheet 'A wt%' was taken; 'B' holds alloys too.",)
    assert formulas(table) == ["Cr21.79Fe20.29Ni57.92"]
    assert formulas(open_file("a.xlsx", content, sheet="b")) == ["CoCr"]
    with pytest.raises(RequestError, match="choose among 'Read me', 'A wt%', 'B'"):
        open_file("a.xlsx", content, sheet="C")


def test_a_hidden_sheet_is_passed_over():
    content = book(("H", [["Alloy"], ["CoCr"]]), ("V", [["Alloy"], ["FeNi"]]), hidden=("H",))
    assert formulas(open_file("a.xlsx", content)) == ["FeNi"]


def test_cells_merged_downwards_hold_for_all_their_rows():
    rows = [["Alloy", "T"], ["CoCrFeNi", 300], [None, 400], ["FeNi", 300]]
    assert formulas(open_file("a.xlsx", book(("S", rows), merge="A2:A3"))) == ["CoCrFeNi", "CoCrFeNi", "FeNi"]


def test_a_merged_title_tells_the_unit():
    rows = [["Composition (wt.%)", None, None], ["Ni", "Cr", "Fe"], [60, 20, 20]]
    assert formulas(open_file("a.xlsx", book(("S", rows), merge="A1:C1"))) == ["Cr21.79Fe20.29Ni57.92"]


def test_a_formula_whose_value_is_not_in_the_file_is_not_counted_as_nothing():
    table = open_file("a.xlsx", book(("S", [["Al", "Co", "Ni"], [20, 30, 50], [10, "=100-A3-C3", 50]])))
    entries = list(table.entries())
    assert entries[0].reading
    assert "formula without a value" in entries[1].error


def test_a_workbook_is_known_by_its_content():
    assert formulas(open_file("a.csv", book(("S", [["Alloy"], ["FeNi"]])))) == ["FeNi"]


@pytest.mark.parametrize(
    ("inside", "kind"), [("content.xml", "ODS"), ("Index/Document.iwa", "Numbers"), ("word/document.xml", "DOCX")]
)
def test_other_packages_are_named(inside, kind):
    with pytest.raises(RequestError, match=kind):
        open_file("a.ods", packed({inside: b"x"}))


def sound() -> dict[str, bytes]:
    import random

    return {name: text.encode() for name, text in parts(random.Random(0), [[["Alloy", "HV"], ["FeNi", "200"]]]).items()}


def test_the_sound_package_is_read():
    assert formulas(open_file("a.xlsx", packed(sound()))) == ["FeNi"]


@pytest.mark.parametrize("part", sorted(sound()))
@pytest.mark.parametrize("damage", ["cut", "empty", "zeros", "missing", "doctype", "entity"])
def test_a_damaged_part_is_a_sentence_or_harmless(part, damage):
    content = sound()
    whole = content[part]
    bomb = b'<!DOCTYPE a [<!ENTITY b "FeNiFeNi"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    content[part] = {
        "cut": whole[: len(whole) * 2 // 3],
        "empty": b"",
        "zeros": whole[:20] + bytes(len(whole) - 20),
        "missing": whole,
        "doctype": bomb + whole,
        "entity": whole.replace(b"FeNi", b"&c;&b;"),
    }[damage]
    if damage == "missing":
        del content[part]
    # styles and shared texts that are not there take nothing from the other cells
    harmless = part == "xl/styles.xml" and damage in {"missing", "entity"}
    harmless |= part == "xl/sharedStrings.xml" and damage in {"missing", "entity"} and b"FeNi" not in whole
    harmless |= damage == "entity" and b"FeNi" not in whole
    if harmless:
        assert formulas(open_file("a.xlsx", packed(content))) == ["FeNi"]
        return
    with pytest.raises(RequestError, match="not a readable XLSX file"):
        open_file("a.xlsx", packed(content))


@pytest.mark.parametrize("cut", range(0, 100, 7))
def test_a_cut_file_is_a_sentence(cut):
    whole = book(("S", [["Alloy"], ["FeNi"]]))
    with pytest.raises(RequestError):
        open_file("a.xlsx", whole[: len(whole) * cut // 100])


def sheet(rows: str) -> bytes:
    content = sound()
    content["xl/worksheets/sheet1.xml"] = f"<worksheet {NAMESPACE}>{rows}</worksheet>".encode()
    return packed(content)


CELL = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'


def test_the_size_a_sheet_claims_is_not_believed():
    rows = f'<row r="1">{CELL.format("A1", "formula")}</row><row r="200000">{CELL.format("A200000", "FeNi")}</row>'
    table = open_file("a.xlsx", sheet(f'<dimension ref="A1:XFD200000"/><sheetData>{rows}</sheetData>'))
    assert (table.numbers, formulas(table)) == ((200_000,), ["FeNi"])


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (f'<sheetData><row r="1">{CELL.format("XFD1", "x")}</row></sheetData>', "500 columns"),
        (f"<sheetData><row><c><v>{'1' * 40_000}</v></c></row></sheetData>", "32,767 characters"),
        (f'<sheetData/><a b="{"x" * 2_000_000}"/>', "not a readable XLSX"),
        ("<sheetData/>" + "".join(f"<a{k}/>" for k in range(6_000)), "not a readable XLSX"),
    ],
)
def test_what_is_too_large_inside_is_a_sentence(rows, words):
    with pytest.raises(RequestError, match=words):
        open_file("a.xlsx", sheet(rows))


_BOMB = """
import io, resource, sys, zipfile
resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
from hea_core.composition.tables import open_file
from hea_core.errors import RequestError
from tests.core.composition.tables.test_workbook import sheet, sound, packed
bomb = sys.argv[1]
if bomb == "csv":
    name, content = "a.csv", ("formula" + "," * 10_000 + "\\n" + "Fe\\n" * 50_000).encode()
else:
    filling = {"unpacked": (b"<row><c><v>1</v></c></row>", 250_000_000), "cells": (b"<c/>", 16_000_000)}[bomb]
    piece, size = filling
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as z:
        for part, text in sound().items():
            if "sheet1" not in part:
                z.writestr(part, text)
        with z.open("xl/worksheets/sheet1.xml", "w") as out:
            out.write(b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>')
            out.write(b"<row>" if bomb == "cells" else b"")
            for _ in range(size // 1_000_000):
                out.write(piece * (1_000_000 // len(piece)))
            out.write(b"</row>" if bomb == "cells" else b"")
            out.write(b"</sheetData></worksheet>")
    name, content = "a.xlsx", package.getvalue()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    open_file(name, content)
except RequestError:
    pass
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


@pytest.mark.parametrize("bomb", ["csv", "unpacked", "cells"])
def test_a_bomb_takes_no_memory(bomb):
    done = subprocess.run(
        [sys.executable, "-c", _BOMB, bomb], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    assert float(done.stdout) < 100  # MB on top of the file itself


def test_one_long_text_in_every_cell_is_a_sentence():
    content = sound()
    content["xl/sharedStrings.xml"] = f"<sst {NAMESPACE}><si><t> {'x' * 30_000} </t></si></sst>".encode()
    rows = '<row><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row>' * 4_000
    content["xl/worksheets/sheet1.xml"] = f"<worksheet {NAMESPACE}><sheetData>{rows}</sheetData></worksheet>".encode()
    with pytest.raises(RequestError, match="200,000,000 characters"):
        open_file("a.xlsx", packed(content))


def test_a_package_larger_than_its_listing_is_not_unpacked():
    content = packed(sound())
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert sum(part.file_size for part in package.infolist()) < 10_000
    huge = sheet("<sheetData>" + " " * 210_000_000 + "</sheetData>")
    assert len(huge) < 1_000_000
    with pytest.raises(RequestError, match="unpacks to 210 MB"):
        open_file("a.xlsx", huge)
