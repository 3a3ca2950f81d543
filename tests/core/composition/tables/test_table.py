"""Tables of alloys as labs keep them: every file of tests/data/tables with its right value, and variants of each kind."""

from __future__ import annotations

import pytest

from hea_core.composition import Composition
from hea_core.composition.tables import ELEMENTS, Table, grid, open_file, open_text
from hea_core.composition.tables.cells import number
from hea_core.composition.tables.headings import element_heading
from hea_core.errors import RequestError
from tests import ROOT

FILES = ROOT / "tests" / "data" / "tables"


def opened(text: str | bytes, name: str = "a.csv", **options) -> Table:
    return open_file(name, text if isinstance(text, bytes) else text.encode(), **options)


def formulas(table: Table, unit="auto") -> list[str | None]:
    """Canonical formula of each row; None for one that cannot be read."""
    return [entry.reading and entry.reading.composition.formula for entry in table.entries(unit)]


def assumptions(table: Table, unit="auto") -> list[str | None]:
    return [entry.reading and entry.reading.assumption for entry in table.entries(unit)]


def canonical(*written: str) -> list[str]:
    return [Composition.parse(one).formula for one in written]


@pytest.mark.parametrize(
    ("name", "expected", "column"),
    [
        ("elements_at.csv", ("Al10Co22.5Cr22.5Fe22.5Ni22.5", "AlCoCrFeNi"), ELEMENTS),
        ("elements_fraction_named.csv", ("Fe", "Fe95Ni5", "Fe55Ni24Co17Cr4"), ELEMENTS),
        ("elements_wt.csv", ("Ni57.917189529195Cr21.792382966625Fe20.29042750418",), ELEMENTS),
        ("base_first.csv", ("CoCrFeNi", "MoNbTaW"), "Alloy name"),
        ("id_and_composition.csv", ("CoCrFeMnNi", "AlCoCrFeNi"), "Nominal composition"),
        ("semicolon_decimal_comma.csv", ("Al0.5CoCrFeNi", "Al0.3CoCrFe0.5Ni", "CoCrFeNi"), "Alloy"),
        ("ansi_en_dash.csv", ("CoCrFeMnNi", "Fe60Mn20Cr20"), "Alloy"),
        ("mac.csv", ("CoCrFeMnNi", "AlCoCrFeNi"), "Alloy"),
        ("title_rows.csv", ("CoCrFeMnNi", "AlCoCrFeNi"), "Alloy"),
        ("excel_sep.csv", ("CoCrFeMnNi",), "Alloy"),
        ("pasted_csv.txt", ("CoCrFeMnNi", "AlCoCrFeNi"), "Alloy"),
    ],
)
def test_files_of_the_field(name, expected, column):
    content = (FILES / name).read_bytes()
    table = open_file(name, content)
    assert formulas(table) == canonical(*expected)
    assert table.column == column


