"""What choosing the next batch has been worth, in sentences, a table and two figures a kind of alloys. Pure and escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from hea_core.evaluation.replayed import RANDOM
from hea_ui.common import palette
from hea_ui.common.wording import counted, number
from hea_ui.models.dot_plot import layout
from hea_ui.models.scoreboard import html_table

if TYPE_CHECKING:
    from hea_core.evaluation.replayed import Hardness, Needed, Replay

BUDGET, RANDOM_BUDGET = 50, 150
"""Alloys made where hits are compared, and by random choice where the goal for hits and the AUC to be equalled are read."""
FEWER = 0.3
"""Share of labels that the goal wants saved at equal AUC."""
PEER = "A peer's campaigns: 25 of 25 against 16."
HITS, LABELS = "probability", "diverse BALD"
"""The strategies of the two sentences: for finding single-phase alloys, and for learning."""
_HEAD = (
    "chosen by", "single-phase of 50 made", "more than random", "random makes for as many", "AUC, 50 made",
    "labels for the AUC of random with 200", "fewer labels",
)  # fmt: skip
NOTE = (
    "A forest on the descriptors is trained anew after each batch of ten; chemical systems are kept out for the AUC. In brackets: the labels "
    "needed where random choice is a standard error worse or better than its mean. The model of this app is not what chose here: what is "
    'measured is the choosing. make bench ARGS="--only replay" plays it again.'
)
_DRAWN = {
    RANDOM: (palette.NEUTRAL, "dot"),
    HITS: (palette.PEER, "solid"),
    "diverse mix": (palette.LOWERS, "dash"),
    LABELS: (palette.MODEL, "solid"),
}
"""{strategy: its colour and dash}, of those that the figures show."""


def sentences(replays: Mapping[str, Replay]) -> str:
    """How many more hits a budget makes and how many labels are saved at equal AUC, or that it is none."""
    lines = "".join(f"<li>{_hits(of, one)} {_labels(one)}</li>" for of, one in replays.items())
    return f'<ul class="la-sentence" id="replay">{lines}</ul>'


def _hits(of: str, one: Replay) -> str:
    ours, random = one.hits(HITS, BUDGET), one.hits(RANDOM, BUDGET)
    aim = one.hits(RANDOM, RANDOM_BUDGET)[0]
    beyond = f", more than {BUDGET} can be" if aim > BUDGET else ""
    return (
        f"<b>{escape(of.capitalize())}</b> ({one.alloys:,}, {one.single_phase:,} of them single-phase): of {BUDGET} made, "
        f"<b>{_spread(ours, 1)}</b> are single-phase where the most probable are chosen, {_spread(random, 1)} at random: "
        f"{number(ours[0] - random[0], 1)} more. Goal, as many as random finds with {RANDOM_BUDGET} made ({number(aim, 1)}{beyond}): "
        f"{'met' if ours[0] >= aim else 'missed'}."
    )


def _labels(one: Replay) -> str:
    of_random = one.start + RANDOM_BUDGET
    found = one.needed(LABELS, RANDOM_BUDGET)
    auc, deviation = one.auc(RANDOM, RANDOM_BUDGET)
    least = min((need for name in one.curves if (need := one.needed(name, RANDOM_BUDGET).labels)), default=of_random)
    saved = 0 if found.labels is None else max(of_random - found.labels, 0)
    met = "met" if saved >= FEWER * of_random else "missed"
    best = f" The best of all strategies needs {least}." if not saved and least < of_random else ""
    return (
        f"The AUC of random choice with {of_random} labels, {number(auc, 3)} ± {number(deviation, 3)}, is reached with "
        f"<b>{_needed(found)}</b> labels where the most telling are chosen, unlike each other ({LABELS}): "
        f"{f'{saved} labels saved' if saved else 'none saved'}.{best} Goal, {100 * FEWER:.0f} % fewer labels: {met}."
    )


def _needed(found: Needed) -> str:
    """As "100 (80 to 110)": in brackets, where random choice's mean is a standard error lower and higher."""
    if found.labels is None:
        return "more labels than were played"
    high = "more than were played" if found.high is None else str(found.high)
    return f"{found.labels} ({found.low} to {high})"


def hardest(found: Hardness) -> str:
    """How often one of the hardest alloys was found, and what a peer states of its own campaigns."""
    made, replays, top = found["made"][-1], found["replays"], found["top"]
    ours, random = (round(replays * found["reached"][name][-1]) for name in ("upper bound", RANDOM))
    kept, by_chance = (found["top_found"][name][-1] for name in ("upper bound", RANDOM))
    return (
        f'<p class="la-sentence" id="replay-hardness"><b>Hardness</b> ({found["alloys"]} alloys, {made} made from {found["start"]} known): one '
        f"of the {top} hardest is found in <b>{ours} of {replays}</b> replays by the upper bound of what is expected, in {random} at random; "
        f"{number(kept, 1)} of the {top} against {number(by_chance, 1)}. {PEER}</p>"
    )


def table(of: str, one: Replay) -> str:
    """Every strategy at the same budget."""
    return html_table(
        f"Replay, {of}: {counted(one.seeds, 'seed')}, mean ± standard deviation",
        _HEAD,
        [_row(name, one) for name in one.curves],
    )


def _row(name: str, one: Replay) -> list[str]:
    hits, of_random = one.hits(name, BUDGET), one.start + RANDOM_BUDGET
    needed = one.needed(name, RANDOM_BUDGET)
    makes = one.random_makes(hits[0])
    saved = "–" if needed.labels is None else f"{number(100 * (1 - needed.labels / of_random), 0)} %"
    return [
        name,
        _spread(hits, 1),
        number(hits[0] - one.hits(RANDOM, BUDGET)[0], 1),
        "more than was played" if makes is None else str(makes),
        _spread(one.auc(name, BUDGET), 3),
        _needed(needed),
        saved,
    ]


def hits_figure(one: Replay) -> go.Figure:
    """Single-phase alloys found against alloys made."""
    made = [labels - one.start for labels in one.labels]
    return _lines(one, made, "hits", "alloys made (count)", "single-phase among them (count)")


def auc_figure(one: Replay) -> go.Figure:
    """AUC on systems kept out against labels."""
    return _lines(one, one.labels, "auc", "labels (count)", "AUC on systems kept out")


def _lines(one: Replay, x: Sequence[int], kind: str, across: str, up: str) -> go.Figure:
    figure = go.Figure()
    for name, (colour, dash) in _DRAWN.items():
        mean, deviation = (one.curves[name][f"{kind}_{part}"] for part in ("mean", "std"))  # type: ignore[literal-required]
        figure.add_scatter(
            x=list(x),
            y=mean,
            customdata=deviation,
            mode="lines",
            line={"color": colour, "dash": dash, "width": 2},
            name=name,
            hovertemplate=f"{name}, %{{x}}: %{{y:.3~f}} ± %{{customdata:.3~f}}<extra></extra>",
        )
    return layout(figure, 300, xaxis={"title": across}, yaxis={"title": up})


def _spread(figure: tuple[float, float], digits: int) -> str:
    return f"{number(figure[0], digits)} ± {number(figure[1], digits)}"
