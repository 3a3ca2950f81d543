"""Trade names that look like formulas are the alloys they name, and formulas stay formulas."""

from __future__ import annotations

import pytest

from hea_core.composition import Composition, read
from hea_core.composition.series import parse_series
from hea_core.composition.tables import open_text
from hea_core.errors import FormulaError

NAMED = {
    "CuZn30": "Cu 70 wt.%, Zn 30 wt.%",
    "CuZn39Pb3": "Cu 58 wt.%, Zn 39 wt.%, Pb 3 wt.%",
    "CuAl10Ni5Fe4": "Cu 81 wt.%, Al 10 wt.%, Ni 5 wt.%, Fe 4 wt.%",
    "Cu Zn₃₀": "Cu 70 wt.%, Zn 30 wt.%",
    "NiCr20 (as-cast)": "Ni 80 wt.%, Cr 20 wt.%",
    "NiCr80": "Ni 80 wt.%, Cr 20 wt.%",
    "CoCr28Mo6": "Co 66 wt.%, Cr 28 wt.%, Mo 6 wt.%",
    "TiAl6V4": "Ti 90 wt.%, Al 6 wt.%, V 4 wt.%",
    "Ti6Al4V": "Ti 90 wt.%, Al 6 wt.%, V 4 wt.%",
    "TiAl6Sn2Zr4Mo2": "Ti 86 wt.%, Al 6 wt.%, Sn 2 wt.%, Zr 4 wt.%, Mo 2 wt.%",
    "WRe25": "W 75 wt.%, Re 25 wt.%",
    "AuSn20": "Au 80 wt.%, Sn 20 wt.%",
    "FeAl40": "Fe60Al40",
    "CoCr20Fe20Ni20": "Co40Cr20Fe20Ni20",
    "TiAl48": "Ti52Al48",
}
RATIOS = [
    "Cu1Zn30",
    "NaZn13",
    "CoCr0.4Fe8Mn5.4Ni5.2",
    "Nd2Fe14B",
    "CoCrFeNiMo15",
    "AlCr4.5Mn13.6Ni37.1Sn0.3Ti12V10Zr21.5",
    "FeNi4",
]


@pytest.mark.parametrize("text", NAMED)
def test_a_name_by_base_and_additions_is_read_as_that_alloy_and_said(text):
    reading = read(text)
    assert reading.composition.at_percent_moved(Composition.parse(NAMED[text])) < 0.2
    assert "as alloys are named by their base" in reading.assumption
    ratio = reading.assumption.split("write ")[1].split(" for")[0]
    assert read(ratio).composition != reading.composition


@pytest.mark.parametrize("text", RATIOS)
def test_a_ratio_stays_a_ratio(text):
    assert "named by their base" not in (read(text).assumption or "")


def test_a_list_in_atoms_reads_a_name_in_atoms():
    assert read("NiCr20", "at").composition == Composition.parse("Ni80Cr20")
    (entry,) = open_text("composition (at.%)\tHV\nNiCr20\t200\n").entries()
    assert entry.reading.composition == Composition.parse("Ni80Cr20")


@pytest.mark.parametrize(
    "amounts", [{"Al": 1, "Zn": 15}, {"Ti": 1, "Al": 6, "V": 4}, {"Cu": 1, "Sn": 6}, {"Al": 1, "Ni": 17, "Zr": 2}]
)
def test_a_canonical_formula_is_never_read_as_a_name(amounts):
    composition = Composition.from_amounts(amounts)
    assert read(composition.formula).composition.at_percent_moved(composition) < 0.01


def test_a_series_is_one_kind_of_thing_at_every_value():
    zinc = [composition.as_dict()["Zn"] for composition in parse_series("CuZnx, x = 10, 13, 14, 30").compositions]
    assert zinc == pytest.approx([100 * x / (1 + x) for x in (10, 13, 14, 30)])


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("AlCu4Mg1", "Al-4Cu-1Mg if that"),
        ("PtRh10", "Pt-10Rh if that"),
        ("AgCu7.5", "Ag-7.5Cu if that"),
        ("NbZr1", "Nb-1Zr if that"),
        ("FeSi3", "Fe-3Si if that"),
        ("CuBe2", "Cu-2Be if that"),
        ("PtW5", "Pt-5W if that"),
        ("ZrSn1.5", "Zr-1.5Sn if that"),
        ("FeC0.8", "Fe-0.8C if that"),
        ("CuMg0.5", "Cu-0.5Mg if that"),
        ("AlZn6MgCu", "every amount if AlZn6MgCu"),
        ("CuNi2Si", "every amount if CuNi2Si"),
        ("AlMg1SiCu", "every amount if AlMg1SiCu"),
        ("AlCu4MgSi", "every amount if AlCu4MgSi"),
        ("AlMg4.5Mn", "every amount if AlMg4.5Mn"),
    ],
)
def test_a_ratio_of_so_little_base_names_the_other_meaning(text, other):
    assert f"write {other}" in read(text).assumption


@pytest.mark.parametrize(
    "text", ["AuSn4", "MgZn2", "AuBe5", "CuAl2", "TiAl3", "AlNi6Ta", "AlCu2Ti", "ZrC0.9", "CoCrFeNiAl1", "TiZr0.5Nb0.5"]
)
def test_compounds_and_ratios_need_no_note(text):
    assert read(text).assumption is None


@pytest.mark.parametrize("text", ["(Ti6Al4V)95Cu5", "[(Ti6Al4V)50Ni50]95Cu5"])
def test_a_trade_name_in_brackets_is_refused(text):
    with pytest.raises(FormulaError, match=r"'\(Ti6Al4V\)' in .* may be Ti-6Al-4V by weight or a ratio"):
        read(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Sn63Pb37", "mostly given by weight"),
        ("Ag72Cu28", "mostly given by weight"),
        ("W90Ni7Fe3", "mostly given by weight"),
        ("FeCrAl", "called FeCrAl"),
        ("CoCrFeNi0.05C", "write C0.05"),
        ("CoCrFeNi(TiC)5", "counting as 1"),
    ],
)
def test_what_the_trade_means_otherwise_is_said(text, said):
    assert said in read(text).assumption


@pytest.mark.parametrize("text", ["Ni-23Co-17Cr-12Al-0.5Y", "Co-32Ni-21Cr-8Al-0.5Y", "W-30Cu", "Mo-30Cu"])
def test_overlay_coatings_and_composites_with_copper_are_by_weight(text):
    assert "Read as weight percent" in read(text).assumption


@pytest.mark.parametrize(
    "text",
    [
        "Ni 50-55, Cr 17-21, Fe bal. wt.%", "C max 0.03; Cr 16–18; Fe bal.", "C <0.03, Cr 17, Fe balance (wt.%)", "Fe 18-20Cr 8-10.5Ni",
        "18-20% Cr, 8-10% Ni, balance Fe", "Al ≤ 0.5, Cr 20, Ni 79.5",
    ],
)  # fmt: skip
def test_a_specification_with_ranges_is_refused_as_one(text):
    with pytest.raises(FormulaError, match="is a range or a limit"):
        read(text)


def test_uncertainties_are_left_out_and_said():
    for text in ("Fe 20.1 ± 0.3, Ni 79.9 ± 0.3", "Fe20.1±0.3Ni79.9±0.3", "Fe$_{20.1\\pm0.3}$Ni$_{79.9\\pm0.3}$"):
        reading = read(text)
        assert reading.composition == Composition.parse("Fe20.1Ni79.9")
        assert "0.3) are left out" in reading.assumption
