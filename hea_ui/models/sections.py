"""The Models page: what a new alloy can expect, then for specialists, section by section, a plot and a line with what it means."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from hea_core.errors import ArtifactError, HeaError
from hea_core.evaluation import card as card_schema
from hea_core.evaluation import replayed
from hea_core.evaluation.paper_values import PAPER
from hea_ui.common import documents, links, markup, messages
from hea_ui.common.wording import number
from hea_ui.models import figures, generator_figures, points, properties, replay, summary, tables
from hea_ui.models import scoreboard as views
from hea_ui.models.scoreboard import PEER_NAMES, paper, percent, spread

Metrics = Mapping[str, Any]
SPECIALISTS = "specialists"
LINK = links.Link("Models", (links.flag(SPECIALISTS),))
"""What the address of the Models page holds: whether all figures are shown."""


def show(card: Mapping[str, Any]) -> None:
    """The whole page below its title: the summary, and when it is opened all else."""
    metrics = card.get("metrics", {})
    _measured(metrics, ("by_system", "trust"), "by-system", _summary)
    more = st.expander("For specialists: every figure of the model card", key=SPECIALISTS, on_change=LINK.write)
    if more.open:
        with more:
            _for_specialists(card, metrics)


def _summary(metrics: Metrics) -> None:
    drawn, said = st.columns([1, 2.2], gap="large", vertical_alignment="center")
    drawn.html(summary.picture(summary.of_hundred(metrics["trust"])))
    said.html(summary.in_html(metrics) + summary.beside(metrics))
    left, right = st.columns(2, gap="large")
    with left:
        _plot(
            figures.errors_by_domain(metrics["trust"]["domain"]["systems_held_out"]),
            "by-domain",
            "Where it errs",
            "Alloys of four or more elements of chemical systems held out of training, made to answer every time; 95 % intervals.",
        )
    with right:
        _plot(
            figures.reliability(metrics["by_system"]["reliability"]),
            "reliability",
            "Whether its probabilities can be taken at their word",
            f"On the diagonal, alloys given 0.7 turn out single-phase in 70 % of cases. Mean distance from it (calibration error) "
            f"{number(metrics['by_system']['mean']['model']['n4']['ece']['mean'], 2)}; 95 % intervals; systems held out.",
        )


def _for_specialists(card: Mapping[str, Any], metrics: Metrics) -> None:
    """Scoreboard, sections, facts of the card, download."""
    from hea_core.model.artifacts import EARLIER  # numpy comes with it: not at import

    earlier = card.get(EARLIER, {})
    _measured(metrics, ("paper", "published_form", "by_system"), "paper", _scoreboard, need=any)
    st.subheader("Random split, the paper's protocol", anchor=False)
    _measured(metrics, ("paper",), "paper", _random_split)
    st.subheader("Chemical systems and elements not seen", anchor=False)
    left, right = st.columns(2, gap="large")
    with left:
        _measured(metrics, ("by_system",), "by-system", _systems)
    with right:
        _of_an_earlier_model(earlier, "leave_one_element_out")
        _measured(metrics, ("leave_one_element_out",), "by-system", _left_out)
    st.subheader("Structure", anchor=False)
    _measured(metrics, ("properties",), "properties", partial(_property, "structure"))
    st.subheader("Hardness", anchor=False)
    _measured(metrics, ("properties",), "properties", partial(_property, "hardness"))
    st.subheader("Fewer labels", anchor=False)
    _of_an_earlier_model(earlier, "data_efficiency")
    _measured(metrics, ("data_efficiency",), "efficiency", _efficiency)
    st.subheader("Choosing what to make next", anchor=False)
    _choosing()
    st.subheader("The generator", anchor=False)
    _measured(metrics, ("paper",), "paper", _generator)
    st.subheader("Nudging", anchor=False)
    _of_an_earlier_model(earlier, "nudge")
    _measured(metrics, ("nudge",), "nudge", _nudge)
    st.subheader("Trust", anchor=False)
    _measured(metrics, ("trust",), "trust", _trust)
    st.subheader("The shipped model", anchor=False)
    _facts(card)


def _measured(
    metrics: Metrics,
    keys: tuple[str, ...],
    protocol: str,
    draw: Callable[[Metrics], None],
    need: Callable[[Any], bool] = all,
) -> None:
    """Draw what was measured, or say how to measure it; a card may be older or newer than this code."""
    how = f'make evaluate ARGS="--protocol {protocol}"'
    if not need(key in metrics for key in keys):
        st.html(markup.note(f"Not measured yet: run {how}, or make evaluate for everything on this page."))
        return
    try:
        for key in keys:
            if key in metrics:
                card_schema.check(metrics, key)
    except ArtifactError as error:
        messages.warning(f"{str(error).removesuffix('.')}: run {how} again.")
        return
    draw(metrics)


def _of_an_earlier_model(earlier: Mapping[str, str], name: str) -> None:
    """Say that the figures below are not of the shipped model, and what has changed since."""
    if name in earlier:
        st.html(markup.note(earlier[name]))


def _plot(figure: go.Figure, key: str, title: str, line: str) -> None:
    st.html(f'<p class="la-name">{title}</p>')
    st.plotly_chart(figure, config={"displayModeBar": False}, key=key, alt=f"{title}. {line}")
    st.html(markup.note(line))


def _scoreboard(metrics: Metrics) -> None:
    st.html(views.html_table("Scoreboard", views.SCOREBOARD_HEAD, views.scoreboard(metrics), strong="this model"))
    st.html(markup.note(views.SCOREBOARD_NOTE))


def _random_split(metrics: Metrics) -> None:
    found = metrics["paper"]
    summary, run = found["summary"], found["runs"][0]
    left, right = st.columns(2, gap="large")
    with left:
        _plot(
            figures.roc(found["runs"]),
            "roc",
            "ROC curves (the paper's Fig. 3)",
            f"Each line ranks one seed's {run['test']['n']} test alloys; the nearer the upper left corner, the better. "
            f"AUC {spread(summary['test_auc'])} over {found['seeds']} seeds; the paper: {paper('test_auc')}.",
        )
    with right:
        gap = summary["train_accuracy"]["mean"] - summary["test_accuracy"]["mean"]
        _plot(
            figures.split_scores(*points.split_scores(found)),
            "scores",
            "Training, validation and test, beside peers",
            f"Training stands {number(gap, 3)} above test accuracy: that much is memory. Peers learned from the same labels and are scored on "
            f"the same test alloys. n ≥ 4 is the line to read ({run['test_n4']['n']} of {run['test']['n']} in the first seed): the others are mostly "
            f"binaries, which are easy. The paper: {paper('test_accuracy')}.",
        )


def _systems(metrics: Metrics) -> None:
    found = metrics["by_system"]
    names = {"model": "this model"} | {key: name for key, name in PEER_NAMES.items() if key in found["mean"]}
    peers = {key: found["mean"][key]["n4"]["auc"] for key in names if key != "model"}
    _plot(
        figures.by_system(found["runs"], names),
        "systems",
        "Systems the model has not seen, peers on the same folds",
        f"The figure to expect for a new alloy system: AUC {spread(found['mean']['model']['n4']['auc'])} for n ≥ 4; best peer "
        f"{views.best_peer(peers)}. How systems are dealt to folds (one mark each) moves all of them together. The paper reports no such split; "
        f"its weights reach Brier {paper('test_n4_brier')} on a random split, where relatives of the test alloys are in training.",
    )
    st.html(tables.systems(found))


def _property(name: str, metrics: Metrics) -> None:
    found = metrics["properties"][name]
    st.html(markup.note(properties.line(name, found)) + properties.section(name, found))


def _left_out(metrics: Metrics) -> None:
    rows = metrics["leave_one_element_out"]
    worst = min(rows, key=lambda row: row["auc"]["value"])
    _plot(
        figures.left_out(rows),
        "left-out",
        "An element the model has never seen",
        f"Trained without any alloy of the element, scored on those that hold it; 95 % intervals over alloys, bars start at guessing. Hardest: "
        f"{worst['element']}, AUC {number(worst['auc']['value'], 3)}. The paper does not test this.",
    )


def _efficiency(metrics: Metrics) -> None:
    curves = metrics["data_efficiency"]
    for column, key, title in zip(
        st.columns(2, gap="large"), ("random", "by_system"), ("Random split", "Systems not seen"), strict=True
    ):
        with column:
            curve = curves[key]
            against = {
                peer: ", ".join(
                    number(100 * (point["semi_supervised"]["accuracy_mean"] - point[peer]["accuracy_mean"]), 1)
                    for point in curve
                )
                for peer in ("supervised_only", "random_forest")
            }
            _plot(
                figures.data_efficiency(curve),
                f"efficiency-{key}",
                f"{title}, {curve[0]['seeds']} seeds (the paper's Table 2 as a curve)",
                "What alloys without a label add, in points of accuracy: semi-supervised less the same head supervised only, from "
                f"{curve[0]['labels']} to {curve[-1]['labels']} labels, {against['supervised_only']}; less a forest, "
                f"{against['random_forest']}. Data efficiency is what the paper's title promises.",
            )


def _choosing() -> None:
    """Whether it pays to let a model choose what is made: the shipped data played again."""
    try:
        phases, hardness = replayed.read()
    except HeaError as error:
        messages.warning(error)
        return
    st.html(replay.sentences(phases) + replay.hardest(hardness))
    for column, (of, one) in zip(st.columns(len(phases), gap="large"), phases.items(), strict=True):
        with column:
            line = f"Mean of {one.seeds} seeds, from {one.start} labels; point at a line for its spread."
            _plot(replay.hits_figure(one), f"hits-{of}", f"{of.capitalize()}: what is found", line)
            _plot(replay.auc_figure(one), f"auc-{of}", f"{of.capitalize()}: what is learnt", line)
    st.html("".join(replay.table(of, one) for of, one in phases.items()))
    st.html(markup.note(replay.NOTE))


def _generator(metrics: Metrics) -> None:
    found = metrics["paper"]
    summary, levels = found["summary"], views.asked_levels(found)
    corrected = [summary[f"within_0.1_at_{level}"] for level in levels]
    left, right = st.columns(2, gap="large")
    with left:
        _plot(
            generator_figures.asked_got(
                levels,
                {
                    "corrected": corrected,
                    "decoder alone": [summary[f"within_0.1_uncorrected_at_{level}"] for level in levels],
                    "paper": [PAPER[f"within_0.1_at_{level}"].spread for level in levels],
                },
                [summary[f"z_distance_median_at_{level}"] for level in levels],
            ),
            "control",
            "Asked against got",
            f"Asked for a probability at the places of measured alloys, does the classifier confirm it? Within 0.1 in at least "
            f"{percent(min(one['mean'] for one in corrected))} at every level, after the correction that the app makes; the paper's weights: "
            f"{percent(min(PAPER[f'within_0.1_at_{level}'].value for level in levels))} at their worst. Below: how far the alloy lands "
            "from the place asked for.",
        )
        st.html(tables.control(found))
    with right:
        rows, series = points.class_from_z(summary)
        _plot(
            generator_figures.class_from_z(rows, series),
            "class-from-z",
            "Is z free of the class?",
            f"A random forest guesses the class from z alone; 0.5 is disentangled. With the classifier's φ {spread(summary['auc_phi_predicted'])} "
            f"(the paper {paper('auc_phi_predicted')}), with the observed class {spread(summary['auc_phi_observed'])} "
            f"(the paper {paper('auc_phi_observed')}).",
        )
        _plot(
            generator_figures.return_of_alloys(points.returns(summary)),
            "return",
            "What comes back of a test alloy",
            f"Encoded and decoded once, the median test alloy moves by {number(summary['moved_median']['mean'], 1)} at.% (the paper "
            f"{paper('moved_median')}) and {percent(summary['kept']['mean'])} keep their elements (the paper {percent(PAPER['kept'].value)}†); "
            "a 2-D map cannot hold every alloy. A higher ELBO is a better fit.",
        )


def _nudge(metrics: Metrics) -> None:
    found = metrics["nudge"]
    st.html(tables.nudging(found))
    st.html(
        markup.note(
            "A classifier of another kind gives a second opinion at the end of each path; the cautious search asks it on its way, so that only "
            "the share of held-out alloys below speaks for that search. The paper's loop replaces the alloy rather than nudging it; what counts "
            "is the at.% moved."
        )
    )
    if "harder_too" in found:
        st.html(markup.note(tables.harder_too(found["harder_too"])))
    st.html(tables.hit_rate(found["hit_rate"]))
    st.html(tables.constraints(found["constraints"]))


def _trust(metrics: Metrics) -> None:
    found = metrics["trust"]
    flips = found["processing_flips"]
    left, right = st.columns(2, gap="large")
    with left:
        st.html(tables.coverage(found))
        st.html(markup.note(f"{found['split']}. Where the set holds both classes, the verdict is left open."))
    with right:
        st.html(tables.domains(found))
        if found.get("verdicts"):
            st.html(tables.verdicts(found))
        st.html(
            markup.note(
                "Errors should grow from inside to outside. What no model of composition can know: of "
                f"{flips['compositions']} alloys made by two routes or more, {flips['flipped']} ({percent(flips['share'])}) change their class. "
                "The paper gives neither intervals nor domains."
            )
        )


def _facts(card: Mapping[str, Any]) -> None:
    st.html(views.card_facts(card))
    for key in ("settings", "architecture", "decoder", "history"):
        if card.get(key):
            with st.expander(messages.literal(documents.readable(key).capitalize())):
                documents.show_nested(card[key])
    st.download_button(
        "Download the card as JSON",
        lambda: json.dumps(card, ensure_ascii=False, indent=1),
        "card.json",
        "application/json",
        on_click="ignore",
    )
