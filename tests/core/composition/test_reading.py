"""One reading for whatever stands for an alloy, and lists of them."""

from __future__ import annotations

import hashlib
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymatgen.core import Composition as Pymatgen

from hea_core.composition import Composition, Reading, read, reading_of
from hea_core.composition.reading import listed, shown
from hea_core.composition.symbols import SYMBOLS
from hea_core.datasets.observations import DATA, VOCABULARY
from hea_core.errors import FormulaError, RequestError
from hea_core.files.csv_table import read_table

FE_NI = Composition.from_amounts({"Fe": 1, "Ni": 1})


def test_measured_formulas_keep_their_compositions_to_the_last_bit() -> None:
    """The hash was made before readings had rooms: a model's inputs must not move with the code that reads them."""
    tables = ("phase_observations.csv", "mechanical_observations.csv")
    formulas = sorted({row["formula"] for table in tables for row in read_table(DATA / table)[1]})
    lines = "\n".join(f"{formula} {Composition.parse(formula).amounts!r}" for formula in formulas)
    assert (
        hashlib.sha256(lines.encode()).hexdigest() == "72fab4cfbd21f296671c0bb159290ca1f54bb16a234a16e4900c1a0e2018cdac"
    )


def test_hardly_any_measured_formula_needs_a_note() -> None:
    tables = ("phase_observations.csv", "mechanical_observations.csv")
    formulas = {row["formula"] for table in tables for row in read_table(DATA / table)[1]}
    noted = [formula for formula in formulas if read(formula).assumption]
    assert len(noted) <= 0.001 * len(formulas), noted


@pytest.mark.parametrize(
    "alloy",
    [
        "FeNi",
        FE_NI,
        read("FeNi"),
        {"Fe": 50, "Ni": 50},
        {"Fe": 0.5, "Ni": np.float32(0.5), "Al": 0},
        {"Fe": "1", "Ni": 1},
        Pymatgen("Fe2Ni2"),
        np.array(["FeNi"])[0],
        "{'Fe': 50, 'Ni': 50}",
    ],
    ids=repr,
)
def test_whatever_stands_for_an_alloy_is_read(alloy: object) -> None:
    reading = reading_of(alloy)
    assert reading.composition == FE_NI
    assert reading.assumption is None


def test_amounts_of_a_mapping_that_miss_100_are_noted_as_in_a_text() -> None:
    assert "sum to 130" in str(reading_of({"Al": 30, "Co": 25, "Cr": 25, "Fe": 25, "Ni": 25}).assumption)
    assert reading_of({"Al": 0.3, "Co": 1, "Cr": 1, "Fe": 1, "Ni": 1}).assumption is None
    assert reading_of({"Fe": 33.3, "Co": 33.3, "Ni": 33.3}).assumption is None


def test_a_reading_is_passed_on_as_it_is() -> None:
    reading = read("Ti-6Al-4V")
    assert reading_of(reading) is reading
    assert reading_of(reading, "at") is reading


@pytest.mark.parametrize(
    "alloy",
    [None, float("nan"), 3, 2.5, True, b"FeNi", ["FeNi"], pd.NA, {}, {"Fe": "much"}, {"Fe": None}, {"Xx": 1}, {3: 1}, {"Fe": -1}, {"Fe": 10**400}],
    ids=repr,
)  # fmt: skip
def test_whatever_does_not_is_refused_in_a_sentence(alloy: object) -> None:
    with pytest.raises(FormulaError, match="for example"):
        reading_of(alloy)


@pytest.mark.parametrize(
    "alloys",
    [["FeNi", None], ("FeNi", None), pd.Series(["FeNi", None], index=[7, 9]), np.array(["FeNi", None], dtype=object), iter(["FeNi", None])],
    ids=lambda alloys: type(alloys).__name__,
)  # fmt: skip
def test_lists_of_any_kind_are_taken(alloys: object) -> None:
    assert listed(alloys) == ["FeNi", None]


@pytest.mark.parametrize(
    "alloys",
    ["CoCrFeNi", {"Fe": 50, "Ni": 50}, FE_NI, read("FeNi"), Pymatgen("FeNi"), None, 3.0, pd.DataFrame({"formula": ["FeNi"]})],
    ids=lambda alloys: type(alloys).__name__,
)  # fmt: skip
def test_one_alloy_is_no_list(alloys: object) -> None:
    with pytest.raises(RequestError, match=r"write one in brackets, for example \['CoCrFeNi'\]"):
        listed(alloys)


