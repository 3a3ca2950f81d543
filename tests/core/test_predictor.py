"""The shipped model answers: predictions, places, generated alloys, the atlas, and refusals."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from pymatgen.core import Composition as Pymatgen

import hea_core
from hea_core.checks import AlloyReport, SectionAnswer, SeriesAnswer
from hea_core.cli.main import main
from hea_core.composition import read, reading
from hea_core.composition.elements import elements
from hea_core.datasets.observations import curated_alloys
from hea_core.design.generate import check_request
from hea_core.design.latent_map import Atlas, Field
from hea_core.errors import ArtifactError, HeaError, RequestError
from hea_core.explain.shapley import Explanation
from hea_core.model import artifacts
from hea_core.model.latent import Z_LIMIT
from hea_core.results import Answers, Feasibility, Prediction, Refusal, Trajectory


def test_known_alloys_fall_on_their_side(predictor):
    single, multiple = predictor.predict(["CoCrFeMnNi", "AlCoCrCuFeNiTi2"])
    assert single.probability > 0.7 > 0.3 > multiple.probability
    assert single.neighbours[0].distance_at_percent == 0
    assert single.domain == "in"


def test_predictions_are_whole_and_ordered(predictor):
    for p in predictor.predict(["CoCrFeMnNi", "Al0.3CoCrFeNi", "MoNbTaW", "LaCeNd"]):
        assert isinstance(p, Prediction)
        assert 0 <= p.low <= p.probability <= p.high <= 1
        assert sum(p.composition.values()) == pytest.approx(100, abs=1e-6)
        distances = [n.distance_at_percent for n in p.neighbours]
        assert distances == sorted(distances)
        assert p.reasons


def test_a_bad_entry_does_not_spoil_the_list(predictor):
    good, bad, other = predictor.predict(["CoCrFeMnNi", "CoCrXx", "MoNbTaW"])
    assert isinstance(bad, Refusal)
    assert "Xx" in bad.error
    assert isinstance(good, Prediction)
    assert isinstance(other, Prediction)


def test_whatever_stands_for_an_alloy_is_answered_and_the_rest_refused_in_its_place(predictor):
    given = [
        "CoCrFeNi",
        {"Co": 1, "Cr": 1, "Fe": 1, "Ni": 1},
        Pymatgen("CoCrFeNi"),
        read("Co Cr Fe Ni"),
        None,
        float("nan"),
        3,
        {"Fe": "x"},
    ]
    answers = predictor.predict(given)
    assert isinstance(answers, list)
    assert len({answer.probability for answer in answers[:4]}) == 1
    assert [answer.formula for answer in answers[:4]] == ["CoCrFeNi"] * 4
    assert all(isinstance(answer, Refusal) for answer in answers[4:])
    assert [answer.input for answer in answers[4:]] == ["None", "nan", "3", "{'Fe': 'x'}"]
    for alloys in (
        pd.Series(["CoCrFeNi", None], index=[5, 6]),
        np.array(["CoCrFeNi", None], dtype=object),
        ("CoCrFeNi", None),
    ):
        good, bad = predictor.predict(alloys)
        assert (good.formula, type(bad)) == ("CoCrFeNi", Refusal)
    for one in ("CoCrFeNi", {"Fe": 1}, read("FeNi"), None):
        with pytest.raises(RequestError, match="A list of alloys is expected"):
            predictor.predict(one)
        with pytest.raises(RequestError, match="A list of alloys is expected"):
            predictor.encode(one)


def test_answers_are_a_table_on_request(predictor):
    table = predictor.predict(["CoCrFeNi", "CoQq", "Ti-6Al-4V"]).to_frame()
    assert list(table["input"]) == ["CoCrFeNi", "CoQq", "Ti-6Al-4V"]
    assert {
        "input",
        "reading",
        "formula",
        "composition",
        "probability",
        "low",
        "high",
        "verdict",
        "domain",
        "vec",
    } < set(table)
    assert list(table)[-1] == "error"
    assert "Qq" in table["error"][1]
    assert table["error"][0] is None
    assert table["reading"][0] is None
    assert "weight percent" in table["reading"][2]
    assert np.isnan(table["probability"][1])
    assert list(predictor.encode(["CoCrFeNi"]).to_frame()) == ["formula", "reading", "z1", "z2", "probability"]
    assert {"formula", "requested", "probability", "z1", "z2"} < set(predictor.generate(0, 0, 0.5, 2).to_frame())
    steps = predictor.nudge("AlCoCrFeNi", max_steps=3).to_frame()
    assert steps["formula"].iloc[0] == "AlCoCrFeNi"
    assert "error" not in steps
    why = predictor.explain("CoCrFeNi", to="AlCoCrFeNi").to_frame()
    assert (why["shapley_to"] - why["shapley"]).to_numpy() == pytest.approx(why["difference"].to_numpy())
    assert "difference" not in predictor.explain("CoCrFeNi").to_frame()
    assert list(predictor.what_if("CoNi").to_frame()) == ["symbol", "at_percent", "step", "more", "less"]
    atlas = predictor.atlas()
    assert atlas.to_frame()["formula"].tolist() == list(atlas.formula)


@pytest.mark.parametrize(
    "answer", [Answers, Trajectory, Explanation, SeriesAnswer, SectionAnswer, Atlas, AlloyReport, Feasibility, Field]
)
def test_every_answer_is_a_table_or_says_that_it_is_none(answer):
    assert hasattr(answer, "to_frame") != ("no table" in answer.__doc__)


def test_the_json_of_made_and_nudged_alloys_keeps_its_names_and_their_order(predictor, monkeypatch, capsys):
    """Scripts read them; what an alloy has from its prediction stands beside the rest."""
    monkeypatch.setattr(hea_core, "load", lambda name="default": predictor)
    assert main(["generate", "--z", "0.8", "-0.5", "--probability", "0.9", "--json"]) == 0
    (made,) = json.loads(capsys.readouterr().out)
    assert list(made) == [
        "formula", "composition", "requested", "probability", "low", "high", "decoded", "second_opinion", "z", "z_distance",
        "density_percentile", "domain", "reasons", "descriptors", "nearest", "prediction", "properties", "receipts", "shortfall",
    ]  # fmt: skip
    assert main(["nudge", "AlCoCrFeNi", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found["steps"][0]) == [
        "formula", "composition", "z", "probability", "low", "high", "verdict", "moved_at_percent", "prediction",
    ]  # fmt: skip
    for answer in (made, *found["steps"]):
        shared = answer.keys() & answer["prediction"].keys() - {"density_percentile"}
        assert {"formula", "composition", "probability", "low", "high"} <= shared
        assert all(answer[name] == answer["prediction"][name] for name in shared)


def test_what_was_assumed_comes_with_every_answer(predictor):
    text = "Al50Co10Cr20Fe20Ni10"
    said = read(text).assumption
    assert said
    assert predictor.predict([text])[0].reading == said
    assert predictor.report(text).prediction.reading == said
    assert predictor.encode([text])[0].reading == said
    assert predictor.nudge(text, max_steps=1).reading == said
    assert predictor.explain("CoCrFeNi", to=text).to.reading == said


def test_the_unit_asked_decides_for_a_list(predictor):
    by_atoms, by_weight = (predictor.predict(["Ti-6Al-4V"], unit=unit)[0] for unit in ("at", "wt"))
    assert by_atoms.composition == pytest.approx({"Ti": 90, "Al": 6, "V": 4})
    assert by_weight.composition == pytest.approx({"Ti": 86.2, "Al": 10.2, "V": 3.6}, abs=0.06)


def test_a_text_is_read_once_on_its_way_to_a_report(predictor, monkeypatch):
    texts = []
    once = reading.cleaned
    monkeypatch.setattr(reading, "cleaned", lambda text: texts.append(text) or once(text))
    found = predictor.engine.read("Ti-6Al-4V")
    predictor.report(found)
    predictor.explain(found)
    predictor.report("Fe 20 at.%, Ni 80 at.%")
    assert texts == ["Ti-6Al-4V", "Fe 20 at.%, Ni 80 at.%"]


def test_spelling_does_not_matter(predictor):
    one, two, three = predictor.predict(["CoCrFeMnNi", "Ni20Mn20Fe20Cr20Co20", "Co₁Cr₁Fe₁Mn₁Ni₁"])
    assert one.probability == two.probability == three.probability


def test_elements_beyond_the_map_can_be_checked_but_not_placed(predictor):
    (prediction,) = predictor.predict(["LaCeNd"])
    assert isinstance(prediction, Prediction)
    with pytest.raises(HeaError, match="has no place on the map"):
        predictor.encode(["LaCeNd"])


@pytest.mark.parametrize("asked", [0.1, 0.5, 0.9])
def test_generated_alloys_are_whole_and_obey(predictor, asked):
    atlas = predictor.atlas()
    got = []
    for z in atlas.z[::200]:
        (candidate,) = predictor.generate(float(z[0]), float(z[1]), asked)
        amounts = list(candidate.composition.values())
        assert sum(amounts) == 100
        assert all(float(a).is_integer() and a >= 1 for a in amounts)
        (again,) = predictor.predict([candidate.formula])
        assert again.probability == pytest.approx(candidate.probability, abs=1e-5)
        got.append(candidate.probability)
    assert np.mean(np.abs(np.array(got) - asked) <= 0.1) >= 0.8


def test_several_candidates_differ_and_repeat_with_the_seed(predictor):
    first = predictor.generate(0.0, 0.0, 0.8, count=6, seed=3)
    assert len({c.formula for c in first}) == 6
    assert [c.formula for c in predictor.generate(0.0, 0.0, 0.8, count=6, seed=3)] == [c.formula for c in first]
    assert first[0].formula == predictor.generate(0.0, 0.0, 0.8)[0].formula


@pytest.mark.parametrize(
    ("z1", "z2", "probability", "count", "named"),
    [
        (float("nan"), 0, 0.5, 1, "z1"),
        (0, 99, 0.5, 1, "z2"),
        (0, 0, 1.5, 1, "probability"),
        (0, 0, float("inf"), 1, "probability"),
        (0, 0, 0.5, 0, "count"),
        (0, 0, 0.5, 10**6, "count"),
    ],
)
def test_bad_requests_are_named(predictor, z1, z2, probability, count, named):
    with pytest.raises(RequestError, match=f"{named} is"):
        predictor.generate(z1, z2, probability, count=count)


def test_the_atlas_is_consistent(predictor):
    atlas = predictor.atlas()
    n = len(atlas.formula)
    assert atlas.z.shape == (n, 2)
    assert atlas.descriptors.shape == (n, len(atlas.descriptor_names))
    cell = np.diff(atlas.density.z1)[0] * np.diff(atlas.density.z2)[0]
    assert atlas.density.value.sum() * cell == pytest.approx(1, abs=0.05)
    assert set(atlas.families) == {"magnetic", "noble", "refractory"}
    (encoding,) = predictor.encode([atlas.formula[5]])
    assert encoding.z == pytest.approx(tuple(atlas.z[5]), abs=1e-2)


def test_percentiles_rank_the_map(predictor):
    atlas = predictor.atlas()
    row, column = np.unravel_index(atlas.density.value.argmax(), atlas.density.value.shape)
    densest = [atlas.density.z1[column], atlas.density.z2[row]]
    high, low = predictor.engine.density_percentile(np.array([densest, [7.5, 7.5]]))
    assert high > 95
    assert low == 0


def test_the_field_shows_what_a_click_gives(predictor):
    field = predictor.field(0.9, resolution=5)
    (candidate,) = predictor.generate(float(field.z1[2]), float(field.z2[2]), 0.9)
    assert candidate.probability == pytest.approx(field.value[2, 2], abs=1e-5)


def test_threads_share_one_predictor(predictor):
    jobs = [("CoCrFeMnNi", 0.2), ("MoNbTaW", -0.5), ("AlTi", 0.7)] * 20

    def work(job):
        formula, z1 = job
        return predictor.predict([formula])[0].probability, predictor.generate(z1, 0.1, 0.7)[0].formula

    alone = [work(job) for job in jobs[:3]] * 20
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, jobs)) == alone


def test_inference_imports_no_pyro():
    code = (
        "import sys, hea_core; assert 'torch' not in sys.modules; p = hea_core.load(); p.generate(0, 0, .5); p.atlas();"
        "assert not [m for m in sys.modules if m.split('.')[0] in ('pyro', 'streamlit')]"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_model_of_other_data_is_refused(tmp_path, monkeypatch):
    source = artifacts.folder("default")
    for name in ("card.json", "weights.safetensors", "heads.safetensors"):
        (tmp_path / name).write_bytes((source / name).read_bytes())
    card = json.loads((tmp_path / "card.json").read_text())
    card["data"]["sha256"] = "0" * 64
    (tmp_path / "card.json").write_text(json.dumps(card))
    with pytest.raises(ArtifactError, match="trained on other data"):
        hea_core.load(tmp_path)


def test_only_values_that_weights_depend_on_make_them_outdated(predictor):
    table = elements()

    def changed(symbol, column):
        values = table.properties[column].copy()
        values[table.index[symbol]] *= 1.01
        return artifacts.training_sha256(
            replace(table, properties={**table.properties, column: values}), predictor.vocabulary, everything=True
        )

    now = artifacts.training_sha256(table, predictor.vocabulary, everything=True)
    assert predictor.card["data"]["sha256"] == now
    assert changed("Th", "melting_temperature_k") == now, "no alloy of the training holds thorium"
    assert changed("Fe", "density_g_cm3") == now, "f(x) does not read densities"
    assert changed("Fe", "melting_temperature_k") != now


def test_a_model_trained_after_a_correction_of_values_has_no_note_of_it(predictor):
    assert "corrected" not in predictor.card["data"]


@pytest.fixture(scope="module")
def placed(predictor):
    """Where the measured alloys, pure elements, and random alloys of one to eight elements of the vocabulary lie, (n, 2)."""
    rng = np.random.default_rng(7)
    random = np.zeros((5000, len(predictor.vocabulary)))
    for row in random:
        chosen = rng.choice(len(row), rng.integers(1, 9), replace=False)
        row[chosen] = rng.dirichlet(np.full(len(chosen), 0.5))
    measured = curated_alloys(predictor.vocabulary).fractions(predictor.vocabulary)
    return predictor.engine.place(np.concatenate([measured, np.eye(len(predictor.vocabulary)), random]))[0]


def test_wherever_an_alloy_lies_can_be_asked_for(placed):
    assert np.abs(placed).max() > 4, "some lie farther out than the prior would have it"
    for z1, z2 in placed.tolist():
        check_request(z1, z2, 0.5, 1)
    assert np.abs(placed).max() < Z_LIMIT / 3, "the bound catches slips, it is no edge of the map"


def test_the_farthest_measured_alloys_come_back(predictor):
    alloys = curated_alloys(predictor.vocabulary)
    places = predictor.engine.place(alloys.fractions(predictor.vocabulary))[0]
    for row in np.argsort(-np.abs(places).max(axis=1))[:3]:
        (encoding,) = predictor.encode([alloys.compositions[row]])
        (candidate,) = predictor.generate(*encoding.z, encoding.probability)
        assert sum(candidate.composition.values()) == 100


def test_a_list_leaves_garbage_collection_as_it_was(predictor):
    assert gc.isenabled()
    predictor.predict(["CoCrFeMnNi"])
    assert gc.isenabled()
    gc.disable()
    try:
        predictor.predict(["CoCrFeMnNi"])
        assert not gc.isenabled()
    finally:
        gc.enable()
