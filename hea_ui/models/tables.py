"""Tables of the model card: classifiers by system, control of the generator, nudging, and trust. Pure and escaped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hea_ui.common.nudge_ways import IN_CARD, WAYS
from hea_ui.common.verdict import ELEMENT_COUNTS, PLACES, WORDS
from hea_ui.common.wording import counted, number
from hea_ui.models.scoreboard import PEER_NAMES, asked_levels, html_table, percent, spread

Metrics = Mapping[str, Any]
_STRATA = {"two_or_three": "two or three elements", "four_or_more": "four or more elements"}


def systems(found: Metrics) -> str:
    """Every classifier on the same folds, n ≥ 4 and all."""
    mean = found["mean"]
    names = {"model": "this model"} | PEER_NAMES
    rows: list[tuple[str, ...]] = []
    for part, words in (("n4", "n ≥ 4"), ("all", "all")):
        of = mean["model"][part]
        rows.append((f"{words}: {of['n']:,} alloys, commoner class {number(of['majority'], 3)}",))
        rows += [
            (names[key], *(spread(mean[key][part][figure]) for figure in ("accuracy", "auc", "brier", "ece")))
            for key in names
            if key in mean
        ]
    return html_table(
        f"Mean ± standard deviation over {len(found['runs'])} assignments of systems to folds",
        ("classifier", "accuracy", "AUC", "Brier", "calibration error"),
        rows,
    )


def control(found: Metrics) -> str:
    """Asked against got, a row for each level: means over seeds."""
    runs = found["runs"]
    rows = []
    for k, level in enumerate(asked_levels(found)):
        here = [run["controllability"][k] for run in runs]

        def mean(figure: str, here: list[Metrics] = here) -> float | None:
            values = [one[figure] for one in here]
            return None if None in values else sum(values) / len(values)

        rows.append(
            (
                number(level, 1),
                percent(mean("within_0.1")),
                percent(mean("within_0.1_uncorrected")),
                number(mean("mean_error"), 3),
                percent(mean("right_side")),
                number(mean("z_distance_median"), 3),
                number(mean("corrected_at_percent_median"), 1),
            )
        )
    return html_table(
        f"Mean of {counted(len(runs), 'seed')}, at the latents of "
        f"{runs[0]['controllability'][0]['n']:,} alloys; right side: of 0.5; moved: by the correction",
        (
            "asked",
            "within 0.1",
            "decoder alone",
            "mean error",
            "right side",
            "|z′ − z|",
            "moved (at.%)",
        ),
        rows,
    )


def nudging(found: Metrics) -> str:
    """The methods beside the paper's weights; at.% moved, new elements and second opinion over converged alloys."""
    methods = {IN_CARD.get(name, name): figures for name, figures in found["methods"].items()}
    paper = found["paper_weights"]
    rows = [
        (
            name,
            f"{one.get('alloys', found['alloys']):,}",
            percent(one["converged"]),
            number(one["moved_median"], 1),
            number(one.get("moved_p90"), 1),
            number(one["new_elements_mean"], 2),
            percent(one["judge_agrees"]),
            number(None if (took := one.get("seconds_median")) is None else 1000 * took, 0),
        )
        for name, one in ({"paper's weights and loop": paper} | methods).items()
    ]
    head = (
        "method",
        "starts",
        "converged",
        "at.% moved, median",
        "90th percentile",
        "new elements",
        "second opinion agrees",
        "ms, median",
    )
    return html_table(f"To {found['cutoff']}, from {found['split']}", head, rows)


def constraints(found: Metrics) -> str:
    """Random constrained runs by method: returned alloys that break a demand, and how runs ended."""
    rows = [
        (
            WAYS[name].name if name in WAYS else name,  # `minimal` is asked for the cautious score there
            str(broken),
            "; ".join(
                f"{status.replace('_', ' ')}: {count:,}"
                for status, count in sorted(found["statuses"].get(name, {}).items(), key=lambda one: -one[1])
            ),
        )
        for name, broken in found["violations"].items()
    ]
    return html_table(
        f"{found['runs']:,} runs under random constraints", ("method", "alloys that break one", "how they ended"), rows
    )


def hit_rate(found: Metrics) -> str:
    """Of held-out alloys that pass the test of nudging, the share observed single-phase."""
    rows = [("any alloy (base rate)", f"{found['n']:,}", number(found["base_rate"], 3))]
    for name, words in (("mean", "passes the plain test"), ("cautious", "passes the cautious test")):
        one = found[name]
        passing = " / ".join(str(count) for count in one["passing"])
        rows.append((words, passing, spread({"mean": one["precision_mean"], "sd": one["precision_sd"]})))
    return html_table(
        str(found["split"]).capitalize(), ("alloys of held-out systems", "n", "observed single-phase"), rows
    )


def coverage(found: Metrics) -> str:
    """Sets and intervals on systems that neither training nor calibration saw."""
    rows = [
        (
            _STRATA.get(name, name),
            f"{one['n']:,}",
            percent(one["set_coverage"]),
            percent(one["decided"]),
            percent(one["right_where_decided"]),
            percent(one["interval_group_coverage"]),
        )
        for name, one in found["coverage"].items()
    ]
    head = ("alloys", "n", "set holds class", "decided", "right if decided", "groups in interval")
    return html_table("Systems held out", head, rows)


def domains(found: Metrics) -> str:
    """Share of wrong verdicts in each domain, with systems and with elements held out."""
    rows: list[tuple[str, ...]] = []
    for key, words in (("systems_held_out", "Chemical systems held out"), ("elements_held_out", "An element held out")):
        rows.append((words,))
        for one in found["domain"][key]:
            cells = [_wrong(one), *(_wrong(one[stratum]) for stratum in _STRATA)]
            rows.append((PLACES[one["domain"]], *cells))
    return html_table("Wrong verdicts (of how many alloys)", ("domain", "all", *_STRATA.values()), rows)


def verdicts(found: Metrics) -> str:
    """What became of held-out alloys of each verdict, as a card quotes it of one alloy."""
    rows = [
        (
            ELEMENT_COUNTS[one["elements"]],
            PLACES[one["domain"]],
            WORDS[one["verdict"]],
            f"{one['n']:,}",
            percent(one["single"]) if one["n"] else "–",
        )
        for one in found["verdicts"]
    ]
    head = ("alloys of", "domain", "verdict", "n", "were single-phase")
    return (
        html_table("What alloys of held-out systems were, by verdict; n is the mean of the assignments", head, rows)
        if rows
        else ""
    )


def _wrong(one: Metrics) -> str:
    return f"{percent(one['error'])} ({one['n']:,})" if one["n"] else "none"


def harder_too(found: Mapping[str, Any]) -> str:
    """In a sentence what the cautious search does when more hardness is asked for beside the single phase."""
    return (
        f"To the cutoff and {percent(found['harder'] - 1)} more hardness, from {found['alloys']} starts: "
        f"{percent(found['feasible'])} of these requests are had by some augmented alloy, half of the time by none within "
        f"{number(found['nearest_known_median'], 0)} at.%. The cautious search reaches {percent(found['reached_of_feasible'])} of those "
        f"and {percent(found['reached_of_others'])} of the others, moving {number(found['moved_median'], 0)} at.% in the median."
        f"{_bare(found)}"
    )


def _bare(found: Mapping[str, Any]) -> str:
    """The same of the bare minimum, which asks the mean alone; "" of a card that says nothing of it."""
    bare = found.get("bare_minimum")
    if not bare:
        return ""
    return f" The bare minimum reaches {percent(bare['reached_of_feasible'])}, moving {number(bare['moved_median'], 0)} at.%."
