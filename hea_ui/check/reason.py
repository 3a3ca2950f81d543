"""Why an alloy got its verdict, in one sentence: what moved the probability most, and what was measured nearest. Pure and escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from hea_core.results import Verdict
from hea_ui.common.verdict import WORDS
from hea_ui.common.wording import describe, formula_html, number, phase_name, signed, with_unit

if TYPE_CHECKING:
    from hea_core.explain.shapley import Explanation
    from hea_core.results import Neighbour, Prediction

_SAME = 0.05
"""At.% up to which a measured alloy is the one asked about."""
_WORTH_SAYING = 0.4
"""Of the largest change: smaller ones are left out."""


def reason(p: Prediction, why: Explanation) -> str:
    """The sentence as HTML; "" for a pure element, of which there is nothing to explain.

    Args:
        p: the alloy, with its neighbours.
        why: its exact Shapley values, in single-phase probability.
    """
    if len(p.composition) == 1:
        return ""
    return f"{WORDS[p.verdict].capitalize()} because {_causes(p.verdict, why)}; {_but(p)}{_seen(p.neighbours[0])}."


def _causes(verdict: Verdict, why: Explanation) -> str:
    raising, lowering = _largest(why, 1), _largest(why, -1)
    if verdict is Verdict.SINGLE:
        parts = [_said(raising, "raise", why)]
    elif verdict is Verdict.MULTIPLE:
        parts = [_said(lowering, "lower", why)]
    else:
        parts = [_said(raising[:1], "raise", why), _said(lowering[:1], "lower", why)]
    return " while ".join(filter(None, parts)) or "no quantity moves the probability"


def _but(p: Prediction) -> str:
    """The word before what was observed, where the alloy itself was measured as the class that the verdict is not; else ""."""
    near = p.neighbours[0]
    opposite = {Verdict.SINGLE: "multi-phase", Verdict.MULTIPLE: "single-phase"}.get(p.verdict)
    return "but " if near.distance_at_percent <= _SAME and phase_name(near.single_phase) == opposite else ""


def _largest(why: Explanation, sign: int) -> list[str]:
    """The one or two quantities that raise the probability most (sign 1), or lower it (−1)."""
    size = {name: sign * value for name, value in why.values.items() if sign * value > 0}
    ordered = sorted(size, key=lambda name: -size[name])[:2]
    return [name for name in ordered if size[name] >= _WORTH_SAYING * size[ordered[0]]]


def _said(names: list[str], verb: str, why: Explanation) -> str:
    """Such as: its mixing entropy of 13.24 J/mol·K (−0.11) lowers the probability most; "" for no quantity."""
    parts = []
    for name in names:
        quantity = describe(name)
        value = f" of {with_unit(why.descriptors[name], quantity)}" if name in why.descriptors else ""
        parts.append(f"its {quantity.label}{value} ({signed(why.values[name], 2)})")
    return f"{escape(' and '.join(parts))} {verb}{'s' if len(parts) == 1 else ''} the probability most" if parts else ""


def _seen(near: Neighbour) -> str:
    """What was observed of the nearest measured alloy."""
    observed = phase_name(near.single_phase)
    if near.distance_at_percent <= _SAME:
        if observed == "sources disagree":
            return "sources disagree on this very composition"
        return f"this very composition was measured as {observed}"
    of = f"the nearest measured alloy, {formula_html(near.formula)}, {number(near.distance_at_percent, 1)} at.% away"
    return f"sources disagree on {of}" if observed == "sources disagree" else f"{of}, is {observed}"
