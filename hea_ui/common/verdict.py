"""The verdict on an alloy, drawn: its word, its mark, its colour, and how often such verdicts are wrong. Pure and escaped.

Whatever shows a verdict takes it from here, so that no two pages disagree. Blue disc and orange diamond mean single- and
multi-phase and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from hea_core.results import Domain, Verdict
from hea_core.trust.compounds import is_like_a_compound
from hea_core.trust.domain import is_dilute
from hea_core.trust.intervals import element_group

if TYPE_CHECKING:
    from hea_core.results import Prediction

WORDS = {
    Verdict.SINGLE: "single-phase",
    Verdict.MULTIPLE: "multi-phase",
    Verdict.UNDECIDED: "undecided",
}
PLACES = {Domain.IN: "inside", Domain.EDGE: "at the edge", Domain.OUT: "outside"}
DOMAINS = {
    Domain.IN: f"{PLACES[Domain.IN]} what was measured",
    Domain.EDGE: f"{PLACES[Domain.EDGE]} of what was measured",
    Domain.OUT: f"{PLACES[Domain.OUT]} what was measured",
}
FEWEST = 10
"""Held-out alloys below which no frequency is stated."""
MANY = 5
"""Wrong verdicts from which a frequency is stated; fewer are counted out, since 1 in 29 of twenty alloys is no figure."""
_EASY = 2
"""Elements up to which a verdict is nothing to be proud of, and is drawn without colour."""
ELEMENT_COUNTS = {"two": "two elements", "three": "three elements", "four_or_more": "four or more elements"}
_TINTS = {Verdict.SINGLE: "la-single", Verdict.MULTIPLE: "la-multi", Verdict.UNDECIDED: ""}


def badge(formula: str, verdict: str) -> str:
    """The verdict on one alloy as a word with its mark; a script finds it by `data-formula` and `data-verdict`.

    Args:
        formula: canonical, as `predict` gives it.
        verdict: a value of `Verdict`; ValueError where it is none.
    """
    drawn = Verdict(verdict)
    plain = " la-plainly" if is_easy(len(re.findall("[A-Z]", formula))) else ""
    return (
        f'<span class="la-verdict la-verdict-{drawn}{plain}" data-formula="{escape(formula)}" data-verdict="{drawn}">'
        f"{WORDS[drawn]}</span>"
    )


def is_easy(n_elements: int) -> bool:
    """Whether an alloy of so many elements is no test of the model: a pure element or a binary."""
    return n_elements <= _EASY


def tint(verdict: str, n_elements: int) -> str:
    """The class that colours what belongs to a verdict, as its bar; "" for what has no colour."""
    return "" if is_easy(n_elements) else _TINTS[Verdict(verdict)]


def headline(p: Prediction, measured: Mapping[str, Any]) -> str:
    """The verdict, large, and below it how often such verdicts are wrong.

    Args:
        p: the alloy.
        measured: `metrics.trust` of the model card; {} where nothing was measured.
    """
    count = len(p.composition)
    size = "la-middling" if is_easy(count) else "la-big"
    said, of = frequency_of(p, measured)
    return (
        f'<div><span class="la-label">verdict</span><span class="{size}">{badge(p.formula, p.verdict)}</span></div>'
        f'<p class="la-error">{said}{of and f"<small>{of}</small>"}</p>'
    )


def frequency_of(p: Prediction, measured: Mapping[str, Any]) -> tuple[str, str]:
    """`frequency` of the verdict on one alloy; none is stated where the alloys counted are not like it: dilute ones, and what may be a compound."""
    if is_dilute(p.composition):
        return (
            "How often such verdicts are wrong is not known: too few alloys that are mostly one element were measured.",
            "",
        )
    if p.verdict == Verdict.SINGLE and is_like_a_compound(p.composition):
        return (
            "Other alloys of two elements say little of this one: a metal and Al, Si, Sn or the like in so simple a ratio are mostly an ordered "
            "compound, which the model does not see.",
            "",
        )
    return frequency(p.verdict, len(p.composition), p.domain, measured)


def frequency(verdict: str, n_elements: int, domain: str, measured: Mapping[str, Any]) -> tuple[str, str]:
    """How often a verdict as this one was wrong on held-out chemical systems, in a sentence, and which alloys it speaks of.

    Args:
        verdict: of the alloy.
        n_elements: in it.
        domain: of the alloy.
        measured: `metrics.trust` of the model card.
    """
    if n_elements == 1:
        return "A pure element is one phase by definition: there is nothing to predict.", ""
    group, drawn = element_group(n_elements), Verdict(verdict)
    rows = measured.get("verdicts", [])
    if not rows:
        return "How often such verdicts are wrong was not measured for this model.", ""
    of = f"Such alloys: {ELEMENT_COUNTS[group]}, {DOMAINS[Domain(domain)]}, of chemical systems that were held out of training."
    row = next((r for r in rows if (r["elements"], r["domain"], r["verdict"]) == (group, domain, drawn)), None)
    n = row["n"] if row else 0
    if row is None or n < FEWEST:
        return f"Too few such alloys were measured ({n}) to say how often such verdicts are wrong.", of
    if drawn is Verdict.UNDECIDED:
        return f"{_share(row['single'])} such alloys were single-phase ({n} alloys).", of
    wrong = 1.0 - row["single"] if drawn is Verdict.SINGLE else row["single"]
    if wrong * n >= MANY:
        return f"{_share(wrong)} such verdicts was wrong ({n} alloys).", of
    if wrong * n >= 0.5:
        return f"Of {n} such verdicts about {round(wrong * n)} {'was' if round(wrong * n) == 1 else 'were'} wrong.", of
    easy = " Alloys of two elements are easy to tell, so this says little." if is_easy(n_elements) else ""
    return f"None of {n} such verdicts was wrong.{easy}", of


def _share(share: float) -> str:
    """A share as people count: "About 1 in 5", "About 4 in 10"."""
    if share <= 0.3:
        return f"About 1 in {round(1.0 / share)}"
    return f"About {round(10 * share)} in 10" if round(10 * share) != 5 else "About 1 in 2"
