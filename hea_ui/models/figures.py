"""The classifier's figures of the model card, one function each: pure, every axis named with its unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from hea_ui.common import palette
from hea_ui.common.verdict import PLACES
from hea_ui.common.wording import in_lines
from hea_ui.models.dot_plot import MARKS, Series, dots, layout


def roc(runs: Sequence[Mapping[str, Any]]) -> go.Figure:
    """ROC curves on each seed's test part, their mean, and guessing."""
    figure = go.Figure()
    curves = [run["roc"] for run in runs]
    for run, curve in zip(runs, curves, strict=True):
        figure.add_scatter(
            x=curve["false_positive_rate"],
            y=curve["true_positive_rate"],
            mode="lines",
            line={"color": palette.NEUTRAL, "width": 1},
            opacity=0.6,
            name="a seed",
            legendgroup="seed",
            showlegend=run is runs[0],
            hovertemplate=f"seed {run['seed']}, AUC {run['test']['auc']['value']:.3f}<br>false positives %{{x:.2f}}, "
            "true positives %{y:.2f}<extra></extra>",
        )
    figure.add_scatter(
        x=curves[0]["false_positive_rate"],
        y=np.mean([curve["true_positive_rate"] for curve in curves], axis=0).tolist(),
        mode="lines",
        line={"color": palette.MODEL, "width": 3},
        name="mean of the seeds",
        hovertemplate="mean: false positives %{x:.2f}, true positives %{y:.2f}<extra></extra>",
    )
    figure.add_scatter(
        x=[0, 1],
        y=[0, 1],
        mode="lines",
        line={"color": palette.NEUTRAL, "width": 1.5, "dash": "dot"},
        name="guessing",
        hoverinfo="skip",
    )
    return layout(
        figure,
        380,
        xaxis={"title": in_lines("false-positive rate (share of multi-phase alloys)"), "range": [-0.01, 1.01]},
        yaxis={"title": in_lines("true-positive rate (share of single-phase)"), "range": [-0.01, 1.02]},
    )


def split_scores(rows: Sequence[str], accuracy: Sequence[Series], auc: Sequence[Series]) -> go.Figure:
    """Accuracy and AUC of each row: parts of the split, peers, and the paper."""
    figure = make_subplots(rows=1, cols=2, shared_yaxes=True, horizontal_spacing=0.06)
    dots(figure, rows, accuracy, 3, row=1, col=1)
    dots(figure, rows, auc, 3, row=1, col=2)
    figure.update_xaxes(nticks=4)
    return layout(figure, 380, xaxis={"title": "accuracy (share)"}, xaxis2={"title": "ROC AUC"})


