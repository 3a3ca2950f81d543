"""The replays: what is held out stays out, batches are unlike each other, and the figures are what was played."""

from __future__ import annotations

import json

import numpy as np
import pytest

from benchmarks import correction, replay
from hea_core.datasets.observations import VOCABULARY, curated_alloys
from hea_core.datasets.splits import system_folds
from hea_core.lab.correction import Settings


@pytest.fixture(scope="module")
def data():
    return replay.phase_data(4)


def test_the_data_are_the_shipped_alloys(data):
    assert len(data.found) == len(data.inputs) == len(data.systems) == len(data.distance)
    assert set(np.unique(data.found)) == {0.0, 1.0}
    assert np.diag(data.distance).max() == 0.0


def test_a_diverse_batch_keeps_its_distance():
    distance = np.array([[0.0, 1.0, 50.0], [1.0, 0.0, 50.0], [50.0, 50.0, 0.0]])
    score, left = np.array([1.0, 0.9, 0.5]), np.arange(3)
    assert replay._next(score, left, distance, 2, diverse=False) == [0, 1]
    assert replay._next(score, left, distance, 2, diverse=True) == [0, 2]


def test_a_replay_starts_alike_and_repeats_itself(data, monkeypatch):
    monkeypatch.setattr(replay, "MADE", 20)
    played = {name: replay.play_phases(data, name, 3) for name in ("random", "probability")}
    aucs = {name: auc for name, (auc, _) in played.items()}
    assert aucs["random"][0] == aucs["probability"][0]
    assert played["random"] == replay.play_phases(data, "random", 3)
    hits = played["probability"][1]
    assert hits[0] == 0
    assert len(hits) == 3
    assert hits[-1] > played["random"][1][-1]


def test_the_figures_are_written_with_every_strategy(tmp_path, monkeypatch):
    monkeypatch.setattr(replay, "MADE", 10)
    monkeypatch.setattr(replay, "TREES", 5)
    monkeypatch.setattr(replay, "HARD_MADE", 5)
    for mark in ("HITS_AT", "AUC_AT", "RANDOM_AT"):
        monkeypatch.setattr(replay, mark, 10)
    monkeypatch.setattr(replay, "PLOT", tmp_path / "replay.svg")
    replay.rows(range(2), range(2), tmp_path / "replay.json")
    figures = json.loads((tmp_path / "replay.json").read_text(encoding="utf-8"))
    phases = figures["phases"]["all alloys"]
    assert set(phases["strategies"]) == set(replay.PHASE)
    assert phases["labels"] == [50, 60]
    assert all(len(one["auc_mean"]) == 2 for one in phases["strategies"].values())
    assert set(figures["hardness"]["reached"]) == set(replay.HARDNESS)
    assert (tmp_path / "replay.svg").read_text(encoding="utf-8").count("<polyline") == 2 * len(replay.PHASE)


def test_the_lab_of_the_correction_and_what_is_asked_share_no_alloy():
    alloys = curated_alloys(VOCABULARY)
    fold = np.zeros(len(alloys), dtype=int)
    for k, (_, test) in enumerate(system_folds(alloys, seed=correction.FOLD_SEED)):
        fold[test] = k
    played = correction.Replay(alloys, np.full(len(alloys), 0.5), fold)
    assert not set(played.halves[0]) & set(played.halves[1])
    for half in (0, 1):
        for lab, asked in list(played.one_system_out(half, 3))[:40]:
            assert len(lab) == 3
            assert not set(lab) & set(asked)
            assert len(set(played.systems[[*lab, *asked]])) == 1
            assert played.systems[lab[0]] in played.halves[half]
        for lab, asked in played.other_systems(half):
            assert not set(played.systems[lab]) & set(played.systems[asked])
            assert len(set(fold[[*lab, *asked]])) == 1
    tasks = correction.scores(played, played.one_system_out(1, 3), Settings())
    assert tasks["brier"] == pytest.approx(0.25, abs=0.02)
    assert tasks["brier_with"] < tasks["brier"]
