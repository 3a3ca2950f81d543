"""The Check page of one alloy: the verdict and why, what was measured near it, and the details in tabs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from hea_core.datasets.own_prices import read as read_prices
from hea_core.errors import HeaError
from hea_ui.check import bibtex, details, exports, figures, own_prices, report
from hea_ui.check import markup as check_markup
from hea_ui.check.inputs import LINK
from hea_ui.check.reason import reason
from hea_ui.common import markup, messages
from hea_ui.common.drawing import download, plot
from hea_ui.lab import learning_view
from hea_ui.server import measured_data, resources

if TYPE_CHECKING:
    from hea_core.checks import AlloyReport
    from hea_core.explain.shapley import Explanation

TABS = ("Why", "Empirical rules", "Descriptors", "Facts")


def show(formula: str) -> None:
    """One alloy; the explanation, which takes longest, comes last and fills the places kept for it."""
    found, trust = resources.checked(formula), resources.measured_trust()
    explain = partial(resources.explanation, formula)
    left, right = st.columns([1, 1.35], gap="large")
    with left:
        st.html(check_markup.verdict(found.prediction, trust))
        learning_view.show([found.reading.composition])
        why = st.empty()
        why.html(check_markup.reason("Working out why …"))
        st.html(check_markup.grounds(found.prediction, trust))
    with right:
        learning_view.own(found.reading.composition)
        st.html(check_markup.neighbours(found.prediction))
        _downloads(found, explain)
    causes, rules, values, facts = st.tabs(TABS)
    with rules:
        _rules(found)
    with values:
        st.html(details.descriptors(found.prediction.descriptors))
        st.html(details.contributions(found.contributions))
    with facts:
        _facts(found)
    with causes:
        explanation = _causes(found, explain)
    why.html(check_markup.reason(reason(found.prediction, explanation)))


def _causes(found: AlloyReport, explain: Callable[[], Explanation]) -> Explanation:
    left, right = st.columns(2, gap="large")
    with right:
        st.html('<p class="la-name">One at.% more or less of an element</p>')
        plot(figures.what_if(found.what_if), "what_if", "Change of probability for one at.% of each element")
        st.html(
            markup.note(
                "The others share the difference in proportion; 'new' is an element that the alloy does not hold: of those that enough "
                "measured alloys hold, the ones that do most."
            )
        )
    with left:
        st.html('<p class="la-name">From the mean of all alloys to this one</p>')
        with st.spinner("Computing exact Shapley values"):
            explanation = explain()
        plot(figures.waterfall(explanation), "waterfall", "Exact Shapley values from the mean to this alloy")
        st.html(markup.note("Exact Shapley values: all sets of quantities, over all alloys the model was trained on."))
    return explanation


def _rules(found: AlloyReport) -> None:
    st.html(details.rules(found.rules))
    if found.rules.applies:
        with st.expander("What became of measured alloys, by number of rules that say one phase"):
            plot(figures.votes(found.rules), "votes", "Observed share of single-phase alloys by number of rules")


def _facts(found: AlloyReport) -> None:
    left, right = st.columns([1.35, 1], gap="large")
    left.html(details.facts(found.facts))
    with left:
        _prices(found)
    right.html('<p class="la-name">Encoded and decoded again</p>' + details.reconstruction(found.receipt))


def _prices(found: AlloyReport) -> None:
    """The price again, with what the user pays."""
    text = st.text_input(
        "Your prices of elements (USD/kg)", key="prices", on_change=LINK.write, max_chars=300, placeholder="Co=33, Ni=16.5",
        help="In place of the shipped ones, which are of 2013. They hold on Compare and Screen too, and stay in the link.",
    )  # fmt: skip
    try:
        own = read_prices(text)
    except HeaError as error:
        messages.error(error)
        return
    st.html(own_prices.told(found.reading.composition, own) or "<span></span>")


def _downloads(found: AlloyReport, explain: Callable[[], Explanation]) -> None:
    name = found.prediction.formula

    def as_json() -> str:
        return exports.report_json(found, explain(), resources.identity())

    def as_report() -> str:
        return report.report(
            found, explain(), resources.identity(), resources.measured_trust(), measured_data.data_card()
        )

    with st.container(horizontal=True, gap="small"):
        download("Report", as_report, f"{name}.html", "download_report")
        download("JSON", as_json, f"{name}.json", "download_json")
        download("CSV", lambda: exports.report_csv(found), f"{name}.csv", "download_csv")
        download("BibTeX", lambda: bibtex.bibtex([found], measured_data.data_card()), f"{name}.bib", "download_bibtex")