def by_system(runs: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> go.Figure:
    """AUC on systems not seen, one mark for each assignment of systems to folds, and the mean as a bar across them.

    Args:
        runs: of the card's `by_system`; each holds every classifier.
        names: classifier to the words for it, best known first; "model" is ours.
    """
    figure = make_subplots(rows=1, cols=2, shared_yaxes=True, horizontal_spacing=0.06)
    for column, part in enumerate(("n4", "all"), start=1):
        for kind in ("this model", "peer"):
            chosen = [key for key in names if (key == "model") == (kind == "this model")]
            points = [
                (run[key][part]["auc"]["value"], names[key], k + 1) for key in chosen for k, run in enumerate(runs)
            ]
            figure.add_scatter(
                x=[value for value, _, _ in points],
                y=[name for _, name, _ in points],
                customdata=[assignment for _, _, assignment in points],
                mode="markers",
                marker=MARKS[kind],
                opacity=0.75,
                name=kind,
                legendgroup=kind,
                showlegend=column == 1,
                hovertemplate="%{y}, assignment %{customdata}: AUC %{x:.3f}<extra></extra>",
                row=1,
                col=column,
            )
        figure.add_scatter(
            x=[float(np.mean([run[key][part]["auc"]["value"] for run in runs])) for key in names],
            y=list(names.values()),
            mode="markers",
            marker={"symbol": "line-ns", "size": 22, "line": {"width": 2, "color": palette.NEUTRAL}},
            name="mean of the assignments",
            legendgroup="mean",
            showlegend=column == 1,
            hovertemplate="%{y}, mean: AUC %{x:.3f}<extra></extra>",
            row=1,
            col=column,
        )
    figure.update_yaxes(categoryorder="array", categoryarray=list(names.values())[::-1], automargin=True)
    figure.update_xaxes(nticks=4)
    return layout(figure, 340, xaxis={"title": "ROC AUC, n ≥ 4"}, xaxis2={"title": "ROC AUC, all"})


_ALL = {"color": palette.NEUTRAL, "symbol": "square-open", "size": 8, "line": {"width": 2}}


def errors_by_domain(rows: Sequence[Mapping[str, Any]]) -> go.Figure:
    """Share of wrong answers on alloys of four or more elements, by where they lie against what was measured; 95 % intervals (Wilson).

    Args:
        rows: `trust.domain.systems_held_out` of the card.
    """
    known = [(PLACES[row["domain"]], row["four_or_more"]) for row in rows if row["four_or_more"]["n"]]
    shares = [one["error"] for _, one in known]
    ends = [wilson(one["error"], int(one["n"])) for _, one in known]
    figure = go.Figure(
        go.Bar(
            x=shares,
            y=[f"{place}<br>{one['n']:,} alloys" for place, one in known],
            orientation="h",
            marker={"color": palette.MODEL},
            width=0.55,
            error_x={
                "array": [high - share for share, (_, high) in zip(shares, ends, strict=True)],
                "arrayminus": [share - low for share, (low, _) in zip(shares, ends, strict=True)],
                "thickness": 1.5,
                "width": 5,
                "color": palette.NEUTRAL,
            },
            text=[f"{100 * share:.0f} %" for share in shares],
            textposition="inside",
            insidetextanchor="start",
            hovertemplate="%{y}: %{x:.1%} wrong<extra></extra>",
        )
    )
    return layout(
        figure,
        300,
        xaxis={"title": "wrong answers (share)", "tickformat": ".0%", "rangemode": "tozero"},
        yaxis={"autorange": "reversed", "automargin": True},
    )


def reliability(bins: Mapping[str, Sequence[Mapping[str, float]]]) -> go.Figure:
    """Observed share of single-phase alloys against the probability given, with 95 % binomial intervals (Wilson)."""
    figure = go.Figure()
    figure.add_scatter(
        x=[0, 1],
        y=[0, 1],
        mode="lines",
        line={"color": palette.NEUTRAL, "width": 1.5, "dash": "dot"},
        name="perfect",
        hoverinfo="skip",
    )
    for key, name, mark in (("n4", "four or more elements", MARKS["this model"]), ("all", "all alloys", _ALL)):
        found = bins[key]
        intervals = [wilson(one["observed"], int(one["n"])) for one in found]
        figure.add_scatter(
            x=[one["probability"] for one in found],
            y=[one["observed"] for one in found],
            error_y={
                "array": [high - one["observed"] for one, (_, high) in zip(found, intervals, strict=True)],
                "arrayminus": [one["observed"] - low for one, (low, _) in zip(found, intervals, strict=True)],
                "thickness": 1.2,
                "width": 3,
            },
            customdata=[one["n"] for one in found],
            mode="lines+markers",
            line={"color": mark["color"], "width": 1.5},
            marker=mark,
            name=name,
            hovertemplate=f"{name}: given %{{x:.2f}}, observed %{{y:.2f}} of %{{customdata}} alloys<extra></extra>",
        )
    return layout(
        figure,
        380,
        xaxis={"title": in_lines("probability given (mean of the bin)"), "range": [0, 1]},
        yaxis={"title": "observed single-phase (share)", "range": [-0.02, 1.02]},
    )


def wilson(share: float, n: int) -> tuple[float, float]:
    """95 % interval of a share of n (Wilson's score): inside [0, 1] and honest for small n."""
    z = 1.96
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return max(0.0, min(share, float(middle - half))), min(1.0, max(share, float(middle + half)))


def left_out(rows: Sequence[Mapping[str, Any]]) -> go.Figure:
    """AUC on the alloys of an element that training never saw, from guessing upwards, with 95 % intervals."""
    figure = go.Figure()
    values = [row["auc"] for row in rows]
    figure.add_bar(
        x=[f"{row['element']}<br>{row['n']}" for row in rows],
        y=[auc["value"] - 0.5 for auc in values],
        base=0.5,
        error_y={
            "array": [auc["high"] - auc["value"] for auc in values],
            "arrayminus": [auc["value"] - auc["low"] for auc in values],
            "thickness": 1.5,
            "width": 4,
            "color": palette.NEUTRAL,
        },
        marker={"color": palette.MODEL},
        customdata=[
            [row["element"], row["n"], a["value"], a["low"], a["high"], row["accuracy"]["value"], row["majority"]]
            for row, a in zip(rows, values, strict=True)
        ],
        hovertemplate="without %{customdata[0]}: AUC %{customdata[2]:.3f} (%{customdata[3]:.3f} to %{customdata[4]:.3f})<br>"
        "accuracy %{customdata[5]:.3f}, commoner class %{customdata[6]:.3f}, %{customdata[1]} alloys<extra></extra>",
    )
    return layout(
        figure,
        380,
        xaxis={"title": in_lines("element left out, and alloys that hold it (count)"), "tickangle": 0},
        yaxis={"title": "ROC AUC on its alloys", "range": [min(0.5, *(a["low"] for a in values)) - 0.01, 1]},
    )


_EFFICIENCY = (
    ("semi_supervised", "semi-supervised", MARKS["this model"], "solid", 1.0),
    ("supervised_only", "same head, supervised only", MARKS["peer"], "dash", 0.96),
    ("random_forest", "random forest", MARKS["paper"], "dot", 1.04),
)


def data_efficiency(curve: Sequence[Mapping[str, Any]]) -> go.Figure:
    """Accuracy against the number of labels; marks stand a little apart so that their error bars can be read."""
    figure = go.Figure()
    labels = [point["labels"] for point in curve]
    for key, name, mark, dash, shift in _EFFICIENCY:
        figure.add_scatter(
            x=[shift * count for count in labels],
            y=[point[key]["accuracy_mean"] for point in curve],
            error_y={"array": [point[key]["accuracy_sd"] for point in curve], "thickness": 1.2, "width": 3},
            customdata=labels,
            mode="lines+markers",
            line={"color": mark["color"], "dash": dash, "width": 1.8},
            marker=mark,
            name=name,
            hovertemplate=f"{name}, %{{customdata}} labels: %{{y:.3f}} ± %{{error_y.array:.3f}}<extra></extra>",
        )
    return layout(
        figure,
        380,
        xaxis={
            "title": "labelled alloys (count)",
            "type": "log",
            "tickvals": labels,
            "ticktext": [str(n) for n in labels],
        },
        yaxis={"title": "accuracy (share)"},
    )
