"""The alloy card and the table of candidates, as pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from hea_ui.common import markup
from hea_ui.common.trust_panel import trust_panel
from hea_ui.map import exports, targets
from hea_ui.server import resources

if TYPE_CHECKING:
    from hea_core.results import Candidate


def alloy_card(candidate: Candidate) -> None:
    """One generated alloy: what it is, whether it is what was asked for, and what that rests on."""
    measured = resources.measured_trust()
    warning, made = markup.thin_place(candidate), [*targets.receipts(candidate), *markup.made(candidate)]
    st.html(trust_panel(candidate.prediction, measured, candidate.requested, warning, made))


def descriptors(values: Mapping[str, float]) -> None:
    """f(x) of one alloy."""
    st.html(markup.descriptors(values))


def candidate_table(made: Sequence[Candidate]) -> None:
    """Several candidates at one point, with downloads that cost no rerun."""
    st.html(markup.candidate_table(made))
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            "Download CSV",
            lambda: exports.candidates_csv(made),
            "candidates.csv",
            "text/csv",
            on_click="ignore",
            key="csv",
        )
        st.download_button(
            "Download JSON",
            lambda: exports.candidates_json(made),
            "candidates.json",
            "application/json",
            on_click="ignore",
            key="json",
        )
