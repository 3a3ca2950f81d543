from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymatgen.core import Composition as Pymatgen

from hea_core.composition import Composition, typeset
from hea_core.datasets import VOCABULARY, phase_observations
from hea_core.errors import FormulaError
from hea_core.formula import SYMBOLS

CANTOR = dict.fromkeys(("Co", "Cr", "Fe", "Mn", "Ni"), 20.0)
AL03 = {"Al": 0.3, "Co": 1, "Cr": 1, "Fe": 1, "Ni": 1}
TI5 = {"Co": 23.75, "Cr": 23.75, "Fe": 23.75, "Ni": 23.75, "Ti": 5}
FE20 = {"Fe": 20, "Ni": 80}

GOOD: list[tuple[str, dict[str, float]]] = [
    ("CoCrFeMnNi", CANTOR),
    ("Fe20 Ni20 Cr20 Co20 Mn20", CANTOR),
    ("Fe20Ni20Cr20Co20Mn20", CANTOR),
    ("Co1Cr1Fe1Mn1Ni1", CANTOR),
    ("  CoCrFeMnNi\n", CANTOR),
    ("Co-Cr-Fe-Mn-Ni", CANTOR),
    ("Co\N{EN DASH}Cr\N{EN DASH}Fe\N{EN DASH}Mn\N{EN DASH}Ni", CANTOR),
    ("Co·Cr·Fe·Mn·Ni", CANTOR),
    ("Co, Cr, Fe, Mn, Ni", CANTOR),
    ("Co; Cr; Fe; Mn; Ni", CANTOR),
    ("Co\tCr\tFe\tMn\tNi", CANTOR),
    ("Co\u00a0Cr Fe\u200bMn Ni", CANTOR),
    ("(CoCrFeMnNi)", CANTOR),
    ("(CoCrFeMnNi)100", CANTOR),
    ("[(CoCr)(FeMn)]Ni", CANTOR),
    ("Al0.3CoCrFeNi", AL03),
    ("Al.3CoCrFeNi", AL03),
    ("Al₀.₃CoCrFeNi", AL03),
    ("CoCrFeNiAl0.3", AL03),
    ("CoCrFeNi-Al0.3", AL03),
    ("Al0.30 CoCrFeNi", AL03),
    ("(CoCrFeNi)Al0.3", AL03),
    ("(CoCrFeNi)95Ti5", TI5),
    ("[CoCrFeNi]95Ti5", TI5),
    ("{CoCrFeNi}95 Ti5", TI5),
    ("(CoCrFeNi)₉₅Ti₅", TI5),
    ("Ti5(CoCrFeNi)95", TI5),
    ("(CoCrFeNi)0.95Ti0.05", TI5),
    ("(CoCrFeNi)95%Ti5%", TI5),
    ("(CoCrFeNi):95, Ti:5", TI5),
    ("(Co25Cr25Fe25Ni25)95Ti5", TI5),
    ("[(CoCr)50(FeNi)50]95Ti5", TI5),
    ("(CoCr)2Ni", {"Co": 2, "Cr": 2, "Ni": 1}),
    ("[(FeCo)3Cr]2Ni", {"Fe": 6, "Co": 6, "Cr": 2, "Ni": 1}),
    ("(FeCo)50(FeNi)50", {"Fe": 50, "Co": 25, "Ni": 25}),
    ("(Fe)50Ni20", {"Fe": 50, "Ni": 20}),
    ("Fe 20 at.%, Ni 80 at.%", FE20),
    ("Fe 20 at%, Ni 80 at%", FE20),
    ("Fe 20 at. %; Ni 80 at. %", FE20),
    ("Fe20%Ni80%", FE20),
    ("Fe 20 % Ni 80 %", FE20),
    ("Fe20Ni80 at.%", FE20),
    ("Fe20Ni80 (at.%)", FE20),
    ("Fe20Ni80 (at%)", FE20),
    ("Fe 20 mol%, Ni 80 mol%", FE20),
    ("Fe:20 Ni:80", FE20),
    ("Fe: 20, Ni: 80", FE20),
    ("Fe=20,Ni=80", FE20),
    ("Fe20-Ni80", FE20),
    ("Ni 80 Fe 20", FE20),
    ("FeNi4", FE20),
    ("Fe0.2Ni0.8", FE20),
    ("Fe020Ni80.0", FE20),
    ("Co33.3%Cr33.3%Ni33.3%", {"Co": 1, "Cr": 1, "Ni": 1}),
    ("Cu", {"Cu": 1}),
    ("Cu100", {"Cu": 1}),
    ("CO", {"C": 1, "O": 1}),
    ("Co", {"Co": 1}),
    ("Al12.7Co1Cr1", {"Al": 12.7, "Co": 1, "Cr": 1}),
]

