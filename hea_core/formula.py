"""Reading of alloy formulas as people write them; one sentence names the token where it cannot be done.

Accepted: `Al0.3CoCrFeNi`; brackets ( ) [ ] { }, nested; `Fe20 Ni80` and `Fe-Ni` with spaces, hyphens or
middle dots between; `Fe:20, Ni:80`; `Fe=20; Ni=80`; `Fe 20 at.%, Ni 80 at.%`; `Fe20Ni80 at.%`; Unicode
subscripts. A number belongs to the element or bracket before it.

Brackets: where the amounts of a level sum to 100 or to 1 they are shares, as metallurgists write them:
(CoCrFeNi)95Ti5 is 95 at.% of equimolar CoCrFeNi and 5 at.% Ti. Otherwise a bracket multiplies, as chemists
write: (CoCr)2Ni is Co2Cr2Ni. A bracket with an amount of 10 or more in a level that does not sum to 100 could
be either, and is refused.

Weight percent, a balance, units in words, markup and the like are put into this form by hea_core.spellings.

Refused rather than guessed: percentages that do not sum to 100, a decimal comma, a number before an element
without a unit, several alloys in one text, one element twice at the same level.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from hea_core.errors import FormulaError

# fmt: off
SYMBOLS: frozenset[str] = frozenset({
    "H", "He", "Li", "Be", "B", "C", "N", "O", "F", "Ne", "Na", "Mg", "Al", "Si", "P", "S", "Cl", "Ar", "K",
    "Ca", "Sc", "Ti", "V", "Cr", "Mn", "Fe", "Co", "Ni", "Cu", "Zn", "Ga", "Ge", "As", "Se", "Br", "Kr",
    "Rb", "Sr", "Y", "Zr", "Nb", "Mo", "Tc", "Ru", "Rh", "Pd", "Ag", "Cd", "In", "Sn", "Sb", "Te", "I",
    "Xe", "Cs", "Ba", "La", "Ce", "Pr", "Nd", "Pm", "Sm", "Eu", "Gd", "Tb", "Dy", "Ho", "Er", "Tm", "Yb",
    "Lu", "Hf", "Ta", "W", "Re", "Os", "Ir", "Pt", "Au", "Hg", "Tl", "Pb", "Bi", "Po", "At", "Rn", "Fr",
    "Ra", "Ac", "Th", "Pa", "U", "Np", "Pu", "Am", "Cm", "Bk", "Cf", "Es", "Fm", "Md", "No", "Lr", "Rf",
    "Db", "Sg", "Bh", "Hs", "Mt", "Ds", "Rg", "Cn", "Nh", "Fl", "Mc", "Lv", "Ts", "Og",
})
_NO_METALS = frozenset({
    "H", "He", "N", "O", "F", "Ne", "P", "S", "Cl", "Ar", "Br", "Kr", "I", "Xe", "Po", "At", "Rn", "Fr", "Ra", "Ac", "Pa", "Np",
    "Pu", "Am", "Cm", "Bk", "Cf", "Es", "Fm", "Md", "No", "Lr", "Rf", "Db", "Sg", "Bh", "Hs", "Mt", "Ds", "Rg", "Cn", "Nh", "Fl",
    "Mc", "Lv", "Ts", "Og",
})
# fmt: on
LONGEST = 500
LARGEST_AMOUNT = 1e6
_SUGGESTED = 40
"""Characters of a formula that is worth suggesting in a sentence."""
_PERCENT_TOLERANCE = 0.5  # three times 33.3 is 99.9
_WORKS = "for example Al0.3CoCrFeNi"
_BRACKET_WORKS = "for example (CoCrFeNi)95Ti5"
_EMPTY = frozenset({"nan", "null", "n/a", "inf", "-inf", "infinity", "none"})

PLAIN = re.compile(r"(?:[A-Z][a-z]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)?)+")
_PLAIN_TERM = re.compile(r"([A-Z][a-z]?)([0-9.]*)")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_DECIMAL_COMMA = re.compile(r"[0-9]+,[0-9]+")
_TOKEN = re.compile(
    r"""(?P<percent>(?:(?i:atomic|at|mol)\.?\s*)?%)
      | (?P<weight>(?i:(?:wt|mass|weight|w)\.?\s*%|(?:wt|mass|weight)\b))
      | (?P<element>[A-Z][a-z]*)
      | (?P<number>[0-9.]*[0-9][0-9.]*)
      | (?P<open>[(\[{])
      | (?P<close>[)\]}])
      | (?P<list>[,;])
      | (?P<dash>[-\u2010-\u2015\u2212])
      | (?P<dot>[\u00b7\u2022\u2219\u22c5])
      | (?P<assign>[:=])
      | (?P<space>[\s\u200b\ufeff]+)
      | (?P<letters>[a-z]+)
      | (?P<stray>.)""",
    re.VERBOSE | re.DOTALL,
)
_CLOSES = {"(": ")", "[": "]", "{": "}"}
_TAKES_NUMBER = frozenset({"element", "close", "assign"})
_ENDS_TERM = frozenset({"element", "close", "number", "percent"})


def read_amounts(text: str) -> dict[str, float]:
    """Relative amounts {symbol: amount > 0}, not normalised; FormulaError names the bad token."""
    if not isinstance(text, str):
        raise FormulaError(f"A formula must be text, got {quoted(repr(text))}: write it as a string, {_WORKS}.")
    if len(text) <= LONGEST and PLAIN.fullmatch(text):
        pairs = _PLAIN_TERM.findall(text)
        amounts = {symbol: float(number or 1) for symbol, number in pairs}
        sound = len(amounts) == len(pairs) and amounts.keys() <= SYMBOLS
        if sound and all(0 < amount <= LARGEST_AMOUNT for amount in amounts.values()) and text != "NaN":
            return amounts
    return _read_general(text)


def _read_general(text: str) -> dict[str, float]:
    """Everything but symbols and numbers alone, and everything that is wrong."""
    stripped = text.strip(" \t\r\n\u200b\ufeff\u00a0")
    if not stripped or stripped.lower() in _EMPTY:
        raise FormulaError(f"There is no formula in {quoted(stripped)}: write one, {_WORKS}.")
    if len(stripped) > LONGEST:
        raise FormulaError(
            f"The text {quoted(stripped)} has {len(stripped):,} characters, and a formula at most "
            f"{LONGEST}: give one alloy, {_WORKS}."
        )
    if len(stripped.splitlines()) > 1:
        raise FormulaError(f"The text {quoted(stripped)} has several lines: give one alloy at a time, {_WORKS}.")
    comma = _DECIMAL_COMMA.search(stripped)
    if comma:
        raise FormulaError(f"The comma in '{comma.group()[:24]}' is ambiguous: write a decimal point, {_WORKS}.")
    terms = _Reader(stripped.translate(_SUBSCRIPTS)).terms()
    _check_percent(terms)

    from pymatgen.core.composition import Composition as Pymatgen  # slow to import; plain formulas do without

    expanded, _ = _expanded(terms, shares=any(term.percent for term in terms))
    amounts = {str(element): float(amount) for element, amount in Pymatgen(expanded).items()}
    lost = _symbols(terms) - {symbol for symbol, amount in amounts.items() if amount > 0}
    if lost:
        raise FormulaError(
            f"The amount of {min(lost)} in {quoted(stripped)} is too small to count: leave {min(lost)} out, {_WORKS}."
        )
    return amounts


def quoted(token: str) -> str:
    """The token in quotes, short and printable; with the code point where it may only look like ASCII."""
    short = token if len(token) <= 40 else token[:36] + "…"
    shown = "".join(character if character.isprintable() else f"\\x{ord(character):02x}" for character in short)
    code = f" (U+{ord(token):04X})" if len(token) == 1 and not token.isascii() else ""
    return f"'{shown}'{code}"


@dataclass
class _Term:
    """One element, or one bracket with its own terms, and the amount written behind it."""

    symbol: str
    terms: list[_Term] = field(default_factory=list)
    amount: float | None = None
    percent: bool = False

    @property
    def name(self) -> str:
        return self.symbol or "(" + "".join(term.name for term in self.terms) + ")"

    @property
    def count(self) -> float:
        return 1.0 if self.amount is None else self.amount


class _Reader:
    """Turns tokens into a tree of terms; `before` is the kind of the last token that was not a space."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.levels: list[list[_Term]] = [[]]
        self.opened: list[str] = []
        self.before = "start"
        self.listed = False
        self.since_comma = 0

    def terms(self) -> list[_Term]:
        self._check_symbols()
        for match in _TOKEN.finditer(self.text):
            kind, token = str(match.lastgroup), match.group()
            if kind == "space":
                continue
            if self.before == "assign" and kind != "number":
                raise FormulaError(f"A number must follow ':' or '=', got {quoted(token)}: for example Fe:20 Ni:80.")
            handler = getattr(self, f"_{kind}", None)
            if handler is None:
                raise self._refusal(kind, token)
            handler(token)
            self.before = kind
        if self.opened:
            raise FormulaError(
                f"The bracket '{self.opened[-1]}' in {quoted(self.text)} is not closed: {_BRACKET_WORKS}."
            )
        if self.before not in _ENDS_TERM:
            raise FormulaError(f"{quoted(self.text)} ends where an element or an amount should follow: {_WORKS}.")
        return self.levels[0]

    def _check_symbols(self) -> None:
        """First of all, for COCRFENI is a question of capitals and not of writing C twice."""
        for match in _TOKEN.finditer(self.text):
            token = match.group()
            if match.lastgroup == "element" and token not in SYMBOLS:
                raise FormulaError(
                    f"Unknown element {quoted(token)} in {quoted(self.text)}: {self._meant(token) or 'use symbols such as Fe or Ni'}, "
                    f"{_WORKS}."
                )

    def _meant(self, token: str) -> str:
        """What may have been meant by letters that are no element, "" where nothing suggests itself."""
        if token[-1] == "x" and token[:-1] in SYMBOLS:
            return f"give x a value, or on the Check page a range, {token}CoCr, x=0:2:0.1"
        right = with_capitals(self.text)
        return f"did you mean {right}? Capitals tell cobalt from carbon and oxygen" if right else ""

    def _element(self, token: str) -> None:
        if any(term.symbol == token for term in self.levels[-1]):
            raise FormulaError(
                f"{token} stands twice in {quoted(self.text)}: write each element once with its whole amount, {_WORKS}."
            )
        self._add(_Term(token))

    def _open(self, token: str) -> None:
        self.opened.append(token)
        self.levels.append([])

    def _close(self, token: str) -> None:
        if not self.opened or _CLOSES[self.opened[-1]] != token:
            raise FormulaError(f"The bracket '{token}' in {quoted(self.text)} closes nothing: {_BRACKET_WORKS}.")
        if self.before not in _ENDS_TERM:
            raise FormulaError(f"An element is missing before '{token}' in {quoted(self.text)}: {_BRACKET_WORKS}.")
        self.opened.pop()
        self._add(_Term("", self.levels.pop()))

    def _add(self, term: _Term) -> None:
        self.levels[-1].append(term)
        if not self.opened:
            self.since_comma += 1
            self._check_list()

    def _check_list(self) -> None:
        if self.listed and self.since_comma > 1:
            raise FormulaError(
                f"{quoted(self.text)} could be several alloys: give one at a time, or one element "
                "between commas, for example Fe 20, Ni 80."
            )

    def _number(self, token: str) -> None:
        level = self.levels[-1]
        if self.before == "dash":
            raise FormulaError(
                f"The amount '-{token[:24]}' in {quoted(self.text)} is negative: amounts are above 0, {_WORKS}."
            )
        if self.before not in _TAKES_NUMBER:
            hint = "leave a reference out" if self.before == "open" else "or say at.% or wt.% between them"
            raise FormulaError(
                f"The number {quoted(token)} in {quoted(self.text)} follows no element: write the "
                f"amount behind its element, {hint}, {_WORKS}."
            )
        term = level[-1]
        try:
            amount = float(token)
        except ValueError:
            raise FormulaError(f"The amount {quoted(token)} of {term.name} is not a number: {_WORKS}.") from None
        if not 0 < amount <= LARGEST_AMOUNT:
            raise FormulaError(
                f"The amount {quoted(token)} of {term.name} is outside 0 to 1,000,000: give a positive "
                f"amount or leave {term.name} out, {_WORKS}."
            )
        term.amount = amount

    def _percent(self, token: str) -> None:
        if self.before != "number" or self.opened:
            raise FormulaError(
                f"The '{token}' in {quoted(self.text)} must follow an amount outside brackets: for example Fe20% Ni80%."
            )
        self.levels[-1][-1].percent = True

    def _separator(self, token: str) -> None:
        if self.before not in _ENDS_TERM:
            raise FormulaError(f"Nothing stands before the '{token}' in {quoted(self.text)}: {_WORKS}.")

    _dash = _dot = _separator

    def _list(self, token: str) -> None:
        self._separator(token)
        if self.opened:
            raise FormulaError(
                f"The '{token}' inside brackets in {quoted(self.text)} is not understood: {_BRACKET_WORKS}."
            )
        self.listed = True
        self._check_list()
        self.since_comma = 0

    def _assign(self, token: str) -> None:
        if self.before not in {"element", "close"}:
            raise FormulaError(
                f"The '{token}' in {quoted(self.text)} must stand between an element and its amount: for "
                "example Fe:20 Ni:80."
            )

    def _refusal(self, kind: str, token: str) -> FormulaError:
        where = f"{quoted(token)} in {quoted(self.text)}"
        if kind == "weight":
            return FormulaError(f"The unit {where} is not clear: write wt.%, for example Fe 20 wt.%, Ni 80 wt.%.")
        if kind == "letters":
            meant = self._meant(token) or "element symbols begin with a capital, and words are left out"
            return FormulaError(f"Unexpected letters {where}: {meant}, {_WORKS}.")
        if token == "+":
            return FormulaError(
                f"Unexpected character {where}: write additions as shares, for example (CoCrFeNi)98Al2."
            )
        return FormulaError(f"Unexpected character {where}: write elements and amounts only, {_WORKS}.")


