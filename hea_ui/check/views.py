"""What the Check page answers: the parts of one alloy, a series, a section, or many alloys, with their downloads."""

from __future__ import annotations

import streamlit as st

from hea_core.composition.series import is_series
from hea_ui.check import alloy, exports, figures, many, section
from hea_ui.check.inputs import SectionAsked
from hea_ui.check.many import ManyAsked
from hea_ui.common import markup, messages
from hea_ui.common.drawing import download, plot
from hea_ui.server import resources

_ASSUMPTIONS = 3
"""Of a series that are shown; the download has that of each point."""


def show(asked: str | ManyAsked | SectionAsked | None) -> None:
    """Answer what was asked (HeaError where it cannot be)."""
    if isinstance(asked, ManyAsked):
        many.show(asked)
    elif isinstance(asked, SectionAsked):
        section.show(asked)
    elif asked and is_series(asked):
        series(asked)
    elif asked:
        alloy.show(asked)


def series(text: str) -> None:
    """Probability against the variable, with the assumptions made in reading any of its alloys."""
    found = resources.series(text)
    messages.header(figures.template(found.series))
    assumptions = dict.fromkeys(reading.assumption for reading in found.series.readings if reading.assumption)
    for assumption in list(assumptions)[:_ASSUMPTIONS]:
        st.html(markup.note(assumption))
    alt = f"Single-phase probability of {found.series.template} against {found.series.variable}"
    plot(figures.series(found), "series", alt)
    st.html(
        markup.note(
            f"{len(found.series.x)} alloys, and {len(found.measured)} measured ones of this series at their observed label "
            "(at 1: single-phase, at 0: multi-phase, in between: sources disagree)."
        )
    )
    download("Download CSV", lambda: exports.answer_csv(found), "series.csv", "download_csv")
