"""The classifier on alloys it has not seen: by chemical system, with an element left out, and with fewer labels."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import numpy as np
import torch

from hea_core.datasets.observations import VOCABULARY, Alloys, paper_alloys
from hea_core.datasets.splits import Split, paper_split, system_folds
from hea_core.datasets.statements import measured_alloys, phase_weight
from hea_core.evaluation.metrics import accuracy, brier, reliability, score
from hea_core.evaluation.peers import PEERS, Rows, peer_probabilities
from hea_core.model.networks import AlloyModel
from hea_core.progress import OnProgress
from hea_core.training.config import TrainConfig
from hea_core.training.fit import fit_classifier_only

ELEMENTS_LEFT_OUT = 10
LABELS = (50, 100, 200, 400, 864)
NONE = np.array([], dtype=np.int64)


def split_of(train: np.ndarray, test: np.ndarray) -> Split:
    """All of `train` labelled, nothing held back: for protocols that select nothing."""
    return Split(labelled=train, unlabelled=NONE, validation=NONE, test=test)


def classify(model: AlloyModel, fractions: np.ndarray) -> np.ndarray:
    """Probability of a single phase, (n,)."""
    with torch.no_grad():
        return model.probability(torch.tensor(fractions, dtype=torch.float32)).numpy()


def descriptors_of(model: AlloyModel, fractions: np.ndarray) -> np.ndarray:
    """The classifier's inputs, (n, D), which its peers get too."""
    with torch.no_grad():
        return model.descriptors(torch.tensor(fractions, dtype=torch.float32)).numpy()


def by_system_protocol(config: TrainConfig, on_progress: OnProgress, fold_seeds: int = 3) -> dict[str, Any]:
    """Five folds of whole chemical systems, trained on all n, scored pooled over folds; peers on the same folds and rows.

    Scored are the paper's alloys by the paper's labels; trained is, as for the shipped model, on what all collections say of alloys
    of the other systems. The assignment of systems to folds moves every figure, ours and the peers', by more than they differ:
    hence several assignments, and figures per assignment.
    """
    alloys, everything = paper_alloys(), measured_alloys(VOCABULARY)
    fractions, taught = alloys.fractions(VOCABULARY), everything.fractions(VOCABULARY)
    weights = np.array([phase_weight(seen) for seen in everything.observations])
    labels, multinary = alloys.single_phase, alloys.n_elements >= 4
    systems, of_everything = np.array(alloys.systems), np.array(everything.systems)
    runs = []
    for seed in range(fold_seeds):
        ours = np.zeros(len(alloys))
        peers = {name: np.zeros(len(alloys)) for name in (*PEERS, "forest_and_extra_trees")}
        for k, (_, test) in enumerate(system_folds(alloys, 5, seed)):
            train = np.flatnonzero(~np.isin(of_everything, systems[test]))
            model = fit_classifier_only(everything, split_of(train, NONE), replace(config, seed=seed))
            ours[test] = classify(model, fractions[test])
            known = Rows(
                descriptors_of(model, taught[train]), taught[train], everything.single_phase[train], weights[train]
            )
            found = peer_probabilities(known, descriptors_of(model, fractions[test]), fractions[test], seed)
            for name in PEERS:
                peers[name][test] = found[name]
            peers["forest_and_extra_trees"][test] = 0.5 * (found["random_forest"] + found["extra_trees"])
            on_progress("by system", 5 * seed + k + 1, 5 * fold_seeds)
        runs.append(
            {
                name: {"all": asdict(score(labels, p)), "n4": asdict(score(labels[multinary], p[multinary]))}
                for name, p in {"model": ours, **peers}.items()
            }
        )
        if seed == 0:
            first = {
                "all": reliability(labels, ours),
                "n4": reliability(labels[multinary], ours[multinary]),
            }
    return {
        "split": f"five folds grouped by chemical system, {fold_seeds} assignments, paper's 1,373 alloys; trained on all collections and all n",
        "runs": runs,
        "mean": {
            name: {rows: _mean_figures([run[name][rows] for run in runs]) for rows in ("all", "n4")} for name in runs[0]
        },
        "reliability": first,
    }


