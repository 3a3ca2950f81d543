"""The view of the Map page: its session keys, its link, and the clicks that change it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import streamlit as st

from hea_core.latent import Z_LIMIT
from hea_ui.link_values import number
from hea_ui.shell import links

COUNT_LIMIT = 12
_MOST_CLICKS = 2**53
"""Largest whole number that JavaScript counts to."""

COLOURS: dict[str, str] = {
    "class": "class",
    "predicted probability": "probability",
    "number of elements": "elements",
    "bulk modulus": "bulk_modulus",
    "molar volume": "molar_volume",
    "melting temperature": "melting_temperature",
    "valence electron concentration": "vec",
    "atomic size difference": "atomic_size_difference",
    "electronegativity difference": "electronegativity_difference",
    "mixing entropy": "mixing_entropy",
    "mixing enthalpy": "mixing_enthalpy",
}
"""What the dots of the map can be coloured by: the words of the control and the link, and the name in the core."""


@dataclass(frozen=True)
class AppState:
    """One view of the map.

    Attributes:
        z1, z2: the point on the latent map, each within ±Z_LIMIT.
        p: the single-phase probability asked for, 0 to 1.
        colour: a key of COLOURS.
        field: whether the re-examined probability at p is shown over the whole map.
        families: whether the equimolar quaternaries of the paper's Fig. 5b are marked.
        count: how many candidates at the point, 1 to COUNT_LIMIT.
        seed: which draw of candidates.
    """

    z1: float = 0.8
    z2: float = -0.5
    p: float = 0.9
    colour: str = "class"
    field: bool = False
    families: bool = False
    count: int = 4
    seed: int = 0


DEFAULT = AppState()


LINK = links.Link(
    "Map",
    (
        links.number("z1", DEFAULT.z1, -Z_LIMIT, Z_LIMIT),
        links.number("z2", DEFAULT.z2, -Z_LIMIT, Z_LIMIT),
        links.number("p", DEFAULT.p, 0, 1, "a probability"),
        links.choice("colour", DEFAULT.colour, COLOURS),
        links.flag("field", DEFAULT.field),
        links.flag("families", DEFAULT.families),
        links.whole("count", DEFAULT.count, 1, COUNT_LIMIT),
        links.whole("seed", DEFAULT.seed, 0, 9999),
    ),
)
"""What the address of the map holds."""


def current() -> AppState:
    """The view in session state, with defaults for what no widget holds yet."""
    held = {name: st.session_state.get(name, getattr(DEFAULT, name)) for name in asdict(DEFAULT)}
    return AppState(
        z1=float(held["z1"]),
        z2=float(held["z2"]),
        p=float(held["p"]),
        colour=str(held["colour"]),
        field=bool(held["field"]),
        families=bool(held["families"]),
        count=int(held["count"]),
        seed=int(held["seed"]),
    )


def read_click(payload: object) -> tuple[float, float, int] | None:
    """(z1, z2, click number) of a click that the browser reports, clipped to ±Z_LIMIT, far outside all alloys; None where it makes no sense."""
    if not isinstance(payload, Mapping):
        return None
    z1, z2 = (number(payload.get(name), -math.inf, math.inf) for name in ("z1", "z2"))
    click = number(payload.get("n"), 0, _MOST_CLICKS, whole=True)
    if z1 is None or z2 is None or click is None:
        return None
    return _on_map(z1), _on_map(z2), int(click)


def _on_map(z: float) -> float:
    return round(min(max(z, -Z_LIMIT), Z_LIMIT), 3)


def take_click() -> None:
    """Callback of the map: move the point, and remember the click's number for the echo."""
    click = read_click(st.session_state["map"].get("clicked"))
    if click is not None:
        st.session_state["echo"] = click[2]
        LINK.write(z1=click[0], z2=click[1])


def echo() -> int:
    """Number of the last click that was taken."""
    return int(st.session_state.get("echo", 0))


def marker(page: str, first: tuple[float, float]) -> tuple[tuple[float, float], int]:
    """The marker of another page's map, where the user clicked last or else at `first`, and the number of that click."""
    z1, z2 = st.session_state.get(f"{page}_point", first)
    return (round(float(z1), 3), round(float(z2), 3)), int(st.session_state.get(f"{page}_echo", 0))


def move_marker(page: str) -> None:
    """Callback of the map with the key `page`_map: move its marker, and remember the click's number for the echo."""
    click = read_click(st.session_state[f"{page}_map"].get("clicked"))
    if click is not None:
        st.session_state[f"{page}_point"], st.session_state[f"{page}_echo"] = click[:2], click[2]
