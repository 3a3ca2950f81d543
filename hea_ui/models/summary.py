"""How good the model is in four sentences and a picture, for somebody with a new alloy. Pure and escaped; every figure is the card's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from hea_ui.common import palette
from hea_ui.common.verdict import DOMAINS
from hea_ui.common.wording import number

Metrics = Mapping[str, Any]
_STRATUM = "four_or_more"
_DOT = '<i class="la-dot-{}"></i>'
_CLOSE = 0.01
"""Accuracy within which two classifiers are said to do equally well: the spread over assignments of systems to folds."""


@dataclass(frozen=True)
class Hundred:
    """What becomes of 100 new alloys: whole numbers that sum to 100."""

    right: int
    wrong: int
    undecided: int


def of_hundred(trust: Metrics) -> Hundred:
    """What the trust protocol found of alloys of four or more elements, as counts of 100 (by largest remainder)."""
    found = trust["coverage"][_STRATUM]
    right = found["decided"] * found["right_where_decided"]
    shares = (right, found["decided"] - right, 1.0 - found["decided"])
    counts = [int(100 * share) for share in shares]
    by_remainder = sorted(range(3), key=lambda k: counts[k] - 100 * shares[k])
    for k in by_remainder[: 100 - sum(counts)]:
        counts[k] += 1
    return Hundred(*counts)


def picture(found: Hundred) -> str:
    """100 dots: filled where the model is right, crossed where it is wrong, open where it does not decide."""
    kinds = (
        ("right", found.right, "right"),
        ("wrong", found.wrong, "wrong"),
        ("open", found.undecided, "left undecided"),
    )
    drawn = "".join(_DOT.format(kind) * count for kind, count, _ in kinds)
    legend = "".join(f"<span>{_DOT.format(kind)}<b>{count}</b> {words}</span>" for kind, count, words in kinds)
    said = (
        f"Of 100 new alloys: {found.right} verdicts right, {found.wrong} wrong, {found.undecided} alloys left undecided"
    )
    return (
        f'<div class="la-hundred" style="--la-right:{palette.MODEL};--la-wrong:{palette.LOWERS}" data-right="{found.right}" '
        f'data-wrong="{found.wrong}" data-undecided="{found.undecided}"><div class="la-dots" role="img" aria-label="{said}">{drawn}</div>'
        f'<p class="la-key">{legend}</p></div>'
    )


def sentences(metrics: Metrics) -> list[str]:
    """What a new alloy can expect, against the base rate and a forest, where it errs, and what no such model can know."""
    trust, found = metrics["trust"], metrics["by_system"]["mean"]
    hundred, n = of_hundred(trust), trust["coverage"][_STRATUM]["n"]
    ours, forest = (found[name]["n4"]["accuracy"]["mean"] for name in ("model", "random_forest"))
    base, flips = found["model"]["n4"]["majority"], trust["processing_flips"]
    return [
        f"Of 100 alloys of four or more elements from chemical systems it has never seen, the model gets <b>{hundred.right} right</b> and "
        f"{hundred.wrong} wrong, and says of {hundred.undecided} that it cannot decide ({n:,} alloys, each held out of training once).",
        f"Made to answer every time it is right {_of(ours)} times in 100; always saying the commoner class is right {_of(base)} times, and "
        f"{_compared(ours, forest)}: what this model adds is the map, alloys designed on it, and a verdict that may be left open.",
        f"Made to answer, it is wrong for {_by_domain(trust)}; every alloy's card says which of these it is.",
        f"It cannot know how an alloy was made: of {flips['compositions']} compositions measured after two routes or more, {flips['flipped']} "
        f"({100 * flips['share']:.0f} %) are one phase after one and not after another.",
    ]


def _compared(ours: float, forest: float) -> str:
    close = abs(ours - forest) <= _CLOSE
    how = "does as well" if close else "does better" if forest > ours else "does less well"
    return f"a random forest on the same descriptors {how}, {_of(forest)}"


def _by_domain(trust: Metrics) -> str:
    known = [one for one in trust["domain"]["systems_held_out"] if one[_STRATUM]["n"]]
    parts = [
        f"{100 * one[_STRATUM]['error']:.0f} % {DOMAINS[one['domain']]} ({one[_STRATUM]['n']:,} alloys)"
        for one in known
    ]
    return ", ".join(parts) or "not measured by domain"


def in_html(metrics: Metrics) -> str:
    """The four sentences as a list."""
    return f'<ol class="la-sentences">{"".join(f"<li>{text}</li>" for text in sentences(metrics))}</ol>'


def beside(metrics: Metrics) -> str:
    """Correct answers in 100, made to answer every time: the model, a forest, and the commoner class, as bars."""
    found = metrics["by_system"]["mean"]
    rows = [
        ("this model", found["model"]["n4"]["accuracy"]["mean"], palette.MODEL),
        ("random forest", found["random_forest"]["n4"]["accuracy"]["mean"], palette.PEER),
        ("always the commoner class", found["model"]["n4"]["majority"], palette.NEUTRAL),
    ]
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td class="la-bar"><span style="width:{100 * share:.0f}%;background:{colour}"></span></td>'
        f'<td class="la-num">{_of(share)}</td></tr>'
        for name, share, colour in rows
    )
    n = found["model"]["n4"]["n"]
    return (
        f'<table class="la-bars la-beside"><caption>Right in 100, made to answer every time ({n:,} alloys of four or more elements, systems '
        f"held out)</caption><tbody>{body}</tbody></table>"
    )


def _of(share: float) -> str:
    return number(100 * share, 0)
