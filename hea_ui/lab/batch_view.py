"""The next batch on the page: each suggestion with its reason and what either answer would teach, to accept or reject."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from hea_core.lab import Status
from hea_ui.common import markup, messages
from hea_ui.common.chip import chips
from hea_ui.common.refusals import Refusals
from hea_ui.common.wording import counted
from hea_ui.lab import batch_constraints, inputs, learning_markup, pool, pools
from hea_ui.lab.inputs import LINK
from hea_ui.lab.pools import Pool
from hea_ui.server import book, learning
from hea_ui.shell.tray import kept

if TYPE_CHECKING:
    from hea_core.design.constraints import Constraints
    from hea_core.lab import Alloy, Store
    from hea_core.results import Suggestion

_WAYS = {
    "mixed": "half by information, half by probability and targets",
    "information": "information: what would teach most",
    "probability": "probability, of one phase and of the targets",
}


_WORTH = (
    '<p class="la-quiet">Models shows <a data-act="go" href="Models?specialists=true">what choosing has been worth</a> where the published '
    "alloys were played again, under Choosing what to make next.</p>"
)
_REFUSALS = Refusals("lab_batch_refused")


def show(store: Store) -> None:
    """Pool, wishes, and the suggestions (HeaError where none can be made)."""
    _REFUSALS.show()
    alloys = store.alloys()
    _choices()
    found = _pool(alloys, batch_constraints.asked())
    if found.said:
        st.html(markup.note(found.said))
    for why in found.refused[:5]:
        messages.warning(f"Left out of the pool: {why}")
    _in_batches(alloys)
    if found.compositions:
        _suggestions(store, found, alloys)
    else:
        st.html(markup.note("The pool is empty. " + _EMPTY[st.session_state["pool"]]))
    _rejected(alloys)
    st.html(_WORTH)


_EMPTY = {
    inputs.POOL_TRAY: "Press an alloy's name on any page and choose Keep; the tray is then the pool.",
    inputs.POOL_IDEAS: "Keep alloys of the tray as ideas first, under Results.",
    inputs.POOL_LIST: "Paste formulas above, one a line.",
    inputs.POOL_SCREEN: "Choose a finished screening above, or paste the address of one; Screen makes them.",
    inputs.POOL_REGION: "Draw a lasso on the Map and press Choose the next batch from here below it.",
}


def _choices() -> None:
    st.segmented_control(
        "Choose from", inputs.POOLS, default=inputs.POOL_TRAY, required=True, key="pool", on_change=LINK.write
    )
    way, aims, count = st.columns([1.3, 1.6, 0.6], gap="medium", vertical_alignment="bottom")
    way.selectbox("Choose by", inputs.WAYS, key="way", on_change=LINK.write, format_func=_WAYS.__getitem__)
    count.number_input("How many", 1, 50, 5, 1, key="count", on_change=LINK.write)
    aims.text_input(
        "Targets beside one phase",
        key="aims",
        on_change=LINK.write,
        max_chars=300,
        placeholder="hardness>=500 x2, structure=BCC",
        help="What else is wanted, parted by commas: hardness (HV), structure (FCC, BCC, HCP, mixed, intermetallic), density (g/cm³), "
        "melting_temperature (K), price (USD/kg). x2 gives a weight; single_phase x2 weighs the phase itself. An alloy is worth the weighted "
        "geometric mean of its chances.",
    )
    if st.session_state["pool"] == inputs.POOL_LIST:
        st.text_area(
            "Alloys, one a line",
            key="list",
            on_change=LINK.write,
            height=110,
            placeholder="AlCoCrFeNi\nCoCrFeNiTi",
            max_chars=200_000,
        )
    if st.session_state["pool"] == inputs.POOL_SCREEN:
        _screening()
    batch_constraints.show()


def _screening() -> None:
    known = {one.id: f"{one.kept:,} of {one.size:,} alloys, {one.id}" for one in pools.screenings()}
    asked = st.session_state["screening"]
    st.session_state["lab_screening"] = asked or None
    st.selectbox(
        "Screening",
        list(dict.fromkeys([*filter(None, [asked]), *known])),
        key="lab_screening",
        on_change=_take_screening,
        format_func=lambda name: known.get(name, name),
        accept_new_options=True,
        placeholder="Choose one that this browser finished, or paste the address of its page",
    )


def _take_screening() -> None:
    LINK.write(screening=st.session_state["lab_screening"] or "")


def _pool(alloys: Sequence[Alloy], constraints: Constraints) -> Pool:
    chosen = st.session_state["pool"]
    if chosen == inputs.POOL_IDEAS:
        return pools.of_ideas(alloys)
    if chosen == inputs.POOL_SCREEN:
        asked = st.session_state["screening"]
        return pools.of_screening(asked) if asked else Pool(())
    if chosen == inputs.POOL_REGION:
        outlines = [one for one in st.session_state["region"] if len(one) > 2]
        return pools.of_region(outlines[0], constraints or None) if outlines else Pool(())
    texts = list(kept().values()) if chosen == inputs.POOL_TRAY else st.session_state["list"].splitlines()
    return pools.of_texts([text for text in texts if text.strip()])


def _in_batches(alloys: Sequence[Alloy]) -> None:
    """What is queued already, batch by batch."""
    queued: dict[str, list[str]] = {}
    for one in alloys:
        if one.status is Status.QUEUED:
            queued.setdefault(one.batch or "without a batch", []).append(one.formula)
    for name, formulas in queued.items():
        st.html(learning_markup.queued(name) + chips(formulas))


def _suggestions(store: Store, found: Pool, alloys: Sequence[Alloy]) -> None:
    state = st.session_state
    best = pool.suggestions(found, alloys, state["count"], state["way"], batch_constraints.asked(), state["aims"])
    counted_in = len(learning.measured(alloys))
    lab = f"; the lab's results of {counted(counted_in, 'alloy')} are counted in" if counted_in else ""
    gone = pool.done(found, alloys)
    left = (
        f"; {gone:,} of the pool {'is' if gone == 1 else 'are'} measured, in a batch or rejected already"
        if gone
        else ""
    )
    st.html(
        markup.note(f"{counted(len(best), 'alloy')} of a pool of {len(found.compositions):,}, best first{left}{lab}.")
    )
    if "lab_batch_name" not in st.session_state:
        st.session_state["lab_batch_name"] = pool.open_batch(alloys)
    name = st.text_input("Name of the batch", key="lab_batch_name", max_chars=200, width=260)
    for place, one in enumerate(best):
        _suggestion(store, place, one, name)


def _suggestion(store: Store, place: int, one: Suggestion, batch: str) -> None:
    with st.container(border=True, key=f"lab_suggestion_{place}"):
        st.html(learning_markup.suggestion(one))
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            st.button(
                "Accept",
                key=f"accept_{one.formula}",
                type="primary",
                on_click=_accept,
                args=(one, batch),
                disabled=bool(store.read_only),
            )
            key = f"reason_{one.formula}"
            st.text_input(
                "Why not", key=key, placeholder="why not", label_visibility="collapsed", max_chars=500, width=260
            )
            st.button(
                "Reject", key=f"reject_{one.formula}", on_click=_reject, args=(one, key), disabled=bool(store.read_only)
            )


def _accept(one: Suggestion, batch: str) -> None:
    with _REFUSALS.caught():
        pool.accept(book.book(), one, batch, "Lab?" + _replay())


def _reject(one: Suggestion, key: str) -> None:
    reason = str(st.session_state.get(key, "")).strip()
    if not reason:
        _REFUSALS.keep(
            f"Say why {one.formula} is rejected, for example: needs arc melting under argon. It is remembered."
        )
        return
    with _REFUSALS.caught():
        pool.reject(book.book(), one, reason, "Lab?" + _replay())


def _replay() -> str:
    return LINK.address(
        **{one.name: st.session_state.get(one.name, one.default) for one in LINK.parameters if one.name != "results"}
    )


def _rejected(alloys: Sequence[Alloy]) -> None:
    """What was rejected, and why; each can be taken back."""
    gone = [one for one in alloys if one.status is Status.REJECTED]
    if not gone:
        return
    with st.expander(f"Rejected ({len(gone)})"):
        for one in gone:
            with st.container(horizontal=True, gap="small", vertical_alignment="center"):
                st.button("Take back", key=f"back_{one.id}", on_click=_take_back, args=(one,))
                st.html(learning_markup.rejected(one))


def _take_back(alloy: Alloy) -> None:
    with _REFUSALS.caught():
        pool.take_back(book.book(), alloy)