BAD: list[tuple[str, str]] = [
    ("", "''"),
    ("   ", "''"),
    ("nan", "'nan'"),
    ("NaN", "'NaN'"),
    ("None", "'None'"),
    ("inf", "'inf'"),
    ("FeXx", "'Xx'"),
    ("Xx0.5CoNi", "'Xx'"),
    ("FeUnobtainium", "'Unobtainium'"),
    ("COCRFENI", "'R'"),
    ("fe20ni80", "'fe'"),
    ("Fe0Ni", "'0' of Fe"),
    ("Al0.000CoCr", "'0.000' of Al"),
    ("Fe-60Ni-40Cr", "Fe"),
    ("Fe20 Ni -5", "'-5'"),
    ("Fe\N{MINUS SIGN}5Ni", "'-5'"),
    ("Fe9999999Ni", "'9999999' of Fe"),
    ("Fe" + "9" * 400, "'9999"),
    ("Fe0.0000000001Ni", "Fe"),
    ("Fe1e3Ni", "'e'"),
    ("Fe1.2.3Ni", "'1.2.3'"),
    ("FeinfNi", "'Feinf'"),
    ("Fe nan Ni", "'nan'"),
    ("20", "'20'"),
    ("20Fe80Ni", "'20'"),
    ("Fe 20 30 Ni", "'30'"),
    ("Fe·20 Ni", "'20'"),
    ("Fe,20,Ni,80", "'20'"),
    ("(20)Fe", "'20'"),
    ("(FeNi", "'('"),
    ("FeNi)", "')'"),
    ("(FeNi]", "']'"),
    ("()Fe", "')'"),
    ("Fe[{}]", "'}'"),
    ("(Fe,Ni)50Cr50", "','"),
    ("Fe+Ni", "'+'"),
    ("Fe/Ni", "'/'"),
    ("Fe3+", "'+'"),
    ("Fe*2", "'*'"),
    ("Fe_2", "'_'"),
    ("Al0.3CoCrFeNi…", "U+2026"),
    ("<script>", "'<'"),
    ("Fe\x00Ni", "\\x00"),
    ("Fe🙂", "U+1F642"),
    ("ＦｅNi", "U+FF26"),
    ("\u0421oNi", "U+0421"),
    ("Al0,3CoCrFeNi", "'0,3'"),
    ("FeNi, CoCr", "several alloys"),
    ("FeNi\nCoCr", "several lines"),
    ("FeNiFe", "Fe stands twice"),
    ("Fe20Fe80", "Fe stands twice"),
    ("Fe 20 wt.%, Ni 80 at.%", "weight and atomic"),
    ("(CoCrFe)95Ti5 wt%", "brackets"),
    ("Fe 20 mass% Ni 70 mass%", "90"),
    ("Es 20 wt.% Ni 80 wt.%", "Es"),
    ("Fe 20 at.%, Ni bal.", "'bal'"),
    ("Fe 20 at.%, Ni balance", "'balance'"),
    ("Fe20% Ni70%", "90"),
    ("Fe20% Ni", "Ni has no percentage"),
    ("Fe20% Ni20 Cr60%", "Ni has no percentage"),
    ("%Fe", "'%'"),
    ("Fe%", "'%'"),
    ("(Fe50%Ni50%)90Cr10", "'%'"),
    ("(CoCrFeNi)90Ti5", "90 could be"),
    ("Fe:Ni", "'Ni'"),
    ("Fe:", "ends where"),
    ("Fe20,", "ends where"),
    ("-Fe", "'-'"),
    (":20", "':'"),
    ("Fe--Ni", "'-'"),
    ("Fe" * 5000, "10,000 characters"),
    ("x" * 10_240, "10,240 characters"),
]


