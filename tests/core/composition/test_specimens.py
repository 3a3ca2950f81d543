"""Real spellings that went wrong, and their neighbours by kind: read right, read with a note, or refused.

`specimens.csv` is what was met in public files and reports, `further.csv` more of the same kinds. `expect` is one of the alternatives
parted by "|": refuse, note, plain (read without a note), at:… (the composition in at.%, with or without a note), note_at:… (with one).
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from hea_core.composition import Composition, Reading, read
from hea_core.errors import FormulaError

HERE = Path(__file__).parent
TOLERANCE = 0.06
"""At.%: the tables give two decimals."""


def rows(name: str) -> list[tuple[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return [(row["input"], row["expect"].replace("refuse_or_note", "refuse|note")) for row in csv.DictReader(file)]


SPECIMENS, FURTHER = rows("specimens.csv"), rows("further.csv")


def is_composition(reading: Reading, at_percent: str) -> bool:
    words = at_percent.split()
    wanted = {symbol: float(amount) for symbol, amount in zip(words[::2], words[1::2], strict=True)}
    got = reading.composition.as_dict()
    return got.keys() == wanted.keys() and all(abs(got[symbol] - wanted[symbol]) < TOLERANCE for symbol in wanted)


def meets(reading: Reading, expect: str) -> bool:
    kind, _, at_percent = expect.partition(":")
    noted = {"note": True, "note_at": True, "plain": False}.get(kind)
    return (
        kind != "refuse"
        and noted in (None, reading.assumption is not None)
        and (not at_percent or is_composition(reading, at_percent))
    )


@pytest.mark.parametrize(("text", "expect"), SPECIMENS + FURTHER, ids=[repr(text) for text, _ in SPECIMENS + FURTHER])
def test_a_specimen_is_read_noted_or_refused(text: str, expect: str) -> None:
    reading, refusal = read_or_refused(text)
    alternatives = expect.split("|")
    assert any(meets(reading, one) for one in alternatives) if reading else "refuse" in alternatives, reading or refusal
    if refusal:
        example = re.search(r"for example (\S.*)\.$", refusal)
        assert example
        Composition.parse(example.group(1))
    sentence = refusal or (reading and reading.assumption)
    if sentence:
        check_sentence(sentence)


def read_or_refused(text: str) -> tuple[Reading | None, str]:
    try:
        return read(text), ""
    except FormulaError as error:
        return None, str(error)


def check_sentence(sentence: str) -> None:
    assert sentence.isprintable()
    assert sentence.endswith(".")
    assert len(sentence) < 300


def test_the_tables_are_as_long_as_promised() -> None:
    assert len(SPECIMENS) == 48
    assert len({text for text, _ in FURTHER}) == len(FURTHER) >= 250


SPELLINGS = [
    "{}",
    " {} ",
    "{} alloy",
    "{} HEA",
    '"{}"',
    "1. {}",
    "{}.",
    "equal",
    "subscripts",
    "blanks",
    "tex",
    "mathrm",
    "html",
    "dashes",
    "bracket",
]


def respelled(formula: str, spelling: str) -> str:
    """A formula of symbols and amounts in another spelling."""
    if "{}" in spelling:
        return spelling.format(formula)
    terms = re.findall(r"([A-Z][a-z]?)([0-9.]*)", formula)
    if spelling == "subscripts":
        return formula.translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
    if spelling == "bracket":
        return f"({formula})"
    pattern = {
        "equal": "{0}={1}",
        "blanks": "{0} {1}",
        "tex": "{0}$_{{{1}}}$",
        "mathrm": r"\mathrm{{{0}}}_{{{1}}}",
        "html": "{0}<sub>{1}</sub>",
        "dashes": "{0}{1}",
    }[spelling]
    between = {"blanks": " ", "equal": ", ", "dashes": "-"}.get(spelling, "")
    return between.join(pattern.format(s, amount) if amount else s for s, amount in terms)


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize(
    "formula",
    ["Ti6Al4V", "Ni50.8Ti", "CoCrNiMo10", "Ti50Ni30Cu32Sn3", "Cu42.5Zr40Ga7.5", "CoCrFeNi95Al5", "AlSi10Mg", "Al0.3CoCrFeNi", "Fe20Ni80"],
)  # fmt: skip
def test_what_is_assumed_does_not_depend_on_the_spelling(formula: str, spelling: str) -> None:
    plain, other = read(formula), read(respelled(formula, spelling))
    assert other.composition == plain.composition
    assert other.assumption == plain.assumption
