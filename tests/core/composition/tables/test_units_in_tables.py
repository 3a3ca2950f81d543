"""What the amounts of a table are shares of, wherever the table says it: in ppm, in a row of its own, in the cells, in other languages."""

from __future__ import annotations

import pytest

from hea_core.composition import Composition
from hea_core.composition.tables import open_file
from hea_core.composition.weight_percent import to_moles
from hea_core.errors import RequestError

HALVES = {"Fe": 50.0, "Ni": 50.0}


def opened(text: str):
    return open_file("heats.csv", text.encode())


def is_by_weight(entry, amounts: dict[str, float]) -> bool:
    return entry.reading.composition.at_percent_moved(Composition.from_amounts(to_moles(amounts))) < 0.01


@pytest.mark.parametrize(
    "text",
    [
        "Heat,Fe (ppm),Ni (ppm)\nX1,500000,500000\n",
        "Heat,Fe (wppm),Ni (wppm)\nX1,500000,500000\n",
        'Heat,Fe (mg/kg),Ni (mg/kg)\nX1,"500,000","500,000"\n',
        "Heat,Fe,Ni\n,mg/kg,mg/kg\nX1,500000,500000\n",
        "Heat,Fe,Ni\nppm,,\nX1,500000,500000\n",
        "Heat,Fe (g/kg),Ni (g/kg)\nX1,500,500\n",
        "Heat,Fe (mg/L),Ni (mg/L)\nX1,25,25\n",
        "Heat,Fe,Ni (ppm)\nX1,bal.,500000\n",
        "Heat,Fe,Ni\nwt.%,,\nX1,50,50\n",
        "Heat,Fe,Ni\n(wt%)\nX1,50,50\n",
        "Heat,Fe,Ni\nX1,50 wt.%,50 wt.%\n",
        "Schmelze;Fe (Massenprozent);Ni (Massenprozent)\nX1;50,0;50,0\n",
        "炉号,Fe（质量分数）,Ni（质量分数）\nX1,50,50\n",
        "炉号,铁,镍\n质量分数,,\nX1,50,50\n",
    ],
)
def test_amounts_by_weight(text):
    (entry,) = opened(text).entries()
    assert is_by_weight(entry, HALVES)


def test_ppm_without_a_word_are_of_weight_and_said():
    assert "as ppm of an analysis are" in opened("Heat,Fe (ppm),Ni (ppm)\nX1,500000,500000\n").understood
    atoms = next(opened("Heat,Fe (appm),Ni (appm)\nX1,500000,500000\n").entries())
    assert atoms.reading.composition.formula == "FeNi"


def test_impurities_without_their_base_are_no_alloy():
    (entry,) = opened("Heat,Al (ppm),Si (ppm)\nX1,30,50\n").entries()
    assert "sum to 80, not to 1,000,000" in entry.error


@pytest.mark.parametrize(
    "rows", ["X1,50 at.%,50 wt.%", "X1,50 at.%,50 at.%\nX2,50 wt.%,50 wt.%", "X1,50 wt.%,50 wt.%\nX2,20 at.%,80 at.%"]
)
def test_cells_in_both_units_are_refused(rows):
    assert all(
        "some amounts in at.% and others in wt.%" in one.error for one in opened(f"Heat,Fe,Ni\n{rows}\n").entries()
    )


def test_cells_against_their_heading_are_refused():
    (entry,) = opened("Heat,Fe (at.%),Ni (at.%)\nX1,50 wt.%,50 wt.%\n").entries()
    assert entry.reading is None


def test_ppm_in_a_cell_count_in_the_unit_of_the_column():
    (entry,) = opened("Heat,Fe (wt.%),Ni (wt.%),C (wt.%)\nX1,50,50,300 ppm\n").entries()
    assert is_by_weight(entry, HALVES | {"C": 0.03})
    assert "C 300 ppm counted as 0.03" in entry.reading.assumption


@pytest.mark.parametrize("cell", ["<0.01", "b.d.l.", "<LOD", "trace", "tr."])
def test_what_is_too_little_to_measure_counts_as_nothing_and_is_said(cell):
    first, _ = opened(f"Heat,Fe (wt.%),Ni (wt.%),Mo (wt.%)\nX1,50,50,{cell}\nX2,48,50,2\n").entries()
    assert is_by_weight(first, HALVES)
    assert f"Mo {cell} counted as 0" in first.reading.assumption


def test_a_large_limit_is_no_amount():
    first, _ = opened("Heat,Fe (at.%),Ni (at.%)\nX1,<30,70\nX2,20,80\n").entries()
    assert "'<30'" in first.error


def test_columns_that_are_no_elements_are_named():
    assert any("the columns V" in said for said in opened("Heat,Fe,Ni,V\nX1,50,50,3\nX2,20,80,4\n").remarks)


def test_elements_without_amounts_are_refused_with_the_cell_that_is_none():
    with pytest.raises(RequestError, match="'50 mg' is none"):
        opened("Heat;Fe;Ni\nX1;50 mg;50 mg\n")


@pytest.mark.parametrize(
    "heads",
    ["Fe (kg);Ni (kg)", "Massenanteil Fe in %;Massenanteil Ni in %", "Fe, мас.%;Ni, мас.%", "Fe norm. wt.%;Ni norm. wt.%", "w(Fe)/%;w(Ni)/%"],
)  # fmt: skip
def test_headings_that_say_weight(heads):
    (entry,) = opened(f"Heat;{heads}\nX1;50;50\n").entries()
    assert is_by_weight(entry, HALVES)


def test_a_column_of_units_beside_formulas_gives_each_row_its_own():
    by_weight, by_atoms = opened("Alloy,Unit\nFe50Ni50,wt.%\nFe50Ni50,at.%\n").entries()
    assert is_by_weight(by_weight, HALVES)
    assert "as its row says" in by_weight.reading.assumption
    assert by_atoms.reading.composition.formula == "FeNi"


def test_several_columns_of_quantities_are_no_elements():
    table = opened("Alloy,Al,Ni,K,V,Y\nX1,50,50,160,11,200\nX2,25,75,170,12,210\n")
    assert [entry.reading.composition.formula for entry in table.entries()] == ["AlNi", "Al25Ni75"]
    assert any("the columns K, V, Y" in said for said in table.remarks)


def test_nothing_in_ppm_is_nothing_and_less_is_refused():
    nothing, less = opened("Heat,Fe (wt.%),Ni (wt.%),C (wt.%)\nX1,50,50,0 ppm\nX2,50,50,-5 ppm\n").entries()
    assert nothing.reading.composition.elements == ("Fe", "Ni")
    assert less.error == "The amount of C is '-5 ppm': write a number from 0 to 100, for example 20."


def test_ppm_beside_a_ratio_are_of_what_the_row_sums_to():
    (entry,) = opened("Heat,Co,Cr,Ni,C\nX1,1,1,0.5,200 ppm\n").entries()
    assert entry.reading.composition.as_dict()["C"] == pytest.approx(0.02, rel=1e-3)
    assert "C 200 ppm counted as 0.0005" in entry.reading.assumption


def test_units_behind_the_numbers_are_said_by_the_cells():
    assert opened("Heat,Fe,Ni\nX1,20 wt.%,80 wt.%\n").understood.endswith("in wt.%, as the cells say.")
    assert opened("Heat,Fe (wt.%),Ni (wt.%)\nX1,20,80\n").understood.endswith("in wt.%, as the headings say.")
