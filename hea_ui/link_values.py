"""Numbers that come from outside, in a link or from the browser: finite and in range, or not taken. Pure but for `shield`."""

from __future__ import annotations

import math

from streamlit.runtime.scriptrunner import get_script_run_ctx

# fmt: off
NUMBERS = frozenset((
    "z1", "z2", "p", "count", "seed", "cutoff", "steps", "budget",
    "most", "price", "at_step", "base_at", "orders", "least",
    "sample", "draw", "within", "up_to", "ceiling", "top",
))
# fmt: on
"""Query parameters, of all pages, that hold numbers."""
_LONGEST = 40
"""Characters of a number; int() takes time that grows with the square of them."""


def number(value: object, low: float, high: float, whole: bool = False) -> float | None:
    """A finite number from low to high, or None.

    Args:
        value: text of a link, or what the browser sent.
        low: least that is taken.
        high: most that is taken; may be infinite, which the number may not.
        whole: whether it must be an integer, written without a point.
    """
    try:
        if isinstance(value, str) and len(value) > _LONGEST:
            return None
        found = (int if whole and isinstance(value, str) else float)(value)  # type: ignore[arg-type,operator]
        usable = math.isfinite(found) and low <= found <= high and not (whole and found != int(found))
    except (ValueError, TypeError, OverflowError):
        return None
    return found if usable else None


def is_number(text: str, low: float, high: float, whole: bool = False) -> bool:
    """Whether a value of a link is a number that `number` takes."""
    return number(text, low, high, whole) is not None


def shield() -> None:
    """Keep numbers that are not finite from widgets bound to the link: Streamlit raises on them. Call before any widget.

    Streamlit fills bound widgets from its own copy of the first link, which is cleared here; the link that pages read keeps them, so
    that they can be named.
    """
    context = get_script_run_ctx()
    if context is None:
        return
    with context.session_state.query_params() as query:
        first: dict[str, list[str]] = query._initial_query_params
        for name in NUMBERS & first.keys():
            if not all(text == "" or is_number(text, -math.inf, math.inf) for text in first[name]):
                del first[name]
