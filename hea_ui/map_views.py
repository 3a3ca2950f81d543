"""What the Map page shows: the map, and beside it a pinned alloy or the alloy designed at the point."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from hea_core.errors import HeaError
from hea_ui import cards, map_alloy, map_lasso, messages, resources, state
from hea_ui.latent_map import PathStep, latent_map
from hea_ui.trust_panel import trust_panel

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from hea_ui.latent_map import Layers
    from hea_ui.map_alloy import Pinned
    from hea_ui.state import AppState


def frame(view: AppState, layers: Layers | None, pinned: Pinned | None = None) -> None:
    """The map with the point of the view, or with the pinned alloy in its own place."""
    place, marks = point(view, pinned), []
    if pinned and pinned.z:
        p = pinned.prediction
        marks = [PathStep(*pinned.z, p.formula, p.probability, p.verdict)]
    outlines = st.session_state["lasso"]
    latent_map(
        layers,
        place,
        on_click=state.take_click,
        echo=state.echo(),
        marks=marks,
        lasso=outlines[0] if outlines else (),
        on_lasso=map_lasso.take_lasso,
    )


def point(view: AppState, pinned: Pinned | None) -> tuple[float, float]:
    """Where designs are made: the place of the pinned alloy, or else the point of the view."""
    return pinned.z if pinned and pinned.z else (view.z1, view.z2)


def pinned(view: AppState, side: DeltaGenerator) -> Pinned | None:
    """The alloy of the view with all that is known of it; a sentence in `side` where it cannot be read."""
    if not view.alloy:
        return None
    try:
        return resources.pinned(view.alloy)
    except HeaError as error:
        with side:
            messages.error(error)
        return None


def own_card(one: Pinned) -> None:
    """The pinned alloy itself: what was measured of it, and what the model says of it, not of a design near it."""
    if one.z is None:
        st.html(map_alloy.unplaced(one))
    st.html(map_alloy.record(one) + trust_panel(one.prediction, resources.measured_trust(), aside=map_alloy.facts(one)))


def show(
    view: AppState, plot: DeltaGenerator, side: DeltaGenerator, several: DeltaGenerator, values: DeltaGenerator
) -> None:
    """Everything, the map and a pinned alloy first; where no alloy can be designed here, the core's sentence stands beside them."""
    own = pinned(view, side)
    colour = state.COLOURS[view.colour]
    try:
        constraints = view.constraints()
        layers = resources.layers(colour, view.p if view.field else None, view.families, constraints)
        refused = None
    except HeaError as error:
        constraints, layers, refused = None, resources.layers(colour, None, view.families, None), error
    with plot:
        frame(view, layers, own)
        map_lasso.show()
    with side:
        if own:
            own_card(own)
    with values:
        if own:
            cards.descriptors(own.prediction.descriptors)
    try:
        if refused:
            raise refused
        made = resources.candidates(*point(view, own), view.p, view.count, view.seed, constraints)
    except HeaError as error:
        with side:
            messages.error(error)
        return
    if not own:
        with side:
            cards.alloy_card(made[0])
        with values:
            cards.descriptors(made[0].descriptors)
    with several:
        cards.candidate_table(made)
