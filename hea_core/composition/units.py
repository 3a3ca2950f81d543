"""Units of amounts in a text: at.%, wt.% and their many spellings, before, behind or between."""

from __future__ import annotations

import re
from typing import Literal

from hea_core.errors import FormulaError, quoted

Unit = Literal["auto", "at", "wt"]
"""Whether percentages without a unit are of atoms or of weight; "auto" decides by what is known of the alloy."""
ATOMIC, WEIGHT, ANY = "at.%", "wt.%", "%"
NAMES = {"at": ATOMIC, "wt": WEIGHT}
WEIGHT_WORKS = "for example Ti-6Al-4V"
PATTERN = r"(?:at\.%|wt\.%|%)"
_PERCENT = r"(?:%|percent\b|per ?cent\b|pct\b\.?|prozent\b)"
_CHINESE = r"(?:分数|百分[比数])(?: ?/? ?%)?"
_IN = r"(?:\bin )?(?<![A-Za-z])"
_SPELLINGS = (
    (
        re.compile(
            rf"{_IN}(?:(?i:atomic|atom|at|mole|mol)\.? ?-? ?{_PERCENT}|a/o\b|% ?(?:at|mol)\b\.?|(?:原子|摩尔){_CHINESE})"
        ),
        ATOMIC,
    ),
    (
        re.compile(
            rf"{_IN}(?:(?:(?i:weight|wt|mass(?:en?)?|gewichts|gew|ma)|w)\.? ?-? ?{_PERCENT}|w/o\b|% ?(?:wt|mass|m)\b\.?|by (?:weight|mass)\b"
            rf"|(?:质量|重量){_CHINESE})"
        ),
        WEIGHT,
    ),
)
_IN_BRACKETS = re.compile(r"(?<=[A-Za-z]) ?[(\[] ?([0-9]{1,3}(?:\.[0-9]{1,6})? ?(?:at|wt)\.%) ?[)\]]")
"""An amount with its unit behind its element: Fe (20 at.%)."""
_LEADING = re.compile(r"\(?((?:at|wt)\.%)\)? ?[:,]? ?(?=[A-Z(\[{])")
_TRAILING = re.compile(r" ?[,;]? ?(?:[(\[] ?((?:at|wt)\.%) ?[)\]]|(?<=[,; ])((?:at|wt)\.%))$")


def with_plain_units(text: str) -> str:
    """The text with every unit written as at.% or wt.%, and one that stands for the whole text behind it."""
    out = text
    for pattern, unit in _SPELLINGS:
        out = pattern.sub(unit, out)
    out = _IN_BRACKETS.sub(r" \1", out)
    leading = _LEADING.match(out)
    if leading:
        return f"{out[leading.end() :]} {leading.group(1)}"
    trailing = _TRAILING.search(out, max(0, len(out) - 12))
    if trailing and trailing.start() and (trailing.group(1) or out[trailing.start()] in ",;"):
        return f"{out[: trailing.start()].rstrip(' ,;')} {trailing.group(1) or trailing.group(2)}"
    return out


def unit_said(text: str) -> str:
    """The unit that a text with plain units gives, "" for none; FormulaError where it gives both."""
    if WEIGHT in text and ATOMIC in text:
        raise FormulaError(
            f"{quoted(text)} gives weight and atomic percent at once: write one of them throughout, {WEIGHT_WORKS}."
        )
    return next((unit for unit in (WEIGHT, ATOMIC, ANY) if unit in text), "")
