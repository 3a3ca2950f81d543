"""Tables as instruments print them: rows that were reckoned from others, elements in rows, merged units, analyses without their base."""

from __future__ import annotations

import pytest

from hea_core.composition import Composition
from hea_core.composition.tables import Table, open_file
from hea_core.composition.tables.cells import number
from hea_core.errors import RequestError

SPOTS = "Point,Fe,Cr,Ni\n1,70,20,10\n2,60,20,20\n"
BOTH_UNITS = ",{0},,,{1},,\nAlloy,Fe,Cr,Ni,Fe,Cr,Ni\nA,{2},{3}\n"


def opened(text: str) -> Table:
    return open_file("report.csv", text.encode())


def formulas(table: Table) -> list[str | None]:
    return [entry.reading and entry.reading.composition.formula for entry in table.entries()]


def canonical(*written: str) -> list[str]:
    return [Composition.parse(one).formula for one in written]


@pytest.mark.parametrize(
    "row",
    [
        "Std. deviation,7,0,7", "Standardabweichung,7,0,7", "Sigma,7,0,7", "2σ,14,0,14", "RSD (%),10,0,47", "Total,130,40,30", "Summe,130,40,30",
        "Max.,70,20,20", "Detection limit,0.1,0.1,0.1", "Mean,65,20,15", "Average of 2,65,20,15", "Avg. ± SD,65 ± 7,20 ± 0,15 ± 7",
        "Mittelwert (n=2),65,20,15",
    ],
)  # fmt: skip
def test_what_was_reckoned_from_the_rows_above_is_no_alloy(row):
    table = opened(SPOTS + row)
    assert formulas(table) == canonical("Fe70Cr20Ni10", "Fe60Cr20Ni20")
    assert row.split(",")[0] in table.remarks[-1]


def test_words_for_a_row_may_stand_behind_the_name_of_the_sample():
    table = opened("Sample,Kind,Fe,Cr,Ni\nA,Mean,70,20,10\nA,SD,1,1,1\nB,Mean,60,20,20\nB,SD,1,1,1\n")
    assert formulas(table) == canonical("Fe70Cr20Ni10", "Fe60Cr20Ni20")


def test_words_for_a_row_may_stand_behind_the_amounts():
    table = opened("Fe,Cr,Ni,Point\n70,20,10,1\n60,20,20,2\n65,20,15,Mean\n7,0,7,SD\n")
    assert formulas(table) == canonical("Fe70Cr20Ni10", "Fe60Cr20Ni20")


def test_minutes_are_no_minimum():
    table = opened("Point,Time,Unit,Fe,Cr,Ni\n1,30,min,70,20,10\n2,60,min,60,20,20\n")
    assert formulas(table) == canonical("Fe70Cr20Ni10", "Fe60Cr20Ni20")


@pytest.mark.parametrize("above", ["", "Nominal,60,20,20\n", "A,50,30,20\nB,60,20,20\n"])
def test_a_mean_of_other_measurements_is_an_alloy(above):
    assert formulas(opened(f"Point,Fe,Cr,Ni\n{above}Mean,70,20,10\nSD,1,1,1\n"))[-1] == canonical("Fe70Cr20Ni10")[0]


@pytest.mark.parametrize(
    "rows",
    [
        "Element,Wt%,At%,k-ratio\nAl K,11.1,20.8,0.08\nCr K,20.2,19.7,0.2\nFe K,68.7,59.5,0.6\nTotals,100.00,,",
        "Element,Weight %,Net Int.\nFeKα,70.1,100\nCrKα,19.8,50\nNiKα,10.1,20",
        "Element,A,B\nFe,70,60\nCr,20,20\nNi,10,20\nTotal,100,100",
        "Element,Z,Series,norm. C [wt.%]\nAl,13,K-series,10.2\nFe,26,K-series,45.3\nNi,28,K-series,44.5\n,,Sum:,100",
    ],
)
def test_elements_in_rows_are_refused_and_never_read_as_alloys_of_potassium(rows):
    with pytest.raises(RequestError, match="turn the table round"):
        opened(rows)


def test_merged_units_over_the_headings_part_atoms_from_weight():
    atoms, weight = "50,25,25", "51,23.7,25.3"
    for text in (BOTH_UNITS.format("at.%", "wt.%", atoms, weight), BOTH_UNITS.format("wt.%", "at.%", weight, atoms)):
        table = opened(text)
        assert formulas(table) == canonical("Fe2CrNi")
        assert table.firm
        assert table.layout.elements.stated == "at"


def test_an_analysis_without_its_base_is_no_ratio():
    table = opened("Heat,C,Mn,Si,Cr,Ni\n1,0.03,1.5,0.5,18,10\n2,0.02,1.2,0.4,17,12\n")
    assert all("Fe with bal." in entry.error for entry in table.entries())
    assert formulas(opened("Alloy,Al,Co,Cr,Ni\nA,0.3,1,1,6\n")) == canonical("Al0.3CoCrNi6")
    assert formulas(opened("Charge,Ti (g),Al (g),V (g)\nA,13.5,0.9,0.6\nB,27,1.8,1.2\n")) == canonical("Ti-6Al-4V") * 2
    assert formulas(opened("Cell,Ti,Zr,Nb\nA,12,12,8\n")) == canonical("Ti12Zr12Nb8")


@pytest.mark.parametrize("cell", ["20*", "20^a", "20†", "20.0²", "20 ± 1*"])
def test_a_mark_of_a_footnote_is_no_part_of_a_number(cell):
    assert number(cell) == 20.0


@pytest.mark.parametrize("note", ["All results in weight%", "(mass%)", '"Compositions in wt.%, by ICP"'])
def test_a_note_below_may_give_the_unit(note):
    table = opened(f"Spectrum,Ti,Al,V\n1,90,6,4\n2,89,7,4\n\n{note}\n")
    assert formulas(table)[0] == canonical("Ti-6Al-4V")[0]
    assert "as a note below says" in table.understood


def test_rows_may_give_their_own_unit():
    table = opened("Alloy,unit,Ti,Al,V\nA,wt.%,90,6,4\nA,at.%,86.2,10.2,3.6\n")
    by_weight, by_atoms = (entry.reading.composition for entry in table.entries())
    assert by_weight.at_percent_moved(by_atoms) < 0.1


def test_a_title_that_speaks_of_both_units_decides_nothing():
    table = opened("Table 1. In at.% (EDS, wt.% in brackets)\nAlloy,Ti,Al,V\nA,86 (90),10 (6),4 (4)\n")
    assert table.layout.elements.stated is None


@pytest.mark.parametrize("heading", ["P,V", "C,Y,W", "K,U"])
def test_columns_of_quantities_alone_are_no_alloys(heading):
    cells = ",".join(["1", "7", "30"][: heading.count(",") + 1])
    assert formulas(opened(f"Sample,T,{heading}\nA1,300,{cells}\nA2,400,{cells}\n")) == [None, None]
    assert formulas(opened("Sample,V,W\n1,50,50\n2,60,40\n")) == canonical("V50W50", "V60W40")
