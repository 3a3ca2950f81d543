"""What a lasso on the map holds: how many alloys, how many of them single-phase, and what they have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from hea_core.composition import Composition
from hea_core.design.wanted import parted, written
from hea_core.errors import HeaError
from hea_ui.common import brush
from hea_ui.common.chip import chips, keep_all
from hea_ui.common.wording import counted, describe, number, symbol_html
from hea_ui.map import state
from hea_ui.server import chosen, resources
from hea_ui.shell.tray import MOST

if TYPE_CHECKING:
    from hea_core.design.latent_map import Atlas

_MOSTLY = 0.8
"""Share of the alloys that hold an element which "most" of them hold."""
_CHIPS = 12


@dataclass(frozen=True)
class Held:
    """The measured alloys in a lasso, those in its middle first.

    Attributes:
        formulas: canonical.
        single: how many are single-phase, multiple: not; the others' sources disagree.
        shared: {symbol: (least, most) at.%} of the elements that all hold.
        mostly: {symbol: share} of those that most hold.
        ranges: {descriptor: (least, most)}.
    """

    formulas: tuple[str, ...]
    single: int
    multiple: int
    shared: Mapping[str, tuple[float, float]]
    mostly: Mapping[str, float]
    ranges: Mapping[str, tuple[float, float]]


def held(atlas: Atlas, outline: brush.Outline) -> Held:
    """The alloys of the map that lie in an outline."""
    corners = np.asarray(outline, dtype=float)
    rows = np.flatnonzero(brush.inside(atlas.z[:, 0], atlas.z[:, 1], corners[:, 0], corners[:, 1]))
    middle = atlas.z[rows].mean(axis=0) if len(rows) else np.zeros(2)
    rows = rows[np.argsort(((atlas.z[rows] - middle) ** 2).sum(axis=1), kind="stable")]
    amounts = [Composition.parse(atlas.formula[row]).as_dict() for row in rows]
    count = Counter(symbol for one in amounts for symbol in one)
    everywhere = [symbol for symbol, n in count.most_common() if n == len(rows)]
    labels = np.asarray(atlas.single_phase, dtype=float)[rows]
    return Held(
        tuple(atlas.formula[row] for row in rows),
        int((labels == 1).sum()),
        int((labels == 0).sum()),
        {symbol: _ends([one[symbol] for one in amounts]) for symbol in everywhere},
        {symbol: n / len(rows) for symbol, n in count.most_common() if _MOSTLY * len(rows) <= n < len(rows)},
        {name: _ends(atlas.descriptors[rows, place]) for place, name in enumerate(atlas.descriptor_names)}
        if len(rows)
        else {},
    )


def _ends(values: Sequence[float] | np.ndarray) -> tuple[float, float]:
    return float(np.nanmin(values)), float(np.nanmax(values))


def told(found: Held) -> str:
    """All of that in HTML, with chips of the alloys in the middle and a button that keeps them."""
    total = len(found.formulas)
    if not total:
        return '<p class="la-sentence" role="status" data-lasso="0">No measured alloy lies in the lasso.</p>'
    unclear = total - found.single - found.multiple
    share = f"<b>{counted(total, 'measured alloy')}</b> in the lasso, {found.single} single-phase ({100 * found.single / total:.0f} %)"
    other = f", {found.multiple} multi-phase" + (f"; of {unclear} the sources disagree" if unclear else "")
    common = ", ".join(f"{symbol} ({_range(*ends, 0)} at.%)" for symbol, ends in found.shared.items())
    mostly = ", ".join(f"{symbol} ({100 * part:.0f} %)" for symbol, part in found.mostly.items())
    facts = [("All hold", escape(common) or "no element in common"), ("Most hold", escape(mostly))]
    facts += [
        (symbol_html(quantity.symbol), f"{_range(*ends, quantity.digits)} {escape(quantity.unit)}")
        for name, ends in found.ranges.items()
        for quantity in (describe(name),)
    ]
    listed = "".join(f"<dt>{name}</dt><dd>{text}</dd>" for name, text in facts if text)
    few = found.formulas[:_CHIPS]
    fits = f"; the tray takes the {MOST} nearest" if total > MOST else ""
    of = "" if total <= _CHIPS else f'<p class="la-quiet">The {_CHIPS} nearest the middle{fits}:</p>'
    return (
        f'<section aria-label="In the lasso"><p class="la-sentence" role="status" data-lasso="{total}">{share}{other}.</p>'
        f'<dl class="la-facts la-columns">{listed}</dl>{of}{chips(few)}{keep_all(found.formulas[:MOST])}</section>'
    )


def _range(least: float, most: float, digits: int) -> str:
    low, high = number(least, digits), number(most, digits)
    return low if low == high else f"{low} to {high}"


def take_lasso() -> None:
    """Callback of the map: the outline becomes part of the link."""
    outline = read_lasso(st.session_state["map"].get("lassoed"))
    if outline:
        state.LINK.write(lasso=(outline,))


def read_lasso(payload: object) -> brush.Outline:
    """The outline that the browser sends; () where it makes no sense."""
    try:
        corners = [(float(z1), float(z2)) for z1, z2 in payload["corners"]]  # type: ignore[index]
        (outline,) = brush.read(brush.write([brush.thinned(tuple(corners))]))
    except (TypeError, KeyError, ValueError, OverflowError):
        return ()
    return outline if len(outline) > 2 else ()


def show() -> None:
    """What the lasso of the link holds, below the map."""
    outlines = st.session_state["lasso"]
    if not outlines:
        return
    try:
        st.html(told(_held(outlines[0])))
    except HeaError:  # the map beside it says what is wrong with the model
        return
    st.html(next_batch(outlines[0], state.current()))
    st.button("Remove the lasso", key="unlasso", on_click=state.LINK.write, kwargs={"lasso": ()})


def next_batch(outline: brush.Outline, view: state.AppState) -> str:
    """A link to the Lab page that chooses what to make next of the alloys that can be designed in an outline.

    The limits and the targets of the view go along.
    """
    from hea_ui.lab import inputs

    fewest, most = view.orders
    asked = inputs.LINK.address(
        part=inputs.NEXT,
        pool=inputs.POOL_REGION,
        region=(outline,),
        at_least=fewest,
        up_to=most,
        aims=", ".join(written(name, *parted(wish)) for name, wish in view.targets),
        banned=view.ban,
        palette=view.only,
        locked=view.lock,
        ranged=view.range,
        ceiling=view.price,
    )
    return f'<div class="la-acts"><a data-act="go" href="Lab?{escape(asked)}">Choose the next batch from here</a></div>'


@chosen.of_model(st.cache_resource(max_entries=32, show_spinner=False))
def _held(outline: brush.Outline) -> Held:
    return held(resources.atlas(), outline)