@pytest.mark.parametrize(("text", "amounts"), GOOD, ids=[text for text, _ in GOOD])
def test_spellings(text: str, amounts: dict[str, float]) -> None:
    read, expected = Composition.parse(text).as_dict(), Composition.from_amounts(amounts).as_dict()
    assert read == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(("text", "named"), BAD, ids=[repr(text)[:30] for text, _ in BAD])
def test_bad_formulas_give_one_sentence_naming_the_token(text: str, named: str) -> None:
    with pytest.raises(FormulaError) as caught:
        Composition.parse(text)
    message = str(caught.value)
    assert named in message
    assert len(message) < 260
    assert message.isprintable()
    assert message.endswith(".")
    example = re.search(r"for example (.+)\.$", message)
    assert example
    Composition.parse(example.group(1))


@pytest.mark.parametrize("value", [None, 3, 2.5, float("nan"), b"FeNi", ["FeNi"]])
def test_what_is_not_text_is_refused(value: object) -> None:
    with pytest.raises(FormulaError, match="must be text"):
        Composition.parse(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("NiFeCrCoMn", "CoCrFeMnNi"),
        ("Fe", "Fe"),
        ("Ni60Al10Co30", "Al10Co30Ni60"),
        ("CoCrFeNiAl", "AlCoCrFeNi"),
        ("Al0.3CoCrFeNi", "Al0.3CoCrFeNi"),
        ("(CoCrFeNi)95Ti5", "Co23.75Cr23.75Fe23.75Ni23.75Ti5"),
        ("(CoCrFeNi)96Ti4", "Co24Cr24Fe24Ni24Ti4"),
        ("Al10Co25Cr20Fe25Ni20", "Al10Co25Cr20Fe25Ni20"),
        ("Fe2Ni", "Fe2Ni"),
        ("FeNi0.3", "FeNi0.3"),
        ("Fe1.234Ni", "Fe55.24Ni44.76"),
        ("Fe99Cu1", "Cu1Fe99"),
        ("FeNi0.00002", "Fe100Ni0.002"),
    ],
)
def test_canonical_formula(text: str, formula: str) -> None:
    assert Composition.parse(text).formula == formula


def test_plain_formulas_read_as_pymatgen_reads_them() -> None:
    formulas = [f for f in phase_observations()["formula"].unique() if not re.search(r"[a-zA-Z]0(?![.0-9])", f)]
    assert len(formulas) > 1700
    for formula in formulas:
        expected = {str(element): 100 * share for element, share in Pymatgen(formula).fractional_composition.items()}
        assert Composition.parse(formula).as_dict() == pytest.approx(expected, abs=1e-9)


def test_thousands_of_formulas_take_well_under_a_second() -> None:
    formulas = [f for f in phase_observations()["formula"] if "0C" not in f and "0N" not in f] * 2
    start = time.perf_counter()
    for formula in formulas:
        Composition.parse(formula)
    assert time.perf_counter() - start < 1.0


amounts_strategy = st.dictionaries(
    st.sampled_from(VOCABULARY), st.integers(1, 10_000).map(lambda n: n / 100), min_size=1, max_size=10
)


@given(amounts_strategy)
def test_written_amounts_come_back(amounts: dict[str, float]) -> None:
    text = " ".join(f"{symbol}{amount}" for symbol, amount in amounts.items())
    read = Composition.parse(text)
    assert read == Composition.from_amounts(amounts)
    assert sum(amount for _, amount in read.amounts) == pytest.approx(100, abs=1e-9)
    assert list(read.elements) == sorted(amounts)


