"""A training with the lab's results, and models that are never overwritten."""

from __future__ import annotations

import json
from functools import partial

import pytest
import torch

from hea_core.cli.main import main
from hea_core.composition import Composition
from hea_core.composition.elements import elements
from hea_core.datasets.alloys import Observation
from hea_core.datasets.observations import VOCABULARY, paper_alloys
from hea_core.datasets.splits import ADDED, shipped_split, split_of_card, split_with
from hea_core.datasets.statements import measured_alloys, measured_with
from hea_core.errors import ArtifactError
from hea_core.model import weights
from hea_core.model.artifacts import MODELS
from hea_core.model.registry import models, next_free, require_free
from hea_core.training import recipe
from hea_core.training.config import TrainConfig, smaller
from hea_core.training.fit import Fit, fit

pytestmark = pytest.mark.slow


@pytest.fixture
def quick(monkeypatch):
    """Trainings that give the shipped weights at once: what is learnt from, and what the card says, is as ever."""

    def shipped(_alloys, _split, config, on_progress, on_check, _stated):
        model, card = weights.load("default", elements())
        on_check(model, 500)
        on_progress("coders", 500, 1000)
        return Fit(model, card["architecture"], config)

    monkeypatch.setattr(recipe, "fit", shipped)
    monkeypatch.setattr(recipe, "save_property_heads", lambda *_: None)


def run(capsys, *arguments):
    status = main([*arguments, "--json"])
    out, err = capsys.readouterr()
    return status, json.loads(out) if status == 0 else None, err


def test_the_lab_book_is_learnt_from_once_and_the_card_says_so(capsys, home, tmp_path, quick):
    rows = "formula,outcome\nCoCrFeMnNi,multiple\nCoCrFeMnNi,single\nAl7Co31Cr31Fe31,multiple\nMoNbTaW,unclear\nCoCrFeNiU,single\n"
    (tmp_path / "book.csv").write_text(rows, encoding="utf-8")
    run(capsys, "lab", "import", str(tmp_path / "book.csv"))
    _, plain, _ = run(capsys, "train", "--out", str(tmp_path / "plain"))
    status, card, err = run(capsys, "train", "--lab", "--out", str(tmp_path / "mine"))
    assert status == 0
    assert "3 results of the lab book are learnt from, 1 of other elements are left out." in err
    _, book, _ = run(capsys, "lab", "list")
    ids = {result["id"] for alloy in book[:3] for result in alloy["results"]}
    assert len(card["data"]["lab"]) == 3
    assert set(card["data"]["lab"]) <= ids
    assert card["data"]["alloys"] == plain["data"]["alloys"] + 1  # the Cantor alloy was there before
    assert run(capsys, "explain", "CoCrFeNi", "--model", str(tmp_path / "mine"))[0] == 0
    status, _, err = run(capsys, "suggest", "--from", str(tmp_path / "book.csv"), "--model", str(tmp_path / "mine"))
    assert status == 0
    assert (
        "The lab book's results of 1 alloy are counted in." in err
    )  # that of the element which the model could not learn


def test_a_lab_book_without_clear_results_is_said(capsys, home):
    status, _, err = run(capsys, "train", "--lab")
    assert status == 2
    assert "has no result that says single or multiple" in err


def test_a_model_is_not_overwritten(capsys, tmp_path, quick, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run(capsys, "train")[0] == 0
    before = (tmp_path / "runs/model/card.json").read_bytes()
    assert run(capsys, "train", "--seed", "1")[2].endswith("The model is in runs/model-2.\n")
    status, _, err = run(capsys, "train", "--out", "runs/model")
    assert status == 2
    assert "models are not overwritten: name another folder, for example" in err
    assert "runs/model-3" in err
    assert (tmp_path / "runs/model/card.json").read_bytes() == before
    assert run(capsys, "train", "--out", "runs/model", "--seed", "1", "--replace")[0] == 0
    assert (tmp_path / "runs/model/card.json").read_bytes() != before


def test_the_registry_lists_shipped_and_own_models_and_says_what_is_damaged(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "card.json").write_text("{", encoding="utf-8")
    (tmp_path / "no model").mkdir()
    found = models([tmp_path, tmp_path / "nowhere"])
    assert found[0].name in {path.name for path in MODELS.iterdir()}
    assert next(one for one in found if one.name == "default").card["name"] == "LatentAlloy default"
    assert (found[-1].name, found[-1].card) == (str(tmp_path / "mine"), None)
    assert "is damaged" in found[-1].error


def test_the_next_free_name_is_counted_up_and_a_taken_one_refused(tmp_path):
    assert next_free(tmp_path / "a") == tmp_path / "a"
    for name in ("a", "a-2"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "card.json").write_text("{}", encoding="utf-8")
    assert next_free(tmp_path / "a") == tmp_path / "a-3"
    with pytest.raises(ArtifactError, match="a-3"):
        require_free(tmp_path / "a")
    assert require_free(tmp_path / "b") == tmp_path / "b"


def test_a_program_that_watches_gets_lines_of_json(capsys, tmp_path, quick):
    status, _, err = run(capsys, "train", "--out", str(tmp_path / "m"), "--progress", "json")
    assert status == 0
    check, progress, last = err.splitlines()
    found = json.loads(check)
    assert set(found) == {"step", "elbo", "accuracy", "auc", "seconds"}
    assert found["step"] == 500
    assert 0.7 < found["accuracy"] <= 1
    assert 0.8 < found["auc"] <= 1
    assert found["elbo"] < 0
    assert json.loads(progress) == {
        "what": "coders",
        "done": 500,
        "of": 1000,
        "seconds": json.loads(progress)["seconds"],
    }
    assert last.startswith("The model is in ")


def test_looking_changes_nothing_in_the_training(tmp_path):
    """The same seed gives the same weights, whether somebody looks at the validations or not."""
    alloys = paper_alloys().select(range(0, 1373, 6))
    split = shipped_split(alloys, 0)
    config = smaller(TrainConfig(), 4)
    plain = fit(alloys, split, config)
    seen = []

    def look(model, step, validation):
        torch.rand(3)
        seen.append((step, len(validation)))

    watched = fit(alloys, split, config, on_check=partial(recipe._watched, look, alloys.select(split.validation)))
    assert seen == [(2, 75), (4, 75)]
    for name, value in plain.model.state_dict().items():
        assert torch.equal(value, watched.model.state_dict()[name]), name


def test_the_same_published_alloys_are_kept_out_whatever_a_lab_adds():
    """So that a model trained on a lab's results can be set beside the shipped one, and explains itself."""
    published = measured_alloys(VOCABULARY)
    own = [
        (Composition.parse(text), Observation(text, 1.0, "FCC", "as cast", "lab", "", 2026))
        for text in ("Al7Co31Cr29Fe33", "CoCrFeNi", "Al7Hf93")
    ]
    alloys = measured_with(own, VOCABULARY)
    added = len(alloys) - len(published)
    assert added == 2
    split = split_with(alloys, published, 0)
    kept = {published.compositions[row] for row in shipped_split(published, 0).validation}
    assert {alloys.compositions[row] for row in split.validation} == kept
    assert len(split.labelled) + len(split.validation) == len(alloys)
    card = {"data": {"split_seed": 0, "validation": 75, "labelled": len(alloys) - 75, ADDED: added}}
    assert set(split_of_card(published, card).validation) == set(shipped_split(published, 0).validation)
    with pytest.raises(ArtifactError, match="training alloys"):
        split_of_card(published, {"data": {**card["data"], ADDED: 0}})
