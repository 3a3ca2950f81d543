"""Training on real data, cut short: it moves, repeats, keeps its hands off validation, and survives saving."""

from __future__ import annotations

import threading
from concurrent.futures import Executor, Future
from dataclasses import replace

import numpy as np
import pyro
import pytest
import torch

from hea_core.composition.elements import elements
from hea_core.datasets.observations import VOCABULARY, paper_alloys
from hea_core.datasets.splits import Split, paper_split
from hea_core.errors import ArtifactError, DataError
from hea_core.model import artifacts, weights
from hea_core.model.modules import Modules
from hea_core.training import coders
from hea_core.training.coders import CoderTraining
from hea_core.training.config import TrainConfig, smaller
from hea_core.training.elbo import evidence_lower_bound
from hea_core.training.fit import Fit, fit
from hea_core.training.losses import PrincipalAxes, class_from_z, whitened
from hea_core.training.ssvae import SSVAE, Batch

SHORT = smaller(TrainConfig(), steps=40)


@pytest.fixture(scope="module")
def fitted() -> Fit:
    return fit(paper_alloys(), paper_split(0), SHORT)


def bound(model, rows) -> float:
    x = torch.tensor(paper_alloys().fractions(VOCABULARY)[rows], dtype=torch.float32)
    with torch.no_grad():
        return float(evidence_lower_bound(model, x, model.probability(x)).mean())


def test_training_improves_the_bound_of_unseen_alloys(fitted):
    torch.manual_seed(0)
    untrained = weights.build(fitted.architecture, elements()).eval()
    test = paper_split(0).test
    assert bound(fitted.model, test) > bound(untrained, test) + 20


class InTurn(Executor):
    """An executor that does everything in the caller's thread, at once."""

    def __init__(self, _workers: int) -> None:
        pass

    def submit(self, call):
        done = Future()
        done.set_result(call())
        return done


def test_a_second_fit_in_one_process_has_the_same_bits_without_a_second_thread(fitted, monkeypatch):
    monkeypatch.setattr(coders, "ThreadPoolExecutor", InTurn)
    again = fit(paper_alloys(), paper_split(0), SHORT)
    for name, value in fitted.model.state_dict().items():
        assert torch.equal(again.model.state_dict()[name], value), f"{name} differs between two equal fits"
    other = fit(paper_alloys(), paper_split(1), replace(SHORT, seed=1))
    first = fitted.model.decoder.last.weight
    assert not torch.equal(other.model.decoder.last.weight, first)
    assert bound(other.model, paper_split(1).test) > -400


def test_an_interrupted_training_leaves_no_thread_behind():
    def interrupt(what, _done, _of):
        if what == "coders":
            raise KeyboardInterrupt

    before = threading.active_count()
    with pytest.raises(KeyboardInterrupt):
        fit(paper_alloys(), paper_split(0), smaller(TrainConfig(), steps=6), interrupt)
    assert threading.active_count() == before


def test_validation_and_test_labels_do_not_reach_the_weights():
    alloys, split = paper_alloys(), paper_split(0)
    labels = alloys.single_phase.copy()
    hidden = np.concatenate([split.unlabelled, split.validation, split.test])
    labels[hidden] = 1 - labels[hidden]
    flipped = type(alloys)(alloys.compositions, labels, alloys.observations)
    tiny = smaller(TrainConfig(), steps=6)
    one, two = fit(alloys, split, tiny), fit(flipped, split, tiny)
    for name, value in one.model.state_dict().items():
        torch.testing.assert_close(two.model.state_dict()[name], value, msg=f"{name} saw a hidden label")


def test_the_pyro_programs_agree_with_the_bound_computed_by_hand(fitted):
    model = fitted.model
    x = torch.tensor(paper_alloys().fractions(VOCABULARY)[:50], dtype=torch.float32)
    phi = model.probability(x)
    ssvae = SSVAE(model.encoder, model.decoder)
    pyro.clear_param_store()
    torch.manual_seed(0)
    elbo = pyro.infer.TraceMeanField_ELBO(num_particles=50, vectorize_particles=False)
    with pyro.validation_enabled(False):
        by_pyro = -elbo.loss(ssvae.model, ssvae.guide, Batch(x, phi)) / len(x)
    counts = 100 * x
    coefficient = (torch.lgamma(torch.tensor(101.0)) - torch.lgamma(counts + 1).sum(1)).mean()
    by_hand = evidence_lower_bound(model, x, phi, samples=200).mean() + coefficient
    assert by_pyro == pytest.approx(float(by_hand), abs=1.0)


def test_the_penalty_is_measured_on_the_alloys_drawn_after_the_bound(fitted):
    """They are drawn ahead, so that its gradient can be taken meanwhile; nothing random may move for it."""
    tiny = smaller(TrainConfig(), steps=6)
    training = CoderTraining(fitted.model, paper_alloys(), paper_split(0), tiny, np.random.default_rng(0))
    batch = training._batch()
    ahead = training._leak_rows_after_noise(len(batch.fractions))
    training._bound_loss(batch, 0)
    assert torch.equal(ahead, training._leak_rows())


