"""The figures of a nudge, one function each: pure, every axis named with its unit, no colour that carries meaning alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from hea_core.model.computed import askable
from hea_ui.common import palette
from hea_ui.common.wording import describe, in_lines, number, symbol_text, with_unit

if TYPE_CHECKING:
    from hea_core.explain.shapley import Explanation
    from hea_core.explain.what_if import ElementEffect
    from hea_core.results import GoalReceipt, Trajectory

_MARGIN = {"l": 10, "r": 10, "t": 10, "b": 10}
_LEGEND = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "title": {"text": ""}}
_FEW = 8
"""Steps up to which bars are wide enough to be written on."""
ADDITIONS = 6
"""New elements whose effect is shown."""


def compositions(found: Trajectory) -> go.Figure:
    """At.% of every element at each step, stacked; the bars are as far apart as their order, not as the at.% moved."""
    symbols = list(dict.fromkeys(symbol for step in found.steps for symbol in step.composition))
    last = len(found.steps) - 1
    figure = go.Figure()
    for place, symbol in enumerate(symbols):
        amounts = [step.composition.get(symbol, 0.0) for step in found.steps]
        written = [f"{symbol} {number(amount, 0)}" if amount >= 4.5 and last < _FEW else "" for amount in amounts]
        figure.add_bar(
            x=[str(k) for k in range(last + 1)],
            y=amounts,
            name=symbol,
            marker={
                "color": palette.ELEMENTS[place % len(palette.ELEMENTS)],
                "pattern": {"shape": "/" if place >= len(palette.ELEMENTS) else ""},
                "line": {"width": 0.5, "color": "white"},
            },
            text=written,
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            constraintext="none",
            hovertemplate=f"step %{{x}}: %{{y:.1f}} at.% {symbol}<extra></extra>",
        )
    return figure.update_layout(
        barmode="stack",
        bargap=0.12,
        height=340,
        margin=_MARGIN,
        legend=_LEGEND | {"traceorder": "normal"},
        uniformtext={"minsize": 12, "mode": "hide"},
        xaxis={"title": "step (0 is the start)", "type": "category"},
        yaxis={"title": "composition (at.%)", "range": [0, 100]},
    )


def shapley_pair(start: Explanation, end: Explanation) -> go.Figure:
    """The paper's Fig. 7: Shapley values of both ends, a pair of bars a quantity, the one that changed most on top."""
    order = _by_change(start, end)
    figure = go.Figure()
    for one, name, colour, pattern in (
        (end, "end", palette.AFTER, ""),
        (start, "start", palette.NEUTRAL, "/"),
    ):
        figure.add_bar(
            x=[one.values[group] for group in order],
            y=[_quantity(group) for group in order],
            orientation="h",
            name=f"{name} (p {number(one.probability)})",
            marker=_filled(colour, pattern),
            customdata=[_value(one, group) for group in order],
            hovertemplate=f"{name}: %{{customdata}} changes the probability by %{{x:+.3f}}<extra></extra>",
        )
    base = number(start.base)
    return _bars(figure, len(order), f"Shapley value (probability, from the mean {base})", legend=True)


def what_if(effects: Sequence[ElementEffect]) -> go.Figure:
    """One at.% more or less of each element present, and one more of the additions that help most."""
    present = [effect for effect in effects if effect.at_percent > 0]
    absent = sorted((e for e in effects if e.at_percent == 0 and e.more is not None), key=lambda e: -(e.more or 0.0))
    shown = [*present, *absent[:ADDITIONS]][::-1]  # Plotly draws from below
    names = [f"{e.symbol} ({number(e.at_percent, 0)})" if e.at_percent else f"{e.symbol} (new)" for e in shown]
    step = shown[0].step if shown else 1.0
    figure = go.Figure()
    for name, colour, pattern, values in (
        (f"−{step:g} at.%", palette.NEUTRAL, "/", [effect.less for effect in shown]),
        (f"+{step:g} at.%", palette.AFTER, "", [effect.more for effect in shown]),
    ):
        figure.add_bar(
            x=values,
            y=names,
            orientation="h",
            name=name,
            marker=_filled(colour, pattern),
            hovertemplate=f"{name} of %{{y}}, the others sharing the difference: %{{x:+.3f}}<extra></extra>",
        )
    return _bars(figure, len(shown), "change of the probability", legend=True)


def trade_off(found: Trajectory) -> go.Figure:
    """Best probability found against at.% moved, with its 90 % interval, the cutoff, and the answer."""
    moved = [point.moved_at_percent for point in found.front]
    end = found.steps[-1]
    figure = go.Figure()
    figure.add_scatter(
        x=moved,
        y=[point.probability for point in found.front],
        error_y={
            "array": [point.high - point.probability for point in found.front],
            "arrayminus": [point.probability - point.low for point in found.front],
            "thickness": 1,
            "width": 3,
            "color": palette.NEUTRAL,
        },
        mode="lines+markers",
        line={"color": palette.AFTER, "width": 1.5, "shape": "hv"},
        marker={"size": 8},
        name="best alloy found",
        customdata=[point.formula for point in found.front],
        hovertemplate="%{customdata}: %{x:.1f} at.% moved, p %{y:.2f}<extra></extra>",
    )
    _mark_answer(figure, end.moved_at_percent, end.probability, found.cutoff, "cutoff")
    return figure.update_layout(height=340, yaxis={"title": "single-phase probability", "range": [0, 1.02]})


