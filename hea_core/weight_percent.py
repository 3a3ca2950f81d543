"""Weight percent, as industry writes alloys, to amounts in moles.

Read as weight: a text with wt.%, weight % or mass % ("Fe 20 wt.%, Ni 80 wt.%", "Fe20Ni80 wt.%"), and the metallurgists' short
form, a base and what is in it ("Ti-6Al-4V": 6 % Al, 4 % V, the rest Ti), unless at.% stands behind it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from hea_core.errors import FormulaError

_WEIGHT = re.compile(
    r"(?i:\(?\b(?:wt|weight|mass)\.?\s*(?:%|percent\b|pct\b)\)?|(?<=\d)\s*(?:wt|w|weight|mass)\.?\s*%)"
)
_ATOMIC = re.compile(r"(?i:\(?(?:at|atomic|mol)\.?\s*%\)?)")
_SHORT = re.compile(r"([A-Z][a-z]?)((?:\s*[-\u2010-\u2015]\s*[0-9]*\.?[0-9]+\s*[A-Z][a-z]?)+)")
_SHORT_TERM = re.compile(r"([0-9]*\.?[0-9]+)\s*([A-Z][a-z]?)")
_WORKS = "for example Ti-6Al-4V"


def without_weight(text: str) -> tuple[str, bool]:
    """The text in a form that reads its percentages as plain ones, and whether they are by weight.

    "Ti-6Al-4V" becomes "Ti90% Al6% V4%", by weight; a text with neither wt.% nor the short form comes back as it is.

    Raises:
        FormulaError: weight and atomic percent in one text, brackets in weight percent, or nothing left for the base.
    """
    if "-" not in text and "%" not in text and not any(dash in text for dash in "\u2010\u2011\u2012\u2013\u2014\u2015"):
        return text, False
    weighed = _WEIGHT.search(text)
    short = _SHORT.fullmatch(_ATOMIC.sub("", _WEIGHT.sub("", text)).strip())
    if weighed and _ATOMIC.search(text):
        raise FormulaError(
            f"'{text[:40]}' gives weight and atomic percent at once: write one of them throughout, {_WORKS}."
        )
    if short:
        return _spelt_out(short, text), not _ATOMIC.search(text)
    if not weighed:
        return text, False
    if any(bracket in _WEIGHT.sub("%", text) for bracket in "([{"):
        raise FormulaError(
            f"The brackets in '{text[:40]}' have no clear meaning in weight percent: write each element, {_WORKS}."
        )
    return _WEIGHT.sub("%", text), True


def _spelt_out(short: re.Match[str], text: str) -> str:
    """The base with what the others leave of 100 %."""
    terms = _SHORT_TERM.findall(short.group(2))
    rest = 100.0 - math.fsum(float(amount) for amount, _ in terms)
    if rest <= 0:
        raise FormulaError(
            f"The percentages in '{text[:40]}' leave nothing for the base {short.group(1)}: they must sum to less than 100, {_WORKS}."
        )
    return " ".join(
        f"{symbol}{amount}%" for symbol, amount in [(short.group(1), f"{rest:.10g}"), *((s, a) for a, s in terms)]
    )


def to_moles(weights: Mapping[str, float]) -> dict[str, float]:
    """Relative weights {symbol: amount} to relative moles; FormulaError names an element without a tabulated mass."""
    from hea_core.elements import elements  # the table itself is made of compositions

    table = elements()
    unknown = [symbol for symbol in weights if symbol not in table.index]
    if unknown:
        raise FormulaError(
            f"No atomic mass is tabulated for {unknown[0]}: give its amount in at.%, for example Fe 20 at.%, Ni 80 at.%."
        )
    mass = table.properties["atomic_mass_g_mol"]
    return {symbol: weight / float(mass[table.index[symbol]]) for symbol, weight in weights.items()}


def weight_percent(amounts: Mapping[str, float]) -> dict[str, float]:
    """At.% or moles {symbol: amount} to wt.%, summing to 100, for what is weighed in before melting."""
    from hea_core.elements import elements

    table = elements()
    mass = table.properties["atomic_mass_g_mol"]
    weights = {symbol: amount * float(mass[table.index[symbol]]) for symbol, amount in amounts.items()}
    total = math.fsum(weights.values())
    return {symbol: 100.0 * weight / total for symbol, weight in weights.items()}
