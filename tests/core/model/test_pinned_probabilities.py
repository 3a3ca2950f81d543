"""The shipped weights say what they said: a change of code that moves an answer is noticed here."""

from __future__ import annotations

import json

import pytest

from tests import ROOT

PINNED = json.loads((ROOT / "tests/core/model/pinned_probabilities.json").read_text(encoding="utf-8"))
RENEW = "if the model was trained again on purpose, run 'PYTHONPATH=. python scripts/pin_probabilities.py'"


def test_the_pins_are_of_the_shipped_weights(predictor):
    assert predictor.card["files"]["weights.safetensors"] == PINNED["weights_sha256"], RENEW


@pytest.mark.parametrize("formula", PINNED["probability"])
def test_the_probability_is_the_one_pinned(predictor, formula):
    assert predictor.predict([formula])[0].probability == pytest.approx(PINNED["probability"][formula], abs=1e-4), RENEW