def test_an_alloy_is_shown_as_given() -> None:
    assert shown(read("Fe Ni")) == "Fe Ni"
    assert shown(FE_NI) == "FeNi"
    assert shown({"Fe": 1}) == "{'Fe': 1}"
    assert shown(None) == "None"


@pytest.mark.parametrize(
    ("text", "unit", "at_percent"),
    [
        ("Ti-6Al-4V", "at", {"Ti": 90, "Al": 6, "V": 4}),
        ("Ti-48Al-2Cr-2Nb", "wt", {"Ti": 35.3, "Al": 62.6, "Cr": 1.35, "Nb": 0.76}),
        ("Fe20%Ni80%", "wt", {"Fe": 20.81, "Ni": 79.19}),
        ("Fe20Ni80", "wt", {"Fe": 20.81, "Ni": 79.19}),
        ("Fe 20, Ni bal.", "wt", {"Fe": 20.81, "Ni": 79.19}),
        ("20Fe-80Ni", "at", {"Fe": 20, "Ni": 80}),
        ("Ti 6Al 4V", "at", {"Ti": 90, "Al": 6, "V": 4}),
    ],
)
def test_the_unit_asked_decides_where_the_text_leaves_it_open(
    text: str, unit: str, at_percent: dict[str, float]
) -> None:
    reading = read(text, unit)  # type: ignore[arg-type]
    assert reading.composition.as_dict() == pytest.approx(at_percent, abs=0.06)
    assert reading.assumption
    assert "as asked" in reading.assumption


@pytest.mark.parametrize("unit", ["at", "wt"])
@pytest.mark.parametrize(
    "text", ["Ti-6Al-4V at.%", "Ti-6Al-4V (wt.%)", "Al0.3CoCrFeNi", "CoCrFeNi", "Fe 20 at.%, Ni 80 at.%"]
)
def test_the_unit_asked_changes_nothing_where_the_text_says_it_or_gives_a_ratio(text: str, unit: str) -> None:
    assert read(text, unit).composition == read(text).composition  # type: ignore[arg-type]
    assert read(text, unit).assumption is None  # type: ignore[arg-type]


def nested(depth: int) -> st.SearchStrategy[str]:
    """Brackets of whole amounts, none of whose levels sums to 1 or 100, which would make shares of its amounts."""
    amount = st.sampled_from(["", "", "2", "3", "7"])
    element = st.tuples(st.sampled_from(VOCABULARY), amount).map("".join)
    if not depth:
        return element
    inner = st.lists(nested(depth - 1) | element, min_size=1, max_size=4).map("".join)
    return st.tuples(st.just("("), inner, st.just(")"), amount).map("".join)


@given(st.lists(nested(2) | nested(0), min_size=1, max_size=4).map("".join))
def test_brackets_multiply_as_pymatgen_has_them(text: str) -> None:
    try:
        reading = read(text)
    except FormulaError:
        return  # an element twice at one level, or a compound of a bracket
    shares = Pymatgen(text).fractional_composition.items()
    expected = {str(element): 100 * share for element, share in shares}
    assert reading.composition.as_dict() == pytest.approx(expected, abs=1e-9)


def test_deep_brackets_neither_overflow_nor_vanish() -> None:
    assert read("(" * 55 + "Fe" + ")9" * 55).composition.formula == "Fe"
    for text in ("(" * 55 + "FeNi" + ")999999" * 55 + "Cr", "(" * 55 + "Fe" + ")0.0001" * 55 + "Ni", "(" * 249 + "Fe"):
        with pytest.raises(FormulaError):
            read(text)


def test_a_reading_sums_to_a_hundred_and_knows_only_elements() -> None:
    for text in ("Al0.3CoCrFeNi", "(CoCrFeNi)94Ti2Al4", "Ti-6Al-4V", "Fe 33.3 %, Ni 33.3 %, Co 33.3 %"):
        reading = read(text)
        assert isinstance(reading, Reading)
        assert math.fsum(amount for _, amount in reading.composition.amounts) == pytest.approx(100, abs=1e-9)
        assert set(reading.composition.elements) <= SYMBOLS
