"""The card that a model gets when elemental values are corrected under it."""

from __future__ import annotations

import shutil

from hea_core.composition.elements import elements
from hea_core.datasets.statements import learnt_from
from hea_core.model.artifacts import MODELS
from hea_core.trust.examiner import Examiner
from scripts import accept_values


def test_a_model_of_all_collections_answers_with_the_values_that_were_accepted(tmp_path, monkeypatch):
    monkeypatch.setattr(accept_values, "tables_of", lambda _, vocabulary: elements().subset(vocabulary))
    shutil.copytree(MODELS / "default", tmp_path / "model")
    accept_values.main("HEAD", str(tmp_path / "model"))
    engine = Examiner(tmp_path / "model")
    note = engine.card["data"]["corrected"][-1]
    assert (note["alloys"], note["alloys_moved"]) == (len(learnt_from(engine.card, engine.vocabulary)), 0)
