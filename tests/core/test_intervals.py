"""Intervals and sets: their definitions, and that they hold on data made to have systems."""

from __future__ import annotations

import numpy as np
import pytest

from hea_core.errors import ArtifactError
from hea_core.intervals import (
    GROUP,
    Calibration,
    Stratum,
    calibrate,
    calibration_of,
    group_coverage,
    in_set,
    interval,
    set_threshold,
    verdict_from_interval,
    verdict_from_set,
    widening_for,
)


def made(n, seed, shift=0.0):
    """Probabilities, spreads, classes and systems where the true logit is `shift` off, the same within a system."""
    rng = np.random.default_rng(seed)
    systems = rng.integers(n // 4, size=n)
    logit = rng.normal(0, 1.5, n)
    true = logit + shift * rng.choice([-1, 1], n // 4)[systems]
    sigmoid = lambda x: 1 / (1 + np.exp(-x))  # noqa: E731 - one line, once
    return sigmoid(logit), np.full(n, 0.05), rng.random(n) < sigmoid(true), [f"s{k}" for k in systems]


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
def test_verdicts(probability, threshold, verdict):
    assert verdict_from_set(probability, threshold) == verdict


def test_verdict_without_calibration():
    assert [verdict_from_interval(*x) for x in ((0.6, 0.9), (0.1, 0.4), (0.4, 0.6))] == [
        "single",
        "multiple",
        "undecided",
    ]


@pytest.mark.parametrize("seed", range(3))
def test_sets_cover_nine_in_ten(seed):
    p, _, single, _ = made(4000, seed)
    threshold = set_threshold(p[:2000], single[:2000])
    assert in_set(p[2000:], single[2000:], threshold).mean() == pytest.approx(0.9, abs=0.025)


def test_set_threshold_is_the_conformal_quantile():
    p = np.linspace(0.01, 0.99, 99)
    assert set_threshold(p, np.ones(99, dtype=bool)) == pytest.approx(np.sort(1 - p)[89])


def test_groups_share_their_alloys():
    p, spread, single, _ = made(300, 0)
    assert group_coverage(p, spread, single, 6.0) == (300 // GROUP, 300 // GROUP)


def test_widening_grows_with_what_is_off():
    right, off = made(1500, 1), made(1500, 1, shift=1.5)
    assert widening_for(right[0], right[1], right[2], right[3]) < widening_for(off[0], off[1], off[2], off[3])


def test_intervals_cover_on_systems_not_seen():
    p, spread, single, systems = made(4000, 2, shift=1.0)
    half = np.isin(systems, sorted(set(systems))[::2])
    widening = widening_for(p[half], spread[half], single[half], np.array(systems)[half].tolist())
    inside, groups = group_coverage(p[~half], spread[~half], single[~half], widening)
    assert inside / groups > 0.8


def test_calibration_round_trips_through_a_card():
    p, spread, single, systems = made(600, 3)
    found = calibrate(p, spread, single, np.arange(600) % 2 == 0, systems)
    assert isinstance(found, Calibration)
    assert calibration_of({"metrics": {"trust": {"calibration": found.as_card()}}}) == found
    assert found.of(2) is found.two_or_three
    assert found.of(4) is found.four_or_more


def test_a_card_without_or_with_a_damaged_calibration():
    assert calibration_of({"metrics": {}}) is None
    with pytest.raises(ArtifactError):
        calibration_of({"metrics": {"trust": {"calibration": {"two_or_three": {"n": 3}}}}})


def test_strata_are_plain_numbers():
    assert Stratum(1.0, 0.5, 10).widening == 1.0


def test_card_promises_hold(predictor):
    """The shipped card's own figures: coverage of the sets on held-out systems, and errors that rise with the domain."""
    trust = predictor.card["metrics"]["trust"]
    for stratum in ("two_or_three", "four_or_more"):
        assert 0.88 <= trust["coverage"][stratum]["set_coverage"] <= 0.92
    errors = [row["error"] for row in trust["domain"]["systems_held_out"]]
    assert errors[0] < errors[1] < errors[2]
