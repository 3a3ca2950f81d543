"""Which elements the alloys hold that pass, against all that were asked of: often what a screening finds. Pure and escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from hea_core.screening.space import Space
from hea_ui.screen.result import spread

if TYPE_CHECKING:
    from hea_ui.screen.result import Result

_MOST = 20_000
"""Alloys that a share is taken of: exact to a percent."""
_STRETCHES = 50
_RARE = 0.75
"""Of the share that was asked of: below it an element is named."""


def passing(result: Result, rows: np.ndarray) -> dict[str, float]:
    """{element: share of the alloys at these positions that hold it}; {} where there are none."""
    if not len(rows):
        return {}
    held = result.take(spread(rows, _MOST), result.pool)
    return {symbol: float((held[symbol] > 0).mean()) for symbol in result.pool}


def asked(settings: Mapping[str, Any]) -> dict[str, float]:
    """{element: share of all alloys of the space that hold it}, of a large space by stretches spread evenly through it."""
    return dict(_asked(Space.from_settings(settings["space"])))


@lru_cache(maxsize=32)
def _asked(space: Space) -> tuple[tuple[str, float], ...]:
    if space.size <= _MOST:
        steps = space.rows(0, space.size)
    else:
        starts = np.linspace(0, space.size - _MOST // _STRETCHES, _STRETCHES).astype(int).tolist()
        steps = np.concatenate([space.rows(start, start + _MOST // _STRETCHES) for start in starts])
    return tuple(zip(space.pool, (steps > 0).mean(axis=0).tolist(), strict=True))


def strip(got: Mapping[str, float], of: Mapping[str, float]) -> str:
    """A cell an element: how many of the alloys that pass hold it, below the mark of what was asked; and a sentence."""
    cells = "".join(
        f'<div data-element="{escape(symbol)}" data-share="{share:.3f}"><b>{escape(symbol)}</b><span class="la-share" role="img" '
        f'aria-label="{100 * share:.0f} % of what passes, {100 * of.get(symbol, 0):.0f} % of what was asked">'
        f'<i style="width:{100 * share:.1f}%"></i><u style="left:{100 * of.get(symbol, 0):.1f}%"></u></span>'
        f"<small>{100 * share:.0f} %</small></div>"
        for symbol, share in sorted(got.items(), key=lambda one: (-one[1], one[0]))
    )
    return (
        f'<p class="la-name">Elements in what passes</p><p class="la-sentence" id="finding">{finding(got, of)}</p>'
        f'<div class="la-elements">{cells}</div><p class="la-quiet">Bar: share of the alloys shown that hold the element; mark: of all '
        "that were screened.</p>"
    )


def finding(got: Mapping[str, float], of: Mapping[str, float]) -> str:
    """What passes and what does not, in a sentence."""
    none = [symbol for symbol in got if got[symbol] == 0 and of.get(symbol, 0) > 0]
    rare = [symbol for symbol in got if 0 < got[symbol] < _RARE * of.get(symbol, 0)]
    every = [symbol for symbol in got if got[symbol] == 1.0 and of.get(symbol, 1) < 1.0]
    parts = [f"None of them holds {_listed(none, 'or')}"] if none else []
    parts += [
        f"{symbol} is in {100 * got[symbol]:.0f} % of them, against {100 * of[symbol]:.0f} % of what was screened"
        for symbol in sorted(rare, key=lambda one: got[one] / of[one])
    ]
    parts += [f"all hold {_listed(every, 'and')}"] if every else []
    if not parts:
        return "Every element is about as common in what passes as in what was asked."
    said = "; ".join(parts)
    return f"{said[0].upper()}{said[1:]}."


def _listed(symbols: Sequence[str], last: str) -> str:
    *first, end = symbols
    return f"{', '.join(first)} {last} {end}" if first else end
