"""The result of a nudge, section by section; what takes longest is drawn last, so that nothing waits for it."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import streamlit as st

from hea_core.composition import Composition
from hea_core.errors import HeaError
from hea_core.model.computed import askable
from hea_core.results import Prediction
from hea_ui.common import markup, messages
from hea_ui.common.drawing import download, plot
from hea_ui.common.nudge_ways import WAYS, way
from hea_ui.common.trust_panel import trust_panel
from hea_ui.common.wording import counted, number
from hea_ui.lab import learning_view
from hea_ui.latent_map import PathStep, latent_map, over_map
from hea_ui.map import state
from hea_ui.nudge import exports, figures, loaders, paper, reasons
from hea_ui.nudge import markup as nudge_markup
from hea_ui.nudge import state as nudge_state
from hea_ui.nudge.stage import stage
from hea_ui.nudge.state import NudgeRequest
from hea_ui.server import long_answers, measured_data, resources
from hea_ui.server.long_answers import EXPLAINED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamlit.delta_generator import DeltaGenerator

    from hea_core.explain.shapley import Explanation
    from hea_core.results import Trajectory


def show(request: NudgeRequest) -> None:
    """The whole result, or why the request cannot be met and what is known of the start all the same."""
    try:
        with st.spinner("Nudging"):
            found = loaders.trajectories(request)
    except HeaError as error:
        messages.error(error)
        _start(request.start)
        return
    shown = found[0]
    st.fragment(_played, key="nudge_played_part")(request, found)
    st.header("Why: exact Shapley values", anchor=False)
    why = st.container()
    bars, course = st.columns(2, gap="large")
    with course:
        st.header("Which element went where", anchor=False)
        plot(figures.compositions(shown), "nudge_composition", "At.% of each element at each step, as stacked bars")
        _trade_off(found)
    st.html(nudge_markup.side_by_side(_in_order(found)))
    if paper.is_example(request.start):
        _paper(found)
    with st.expander(f"Every step in a table ({counted(len(shown.steps), 'alloy')})"):
        st.html(nudge_markup.steps(shown))
    st.header("One at.% more or less of each element of the end", anchor=False)
    effects = resources.what_if(shown.steps[-1].formula)
    plot(figures.what_if(effects), "nudge_what_if", "Change of the probability by ±1 at.% per element")
    _all_alloys()
    _reasons(shown, why, bars)


def _trade_off(found: tuple[Trajectory, ...]) -> None:
    """What more at.% would buy, of the probability and of each number asked for, as the search that knows it found."""
    with_front = next((one for one in found if one.front), None)
    if with_front is None or (with_front is not found[0] and not with_front.goals):
        return
    st.header("What more at.% would buy", anchor=False)
    if with_front is not found[0]:
        st.html(markup.note(f"As found by {WAYS[way(with_front)].name}."))
    plot(figures.trade_off(with_front), "nudge_front", "Best probability found against at.% moved")
    for goal in with_front.goals:
        if not isinstance(goal.asked, str):
            label = askable(goal.target).label
            plot(
                figures.target_trade_off(with_front, goal), f"nudge_front_{goal.target}", f"{label} against at.% moved"
            )


def _played(request: NudgeRequest, found: tuple[Trajectory, ...]) -> None:
    """What the scrubber moves, or names a step of: a run of its own, so that the figures below are left alone."""
    shown = found[0]
    place = nudge_state.step(len(shown.steps) - 1)
    play = nudge_state.play_number(request, way(shown))
    stage(_in_order(found), shown, place, play, nudge_state.take_step, "nudge_stage")
    told, plot = st.columns([1.15, 1], gap="large")
    with told:
        st.html(nudge_markup.result(shown, resources.model_card()))
        learning_view.show([Composition.from_amounts(step.composition) for step in (shown.steps[0], shown.steps[-1])])
        _downloads(request, found)
    with plot:
        st.header("Its path on the map", anchor=False)
        _map(shown)
    _trust(shown, place)


def _in_order(found: tuple[Trajectory, ...]) -> list[Trajectory]:
    """The methods in the order of WAYS, whichever is shown in full."""
    ways = list(WAYS)
    return sorted(found, key=lambda one: ways.index(way(one)))


def _paper(found: tuple[Trajectory, ...]) -> None:
    """The paper's own path beside that of the same loop here."""
    loop = next((one for one in found if one.method == "loop"), None)
    their_end = resources.prediction(paper.END)
    if loop and isinstance(their_end, Prediction):
        st.html(paper.beside(loop, their_end))


