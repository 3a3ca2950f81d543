"""What print, markup and lists leave around a formula, taken off: quotes, TeX, HTML, subscripts, numbering, decimal commas.

Nothing here looks at symbols. Every pattern runs over at most LONGEST_RAW characters and in time linear in them.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from hea_core.errors import FormulaError, quoted

LONGEST = 500
"""Characters of a formula, once blanks and markup are gone."""
LONGEST_RAW = 10_000
"""Characters of a text that is looked at in the first place."""
WORKS = "for example Al0.3CoCrFeNi"
_EMPTY = frozenset({"nan", "null", "n/a", "inf", "-inf", "infinity", "none"})
_INVISIBLE = dict.fromkeys(
    [0xAD, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)], None
)  # fmt: skip
"""Zero-width and direction marks, which copying from a PDF or a web page brings along."""
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉ₓ₋₊", "0123456789x-+")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0x3001: ",", 0x3002: "."}
"""Letters, digits and signs as East Asian keyboards write them."""
_QUOTES = "*'\"\u2018\u2019\u201c\u201d`"
_TAG = re.compile(r"</?(?:sub|inf|i|b|em|strong|span|p|small)(?: [^<>]{0,80})?/?>", re.IGNORECASE)
_SUPERSCRIPT = re.compile(r"<sup(?: [^<>]{0,80})?>([^<>]{0,40})</sup>", re.IGNORECASE)
_TEX_BLANK = re.compile(r"\\[,;:! ()]|~|\\q?quad\b")
_TEX_DOT = re.compile(r"\\(?:cdot|bullet)\b")
_TEX_UNCERTAIN = re.compile(r"\\pm(?![a-z])")
_TEX_LESS = re.compile(r"\\leq?(?:slant)?\b")
_TEX_DASH = re.compile(r"\\textendash\b|-{2}(?=[0-9])")
_TEX_COMMAND = re.compile(
    r"\\(?:mathrm|mathit|mathbf|mathsf|operatorname|textrm|textit|textbf|textsubscript|text|ensuremath|mbox|ce|rm|it|bf)\b ?"
)
_TEX_SUBSCRIPT = re.compile(r"(?:_ ?|\\textsubscript ?)\{ ?([^{}]{1,40}?) ?\}")
_TEX_POINT = re.compile(r"\{([.,])\}")
_TEX_WRAPPED = re.compile(r"\{([^{}]*)\}")
_UNDERSCORE = re.compile(r"(?<![0-9.])_(?=[0-9.(])")
_LAST_UNDERSCORE = re.compile(r"[^_]*[A-Za-z)\]}]_([0-9]+)")
_DICTIONARY = re.compile(r"\{([^{}]*[:=][^{}]*)\}")
_NUMBERING = re.compile(r"(?:\(?[0-9]{1,3}[.):]|#[0-9]{1,3}:?|[\u2022*\u00b7\u2013\u2212-]) (?=[A-Z(\[{])")
_LOST_DIGITS = re.compile(r"(?<![0-9.])0\.$")
_DOT_DECIMAL = re.compile(r"(?<=[0-9])[\u00b7\u2022\u2219\u22c5](?=[0-9])")
_UNCERTAINTY = re.compile(r"(?<=[0-9]) ?(?:\u00b1|\+/-) ?[0-9]{1,6}(?:[.,][0-9]{1,6})?")
_COMMA_DECIMAL = re.compile(r"(?<![0-9.,])([0-9]{1,6}),([0-9]{1,12})(?![0-9.,])")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text without what surrounds and decorates a formula, and what was assumed in taking it off."""

    text: str
    assumed: list[str] = field(default_factory=list)


