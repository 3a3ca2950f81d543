"""What a lab's own results change at once, measured: some alloys of a system that the model has never seen are "the lab", the rest is asked.

The model is the shipped recipe's classifier on folds of chemical systems, so that no alloy is judged by a model that knows its system.
Amplitude and length were chosen on one half of the systems (`choose`); the rows are of the other half.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import product

import numpy as np
import torch
from sklearn.metrics import roc_auc_score

from benchmarks.measure import Row
from hea_core.datasets.observations import VOCABULARY, Alloys, curated_alloys
from hea_core.datasets.splits import Split, system_folds
from hea_core.lab.correction import Prior, Settings, correct
from hea_core.lab.labels import Measured
from hea_core.training.config import TrainConfig
from hea_core.training.fit import fit_classifier_only

LAB = (1, 3, 10)
"""Alloys of a system that the lab has measured."""
AMPLITUDES, LENGTHS = (0.5, 1.0, 1.5, 2.0, 3.0), (3.0, 5.0, 7.5, 10.0, 20.0)
FOLD_SEED = 21
_DRAWS = 4
_HURT = 1e-3
"""Rise of a system's Brier score that counts as harm."""


class Replay:
    """Predictions for every alloy by a model that knows nothing of its system, and the systems in two halves."""

    def __init__(self, alloys: Alloys, probability: np.ndarray, fold: np.ndarray) -> None:
        self.alloys, self.probability, self.fold = alloys, probability, fold
        self.systems = np.array(alloys.systems)
        names = np.random.default_rng(0).permutation(np.unique(self.systems))
        self.halves = names[: len(names) // 2], names[len(names) // 2 :]

    @classmethod
    def trained(cls) -> Replay:
        """Five trainings of the classifier, half a minute each."""
        alloys = curated_alloys(VOCABULARY)
        fractions = torch.tensor(alloys.fractions(VOCABULARY), dtype=torch.float32)
        probability, fold = np.zeros(len(alloys)), np.zeros(len(alloys), dtype=np.int64)
        nothing = np.array([], dtype=np.int64)
        for k, (train, test) in enumerate(system_folds(alloys, seed=FOLD_SEED)):
            sys.stderr.write(f"correction: fold {k + 1} of 5\n")
            model = fit_classifier_only(alloys, Split(train, nothing, nothing, nothing), TrainConfig(seed=k))
            with torch.inference_mode():
                probability[test] = model.probability(fractions[test]).numpy()
            fold[test] = k
        return cls(alloys, probability, fold)

    def one_system_out(self, half: int, size: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Rows of the lab and rows asked, both of one system of that half; _DRAWS draws of each system that is large enough."""
        for name in self.halves[half]:
            rows = np.flatnonzero(self.systems == name)
            if len(rows) < size + 2:
                continue
            for draw in range(_DRAWS):
                lab = np.random.default_rng([int(rows[0]), draw, size]).permutation(rows)[:size]
                yield lab, self._decided(np.setdiff1d(rows, lab))

    def other_systems(self, half: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """A fifth of the systems of a fold are the lab's, the alloys of all other systems of the fold are asked."""
        for fold, draw in product(range(5), range(_DRAWS)):
            inside = np.flatnonzero((self.fold == fold) & np.isin(self.systems, self.halves[half]))
            names = np.random.default_rng([fold, draw]).permutation(np.unique(self.systems[inside]))
            lab = inside[np.isin(self.systems[inside], names[: len(names) // 5])]
            yield lab, self._decided(np.setdiff1d(inside, lab))

    def _decided(self, rows: np.ndarray) -> np.ndarray:
        return rows[self.alloys.decided[rows]]

    def corrected(self, lab: np.ndarray, asked: np.ndarray, settings: Settings | None) -> np.ndarray:
        """Probabilities of the alloys asked, with the lab's results."""
        compositions = self.alloys.compositions
        measured = Measured(tuple(compositions[i] for i in lab), self.alloys.single_phase[lab], np.ones(len(lab)))
        said = self.probability[asked]
        prior = Prior(said, said, said)
        return correct(measured, self.probability[lab], [compositions[i] for i in asked], prior, settings).probability


def scores(
    replay: Replay, tasks: Iterator[tuple[np.ndarray, np.ndarray]], settings: Settings | None
) -> dict[str, float]:
    """Brier score and AUC of all alloys asked, without and with the lab, and the share of tasks that it harms."""
    labels, before, after, harmed = [], [], [], []
    for lab, asked in tasks:
        if not len(asked):
            continue
        observed, said = replay.alloys.single_phase[asked], replay.probability[asked]
        found = replay.corrected(lab, asked, settings)
        labels.append(observed)
        before.append(said)
        after.append(found)
        harmed.append(float(np.square(found - observed).mean() > np.square(said - observed).mean() + _HURT))
    one, two, three = (np.concatenate(parts) for parts in (labels, before, after))
    return {
        "brier": float(np.square(two - one).mean()),
        "brier_with": float(np.square(three - one).mean()),
        "auc": float(roc_auc_score(one > 0.5, two)),
        "auc_with": float(roc_auc_score(one > 0.5, three)),
        "harmed": float(np.mean(harmed)),
        "tasks": len(harmed),
    }


def choose(replay: Replay) -> Settings:
    """The settings whose Brier score, in shares of the model's own and summed over all tasks, is least on the first half of the systems."""

    def total(settings: Settings) -> float:
        found = [scores(replay, tasks, settings) for tasks in _tasks(replay, 0).values()]
        return sum(one["brier_with"] / one["brier"] for one in found)

    return min((Settings(a, length) for a, length in product(AMPLITUDES, LENGTHS)), key=total)


def rows(replay: Replay | None = None) -> list[Row]:
    """On the half of the systems that chose nothing."""
    replay = replay or Replay.trained()
    best = choose(replay)
    return [_row(name, scores(replay, tasks, None), best) for name, tasks in _tasks(replay, 1).items()]


def _tasks(replay: Replay, half: int) -> dict[str, Iterator[tuple[np.ndarray, np.ndarray]]]:
    tasks = {f"{size} of a system measured": replay.one_system_out(half, size) for size in LAB}
    tasks["a fifth of the systems measured, all others asked"] = replay.other_systems(half)
    return tasks


def _row(name: str, found: dict[str, float], best: Settings) -> Row:
    return Row(
        f"local correction, {name}",
        f"Brier {found['brier_with']:.4f}, AUC {found['auc_with']:.3f}",
        f"the model alone: Brier {found['brier']:.4f}, AUC {found['auc']:.3f}",
        f"{100 * (found['brier_with'] / found['brier'] - 1):+.1f} % Brier",
        "reported",
        None,
        f"{found['tasks']:.0f} draws, harmed in {100 * found['harmed']:.0f} %; the other half of the systems chooses amplitude "
        f"{best.amplitude:g}, length {best.length:g}",
    )