def _start(alloy: str) -> None:
    """What the model says of an alloy that cannot be moved; nothing of one that cannot be read."""
    found = resources.prediction(alloy)
    if isinstance(found, Prediction):
        st.html(trust_panel(found, resources.measured_trust()))


def _map(shown: Trajectory) -> None:
    path = [PathStep(*step.z, step.formula, step.probability, step.verdict) for step in shown.steps]
    point, echo = state.marker("nudge", shown.steps[-1].z)
    with st.container(key="path_map"):
        latent_map(resources.layers("class", None, False), "nudge_map")
        over_map(
            point,
            on_click=nudge_state.take_click,
            echo=echo,
            path=path,
            fit=True,
            key="nudge_map",
        )
    st.html(nudge_markup.place_change(shown))


def _trust(shown: Trajectory, place: int) -> None:
    """One step with all that its probability rests on."""
    last = len(shown.steps) - 1
    where = "the start" if place == 0 else "the end" if place == last else f"step {place:,} of {last:,}"
    messages.header(f"How far to trust {where}" if last else "How far to trust it")
    if last:
        st.html(markup.note("The scrubber above chooses the step."))
    step = shown.steps[place]
    moved = f"{number(step.moved_at_percent, 1)} at.%<small> from the start</small>"
    st.html(trust_panel(step.prediction, resources.measured_trust(), aside=[("Moved", moved)]))


def _downloads(request: NudgeRequest, found: tuple[Trajectory, ...]) -> None:
    with st.container(horizontal=True, gap="small"):
        identity = dataclasses.asdict(resources.identity())
        download("Download CSV", lambda: exports.steps_csv(found), "nudge.csv", "nudge_csv")
        download("Download JSON", lambda: exports.result_json(request, found, identity), "nudge.json", "nudge_json")
    st.html(markup.note("The address of this page replays this nudge; Copy link at the top takes it."))


def _reasons(shown: Trajectory, why: DeltaGenerator, bars: DeltaGenerator) -> None:
    """Exact Shapley values of start and end: row by row in words, and as bars."""
    with why, st.spinner("Weighing all coalitions of descriptors"):
        start, end = (resources.explanation(step.formula) for step in (shown.steps[0], shown.steps[-1]))
        st.html(reasons.rows(start, end, measured_data.ranges()))
    with bars:
        st.header("Start and end, as in the paper's Fig. 7", anchor=False)
        plot(figures.shapley_pair(start, end), "nudge_shapley", "Shapley values of start and end by quantity")
        st.html(
            markup.note(
                "Each bar is what a quantity adds to, or takes from, the mean probability of the training alloys. Grey hatched: the "
                "start; violet: the end. The bars of one alloy and the mean sum to its probability."
            )
        )


def _all_alloys() -> None:
    """The paper's Fig. 7(a) over the alloys that the model was not trained on, on demand."""
    with st.expander("Which quantities matter over all alloys (Shapley values of held-out alloys)"):
        formulas = measured_data.held_out()
        st.html(
            markup.note(
                f"Exact Shapley values of the {len(formulas)} measured alloys that the model was not trained on. Each dot is an "
                "alloy; click one to start from it."
            )
        )
        if not st.toggle("Show them", key="all_alloys", on_change=nudge_state.LINK.write):
            return
        plot(
            figures.beeswarm(loaders.kept_explanations() or _explained_now(formulas)),
            "beeswarm",
            "Beeswarm of Shapley values by quantity, one dot an alloy",
            on_select=nudge_state.take_dot,
            selection_mode="points",
        )


def _explained_now(formulas: Sequence[str]) -> list[Explanation]:
    """Shapley values of many alloys, with progress; switching the toggle off stops the work and keeps what is done."""
    bar = st.progress(0.0)
    explained: list[Explanation] = []
    for start in range(0, len(formulas), EXPLAINED):
        explained += resources.explanations(tuple(formulas[start : start + EXPLAINED]))
        done = len(explained)
        bar.progress(done / len(formulas), f"{done:,} of {len(formulas):,} alloys explained{long_answers.others()}")
    bar.empty()
    return explained
