"""Grammars of the queries of links, page by page, and of what the browser says of a click."""

from __future__ import annotations

from random import Random
from typing import Any

from hea_ui.common.nudge_ways import WAYS
from hea_ui.map import state
from hea_ui.nudge import state as nudge_state
from hea_ui.screen import request as screen_request
from hea_ui.screen.columns import COLUMNS, SIGNED


def _some(draw: Random, values: dict[str, str | list[str]]) -> dict[str, list[str]]:
    """Some entries of a query, at least one; every name may come several times."""
    chosen = {name: values[name] for name in draw.sample(sorted(values), k=draw.randint(1, len(values)))}
    return {name: [value] if isinstance(value, str) else value for name, value in chosen.items()}


def map_query(draw: Random) -> dict[str, list[str]]:
    """A view of the map."""
    return _some(
        draw,
        {
            "z1": f"{draw.uniform(-8, 8):.3f}",
            "z2": f"{draw.uniform(-8, 8):.6g}",
            "p": f"{draw.random():.2f}",
            "count": str(draw.randint(1, state.COUNT_LIMIT)),
            "seed": str(draw.randint(0, 9999)),
            "colour": draw.choice(tuple(state.COLOURS)),
            "field": draw.choice(("true", "false")),
            "families": draw.choice(("true", "false")),
        },
    )


def nudge_query(draw: Random) -> dict[str, list[str]]:
    """A nudge."""
    return _some(
        draw,
        {
            "alloy": nudge_state.EXAMPLE,
            "cutoff": f"{draw.uniform(*nudge_state.CUTOFFS):.3f}",
            "method": draw.choice(list(WAYS)),
            "steps": str(draw.randint(1, nudge_state.MOST_STEPS)),
            "budget": str(draw.randint(1, 100)),
            "ban": "Os, Be",
            "lock": "Fe, Ni=20",
            "most": str(draw.randint(1, nudge_state.MOST_ELEMENTS)),
            "price": f"{draw.uniform(1, 500):.1f}",
        },
    )


def screen_query(draw: Random) -> dict[str, list[str]]:
    """A screening."""
    return _some(
        draw,
        {
            "space": [draw.choice(screen_request.SPACES)],
            "grid": [draw.choice(screen_request.STEPS)],
            "least": [str(draw.randint(0, 20))],
            "most": [str(draw.randint(30, 100))],
            "sample": [str(draw.randint(1, 10**6))],
            "draw": [str(draw.randint(0, 9999))],
            "within": [f"{draw.uniform(0.5, 20):.1f}"],
            "up_to": [str(draw.randint(1, 10))],
            "ceiling": [str(draw.randint(1, 500))],
            "keep": [draw.choice(screen_request.KEEPS)],
            "by": [draw.choice(tuple(SIGNED))],
            "top": [str(draw.randint(1, 10**6))],
            "pareto": draw.sample(tuple(SIGNED), k=2),
            "x": [draw.choice((*COLUMNS, "Fe"))],
            "orders": [str(draw.randint(1, 4)), str(draw.randint(4, 10))],
        },
    )


def click(draw: Random) -> dict[str, Any]:
    """What the map's script reports; a browser that is not ours may say anything."""
    odd: tuple[Any, ...] = (float("inf"), float("nan"), -1e308, 10**400, "1", "", None, [], {}, True)
    said: dict[str, Any] = {"z1": draw.uniform(-9, 9), "z2": draw.uniform(-9, 9), "n": draw.randint(0, 10**6)}
    if draw.random() < 0.4:
        said[draw.choice(("z1", "z2", "n"))] = draw.choice(odd)
    return said
