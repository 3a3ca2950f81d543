from __future__ import annotations

import json

import numpy as np
import pytest

from hea_core.evaluation.held_out_properties import FOLDS, held_out
from hea_core.evaluation.properties import figures_of
from hea_core.model.targets import HARDNESS
from hea_core.training.config import TrainConfig
from hea_core.training.heads import HeadConfig

QUICK = HeadConfig(members=2, hidden=8, free_alloys=300, trace_pairs=60, steps=150)


def nothing(*_):
    """No progress wanted."""


@pytest.fixture(scope="module")
def run():
    return held_out(HARDNESS, TrainConfig(), QUICK, 0, nothing)


def test_every_alloy_is_answered_by_heads_that_did_not_see_its_system(run):
    assert len(run.alloys) == len(run.observed) == 167
    assert all(np.isfinite(said).all() for said in run.said.values())
    systems = np.array(run.alloys.systems)
    assert all(len(np.unique(run.fold[systems == system])) == 1 for system in set(systems))
    assert set(run.fold) == set(range(FOLDS))


def test_the_teacher_is_better_than_the_mean_and_the_rule_of_mixtures(run):
    off = {name: np.abs(said - run.observed).mean() for name, said in run.said.items()}
    assert off["teacher"] < 0.75 * off["rule_of_mixtures"] < off["mean"]


def test_figures_are_whole_and_cover_nine_in_ten(run):
    found = figures_of(HARDNESS, [run])
    json.dumps(found, allow_nan=False)
    assert 0.85 < found["interval"]["coverage"] < 0.95
    assert sum(row["n"] for row in found["by_observed"]) == 167
    assert sum(row["n"] for row in found["domain"]) == 167
    assert {row["route"] for row in found["by_route"]} >= {"cast", "powder"}
    assert found["two_papers"]["pairs"] > 10
