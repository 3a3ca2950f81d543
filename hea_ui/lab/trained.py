"""What a trained model says beside the shipped one, and how both do on alloys that neither was trained on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from hea_core.composition import Composition
from hea_core.results import Prediction
from hea_ui.server import resources
from hea_ui.server.chosen import SHIPPED

if TYPE_CHECKING:
    from hea_core.predictor import Predictor

_ON_CARDS = {"accuracy": "accuracy", "auc": "AUC", "brier": "Brier score"}
_SYSTEMS = "by_system"


@dataclass(frozen=True)
class Figure:
    """One figure of both models on the same alloys.

    Attributes:
        name: of the figure, in words.
        alloys: which, and how many.
        shipped, trained: its value for each.
    """

    name: str
    alloys: str
    shipped: float
    trained: float


@dataclass(frozen=True)
class SideBySide:
    """What can be compared of two models, and a sentence for each thing that cannot."""

    figures: tuple[Figure, ...]
    not_comparable: tuple[str, ...]


@st.cache_resource(max_entries=16, show_spinner="Asking both models")
def compare(
    folder: str, amounts: tuple[tuple[tuple[str, float], ...], ...]
) -> tuple[tuple[Prediction, Prediction], ...]:
    """Each alloy by the shipped model and by that in `folder`; alloys that one of them does not cover are left out (HeaError)."""
    alloys = [Composition(one) for one in amounts]
    both = (resources.predictor(name).predict(alloys, neighbours=1) for name in (SHIPPED, folder))
    return tuple(
        (old, new)
        for old, new in zip(*both, strict=True)
        if isinstance(old, Prediction) and isinstance(new, Prediction)
    )


@st.cache_resource(max_entries=8, show_spinner="Asking both models about alloys kept out of training")
def side_by_side(folder: str) -> SideBySide:
    """How the shipped model and that in `folder` do on the same alloys, as far as that is known (HeaError)."""
    shipped, trained = resources.predictor(SHIPPED), resources.predictor(folder)
    kept_out, why_not = _kept_out(shipped, trained)
    measured, neither = systems(shipped.card, trained.card)
    return SideBySide((*kept_out, *measured), tuple(filter(None, (why_not, neither))))


def _kept_out(shipped: Predictor, trained: Predictor) -> tuple[Sequence[Figure], str]:
    """Both on the validation alloys, where both have the same ones; else why not."""
    from sklearn.metrics import roc_auc_score

    from hea_core.composition.elements import elements
    from hea_core.datasets.splits import split_of_card
    from hea_core.datasets.statements import learnt_from
    from hea_core.errors import ArtifactError
    from hea_core.evaluation import metrics

    published = learnt_from(shipped.card, shipped.vocabulary)
    try:
        rows = [np.sort(split_of_card(published, one.card).validation) for one in (shipped, trained)]
    except ArtifactError:  # trained before cards counted a lab's own alloys
        rows = []
    if not rows or not np.array_equal(rows[0], rows[1]):
        return (), (
            "Their validation alloys are not the same ones (another seed, or a training of an earlier version): figures on them are not "
            "comparable. Train with seed 0 to compare."
        )
    alloys = published.select(rows[0])
    observed = (alloys.single_phase[alloys.decided] > 0.5).astype(float)
    fractions = alloys.fractions(elements().symbols)[alloys.decided]
    said = [np.array([found.probability for found in one.engine.examine(fractions)]) for one in (shipped, trained)]
    which = f"{len(observed)} published alloys kept out of both trainings"
    ways = {"accuracy": metrics.accuracy, "AUC": roc_auc_score, "Brier score": metrics.brier}
    return [Figure(name, which, *(float(way(observed, one)) for one in said)) for name, way in ways.items()], ""


def systems(shipped: Mapping[str, Any], trained: Mapping[str, Any]) -> tuple[tuple[Figure, ...], str]:
    """What both cards say of chemical systems held out, alloys of four or more elements; else why they cannot be compared."""
    cards = [card.get("metrics", {}).get(_SYSTEMS) for card in (shipped, trained)]
    if not all(cards):
        return (), (
            "On chemical systems held out only one of the two has figures on its card (of its recipe, trained anew without them): there is "
            "nothing to set beside them, and what yours would do in a new system is not known."
        )
    parts = [card["mean"]["model"]["n4"] for card in cards]
    if cards[0]["split"] != cards[1]["split"] or parts[0]["n"] != parts[1]["n"]:
        return (
            (),
            "On chemical systems held out the two were measured on other alloys: those figures are not comparable.",
        )
    which = f"{parts[0]['n']} alloys of four or more elements, systems held out"
    return tuple(Figure(words, which, *(part[name]["mean"] for part in parts)) for name, words in _ON_CARDS.items()), ""
