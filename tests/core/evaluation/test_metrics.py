"""Figures of merit against cases worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from hea_core.evaluation.metrics import accuracy, auc, brier, expected_calibration_error, reliability, score


def test_worked_by_hand():
    observed = np.array([0, 0, 1, 1, 1])
    probability = np.array([0.1, 0.6, 0.4, 0.8, 0.9])
    assert accuracy(observed, probability) == pytest.approx(0.6)
    assert brier(observed, probability) == pytest.approx((0.01 + 0.36 + 0.36 + 0.04 + 0.01) / 5)
    assert expected_calibration_error(observed, probability) == pytest.approx((0.1 + 0.6 + 0.6 + 0.2 + 0.1) / 5)
    figures = score(observed, probability)
    assert figures.auc.value == pytest.approx(5 / 6)
    assert figures.auc.low <= figures.auc.value <= figures.auc.high
    assert figures.majority == pytest.approx(0.6)


def test_calibrated_probabilities_have_little_calibration_error():
    rng = np.random.default_rng(0)
    probability = rng.uniform(size=20_000)
    observed = (rng.uniform(size=20_000) < probability).astype(float)
    assert expected_calibration_error(observed, probability) < 0.015
    assert sum(row["n"] for row in reliability(observed, probability)) == 20_000
    assert expected_calibration_error(observed, probability**2) > 0.1


def test_the_area_under_the_curve_is_that_of_scikit_learn_ties_included():
    rng = np.random.default_rng(0)
    observed = (rng.uniform(size=300) < 0.3).astype(float)
    for probability in (rng.uniform(size=300), rng.integers(5, size=300) / 5, np.full(300, 0.5)):
        assert auc(observed, probability) == pytest.approx(roc_auc_score(observed, probability), abs=1e-12)
