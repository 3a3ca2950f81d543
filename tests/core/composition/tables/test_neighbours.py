"""Several tables in one sheet: the first is read, and the others are said to be there rather than read under its headings."""

from __future__ import annotations

import pytest

from hea_core.composition import Composition
from hea_core.composition.tables import open_text


def read(text: str) -> tuple[list[str], str]:
    """Formulas of the rows that read, and what is said of the table."""
    table = open_text(text)
    return [one.reading.composition.formula for one in table.entries() if one.reading], " ".join(table.remarks)


@pytest.mark.parametrize("gap", ["", ",,,\n", "Refractory\n", ",,,\nGroup B,,,\n"])
@pytest.mark.parametrize(
    "heading", ["ID,Mo,Nb,W", "ID,Mo (at.%),Nb (at.%),W (at.%)", "Mo,Nb,W", "Sample,Molybdenum,Niobium,Tungsten"]
)
def test_rows_below_another_heading_are_not_read_under_the_first(heading: str, gap: str) -> None:
    formulas, said = read(f"ID,Al,Co,Ni\na,20,40,40\nb,50,25,25\n{gap}{heading}\nc,20,40,40\n")
    assert formulas == [Composition.parse(text).formula for text in ("Al20Co40Ni40", "Al50Co25Ni25")]
    assert "is the heading of another table" in said


def test_a_heading_that_is_printed_again_parts_nothing() -> None:
    formulas, said = read("ID,Al,Co,Ni\na,20,40,40\nID,Al,Co,Ni\nb,50,25,25\n")
    assert len(formulas) == 2
    assert "another table" not in said


@pytest.mark.parametrize(
    "text",
    [
        "ID,Al,Co,Ni,,ID,Mo,Nb,W\na,20,40,40,,c,50,25,25\nb,50,25,25,,d,20,40,40\n",
        "ID,Al,Co,Ni,name,Al,Nb,W\na,20,40,40,c,50,25,25\nb,50,25,25,d,20,40,40\n",
        "ID,Al,Co,Ni,ID,Mo,Nb,W\na,1,2,2,c,1,1,1\nb,2,1,1,d,1,2,3\n",
    ],
    ids=["gap", "shared element", "ratios"],
)
def test_of_tables_side_by_side_the_first_is_read(text: str) -> None:
    formulas, said = read(text)
    assert formulas == [Composition.parse(one).formula for one in ("Al20Co40Ni40", "Al50Co25Ni25")]
    assert "The table beside it" in said


@pytest.mark.parametrize(
    ("text", "alloy"),
    [
        ("ID,Al,Co,note,Ni\na,20,40,x,40\n", "Al20Co40Ni40"),
        ("ID,Al,Co,Ni,HV,Ti,Fe\na,20,40,38,300,1,1\n", "Al20Co40Ni38Ti1Fe1"),
        ("ID,Al,Co,,C\na,50,49,,1\n", "Al50Co49C1"),
        ("ID,Al (at.%),Co (at.%),,Al (wt.%),Co (wt.%)\na,50,50,,31.4,68.6\n", "AlCo"),
    ],
)
def test_columns_between_elements_do_not_part_one_alloy(text: str, alloy: str) -> None:
    assert read(text) == ([Composition.parse(alloy).formula], "")
