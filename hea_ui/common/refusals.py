"""What a callback refused: it cannot draw, so the run that follows says it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import streamlit as st

from hea_core.errors import HeaError
from hea_ui.common import messages


@dataclass(frozen=True)
class Refusals:
    """Those of one part of a page.

    Attributes:
        key: of the session, where the last one waits to be shown.
    """

    key: str

    @contextmanager
    def caught(self) -> Iterator[None]:
        """In a callback: a HeaError ends the block and is kept."""
        try:
            yield
        except HeaError as error:
            self.keep(error)

    def keep(self, why: object) -> None:
        """In a callback: keep a sentence."""
        st.session_state[self.key] = str(why)

    def show(self) -> None:
        """Draw what was kept, once."""
        why = st.session_state.pop(self.key, None)
        if why:
            messages.error(why)
