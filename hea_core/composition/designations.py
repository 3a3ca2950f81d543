"""Designations of commercial alloys (Ti64, IN718, 316L), which are refused where a formula is expected and never looked up.

Read as symbols and amounts, Ti64 would be pure titanium and IN718 nitrogen with a trace of iodine. What looks like a designation:

- a well-known name, or a number of a standard behind its name ("UNS N08825", "SS321");
- a single element with an amount other than 1 or 100, which alone means nothing (Zr702, Al2024, H13);
- nothing but non-metals with an amount of 10 or more (F82H, P235);
- an amount of 100 or more beside an element without one (Fe300Ni): neither at.% nor a ratio that anyone writes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hea_core.composition.grammar import Term
from hea_core.composition.symbols import COMPOUND_FORMERS
from hea_core.errors import FormulaError, quoted

LARGEST_RATIO = 100.0
"""A formula in which elements without a number count as 1 has amounts below this."""
_NO_RATIO = 10.0
"""Compounds of non-metals have smaller amounts than this."""
_NOMINAL = {
    "TI64 R56400": "Ti-6Al-4V",
    "TI6242 R54620": "Ti-6Al-2Sn-4Zr-2Mo",
    "TI2448": "Ti-24Nb-4Zr-8Sn",
    "718 N07718": "Ni-19Cr-18.5Fe-5.1Nb-3Mo-0.9Ti-0.5Al",
    "625 N06625": "Ni-21.5Cr-9Mo-3.6Nb-2Fe",
    "C276 HASTELLOYC276 N10276": "Ni-16Cr-16Mo-5Fe-4W",
    "HASTELLOYX N06002": "Ni-22Cr-18Fe-9Mo-1.5Co-0.6W",
    "304 S30400": "Fe-18Cr-8Ni",
    "316L S31603": "Fe-17Cr-12Ni-2.5Mo",
    "6061 AL6061 A96061": "Al-1Mg-0.6Si-0.28Cu-0.2Cr",
    "7075 AL7075 A97075": "Al-5.6Zn-2.5Mg-1.6Cu-0.23Cr",
    "CANTOR": "CoCrFeMnNi",
}
"""Nominal compositions, to suggest and not to read: in wt.%, within the limits of the UNS (for aluminium, of the Aluminum
Association). Two have no number there: Ti2448, whose digits are its composition, and the equimolar alloy of Cantor 2004."""
BY_NAME = {name: nominal for names, nominal in _NOMINAL.items() for name in names.split()}
_GAPS = re.compile(r"[\s_\u2010-\u2015-]+")
_STANDARD = re.compile(r"UNS|AISI|SAE|SS|AA|TYPE|ALLOY|INCONEL|IN")
_EUROPEAN = re.compile(r"(?:(?:EN|DIN|JIS|GB|GOST)[A-Z0-9./]*|(?:W\.?NR\.?)?[1-3]\.[0-9]{4}|X[0-9]{1,3}[A-Z].*)")
"""EN AW-6082, DIN 1.4301, 1.4301, X5CrNi18-10."""
_NUMBERED = re.compile(r"[A-Z]?[0-9]{3,}[A-Z]{0,3}")


def refuse_name(text: str) -> None:
    """FormulaError where a text is a well-known designation, or a number behind the name of a standard or of a family."""
    name = _GAPS.sub("", text).upper()
    standard = _STANDARD.match(name)
    number = name[standard.end() :] if standard else ""
    nominal = BY_NAME.get(name) or BY_NAME.get(number)
    if nominal:
        raise FormulaError(
            f"{quoted(text)} is a designation, which is not looked up: write the composition, with the nominal amounts for example "
            f"{nominal}."
        )
    if _NUMBERED.fullmatch(number) or _EUROPEAN.fullmatch(name):
        raise FormulaError(
            f"{quoted(text)} is a designation, which is not looked up: write the composition, for example Ti-6Al-4V."
        )


def refuse_number(terms: Sequence[Term], text: str) -> None:
    """FormulaError where a number in the terms of a text is part of a designation rather than an amount."""
    first = terms[0]
    if len(terms) == 1 and first.symbol and first.count not in (1.0, 100.0) and not first.percent:
        raise FormulaError(
            f"{quoted(text)} gives its only element {first.symbol} the amount {first.count:.10g}, as a designation does: write "
            f"{first.symbol} for the pure element, or the whole composition, for example Ti-6Al-4V."
        )
    large = any(term.count >= _NO_RATIO for term in terms)
    if (
        large
        and all(term.symbol and term.symbol in COMPOUND_FORMERS for term in terms)
        and not any(t.percent for t in terms)
    ):
        raise FormulaError(
            f"{quoted(text)} holds no metal and reads as a designation, which is not looked up: write the composition, for example "
            "Fe-8Cr-2W."
        )
    _refuse_large(terms, text)


def _refuse_large(terms: Sequence[Term], text: str) -> None:
    large = next((term for term in terms if term.symbol and term.amount and term.amount >= LARGEST_RATIO), None)
    bare = large and next((term for term in terms if term.amount is None), None)
    if large and bare:
        raise FormulaError(
            f"{quoted(text)} gives {large.symbol} the amount {large.count:.10g} and {bare.name[:40]} none, as a designation does: "
            "write every amount, for example Fe 97 at.%, Ni 3 at.%."
        )
    for term in terms:
        if term.terms:
            _refuse_large(term.terms, text)
