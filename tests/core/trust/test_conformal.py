from __future__ import annotations

import numpy as np
import pytest

from hea_core.errors import ArtifactError
from hea_core.model.targets import HARDNESS, STRUCTURE
from hea_core.trust.conformal import Conformal, class_error, class_set, conformal_of, fitted, mean_of, strata_key


def test_nine_in_ten_new_errors_are_below_the_quantile():
    rng = np.random.default_rng(0)
    shares = []
    for _ in range(300):
        error = rng.exponential(size=60)
        found = fitted((0.5,), np.repeat([0.0, 1.0], 30), error)
        new = rng.exponential(size=1000)
        shares.append((new <= found.quantile(np.zeros(1000))).mean())
    assert 0.89 < np.mean(shares) < 0.92


def test_strata_are_fitted_apart():
    found = fitted((400.0,), np.array([100.0] * 20 + [500.0] * 20), np.array([1.0] * 20 + [0.1] * 20))
    assert found.quantile(np.array([399.0, 400.0])).tolist() == [1.0, 0.1]
    assert found.n == (20, 20)


def test_few_alloys_take_the_widest():
    assert fitted((), np.zeros(3), np.array([0.1, 0.2, 0.3])).quantiles == (0.3,)


def test_the_mean_of_assignments_is_kept():
    a, b = Conformal((4.0,), (0.2, 0.4), (5, 9)), Conformal((4.0,), (0.4, 0.6), (5, 9))
    assert mean_of([a, b]).quantiles == pytest.approx((0.3, 0.5))


def test_classes_are_parted_by_elements_and_numbers_by_value():
    values = np.array([150.0, 700.0])
    assert strata_key(HARDNESS, np.array([5, 5]), values) is values
    assert strata_key(STRUCTURE, np.array([3, 5]), np.zeros((2, 5))).tolist() == [3.0, 5.0]


def test_a_set_holds_the_likeliest_and_all_within():
    said = np.array([[0.5, 0.3, 0.2], [0.9, 0.05, 0.05]])
    assert class_set(said, np.array([0.75, 0.05])).tolist() == [[True, True, False], [True, False, False]]
    np.testing.assert_allclose(class_error(said, np.array([1, 0])), [0.7, 0.1])


def test_the_card_is_read_back_and_damage_is_said():
    found = Conformal((400.0,), (0.5, 0.3), (58, 107))
    card = {"metrics": {"properties": {"hardness": {"calibration": found.as_card()}}}}
    assert conformal_of(card) == {"hardness": found}
    assert conformal_of({}) == {}
    with pytest.raises(ArtifactError, match="--protocol properties"):
        conformal_of({"metrics": {"properties": {"hardness": {}}}})
