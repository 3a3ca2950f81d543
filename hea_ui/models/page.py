"""The Models page: what a new alloy can expect, then for specialists, section by section, every figure of the model card."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from hea_core.errors import ArtifactError
from hea_core.evaluation import card as card_schema
from hea_ui.common import documents, links, markup, messages
from hea_ui.common.drawing import download
from hea_ui.common.wording import number
from hea_ui.models import figures, sections, summary
from hea_ui.models import scoreboard as views
from hea_ui.models.sections import Metrics, plot

SPECIALISTS = "specialists"
LINK = links.Link("Models", (links.flag(SPECIALISTS),))
"""What the address of the Models page holds: whether all figures are shown."""
_SECTIONS = {
    "random-split": "Random split, the paper's protocol",
    "not-seen": "Chemical systems and elements not seen",
    "structure": "Structure",
    "hardness": "Hardness",
    "fewer-labels": "Fewer labels",
    "choosing": "Choosing what to make next",
    "generator": "The generator",
    "nudging": "Nudging",
    "trust": "Trust",
    "shipped": "The shipped model",
}
"""{anchor: heading} of what specialists read, in order."""
_CONTENTS = (
    '<nav aria-label="Sections"><p class="la-quiet">'
    + " · ".join(f'<a href="#{anchor}">{escape(title)}</a>' for anchor, title in _SECTIONS.items())
    + "</p></nav>"
)


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
        plot(
            figures.errors_by_domain(metrics["trust"]["domain"]["systems_held_out"]),
            "by-domain",
            "Where it errs",
            "Alloys of four or more elements of chemical systems held out of training, made to answer every time; 95 % intervals.",
        )
    with right:
        plot(
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
    st.html(_CONTENTS)
    _measured(metrics, ("paper", "published_form", "by_system"), "paper", sections.scoreboard, need=any)
    _section("random-split")
    _measured(metrics, ("paper",), "paper", sections.random_split)
    _section("not-seen")
    left, right = st.columns(2, gap="large")
    with left:
        _measured(metrics, ("by_system",), "by-system", sections.systems)
    with right:
        _of_an_earlier_model(earlier, "leave_one_element_out")
        _measured(metrics, ("leave_one_element_out",), "by-system", sections.left_out)
    _section("structure")
    _measured(metrics, ("properties",), "properties", partial(sections.further_target, "structure"))
    _section("hardness")
    _measured(metrics, ("properties",), "properties", partial(sections.further_target, "hardness"))
    _section("fewer-labels")
    _of_an_earlier_model(earlier, "data_efficiency")
    _measured(metrics, ("data_efficiency",), "efficiency", sections.efficiency)
    _section("choosing")
    sections.choosing()
    _section("generator")
    _measured(metrics, ("paper",), "paper", sections.generator)
    _section("nudging")
    _of_an_earlier_model(earlier, "nudge")
    _measured(metrics, ("nudge",), "nudge", sections.nudge)
    _section("trust")
    _measured(metrics, ("trust",), "trust", sections.trust)
    _section("shipped")
    _facts(card)


def _section(anchor: str) -> None:
    st.header(_SECTIONS[anchor], anchor=anchor)


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


def _facts(card: Mapping[str, Any]) -> None:
    st.html(views.card_facts(card))
    for key in ("settings", "architecture", "decoder", "history"):
        if card.get(key):
            with st.expander(messages.literal(documents.readable(key).capitalize())):
                documents.show_nested(card[key])
    download(
        "Download the card as JSON", lambda: json.dumps(card, ensure_ascii=False, indent=1), "card.json", "model_card"
    )
