"""The local correction: nothing without results, near ones count, three do not overturn thirteen hundred."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hea_core.composition import Composition
from hea_core.lab import Alloy, Measurement, Result
from hea_core.lab.correction import Prior, Settings, at_percent_between, correct
from hea_core.lab.labels import Measured, measured, observations, trained_on
from hea_core.model.ensemble import logit, sigmoid

NEAR, FAR = Composition.parse("Al0.3CoCrFeNi"), Composition.parse("MoNbTaW")


def results(*pairs):
    return Measured(
        tuple(Composition.parse(text) for text, _ in pairs),
        np.array([float(label) for _, label in pairs]),
        np.ones(len(pairs)),
    )


def prior(*probabilities):
    p = np.array(probabilities)
    return Prior(p, sigmoid(logit(p) - 1.0), sigmoid(logit(p) + 1.0))


def test_without_results_every_number_is_the_models():
    before = prior(0.2, 0.7)
    after = correct(results(), np.zeros(0), [NEAR, FAR], before)
    for name in ("probability", "low", "high"):
        assert getattr(after, name).tolist() == getattr(before, name).tolist()
    assert after.weight.tolist() == [0.0, 0.0]
    assert after.nearest.tolist() == [-1, -1]


def test_what_is_near_follows_and_what_is_far_does_not():
    before = prior(0.9, 0.9, 0.9)
    asked = [Composition.parse("Al0.32CoCrFeNi"), NEAR, FAR]
    after = correct(results(("Al0.3CoCrFeNi", 0)), np.array([0.9]), asked, before)
    close, same, far = after.probability
    assert same < close < 0.9
    assert far == pytest.approx(0.9, abs=1e-4)
    assert after.weight[2] < 1e-4 < after.weight[0] < after.weight[1]
    assert after.high[1] - after.low[1] < 1.0
    assert after.distance[1] == 0.0
    assert after.distance[2] == pytest.approx(100.0)
    width = logit(after.high) - logit(after.low)
    assert width[1] < width[0] < 2.0
    assert width[2] == pytest.approx(2.0, abs=1e-3)


def test_a_result_that_agrees_moves_little_and_one_that_does_not_moves_much():
    asked, before = [NEAR], prior(0.95)
    agrees = correct(results(("Al0.3CoCrFeNi", 1)), np.array([0.95]), asked, before).probability[0]
    not_so = correct(results(("Al0.3CoCrFeNi", 0)), np.array([0.95]), asked, before).probability[0]
    assert abs(agrees - 0.95) < 0.03
    assert not_so < 0.8


def test_three_alloys_do_not_overturn_the_model():
    three = results(("Al0.3CoCrFeNi", 0), ("Al0.5CoCrFeNi", 0), ("CoCrFeMnNi", 0))
    asked = [Composition.parse(text) for text in ("HfNbTaTiZr", "MoNbTaVW", "CoFeNiV", "AlCrFeTi")]
    before = prior(0.9, 0.9, 0.9, 0.9)
    after = correct(three, np.array([0.9, 0.6, 0.98]), asked, before).probability
    assert (np.abs(after - 0.9) < 0.05).all()


def test_more_results_of_one_alloy_count_for_more():
    one = correct(results(("Al0.3CoCrFeNi", 0)), np.array([0.9]), [NEAR], prior(0.9)).probability[0]
    many = Measured((NEAR,), np.array([0.0]), np.array([5.0]))
    assert correct(many, np.array([0.9]), [NEAR], prior(0.9)).probability[0] < one


def test_the_mode_is_where_the_posterior_is_greatest():
    """One result of one alloy: the deviation solves g = a²·(y − σ(b + g))."""
    chosen = Settings(amplitude=1.5, length=10.0, slip=0.0)
    found = correct(results(("Al0.3CoCrFeNi", 0)), np.array([0.7]), [NEAR], prior(0.7), chosen).probability[0]
    shift = logit(np.array([found]))[0] - logit(np.array([0.7]))[0]
    assert shift == pytest.approx(1.5**2 * (0.0 - found), abs=1e-6)


@given(
    st.lists(st.tuples(st.floats(0.01, 1), st.floats(0, 1), st.floats(0.001, 0.999)), min_size=1, max_size=12),
    st.floats(0.001, 0.999),
)
def test_whatever_the_results_the_interval_holds_the_probability(rows, said):
    compositions = tuple(Composition.from_amounts({"Al": amount, "Co": 1, "Fe": 1}) for amount, _, _ in rows)
    lab = Measured(compositions, np.array([round(label) for _, label, _ in rows], dtype=float), np.ones(len(rows)))
    after = correct(lab, np.array([p for _, _, p in rows]), [*compositions, FAR], prior(*[said] * (len(rows) + 1)))
    assert (after.low <= after.probability).all()
    assert (after.probability <= after.high).all()
    assert ((after.low >= 0) & (after.high <= 1)).all()
    assert ((after.weight >= 0) & (after.weight <= 1)).all()


def test_distances_are_those_of_compositions():
    alloys = [NEAR, FAR, Composition.parse("CoCrFeNi")]
    found = at_percent_between(alloys, alloys)
    assert found == pytest.approx(np.array([[a.at_percent_moved(b) for b in alloys] for a in alloys]))


def test_labels_are_shares_of_clear_results():
    def alloy(text, *outcomes):
        return Alloy(Composition.parse(text), results=tuple(Result(one) for one in outcomes))

    book = [
        alloy("CoCrFeNi", "single", "multiple", "unclear"),
        alloy("MoNbTaW", "unclear"),
        alloy("FeNi"),
        alloy("AlNi", "multiple"),
    ]
    found = measured(book)
    assert [one.formula for one in found.compositions] == ["CoCrFeNi", "AlNi"]
    assert found.single_phase.tolist() == [0.5, 0.0]
    assert found.count.tolist() == [2.0, 1.0]
    known = frozenset({book[0].results[0].id, book[3].results[0].id})
    rest = measured(book, trained_on=trained_on({"data": {"lab": sorted(known)}}))
    assert ([one.formula for one in rest.compositions], rest.single_phase.tolist()) == (["CoCrFeNi"], [0.0])
    assert len(measured(book, trained_on({"data": {}}))) == 2


def test_results_are_observations_for_a_training():
    result = Result("multiple", ("FCC", "B2"), (Measurement("hardness", 1.0, "HV"),), route="cast", when="2026-11-26")
    ((composition, seen),) = observations([Alloy(NEAR, results=(result, Result("unclear")))]).values()
    assert composition == NEAR
    assert (seen.single_phase, seen.microstructure, seen.processing, seen.source, seen.year) == (
        0,
        "FCC + B2",
        "cast",
        "lab book",
        2026,
    )
