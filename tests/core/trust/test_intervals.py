"""Intervals and sets: their definitions, and that they hold on data made to have systems."""

from __future__ import annotations

import numpy as np
import pytest

from hea_core.errors import ArtifactError
from hea_core.trust.calibration import (
    HeldOut,
    calibrate,
    coverage_left_out,
    group_coverage,
    in_set,
    set_threshold,
    widening_for,
)
from hea_core.trust.intervals import (
    GROUP,
    VERDICTS,
    Calibration,
    calibration_of,
    interval,
    verdicts_from_intervals,
    verdicts_from_sets,
)


def made(n, seed, shift=0.0):
    """Alloys whose true logit is `shift` off, the same within a system; every other one of four elements."""
    rng = np.random.default_rng(seed)
    systems = rng.integers(n // 4, size=n)
    logit = rng.normal(0, 1.5, n)
    true = logit + shift * rng.choice([-1, 1], n // 4)[systems]
    sigmoid = lambda x: 1 / (1 + np.exp(-x))  # noqa: E731 - one line, once
    return HeldOut(
        probability=sigmoid(logit),
        spread=np.full(n, 0.05),
        single=rng.random(n) < sigmoid(true),
        n_elements=np.tile([2, 4], n)[:n],
        systems=np.array([f"s{k}" for k in systems]),
    )


def test_interval_holds_the_probability_and_widens():
    p = np.array([0.0, 0.01, 0.5, 0.9, 1.0])
    narrow, wide = interval(p, np.full(5, 0.1), 0.0), interval(p, np.full(5, 0.1), 1.0)
    assert (narrow[0] <= p).all()
    assert (p <= narrow[1]).all()
    assert (wide[0] <= narrow[0]).all()
    assert (wide[1] >= narrow[1]).all()
    assert (wide[0] >= 0).all()
    assert (wide[1] <= 1).all()


def test_interval_without_widening_is_the_members_spread():
    low, high = interval(np.array([0.5]), np.array([1.0]), 0.0)
    assert low[0] == pytest.approx(1 / (1 + np.exp(1.645)))
    assert high[0] == pytest.approx(1 - low[0])


@pytest.mark.parametrize(
    ("probability", "threshold", "verdict"),
    [
        (0.9, 0.3, "single"),
        (0.1, 0.3, "multiple"),
        (0.5, 0.7, "undecided"),
        (0.5, 0.3, "undecided"),
        (0.8, 0.7, "single"),
    ],
)
def test_a_verdict_is_given_where_the_set_holds_one_class_alone(probability, threshold, verdict):
    assert VERDICTS[verdicts_from_sets(np.array([probability]), threshold)[0]] == verdict


def test_verdict_without_calibration():
    found = verdicts_from_intervals(np.array([0.6, 0.1, 0.4]), np.array([0.9, 0.4, 0.6]))
    assert [VERDICTS[code] for code in found] == ["single", "multiple", "undecided"]


@pytest.mark.parametrize("seed", range(3))
def test_sets_cover_nine_in_ten(seed):
    held, first = made(4000, seed), np.arange(4000) < 2000
    assert in_set(held.at(~first), set_threshold(held.at(first))).mean() == pytest.approx(0.9, abs=0.025)


def test_set_threshold_is_the_conformal_quantile():
    p = np.linspace(0.01, 0.99, 99)
    held = HeldOut(p, p, np.ones(99, dtype=bool), np.full(99, 4), np.array(["s"] * 99))
    assert set_threshold(held) == pytest.approx(np.sort(1 - p)[89])


def test_groups_share_their_alloys():
    assert group_coverage(made(300, 0), 6.0) == (300 // GROUP, 300 // GROUP)


def test_widening_grows_with_what_is_off():
    assert widening_for(made(1500, 1)) < widening_for(made(1500, 1, shift=1.5))


def test_widening_grows_with_the_coverage_it_is_fitted_to():
    held = made(1500, 1, shift=1.0)
    assert widening_for(held, 0.8) < widening_for(held, 0.9) < widening_for(held, 0.97)


@pytest.mark.slow
def test_intervals_cover_on_systems_not_seen():
    held = [made(3000, seed, shift=1.0) for seed in (2, 3)]
    inside, groups = coverage_left_out(held, calibrate(held, made(300, 4)).four_or_more.nominal, range(4))
    assert groups > 200
    assert 0.84 < inside / groups < 0.97


@pytest.mark.slow
def test_a_set_grows_where_another_collection_needs_it():
    held = [made(1500, 5)]
    alone = calibrate(held, held[0]).four_or_more.set_threshold
    assert calibrate(held, made(1500, 6, shift=2.0)).four_or_more.set_threshold > alone
    assert calibrate(held, made(1500, 6, shift=-2.0)).four_or_more.set_threshold >= alone


def test_calibration_round_trips_through_a_card():
    found = calibrate([made(600, 3)], made(300, 4))
    assert isinstance(found, Calibration)
    assert calibration_of({"metrics": {"trust": {"calibration": found.as_card()}}}) == found
    for name in ("widening", "set_threshold"):
        by_stratum = [getattr(found.two_or_three, name)] * 2 + [getattr(found.four_or_more, name)] * 2
        assert getattr(found, name)(np.array([2, 3, 4, 7])).tolist() == by_stratum


def test_a_card_without_or_with_a_damaged_calibration():
    assert calibration_of({"metrics": {}}) is None
    with pytest.raises(ArtifactError):
        calibration_of({"metrics": {"trust": {"calibration": {"two_or_three": {"n": 3}}}}})


def test_card_promises_hold(predictor):
    """The shipped card's own figures: coverage of sets and intervals on held-out systems, and more errors away from what was measured.

    Outside is not asked to be worse than the edge: 57 alloys are too few to tell.
    """
    trust = predictor.card["metrics"]["trust"]
    for stratum in ("two_or_three", "four_or_more"):
        assert 0.88 <= trust["coverage"][stratum]["set_coverage"] <= 0.92
        assert 0.88 <= trust["coverage"][stratum]["interval_group_coverage"] <= 0.95
    inside, edge, outside = (row["error"] for row in trust["domain"]["systems_held_out"])
    assert inside < min(edge, outside)
