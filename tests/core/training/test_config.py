"""The settings of a training: refused where nothing can be trained, and stored whole on the card."""

from __future__ import annotations

import json
from dataclasses import fields

import pytest

from hea_core.errors import RequestError
from hea_core.model import artifacts
from hea_core.training.config import TrainConfig, settings


def test_a_training_of_no_steps_is_refused():
    with pytest.raises(RequestError, match="at least one step of the coders"):
        TrainConfig(steps=0)


def test_the_card_stores_every_setting():
    stored = json.loads(json.dumps(settings(TrainConfig())))
    assert list(stored) == [one.name for one in fields(TrainConfig)]
    assert stored["classifier_descent"]["batch"] == 256


def test_the_defaults_are_those_of_the_shipped_model():
    shipped, now = artifacts.read_card("default")["settings"], json.loads(json.dumps(settings(TrainConfig())))
    assert {name: now[name] for name in shipped} == shipped
