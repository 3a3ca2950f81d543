"""What follows from the point, a pinned alloy and the probability: a fragment, so that a click draws the design anew and not the page.

It writes into places all over the page, each once a run. What else the page shows follows from the rest of the view; where that has
changed, the whole page is run.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from hea_core.composition import Composition
from hea_core.errors import HeaError
from hea_core.model.targets import SINGLE_PHASE
from hea_ui.common import markup, messages
from hea_ui.common.waiting import waiting
from hea_ui.lab import learning_view
from hea_ui.latent_map import PathStep, over_map
from hea_ui.map import alloy, cards, film, inputs, lasso, loaders, state, targets, welcome
from hea_ui.server import resources, warm_up

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from hea_core.design.constraints import Constraints
    from hea_core.design.wanted import Wish
    from hea_core.results import Candidate, Prediction
    from hea_ui.map.alloy import Pinned
    from hea_ui.map.state import AppState

FILM_OF = "film_of"
"""Session key: the place whose designs from p = 0 to 1 are shown."""


@dataclass(frozen=True)
class Places:
    """Where the parts of the page go.

    Attributes:
        alloy: the box for an alloy to pin.
        side: the alloy.
        film: the strip from p = 0 to 1.
        heading: of the candidates.
        table: the candidates.
        numbers: coordinates and distances, folded away.
        values: descriptors.
    """

    alloy: DeltaGenerator
    side: DeltaGenerator
    film: DeltaGenerator
    heading: DeltaGenerator
    table: DeltaGenerator
    numbers: DeltaGenerator
    values: DeltaGenerator


@dataclass
class Shown:
    """What the page shows, kept from one run of it to the next by the runs of the fragment between them.

    Attributes:
        places: on the page.
        around: the view as far as the whole page follows from it.
        stars: alloys of the lab book.
        made: the designs; None before the first are made.
    """

    places: Places
    around: tuple[object, ...]
    stars: tuple[PathStep, ...] = ()
    made: tuple[Candidate, ...] | None = None


def around(view: AppState) -> tuple[object, ...]:
    """The view without what the fragment draws, and what is shown only until the model is there or something is done."""
    rest = dataclasses.replace(view, z1=0.0, z2=0.0, alloy="", p=view.p if view.field else 0.0)
    return rest, st.session_state["lasso"], warm_up.loading(), welcome.is_first_look(), state.LINK.problems()


@st.fragment(key=state.DESIGN)
def design(shown: Shown) -> None:
    """The marker, the designs there with all that is said of them, and the inputs that a click sets."""
    view, places = state.current(), shown.places
    if around(view) != shown.around:
        st.rerun()
    with places.numbers:  # first: whoever sees the new alloy sees its place
        inputs.place_inputs(view)
    with places.alloy:
        inputs.alloy_input()
    places.heading.header("Designed at the marked place" if view.alloy else "Candidates here", anchor=False)
    if warm_up.loading():
        _over(shown, view, None)
        return
    with places.side:
        if view.alloy:
            inputs.let_go()
        own = _pinned(view)
        at = point(view, own)
        limits, made = _designed(view, at)
        if shown.made is not None and bool(shown.made) != bool(made):
            st.rerun()  # the downloads come or go
        shown.made = made
        told = _card(own, made)
    of = f"{at} {limits!r} {view.targets!r}" if made else ""
    rested = bool(of) and st.session_state.get(FILM_OF) == of
    _over(shown, view, own, "" if rested else of)
    with places.film:
        strip = _film(view, at, limits, rested) if made else ""
    _put(places.film, strip)
    _put(places.table, markup.candidate_table(made) if made else "")
    places.numbers.html(markup.facts(alloy.place(own) if own else markup.distances(made[0]) if made else []))
    _put(places.values, markup.descriptors(told.descriptors) if told else "")


def _designed(view: AppState, at: tuple[float, float]) -> tuple[Constraints | None, tuple[Candidate, ...]]:
    """The limits on designs and the designs at a place; a sentence where there can be none."""
    try:
        limits = view.constraints()
        return limits, _made(view, at, limits)
    except HeaError as error:
        messages.error(error)
        return None, ()


def _card(own: Pinned | None, made: tuple[Candidate, ...]) -> Prediction | None:
    """The pinned alloy, or else the first design; returns what is said of it."""
    if own:
        cards.own_card(own)
    elif made:
        cards.alloy_card(made[0])
    told = own.prediction if own else made[0].prediction if made else None
    if told:
        learning_view.show([Composition.from_amounts(told.composition)])
    return told


def _made(view: AppState, at: tuple[float, float], limits: Constraints | None) -> tuple[Candidate, ...]:
    """The designs at a place (HeaError); where targets are asked for, whether they can be had is said as soon as it is known."""
    if not view.targets:
        return resources.candidates(*at, view.p, view.count, view.seed, limits)
    with _searching("Searching for what comes nearest"):
        found = resources.feasible(*at, view.targets, view.p, limits)
        targets.show(dict(view.targets), found, lambda nearest: _asking(view, nearest), view.field)
        return resources.candidates(*at, view.p, view.count, view.seed, limits, view.targets)


@contextmanager
def _searching(what: str) -> Iterator[None]:
    """While a block searches for targets: how far it is, and what ends it."""
    stop = "Stop: ask for the probability alone"
    with waiting(what, stop, state.ask_no_target) as told, resources.watching(told):
        yield


def _put(place: DeltaGenerator, html: str) -> None:
    """Something in any case: a place that a run of the whole page leaves alone cannot be written to later."""
    if html:
        place.html(html)
    else:
        place.empty()


def point(view: AppState, pinned: Pinned | None) -> tuple[float, float]:
    """Where designs are made: the place of the pinned alloy, or else the point of the view."""
    return pinned.z if pinned and pinned.z else (view.z1, view.z2)


def _pinned(view: AppState) -> Pinned | None:
    """The alloy of the view with all that is known of it; a sentence where it cannot be read."""
    if not view.alloy:
        return None
    try:
        return loaders.pinned(view.alloy)
    except HeaError as error:
        messages.error(error)
        return None


def _over(shown: Shown, view: AppState, own: Pinned | None, rest: str = "") -> None:
    outlines, marks = st.session_state["lasso"], shown.stars
    if own and own.z:
        p = own.prediction
        marks += (PathStep(*own.z, p.formula, p.probability, p.verdict),)
    over_map(
        point(view, own),
        on_click=state.take_click,
        echo=state.echo(),
        marks=marks,
        lasso=outlines[0] if outlines else (),
        on_lasso=lasso.take_lasso,
        preview=True,
        rest=rest,
        on_rest=_take_rest,
    )


def _asking(view: AppState, nearest: Mapping[str, Wish]) -> str:
    """The address of this view, asking for other targets and another probability."""
    rest = {name: value for name, value in nearest.items() if name != SINGLE_PHASE.name}
    return state.LINK.address(
        **dataclasses.asdict(view) | state.by_key(rest) | {"p": nearest.get(SINGLE_PHASE.name, view.p)}
    )


def _film(view: AppState, at: tuple[float, float], limits: Constraints | None, rested: bool) -> str:
    """The designs of one place from p = 0 to 1, once the user rests there: they take as long to make as all else of a click."""
    if not rested:
        return film.empty()

    def address(asked: float) -> str:
        return state.LINK.address(
            **dataclasses.asdict(view)
            | state.by_key(dict(view.targets))
            | {"p": asked, "lasso": st.session_state["lasso"]}
        )

    with _searching("Designing for 0 to 1") if view.targets else nullcontext():
        made = resources.film(*at, limits, view.targets)
    return film.strip(made, view.p, address)


def _take_rest() -> None:
    """Callback of the map: the user has stayed with a place."""
    told = st.session_state["map"].get("rested")
    st.session_state[FILM_OF] = str(told.get("of", "")) if isinstance(told, Mapping) else ""
