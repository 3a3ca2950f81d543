"""Composition series, ternary sections, and weight percent."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hea_core.composition import Composition
from hea_core.composition.sections import ternary_section
from hea_core.composition.series import is_series, parse_series
from hea_core.composition.weight_percent import weight_percent
from hea_core.datasets.observations import curated_alloys
from hea_core.datasets.on_series import members, section_members
from hea_core.errors import FormulaError, HeaError, RequestError


@pytest.mark.parametrize(
    ("text", "points", "first", "last"),
    [
        ("AlxCoCrFeNi, x=0:2:0.1", 21, "CoCrFeNi", "Al2CoCrFeNi"),
        ("AlxCoCrFeNi x = 0:2:0.5", 5, "CoCrFeNi", "Al2CoCrFeNi"),
        ("AlxCoCrFeNi (x=0:1:0.5)", 3, "CoCrFeNi", "AlCoCrFeNi"),
        # public reports
        ("TiZrHfNbx (x = 0.4, 0.5, 0.6)", 3, "TiZrHfNb0.4", "TiZrHfNb0.6"),
        ("AlxCoCrFeNi (x=0–2)", 21, "CoCrFeNi", "Al2CoCrFeNi"),
        ("Al$_x$CoCrFeNi, x=0:1:0.5", 3, "CoCrFeNi", "AlCoCrFeNi"),
        ("Al_xCoCrFeNi, x=0:1:0.5", 3, "CoCrFeNi", "AlCoCrFeNi"),
        ("AlyCoCrFeNi, y=0:1:0.5", 3, "CoCrFeNi", "AlCoCrFeNi"),
        # and more of their kinds
        ("AlxCoCrFeNi [x = 0, 0.5 and 1]", 3, "CoCrFeNi", "AlCoCrFeNi"),
        ("AlxCoCrFeNi (x=5, 10 at.%)", 2, "(CoCrFeNi)95Al5", "(CoCrFeNi)90Al10"),
        ("CoCrFeNiMox (x = 2, 4 at. %)", 2, "(CoCrFeNi)98Mo2", "(CoCrFeNi)96Mo4"),
        ("(CoCrFeNi)Tix (x = 0–20 at%)", 21, "CoCrFeNi", "(CoCrFeNi)80Ti20"),
        ("AlxCoCrFeNi (x = 0.5, 1 at.%)", 2, "Al0.5CoCrFeNi", "AlCoCrFeNi"),
        ("Fe50Mn30Co10Crx (x=10 at.%)", 1, "Fe50Mn30Co10Cr10", "Fe50Mn30Co10Cr10"),
        ("Ti-xNb (x = 10, 20 at.%)", 2, "Ti90Nb10", "Ti80Nb20"),
        ("Ti-xNb (x = 10, 20 wt.%)", 2, "Ti 90 wt.%, Nb 10 wt.%", "Ti 80 wt.%, Nb 20 wt.%"),
        ("Fe-xNi, x = 5, 30 mass%", 2, "Fe 95 wt.%, Ni 5 wt.%", "Fe 70 wt.%, Ni 30 wt.%"),
        ("AlxCoCrFeNi (x = 0, 0.5, 1 in molar ratio)", 3, "CoCrFeNi", "AlCoCrFeNi"),
        ("AlxCoCrFeNi HEAs (x = 0–2)", 21, "CoCrFeNi", "Al2CoCrFeNi"),
        ("AlxCoCrFeNi (x = 0–2) high-entropy alloys", 21, "CoCrFeNi", "Al2CoCrFeNi"),
        ("AlxCoCrFeNi, 0 ≤ x ≤ 2", 21, "CoCrFeNi", "Al2CoCrFeNi"),
        ("AlxCoCrFeNi (0 <= x <= 1)", 21, "CoCrFeNi", "AlCoCrFeNi"),
        ("AlxCoCrFeNi, x=0–2 step 0.5", 5, "CoCrFeNi", "Al2CoCrFeNi"),
        ("AlxCoCrFeNi, x=0 to 2 in steps of 0.5", 5, "CoCrFeNi", "Al2CoCrFeNi"),
        ("AlxCoCrFeNi for x from 0 to 2", 21, "CoCrFeNi", "Al2CoCrFeNi"),
        ("AlxCoCrFeNi, x=0..2", 21, "CoCrFeNi", "Al2CoCrFeNi"),
        ("AlxCoCrFeNi, x = 0,3; 0,5", 2, "Al0.3CoCrFeNi", "Al0.5CoCrFeNi"),
        ("AlxCoCrFeNi, x in {0, 0.5}", 2, "CoCrFeNi", "Al0.5CoCrFeNi"),
        ("$\\mathrm{Al}_x\\mathrm{CoCrFeNi}$, $x=0, 1$", 2, "CoCrFeNi", "AlCoCrFeNi"),
        ("(CoCrFeNi)_{100-x}Ti_{x} (x=0-20)", 21, "CoCrFeNi", "(CoCrFeNi)80Ti20"),
        ("Alx(CoCrFeNi)100-x, x=0, 100", 2, "CoCrFeNi", "Al"),
        ("Al0.3CoCrFeNi(TiV)x, x=0, 1", 2, "Al0.3CoCrFeNi", "Al0.3CoCrFeNiTiV"),
        ("Al(1-x)/4CoCrFeNi, x=0, 1", 2, "Al0.25CoCrFeNi", "CoCrFeNi"),
        ("Fe50-x/2Mn50-x/2Crx, x=0:10:5", 3, "FeMn", "Fe45Mn45Cr10"),
        ("Co1+xCr, x=0:1:0.5", 3, "CoCr", "Co2Cr"),
        ("DyyFe, y=1, 2", 2, "DyFe", "Dy2Fe"),
        ("V2Nbz, z=1, 2", 2, "V2Nb", "VNb"),
        ("FeCrNiCx, x=0, 0.1", 2, "FeCrNi", "FeCrNiC0.1"),
        ("Al x CoCrFeNi, x = 0.3", 1, "Al0.3CoCrFeNi", "Al0.3CoCrFeNi"),
        ("AlₓCoCrFeNi; x=0.5, 1", 2, "Al0.5CoCrFeNi", "AlCoCrFeNi"),
        ("(CoCrFeNi)100-xTix, x=0-20", 21, "CoCrFeNi", "(CoCrFeNi)80Ti20"),
        ("CoCrFe2-xNix, x=0:2:1", 3, "CoCrFe2", "CoCrNi2"),
        ("Al2xCoCrFeNi, x=0:1:0.25", 5, "CoCrFeNi", "Al2CoCrFeNi"),
        ("Al0.5xCo, x=1 2 4", 3, "Al0.5Co", "Al2Co"),
        ("Co1-0.5xCr, x=0:2:1", 3, "CoCr", "Cr"),
        ("Fe2-xNix, x=0:2:1", 3, "Fe", "Ni"),
        ("AlxNi3, x=0:1:0.5", 3, "Ni", "AlNi3"),
    ],
)
def test_a_series_has_its_points_from_first_to_last(text, points, first, last):
    assert is_series(text)
    series = parse_series(text)
    assert len(series.compositions) == len(series.x) == points
    assert series.compositions[0] == Composition.parse(first)
    assert series.compositions[-1] == Composition.parse(last)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("AlCoCrFeNi, x=0:2:0.1", "no x"),
        ("AlxCoCrFeNi, x=2:0:0.1", "rise"),
        ("AlxCoCrFeNi, x=0:2:0", "rise"),
        ("AlxCoCrFeNi, x=0:2:0.0001", "20,001"),
        ("AlxCoCrFeNi, x=a", "x=a"),
        ("AlxCoCrFeNi, x=0:0.5:2", "longer than its range"),
        ("AlxCoCrFeNi, x=0:" + "9" * 400, "cannot be read"),
        ("AlxCoCrFeNi, x=0:" + "9" * 400 + ":1", "cannot be read"),
        ("AlxCoCrFeNi, x=0:1:" + "0" * 300 + "1", "cannot be read"),
        ("AlxCoCrFeNi, x=0:9999999", "beyond 1,000,000"),
        ("AlxCoCrFeNi, x=1e308", "cannot be read"),
        ("AlxCoCrFeNi, x=nan", "cannot be read"),
        ("AlxCoCrFeNi, x=-1", "cannot be read"),
        ("Alx/0CoCrFeNi, x=0, 1", "divides by 0"),
        ("AlyCoCrFeNi, x=0:1:0.5", "holds no x"),
        ("AlxBzCo, x=0:1:0.5", "At x=0"),
        ("AlxCoCrFeNi", "not a series"),
        ("CoCrFe1-xNix, x=0:2:1", "negative"),
        ("QqxCo, x=0:1:0.5", "Qq"),
    ],
)
def test_a_series_that_cannot_be_is_refused_with_its_reason(text, named):
    with pytest.raises(HeaError, match=named):
        parse_series(text)


def test_plain_formulas_are_no_series():
    plain = (
        "CoCrFeMnNi",
        "Xe",
        "Fe=20, Ni=80",
        "Fe: 20, Ni: 80",
        "{'Fe': 20, 'Ni': 80}",
        "at.%: Fe20Ni80",
        "CoCrFeNi as-cast",
        "",
    )
    assert not any(is_series(text) for text in plain)


def test_each_point_carries_its_reading():
    series = parse_series("AlyCoCrFeNi, y=1, 20")
    assert series.variable == "y"
    assert [reading.composition for reading in series.readings] == list(series.compositions)
    assert series.readings[0].assumption is None
    assert "counting as 1" in series.readings[1].assumption


def test_a_series_can_be_followed_between_its_points():
    series = parse_series("AlxCoCrFeNi, x=0, 1")
    assert series.at(0.3) == Composition.parse("Al0.3CoCrFeNi")


def test_measured_alloys_of_a_series():
    alloys = curated_alloys()
    series = parse_series("AlxCoCrFeNi, x=0:2:0.1")
    found = members(series, alloys)
    assert len(found) >= 8
    assert [m.x for m in found] == sorted(m.x for m in found)
    formulas = [alloys.formulas[m.row] for m in found]
    assert "CoCrFeNi" in formulas
    assert "Al0.3CoCrFeNi" in formulas
    assert found[formulas.index("Al0.3CoCrFeNi")].x == pytest.approx(0.3)


def test_ternary_section_over_a_base():
    section = ternary_section(("Al", "Ti", "V"), "CoCrFeNi", 80.0, step=10)
    assert len(section.compositions) == 66
    np.testing.assert_allclose(section.shares.sum(1), 1.0)
    for composition, share in zip(section.compositions, section.shares, strict=True):
        amounts = composition.as_dict()
        assert amounts["Co"] == pytest.approx(20.0)
        assert amounts.get("Al", 0.0) == pytest.approx(20.0 * share[0])


def test_ternary_section_without_a_base():
    section = ternary_section(("Co", "Fe", "Ni"), step=50)
    assert {c.formula for c in section.compositions} == {"Co", "Fe", "Ni", "CoFe", "CoNi", "FeNi"}


def test_measured_alloys_of_a_section_lie_where_their_amounts_say():
    alloys = curated_alloys()
    found = section_members(ternary_section(("Al", "Cu", "Ti"), "CoCrFeNi", 80.0), alloys)
    at = {alloys.formulas[m.row]: m.shares for m in found}
    assert len(found) >= 6
    assert at["Al10Co20Cr20Cu10Fe20Ni20"] == pytest.approx((0.5, 0.5, 0.0))
    assert at["AlCoCrFeNi"] == pytest.approx((1.0, 0.0, 0.0))
    assert "CoCrFeNi" not in at, "it holds none of the corners"
    for m in found:
        amounts = alloys.compositions[m.row].as_dict()
        assert set(amounts) <= {"Al", "Cu", "Ti", "Co", "Cr", "Fe", "Ni"}
        for symbol in ("Co", "Cr", "Fe", "Ni"):
            assert amounts[symbol] == pytest.approx(20.0, abs=0.26)
    over = section_members(ternary_section(("Al", "Co", "Fe"), "CrNi", 50.0), alloys)
    shares = {alloys.formulas[m.row]: m.shares for m in over}
    assert shares["CoCrFeNi"] == pytest.approx((0.0, 0.5, 0.5))


def test_a_section_of_three_elements_holds_their_measured_binaries_and_ternaries():
    alloys = curated_alloys()
    found = section_members(ternary_section(("Co", "Fe", "Ni")), alloys)
    inside = [i for i, c in enumerate(alloys.compositions) if {"Co", "Fe", "Ni"} >= set(c.elements)]
    assert [m.row for m in found] == inside
    assert all(m.distance_at_percent < 1e-9 for m in found)


@pytest.mark.parametrize(
    "arguments",
    [
        (("Al", "Ti"), None, 0.0, 5.0),
        (("Al", "Ti", "Al"), None, 0.0, 5.0),
        (("Al", "Ti", "Co"), "CoCr", 50.0, 5.0),
        (("Al", "Ti", "V"), "CoCr", 100.0, 5.0),
        (("Al", "Ti", "V"), None, 20.0, 5.0),
        (("Al", "Ti", "V"), None, 0.0, 3.0),
        (("Al", "Ti", "V"), None, 0.0, 0.0),
    ],
)
def test_a_section_that_cannot_be_is_refused(arguments):
    with pytest.raises(RequestError):
        ternary_section(*arguments)


# Ti-6Al-4V is 86.2 Ti, 10.2 Al, 3.6 V in at.% in every handbook; 18-10 steel by hand from atomic masses.
@pytest.mark.parametrize(
    ("text", "at_percent"),
    [
        ("Ti-6Al-4V", {"Ti": 86.2, "Al": 10.2, "V": 3.6}),
        ("Ti–6Al–4V", {"Ti": 86.2, "Al": 10.2, "V": 3.6}),
        ("Ti-6Al-4V wt.%", {"Ti": 86.2, "Al": 10.2, "V": 3.6}),
        ("Ti-6Al-4V (wt%)", {"Ti": 86.2, "Al": 10.2, "V": 3.6}),
        ("Ti 90 wt.%, Al 6 wt.%, V 4 wt.%", {"Ti": 86.2, "Al": 10.2, "V": 3.6}),
        ("Ti90Al6V4 wt%", {"Ti": 86.2, "Al": 10.2, "V": 3.6}),
        ("Ti90Al6V4 mass%", {"Ti": 86.2, "Al": 10.2, "V": 3.6}),
        ("Ti-6Al-4V at.%", {"Ti": 90.0, "Al": 6.0, "V": 4.0}),
        ("Fe-18Cr-10Ni", {"Fe": 71.4, "Cr": 19.2, "Ni": 9.4}),
        ("W-3.5Ni-1.5Fe", {"W": 85.7, "Ni": 9.9, "Fe": 4.5}),
    ],
)
def test_weight_percent_are_turned_into_at_percent(text, at_percent):
    found = Composition.parse(text).as_dict()
    assert set(found) == set(at_percent)
    for symbol, value in at_percent.items():
        assert found[symbol] == pytest.approx(value, abs=0.06), symbol


@pytest.mark.parametrize(
    "text", ["Fe 20 wt.%, Ni 80 at.%", "(CoCrFeNi)95Ti5 wt.%", "Ti-60Al-40V", "Ti 90 wt.%, Al 4 wt.%"]
)
def test_bad_weight_percent(text):
    with pytest.raises(FormulaError):
        Composition.parse(text)


@given(
    st.dictionaries(st.sampled_from(["Al", "Co", "Cr", "Fe", "Ni", "Ti", "W", "Li"]), st.integers(1, 90), min_size=2)
)
def test_weights_round_trip(amounts):
    alloy = Composition.from_amounts(amounts)
    weights = weight_percent(alloy.as_dict())
    again = Composition.parse(", ".join(f"{s} {w:.12f} wt.%" for s, w in weights.items()))
    assert alloy.at_percent_moved(again) < 1e-6


@pytest.mark.parametrize("values", ["0,5", "0, 0,5, 1", "0,2 and 0,4", "0,0,0,5,1,0"])
def test_commas_that_may_be_decimal_are_refused(values):
    with pytest.raises(RequestError, match="may be decimal"):
        parse_series(f"AlxCoCrFeNi, x={values}")


@pytest.mark.parametrize(
    ("values", "x"), [("0,1,2", (0, 1, 2)), ("0,5; 1,0", (0.5, 1)), ("40,45", (40, 45)), ("0,0.5,1", (0, 0.5, 1))]
)
def test_commas_that_part_values(values, x):
    assert parse_series(f"AlxCoCrFeNi, x={values}").x == x


def test_what_at_percent_behind_the_values_means_is_said():
    said = {
        "AlxCoCrFeNi (x = 5, 10 at.%)": "x is read as at.% of Al, CoCrFeNi sharing the rest; leave at.% out for a ratio.",
        "AlxCoCrFeNi (x = 0.5, 1 at.%)": "Read as a ratio of atoms, though at.% stands behind the values; write (CoCrFeNi)100-xAlx if at.% are "
        "meant.",
        "Ti-xNb (x = 10, 20 at.%)": None,
        "(CoCrFeNi)100-xTix (x = 2, 4 at.%)": None,
    }
    assert {text: parse_series(text).readings[-1].assumption for text in said} == said
