"""Train the whole model: TrainConfig -> fit(). Progress through a callback; the only global state touched is torch's and Pyro's.

Objective (5) of the paper is Σ L(x_n) + γ Σ L_sup(x_m, φ_m). Its classifier part, γ Σ log q(φ_m | f(x_m)), shares no parameter
with the coders, because f is fixed; so the classifier is fitted first (hea_core.training.distillation) and frozen, then the coders.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
import pyro
import torch
from torch import Tensor

from hea_core.composition.elements import elements
from hea_core.datasets.observations import VOCABULARY, Alloys
from hea_core.datasets.splits import Split
from hea_core.datasets.statements import phase_weight
from hea_core.descriptors.registry import DESCRIPTORS
from hea_core.errors import RequestError, check_seed
from hea_core.model import artifacts
from hea_core.model.networks import AlloyModel
from hea_core.model.told import WIDTH
from hea_core.progress import OnProgress
from hea_core.training.augmentation import to_teach, with_traces
from hea_core.training.coders import CoderTraining, OnCheck
from hea_core.training.distillation import Teacher, fit_classifier
from hea_core.training.heads import HeadConfig, fit_heads

CONTINUOUS: tuple[str, ...] = tuple(d.name for d in DESCRIPTORS if d.name != "element_count")
"""Descriptors without the number of elements, which jumps where a trace comes in; the entropy tells how many there are in effect."""


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """Every setting of a training run; the card stores it.

    Attributes:
        seed: of everything random in the run.
        descriptors: columns of f(x) that the classifier reads.
        members, hidden, bins: ensemble size, width, and bins of the piecewise-linear inputs.
        teacher_alloys: augmented alloys the teacher labels for the classifier; 0 trains it on the measured alloys alone.
        classifier_steps, real_weight: of its optimiser, and the weight of a measured alloy against a free one.
        trace_pairs, steadiness: pairs of alloys that differ by a trace of an element, and the weight of what the probability
            differs by: half a per cent of a new metal must not move it.
        free_alloys: augmented alloys for the coders.
        width, blocks: of encoder and decoder.
        steps, rate: of AdamW with one learning-rate cycle.
        real_batch, free_batch: alloys of each kind in a batch.
        gamma: γ, the expected number of supervised terms beside each unsupervised one of a labelled alloy.
        anchor, anchor_until: weight that draws z to the principal axes of composition, and the share of training after
            which it is gone: every training starts from the same layout, so the map's axes keep their meaning.
        independence: weight of reading from z the class, with φ as observed and as predicted, and the `independent` further targets.
        independence_from: share of training after which it acts: the map forms first, then it is stirred.
        leak_batch, leak_every: labelled alloys it is measured on, and how often.
        obedience, obedience_from: weight of the decoder's obedience to φ, and the share of training after which it acts.
        choose_from: share of training after which a checkpoint may be chosen.
        staying: weight, within the obedience term, of the decoded alloy's place being the one asked at.
        masked: how often all further targets are hidden from the decoder, and how often each of them otherwise.
        palette_share: share of alloys that are decoded within a palette.
        independent: further targets that z must not give away.
        check_every: steps between validations; the best of them is kept.
    """

    seed: int = 0
    descriptors: tuple[str, ...] = CONTINUOUS
    members: int = 8
    hidden: int = 32
    bins: int = 32
    teacher_alloys: int = 24_000
    classifier_steps: int = 2_000
    real_weight: float = 0.5
    trace_pairs: int = 30_000
    steadiness: float = 50.0
    free_alloys: int = 40_000
    width: int = 256
    blocks: int = 2
    steps: int = 6_000
    rate: float = 2e-3
    real_batch: int = 90
    free_batch: int = 134
    gamma: float = 1.0
    anchor: float = 20.0
    anchor_until: float = 0.5
    independence: tuple[float, float, float] = (15.0, 25.0, 4.0)
    independence_from: float = 0.5
    leak_batch: int = 400
    leak_every: int = 2
    obedience: float = 25.0
    obedience_from: float = 0.8
    choose_from: float = 0.85
    staying: float = 0.5
    masked: tuple[float, float] = (0.4, 0.3)
    palette_share: float = 0.25
    independent: tuple[str, ...] = ("hardness",)
    check_every: int = 500

    def __post_init__(self) -> None:
        """Refuse what cannot be trained (RequestError)."""
        check_seed(self.seed)
        if self.steps < 1 or self.classifier_steps < 1:
            raise RequestError(
                f"A training needs at least one step of the coders and one of the classifier, got {self.steps} and "
                f"{self.classifier_steps}: for example steps 6000."
            )


@dataclass(frozen=True)
class Fit:
    """What a training gives: the model, its architecture for the artefact, and how it went.

    Attributes:
        model: in evaluation mode.
        architecture: see artifacts.build.
        config: the settings used.
        history: per check, step and validation figures.
        seconds: wall clock.
    """

    model: AlloyModel
    architecture: dict[str, Any]
    config: TrainConfig
    history: list[dict[str, float]] = field(default_factory=list)
    seconds: float = 0.0


def _silent(_what: str, _done: int, _of: int) -> None:
    """No progress wanted."""


def unwatched(_model: AlloyModel, _at: float) -> None:
    """The default of `on_check`: does nothing."""


def architecture_of(config: TrainConfig, told: int = 0) -> dict[str, Any]:
    """The `architecture` part of a card; the coders are told so many columns of further targets (hea_core.model.told)."""
    coder = {"width": config.width, "blocks": config.blocks, "told": told}
    return {
        "vocabulary": list(VOCABULARY),
        "descriptors": list(config.descriptors),
        "classifier": {"members": config.members, "hidden": config.hidden, "n_bins": config.bins},
        "encoder": coder,
        "decoder": coder,
    }


def fit(
    alloys: Alloys,
    split: Split,
    config: TrainConfig | None = None,
    on_progress: OnProgress = _silent,
    on_check: OnCheck = unwatched,
    stated: Alloys | None = None,
) -> Fit:
    """Train on the labelled and unlabelled alloys of a split; its validation part chooses the checkpoint, its test part is not read.

    Args:
        alloys: over VOCABULARY elements.
        split: row indices into `alloys`.
        config: defaults to TrainConfig().
        on_progress: called with ("classifier" | "coders", done, total).
        on_check: called every `check_every` steps of the coders; it may read the model but not change it.
        stated: alloys with all statements about them, that the heads of the further targets learn from; None trains the plain form, whose
            coders know φ alone.
    """
    config = config or TrainConfig()
    started = time.perf_counter()
    pyro.clear_param_store()
    rng = np.random.default_rng(config.seed)
    with one_thread():
        model = _with_classifier(alloys, split, config, rng, on_progress, WIDTH if stated else 0)
        if stated is not None:
            model.heads = fit_heads(stated, model, HeadConfig(), config.seed, on_progress)
        history = CoderTraining(model, alloys, split, config, rng).run(on_progress, on_check)
    model.eval().requires_grad_(False)
    return Fit(model, architecture_of(config, model.encoder.told), config, history, time.perf_counter() - started)


def fit_classifier_only(
    alloys: Alloys, split: Split, config: TrainConfig, on_progress: OnProgress = _silent
) -> AlloyModel:
    """A model whose classifier is trained as in `fit` and whose coders are not: for what needs no coder, in seconds."""
    with one_thread():
        return _with_classifier(alloys, split, config, np.random.default_rng(config.seed), on_progress).eval()


@contextmanager
def one_thread() -> Iterator[None]:
    """Torch on one thread: batches are small, and the weights then do not depend on the number of cores."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _with_classifier(
    alloys: Alloys,
    split: Split,
    config: TrainConfig,
    rng: np.random.Generator,
    on_progress: OnProgress,
    told: int = 0,
) -> AlloyModel:
    """An untrained model but for its classifier, which is trained and frozen."""
    torch.manual_seed(config.seed)
    model = artifacts.build(architecture_of(config, told), elements())
    _train_classifier(model, alloys, split, config, rng, on_progress)
    model.classifier.requires_grad_(False)
    return model


