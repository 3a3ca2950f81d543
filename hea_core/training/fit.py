"""Train the whole model: TrainConfig -> fit(). Progress through a callback; the only global state touched is torch's and Pyro's.

Objective (5) of the paper is Σ L(x_n) + γ Σ L_sup(x_m, φ_m). Its classifier part, γ Σ log q(φ_m | f(x_m)), shares no parameter
with the coders, because f is fixed; so the classifier is fitted first (hea_core.training.distillation) and frozen, then the coders.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyro
import torch
from torch import Tensor

from hea_core.composition.elements import elements
from hea_core.datasets.observations import VOCABULARY, Alloys
from hea_core.datasets.splits import Split
from hea_core.datasets.statements import phase_weight
from hea_core.model import weights
from hea_core.model.networks import AlloyModel
from hea_core.model.told import WIDTH
from hea_core.progress import OnProgress, silent
from hea_core.training.augmentation import to_teach, with_traces
from hea_core.training.coders import CoderTraining, OnCheck
from hea_core.training.config import TrainConfig
from hea_core.training.distillation import Teacher, fit_classifier
from hea_core.training.heads import HeadConfig, fit_heads


@dataclass(frozen=True)
class Fit:
    """What a training gives: the model, its architecture for the artefact, and how it went.

    Attributes:
        model: in evaluation mode.
        architecture: see hea_core.model.weights.build.
        config: the settings used.
        history: per check, step and validation figures.
        seconds: wall clock.
    """

    model: AlloyModel
    architecture: dict[str, Any]
    config: TrainConfig
    history: list[dict[str, float]] = field(default_factory=list)
    seconds: float = 0.0


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
    on_progress: OnProgress = silent,
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


def fit_classifier_only(alloys: Alloys, split: Split, config: TrainConfig) -> AlloyModel:
    """A model whose classifier is trained as in `fit` and whose coders are not: for what needs no coder, in seconds."""
    with one_thread():
        return _with_classifier(alloys, split, config, np.random.default_rng(config.seed), silent).eval()


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
    model = weights.build(architecture_of(config, told), elements())
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
    worth = np.array([phase_weight(alloys.observations[row]) for row in split.labelled])
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
        teacher = Teacher(real_inputs.numpy(), labels, worth, config.seed, config.trees)
        taught = _tensor(teacher.probability(free_inputs.numpy()))
    fit_classifier(
        model.classifier,
        (real_inputs, _tensor(labels), _tensor(config.real_weight * worth)),
        (free_inputs, taught),
        pairs,
        steadiness=config.steadiness,
        descent=config.classifier_descent,
        steps=config.classifier_steps,
        generator=torch.Generator().manual_seed(config.seed),
        on_progress=on_progress,
    )


def _tensor(values: np.ndarray) -> Tensor:
    return torch.tensor(values, dtype=torch.float32)