def test_the_paper_splits_have_the_paper_sizes():
    split = paper_split(3)
    assert [len(part) for part in (split.labelled, split.unlabelled, split.validation, split.test)] == [
        864,
        296,
        75,
        138,
    ]


def test_progress_is_reported(fitted):
    seen = []
    fit(paper_alloys(), paper_split(0), smaller(TrainConfig(), 4), lambda *step: seen.append(step))
    assert {what for what, _, _ in seen} == {"classifier", "coders"}
    assert seen[-1] == ("coders", 4, 4)


def test_the_plain_form_knows_phi_alone(fitted):
    assert fitted.model.heads is None
    assert fitted.model.encoder.told == fitted.model.decoder.told == 0
    assert fitted.architecture["decoder"]["told"] == 0


def test_saving_and_loading_changes_nothing(fitted, tmp_path):
    card = {"architecture": fitted.architecture, "data": {}}
    weights.save(tmp_path / "m", fitted.model, card)
    loaded, _ = weights.load(tmp_path / "m", elements())
    x = torch.tensor(paper_alloys().fractions(VOCABULARY), dtype=torch.float32)
    assert torch.equal(loaded.probability(x), fitted.model.probability(x))
    z = torch.randn(20, 2)
    assert torch.equal(loaded.decoder(z, torch.rand(20).fill_(0.3)), fitted.model.decoder(z, torch.full((20,), 0.3)))


def test_a_mismatch_is_refused(fitted, tmp_path):
    folder = tmp_path / "m"
    card = {"architecture": fitted.architecture, "data": {}}
    weights.save(folder, fitted.model, card)
    fewer = {**fitted.architecture, "vocabulary": fitted.architecture["vocabulary"][:-1]}
    written = artifacts.read_card(folder)
    artifacts.write_card(folder, {**written, "architecture": fewer})
    with pytest.raises(ArtifactError, match="do not fit its card"):
        artifacts.load(folder, elements())
    (folder / "weights.safetensors").write_bytes(b"not weights")
    with pytest.raises(ArtifactError, match=r"weights\.safetensors of model .* is damaged"):
        artifacts.load(folder, elements())
    artifacts.stamp(folder, "weights.safetensors")
    with pytest.raises(ArtifactError, match="cannot be built"):
        artifacts.load(folder, elements())
    (folder / "card.json").write_text('{"format": 99}')
    with pytest.raises(ArtifactError, match="has format 99"):
        artifacts.load(folder, elements())
    with pytest.raises(ArtifactError, match="There is no model 'nowhere'"):
        artifacts.load("nowhere", elements())


def test_reading_the_class_from_z_is_near_none_and_all_where_it_should_be():
    torch.manual_seed(0)
    z, label = torch.randn(400, 2), (torch.rand(400) > 0.5).float()
    apart = z + 6 * label[:, None]
    assert class_from_z(z, label) < 0.3
    assert class_from_z(apart, label) > 1.2
    assert class_from_z(0.01 * apart, label) == pytest.approx(float(class_from_z(apart, label)), abs=0.05)
    torch.testing.assert_close(whitened(apart).T @ whitened(apart) / 400, torch.eye(2), atol=0.02, rtol=0)


def test_labels_of_one_class_are_refused():
    alloys, nothing = paper_alloys(), np.array([], dtype=np.int64)
    only = np.flatnonzero(alloys.single_phase == 1)[:50]
    with pytest.raises(DataError, match="all of one class"):
        fit(alloys, Split(only, nothing, nothing, nothing), smaller(TrainConfig(), 2))


def sides(z: np.ndarray) -> tuple[float, float]:
    """Where refractory alloys lie on z1 and noble ones on z2, in standard deviations from the middle of the map."""
    fractions = paper_alloys().fractions(VOCABULARY)
    share = {
        name: fractions[:, [VOCABULARY.index(s) for s in symbols]].sum(1) > 0.5
        for name, symbols in (("refractory", PrincipalAxes.LEFT), ("noble", PrincipalAxes.UP))
    }
    scaled = (z - z.mean(0)) / z.std(0)
    return scaled[share["refractory"], 0].mean(), scaled[share["noble"], 1].mean()


def test_the_axes_keep_their_meaning_from_one_training_to_the_next(fitted):
    fractions = paper_alloys().fractions(VOCABULARY)
    other = fit(paper_alloys(), paper_split(7), replace(SHORT, seed=7))
    one, two = Modules(fitted.model).place(fractions)[0], Modules(other.model).place(fractions)[0]
    for axis in (0, 1):
        assert np.corrcoef(one[:, axis], two[:, axis])[0, 1] > 0.8
    shipped = artifacts.load("default", elements())[0].place(fractions)[0]
    for z in (one, two, shipped):
        refractory, noble = sides(z)
        assert refractory < -0.2
        assert noble > 0.5
