"""What `make train` makes: the evaluated recipe on all the data, saved with its card."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch

from hea_core.composition import Composition
from hea_core.composition.elements import elements
from hea_core.datasets.alloys import Observation
from hea_core.datasets.observations import VOCABULARY, Alloys, observed_in
from hea_core.datasets.splits import ADDED, VALIDATION, shipped_split, split_with
from hea_core.datasets.statements import ALL, measured_alloys, measured_with, stated_alloys
from hea_core.model import artifacts, weights
from hea_core.model.networks import AlloyModel
from hea_core.model.second_opinion import SecondOpinion
from hea_core.progress import OnProgress
from hea_core.training.config import TrainConfig, settings
from hea_core.training.fit import Fit, fit, one_thread, unwatched
from hea_core.training.heads import HeadConfig, architecture, fit_heads

OnValidation = Callable[[AlloyModel, int, Alloys], None]
"""on_check(model as it stands, steps done, the validation alloys)."""


def train_and_save(
    out: Path,
    seed: int,
    steps: int | None,
    on_progress: OnProgress,
    observations: Path | None = None,
    lab: Mapping[str, tuple[Composition, Observation]] | None = None,
    on_check: OnValidation | None = None,
) -> dict[str, Any]:
    """Train on the shipped data and save to `out`; returns the card.

    Args:
        out: folder of the artefact.
        seed: of everything random.
        steps: of the coders' optimiser, for a shorter run.
        on_progress: called with what is being done, done, total.
        observations: CSV of more observations (columns formula, single_phase), merged with the shipped ones.
        lab: {id: row} of a lab's own results, merged likewise; the card names the ids, so that they count no second time.
        on_check: called with the model as it is, the steps of the coders done, and the validation alloys; it may read the model but not change it.
    """
    given = observed_in(observations) if observations is not None else ()
    more = (*given, *(lab or {}).values())
    published = measured_alloys(VOCABULARY)
    alloys = measured_with(more, VOCABULARY) if more else published
    config = TrainConfig(seed=seed)
    if steps is not None:
        config = replace(config, steps=steps)
    split = split_with(alloys, published, seed) if more else shipped_split(published, seed)
    watch = unwatched if on_check is None else partial(_watched, on_check, alloys.select(split.validation))
    fitted = fit(alloys, split, config, on_progress, watch, stated_alloys(VOCABULARY))
    card = card_of(fitted, alloys, seed)
    if more:
        card["data"][ADDED] = len(alloys) - len(published)
    if observations is not None:
        card["data"]["observations"] = {"file": observations.name, "rows": len(given)}
    if lab:
        card["data"]["lab"] = sorted(lab)
    weights.save(out, fitted.model, card)
    assert fitted.model.heads is not None  # trained with the statements
    weights.save_heads(
        out, fitted.model.heads, dict.fromkeys(fitted.model.heads.of, architecture(fitted.model, HeadConfig()))
    )
    return artifacts.save_second_opinion(
        out, SecondOpinion.taught(alloys.fractions(VOCABULARY), alloys.single_phase, VOCABULARY).forest
    )


def _watched(on_check: OnValidation, validation: Alloys, model: AlloyModel, step: int) -> None:
    """Let somebody look; what is drawn meanwhile changes nothing in the training."""
    with torch.random.fork_rng(devices=[]):
        on_check(model, step, validation)


def save_property_heads(out: Path, model: AlloyModel, seed: int, on_progress: OnProgress) -> dict[str, Any]:
    """Train the heads of structure and hardness for a model and save them beside it; returns the card."""
    config = HeadConfig()
    with one_thread():
        heads = fit_heads(stated_alloys(VOCABULARY), model, config, seed, on_progress)
    return weights.save_heads(out, heads, dict.fromkeys(heads.of, architecture(model, config)))


def card_of(fitted: Fit, alloys: Alloys, seed: int) -> dict[str, Any]:
    """The card of a model trained on all alloys but the validation ones; metrics are added by the evaluation."""
    return {
        "format": artifacts.FORMAT,
        "name": "LatentAlloy default",
        "trained": datetime.now(UTC).date().isoformat(),
        "seconds": round(fitted.seconds, 1),
        "architecture": fitted.architecture,
        "settings": settings(fitted.config),
        "data": {
            "alloys": len(alloys),
            "labelled": len(alloys) - VALIDATION,
            "validation": VALIDATION,
            "split_seed": seed,
            "statements": ALL,
            "sha256": artifacts.training_sha256(elements(), fitted.architecture["vocabulary"], everything=True),
        },
        "history": fitted.history,
        "decoder": {
            "temperature": round(float(fitted.model.decoder.temperature), 4),
            "background": round(float(fitted.model.decoder.background), 4),
        },
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in ("torch", "pyro-ppl", "numpy", "scikit-learn")},
        },
        "metrics": {},
    }
