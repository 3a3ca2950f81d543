"""The alloy card of a design and of a pinned alloy, and the candidates as files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from hea_ui.common import markup
from hea_ui.common.drawing import download
from hea_ui.common.trust_panel import trust_panel
from hea_ui.map import alloy, exports, targets
from hea_ui.server import resources

if TYPE_CHECKING:
    from hea_core.results import Candidate
    from hea_ui.map.alloy import Pinned


def alloy_card(candidate: Candidate) -> None:
    """One generated alloy: what it is, whether it is what was asked for, and what that rests on."""
    measured = resources.measured_trust()
    warning, made = markup.thin_place(candidate), [*targets.receipts(candidate), *markup.made(candidate)]
    notes = targets.notes(candidate)
    st.html(trust_panel(candidate.prediction, measured, candidate.requested, warning, made, notes))


def own_card(one: Pinned) -> None:
    """A pinned alloy itself: what was measured of it, and what the model says of it, not of a design near it."""
    if one.z is None:
        st.html(alloy.unplaced(one))
    st.html(alloy.record(one) + trust_panel(one.prediction, resources.measured_trust(), aside=alloy.facts(one)))


def downloads(made: Callable[[], Sequence[Candidate]]) -> None:
    """The candidates as files; `made` gives those of the moment in which a file is asked for."""
    with st.container(horizontal=True, gap="small"):
        download("Download CSV", lambda: exports.candidates_csv(made()), "candidates.csv", "csv")
        download("Download JSON", lambda: exports.candidates_json(made()), "candidates.json", "json")
