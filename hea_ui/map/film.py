"""The designs of one place from p = 0 to 1 in a strip of small stacked bars: what the slider does, at a glance. Pure and escaped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from html import escape
from typing import TYPE_CHECKING

from hea_ui.common import palette
from hea_ui.common.verdict import WORDS
from hea_ui.common.wording import number

if TYPE_CHECKING:
    from hea_core.design.previews import Design

FRAMES = 11
"""Bars of the strip, as many as `hea_core.design.previews.FILM` has, which brings numpy with it."""
_WRITTEN = 12
"""At.% from which a bar has room for its element's symbol."""


def strip(designs: Sequence[Design], asked: float, address: Callable[[float], str]) -> str:
    """One bar a design, each a link that asks for its probability.

    Args:
        designs: of one place, in the order of what was asked for.
        asked: what the slider stands at; the nearest bar is marked.
        address: the text behind the question mark of the view that asks for a probability.
    """
    total: Counter[str] = Counter()
    for one in designs:
        total.update(one.composition)
    # the element that there is most of lies at the bottom of every bar, and keeps its colour
    order = [symbol for symbol, _ in total.most_common()]
    nearest = min(designs, key=lambda one: abs(one.asked - asked))
    bars = "".join(_bar(one, order, one is nearest, address(one.asked)) for one in designs)
    return (
        '<section aria-label="This place from 0 to 1" class="la-film-place"><p class="la-quiet">This place, asked to be multi-phase '
        f'(0) to single-phase (1): press a bar to ask for it.</p><div class="la-film">{bars}</div></section>'
    )


def empty() -> str:
    """Its place while the designs are not known."""
    frames = '<span class="la-frame"><span class="la-stack"></span></span>' * FRAMES
    return (
        '<section aria-label="This place from 0 to 1" class="la-film-place la-film-empty"><p class="la-quiet">This place from multi-phase '
        f'(0) to single-phase (1): designs follow.</p><div class="la-film" aria-hidden="true">{frames}</div></section>'
    )


def _bar(one: Design, order: Sequence[str], here: bool, query: str) -> str:
    parts = "".join(
        _part(symbol, one.composition[symbol], order.index(symbol))
        for symbol in reversed(order)
        if symbol in one.composition
    )
    word, asked = WORDS[one.verdict], number(one.asked, 1)
    said = f"Ask for {asked}: {one.formula}, {word}, probability {number(one.probability)}"
    return (
        f'<a class="la-frame" href="./?{escape(query)}" data-act="go" aria-label="{escape(said)}" title="{escape(said)}"'
        f'{" aria-current=true" if here else ""} data-formula="{escape(one.formula)}" data-verdict="{one.verdict}">'
        f'<span class="la-stack">{parts}</span><span class="la-verdict la-verdict-{one.verdict} la-film-mark">{asked}</span></a>'
    )


def _part(symbol: str, amount: float, place: int) -> str:
    colour = palette.ELEMENTS[place % len(palette.ELEMENTS)]
    ink = palette.ON_ELEMENTS.get(colour, "#000000")
    return (
        f'<i style="flex:{amount:g};background:{colour};color:{ink}">{escape(symbol) if amount >= _WRITTEN else ""}</i>'
    )
