"""The Check page of a ternary section: the triangle, and beside it the composition that was pressed in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from hea_core.composition import typeset
from hea_ui.check import exports, triangle
from hea_ui.check import markup as check_markup
from hea_ui.check.inputs import ISOLINES, LINK, SectionAsked
from hea_ui.common import markup, messages
from hea_ui.common.drawing import download, plot
from hea_ui.common.wording import describe, symbol_text
from hea_ui.server import resources

if TYPE_CHECKING:
    from hea_core.checks import SectionAnswer

_KEY = "triangle"


def show(asked: SectionAsked) -> None:
    """Probability over a triangle; a press on it opens a composition."""
    found = resources.section(asked.corners, asked.base, asked.base_at_percent, asked.step)
    over = (
        ""
        if found.section.base is None
        else f" with {asked.base_at_percent:g} at.% {typeset(found.section.base.formula)}"
    )
    messages.header(f"{' – '.join(found.section.corners)}{over}")
    drawn, beside = st.columns([1.7, 1], gap="large")
    with drawn:
        _draw(asked, found)
    with beside:
        _chosen(found)
        n = len(found.measured)
        st.html(
            markup.note(
                f"{len(found.examinations)} alloys, and {n or 'no'} measured one{'' if n == 1 else 's'} that lie{'s' if n == 1 else ''} in "
                "this section; axes in at.% of the whole alloy."
            )
        )
        download("Download CSV", lambda: exports.answer_csv(found), "section.csv", "download_csv")


def _draw(asked: SectionAsked, found: SectionAnswer) -> None:
    chosen = st.segmented_control("Lines of equal", ISOLINES, required=True, key="lines", on_change=LINK.write)
    isolines = None
    if chosen and (name := ISOLINES[chosen]):
        quantity = describe(name)
        values = resources.section_descriptors(asked.corners, asked.base, asked.base_at_percent, asked.step)[name]
        isolines = triangle.Isolines(symbol_text(quantity.symbol), quantity.digits, values)
    plot(
        triangle.triangle(found, isolines),
        _KEY,
        f"Single-phase probability over {', '.join(found.section.corners)}, with lines at 0.5 and 0.9",
        on_select=_press,
        selection_mode="points",
    )
    st.session_state["triangle_formulas"] = [one.formula for one in found.section.compositions]


def _press() -> None:
    """Callback of the triangle: the composition pressed becomes part of the link."""
    points = st.session_state[_KEY]["selection"]["points"]
    formulas = st.session_state.get("triangle_formulas", [])
    places = [point["point_index"] for point in points if point["point_index"] < len(formulas)]
    LINK.write(cell=formulas[places[-1]] if places else "")


def _chosen(found: SectionAnswer) -> None:
    """The composition pressed; before one is, the likeliest to be single-phase."""
    formulas = [one.formula for one in found.section.compositions]
    pressed = st.session_state["cell"]
    if pressed in formulas:
        at, heading = formulas.index(pressed), "Chosen in the triangle"
    else:
        at = int(np.argmax([one.probability for one in found.examinations]))
        heading = "Likeliest to be single-phase here; press the triangle for another"
    st.html(check_markup.cell(heading, found.section.compositions[at], found.examinations[at]))
