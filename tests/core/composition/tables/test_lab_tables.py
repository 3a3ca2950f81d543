"""Further habits of labs in writing tables: EDS lines as headings, traces of nitrogen, sums below, lists in one line, drawn tables."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from hea_core.composition import Composition
from hea_core.composition.tables import open_file
from hea_core.errors import RequestError


def formulas(text: str | bytes, name: str = "a.csv") -> list[str | None]:
    table = open_file(name, text if isinstance(text, bytes) else text.encode())
    return [entry.reading and entry.reading.composition.formula for entry in table.entries()]


FE2NICR = Composition.parse("Fe50Ni25Cr25").formula


@pytest.mark.parametrize(
    "heading",
    [
        "id,Fe K,Ni K,Cr K",
        "id,FeKα,NiKα,CrKα",
        "id,Fe-K,Ni-K,Cr-K",
        "id,fe,ni,cr",
        "id,FE,NI,CR",
        "id,x_Fe,x_Ni,x_Cr",
        "id,Fe in at%,Ni in at%,Cr in at%",
        "Probe,Eisen,Nickel,Chrom",
    ],
)
def test_headings_of_elements(heading: str) -> None:
    assert formulas(f"{heading}\n1,50,25,25\n") == [FE2NICR]


def test_a_temperature_is_no_line_of_an_element() -> None:
    assert formulas("Alloy,Tm K,Tc K\nCoCrFeNi,1700,300\nCoCrNi,1690,4\n") == ["CoCrFeNi", "CoCrNi"]


@pytest.mark.parametrize("symbol", ["O", "N"])
def test_an_element_without_data_is_not_dropped_in_silence(symbol: str) -> None:
    table = open_file("a.csv", f"id,Ti,Zr,Nb,{symbol}\n1,32,33,33,2\n2,33.1,33.1,33,0.8\n".encode())
    readings = [entry.reading for entry in table.entries()]
    assert readings[0] is not None
    assert readings[1] is not None
    assert readings[0].composition.as_dict()[symbol] == pytest.approx(2)
    assert symbol not in readings[1].composition.elements
    assert f"{symbol} 0.8 is left out" in str(readings[1].assumption)


def test_a_number_of_elements_is_no_nitrogen() -> None:
    table = open_file("a.csv", b"id,Fe,Ni,Cr,N\n1,50,25,25,3\n2,40,30,30,3\n")
    assert [entry.reading and entry.reading.composition.elements for entry in table.entries()] == [
        ("Cr", "Fe", "Ni")
    ] * 2


@pytest.mark.parametrize("word", ["Sum", "Total", "Std. dev.", "Std", "σ", "Min", "Limits"])
def test_what_is_reckoned_from_the_rows_is_no_alloy(word: str) -> None:
    table = open_file("a.csv", f"Point,Fe,Ni,Cr\n1,50,25,25\n2,50,25,25\n{word},5,2,3\n".encode())
    assert len(list(table.entries())) == 2
    assert table.left_out == ((4, f"{word}, 5, 2, 3"),)


@pytest.mark.parametrize(
    "text",
    [
        "Alloy|HV\nCoCrFeNi|120\nCoCrNi|400\n",
        "| Alloy | HV |\n|:---|---:|\n| CoCrFeNi | 120 |\n| CoCrNi | 400 |\n",
        "Alloy       HV\nCoCrFeNi    120\nCoCrNi      400\n",
        "CoCrFeNi, CoCrNi\n",
        "CoCrFeNi; CoCrNi",
        "CoCrFeNi\tCoCrNi",
    ],
)
def test_ways_to_part_alloys(text: str) -> None:
    assert formulas(text, "a.txt") == ["CoCrFeNi", "CoCrNi"]


def test_gaps_within_an_alloy_part_nothing() -> None:
    assert formulas("Fe 20  Ni 80\nFe 50  Ni 50\n", "a.txt") == ["Fe20Ni80", "FeNi"]


@pytest.mark.parametrize("text", ["Element,A,B\nFe,50,40\nNi,25,30\nCr,25,30\n", "Element;A\nFe;0,5\nNi;0,5\n"])
def test_a_table_that_lies_on_its_side_is_refused(text: str) -> None:
    with pytest.raises(RequestError, match="turn the table round"):
        formulas(text)


@pytest.mark.parametrize("shown", ["0%", "0.00%", "0.0 %"])
def test_a_cell_in_percent_is_read_as_it_is_shown(shown: str) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["id", "Fe", "Ni", "Cr"], ["a", 0.5, 25, 25], ["b", 0.5, 0.25, 0.25]):
        sheet.append(row)
    for cell in ("B2", "B3", "C3", "D3"):
        sheet[cell].number_format = shown
    content = io.BytesIO()
    book.save(content)
    assert formulas(content.getvalue(), "a.xlsx") == [FE2NICR, FE2NICR]


@pytest.mark.parametrize(
    "line", ["Al0,5CoCrFeNi, CoCrFeNi", "CoCrFeNi,Al0,5CoCrFeNi,AlCoCrFeNi", "1,Al0,3CoCrFeNi,FCC"]
)
def test_a_formula_that_commas_cut_is_not_answered_by_the_rest(line: str) -> None:
    with pytest.raises(RequestError, match=r"Al0,[35]CoCrFeNi.*semicolons"):
        formulas(f"{line}\n")