def _train_classifier(
    model: AlloyModel,
    alloys: Alloys,
    split: Split,
    config: TrainConfig,
    rng: np.random.Generator,
    on_progress: OnProgress,
) -> None:
    """Teacher on the labelled rows, each weighted by what its sources are worth, then the ensemble on what it says of augmented alloys."""
    fractions, labels = alloys.fractions(VOCABULARY), alloys.single_phase[split.labelled]
    weights = np.array([phase_weight(alloys.observations[row]) for row in split.labelled])
    known = fractions[split.labelled]
    with torch.no_grad():
        real_inputs = model.descriptors(_tensor(known))
    free_inputs, taught, pairs = real_inputs[:0], real_inputs[:0, 0], (real_inputs[:0], real_inputs[:0])
    if config.teacher_alloys:
        measured = np.concatenate([known, fractions[split.unlabelled]])
        free = to_teach(measured, config.teacher_alloys, rng)
        half = config.trace_pairs // 2
        some = np.concatenate([pool[rng.integers(len(pool), size=half)] for pool in (measured, free)])
        with torch.no_grad():
            free_inputs = model.descriptors(_tensor(free))
            without, traced = (model.descriptors(_tensor(rows)) for rows in with_traces(some, rng))
        pairs = without, traced
        teacher = Teacher(real_inputs.numpy(), labels, weights, config.seed)
        taught = _tensor(teacher.probability(free_inputs.numpy()))
    fit_classifier(
        model.classifier,
        (real_inputs, _tensor(labels), _tensor(config.real_weight * weights)),
        (free_inputs, taught),
        pairs,
        steadiness=config.steadiness,
        steps=config.classifier_steps,
        generator=torch.Generator().manual_seed(config.seed),
        on_progress=on_progress,
    )


def _tensor(values: np.ndarray) -> Tensor:
    return torch.tensor(values, dtype=torch.float32)


def smaller(config: TrainConfig, steps: int) -> TrainConfig:
    """The same recipe cut down to `steps`, for tests and smoke runs."""
    return replace(
        config,
        steps=steps,
        classifier_steps=30,
        teacher_alloys=600,
        trace_pairs=600,
        free_alloys=600,
        check_every=max(1, steps // 2),
    )


def settings(config: TrainConfig) -> dict[str, Any]:
    """The settings as a card stores them."""
    return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(config).items()}