def target_trade_off(found: Trajectory, goal: GoalReceipt) -> go.Figure:
    """What the alloys of the trade-off have of a number that is asked for, against at.% moved, the value asked for, and the answer."""
    one, end = askable(goal.target), found.steps[-1]
    figure = go.Figure()
    figure.add_scatter(
        x=[point.moved_at_percent for point in found.front],
        y=[point.targets.get(goal.target) for point in found.front],
        mode="lines+markers",
        line={"color": palette.AFTER, "width": 1.5},
        marker={"size": 8},
        name="best alloy found",
        customdata=[[point.formula, number(point.probability)] for point in found.front],
        hovertemplate="%{customdata[0]}: %{x:.1f} at.% moved, %{y:.0f}, p %{customdata[1]}<extra></extra>",
    )
    _mark_answer(figure, end.moved_at_percent, goal.got, goal.asked, "asked for")
    return figure.update_layout(height=300, yaxis={"title": f"{one.label} ({one.unit})"})


def _mark_answer(figure: go.Figure, moved: float, got: float | str, goal: float | str, said: str) -> None:
    """Ring the answer of a trade-off and draw the goal, against at.% moved."""
    figure.add_scatter(
        x=[moved], y=[got], mode="markers", name="the answer", hoverinfo="skip",
        marker={"size": 15, "symbol": "circle-open", "color": palette.NEUTRAL, "line": {"width": 2.5}},
    )  # fmt: skip
    figure.add_hline(
        y=goal, line={"color": palette.NEUTRAL, "dash": "dash"}, annotation_text=said, annotation_position="top left"
    )
    figure.update_layout(
        margin=_MARGIN, legend=_LEGEND, xaxis={"title": "at.% moved from the start", "rangemode": "tozero"}
    )


def beeswarm(explained: Sequence[Explanation]) -> go.Figure:
    """The paper's Fig. 7(a): a dot an alloy and quantity, coloured by the quantity's rank among these alloys."""
    groups = sorted(explained[0].values, key=lambda group: sum(abs(one.values[group]) for one in explained))
    figure = go.Figure()
    for row, group in enumerate(groups):
        shap = [one.values[group] for one in explained]
        held = [one.descriptors.get(group) for one in explained]
        figure.add_scatter(
            x=shap,
            y=[row + offset for offset in _spread(shap)],
            mode="markers",
            customdata=[[one.formula, _value(one, group)] for one in explained],
            hovertemplate="%{customdata[0]}: %{customdata[1]}, %{x:+.3f}<extra></extra>",
            showlegend=False,
            marker={
                "size": 7,
                "color": _ranks(held),
                "cmin": 0,
                "cmax": 1,
                "colorscale": [[0, "#2f7fbf"], [0.5, "#a58bb0"], [1, "#d0407f"]],
                "showscale": row == 0,
                "colorbar": {
                    "title": {"text": "value"}, "tickvals": [0, 1], "ticktext": ["low", "high"], "thickness": 10, "len": 0.6,
                },
            },
        )  # fmt: skip
    figure.add_vline(x=0, line={"color": palette.NEUTRAL, "width": 1})
    return figure.update_layout(
        height=60 + 46 * len(groups),
        margin=_MARGIN,
        dragmode=False,
        clickmode="event+select",
        xaxis={"title": "Shapley value (probability)"},
        yaxis={
            "tickvals": list(range(len(groups))),
            "ticktext": [_quantity(group) for group in groups],
            "automargin": True,
        },
    )


def _spread(values: Sequence[float], bins: int = 60) -> list[float]:
    """Heights that keep dots of nearly the same value apart, as far as the row allows."""
    low, high = min(values), max(values)
    seen: dict[int, int] = {}
    heights = []
    for value in values:
        place = int(bins * (value - low) / (high - low)) if high > low else 0
        count = seen[place] = seen.get(place, 0) + 1
        heights.append(max(-0.42, min(0.42, 0.07 * (count // 2) * (1 if count % 2 else -1))))
    return heights


def _ranks(values: Sequence[float | None]) -> list[float]:
    order = sorted({value for value in values if value is not None})
    place = {value: k / max(len(order) - 1, 1) for k, value in enumerate(order)}
    return [place.get(value, 0.5) if value is not None else 0.5 for value in values]


def _by_change(start: Explanation, end: Explanation) -> list[str]:
    """Quantities, the one that changed most last: Plotly draws from below."""
    return sorted(start.values, key=lambda group: abs(end.values[group] - start.values[group]))


def _quantity(group: str) -> str:
    """Name and symbol in two lines at most."""
    quantity = describe(group)
    head, _, tail = quantity.label.rpartition(" ")
    return f"{head}{'<br>' if len(quantity.label) > 16 else ' '}{tail} {symbol_text(quantity.symbol)}"


def _value(one: Explanation, group: str) -> str:
    quantity = describe(group)
    held: float | None = one.descriptors.get(group)
    return f"{symbol_text(quantity.symbol)} = {with_unit(held, quantity)}"


def _filled(colour: str, pattern: str) -> dict[str, Any]:
    if not pattern:
        return {"color": colour}
    return {
        "color": colour,
        "pattern": {"shape": pattern, "size": 6, "solidity": 0.25, "bgcolor": colour, "fgcolor": "white"},
    }


def _bars(figure: go.Figure, rows: int, title: str, legend: bool = False) -> go.Figure:
    figure.add_vline(x=0, line={"color": palette.NEUTRAL, "width": 1})
    layout: Mapping[str, Any] = {"legend": _LEGEND | {"traceorder": "reversed"}} if legend else {}
    return figure.update_layout(
        height=90 + 40 * rows,
        margin=_MARGIN,
        bargap=0.25,
        xaxis={"title": in_lines(title), "zeroline": False},
        yaxis={"automargin": True},
        **layout,
    )
