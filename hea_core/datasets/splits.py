"""Which alloys a model learns from, which choose its checkpoint, and which it is tested on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from hea_core.datasets.alloys import Alloys
from hea_core.datasets.observations import paper_alloys
from hea_core.errors import ArtifactError, RequestError
from hea_core.files.places import TRAIN_AGAIN

VALIDATION = 75
"""Alloys kept from the shipped model's training to choose its checkpoint and calibrate its decoder; the paper's number."""


@dataclass(frozen=True, eq=False)
class Split:
    """Positions of alloys, int arrays that share no entry and together cover all."""

    labelled: np.ndarray
    unlabelled: np.ndarray
    validation: np.ndarray
    test: np.ndarray


def shipped_split(alloys: Alloys, seed: int) -> Split:
    """All alloys labelled, but for VALIDATION drawn by seed; no test part, since the recipe was tested elsewhere."""
    order = np.random.default_rng(seed).permutation(len(alloys))
    none = np.array([], dtype=np.int64)
    return Split(labelled=order[VALIDATION:], unlabelled=none, validation=order[:VALIDATION], test=none)


def split_of_card(alloys: Alloys, card: Mapping[str, Any]) -> Split:
    """The split that the model of this card was trained on; `alloys` as for its training (ArtifactError where they are others)."""
    data = card["data"]
    split = shipped_split(alloys, data["split_seed"])
    if (len(split.labelled), len(split.validation)) != (data["labelled"], data["validation"]):
        raise ArtifactError(
            f"The card says {data['labelled']} training alloys where the data give {len(split.labelled)}: {TRAIN_AGAIN}."
        )
    return split


def paper_split(seed: int) -> Split:
    """A random split of paper_alloys() in the paper's sizes, in the order of Split: 864, 296, 75, 138."""
    order = np.random.default_rng(seed).permutation(len(paper_alloys()))
    return Split(*np.split(order, np.cumsum([864, 296, 75])))


def system_folds(alloys: Alloys, n_folds: int = 5, seed: int = 0) -> list[tuple[np.ndarray, np.ndarray]]:
    """Folds (train, test) in which no chemical system (set of elements) is on both sides; sizes balanced.

    The largest systems are placed first, each into the smallest fold so far; the seed orders systems of equal
    size.
    """
    systems, member, sizes = np.unique(np.array(alloys.systems), return_inverse=True, return_counts=True)
    if not 2 <= n_folds <= len(systems):
        raise RequestError(
            f"n_folds is {n_folds}: give a number from 2 to the {len(systems)} chemical systems there "
            "are, for example 5."
        )
    shuffled = np.random.default_rng(seed).permutation(len(systems))
    fold_of_system = np.zeros(len(systems), dtype=np.int64)
    filled = np.zeros(n_folds, dtype=np.int64)
    for system in shuffled[np.argsort(-sizes[shuffled], kind="stable")]:
        fold_of_system[system] = np.argmin(filled)
        filled[fold_of_system[system]] += sizes[system]
    fold = fold_of_system[member]
    return [(np.flatnonzero(fold != held_out), np.flatnonzero(fold == held_out)) for held_out in range(n_folds)]