def with_capitals(text: str) -> str:
    """The formula that letters of any case may stand for, in as few metals as possible; "" where they are none.

    COCRFENI gives CoCrFeNi. A suggestion, never a reading: CO is carbon and oxygen.
    """
    out = ""
    for letters in re.findall(r"[A-Za-z]+|[^A-Za-z]+", text):
        split = _metals(letters.lower()) if letters[0].isalpha() else letters
        if not split:
            return ""
        out += split
    return out if out != text and len(out) <= _SUGGESTED and PLAIN.fullmatch(out) else ""


def _metals(letters: str) -> str:
    """Lower-case letters as the fewest symbols of metals and metalloids; "" where they do not divide."""
    best: list[tuple[int, str] | None] = [(0, "")] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for size in (2, 1):
            before = best[end - size] if end >= size else None
            symbol = letters[end - size : end].capitalize()
            if before and symbol in SYMBOLS - _NO_METALS:
                here = best[end]
                if here is None or before[0] + 1 < here[0]:
                    best[end] = (before[0] + 1, before[1] + symbol)
    found = best[-1]
    return found[1] if found else ""


def _symbols(terms: list[_Term]) -> set[str]:
    return {term.symbol for term in terms if term.symbol}.union(*(_symbols(term.terms) for term in terms))


