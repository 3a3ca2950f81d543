"""Figures of the targets beside single phase, in tables of one form: what stands beside it, intervals or sets, domain. Pure and escaped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hea_ui.common.verdict import PLACES
from hea_ui.common.wording import number
from hea_ui.models.scoreboard import html_table, percent

Metrics = Mapping[str, Any]
_NAMES = {
    "model": "this model",
    "teacher": "its teacher",
    "vec_rule": "VEC rule",
    "nearest_neighbour": "nearest neighbour",
    "five_neighbours": "five neighbours",
    "forest": "forest + extra trees",
    "rule_of_mixtures": "rule of mixtures, fitted",
    "mean": "mean of all",
}
_CLASSES = ("FCC", "BCC", "HCP", "mixed", "intermetallic")
_ROUTES = {"": "not given"}


def section(name: str, found: Metrics) -> str:
    """All tables of one target."""
    return (_of_classes if name == "structure" else _of_numbers)(found)


def line(name: str, found: Metrics) -> str:
    """What the tables come to, in a sentence or two."""
    if name == "structure":
        sets = found["sets"]["n4"]
        return (
            f"By system, n ≥ 4: {percent(found['n4']['model']['accuracy'])} right, the VEC rule {percent(found['n4']['vec_rule']['accuracy'])}. "
            f"90 % sets hold what was observed in {percent(sets['coverage'])} of cases, with {number(sets['size'], 2)} classes on average."
        )
    of, two = found["interval"], found["two_papers"]
    return (
        f"By system: off by {number(found['cleaned']['model']['mean_error'], 0)} HV on average; two papers on one cast alloy by "
        f"{number(two['mean'], 0)} HV ({two['pairs']} pairs). 90 % intervals hold {percent(of['coverage'])} of single measurements, "
        f"×÷ {number(of['factor'], 2)} on average. Very hard alloys whose route is not given are underpredicted."
    )


def _of_classes(found: Metrics) -> str:
    rows: list[tuple[str, ...]] = []
    for part, words in (
        ("n4", "n ≥ 4"),
        ("n4_experiments", "n ≥ 4, with the experiment's own statement"),
        ("all", "all"),
    ):
        rows.append((f"{words}: {found[part]['model']['n']:,.0f} alloys",))
        rows += [
            (_NAMES[who], percent(of["accuracy"]), *(number(of.get(f"auc_{label}"), 3) for label in _CLASSES))
            for who, of in found[part].items()
        ]
    head = ("who", "right", *(f"AUC {label}" for label in _CLASSES))
    return html_table(found["split"], head, rows) + _domains("Structure", found["domain"], "wrong", percent)


def _of_numbers(found: Metrics) -> str:
    rows = [
        (
            _NAMES[who],
            number(of["mean_error"], 1),
            number(of["median_error"], 1),
            number(of["spearman"], 2),
            number(found["all_values"][who]["mean_error"], 1),
        )
        for who, of in found["cleaned"].items()
    ]
    head = ("who", "mean error (HV)", "median error (HV)", "Spearman", "mean error, slips and powder included (HV)")
    routes = [
        (_ROUTES.get(row["route"], row["route"]), f"{row['n']}", percent(row["coverage"])) for row in found["by_route"]
    ]
    bias = [
        (f"{row['from']:.0f} to {row['to']:.0f}", f"{row['n']}", number(row["factor"], 2))
        for row in found["by_observed"]
    ]
    return (
        html_table(found["split"], head, rows)
        + html_table("90 % intervals by processing route", ("route", "measurements", "inside"), routes)
        + html_table("Predicted over observed, by hardness observed", ("HV", "alloys", "factor"), bias)
        + _domains("Hardness", found["domain"], "mean |Δ ln HV|", lambda error: number(error, 2))
    )


def _domains(name: str, rows: list[Metrics], error: str, shown: Callable[[float | None], str]) -> str:
    table = [(PLACES[row["domain"]], f"{row['n']}", shown(row["error"])) for row in rows]
    return html_table(f"{name} by domain", ("domain", "alloys", error), table)
