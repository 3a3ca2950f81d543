"""What the Screen page shows of a job: progress while it works, what became of it, and the other jobs of the server."""

from __future__ import annotations

import streamlit as st

from hea_core.errors import DataError
from hea_ui.common import markup, messages
from hea_ui.common.refusals import Refusals
from hea_ui.jobs import owner, queue
from hea_ui.jobs.job import FINISHED, WAITING, Job
from hea_ui.screen import loaders, result_view, state
from hea_ui.screen import markup as screen_markup
from hea_ui.screen import result as screen_result
from hea_ui.screen.shown import shown_job

_EVERY = 1.0
_REFUSALS = Refusals("screen_job_refused")


def show() -> None:
    """The job of the link or of this session; before there is one, an example, or what to do."""
    owner.keep()
    name = st.session_state["job"]
    job = shown_job()
    if name and job is None:
        messages.warning(
            f"There is no screening {name[:20]!r} here: its result was removed, or it was made elsewhere. Run makes it anew."
        )
    if job is None:
        st.html(screen_markup.introduction())
    elif job.active:
        _progress(job.id)
    else:
        _outcome(job)
    _recent(job)


@st.fragment(run_every=_EVERY)
def _progress(name: str) -> None:
    """Drawn again every second while the job works; then the page is, with the result."""
    job = queue.job_queue().look(name)
    if job is None or not job.active:
        st.rerun()
        return
    ahead = queue.job_queue().ahead(name) if job.state == WAITING else 0
    st.progress(job.scored / job.size, screen_markup.progress(job, ahead))
    mine = queue.may_stop(job, owner.token())
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            "Cancel", key="cancel", on_click=_cancel, args=(name,), disabled=job.state == "stopping" or not mine,
            help="What is done is kept and shown, and the screening can go on from there.",
        )  # fmt: skip
        where = f" on the cluster at {address}" if (address := queue.cluster()) else ""
        st.html(
            markup.note(
                f"It goes on{where} when you leave this page; its address finds it again. Whoever has the address can look; only "
                f"{'this browser' if mine else 'the browser that began it'} can stop it."
            )
        )
    _REFUSALS.show()


def _outcome(job: Job) -> None:
    st.html(screen_markup.outcome(job))
    if job.state != FINISHED:
        st.button("Continue", key="resume", on_click=_resume, args=(job.id,))
        _REFUSALS.show()
    if not job.result.exists():
        if job.state == FINISHED and job.kept:
            _throw_away(job)
        return
    try:
        result = screen_result.read(job.result, job.settings)
    except DataError:
        _throw_away(job)
        return
    if result.rows:
        result_view.show(job, result)
    elif job.state == FINISHED:
        messages.info(loaders.why_empty(job.settings))


def _throw_away(job: Job) -> None:
    """Let a result go that cannot be read, say so, and show what can be done."""
    queue.job_queue().discard(job.id, "The file of its result was damaged or lost, and is thrown away.")
    st.rerun()


def _resume(name: str) -> None:
    with _REFUSALS.caught():
        queue.job_queue().resume(name, owner.token())


def _cancel(name: str) -> None:
    with _REFUSALS.caught():
        queue.job_queue().cancel(name, owner.token())


def _recent(shown: Job | None) -> None:
    """The screenings of this server, to go back to."""
    others = [job for job in queue.job_queue().recent() if shown is None or job.id != shown.id]
    if not others:
        return
    with st.expander(f"Other screenings ({len(others)})"):
        st.html(
            markup.note(
                "Everybody who uses this server sees them and can look at their results; only the browser that began one can stop it. The "
                f"{queue.MOST_KEPT} looked at last are kept, up to {queue.MOST_BYTES_IN_ALL // 2**30} GB in all."
            )
        )
        for job in others[:10]:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.button("Open", key=f"open_{job.id}", on_click=state.show_job, args=(job.id,))
                st.html(screen_markup.recent(job))
