"""The view of the Map page: its session keys, its link, and the clicks that change it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import streamlit as st

from hea_core.design.wanted import Bound, Wish, parted
from hea_core.model.computed import ASKABLE
from hea_core.model.latent import Z_LIMIT
from hea_core.model.targets import SINGLE_PHASE, Askable, Kind
from hea_core.results import Side
from hea_ui.common import links
from hea_ui.common.brush import brush_parameter
from hea_ui.common.demands import typed
from hea_ui.common.link_values import LARGEST_WHOLE, number

if TYPE_CHECKING:
    from hea_core.design.constraints import Constraints
    from hea_ui.server.long_answers import Targets

COUNT_LIMIT = 12
TOUR = "tour"
"""1 in the address while the tour of the page is shown."""
DESIGN, PREVIEW = "design", "preview"
"""Keys of the fragments: what follows from point and probability, and what clicks elsewhere would give."""
ORDERS = (1, 10)
"""Fewest and most elements that can be asked for; both together ask for nothing."""

FURTHER: tuple[Askable, ...] = tuple(one for one in ASKABLE if one is not SINGLE_PHASE)
"""What may be asked of a design beside its probability, predicted or computed; each has a parameter, `key`, and a number one more, `side_key`."""
SIDES: dict[str, Side] = {"about": Side.ABOUT, "at least": Side.OR_MORE, "at most": Side.OR_LESS}
"""How a number can be asked for: the words of the control and the link, and what they mean."""
ABOUT = "about"
_WORDS = {side: word for word, side in SIDES.items()}

COLOURS: dict[str, str] = {
    "class": "class",
    "predicted probability": "probability",
    "number of elements": "elements",
    "structure found": "structure",
    "hardness measured": "hardness",
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
        alloy: formula as typed, of an alloy that is pinned to its place and shown instead of a design; "" for none.
        orders: fewest and most elements of a design.
        ban, only, lock, range: as typed: "Os,Be", "Al,Co,Cr", "Fe=20", "Al=0-10".
        price: ceiling, USD per kg of a design at most; a price to come near to is a target.
        targets: (name, wish) of each further target that is asked for.
    """

    z1: float = 0.8
    z2: float = -0.5
    p: float = 0.9
    colour: str = "class"
    field: bool = False
    families: bool = False
    count: int = 4
    seed: int = 0
    alloy: str = ""
    orders: tuple[int, int] = (4, 6)
    ban: str = ""
    only: str = ""
    lock: str = ""
    range: str = ""
    price: float | None = None
    targets: Targets = ()

    def constraints(self) -> Constraints | None:
        """The demands on every design; ConstraintError names what is wrong with them."""
        least, most = self.orders
        demands = typed(
            self.ban,
            self.lock,
            self.range,
            self.only,
            min_elements=least if least > ORDERS[0] else None,
            max_elements=most if most < ORDERS[1] else None,
            max_price=self.price,
        )
        return demands or None


NOTHING_ASKED: dict[str, object] = {"orders": ORDERS, "ban": "", "only": "", "lock": "", "range": "", "price": None}
"""What lifts every demand on designs."""
DEFAULT = AppState()


def key(target: str) -> str:
    """Parameter and session key of a target: its name, but for the price, whose name is the ceiling's."""
    return "about_price" if target == "price" else target


def side_key(target: str) -> str:
    """Parameter and session key of how a number is asked for, a word of SIDES."""
    return f"{key(target)}_side"


def by_key(targets: Mapping[str, Wish]) -> dict[str, float | str]:
    """Targets by name as a part of a view to write into an address."""
    view: dict[str, float | str] = {}
    for name, wish in targets.items():
        view[key(name)], side = parted(wish)
        view[side_key(name)] = _WORDS[side]
    return view


def _target(one: Askable) -> tuple[links.Parameter, ...]:
    """What asks for a target in the address: `hardness=500&hardness_side=at least`, `structure=BCC`."""
    if one.kind is Kind.CLASS:
        classes = links.choice(key(one.name), "", ("", *one.classes))
        return (replace(classes, allowed=f"one of {', '.join(one.classes)}"),)
    return links.number(key(one.name), None, *one.limits, one.unit), links.choice(side_key(one.name), ABOUT, SIDES)


TARGET_PARAMETERS = tuple(parameter for one in FURTHER for parameter in _target(one))
"""What asks for targets in the address of the map, and of the Nudge page."""

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
        brush_parameter("lasso"),
        links.text("alloy", longest=links.LONGEST_FORMULA),
        links.pair("orders", DEFAULT.orders, *ORDERS),
        links.text("ban", longest=200),
        links.text("only", longest=200),
        links.text("lock", longest=200),
        links.text("range", longest=200),
        links.number("price", None, 0.1, math.inf, "USD per kg"),
        *TARGET_PARAMETERS,
        links.whole(TOUR, 0, 0, 1),
    ),
)
"""What the address of the map holds."""


def current() -> AppState:
    """The view in session state, with defaults for what no widget holds yet."""
    held = {field.name: st.session_state.get(field.name, getattr(DEFAULT, field.name)) for field in fields(AppState)}
    held["orders"] = tuple(held["orders"])
    for name in ("alloy", "ban", "only", "lock", "range"):
        held[name] = str(held[name] or "").strip()
    held["targets"] = asked_targets()
    return AppState(**held)


def asked_targets() -> Targets:
    """(name, wish) of each further target that is asked for."""
    found: list[tuple[str, Wish]] = []
    for one in FURTHER:
        value = st.session_state.get(key(one.name))
        side = SIDES[st.session_state.get(side_key(one.name)) or ABOUT]
        if value not in (None, ""):
            found.append((one.name, value if side is Side.ABOUT else Bound(value, side)))
    return tuple(found)


def ask_no_target() -> None:
    """Callback: ask for the probability alone."""
    LINK.write(**{one.name: one.default for one in TARGET_PARAMETERS})


@dataclass(frozen=True)
class Click:
    """A point of the map that the browser reports.

    Attributes:
        z1, z2: the point.
        number: of the click, for the echo.
        formula: of the measured alloy whose dot was hit, "" for ground.
    """

    z1: float
    z2: float
    number: int
    formula: str = ""


def read_click(payload: object) -> Click | None:
    """A click that the browser reports, clipped to the plane; None where it makes no sense."""
    if not isinstance(payload, Mapping):
        return None
    z1, z2 = (number(payload.get(name), -math.inf, math.inf) for name in ("z1", "z2"))
    click = number(payload.get("n"), 0, LARGEST_WHOLE, whole=True)
    if z1 is None or z2 is None or click is None:
        return None
    return Click(_on_map(z1), _on_map(z2), int(click), str(payload.get("formula") or "")[: links.LONGEST_FORMULA])


def _on_map(z: float) -> float:
    return round(min(max(z, -Z_LIMIT), Z_LIMIT), 3)


def take_click() -> None:
    """Callback of the map: a dot pins its alloy, ground moves the point and lets go of what was pinned."""
    click = read_click(st.session_state["map"].get("clicked"))
    if click is not None:
        st.session_state["echo"] = click.number
        LINK.write(z1=click.z1, z2=click.z2, alloy=click.formula)


def ask() -> None:
    """Callback of the probability's slider: what follows from it is drawn anew, which the shaded ground is no part of."""
    LINK.write()
    if not st.session_state["field"]:
        st.rerun([DESIGN, PREVIEW])


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
        st.session_state[f"{page}_point"] = click.z1, click.z2
        st.session_state[f"{page}_echo"] = click.number
