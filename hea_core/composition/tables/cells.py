"""What one cell may be: an alloy, a number as labs write it, the rest to 100, or nothing."""

from __future__ import annotations

import re
from functools import lru_cache

from hea_core.composition.composition import Composition
from hea_core.composition.elements import elements
from hea_core.composition.reading import read
from hea_core.composition.symbols import SYMBOLS
from hea_core.errors import FormulaError, HeaError, quoted

_LONGEST = 500
TOO_LARGE = 1e100
"""What is no amount of anything, and of which a sum would be no number either."""
_NO_METALS = frozenset({"H", "C", "N", "O", "F", "P", "S", "Se", "I"})
NOTHING = frozenset(
    {"", "-", "–", "—", "−", "--", "/", "n/a", "na", "n.a.", "nan", "none", "null", "nd", "n.d.", "not detected"}
)
"""What is written where there is nothing to write; in a column of amounts it is 0."""
BELOW_DETECTION = frozenset(
    {"bdl", "b.d.l.", "b.d.l", "<lod", "<loq", "<dl", "lod", "tr", "tr.", "trace", "traces", "spuren"}
)
"""What is written for an amount too little to measure."""
_REST = frozenset({"bal", "bal.", "balance", "rest", "remainder", "rem", "rem.", "base"})
_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f']+")
_NUMBER = re.compile(r"[+−-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
PLUS_MINUS = r"(?:±|\+/-|\+-)"
_ERROR = re.compile(rf"\(?{PLUS_MINUS}.*|\([0-9.,]+\)$")
"""An uncertainty behind the number: 20.1 ± 0.3, 20.1(3)."""
_ERROR_BEHIND = re.compile(rf"{PLUS_MINUS}\s*([0-9.,]+)")
_BRACKET = re.compile(r"([0-9][0-9.,]*)(\s*)\(([0-9.,]+)\)$")
_DECIMALS = re.compile(r"[.,]([0-9]+)$")
_UNIT_BEHIND = re.compile(r"[ \u00a0]?(?P<unit>at|wt|mol|mass|ma|gew|a/o|w/o)\.?[ -]?%?$", re.IGNORECASE)
_PPM_BEHIND = re.compile(r"[ \u00a0]?(?:ppm|wppm|ppmw|mg/kg)$", re.IGNORECASE)
_FOOTNOTE = re.compile(r"(?:[*†‡§¹²³ᵃᵇᶜᵈ]|\^[a-z0-9])+$")
"""A mark behind the number that a note below explains: 20*, 20^a."""
_THOUSANDS = re.compile(r"[+−-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_COMMA_THOUSANDS = re.compile(r"[+−-]?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9])")
COMMA_NUMBER = re.compile(r"[+−-]?[0-9]+,[0-9]+")
"""A number with what can only be a decimal comma, or a separator of thousands."""


@lru_cache(maxsize=8192)
def alloy(text: str) -> Composition | None:
    """The composition of a cell that holds an alloy: it reads, in two or more elements of the table, at least one of them a metal.

    HCP, UTS or HIP are symbols of elements too, and B or C names of samples.
    """
    if not 2 <= len(text) <= _LONGEST or not any(letter.isupper() for letter in text):
        return None
    try:
        composition = read(with_points(text)).composition
    except HeaError:
        return None
    known = all(symbol in elements().index for symbol in composition.elements)
    return (
        composition
        if known and len(composition.elements) > 1 and not _NO_METALS.issuperset(composition.elements)
        else None
    )


def is_alloy(text: str) -> bool:
    """Whether `alloy` finds one."""
    return alloy(text) is not None


def reads(text: str) -> bool:
    """Whether the text can be read as an alloy or an element."""
    try:
        read(text)
    except HeaError:
        return False
    return True


def with_points(text: str) -> str:
    """Decimal points instead of commas between digits."""
    return _DECIMAL_COMMA.sub(".", text)


def refuse_letter(text: str) -> None:
    """FormulaError for a single letter: B is boron, and just as often the second sample."""
    if len(text) == 1 and text in SYMBOLS:
        raise FormulaError(
            f"{quoted(text)} alone could be the element or the name of a sample: write {text} 100 at.% if the element is meant."
        )


def is_rest(text: str) -> bool:
    """Whether the cell stands for what is missing to 100."""
    return text.lower() in _REST


def number(text: str, decimal_comma: bool = False) -> float | None:
    """The number in a cell, None where there is none: 22.5, 22,5, 1,650, 1.650,5, 20.1 ± 0.3, 20 %, 20 at.%, 1 200."""
    bare = _UNIT_BEHIND.sub("", text) if text.endswith("%") else text
    plain = (
        _ERROR.sub("", _FOOTNOTE.sub("", _SPACES.sub("", bare))).removesuffix("%").removeprefix("~").removeprefix("≈")
    )
    if "," in plain:
        if decimal_comma:
            plain = plain.replace(".", "") if _COMMA_THOUSANDS.fullmatch(plain) else plain
            plain = plain.replace(",", ".")
        elif _THOUSANDS.fullmatch(plain) and not plain.lstrip("+−-").startswith("0"):
            plain = plain.replace(",", "")
        else:
            plain = plain.replace(",", ".")
    elif decimal_comma and plain.count(".") > 1 and _COMMA_THOUSANDS.fullmatch(plain):
        plain = plain.replace(".", "")
    if not _NUMBER.fullmatch(plain):
        return None
    value = float(plain.replace("−", "-"))
    return value if abs(value) < TOO_LARGE else None


def unit_behind(text: str) -> str:
    """The unit behind the number in a cell as written, at.% of "20 at.%"; "" where there is none but a percent sign."""
    found = _UNIT_BEHIND.search(text) if text.endswith("%") else None
    return f"{found['unit']} %" if found else ""


def parts_per_million(text: str, decimal_comma: bool = False) -> float | None:
    """The number in a cell that says ppm; None for any other."""
    found = _PPM_BEHIND.search(text)
    return number(text[: found.start()], decimal_comma) if found else None


def uncertainty(text: str, decimal_comma: bool = False) -> float | None:
    """The uncertainty behind the number in a cell: 8 of "512 ± 8" and "512(8)", 0.3 of "20.1(3)", 3.2 of "140.5 (3.2)".

    In a bracket right behind the number it is in units of the last digit, as crystallographers write. None where there is none, and for
    "140.5 (3)", which may be either.
    """
    plus_minus = _ERROR_BEHIND.search(text)
    if plus_minus:
        return number(plus_minus[1], decimal_comma)
    bracket = _BRACKET.search(text.strip())
    if not bracket:
        return None
    figure, gap, inside = bracket.groups()
    places = _places(figure, decimal_comma)
    if not inside.isdigit():
        return number(inside, decimal_comma)
    return None if gap and places else int(inside) / 10**places


def _places(figure: str, decimal_comma: bool) -> int:
    """Digits behind the decimal point of a number, whose commas may part thousands."""
    value, behind = number(figure, decimal_comma), _DECIMALS.search(figure)
    if value is None or not behind:
        return 0
    places = len(behind[1])
    return places if round(value * 10**places) == int(re.sub("[.,]", "", figure)) else 0
