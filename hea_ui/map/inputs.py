"""The inputs of the map page, each a part of its link."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from hea_core.model.latent import Z_LIMIT
from hea_ui.common import demands, markup
from hea_ui.map import alloy, state, target_inputs
from hea_ui.map.state import COLOURS, COUNT_LIMIT, DEFAULT, ORDERS, AppState

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator


def alloy_input() -> None:
    """The alloy to pin."""
    st.text_input(
        "Alloy to show in its own place",
        key="alloy",
        on_change=state.LINK.write,
        max_chars=200,
        placeholder="CoCrFeMnNi; or click a dot of the map",
    )


def let_go() -> None:
    """What unpins the alloy."""
    st.button("Back to the point", key="let_go", on_click=state.LINK.write, kwargs={"alloy": ""})


def design_inputs(view: AppState) -> None:
    """The probability slider, and the limits on designs."""
    st.slider(
        "Single-phase probability to ask for",
        min_value=0.0,
        max_value=1.0,
        value=DEFAULT.p,
        step=0.01,
        key="p",
        on_change=state.ask,
        help="φ, the phase variable of the decoder. The alloy is corrected towards it and examined by the classifier, which may disagree.",
    )
    target_inputs.inputs(state.LINK.write)
    _limits(view)


def place_inputs(view: AppState) -> None:
    """The coordinates of the point, where nothing is pinned."""
    if view.alloy:
        return
    with st.container(horizontal=True, gap="small"):
        for name, label in (("z1", "z₁"), ("z2", "z₂")):
            st.number_input(
                label,
                min_value=-Z_LIMIT,
                max_value=Z_LIMIT,
                value=getattr(DEFAULT, name),
                step=0.05,
                format="%.3f",
                key=name,
                on_change=state.LINK.write,
            )


def seed_input() -> None:
    """Which draw of candidates."""
    st.number_input(
        "Seed", 0, 9999, DEFAULT.seed, 1, key="seed", on_change=state.LINK.write,
        help="Another number draws other candidates around the point; the first is made at the point itself.",
    )  # fmt: skip


def _limits(view: AppState) -> None:
    """What designs are held to, with one button that lifts all of it and, once lifted, brings back what is usual."""
    st.slider("Elements of a design", *ORDERS, DEFAULT.orders, key="orders", on_change=state.LINK.write)
    price = f"{view.price:g} USD/kg of about 2013" if view.price else ""
    rest = [("without", view.ban), ("only", view.only), ("with", view.lock), ("with", view.range), ("at most", price)]
    told = alloy.limits(view.orders, ORDERS, rest)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if told:
            st.html(markup.note(f"Held to: {told}."))
            st.button("Lift all limits", key="lift", on_click=state.LINK.write, kwargs=state.NOTHING_ASKED)
        else:
            st.html(markup.note("No limits: pure elements and binaries may come out."))
            least, most = DEFAULT.orders
            st.button(
                f"{least:,} to {most:,} elements",
                key="usual",
                on_click=state.LINK.write,
                kwargs={"orders": DEFAULT.orders},
            )
    more = st.expander("Ban, lock, range, price", key="limits", on_change="rerun")
    if not more.open:  # closed, it costs a rerun nothing
        return
    with more:
        st.text_input(
            demands.ONLY,
            key="only",
            on_change=state.LINK.write,
            max_chars=200,
            placeholder="Al, Co, Cr, Fe, Ni",
        )
        st.text_input(demands.BANNED, key="ban", on_change=state.LINK.write, max_chars=200, placeholder="Os, Ir, Re")
        st.text_input(demands.LOCKED, key="lock", on_change=state.LINK.write, max_chars=200, placeholder="Fe=20, Ni=20")
        st.text_input(demands.RANGE, key="range", on_change=state.LINK.write, max_chars=200, placeholder="Al=0-10")
        st.number_input(
            demands.CEILING, 0.1, None, None, 1.0, key="price", on_change=state.LINK.write,
            placeholder="no limit", help="From element prices of about 2013, good to an order of magnitude.",
        )  # fmt: skip


def layer_inputs() -> None:
    """The heading of the map, and what it shows besides density and alloys."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.title("Latent map", anchor=False, width="content")
        st.selectbox("Colour alloys by", list(COLOURS), key="colour", on_change=state.LINK.write, width=190)
        st.toggle(
            "Probability of designs",
            value=DEFAULT.field,
            key="field",
            on_change=state.LINK.write,
            help="Shades the map by the probability of the alloy that a click there gives, with lines at 0.5 and 0.9. It fades where "
            "hardly any alloy was measured.",
        )
        st.toggle(
            "Alloy families",
            value=DEFAULT.families,
            key="families",
            on_change=state.LINK.write,
            help="Equimolar quaternaries of magnetic, noble and refractory metals.",
        )


def candidate_inputs() -> DeltaGenerator:
    """How many candidates at the point; returns the place for the heading beside it."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        heading = st.container(key="heading_place", width=300)
        st.number_input(
            "How many", 1, COUNT_LIMIT, DEFAULT.count, 1, key="count", on_change=state.LINK.write, width=130
        )
    return heading