def _check_percent(terms: list[_Term]) -> None:
    """Percentages: on every term, or once at the end for all; summing to 100 but for rounding."""
    marks = [term.percent for term in terms]
    if not any(marks):
        return
    for term in terms:
        if term.amount is None or (not term.percent and any(marks[:-1])):
            raise FormulaError(
                f"{term.name} has no percentage while others have: give every element one, for example Fe "
                "20 at.%, Ni 80 at.%."
            )
    total = math.fsum(term.count for term in terms)
    if abs(total - 100) > _PERCENT_TOLERANCE:
        raise FormulaError(
            f"The percentages sum to {total:g}, not to 100: complete them, for example Fe 20 at.%, Ni 80 at.%."
        )


def _expanded(terms: list[_Term], shares: bool = False) -> tuple[str, float]:
    """The level for pymatgen, brackets scaled to the reading chosen, and the number of atoms it counts."""
    total = math.fsum(term.count for term in terms)
    shares = shares or math.isclose(total, 100, rel_tol=1e-9) or math.isclose(total, 1, rel_tol=1e-9)
    out, atoms = "", 0.0
    for term in terms:
        if term.symbol:
            out += f"{term.symbol}{term.count:.12f}"
            atoms += term.count
            continue
        inner, inside = _expanded(term.terms)
        if not shares and len(terms) > 1 and term.count >= 10 and inside != 1:
            raise FormulaError(
                f"The amounts beside {term.name[:40]} sum to {total:g}, so {term.count:g} could be at.% "
                "or a multiplier: make them sum to 100, "
                f"{_BRACKET_WORKS}."
            )
        factor = term.count / inside if shares else term.count
        out += f"({inner}){factor:.12f}"
        atoms += factor * inside
    return out, atoms
