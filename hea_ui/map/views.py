"""What the Map page shows: the map, and beside it a pinned alloy or the alloy designed at the point."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from hea_core.errors import HeaError
from hea_core.model.targets import SINGLE_PHASE
from hea_ui.common import markup, messages
from hea_ui.common.trust_panel import trust_panel
from hea_ui.lab.stars import stars
from hea_ui.latent_map import PathStep, latent_map
from hea_ui.map import alloy, cards, film, lasso, loaders, preview, state, targets
from hea_ui.server import resources

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from hea_core.design.constraints import Constraints
    from hea_ui.latent_map import Layers
    from hea_ui.map.alloy import Pinned
    from hea_ui.map.state import AppState


FILM_OF = "film_of"
"""Session key: the place whose designs from p = 0 to 1 are shown."""
_REST = st.components.v2.component(
    "film_rest", html="<i hidden></i>", js=Path(__file__).with_name("idle.js").read_text(encoding="utf-8")
)


@dataclass(frozen=True)
class Places:
    """Where the parts of the page go.

    Attributes:
        plot: the map.
        side: the alloy.
        several: the candidates.
        numbers: coordinates and distances, folded away.
        values: descriptors.
    """

    plot: DeltaGenerator
    side: DeltaGenerator
    several: DeltaGenerator
    numbers: DeltaGenerator
    values: DeltaGenerator


def frame(view: AppState, layers: Layers | None, pinned: Pinned | None = None) -> None:
    """The map with the point of the view, or with the pinned alloy in its own place."""
    place, marks = point(view, pinned), list(stars())
    if pinned and pinned.z:
        p = pinned.prediction
        marks += [PathStep(*pinned.z, p.formula, p.probability, p.verdict)]
    outlines = st.session_state["lasso"]
    latent_map(
        layers,
        place,
        on_click=state.take_click,
        echo=state.echo(),
        marks=marks,
        lasso=outlines[0] if outlines else (),
        on_lasso=lasso.take_lasso,
        preview=True,
    )


def point(view: AppState, pinned: Pinned | None) -> tuple[float, float]:
    """Where designs are made: the place of the pinned alloy, or else the point of the view."""
    return pinned.z if pinned and pinned.z else (view.z1, view.z2)


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


def own_card(one: Pinned) -> None:
    """The pinned alloy itself: what was measured of it, and what the model says of it, not of a design near it."""
    if one.z is None:
        st.html(alloy.unplaced(one))
    st.html(alloy.record(one) + trust_panel(one.prediction, resources.measured_trust(), aside=alloy.facts(one)))


def show(view: AppState, places: Places) -> None:
    """Everything; where no alloy can be designed, the map and a pinned alloy stand all the same, with the core's sentence."""
    own = pinned(view, places.side)
    try:
        limits = view.constraints()
        made = resources.candidates(*point(view, own), view.p, view.count, view.seed, limits, view.targets)
    except HeaError as error:
        made = ()
        with places.side:
            messages.error(error)
    field = (view.p, limits) if view.field and made else (None, None)
    with places.plot:
        frame(view, resources.layers(state.COLOURS[view.colour], field[0], view.families, field[1]), own)
        with st.container(key="film_place"):
            if made:
                st.fragment(_film, key="film")(view, point(view, own), limits)
        lasso.show()
    with places.side:
        if made and view.targets:
            found = resources.feasible(*point(view, own), view.targets, view.p, limits)
            targets.show(dict(view.targets), found, lambda nearest: _asking(view, nearest))
        if own:
            own_card(own)
        elif made:
            cards.alloy_card(made[0])
    with places.several:
        if made:
            cards.candidate_table(made)
    with places.numbers:
        st.html(markup.facts(alloy.place(own) if own else markup.distances(made[0]) if made else []))
    with places.values:
        if own or made:
            cards.descriptors(own.prediction.descriptors if own else made[0].descriptors)
    if made:
        with places.values.container(key="preview_place"):
            preview.show(view.p, limits, bool(view.targets))


def _asking(view: AppState, nearest: Mapping[str, float | str]) -> str:
    """The address of this view, asking for other targets and another probability."""
    rest = {name: value for name, value in nearest.items() if name != SINGLE_PHASE.name}
    return state.LINK.address(**dataclasses.asdict(view) | rest | {"p": nearest.get(SINGLE_PHASE.name, view.p)})


def _film(view: AppState, at: tuple[float, float], limits: Constraints | None) -> None:
    """The designs of one place from p = 0 to 1, once the user rests there: they take as long to make as all else of a click."""
    of = f"{at} {limits!r}"

    def address(asked: float) -> str:
        return state.LINK.address(
            **dataclasses.asdict(view) | dict(view.targets) | {"p": asked, "lasso": st.session_state["lasso"]}
        )

    wanted = st.session_state.get(FILM_OF) == of
    st.html(film.strip(resources.film(*at, limits), view.p, address, bool(view.targets)) if wanted else film.empty())
    _REST(key="film_rest", data={"of": "" if wanted else of}, on_rested_change=_take_rest)


def _take_rest() -> None:
    """Callback of the browser: the user has stayed with a place."""
    told = st.session_state["film_rest"].get("rested")
    st.session_state[FILM_OF] = str(told.get("of", "")) if isinstance(told, Mapping) else ""
