"""Which screening the page shows: that of its link, or an example before anything was asked."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import streamlit as st

from hea_core.errors import HeaError
from hea_ui.jobs import queue
from hea_ui.screen.request import DEFAULT
from hea_ui.screen.state import current

if TYPE_CHECKING:
    from hea_ui.jobs.job import Job


def shown_job() -> Job | None:
    """The job of the link or of this session; where nothing was asked yet, that of the settings the page opens with, as an example."""
    name = st.session_state["job"]
    if name:
        return queue.job_queue().open(name)
    return _example() if current() == DEFAULT else None


def _example() -> Job | None:
    """The screening that the page opens with, begun once for all visitors; None where none can be begun."""
    try:
        screen = DEFAULT.screen()
        known = queue.job_queue().open(queue.job_id(screen))
        return known or queue.job_queue().open(queue.job_queue().start(screen, asdict(DEFAULT), ""))
    except HeaError:
        return None
