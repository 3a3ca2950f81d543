"""Lines as people type results, without headings."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest

from hea_core.composition import Composition
from hea_core.errors import RequestError
from hea_core.lab import Measurement
from hea_core.lab.exchange import read_results
from hea_ui.lab.inputs import EXAMPLE, EXAMPLE_DOI
from hea_ui.lab.pasted import understood

ROOT = Path(__file__).resolve().parents[3]
HARD = Measurement("hardness", 512.0, "HV", 8.0)
LINES = {
    "AlCoCrFeNi BCC + B2": ("AlCoCrFeNi", "multiple", ("BCC", "B2")),
    "AlCoCrFeNi, BCC + B2": ("AlCoCrFeNi", "multiple", ("BCC", "B2")),
    "AlCoCrFeNi\tbcc+b2\tas cast": ("AlCoCrFeNi", "multiple", ("BCC", "B2")),
    "CoCrFeMnNi: single": ("CoCrFeMnNi", "single", ()),
    "AlCoCrFeNi; multi-phase": ("AlCoCrFeNi", "multiple", ()),
    "AlCoCrFeNi two phases": ("AlCoCrFeNi", "multiple", ()),
    "AlCoCrFeNi was BCC and B2": ("AlCoCrFeNi", "multiple", ("BCC", "B2")),
    "CoCrFeNi single-phase FCC": ("CoCrFeNi", "single", ("FCC",)),
    "Al0,5CoCrFeNi; fcc+bcc; HV 220": ("Al0.5CoCrFeNi", "multiple", ("FCC", "BCC")),
    "Ti-6Al-4V HCP + BCC": ("Al10.2Ti86.2V3.6", "multiple", ("HCP", "BCC")),
    "Al 10 at.% Co 30 at.% Ni 60 at.% FCC": ("Al10Co30Ni60", "single", ("FCC",)),
    "AlCoCrFeNi → fcc + sigma": ("AlCoCrFeNi", "multiple", ("FCC", "σ")),
    "AlCoCrFeNi annealed 800 °C fcc + sigma": ("AlCoCrFeNi", "multiple", ("FCC", "σ")),
    "CoCrFeNi FCC, no sigma": ("CoCrFeNi", "single", ("FCC",)),
    "CoCrFeNi FCC no cracks": ("CoCrFeNi", "single", ("FCC",)),
    "CoCrFeNi 160 HB FCC": ("CoCrFeNi", "single", ("FCC",)),
    "CoCrFeNi homogenised 1200 C, XRD shows fcc only": ("CoCrFeNi", "single", ("FCC",)),
    "CoCrFeNi, only bcc by XRD": ("CoCrFeNi", "single", ("BCC",)),
    "CoCrFeNi, XRD shows a single fcc phase": ("CoCrFeNi", "single", ("FCC",)),
    "CoCrFeNi, hcp structure": ("CoCrFeNi", "single", ("HCP",)),
    "CoCrFeNi fcc, no sigma phase": ("CoCrFeNi", "single", ("FCC",)),
    "Ti-6Al-4V alpha + beta, 349 HV": ("Al10.2Ti86.2V3.6", "multiple", ("α", "β")),
    "TiNbZr β only": ("NbTiZr", "unclear", ("β",)),
    "CoCrFeNi 80% FCC + 20% B2": ("CoCrFeNi", "multiple", ("FCC", "B2")),
    "CoCrFeNi FCC (80 vol.%) + B2 (20 vol.%)": ("CoCrFeNi", "multiple", ("FCC", "B2")),
    "CoCrFeNi FCC (100 %)": ("CoCrFeNi", "single", ("FCC",)),
    "CoCrFeNi FCC1 + FCC2": ("CoCrFeNi", "multiple", ("FCC1", "FCC2")),
    "CoCrFeNi FCC (γ)": ("CoCrFeNi", "single", ("FCC",)),
    "CoCrFeNi (FCC) 160 HV": ("CoCrFeNi", "single", ("FCC",)),
    "CoCrFeNi mostly FCC": ("CoCrFeNi", "unclear", ("FCC",)),
    "CoCrFeNi FCC + oxides": ("CoCrFeNi", "unclear", ("FCC",)),
    "CoCrFeNi FCC matrix with NbC": ("CoCrFeNi", "unclear", ("FCC",)),
    "CoCrFeNi FCC (Cu-rich) + FCC (Cu-lean)": ("CoCrFeNi", "unclear", ("FCC",)),
    "CoCrFeNi Laves C14": ("CoCrFeNi", "unclear", ("Laves",)),
    "CoCrFeNi krz + kfz": ("CoCrFeNi", "multiple", ("BCC", "FCC")),
    "CoCrFeNi FCC with minor B2": ("CoCrFeNi", "multiple", ("FCC", "B2")),
    "HfNbTaTiZr 3.9 GPa BCC": ("HfNbTaTiZr", "single", ("BCC",)),
    "CoCrFeNi FCC (sigma absent)": ("CoCrFeNi", "single", ("FCC",)),
    "CoCrFeNi FCC, sigma not detected": ("CoCrFeNi", "single", ("FCC",)),
    "CoCrFeNi FCC, no less than 390 HV": ("CoCrFeNi", "single", ("FCC",)),
    "CoCrFeNi FCC(γ)+HCP(ε)": ("CoCrFeNi", "multiple", ("FCC", "HCP")),
    "CoCrFeNi, γ-FCC": ("CoCrFeNi", "single", ("FCC",)),
    "CoCrFeNi, D0_22 + FCC": ("CoCrFeNi", "multiple", ("D0₂₂", "FCC")),
    "CoCrFeNi, 3 phases": ("CoCrFeNi", "multiple", ()),
    "CoCrFeNi, 1 phase": ("CoCrFeNi", "single", ()),
    "CoCrFeNi probably FCC": ("CoCrFeNi", "unclear", ("FCC",)),
    "CoCrFeNi BCC + B2?": ("CoCrFeNi", "unclear", ("BCC", "B2")),
    "CoCrFeNi γ + γ'": ("CoCrFeNi", "multiple", ("γ", "γ′")),
    "CoCrFeNi gamma + gamma prime": ("CoCrFeNi", "multiple", ("γ", "γ′")),
    "CoCrFeNi, not single phase": ("CoCrFeNi", "multiple", ()),
    "CoCrFeNi FCC, no second phase": ("CoCrFeNi", "single", ("FCC",)),
    "CoCrFeNi as cast single-phase": ("CoCrFeNi", "single", ()),
    "CoCrFeNi | FCC | 160 HV": ("CoCrFeNi", "single", ("FCC",)),
    "CoCrFeNi 95 HV FCC": ("CoCrFeNi", "single", ("FCC",)),
}


def results(text: str):
    typed = understood(text)
    assert typed is not None
    return [(row.alloy, row.result) for row in read_results("pasted.csv", typed.text.encode()).rows]


@pytest.mark.parametrize("line", LINES)
def test_a_line_says_alloy_outcome_and_phases(line):
    ((alloy, result),) = results(line)
    assert (alloy.formula, result.outcome, result.phases) == LINES[line]


HARDNESSES = {
    "HV0.3 = 512 ± 8": (512.0, 8.0),
    "HV0.3 512±8": (512.0, 8.0),
    "HV 10: 512": (512.0, None),
    "HV512": (512.0, None),
    "512 ± 8 HV0.5/15": (512.0, 8.0),
    "512(8) HV": (512.0, 8.0),
    "HV 51.2(32)": (51.2, 3.2),
    "HV 140.5 (3.2)": (140.5, 3.2),
    "HV1 = 512 +- 8": (512.0, 8.0),
    "512 HV ± 8": (512.0, 8.0),
    "512 HV10 (±8)": (512.0, 8.0),
    "HV_0.5 512": (512.0, None),
    "512 HV0,5": (512.0, None),
    "~500 HV": (500.0, None),
}


@pytest.mark.parametrize("text", HARDNESSES)
def test_the_load_of_a_hardness_is_not_its_value(text):
    for line in (f"AlCoCrFeNi {text}", f"AlCoCrFeNi, {text}"):
        ((alloy, result),) = results(line)
        assert alloy.formula == "AlCoCrFeNi"
        assert [(one.name, one.value, one.error) for one in result.measurements] == [("hardness", *HARDNESSES[text])]


@pytest.mark.parametrize(
    "text",
    [
        "HV0.3",
        "HRC 45",
        "HB 210",
        "512 kgf/mm2",
        "5.2 GPa",
        "500-520 HV",
        "500/510/520 HV",
        ">600 HV",
        "HV 500-520",
        "1 024 HV",
        "between 500 and 520 HV",
        "at least 500 HV",
        "up to 500 HV",
        "500 HV max",
    ],
)
def test_what_is_no_value_of_vickers_hardness_stays_a_note(text):
    ((alloy, result),) = results(f"AlCoCrFeNi FCC, {text}")
    assert (alloy.notes, result.measurements) == (text, ())
    assert "write 45 HV" not in understood(f"AlCoCrFeNi FCC, {text}").said


def test_words_beside_what_is_no_single_value_are_read_all_the_same():
    ((alloy, result),) = results("AlCoCrFeNi FCC 500 to 520 HV as cast")
    assert (result.phases, alloy.notes, result.route, result.measurements) == (("FCC",), "500 to 520 HV", "as cast", ())
    ((alloy, result),) = results("AlCoCrFeNi BCC 500-520 HV 512 ± 8 HV0.3")  # no hardness of 8
    assert (result.phases, result.measurements) == (("BCC",), ())


@pytest.mark.parametrize(
    "rest",
    [
        "cast single phase; annealed multiphase",
        "as cast: BCC, annealed: BCC + sigma",
        "BCC, 512 HV as cast, 480 HV annealed",
    ],
)
def test_several_states_in_a_line_are_refused_and_lose_nothing(rest):
    typed = understood(f"CoCrFeNi FCC\nAlCoCrFeNi {rest}")
    assert typed.lines == (1,)
    ((line, why),) = typed.refused
    assert line == 2
    assert "write a line for each" in why
    with pytest.raises(RequestError, match="write a line for each"):
        understood(f"AlCoCrFeNi {rest}")


def test_a_line_without_a_result_is_said():
    assert "'glassy-looking' names no outcome" in understood("CoCrFeNi FCC\nAlCoCrFeNi glassy-looking").said


def test_a_bracket_that_may_be_of_the_last_digit_or_not_is_left_out_and_said():
    read = read_results("lab.csv", b"formula,hardness (HV)\nCoCrFeNi,140.5 (3)\nAlCoCrFeNi,512(8)\n")
    assert [row.result.measurements[0].error for row in read.rows] == [None, 8.0]
    assert any("140.5 (3) of hardness" in said for said in read.remarks)


def test_a_route_ends_at_its_colon():
    ((_, result),) = results("AlCoCrFeNi as cast: single FCC")
    assert (result.outcome, result.phases, result.route) == ("single", ("FCC",), "as cast")


def test_hardness_route_method_and_notes_find_their_columns():
    ((alloy, result),) = results("AlCoCrFeNi BCC + B2, 512 ± 8 HV, annealed at 1273 K for 24 h, XRD, cracked badly")
    assert result.measurements == (HARD,)
    assert (result.route, result.method, alloy.notes) == ("annealed at 1273 K for 24 h", "XRD", "cracked badly")


def test_a_number_without_a_unit_is_no_hardness_and_is_said():
    typed = understood("CoCrFeNi\tFCC\t140")
    assert "140 has no unit" in typed.said
    ((_, result),) = results("CoCrFeNi\tFCC\t140")
    assert result.measurements == ()


@pytest.mark.parametrize(
    ("rest", "route", "notes", "said"),
    [
        ("FCC 140 as cast", "as cast", "140", "140 has no unit and is kept as a note"),
        ("140 FCC, as cast", "as cast", "140", "140 has no unit and is kept as a note"),
        ("FCC as cast 140", "as cast 140", "", "140 has no unit and is kept with the route"),
        ("FCC 140 ± 4 annealed", "annealed", "140 ± 4", "140 ± 4 has no unit and is kept as a note"),
        ("FCC annealed 1000 C 24 h", "annealed 1000 C 24 h", "", ""),
        ("FCC 1273 K 24 h annealed", "1273 K 24 h annealed", "", ""),
    ],
)
def test_a_bare_number_beside_other_words_is_said(rest, route, notes, said):
    typed = understood(f"CoCrFeNi {rest}")
    ((alloy, result),) = results(f"CoCrFeNi {rest}")
    assert (result.phases, result.route, alloy.notes) == (("FCC",), route, notes)
    assert said in typed.said if said else "no unit" not in typed.said


def test_a_bad_line_is_named_with_its_own_number_wherever_it_stands():
    typed = understood("\nCoCrFeNi FCC\n\nXx FCC\nAlCoCrFeNi B2 + BCC\nhello there")
    assert typed.lines == (2, 5)
    assert [line for line, _ in typed.refused] == [4, 6]
    assert "Xx" in typed.refused[0][1]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "CoCrFeNi\nAlCoCrFeNi",
        "formula, phases\nCoCrFeNi, FCC",
        "alloy;outcome\nCoCrFeNi;single",
        "Al\tCo\tCr\tFe\tNi\tHV\n20\t20\t20\t20\t20\t512",
        "nothing to read here",
    ],
)
def test_text_with_headings_or_alloys_alone_is_left_to_the_reader_of_tables(text):
    assert understood(text) is None


def test_the_example_is_what_its_paper_reports():
    with (ROOT / "data" / "mechanical_observations.csv").open(encoding="utf-8", newline="") as handle:
        paper = [row for row in csv.DictReader(handle) if row["doi"] == EXAMPLE_DOI]
    reported = {
        Composition.parse(row["formula"]): (
            tuple(row["microstructure"].split("+")),
            float(row["hardness_hv"]),
            row["processing"],
        )
        for row in paper
    }
    for alloy, result in results(EXAMPLE):
        assert (result.phases, result.measurements[0].value, result.route.removeprefix("as ")) == reported[
            alloy.composition
        ]


@pytest.mark.parametrize("run", ["1 ", "1.", "1 to ", "max ", "FCC + ", "a ", "β ", "no "])
def test_a_line_as_long_as_any_costs_little_and_a_longer_one_is_refused(run):
    line = "AlCoCrFeNi, FCC, " + run * (780 // len(run))
    began = time.process_time()
    assert understood(line).lines == (1,)
    assert time.process_time() - began < 0.8
    typed = understood(f"CoCrFeNi FCC\n{line * 6}")
    assert [place for place, _ in typed.refused] == [2]
    assert "at most 800" in typed.refused[0][1]
