"""What the page says of the replay is what the shipped file holds."""

from __future__ import annotations

import pytest

from hea_core.errors import ArtifactError
from hea_core.evaluation import replayed
from hea_core.evaluation.replayed import Needed, Replay
from hea_ui.models import replay


def curve(auc, hits):
    return {"auc_mean": auc, "auc_std": [0.0] * len(auc), "hits_mean": hits, "hits_std": [1.0] * len(hits)}


@pytest.fixture
def toy():
    """Two labels at the start and two made at a time."""
    curves = {
        "random": curve([0.5, 0.6, 0.7, 0.8], [0.0, 1.0, 2.0, 3.0]),
        "quick": curve([0.5, 0.8, 0.9, 0.9], [0.0, 2.0, 4.0, 6.0]),
        "slow": curve([0.5, 0.5, 0.5, 0.6], [0.0, 0.0, 0.0, 0.0]),
    }
    return Replay(100, 40, 2, 4, (2, 4, 6, 8), curves)


def test_labels_are_counted_where_the_auc_of_random_is_reached(toy):
    assert toy.needed("quick", 6).labels == 4
    assert toy.needed("slow", 6) == Needed(None, None, None)
    assert toy.needed("random", 4).labels == 6
    assert [toy.random_makes(hits) for hits in (2.0, 2.5, 3.5)] == [4, 6, None]


def test_the_shipped_figures_are_said_with_their_spread_and_whether_the_goals_are_met():
    phases, hardness = replayed.read()
    first, second = (part.split("</li>")[0] for part in replay.sentences(phases).split("<li>")[1:])
    assert "49.6 ± 0.7" in first
    assert "100 labels saved" in first
    assert first.count("met.") == first.count("missed.") == 1
    for said in ("43.7 ± 1.3", "16.5 ± 3.4", "27.2 more", "none saved", "50.4, more than 50 can be"):
        assert said in second
    assert second.count("missed.") == 2
    assert "25 of 25" in replay.hardest(hardness)
    assert "in 23 at random" in replay.hardest(hardness)


def test_a_file_of_another_kind_is_refused(monkeypatch):
    monkeypatch.setattr(replayed.artifacts, "read_file", lambda *_: b'{"phases": {"all": {}}, "hardness": {}}')
    with pytest.raises(ArtifactError, match="make bench"):
        replayed.read()