def test_pasted_cells_are_read_as_a_file_is():
    text = (FILES / "pasted_csv.txt").read_text()
    assert formulas(open_text(text)) == canonical("CoCrFeMnNi", "AlCoCrFeNi")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_encodings_line_ends_and_separators(encoding, end, mark):
    rows = (("Alloy", "State", "HV"), ("CoCrFeMnNi", "900 °C", "200"), ("Fe–20Mn–20Cr (at.%)", "–", "180"))
    table = opened(end.join(mark.join(row) for row in rows).encode(encoding))
    assert table.names == ("Alloy", "State", "HV")
    assert formulas(table) == canonical("CoCrFeMnNi", "Fe60Mn20Cr20")
    assert [entry.cells[1] for entry in table.entries()] == ["900 °C", "–"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CoCrFeMnNi\nFeNi\n", ("CoCrFeMnNi", "FeNi")),
        ("Fe 20, Ni 80\nCo 20, Cr 40, Ni 40\n", ("Fe20Ni80", "Co20Cr40Ni40")),
        ("Fe 20 at.%, Ni 80 at.%\n", ("Fe20Ni80",)),
        ("Fe=20; Ni=80\nFe=30; Ni=70\n", ("Fe20Ni80", "Fe30Ni70")),
        ('Formula\nFe 20 at.%, Ni 80 at.%\n"Fe 50 at.%, Ni 50 at.%"\n', ("Fe20Ni80", "FeNi")),
        ("Fe=20; Ni=80,FCC\nFe=30; Ni=70,BCC\n", ("Fe20Ni80", "Fe30Ni70")),
        ("CoCr\tFe\nNiTi\tNi\n", ("CoCr", "NiTi")),
        ("Fe\nNi\n", ("Fe", "Ni")),
        ('Alloy,Note\n"CoCrFeNi","a, b\nc"\nFeNi,\n', ("CoCrFeNi", "FeNi")),
        ("sep=\t\nAlloy\tPhase\nCoCrFeNi\tFCC\n", ("CoCrFeNi",)),
        ("sep=|\nAlloy|Phase\nCoCrFeNi|FCC\n", ("CoCrFeNi",)),
        ("Structure,X\nHCP,CoCr\nBCC,NbTaW\n", ("CoCr", "NbTaW")),
        ("System,Formula\nCo-Cr-Fe-Ni,CoCrFeNi\nAl-Co-Cr-Fe-Ni,Al0.5CoCrFeNi\n", ("CoCrFeNi", "Al0.5CoCrFeNi")),
        ("Sample,Alloy\nA,CoCrFeNi\nB,AlCoCrFeNi\nC,MoNbTaW\n", ("CoCrFeNi", "AlCoCrFeNi", "MoNbTaW")),
        ("Alloy;T;E\nCoCrFeNi;1.650,5;200\nAl0,5FeNi;1.700,0;190\n", ("CoCrFeNi", "Al0.5FeNi")),
        ("Alloy,rho,E\n,g/cm3,GPa\nCoCrFeNi,8,200\n", ("CoCrFeNi",)),
        ("Table S1\n\nAlloy;HV\nCoCrFeNi;1\n", ("CoCrFeNi",)),
        ("Alloy,HV\nCoCrFeNi,1\nFeNi,2\n\n* as cast\nSource: this work\n", ("CoCrFeNi", "FeNi")),
        ("Alloy,HV\nCoCrFeNi,1\nAlloy,HV\nFeNi,2\n", ("CoCrFeNi", "FeNi")),
    ],
)
def test_lists_and_columns_of_formulas(text, expected):
    assert formulas(opened(text)) == canonical(*expected)
    assert formulas(open_text(text)) == canonical(*expected)


def test_a_bad_row_keeps_its_place_and_says_why():
    table = opened("\nAlloys\nCoCrFeMnNi\n\nFeXx\nFeNi\n")
    entries = list(table.entries())
    assert [entry.number for entry in entries] == [3, 5, 6]
    assert "'Xx'" in entries[1].error
    assert formulas(table) == ["CoCrFeMnNi", None, "FeNi"]
    # above a list without a heading a word is a row that cannot be read, not a heading that goes unsaid
    assert formulas(opened("oops\nCoCrFeMnNi\n")) == [None, "CoCrFeMnNi"]


@pytest.mark.parametrize("text", ["B\nC\nCoCrFeNi\n", "Sample,HV\nB,1\nC,2\n", "Alloy\nV\nW\n"])
def test_a_single_letter_is_never_taken_for_an_element(text):
    for entry in opened(text).entries():
        if len(entry.text) == 1:
            assert entry.reading is None
            assert f"write {entry.text} 100 at.%" in entry.error


