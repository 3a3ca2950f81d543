"""What the Map page shows: the map, and beside it a pinned alloy or the alloy designed at the point."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hea_ui.lab.stars import stars
from hea_ui.latent_map import latent_map
from hea_ui.map import cards, preview, state
from hea_ui.map.design import Places, Shown, around, design
from hea_ui.server import resources

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from hea_ui.latent_map import Layers
    from hea_ui.map.state import AppState


def frame(view: AppState, plot: DeltaGenerator, places: Places) -> None:
    """What needs no model: the map as an earlier start drew it, or its empty frame, with the point of the view."""
    known = None if view.field else resources.known_layers(state.COLOURS[view.colour], view.families)
    with plot:
        latent_map(known)
    design(Shown(places, around(view)))
    preview.show()


def show(view: AppState, plot: DeltaGenerator, downloads: DeltaGenerator, places: Places) -> None:
    """Everything; where no alloy can be designed, the map and a pinned alloy stand all the same, with the core's sentence."""
    shown = Shown(places, around(view), stars())
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
