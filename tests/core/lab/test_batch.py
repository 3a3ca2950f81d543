"""The next batch: constraints exact, nothing measured or rejected, unlike each other, reasons in words."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import hea_core
from hea_core.cli.main import main
from hea_core.composition import Composition
from hea_core.datasets.facts import element_prices
from hea_core.design.constraints import Constraints
from hea_core.errors import ConstraintError, HeaError
from hea_core.lab import Alloy, Result
from hea_core.lab.batch import By, holding, information
from hea_core.lab.labels import measured
from hea_core.model.ensemble import logit, sigmoid

POOL = [
    "CoCrFeNi", "CoCrFeMnNi", "AlCoCrFeNi", "Al0.3CoCrFeNi", "Al0.31CoCrFeNi", "Al0.32CoCrFeNi", "Al0.5CoCrFeNi", "MoNbTaW", "HfNbTaTiZr",
    "CoCrFeNiTi0.5", "CoCrFeNiV", "AlCoCrCuFeNi", "FeNi", "AlTiVCr", "CoFeMnNiV",
]  # fmt: skip
SYMBOLS = ("Al", "Co", "Cr", "Cu", "Fe", "Mn", "Ni", "Ti")


@pytest.fixture(scope="module")
def predictor():
    return hea_core.load("default")


def lab(*rows):
    return measured([Alloy(Composition.parse(text), results=(Result(outcome),)) for text, outcome in rows])


@pytest.mark.parametrize("by", By)
def test_a_batch_is_distinct_and_each_has_its_reason(predictor, by):
    found = predictor.suggest(POOL, batch=6, by=by)
    assert len({one.formula for one in found}) == 6
    for one in found:
        assert sum(one.composition.values()) == pytest.approx(100)
        assert 0 <= one.low <= one.probability <= one.high <= 1
        assert 0 <= one.information <= 1
        assert f"{one.probability:.2f}" in one.why
        assert one.if_single.startswith("If it has one phase")
        assert one.if_multiple.startswith("If it has more than one phase")


def test_the_reason_says_where_an_alloy_stands_among_those_to_choose_from(predictor):
    said = sorted(one.why for one in predictor.suggest(["CoCrFeNi", "AlCoCrFeNi"], batch=2))
    assert sum("bit, the most of the 2 to choose from." in why for why in said) == 1
    assert sum("bit, the least of the 2 to choose from." in why for why in said) == 1


def test_by_probability_the_best_comes_first_and_by_information_the_least_certain(predictor):
    said = {one.formula: one.probability for one in predictor.predict(POOL)}
    assert predictor.suggest(POOL, 1, "probability")[0].probability == max(said.values())
    first = predictor.suggest(POOL, 1, "information")[0]
    assert first.information == max(one.information for one in predictor.suggest(POOL, len(POOL), "information"))
    assert 0.2 < first.probability < 0.8


def test_a_batch_does_not_ask_one_question_twice(predictor):
    alike = ["Al0.3CoCrFeNi", "Al0.31CoCrFeNi", "Al0.32CoCrFeNi", "HfNbTaTiZr"]
    assert "HfNbTaTiZr" in {one.formula for one in predictor.suggest(alike, 2, "information")}


def test_what_is_measured_or_rejected_is_not_suggested_again(predictor):
    found = predictor.suggest(
        POOL, len(POOL), measured=lab(("Al0.3CoCrFeNi", "single")), without=["MoNbTaW", "Fe50 Ni50"]
    )
    assert {one.formula for one in found} == set(POOL) - {"Al0.3CoCrFeNi", "MoNbTaW", "FeNi"} - {"AlTiVCr"} | {
        "AlCrTiV"
    }


def test_what_the_lab_has_measured_makes_its_neighbours_less_worth_asking(predictor):
    before = {one.formula: one.information for one in predictor.suggest(POOL, len(POOL), "information")}
    after = {
        one.formula: one.information
        for one in predictor.suggest(POOL, len(POOL), "information", measured=lab(("Al0.3CoCrFeNi", "multiple")))
    }
    assert after["Al0.31CoCrFeNi"] != before["Al0.31CoCrFeNi"]
    assert after["HfNbTaTiZr"] == pytest.approx(before["HfNbTaTiZr"], abs=1e-3)


def test_information_is_the_mutual_information_of_answer_and_model():
    """Against a sum over 20,001 logits of the normal distribution that the interval stands for."""
    low, high = np.array([0.2, 0.9, 0.49]), np.array([0.8, 0.95, 0.51])
    found = information(low, high)
    for k in range(3):
        middle, deviation = (logit(high) + logit(low))[k] / 2, (logit(high) - logit(low))[k] / 2 / 1.645
        t = np.linspace(-8, 8, 20_001)
        weight = np.exp(-(t**2) / 2)
        weight /= weight.sum()
        p = sigmoid(middle + deviation * t)
        bits = -p * np.log2(p) - (1 - p) * np.log2(1 - p)
        mean = p @ weight
        expected = -mean * np.log2(mean) - (1 - mean) * np.log2(1 - mean) - bits @ weight
        assert found[k] == pytest.approx(expected, abs=1e-6)


@st.composite
def demands(draw):
    free = draw(st.permutations(SYMBOLS))
    ban = tuple(free[: draw(st.integers(0, 2))])
    ranges = tuple(
        (symbol, low, low + draw(st.integers(0, 60)) if low < 40 else 100)
        for symbol in free[2 : 2 + draw(st.integers(0, 2))]
        for low in [draw(st.integers(0, 30))]
    )
    lock = tuple((symbol, draw(st.integers(1, 40))) for symbol in free[4 : 4 + draw(st.integers(0, 1))])
    fewest = draw(st.none() | st.integers(1, 4))
    most = draw(st.none() | st.integers(fewest or 1, 8))
    price = draw(st.none() | st.floats(2, 60))
    return Constraints(ban=ban, lock=lock, range=ranges, min_elements=fewest, max_elements=most, max_price=price)


@settings(max_examples=150, suppress_health_check=[HealthCheck.filter_too_much])
@given(
    st.lists(
        st.dictionaries(st.sampled_from(SYMBOLS), st.integers(1, 40), min_size=2, max_size=6).map(
            Composition.from_amounts
        ),
        min_size=1,
        max_size=30,
    ),
    demands(),
)
def test_constraints_hold_exactly_and_nothing_that_holds_them_is_lost(pool, constraints):
    try:
        held = holding(pool, constraints)
    except ConstraintError:
        return  # no alloy at all could hold them
    assert [one for one in pool if _holds(one, constraints)] == list(held)


def _holds(alloy, constraints):
    """The constraints once more, said one by one."""
    amounts = alloy.as_dict()
    price = constraints.max_price
    if price is not None:
        masses = {
            "Al": 26.982,
            "Co": 58.933,
            "Cr": 51.996,
            "Cu": 63.546,
            "Fe": 55.845,
            "Mn": 54.938,
            "Ni": 58.693,
            "Ti": 47.867,
        }
        dollars = dict(zip(SYMBOLS, element_prices(SYMBOLS).tolist(), strict=True))
        weight = sum(amounts[s] * masses[s] for s in amounts)
        cost = sum(amounts[s] * masses[s] * dollars[s] for s in amounts) / weight
        assume(abs(cost - price) > 1e-3)  # nearer the ceiling the last digits of the masses decide
        if cost > price:
            return False
    return (
        not set(constraints.ban) & set(amounts)
        and all(abs(amounts.get(s, 0) - asked) < 1e-9 for s, asked in constraints.lock)
        and all(low - 1e-9 <= amounts.get(s, 0) <= high + 1e-9 for s, low, high in constraints.range)
        and len(amounts) >= (constraints.min_elements or 1)
        and len(amounts) <= (constraints.max_elements or 99)
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"batch": 0}, "batch is 0"),
        ({"by": "luck"}, "by is 'luck': give one of information, probability, mixed"),
        ({"pool": []}, "The pool is empty"),
        ({"constraints": Constraints(ban=("Co", "Ta", "Ti", "Fe"))}, "do not hold the constraints"),
        ({"constraints": Constraints(min_elements=40)}, "min-elements 40 cannot hold"),
        ({"without": POOL}, "15 rejected"),
        ({"pool": ["CoQq"]}, "Qq"),
        ({"constraints": Constraints(lock=(("Fe", None),))}, "write lock Fe=20"),
    ],
)
def test_what_cannot_be_suggested_is_said(predictor, words, said):
    with pytest.raises(HeaError, match=said):
        predictor.suggest(**{"pool": POOL, **words})


def test_the_command_chooses_from_a_file_and_from_the_lab_book(capsys, home, tmp_path):
    (tmp_path / "pool.csv").write_text("alloy\n" + "\n".join([*POOL, "CoQq"]) + "\n", encoding="utf-8")
    status = main(["suggest", "--from", str(tmp_path / "pool.csv"), "--batch", "3", "--ban", "Co", "--json"])
    out, err = capsys.readouterr()
    rows = json.loads(out)
    assert status == 0
    assert len(rows) == 3
    assert {"formula", "composition", "probability", "information", "why"} <= set(rows[0])
    assert not any("Co" in row["composition"] for row in rows)
    assert "1 row left out; row 17" in err
    assert not (home / "lab.sqlite").exists()
    book = "formula,status,reason,outcome\nCoCrFeNi,,,single\nMoNbTaW,rejected,dear,\nAlCoCrFeNi,idea,,\nCoCrFeNiV,queued,,\n"
    (tmp_path / "book.csv").write_text(book, encoding="utf-8")
    assert main(["lab", "import", str(tmp_path / "book.csv"), "--json"]) == 0
    capsys.readouterr()
    assert main(["suggest", "--lab", "--batch", "9", "--json"]) == 0
    out, err = capsys.readouterr()
    assert {row["formula"] for row in json.loads(out)} == {"AlCoCrFeNi", "CoCrFeNiV"}
    assert "results of 1 alloy are counted in" in err
    assert "The pool has 2 alloys" in err
    main(["suggest", "--from", str(tmp_path / "pool.csv"), "--batch", "20", "--json"])
    again = {row["formula"] for row in json.loads(capsys.readouterr().out)}
    assert not again & {"CoCrFeNi", "MoNbTaW"}


def test_the_command_says_what_it_needs(capsys, home, tmp_path):
    assert main(["suggest", "--lab", "--json"]) == 2
    assert "has no alloy that is an idea" in capsys.readouterr().err
    (tmp_path / "bad.csv").write_text("alloy\nCoQq\n", encoding="utf-8")
    assert main(["suggest", "--from", str(tmp_path / "bad.csv"), "--json"]) == 2
    assert "No row of bad.csv is an alloy" in capsys.readouterr().err