@pytest.mark.parametrize(
    ("text", "name", "stated", "expected"),
    [
        ("Heat,Ni (wt.%),Cr (wt.%),Fe (wt.%)\nH1,60,20,20\n", "a.csv", "wt", "wt"),
        ("Heat,Ni wt%,Cr wt%,Fe wt%\nH1,60,20,20\n", "a.csv", "wt", "wt"),
        ("Heat,Ni_wt,Cr_wt,Fe_wt\nH1,60,20,20\n", "a.csv", "wt", "wt"),
        ("Heat,wNi,wCr,wFe\nH1,0.6,0.2,0.2\n", "a.csv", "wt", "wt"),
        ("Heat,Ni [at.%],Cr [at.%],Fe [at.%]\nH1,60,20,20\n", "a_wt.csv", "at", "at"),
        ("Heat,x_Ni,x_Cr,x_Fe\nH1,0.6,0.2,0.2\n", "a.csv", "at", "at"),
        ("Heat,Nickel (mass %),Chromium (mass %),Iron (mass %)\nH1,60,20,20\n", "a.csv", "wt", "wt"),
        ("Table 2. Composition in wt.%,,,\nHeat,Ni,Cr,Fe\nH1,60,20,20\n", "a.csv", "wt", "wt"),
        (",Composition (at.%),,,Properties\nHeat,Ni,Cr,Fe,HV\nH1,60,20,20,100\n", "a.csv", "at", "at"),
        ("Heat,Composition (wt.%),,,HV\n,Ni,Cr,Fe,\nH1,60,20,20,100\n", "a.csv", "wt", "wt"),
        ("Heat,Ni,Cr,Fe,HV\n,wt.%,wt.%,wt.%,-\nH1,60,20,20,200\n", "a.csv", "wt", "wt"),
        ("Heat,Ni,Cr,Fe\nH1,60,20,20\n", "alloys_wt.csv", "wt", "wt"),
        ("Heat;Ni;Cr;Fe\nH1;60,0;20,0;20,0\n", "a.csv", None, "at"),
        ("Heat,NI,CR,FE\nH1,60,20,20\n", "a.csv", None, "at"),
        ("Heat,Ni,Cr,Fe\nH1,60%,20%,20 %\n", "a.csv", None, "at"),
        ("Heat,Ni,Cr,Fe,Tm,V\nH1,60,20,20,1650,7.1\n", "a.csv", None, "at"),
        ("Heat,Ni,Cr,Fe\nH1,Bal.,20,20\nH2,rest,20,20\n", "a_at.csv", "at", "at"),
        ("Heat,Cr at%,Fe at%,Balance\nH1,20,20,Ni\n", "a.csv", "at", "at"),
        ("Heat,Cr wt%,Fe wt%,Ni (bal.)\nH1,20,20,\n", "a.csv", "wt", "wt"),
        ("Heat,Ni at%,Cr at%,Fe at%,Ni wt%,Cr wt%,Fe wt%\nH1,60,20,20,61,18,21\n", "a.csv", "at", "at"),
        ('Alloy,Ni,Cr,Fe\n"Ni 60 wt.%, Cr 20 wt.%, Fe 20 wt.%",60,20,20\n', "a.csv", "wt", "wt"),
        ("Alloy,Ni,Cr,Fe\nNi60Cr20Fe20,60,20,20\n", "a.csv", "at", "at"),
    ],
)
def test_elements_as_columns_and_what_tells_their_unit(text, name, stated, expected):
    table = opened(text, name)
    assert table.column == ELEMENTS
    assert table.layout.elements.stated == stated
    right = {"at": "Ni60Cr20Fe20", "wt": "Ni57.917189529195Cr21.792382966625Fe20.29042750418"}[expected]
    assert formulas(table)[0] == canonical(right)[0]
    assert table.ambiguous == (stated is None)
    said = assumptions(table)[0]
    assert (said is None) == (stated is not None)


def test_the_unit_asked_for_decides_where_the_table_does_not_say():
    unsaid = opened("Heat,Ni,Cr,Fe\nH1,60,20,20\n")
    assert formulas(unsaid, "wt") == ["Cr21.79Fe20.29Ni57.92"]
    assert assumptions(unsaid, "wt") == [None]
    assert "does not say" in assumptions(unsaid)[0]
    by_name = opened("Heat,Ni,Cr,Fe\nH1,60,20,20\n", "a_wt.csv")
    assert formulas(by_name, "at") == ["Cr20Fe20Ni60"]
    by_heading = opened("Heat,Ni at%,Cr at%,Fe at%\nH1,60,20,20\n")
    assert formulas(by_heading, "wt") == ["Cr20Fe20Ni60"]


def test_a_heading_over_formulas_tells_their_unit():
    table = opened("Composition (wt.%),HV\nNi60Cr20Fe20,100\nAl0.3CoNi,3\n")
    assert formulas(table) == ["Cr21.79Fe20.29Ni57.92", "Al0.3CoNi"]
    assert assumptions(table) == ["Read as weight percent, as the heading says.", None]
    dash = opened("Alloy,HV\nTi-48Al-2Cr-2Nb,1\nTi-6Al-4V,2\n")
    assert formulas(dash) == ["Al48Cr2Nb2Ti48", "Al10.2Ti86.2V3.6"]
    assert formulas(dash, "at") == ["Al48Cr2Nb2Ti48", "Al6Ti90V4"]