def _mean_figures(found: list[dict[str, Any]]) -> dict[str, Any]:
    """Mean and spread over runs of each figure."""
    out: dict[str, Any] = {"n": found[0]["n"], "majority": found[0]["majority"]}
    for name in ("accuracy", "auc", "brier"):
        values = [f[name]["value"] for f in found]
        out[name] = {"mean": float(np.mean(values)), "sd": float(np.std(values, ddof=1)) if len(values) > 1 else 0.0}
    out["ece"] = {"mean": float(np.mean([f["ece"] for f in found])), "sd": float(np.std([f["ece"] for f in found]))}
    return out


def leave_one_element_out(config: TrainConfig, on_progress: OnProgress) -> list[dict[str, Any]]:
    """Train without any alloy that holds an element, score on those that do; the ten commonest elements."""
    alloys = paper_alloys()
    fractions = alloys.fractions(VOCABULARY)
    present = fractions > 0
    commonest = np.argsort(-present.sum(axis=0), kind="stable")[:ELEMENTS_LEFT_OUT]
    rows = []
    for k, column in enumerate(commonest):
        test = np.flatnonzero(present[:, column])
        model = fit_classifier_only(alloys, split_of(np.flatnonzero(~present[:, column]), test), config)
        figures = score(alloys.single_phase[test], classify(model, fractions[test]))
        rows.append({"element": VOCABULARY[column], **asdict(figures)})
        on_progress("leave one element out", k + 1, ELEMENTS_LEFT_OUT)
    return rows


def data_efficiency(config: TrainConfig, seeds: int, on_progress: OnProgress) -> dict[str, Any]:
    """The paper's Table 2 as a curve: fewer labels, the same head with and without augmented alloys, and a forest.

    "random" draws labels from the training part of the paper's split and scores its test part; "by_system" draws from four
    folds of systems and scores the fifth.
    """
    alloys = paper_alloys()
    kinds = {
        "random": [(split.labelled, split.test) for split in map(paper_split, range(seeds))],
        "by_system": [system_folds(alloys, 5, seed)[0] for seed in range(seeds)],
    }
    curves: dict[str, Any] = {}
    done, total = 0, len(kinds) * len(LABELS) * seeds
    for kind, splits in kinds.items():
        curves[kind] = []
        for count in LABELS:
            found: dict[str, list[tuple[float, float]]] = {}
            for seed, (train, test) in enumerate(splits):
                few = np.random.default_rng(seed).permutation(train)[:count]
                rest = np.setdiff1d(train, few)
                for name, p in _with_few_labels(alloys, few, rest, test, replace(config, seed=seed)).items():
                    observed = alloys.single_phase[test]
                    found.setdefault(name, []).append((accuracy(observed, p), brier(observed, p)))
                done += 1
                on_progress(f"data efficiency, {kind}", done, total)
            curves[kind].append({"labels": count, "seeds": seeds, **{k: _spread(v) for k, v in found.items()}})
    return curves


def _with_few_labels(
    alloys: Alloys, few: np.ndarray, rest: np.ndarray, test: np.ndarray, config: TrainConfig
) -> dict[str, np.ndarray]:
    fractions = alloys.fractions(VOCABULARY)
    unlabelled = Split(labelled=few, unlabelled=rest, validation=NONE, test=test)
    semi = fit_classifier_only(alloys, unlabelled, config)
    supervised = fit_classifier_only(alloys, split_of(few, test), replace(config, teacher_alloys=0))
    known = Rows(descriptors_of(semi, fractions[few]), fractions[few], alloys.single_phase[few], np.ones(len(few)))
    peers = peer_probabilities(known, descriptors_of(semi, fractions[test]), fractions[test], config.seed)
    return {
        "semi_supervised": classify(semi, fractions[test]),
        "supervised_only": classify(supervised, fractions[test]),
        "random_forest": peers["random_forest"],
    }


def _spread(values: list[tuple[float, float]]) -> dict[str, float]:
    accuracies, briers = np.array(values).T
    return {
        "accuracy_mean": float(accuracies.mean()),
        "accuracy_sd": float(accuracies.std(ddof=1)) if len(values) > 1 else 0.0,
        "brier_mean": float(briers.mean()),
    }
