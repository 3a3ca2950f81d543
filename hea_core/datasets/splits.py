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
ADDED = "added"
"""On a card, under data: how many alloys of a user's own, not among the published ones, the model was trained on."""


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


def split_with(alloys: Alloys, published: Alloys, seed: int) -> Split:
    """`shipped_split` of alloys that a user's own are among: the same published ones are kept, so that models can be compared on them."""
    kept = {published.compositions[row] for row in shipped_split(published, seed).validation}
    held = np.array([one in kept for one in alloys.compositions])
    none = np.array([], dtype=np.int64)
    return Split(labelled=np.flatnonzero(~held), unlabelled=none, validation=np.flatnonzero(held), test=none)


def split_of_card(alloys: Alloys, card: Mapping[str, Any]) -> Split:
    """The split of the published alloys that the model of this card was trained on (ArtifactError where they are others).

    A user's own alloys, which the card counts as `added`, were all trained on and are not among them.
    """
    data = card["data"]
    split = shipped_split(alloys, data["split_seed"])
    labelled = data["labelled"] - data.get(ADDED, 0)
    if (len(split.labelled), len(split.validation)) != (labelled, data["validation"]):
        raise ArtifactError(
            f"The card says {labelled} training alloys where the data give {len(split.labelled)}: {TRAIN_AGAIN}."
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
