"""The view a user looks at, the one place with session-state keys, and the reading of links.

Every part of the view is bound to a query parameter of the same name, so that every view is a link.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from hea_ui import messages
from hea_ui.link_values import number

Z_LIMIT = 8.0
"""The core takes no point beyond this (a test holds the two equal): the latent prior is N(0, I)."""
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

    def query(self) -> str:
        """The whole view as a query string, defaults included, so that a link outlives a change of default."""
        return urlencode(
            {name: str(value).lower() if isinstance(value, bool) else value for name, value in asdict(self).items()}
        )


DEFAULT = AppState()


def _number(low: float, high: float, whole: bool = False) -> Callable[[str], float]:
    def read(text: str) -> float:
        value = number(text, low, high, whole)
        if value is None:
            raise ValueError(text)
        return value

    return read


def _among(options: Iterable[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in options:
            raise ValueError(text)
        return text

    return read


_READERS: dict[str, tuple[Callable[[str], Any], str]] = {
    "z1": (_number(-Z_LIMIT, Z_LIMIT), f"a number from −{Z_LIMIT:g} to {Z_LIMIT:g}"),
    "z2": (_number(-Z_LIMIT, Z_LIMIT), f"a number from −{Z_LIMIT:g} to {Z_LIMIT:g}"),
    "p": (_number(0, 1), "a probability from 0 to 1"),
    "count": (_number(1, COUNT_LIMIT, whole=True), f"a whole number from 1 to {COUNT_LIMIT}"),
    "seed": (_number(0, 9999, whole=True), "a whole number from 0 to 9999"),
    "colour": (_among(COLOURS), "one of " + ", ".join(COLOURS)),
    "field": (_among(("true", "false")), "true or false"),
    "families": (_among(("true", "false")), "true or false"),
}


def link_problems(query: Mapping[str, str]) -> tuple[str, ...]:
    """One sentence for each value of a link that cannot be used; the page then falls back to the default."""
    problems = []
    for name, (read, allowed) in _READERS.items():
        if name in query:
            try:
                read(query[name])
            except ValueError:
                shown = str(getattr(DEFAULT, name)).lower()
                problems.append(
                    f"The link gave {name} = {query[name][:40]!r}; it takes {allowed}, so {shown} is shown instead."
                )
    return tuple(problems)


def notice_bad_link() -> None:
    """Say what in the link could not be used, until the view is changed. Call before the widgets, which tidy the URL."""
    problems = link_problems(st.query_params.to_dict())
    if problems:
        st.session_state["link_problems"] = problems, None
    shown, since = st.session_state.get("link_problems", ((), None))
    if since is not None and since != current():
        del st.session_state["link_problems"]
        return
    for problem in shown:
        messages.warning(problem)


def remember_notice() -> None:
    """Tie the notice of a bad link to the view it is shown with. Call after the widgets."""
    shown, since = st.session_state.get("link_problems", ((), None))
    if shown and since is None:
        st.session_state["link_problems"] = shown, current()


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
    """(z1, z2, click number) of a click that the browser reports, clipped to the map; None where it makes no sense."""
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
        st.session_state["z1"], st.session_state["z2"], st.session_state["echo"] = click


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
