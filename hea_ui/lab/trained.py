"""What a trained model says beside the shipped one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

import hea_core
from hea_core.composition import Composition
from hea_core.results import Prediction

if TYPE_CHECKING:
    from hea_core.predictor import Predictor


@st.cache_resource(max_entries=2, show_spinner="Loading the trained model")
def _loaded(folder: str) -> Predictor:
    return hea_core.load(folder)


@st.cache_resource(max_entries=16, show_spinner="Asking both models")
def compare(
    folder: str, amounts: tuple[tuple[tuple[str, float], ...], ...]
) -> tuple[tuple[Prediction, Prediction], ...]:
    """Each alloy by the shipped model and by that in `folder`; alloys that one of them does not cover are left out (HeaError)."""
    from hea_ui.server import resources

    alloys = [Composition(one) for one in amounts]
    both = zip(
        resources.predictor().predict(alloys, neighbours=1), _loaded(folder).predict(alloys, neighbours=1), strict=True
    )
    return tuple((old, new) for old, new in both if isinstance(old, Prediction) and isinstance(new, Prediction))