def test_ratios_sums_and_traces_are_said():
    ratios = opened("id,Al,Co,Ni\n1,0.3,1,1\n")
    assert formulas(ratios) == ["Al0.3CoNi"]
    assert assumptions(ratios) == ["Amounts taken as ratios of atoms."]
    table = opened("id,Al at%,Co at%,Ni at%\n1,30,30,40\n2,30,30,30\n3,33.3,33.3,33.3\n4,30,,70\n5,30,<0.1,70\n")
    assert formulas(table) == ["Al30Co30Ni40", "AlCoNi", "AlCoNi", "Al30Ni70", "Al30Ni70"]
    assert [bool(one) for one in assumptions(table)] == [False, True, False, False, True]
    assert "sum to 90, not to 100" in assumptions(table)[1]
    assert "Co <0.1 counted as 0" in assumptions(table)[4]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id,Al,Co,Ni\n1,30,30,40\n2,30,x,40\n", "The amount of Co is 'x'"),
        ("id,Al,Co,Ni\n1,30,30,40\n2,30,-30,100\n", "The amount of Co is '-30'"),
        ("id,Al,Co,Ni\n1,30,30,40\n2,1e308,1e308,1\n", "The amount of Al is '1e308'"),
        ("id,Al,Co,Ni\n1,30,30,40\n2,,,\n", "no amount in the columns Al, Co, Ni"),
        ("id,Al,Co,Ni\n1,30,30,40\n2,bal,bal,40\n", "Both Al and Co are the rest"),
        ("id,Al,Co,Ni\n1,30,30,40\n2,bal,60,40\n", "Al is the rest, but the other amounts sum to 100"),
        ("id,Al,Co,Balance\n1,30,30,Ni\n2,30,30,40\n", "The column of the rest holds '40'"),
        ("id,Cr wt%,Ni wt%\n1,18,8\n2,20,10\n", "sum to 30, not to 100"),
    ],
)
def test_rows_of_amounts_that_cannot_be_read_say_why(text, words):
    assert words in list(opened(text).entries())[1].error


def test_formulas_and_elements_side_by_side():
    agree = opened("Alloy,Al,Co,Ni\nAlCoNi,33.3,33.3,33.4\nCoNi,0,50,50\n")
    assert agree.column == ELEMENTS
    assert not agree.ambiguous
    differ = opened("Alloy,Al,Co,Ni\nAlCoNi,10,50,40\nCoNi,0,90,10\n")
    assert differ.column == "Alloy"
    assert any("say otherwise" in remark for remark in differ.remarks)
    assert formulas(differ.taking(ELEMENTS)) == ["Al10Co50Ni40", "Co90Ni10"]
    assert formulas(opened("Alloy,Al,Co,Ni\nAlCoNi,33,33,34\n", column="alloy")) == ["AlCoNi"]


def test_a_column_and_its_name():
    table = opened("Alloy,HV,HV,,Phase\nCoCrFeNi,1,2,3,FCC\n")
    assert table.names == ("Alloy", "HV", "HV (2)", "column 4", "Phase")
    assert formulas(table.taking("phase")) == [None]
    with pytest.raises(RequestError, match="choose among 'Alloy'"):
        opened("Alloy,HV\nCoCrFeNi,1\n", column="nothing")
    with pytest.raises(RequestError, match="no sheets"):
        opened("Alloy,HV\nCoCrFeNi,1\n", sheet="A")


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Alloy,HV\nCoCrFeNi,1\nFeNi,2\n* as cast\n", "row 4 '* as cast'"),
        ("Alloy,HV\nCoCrFeNi,1\nFeNi,2\nInconel 718,\n", "row 4 'Inconel 718'"),
        ("name,Co,Cr\na,20,80\nb,30,70\nHEA-3 lost,,\n", "row 4 'HEA-3 lost'"),
        ("Alloy,phase\nCoCrFeNi,FCC\nAlloy,phase\nFeNi,FCC\n", "row 3 'Alloy, phase'"),
        ("1,2\nFe,Co\n20,80\nTotal,\n", "row 1 '1, 2', 4 'Total'"),
    ],
)
def test_every_row_that_is_not_read_is_named(text: str, rows: str) -> None:
    [said] = opened(text).remarks
    assert rows in said


@pytest.mark.parametrize(
    ("heading", "symbol", "unit"),
    [
        ("Al", "Al", None), ("Ni (wt.%)", "Ni", "wt"), ("Al at%", "Al", "at"), ("Fe_wt", "Fe", "wt"), ("x_Al", "Al", "at"),
        ("xAl", "Al", "at"), ("at.% Al", "Al", "at"), ("Al_at_percent", "Al", "at"), ("c(Al)", "Al", None), ("%Cr", "Cr", None),
        ("Mo a/o", "Mo", "at"), ("Fe, mass fraction", "Fe", "wt"), ("Co content (mol%)", "Co", "at"), ("Tungsten", "W", None),
    ],
)  # fmt: skip
def test_headings_of_elements(heading, symbol, unit):
    found = element_heading(heading)
    assert (found.symbol, found.unit) == (symbol, unit)


