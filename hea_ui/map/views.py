"""What the Map page shows: the map, and beside it a pinned alloy or the alloy designed at the point."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hea_core.errors import HeaError
from hea_ui.common import messages
from hea_ui.lab.stars import stars
from hea_ui.latent_map import PathStep, latent_map
from hea_ui.map import cards, loaders, preview, state
from hea_ui.map.design import Places, Shown, around, design
from hea_ui.server import resources

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from hea_ui.latent_map import Layers
    from hea_ui.map.alloy import Pinned
    from hea_ui.map.state import AppState


def pinned(view: AppState, side: DeltaGenerator) -> Pinned | None:
    """The alloy of the view with all that is known of it; a sentence in `side` where it cannot be read."""
    if not view.alloy:
        return None
    try:
        return loaders.pinned(view.alloy)
    except HeaError as error:
        with side:
            messages.error(error)
        return None


def frame(view: AppState, plot: DeltaGenerator, places: Places) -> None:
    """What needs no model: the map as an earlier start drew it, or its empty frame, with the point of the view."""
    known = None if view.field else resources.known_layers(state.COLOURS[view.colour], view.families)
    with plot:
        latent_map(known)
    design(Shown(places, around(view)))
    preview.show()


def show(view: AppState, plot: DeltaGenerator, downloads: DeltaGenerator, places: Places) -> None:
    """Everything; where no alloy can be designed, the map and a pinned alloy stand all the same, with the core's sentence."""
    own = pinned(view, places.side)
    marks = stars()
    if own and own.z:
        p = own.prediction
        marks += (PathStep(*own.z, p.formula, p.probability, p.verdict),)
    shown = Shown(places, around(view), own, marks)
    design(shown)
    with plot:
        latent_map(_layers(view, shown))
    with downloads:
        if shown.made:
            cards.downloads(lambda: shown.made or ())
    preview.show()


def _layers(view: AppState, shown: Shown) -> Layers:
    colour = state.COLOURS[view.colour]
    if view.field and shown.made:
        return resources.layers(colour, view.p, view.families, view.constraints())
    return resources.layers(colour, None, view.families)
