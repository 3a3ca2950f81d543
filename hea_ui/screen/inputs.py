"""The inputs of the Screen page, each a part of its link, and the size of what they ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from hea_core.composition.symbols import symbols
from hea_core.errors import HeaError
from hea_ui import shell
from hea_ui.common import demands, markup, messages
from hea_ui.common.periodic_table import periodic_table
from hea_ui.jobs import queue
from hea_ui.jobs.job import FINISHED
from hea_ui.screen import markup as screen_markup
from hea_ui.screen import state
from hea_ui.screen.columns import SIGNED, help_table
from hea_ui.screen.request import (
    ALL,
    AROUND,
    BEST,
    DEFAULT,
    EACH,
    FRONT,
    KEEPS,
    SAMPLE,
    SPACES,
    STEPS,
    ScreenRequest,
    centre,
    centre_amounts,
    from_job,
)
from hea_ui.screen.shown import shown_job
from hea_ui.screen.state import LINK, MOST_ORDER, MOST_TOP
from hea_ui.server import resources

if TYPE_CHECKING:
    from hea_core.screening.request import Screen
    from hea_ui.jobs.job import Job

_UNSEEN = "not in the training data"
_MEASURE_EVERY = 1.5
_NARROW = 108
_WHERE_HELP = (
    "Conditions joined by a comma or *and*; each compares a column with a number: `p>=0.9, VEC>8, δ<5`.\n\n"
    + help_table()
)


@st.fragment
def show() -> None:
    """All inputs, the size of the space, and Run; folded to a sentence once a result is shown.

    A fragment: a change here leaves the result below alone.
    """
    if st.session_state.pop("screen_changed", False):
        st.rerun()
    shell.notices(LINK)
    job = shown_job()
    if job is None:
        _inputs()
        return
    sentence = f"{screen_markup.space(job.settings)} · {screen_markup.kept(job.settings)}"
    with st.expander(messages.literal(f"{sentence} ✎"), key=f"setup_{job.id}"):
        _inputs()


def _inputs() -> None:
    pool, rest = st.columns([1.3, 1], gap="large")
    with pool:
        kind = st.segmented_control(
            "What to screen", SPACES, default=ALL, required=True, key="space", on_change=LINK.write,
            label_visibility="collapsed",
        )  # fmt: skip
        _around() if kind == AROUND else _pool()
        table = st.container()
    with rest:
        _amounts(kind)
        with st.expander("Constraints: ban, lock, range, price"):
            _constraints()
        _keep()
        answer = st.container()
    request = state.current()
    with table:
        _table(request)
    with answer:
        _answer(request)


def _pool() -> None:
    st.text_input(
        "Elements to choose from", DEFAULT.elements, key="elements", on_change=LINK.write, max_chars=300,
        placeholder="Al, Co, Cr, Fe, Ni", help="Symbols, by commas or spaces, or run together; or press them in the table.",
    )  # fmt: skip


def _around() -> None:
    alloy, within = st.columns([2, 1], gap="small", wrap=False)
    alloy.text_input(
        "Alloy", key="around", on_change=LINK.write, max_chars=200, placeholder="Al0.5CoCrFeNi",
        help="The neighbourhood of this alloy is screened. A formula in ratios or at.%.",
    )  # fmt: skip
    within.number_input(
        "± at.%", 0.5, 100.0, DEFAULT.within, 0.5, "%g", key="within", on_change=LINK.write,
        help="Each element may differ by so much from the alloy.",
    )  # fmt: skip
    around = centre(st.session_state.get("around") or "")
    if around and around.assumption:
        st.html(markup.note(around.assumption))
    st.text_input(
        "Elements that may join", key="joining", on_change=LINK.write, max_chars=300, placeholder="none",
        help="Elements that the alloy does not hold and that may come in, up to the same ± at.%.",
    )  # fmt: skip


def _table(request: ScreenRequest) -> None:
    known = resources.vocabulary()
    unseen = {symbol: _UNSEEN for symbol in resources.symbols() if symbol not in known}
    chosen = symbols(request.joining if request.space == AROUND else request.elements)
    periodic_table(
        resources.symbols(), dict.fromkeys(chosen, "chosen"), centre_amounts(request), state.pick, "Elements to choose from",
        key="screen_elements", faint=unseen, unmarked="not chosen",
    )  # fmt: skip
    st.html(
        markup.note(
            "Dotted: elements that the model was not trained on; alloys of four or more elements with them lie outside its domain."
        )
    )


def _amounts(kind: str) -> None:
    if kind != AROUND:
        st.slider(
            "Number of elements in an alloy", 1, MOST_ORDER, DEFAULT.orders, 1, key="orders", on_change=LINK.write
        )
    # of a fixed width: three columns would run over the edge of a phone
    with st.container(horizontal=True, gap="small"):
        st.selectbox("Step (at.%)", STEPS, STEPS.index(DEFAULT.grid), key="grid", on_change=LINK.write, width=_NARROW)
        if kind != AROUND:
            st.number_input("Min (at.%)", 0.0, 100.0, DEFAULT.least, 1.0, "%g", key="least", on_change=LINK.write,
                width=_NARROW, help="Of an element where it is present.")  # fmt: skip
            st.number_input("Max (at.%)", 1.0, 100.0, DEFAULT.most, 1.0, "%g", key="most", on_change=LINK.write,
                width=_NARROW, help="Of any element.")  # fmt: skip
    if kind == SAMPLE:
        size, draw = st.columns([2, 1], gap="small", wrap=False)
        size.number_input("Size of the sample", 1, None, DEFAULT.sample, 10_000, key="sample", on_change=LINK.write,
            help="A Sobol sequence: evenly spread, every alloy of the space equally likely.")  # fmt: skip
        draw.number_input("Seed", 0, 9999, DEFAULT.draw, 1, key="draw", on_change=LINK.write,
            help="Another number takes other alloys.")  # fmt: skip


def _constraints() -> None:
    ban, lock = st.columns(2, gap="small", wrap=False)
    ban.text_input(demands.BANNED, key="banned", on_change=LINK.write, max_chars=200, placeholder="Os, Be")
    lock.text_input(demands.LOCKED, key="locked", on_change=LINK.write, max_chars=200, placeholder="Fe=20, Ni=20",
        help="Kept exactly; whole at.% on the grid.")  # fmt: skip
    ranges, most = st.columns(2, gap="small", wrap=False)
    ranges.text_input(demands.RANGE, key="ranges", on_change=LINK.write, max_chars=200, placeholder="Al=0-10",
        help="A least above 0 means that the element must be there.")  # fmt: skip
    most.number_input(demands.MOST, 1, 100, None, 1, key="up_to", on_change=LINK.write, placeholder="no limit")
    price, own = st.columns(2, gap="small", wrap=False)
    price.number_input(demands.CEILING, 0.1, None, None, 1.0, "%g", key="ceiling", on_change=LINK.write,
        placeholder="no limit", help="From element prices of about 2013, good to an order of magnitude, or yours.")  # fmt: skip
    own.text_input("Your prices (USD/kg)", key="prices", on_change=LINK.write, max_chars=300, placeholder="Co=33, Ni=16.5",
        help="In place of those of 2013, in the ceiling, the column of prices and the ranking; on Check and Compare too.")  # fmt: skip


def _keep() -> None:
    st.text_input(
        "Only alloys with", DEFAULT.where, key="where", on_change=LINK.write, max_chars=300,
        placeholder="p>=0.9, VEC>8, density<8", help=_WHERE_HELP,
    )  # fmt: skip
    keep = st.segmented_control("Of these keep", KEEPS, default=EACH, required=True, key="keep", on_change=LINK.write)
    if keep == BEST:
        count, by = st.columns([1, 1.6], gap="small", wrap=False)
        count.number_input("How many", 1, MOST_TOP, DEFAULT.top, 100, key="top", on_change=LINK.write)
        by.selectbox("Best by", list(SIGNED), key="by", on_change=LINK.write)
    elif keep == FRONT:
        st.multiselect(
            "Objectives, two or three", list(SIGNED), list(DEFAULT.pareto), key="pareto", on_change=LINK.write,
            max_selections=3, help="Kept are the alloys that no other beats in all of them.",
        )  # fmt: skip


def _answer(request: ScreenRequest) -> None:
    """Size and time, or what is wrong, and Run."""
    if request.space == AROUND and not request.around:
        st.html(markup.note("Type the alloy to search around, for example CoCrFeMnNi."))
        st.button("Run", type="primary", key="run", disabled=True)
        return
    try:
        if request.takes_all:
            st.html(markup.note(f"The space is no larger than {request.sample:,} alloys: all of them are taken."))
        screen = request.screen()
    except HeaError as error:
        messages.error(error)
        st.button("Run", type="primary", key="run", disabled=True)
        return
    _size(screen, request)


def _size(screen: Screen, request: ScreenRequest) -> None:
    job_queue = queue.job_queue()
    name = queue.job_id(screen)
    job, shown = job_queue.look(name), st.session_state["job"]
    pace = job_queue.pace.seconds(screen)
    _measured(screen, pace is None)
    state.REFUSALS.show()
    other = job_queue.look(shown) if shown and shown != name else None
    held = from_job(other.request) if other is not None else None
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            _label(job, name == shown), type="primary", key="run", on_click=state.start, args=(request,),
            disabled=name == shown,
        )  # fmt: skip
        if held is not None and held != request:
            st.button("Take the settings of the result below", key="take", on_click=state.hold, args=(held,))
    if job is None and (before := job_queue.ahead(name)):
        st.html(markup.note(f"{before} screening{'s' if before > 1 else ''} would run before it."))
    if held is not None:
        changed = "with other settings than these" if held != request else "with an earlier model or other data"
        st.html(markup.note(f"What is shown below was screened {changed}."))


def _label(job: Job | None, shown: bool) -> str:
    if job is None:
        return "Run"
    if shown:
        return "Its result is shown"
    if job.active:
        return "Show its progress"
    return "Show the result" if job.state == FINISHED else "Continue"


def _measured(screen: Screen, measuring: bool) -> None:
    """The size and the time; looked at again by itself while the pace of this machine is being measured."""

    def line() -> None:
        seconds = queue.job_queue().pace.seconds(screen)
        st.html(screen_markup.size(screen.space.size, screen.space.count, seconds))
        if measuring and seconds is not None:
            st.rerun(scope="app")

    st.fragment(line, run_every=_MEASURE_EVERY if measuring else None, key="screen_size")()
