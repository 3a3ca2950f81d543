"""The verdict on an alloy, drawn: its word, its mark and its colour, the same on every page. Pure and escaped."""

from __future__ import annotations

from html import escape

from hea_core.verdict import Verdict

WORDS = {
    Verdict.SINGLE: "single-phase",
    Verdict.MULTIPLE: "multi-phase",
    Verdict.UNDECIDED: "undecided",
}


def badge(formula: str, verdict: str) -> str:
    """The verdict on one alloy as a word with its mark; a script finds it by `data-formula` and `data-verdict`.

    Args:
        formula: canonical, as `predict` gives it.
        verdict: a value of `Verdict`; ValueError where it is none.
    """
    drawn = Verdict(verdict)
    return (
        f'<span class="la-verdict la-verdict-{drawn}" data-formula="{escape(formula)}" data-verdict="{drawn}">'
        f"{WORDS[drawn]}</span>"
    )
