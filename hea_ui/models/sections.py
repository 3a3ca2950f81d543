"""The sections of the Models page for specialists, each a plot or a table of some figures of the card and a line with what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from hea_core.errors import HeaError
from hea_core.evaluation import replayed
from hea_core.evaluation.paper_values import PAPER
from hea_ui.common import drawing, markup, messages
from hea_ui.common.wording import counted, number
from hea_ui.models import figures, generator_figures, points, properties, replay, tables
from hea_ui.models import scoreboard as views
from hea_ui.models.scoreboard import PEER_NAMES, paper, percent, spread

Metrics = Mapping[str, Any]


def plot(figure: go.Figure, key: str, title: str, line: str) -> None:
    """A figure under its title, with a line that says what it means."""
    st.html(f'<p class="la-name">{title}</p>')
    drawing.plot(figure, key, f"{title}. {line}")
    st.html(markup.note(line))


def scoreboard(metrics: Metrics) -> None:
    """The model, the paper and peers by one figure a split."""
    st.html(views.html_table("Scoreboard", views.SCOREBOARD_HEAD, views.scoreboard(metrics), strong="this model"))
    st.html(markup.note(views.SCOREBOARD_NOTE))


def random_split(metrics: Metrics) -> None:
    """ROC curves, and training, validation and test beside peers."""
    found = metrics["paper"]
    summary, run = found["summary"], found["runs"][0]
    left, right = st.columns(2, gap="large")
    with left:
        plot(
            figures.roc(found["runs"]),
            "roc",
            "ROC curves (the paper's Fig. 3)",
            f"Each line ranks one seed's {run['test']['n']} test alloys; the nearer the upper left corner, the better. "
            f"AUC {spread(summary['test_auc'])} over {counted(found['seeds'], 'seed')}; the paper: {paper('test_auc')}.",
        )
    with right:
        gap = summary["train_accuracy"]["mean"] - summary["test_accuracy"]["mean"]
        plot(
            figures.split_scores(*points.split_scores(found)),
            "scores",
            "Training, validation and test, beside peers",
            f"Training stands {number(gap, 3)} above test accuracy: that much is memory. Peers learned from the same labels and are scored on "
            f"the same test alloys. n ≥ 4 is the line to read ({run['test_n4']['n']} of {run['test']['n']} in the first seed): the others are mostly "
            f"binaries, which are easy. The paper: {paper('test_accuracy')}.",
        )


def systems(metrics: Metrics) -> None:
    """Systems held out, peers on the same folds."""
    found = metrics["by_system"]
    names = {"model": "this model"} | {key: name for key, name in PEER_NAMES.items() if key in found["mean"]}
    peers = {key: found["mean"][key]["n4"]["auc"] for key in names if key != "model"}
    plot(
        figures.by_system(found["runs"], names),
        "systems",
        "Systems the model has not seen, peers on the same folds",
        f"The figure to expect for a new alloy system: AUC {spread(found['mean']['model']['n4']['auc'])} for n ≥ 4; best peer "
        f"{views.best_peer(peers)}. How systems are dealt to folds (one mark each) moves all of them together. The paper reports no such split; "
        f"its weights reach Brier {paper('test_n4_brier')} on a random split, where relatives of the test alloys are in training.",
    )
    st.html(tables.systems(found))


def further_target(name: str, metrics: Metrics) -> None:
    """Structure or hardness on systems held out."""
    found = metrics["properties"][name]
    st.html(markup.note(properties.line(name, found)) + properties.section(name, found))


def left_out(metrics: Metrics) -> None:
    """Elements held out, one after another."""
    rows = metrics["leave_one_element_out"]
    worst = min(rows, key=lambda row: row["auc"]["value"])
    plot(
        figures.left_out(rows),
        "left-out",
        "An element the model has never seen",
        f"Trained without any alloy of the element, scored on those that hold it; 95 % intervals over alloys, bars start at guessing. Hardest: "
        f"{worst['element']}, AUC {number(worst['auc']['value'], 3)}. The paper does not test this.",
    )


def efficiency(metrics: Metrics) -> None:
    """What alloys without a label add, by number of labels."""
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
            plot(
                figures.data_efficiency(curve),
                f"efficiency-{key}",
                f"{title}, {counted(curve[0]['seeds'], 'seed')} (the paper's Table 2 as a curve)",
                "What alloys without a label add, in points of accuracy: semi-supervised less the same head supervised only, from "
                f"{curve[0]['labels']} to {curve[-1]['labels']} labels, {against['supervised_only']}; less a forest, "
                f"{against['random_forest']}.",
            )


def choosing() -> None:
    """Whether it pays to let a model choose what is made: the shipped data played again."""
    try:
        phases, hardness = replayed.read()
    except HeaError as error:
        messages.warning(error)
        return
    st.html(replay.sentences(phases) + replay.hardest(hardness))
    for column, (of, one) in zip(st.columns(len(phases), gap="large"), phases.items(), strict=True):
        with column:
            line = f"Mean of {counted(one.seeds, 'seed')}, from {one.start} labels; point at a line for its spread."
            plot(replay.hits_figure(one), f"hits-{of}", f"{of.capitalize()}: what is found", line)
            plot(replay.auc_figure(one), f"auc-{of}", f"{of.capitalize()}: what is learnt", line)
    st.html("".join(replay.table(of, one) for of, one in phases.items()))
    st.html(markup.note(replay.NOTE))


def generator(metrics: Metrics) -> None:
    """Asked against got, what z says of the class, and what comes back of an alloy."""
    found = metrics["paper"]
    summary, levels = found["summary"], views.asked_levels(found)
    corrected = [summary[f"within_0.1_at_{level}"] for level in levels]
    left, right = st.columns(2, gap="large")
    with left:
        plot(
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
        plot(
            generator_figures.class_from_z(rows, series),
            "class-from-z",
            "Is z free of the class?",
            f"A random forest guesses the class from z alone; 0.5 is disentangled. With the classifier's φ {spread(summary['auc_phi_predicted'])} "
            f"(the paper {paper('auc_phi_predicted')}), with the observed class {spread(summary['auc_phi_observed'])} "
            f"(the paper {paper('auc_phi_observed')}).",
        )
        plot(
            generator_figures.return_of_alloys(points.returns(summary)),
            "return",
            "What comes back of a test alloy",
            f"Encoded and decoded once, the median test alloy moves by {number(summary['moved_median']['mean'], 1)} at.% (the paper "
            f"{paper('moved_median')}) and {percent(summary['kept']['mean'])} keep their elements (the paper {percent(PAPER['kept'].value)}†); "
            "a 2-D map cannot hold every alloy. A higher ELBO is a better fit.",
        )


def nudge(metrics: Metrics) -> None:
    """How often each method ends where it should, under constraints too."""
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


def trust(metrics: Metrics) -> None:
    """Coverage of sets and intervals, errors by domain and by verdict."""
    found = metrics["trust"]
    flips = found["processing_flips"]
    left, right = st.columns(2, gap="large")
    with left:
        st.html(tables.coverage(found))
        st.html(markup.note(f"{found['split']}. Where the set holds both classes, the verdict is left open."))
        if found.get("verdicts"):
            st.html(tables.verdicts(found))
    with right:
        st.html(tables.domains(found))
        st.html(
            markup.note(
                "Errors should grow from inside to outside. What no model of composition can know: of "
                f"{flips['compositions']} alloys made by two routes or more, {flips['flipped']} ({percent(flips['share'])}) change their class. "
                "The paper gives neither intervals nor domains."
            )
        )
