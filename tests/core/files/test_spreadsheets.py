"""Nothing that a user typed runs in the spreadsheet that opens a download."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from openpyxl import load_workbook

from hea_core.files.spreadsheets import as_csv, as_xlsx, safe

_RUNS = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    " =1",
    "\t=1",
    "\r=1",
    "\n=1",
    "\uff1d1+1",
    "\uff0bx",
    "\uff0dx",
    "\uff20x",
)


@pytest.mark.parametrize("text", _RUNS)
def test_what_begins_a_formula_is_marked(text):
    assert safe(text).startswith("'")
    assert not set(safe(text)) & set("\t\r\n")


@pytest.mark.parametrize(
    "text", ["a;=cmd", "Fe\r=cmd|' /C calc'!A0", "a; +x", 'a;"=x', "a\n=b", "a;\uff1dx", "a\u2028=b"]
)
def test_no_cell_begins_a_formula_wherever_a_spreadsheet_parts_the_line(text):
    table = pd.DataFrame({"input": [text], "x": [1.5]})
    for mark in ",;\t":
        for line in as_csv(table).splitlines():
            # as spreadsheets of other countries do: quotation marks inside a cell are nothing to them
            cells = [cell.strip().strip('"').strip() for cell in line.split(mark)]
            assert not [
                cell
                for cell in cells
                if cell[:1] in {*"=+-@", "\uff1d", "\uff0b", "\uff0d", "\uff20"} - {""} and cell[:1]
            ]


@pytest.mark.parametrize(
    "text", ["-1.5", "+3", "-", "CoCrFeNi", "Fe-18Cr-8Ni", "Ti-6Al-4V", "(1, -1)", "-12,5", "1e-3", "a; b"]
)
def test_numbers_and_alloys_stay_as_they_are(text):
    assert safe(text) == text


def test_texts_are_quoted_and_numbers_are_not():
    table = pd.DataFrame({"a": ["x", None], "b": [0.123456789, float("nan")], "c": [1.0, 2.0], "=d": ["1", "2"]})
    lines = as_csv(table).splitlines()
    assert lines == ['"a","b","c","\'=d"', '"x",0.123457,1,"1"', '"","",2,"2"']
    assert list(csv.reader(io.StringIO(as_csv(table))))[1] == ["x", "0.123457", "1", "1"]


def test_a_workbook_holds_texts_as_texts_and_numbers_as_numbers():
    table = pd.DataFrame({"input": ["=1+1", "a\x00b"], "p": [0.5, float("nan")]})
    page = load_workbook(io.BytesIO(as_xlsx(table))).active
    assert [[cell.value for cell in row] for row in page.iter_rows()] == [["input", "p"], ["=1+1", 0.5], ["ab", None]]
    assert page["A2"].data_type == "s"
