"""No two pages say different things about one alloy: whatever draws a verdict draws that of `predict`."""

from __future__ import annotations

import re

import numpy as np
import pytest

from hea_core.explain.shapley import Explanation
from hea_ui.server import measured_data, resources
from tests.app.pages import opened, shown
from tests.ui.samples import NAMES

_DRAWN = re.compile(r'data-formula="([^"]+)" data-verdict="([^"]+)"')
AT_HAND = ("Ti-6Al-4V", "(CoCrFeNi)97Al3", "Al1.4Co0.9Cr1.4Cu0.5Fe0.9Ni1", "Al", "CoNi", "Fe80Cr20")


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Exact Shapley values take seconds each and have tests of their own in the core."""
    even = dict.fromkeys(NAMES, 0.02)
    monkeypatch.setattr(resources, "explanation", lambda formula: Explanation(formula, 0.5, 0.66, even, even))


@pytest.fixture(scope="module")
def alloys() -> tuple[str, ...]:
    """Fifteen alloys that the map can place: some at hand, measured ones of every verdict, and mixtures at random."""
    atlas, vocabulary = resources.atlas(), resources.vocabulary()
    rng = np.random.default_rng(0)
    measured = [
        atlas.formula[row]
        for verdict in ("single", "multiple", "undecided")
        for row in rng.choice([k for k, one in enumerate(atlas.verdict) if one == verdict], 2, replace=False)
    ]
    mixed = [
        "".join(f"{symbol}{amount}" for symbol, amount in zip(symbols, rng.integers(5, 36, 5), strict=True))
        for symbols in (rng.choice(vocabulary, 5, replace=False) for _ in range(3))
    ]
    return (*AT_HAND, *measured, *mixed)


@pytest.fixture(scope="module")
def said(alloys) -> dict[str, tuple[str, str]]:
    """{as typed: (formula, verdict) of `predict`}."""
    return {one: (p.formula, p.verdict) for one, p in zip(alloys, resources.predictor().predict(alloys), strict=True)}


def drawn(html: str) -> dict[str, set[str]]:
    """{formula: verdicts drawn of it}."""
    found: dict[str, set[str]] = {}
    for formula, verdict in _DRAWN.findall(html):
        found.setdefault(formula, set()).add(verdict)
    return found


def hold_to_predict(html: str) -> dict[str, set[str]]:
    """Every verdict drawn is the one of `predict`; returns what is drawn."""
    found = drawn(html)
    for formula, p in zip(found, resources.predictor().predict(list(found)), strict=True):
        assert found[formula] == {p.verdict}, formula  # read anew, rounded amounts may be written as another formula
    return found


def test_there_are_fifteen_and_every_verdict_is_among_them(alloys, said):
    assert len(alloys) == 15
    assert {verdict for _, verdict in said.values()} == {"single", "multiple", "undecided"}


def test_a_list_on_check_says_what_predict_says(alloys, said):
    app = opened("pages/Check.py", ask="Many alloys")
    app.text_area(key="many").set_value("\n".join(alloys)).run()
    found = hold_to_predict(shown(app))
    assert all(found[formula] == {verdict} for formula, verdict in said.values())


@pytest.mark.parametrize(
    ("page", "parameter", "more"),
    [
        ("pages/Check.py", "formula", {}),
        ("app.py", "alloy", {}),
        ("pages/Nudge.py", "alloy", {"method": "steer", "at_step": "0"}),
    ],
)
def test_an_alloy_has_the_verdict_of_predict_on_every_page(alloys, said, page, parameter, more):
    app = opened(page, **more)
    for alloy in alloys:
        app.query_params.clear()
        for name, value in {parameter: alloy, **more}.items():
            app.query_params[name] = value
        app.run()
        assert not app.exception
        found = hold_to_predict(shown(app))
        formula, verdict = said[alloy]
        assert found[formula] == {verdict}, alloy
        cards = re.findall(r'<section aria-label="Alloy".*?</section>', shown(app))
        assert any(drawn(card).get(formula) == {verdict} for card in cards), "the trust panel is of this alloy"


def test_screen_asks_the_same_function(alloys, said):
    formulas = tuple(formula for formula, _ in said.values())
    assert [str(one) for one in resources.verdicts(formulas)] == [verdict for _, verdict in said.values()]
    placed, outside = resources.marks(formulas)
    assert outside == 0
    assert [mark.verdict for mark in placed] == [verdict for _, verdict in said.values()]


def test_series_reports_and_files_carry_the_same_verdict(said):
    from hea_ui.check import exports
    from hea_ui.check import report as check_report

    for typed in AT_HAND:
        found = resources.checked(typed)
        formula, verdict = said[typed]
        assert f",{verdict}," in exports.report_csv(found)
        report = check_report.report(
            found,
            resources.explanation(formula),
            resources.identity(),
            resources.measured_trust(),
            measured_data.data_card(),
        )
        assert drawn(report)[formula] == {verdict}
    answer = resources.series("AlxCoCrFeNi, x=0:1:0.25")
    told = resources.predictor().predict([c.formula for c in answer.series.compositions])
    assert [one.verdict for one in answer.examinations] == [p.verdict for p in told]


@pytest.mark.parametrize("method", ["loop", "steer", "minimal"])
def test_every_step_of_a_nudge_carries_the_verdict_of_predict(method):
    model = resources.predictor()
    found = model.nudge("Al1.4Co0.9Cr1.4Cu0.5Fe0.9Ni1", method=method)
    told = model.predict([step.formula for step in found.steps])
    # a formula rounds amounts that are not whole; only whole ones are held to it exactly
    whole = [all(amount.is_integer() for amount in step.composition.values()) for step in found.steps]
    assert [s.verdict for s, w in zip(found.steps, whole, strict=True) if w] == [
        p.verdict for p, w in zip(told, whole, strict=True) if w
    ]
    assert found.verdict == found.steps[-1].verdict == found.steps[-1].prediction.verdict
