"""Figures of an earlier model are marked as such until they are measured anew."""

import json

from hea_core.model.artifacts import EARLIER, merge_metrics


def test_what_is_measured_anew_is_of_this_model(tmp_path):
    path = tmp_path / "card.json"
    path.write_text(json.dumps({"metrics": {"nudge": 1, "trust": 1}, EARLIER: {"nudge": "old", "trust": "old"}}))
    merge_metrics(path, {"nudge": 2})
    card = json.loads(path.read_text())
    assert card["metrics"] == {"nudge": 2, "trust": 1}
    assert card[EARLIER] == {"trust": "old"}
