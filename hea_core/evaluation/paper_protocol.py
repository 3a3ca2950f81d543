"""The paper's protocol: its 1,373 alloys, its split sizes, five seeds; classifier and generator of each fit."""

from __future__ import annotations

import time
from dataclasses import asdict, replace
from typing import Any

import numpy as np
from sklearn.metrics import roc_curve

from hea_core.datasets.observations import VOCABULARY, paper_alloys
from hea_core.datasets.splits import paper_split
from hea_core.datasets.statements import stated_alloys
from hea_core.design.feasibility import Crowd, augmented
from hea_core.evaluation import generator as generation
from hea_core.evaluation.by_system import classify, descriptors_of, split_of
from hea_core.evaluation.metrics import score
from hea_core.evaluation.paper_values import classifier_figures
from hea_core.evaluation.peers import PEERS, Rows, peer_probabilities
from hea_core.evaluation.several_targets import asked_against_got
from hea_core.model.answers import Model
from hea_core.model.modules import Modules
from hea_core.progress import OnProgress
from hea_core.training.config import TrainConfig
from hea_core.training.fit import fit, fit_classifier_only

ROC_POINTS = 41
REQUESTS = 200
"""For several targets, of each kind."""


def paper_protocol(config: TrainConfig, seeds: int, on_progress: OnProgress, stride: int = 1) -> dict[str, Any]:
    """Fit on each seed's split (864 labelled, 296 unlabelled, 75 validation, 138 test) and measure everything on its test part.

    `test_all_labels` is the same test part with the head taught by all 1,235 other labels, the 90:10 split.
    `stride` takes every alloy (1), every second one (2), … for controllability. The seconds of a fit are of processor time, which other work
    on the machine does not lengthen much.
    """
    runs = []
    for seed in range(seeds):
        runs.append(_one_seed(replace(config, seed=seed), seed, stride))
        on_progress("paper's protocol", seed + 1, seeds)
    return {
        "split": "random 864 labelled / 296 unlabelled / 75 validation / 138 test of the paper's 1,373 alloys",
        "seeds": seeds,
        "published": classifier_figures(),
        "summary": _summary(runs),
        "runs": runs,
    }


def _one_seed(config: TrainConfig, seed: int, stride: int) -> dict[str, Any]:
    alloys, split = paper_alloys(), paper_split(seed)
    fractions, labels = alloys.fractions(VOCABULARY), alloys.single_phase
    multinary = alloys.n_elements >= 4
    stated = stated_alloys(VOCABULARY)
    held_out = {alloys.compositions[row].formula for row in split.test}
    began = time.process_time()
    model = fit(
        alloys, split, config, stated=stated.select([c.formula not in held_out for c in stated.compositions])
    ).model
    trained = time.process_time() - began
    test, test_n4 = split.test, split.test[multinary[split.test]]
    probability = classify(model, fractions)
    rest = np.setdiff1d(np.arange(len(alloys)), test)
    all_labels = classify(fit_classifier_only(alloys, split_of(rest, test), config), fractions)
    false_positive, true_positive, _ = roc_curve(labels[test], probability[test])
    grid = np.linspace(0, 1, ROC_POINTS)
    described, train = descriptors_of(model, fractions), split.labelled
    known = Rows(described[train], fractions[train], labels[train], np.ones(len(train)))
    peers = peer_probabilities(known, described[test], fractions[test], seed)
    return {
        "seed": seed,
        "seconds": round(trained, 1),
        "train": asdict(score(labels[split.labelled], probability[split.labelled])),
        "validation": asdict(score(labels[split.validation], probability[split.validation])),
        "test": asdict(score(labels[test], probability[test])),
        "test_n4": asdict(score(labels[test_n4], probability[test_n4])),
        "test_all_labels": asdict(score(labels[test], all_labels[test])),
        "test_n4_all_labels": asdict(score(labels[test_n4], all_labels[test_n4])),
        "peers": {name: asdict(score(labels[test], peers[name])) for name in PEERS},
        "roc": {
            "false_positive_rate": grid.tolist(),
            "true_positive_rate": np.interp(grid, false_positive, true_positive).tolist(),
        },
        "likelihood": generation.likelihood(model, fractions[test], labels[test]),
        "reconstruction": generation.reconstruction_figures(
            generation.reconstruction(model, fractions[test]), multinary[test]
        ),
        "reconstruction_all_given": generation.reconstruction_figures(
            generation.reconstruction(model, fractions[test], all_given=True), multinary[test]
        ),
        "reconstruction_own_elements": generation.reconstruction_figures(
            generation.reconstruction(model, fractions[test], own_elements=True), multinary[test]
        ),
        "several_targets": _several_targets(Modules(model), fractions, multinary, seed),
        "disentanglement": generation.disentanglement(model, fractions, labels, multinary),
        "controllability": generation.controllability(model, fractions[::stride]),
    }


def _several_targets(model: Model, fractions: np.ndarray, multinary: np.ndarray, seed: int) -> dict[str, Any]:
    """φ and hardness, and φ, hardness and structure, each asked for at the places of REQUESTS alloys of four or more elements."""
    z = model.place(fractions[multinary])[0]
    places = z[np.random.default_rng(seed).permutation(len(z))[:REQUESTS]]
    crowd = Crowd.of(model, augmented(fractions))
    return {
        "hardness": asked_against_got(model, crowd, places, structure=False, seed=seed),
        "hardness_and_structure": asked_against_got(model, crowd, places, structure=True, seed=seed),
    }


def _summary(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Mean and spread over seeds of every figure."""
    out: dict[str, Any] = {}
    for part in ("train", "validation", "test", "test_n4", "test_all_labels", "test_n4_all_labels"):
        for figure in ("accuracy", "auc", "brier"):
            out[f"{part}_{figure}"] = _mean_sd([run[part][figure]["value"] for run in runs])
    for name in PEERS:
        for figure in ("accuracy", "auc", "brier"):
            out[f"{name}_{figure}"] = _mean_sd([run["peers"][name][figure]["value"] for run in runs])
    for part in ("likelihood", "reconstruction", "disentanglement"):
        for figure in runs[0][part]:
            if not figure.startswith("n"):
                out[figure] = _mean_sd([run[part][figure] for run in runs])
    for k, level in enumerate(generation.LEVELS):
        for figure in ("within_0.1", "within_0.1_uncorrected", "z_distance_median"):
            out[f"{figure}_at_{level}"] = _mean_sd([run["controllability"][k][figure] for run in runs])
    out["majority"] = _mean_sd([run["test"]["majority"] for run in runs])
    out["seconds"] = _mean_sd([run["seconds"] for run in runs])
    return out


def _mean_sd(values: list[float]) -> dict[str, float]:
    return {"mean": float(np.mean(values)), "sd": float(np.std(values, ddof=1)) if len(values) > 1 else 0.0}
