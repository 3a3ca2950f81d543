"""What the dot plots of the model card show: the card's figures and the paper's as series. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hea_core.evaluation.paper_values import PAPER
from hea_ui.models.dot_plot import Series
from hea_ui.models.scoreboard import PEER_NAMES

Metrics = Mapping[str, Any]


def split_scores(found: Metrics) -> tuple[list[str], list[Series], list[Series]]:
    """Rows, and series of accuracy and of AUC: parts of the split, peers, and the paper."""
    summary, run = found["summary"], found["runs"][0]
    parts = {
        f"training ({run['train']['n']})": "train",
        f"validation ({run['validation']['n']})": "validation",
        f"test ({run['test']['n']})": "test",
        "test, n ≥ 4": "test_n4",
        "test, all other labels": "test_all_labels",
        "n ≥ 4, all other labels": "test_n4_all_labels",
    }
    peers = {name: key for key, name in PEER_NAMES.items() if f"{key}_auc" in summary}
    published = {"paper, test": "test", "paper, n ≥ 4 †": "test_n4"}

    def series(figure: str) -> list[Series]:
        def point(key: str) -> tuple[float, float]:
            return summary[f"{key}_{figure}"]["mean"], summary[f"{key}_{figure}"]["sd"]

        stated = {row: PAPER[f"{key}_{figure}"] for row, key in published.items()}
        return [
            Series("this model", {row: point(key) for row, key in parts.items()}),
            Series("peer", {row: point(key) for row, key in peers.items()}),
            Series("paper", {row: (one.value, one.sd) for row, one in stated.items()}),
        ]

    return [*parts, *peers, *published], series("accuracy"), series("auc")


def _points(summary: Metrics, rows: Mapping[str, str]) -> list[Series]:
    """This model and the paper at the named figures of the summary."""
    known = {row: PAPER[key] for row, key in rows.items() if key in PAPER}
    return [
        Series("this model", {row: (summary[key]["mean"], summary[key]["sd"]) for row, key in rows.items()}),
        Series("paper", {row: (one.value, one.sd) for row, one in known.items()}),
    ]


def class_from_z(summary: Metrics) -> tuple[list[str], list[Series]]:
    """Rows and series: AUC of the class read off z, encoded with the φ predicted and observed."""
    rows = {
        "φ predicted, all": "auc_phi_predicted",
        "φ predicted, n ≥ 4": "auc_phi_predicted_n4",
        "φ observed, all": "auc_phi_observed",
        "φ observed, n ≥ 4": "auc_phi_observed_n4",
    }
    return list(rows), _points(summary, rows)


def returns(summary: Metrics) -> list[tuple[str, list[str], list[Series]]]:
    """Panels of (axis title with unit, rows, series): at.% moved, elements kept, and likelihood."""
    panels = (
        ("median at.% moved", {"all": "moved_median", "n ≥ 4": "moved_median_n4"}),
        ("element set kept (share)", {"all": "kept", "n ≥ 4": "kept_n4"}),
        ("test ELBO (nats an alloy)", {"φ predicted": "elbo_phi_predicted", "φ observed": "elbo_phi_observed"}),
    )
    return [(title, list(rows), _points(summary, rows)) for title, rows in panels]
