"""What the training benchmark says of figures, and that looking on does not change a training."""

from __future__ import annotations

import pytest
import torch

from benchmarks.measure import Timing, seconds
from benchmarks.training import Moment, compared, rows
from hea_core.datasets.observations import paper_alloys
from hea_core.datasets.splits import paper_split
from hea_core.evaluation.paper_model import fit_paper_form
from hea_core.training.config import TrainConfig, smaller

PUBLISHED = [Moment(1, 1.0, -300.0, 0.80), Moment(2, 2.0, -210.0, 0.90), Moment(3, 3.0, -220.0, 0.95)]


@pytest.mark.parametrize(
    ("finished", "an_epoch", "met"),
    [
        (Moment(9, 142.0, -180.0, 0.91), 0.25, True),
        (Moment(9, 144.0, -180.0, 0.91), 0.25, False),  # 34.7 times as fast
        (Moment(9, 142.0, -211.0, 0.91), 0.25, False),  # a worse bound
        (Moment(9, 142.0, -180.0, 0.89), 0.25, False),  # a worse classifier
    ],
)
def test_the_goal_asks_for_speed_and_for_both_figures(finished, an_epoch, met):
    goal, best_epoch, *_ = compared([finished], PUBLISHED, Timing.of([an_epoch]))
    assert goal.met is met
    assert "2 of 3: 2 s" in best_epoch.beside
    assert best_epoch.met is None


def test_the_first_checkpoint_that_matches_is_reported():
    ours = [Moment(500, 10.0, -230.0, 0.92), Moment(1000, 20.0, -205.0, 0.92), Moment(7000, 150.0, -180.0, 0.92)]
    *_, first = compared(ours, PUBLISHED, Timing.of([0.2, 0.3, 0.25]))
    assert first.ours.startswith("20 s, step 1,000")
    assert first.ratio == "0.10×"
    assert first.remark.startswith("250× beside the paper's schedule")


def test_a_short_run_gives_rows():
    found = rows(smaller(TrainConfig(), steps=2), epochs=2)
    assert found[0].met is False
    assert "2 epochs" in found[0].remark


def test_looking_on_changes_nothing():
    alloys, split, seen = paper_alloys(), paper_split(0), []
    alone = fit_paper_form(alloys, split, 1, 0, lambda *_: None)
    watched = fit_paper_form(alloys, split, 1, 0, lambda *_: None, lambda model, took: seen.append((model, took)))
    assert all(torch.equal(value, watched.state_dict()[name]) for name, value in alone.state_dict().items())
    assert seen[0][0] is watched
    assert seen[0][1] > 0


def test_long_times_are_whole_seconds():
    assert [seconds(v) for v in (3544.4, 29312.0, 999.0, 0.0123)] == ["3,540 s", "29,300 s", "999 s", "12.3 ms"]