@pytest.mark.parametrize(
    "heading", ["HV", "Alloy", "No.", "Tm (K)", "V (cm3)", "Al2O3", "YS", "Fe-Ni", "Heat", "UTS", "Phase", ""]
)
def test_headings_of_something_else(heading):
    assert element_heading(heading) is None


@pytest.mark.parametrize(
    ("text", "comma", "value"),
    [
        ("22.5", False, 22.5), ("22,5", True, 22.5), ("22,5", False, 22.5), ("1,650", False, 1650), ("1.650,5", True, 1650.5),
        ("1 200", False, 1200), ("20.1 ± 0.3", False, 20.1), ("20.1(3)", False, 20.1), ("20 %", False, 20), ("~5", False, 5),
        ("1e-3", False, 0.001), ("−3", False, -3), ("x", False, None), ("1e999", False, None), ("", False, None), ("٣", False, None),
    ],
)  # fmt: skip
def test_numbers_as_labs_write_them(text, comma, value):
    assert number(text, comma) == value


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.csv", "no row"),
        (b"\n\n , ,\n", "a.csv", "no row"),
        (b"Alloy,HV\n", "a.csv", "no row below"),
        (b"\xd0\xcf\x11\xe0old", "a.xls", "old binary spreadsheet"),
        (b"%PDF-1.7", "a.pdf", "is a PDF"),
        (b"\x1f\x8bxx", "a.csv.gz", "packed"),
        (b"<html><table>", "a.csv", "web page"),
        (b"Fe\x00\x01\x02\x00\x00Ni\n", "a.csv", "not text"),
        (b"Alloy,x\n\"" + b"Fe" * 600_000, "a.csv", "1,000,000 are read"),
        (b"Alloy\n" + b"F" * 40_000, "a.csv", "32,767"),
        (b"Alloy" + b",1" * 600 + b"\nFeNi" + b",1" * 600, "a.csv", "500 columns"),
        (b"\n" * 2_000_002, "a.csv", "lines"),
    ],
)  # fmt: skip
def test_what_is_no_table_or_too_large_is_one_sentence(content, name, words):
    with pytest.raises(RequestError, match=words) as told:
        open_file(name, content)
    assert len(str(told.value)) < 400


def test_limits_of_rows_cells_and_bytes(monkeypatch):
    monkeypatch.setattr(grid, "MOST_ROWS", 3)
    with pytest.raises(RequestError, match="more than 3 rows"):
        opened("FeNi\n" * 5)
    monkeypatch.undo()
    monkeypatch.setattr(grid, "MOST_CELLS", 5)
    with pytest.raises(RequestError, match="more than 5 cells"):
        opened("FeNi,1,2\n" * 2)
    monkeypatch.undo()
    monkeypatch.setattr(grid, "MOST_SECONDS", -1.0)
    with pytest.raises(RequestError, match="seconds"):
        opened("FeNi\n" * 600)


def test_empty_cells_at_the_end_of_a_row_cost_nothing():
    table = opened(b"formula" + b"," * 10_000 + b"\n" + b"FeNi\n" * 50)
    assert table.names == ("formula",)
    assert formulas(table) == ["FeNi"] * 50


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Fe (wt.%),Cr (wt.%),Ni (at.%)\n70,18,12\n", "Ni in at.% and Cr, Fe in wt.%"),
        ("Al,Co,Cr\nat.%,wt.%,at.%\n20,40,40\n", "Al, Cr in at.% and Co in wt.%"),
        ("Fe at%,Cr at%,Ni wt%,Co wt%\n50,50,50,50\n", "Cr, Fe in at.% and Co, Ni in wt.%"),
    ],
)
def test_shares_of_atoms_beside_shares_of_weight_are_refused(text, said):
    (entry,) = opened(text).entries()
    assert entry.reading is None
    assert said in entry.error


@pytest.mark.parametrize("text", ["Fe (wt.%),Cr (wt.%),C (ppm)\n70,30,200\n", "Fe,Cr,C\nwt.%,wt.%,wppm\n70,30,200\n"])
def test_what_is_given_in_ppm_is_left_out_and_said(text):
    table = opened(text)
    assert formulas(table) == ["Cr31.52Fe68.48"]
    assert "Left out of the compositions, since given in ppm: C." in table.remarks


@pytest.mark.parametrize("last", ["20,,", ",,300", "60,60,60"])
def test_percentages_that_sum_to_another_thing_are_refused(last):
    *rows, end = opened(f"Al,Co,Cr\n20,40,40\n30,30,40\n10,40,50\n{last}\n").entries()
    assert all(entry.reading for entry in rows)
    assert "not to 100: check them" in end.error