@given(amounts_strategy)
def test_the_canonical_formula_is_the_same_alloy_to_rounding(amounts: dict[str, float]) -> None:
    alloy = Composition.from_amounts(amounts)
    again = Composition.parse(alloy.formula)
    assert again.elements == alloy.elements
    assert again.at_percent_moved(alloy) <= 0.05
    assert again.formula == Composition.parse(again.formula).formula or again.at_percent_moved(alloy) > 0


@given(st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=30, unique=True), st.randoms())
def test_the_order_of_writing_does_not_matter(symbols: list[str], random: object) -> None:
    shuffled = symbols[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert Composition.parse("".join(symbols)) == Composition.parse("".join(shuffled))


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet="AlCoFeNi0159.,-()[]{}%:; at₂·\nxé", max_size=25) | st.text(max_size=25))
def test_any_text_gives_a_composition_or_a_formula_error(text: str) -> None:
    try:
        alloy = Composition.parse(text)
    except FormulaError as error:
        said = str(error)
    else:
        said = alloy.formula
        assert abs(sum(amount for _, amount in alloy.amounts) - 100) <= 1e-9
        assert set(alloy.elements) <= SYMBOLS
    assert said.isprintable()
    assert len(said) < 300


def test_deep_brackets_are_read_or_refused_but_never_break() -> None:
    assert Composition.parse("(" * 200 + "FeNi" + ")" * 200).formula == "FeNi"
    with pytest.raises(FormulaError, match="not closed"):
        Composition.parse("(" * 400 + "Fe")


def test_moved_is_half_the_summed_difference() -> None:
    one, other = Composition.parse("Fe50Ni50"), Composition.parse("Fe40Ni40Al20")
    assert one.at_percent_moved(other) == pytest.approx(20)
    assert other.at_percent_moved(one) == pytest.approx(20)
    assert one.at_percent_moved(one) == 0
    assert one.at_percent_moved(Composition.parse("CuAg")) == pytest.approx(100)


def test_composition_is_a_value() -> None:
    assert (
        Composition.parse("FeNi") == Composition.parse("Ni50Fe50") == Composition.from_amounts({"Fe": 0.1, "Ni": 0.1})
    )
    assert len({Composition.parse("FeNi"), Composition.parse("Fe2Ni2")}) == 1
    assert Composition.parse("CrCoAl").system == "Al-Co-Cr"


@pytest.mark.parametrize(
    ("amounts", "named"),
    [
        ({}, "No element"),
        ({"Xx": 1}, "'Xx'"),
        ({"Fe": 0, "Ni": 1}, "Fe is 0"),
        ({"Fe": -2, "Ni": 1}, "Fe is -2"),
        ({"Fe": float("nan")}, "Fe is nan"),
        ({"Fe": float("inf")}, "Fe is inf"),
        ({"Fe": 1e-12, "Ni": 1}, "Fe is below"),
    ],
)
def test_bad_amounts_are_named(amounts: dict[str, float], named: str) -> None:
    with pytest.raises(FormulaError, match=named):
        Composition.from_amounts(amounts)


@pytest.mark.parametrize(
    "amounts",
    [
        (("Fe", 50.0),),
        (("Ni", 50.0), ("Fe", 50.0)),
        (("Fe", 50.0), ("Fe", 50.0)),
        (("Al", -1.0), ("Fe", 101.0)),
        (),
    ],
)
def test_the_constructor_refuses_what_is_not_normalised(amounts: tuple[tuple[str, float], ...]) -> None:
    with pytest.raises(FormulaError, match="sum to 100"):
        Composition(amounts)


def test_typeset_lowers_the_digits() -> None:
    assert typeset("Al0.3CoCrFeNi") == "Al₀.₃CoCrFeNi"
    assert typeset("CoCrFeMnNi") == "CoCrFeMnNi"
    assert Composition.parse(typeset("Al0.3CoCrFeNi")) == Composition.parse("Al0.3CoCrFeNi")
