"""What the Nudge page keeps between runs, for all sessions."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from hea_core.errors import ArtifactError, HeaError
from hea_ui.common.nudge_ways import WAYS
from hea_ui.nudge.state import NudgeRequest
from hea_ui.server import chosen, resources

if TYPE_CHECKING:
    from hea_core.explain.shapley import Explanation
    from hea_core.results import Trajectory


def trajectories(request: NudgeRequest) -> tuple[Trajectory, ...]:
    """The nudge asked for by its method, first, and by the others (HeaError where the one asked for cannot be made)."""
    found = [_trajectory(request)]
    for method in WAYS:
        if method != request.method:
            with suppress(HeaError):
                found.append(_trajectory(replace(request, method=method)))
    return tuple(found)


@chosen.of_model(st.cache_resource(max_entries=256, show_spinner=False))
def _trajectory(request: NudgeRequest) -> Trajectory:
    start = resources.predictor().engine.read_on_map(resources.reading(request.start))
    method, cautious = request.core
    return resources.predictor().nudge(
        start,
        request.cutoff,
        method,
        request.steps,
        request.budget,
        request.constraints(),
        cautious=cautious,
        targets=dict(request.targets) or None,
    )


@chosen.of_model(st.cache_resource(max_entries=2, show_spinner=False))
def kept_explanations() -> tuple[Explanation, ...]:
    """Shapley values of the held-out alloys as they lie beside the model; () where there are none of this model."""
    from hea_core.explain import beeswarm

    # of a damaged file nothing is lost: its values are computed again, as those of a missing one
    with suppress(ArtifactError):
        if kept := beeswarm.read(chosen.active()):
            return kept.held_out()
    return ()