def cleaned(text: str) -> Cleaned:
    """Take off what print and markup leave; FormulaError where nothing is left, or more than one alloy's worth."""
    written = undecorated(text)
    inside = _DICTIONARY.fullmatch(written)
    if inside:
        written = inside.group(1).translate(str.maketrans("", "", _QUOTES))
    assumed: list[str] = []
    last = None if "$" in text or "\\" in text else _LAST_UNDERSCORE.fullmatch(written)
    if last:
        assumed.append(
            f"The {last.group(1)[:12]} behind the underscore is read as an amount; leave it out if it numbers a sample."
        )
    written = _UNDERSCORE.sub("", written)
    written, dots = _DOT_DECIMAL.subn(".", written)
    if dots:
        assumed.append("A dot between two digits is read as a decimal point.")
    uncertain = _UNCERTAINTY.search(written)
    if uncertain:
        assumed.append(f"Uncertainties ({uncertain.group().strip()[:20]}) are left out.")
        written = _UNCERTAINTY.sub("", written)
    comma = _COMMA_DECIMAL.search(written)
    if comma:
        if len(comma.group(2)) == 3 and int(comma.group(1)) > 0:
            raise FormulaError(
                f"The comma in {quoted(comma.group())} is ambiguous: write a decimal point, or no comma, {WORKS}."
            )
        written = _COMMA_DECIMAL.sub(r"\1.\2", written)
        assumed.append(f"The comma in {comma.group()[:24]} is read as a decimal point.")
    return Cleaned(written, assumed)


def undecorated(text: str) -> str:
    """The text in one line without invisible characters, markup, quotes, numbering and left-over punctuation."""
    if len(text) > LONGEST_RAW:
        raise _too_long(text)
    stripped = text.translate(_INVISIBLE).translate(_FULL_WIDTH).strip().strip(_QUOTES).strip()
    if not stripped or stripped.lower() in _EMPTY:
        raise FormulaError(f"There is no formula in {quoted(stripped)}: write one, {WORKS}.")
    if len(stripped.splitlines()) > 1:
        raise FormulaError(f"The text {quoted(stripped)} has several lines: give one alloy at a time, {WORKS}.")
    plain = _without_markup(stripped).translate(_SUBSCRIPTS)
    plain = " ".join(plain.split()).strip(_QUOTES + " ")
    if len(plain) > LONGEST:
        raise _too_long(plain)
    plain = _NUMBERING.sub("", plain, count=1) if _NUMBERING.match(plain) else plain
    # "Ni0." has lost digits, and is for the reader of amounts to refuse
    plain = (plain if _LOST_DIGITS.search(plain) else plain.rstrip(" ,;." + _QUOTES)).lstrip(" ,;" + _QUOTES)
    if not plain:
        raise FormulaError(f"There is no formula in {quoted(stripped)}: write one, {WORKS}.")
    return plain


def _without_markup(text: str) -> str:
    out = html.unescape(text) if "&" in text else text
    if "<" in out:
        # what is raised is a charge or a note, never an amount; the grammar refuses it by its sign
        out = _TAG.sub("", _SUPERSCRIPT.sub(r"^\1", out))
    if "\\" in out or "_" in out or "$" in out:
        tex = "\\" in out
        out = _TEX_SUBSCRIPT.sub(r"\1", _TEX_COMMAND.sub(_subscript_alone, _TEX_POINT.sub(r"\1", out)))
        out = _TEX_DASH.sub("\u2013", _TEX_DOT.sub("\u00b7", _TEX_BLANK.sub(" ", out))).replace("$", "")
        # Braces of TeX only group; in a text without TeX they are brackets as any others.
        out = _TEX_UNCERTAIN.sub("\u00b1", _TEX_LESS.sub("\u2264", out)).replace("\\%", "%")
        for _ in range(3 if tex else 0):
            out = _TEX_WRAPPED.sub(r"\1", out)
    return out


def _subscript_alone(command: re.Match[str]) -> str:
    return "_" if "subscript" in command.group() else ""


def _too_long(text: str) -> FormulaError:
    return FormulaError(
        f"The text {quoted(text.strip()[:60] if len(text) > LONGEST_RAW else text)} has {len(text):,} characters, and a formula at most "
        f"{LONGEST}: give one alloy, {WORKS}."
    )
