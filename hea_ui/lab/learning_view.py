"""What the lab's own results say of the alloys that a page shows: before and after, and the own alloys near them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from hea_ui.common import markup
from hea_ui.lab import learning_markup
from hea_ui.server import learning
from hea_ui.shell.learn import learns

if TYPE_CHECKING:
    from hea_core.composition import Composition


def show(compositions: Sequence[Composition]) -> None:
    """Probabilities before and after where the switch is on; nothing where it is off."""
    if not learns():
        return
    found = learning.learnt(compositions, learning.kept_alloys())
    if not found:
        st.html(markup.note("Learn from my lab is on, but the lab book has no clear result yet: nothing is corrected."))
        return
    st.html(learning_markup.learnt_table(found))
    st.html(markup.note("Far from your own alloys nothing changes. Verdicts stay the model's."))


def own(composition: Composition) -> None:
    """The lab's own results near one alloy, before those of the literature; nothing where there is none."""
    near = learning.own_neighbours(composition, learning.kept_alloys())
    if near:
        st.html(learning_markup.own_table(near))
