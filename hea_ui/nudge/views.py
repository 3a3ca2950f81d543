"""The result of a nudge, section by section; what takes longest is drawn last, so that nothing waits for it."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import streamlit as st

from hea_core.errors import HeaError
from hea_core.results import Prediction
from hea_ui.common import markup, messages
from hea_ui.common.trust_panel import trust_panel
from hea_ui.common.wording import number
from hea_ui.latent_map import PathStep, latent_map
from hea_ui.map import state
from hea_ui.nudge import exports, figures
from hea_ui.nudge import markup as nudge_markup
from hea_ui.nudge import state as nudge_state
from hea_ui.nudge.state import METHODS, SIDE_BY_SIDE, NudgeRequest
from hea_ui.server import long_answers, resources
from hea_ui.server.long_answers import EXPLAINED

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from streamlit.delta_generator import DeltaGenerator

    from hea_core.explain.shapley import Explanation
    from hea_core.results import Trajectory


def show(request: NudgeRequest) -> None:
    """The whole result, or why the request cannot be met and what is known of the start all the same."""
    if not request.alloy:
        st.html(nudge_markup.introduction())
        return
    try:
        with st.spinner("Nudging"):
            found = resources.trajectories(request)
    except HeaError as error:
        messages.error(error)
        _start(request.alloy)
        return
    shown = _chosen(request, found)
    place = nudge_state.step(len(shown.steps) - 1)
    plot, told = st.columns([1.5, 1], gap="medium")
    with plot:
        _map(request, shown)
    with told:
        st.html(nudge_markup.result(shown, resources.model_card()))
        _downloads(request, found)
    _trust(shown, place)
    table, bars = st.columns(2, gap="large")
    with table:
        st.html(nudge_markup.steps(shown))
        st.html(nudge_markup.descriptors(shown))
    with bars:
        st.subheader("Which element went where", anchor=False)
        _chart(figures.compositions(shown), "composition", "At.% of each element at each step, as stacked bars")
        if shown.front:
            st.subheader("What more at.% would buy", anchor=False)
            _chart(figures.trade_off(shown), "front", "Best probability found against at.% moved")
    values, difference = st.columns(2, gap="large")
    st.subheader("One at.% more or less of each element of the end", anchor=False)
    effects = resources.what_if(shown.steps[-1].formula)
    _chart(figures.what_if(effects), "what_if", "Change of the probability by ±1 at.% per element")
    _all_alloys()
    _reasons(shown, values, difference)


def _start(alloy: str) -> None:
    """What the model says of an alloy that cannot be moved; nothing of one that cannot be read."""
    found = resources.prediction(alloy)
    if isinstance(found, Prediction):
        st.html(trust_panel(found, resources.measured_trust()))


def _chosen(request: NudgeRequest, found: tuple[Trajectory, ...]) -> Trajectory:
    """The trajectory to show in full: the only one, or the one picked below the comparison."""
    if request.method != SIDE_BY_SIDE:
        return found[0]
    st.html(nudge_markup.side_by_side(found))
    ways = {nudge_state.way(one): one for one in found}
    picked = st.segmented_control(
        "Show in full", list(ways), default=next(iter(ways)), required=True, key="shown", on_change=nudge_state.ask,
        format_func=METHODS.__getitem__,
    )  # fmt: skip
    return ways[picked]


def _map(request: NudgeRequest, shown: Trajectory) -> None:
    path = [PathStep(*step.z, step.formula, step.probability, step.verdict) for step in shown.steps]
    play = nudge_state.play_number(request, nudge_state.way(shown))
    point, echo = state.marker("nudge", shown.steps[-1].z)
    latent_map(
        resources.layers("class", None, False),
        point,
        on_click=nudge_state.take_click,
        echo=echo,
        path=path,
        play=play,
        key="nudge_map",
    )


def _trust(shown: Trajectory, place: int) -> None:
    """One step with all that its probability rests on."""
    last = len(shown.steps) - 1
    st.subheader("How far to trust each step", anchor=False)
    if last:
        place = st.slider(
            f"Step (0 is the start, {last:,} the end)", 0, last, step=1, key="step_shown", width=420,
            on_change=nudge_state.take_step, args=(last,),
        )  # fmt: skip
    step = shown.steps[place]
    moved = f"{number(step.moved_at_percent, 1)} at.%<small> from the start</small>"
    st.html(trust_panel(step.prediction, resources.measured_trust(), aside=[("Moved", moved)]))


def _downloads(request: NudgeRequest, found: tuple[Trajectory, ...]) -> None:
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            "Download CSV",
            lambda: exports.steps_csv(found),
            "nudge.csv",
            "text/csv",
            on_click="ignore",
            key="nudge_csv",
        )
        st.download_button(
            "Download JSON",
            lambda: exports.result_json(request, found, dataclasses.asdict(resources.identity())),
            "nudge.json",
            "application/json",
            on_click="ignore",
            key="nudge_json",
        )
    st.html(markup.note("The address of this page replays this nudge; Copy link at the top takes it."))


def _reasons(shown: Trajectory, values: DeltaGenerator, difference: DeltaGenerator) -> None:
    """Exact Shapley values of start and end, and their difference."""
    with values:
        st.subheader("Why: exact Shapley values", anchor=False)
        with st.spinner("Weighing all coalitions of descriptors"):
            start, end = (resources.explanation(step.formula) for step in (shown.steps[0], shown.steps[-1]))
        _chart(figures.shapley_pair(start, end), "shapley", "Shapley values of start and end by quantity")
    with difference:
        st.subheader("What changed the probability", anchor=False)
        _chart(figures.shapley_difference(start, end), "difference", "Difference of Shapley values, end minus start")


def _all_alloys() -> None:
    """The paper's Fig. 7(a) over the alloys that the model was not trained on, on demand: it takes a while when first asked for."""
    with st.expander("Which quantities matter over all alloys (Shapley values of held-out alloys)"):
        formulas = resources.held_out()
        st.html(
            markup.note(
                f"Exact Shapley values of the {len(formulas)} measured alloys that the model was not trained on. Each dot is an "
                "alloy; click one to start from it. Switching this off stops the work and keeps what is done."
            )
        )
        if not st.toggle("Explain them", key="all_alloys", on_change=nudge_state.LINK.write):
            return
        bar = st.progress(0.0)
        explained: list[Explanation] = []
        for start in range(0, len(formulas), EXPLAINED):
            explained += resources.explanations(formulas[start : start + EXPLAINED])
            done = len(explained)
            bar.progress(done / len(formulas), f"{done:,} of {len(formulas):,} alloys explained{long_answers.others()}")
        bar.empty()
        st.plotly_chart(
            figures.beeswarm(explained),
            key="beeswarm",
            on_select=nudge_state.take_dot,
            selection_mode="points",
            config={"displayModeBar": False},
            alt="Beeswarm of Shapley values by quantity, one dot an alloy",
        )


def _chart(figure: go.Figure, key: str, alt: str) -> None:
    st.plotly_chart(figure, key=f"nudge_{key}", config={"displayModeBar": False}, alt=alt)
