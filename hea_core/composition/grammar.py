"""The grammar of formulas: a text becomes a tree of terms, each an element or a bracket with the amount written behind it.

What the amounts mean is for hea_core.composition.formula to say, and what may have been meant otherwise for
hea_core.composition.marks, slips and conventions. The first token that does not fit is named in a FormulaError.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from hea_core.composition.symbols import PLAIN, SYMBOLS, with_capitals
from hea_core.composition.typography import WORKS
from hea_core.errors import FormulaError, quoted

LARGEST_AMOUNT = 1e6
BRACKETS_WORK = "for example (CoCrFeNi)95Ti5"
_A_WORD = 4
"""Letters from which on what stands apart and is no element is a word rather than symbols without capitals."""
_NO_NAMES = "use symbols such as Fe or Ni, not names or designations"

_TOKEN = re.compile(
    r"""(?P<percent>(?:(?i:atomic|at|mol)\.?\s*)?%)
      | (?P<weight>(?i:(?:wt|mass|weight|w)\.?\s*%|(?:wt|mass|weight)\b))
      | (?P<element>[A-Z][a-z]*)
      | (?P<number>\.?[0-9][0-9.]*)
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
_HINTS = {
    "open": "leave a reference out",
    "start": "say at.% or wt.% between them, or give the composition of a designation",
}
"""What else a number may be that follows no element."""
_PLAIN_TERM = re.compile(r"([A-Z][a-z]?)([0-9.]*)")
_GAPS = {"dash": "-", "dot": "\u00b7", "list": ","}
_TAKES_NUMBER = frozenset({"element", "close", "assign"})
_ENDS_TERM = frozenset({"element", "close", "number", "percent"})


def read_terms(text: str) -> list[Term]:
    """The terms of a formula at its outermost level, at least one; FormulaError names the token that does not fit."""
    terms = _plain_terms(text) if PLAIN.fullmatch(text) else _Reader(text).terms()
    while len(terms) == 1 and terms[0].terms and terms[0].amount is None:
        terms = terms[0].terms  # brackets around everything say nothing
    return terms


def _plain_terms(text: str) -> list[Term]:
    """`_Reader(text).terms()` for symbols and numbers alone, which nearly all formulas are, many times quicker."""
    pairs = _PLAIN_TERM.findall(text)
    terms = [Term(symbol, [], float(number) if number else None, False, number) for symbol, number in pairs]
    symbols = {symbol for symbol, _ in pairs}
    sound = len(symbols) == len(pairs) and symbols <= SYMBOLS and all(term.count <= LARGEST_AMOUNT for term in terms)
    return terms if sound else _Reader(text).terms()


@dataclass(slots=True)
class Term:
    """One element, or one bracket with its own terms, and the amount written behind it.

    Attributes:
        symbol: of the element, "" for a bracket.
        terms: within the bracket, none for an element.
        amount: 0 or more; None where none is written.
        percent: whether a % stands behind the amount.
        digits: the amount as written.
        before: what separates the term from the one before it: "" nothing, " ", "-", "," or "·".
        spaced: whether a blank stands before the amount.
    """

    symbol: str
    terms: list[Term] = field(default_factory=list)
    amount: float | None = None
    percent: bool = False
    digits: str = ""
    before: str = ""
    spaced: bool = False

    @property
    def name(self) -> str:
        """The symbol, or the bracket without its amounts."""
        return self.symbol or "(" + "".join(term.name for term in self.terms) + ")"

    @property
    def count(self) -> float:
        """The amount, 1 where none is written."""
        return 1.0 if self.amount is None else self.amount


class _Reader:
    """Turns tokens into a tree of terms; `before` is the kind of the last token that was not a space, `gap` what stands since."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.levels: list[list[Term]] = [[]]
        self.opened: list[str] = []
        self.before = "start"
        self.gap = ""
        self.gaps: list[str] = []
        self.listed = False
        self.since_comma = 0

    def terms(self) -> list[Term]:
        self._check_symbols()
        for match in _TOKEN.finditer(self.text):
            kind, token = str(match.lastgroup), match.group()
            if kind == "space":
                self.gap = self.gap or " "
                continue
            if self.before == "assign" and kind != "number":
                raise FormulaError(f"A number must follow ':' or '=', got {quoted(token)}: for example Fe:20 Ni:80.")
            handler = getattr(self, f"_{kind}", None)
            if handler is None:
                raise self._refusal(kind, token)
            handler(token)
            self.before = kind
            self.gap = _GAPS.get(kind, "")
        if self.opened:
            raise FormulaError(
                f"The bracket '{self.opened[-1]}' in {quoted(self.text)} is not closed: {BRACKETS_WORK}."
            )
        if self.before not in _ENDS_TERM:
            raise FormulaError(f"{quoted(self.text)} ends where an element or an amount should follow: {WORKS}.")
        return self.levels[0]

    def _check_symbols(self) -> None:
        """First of all, for COCRFENI is a question of capitals and not of writing C twice."""
        for match in _TOKEN.finditer(self.text):
            token = match.group()
            if match.lastgroup == "letters" and len(token) >= _A_WORD and token in self.text.split():
                raise self._refusal("letters", token)
            if match.lastgroup == "element" and token not in SYMBOLS:
                raise FormulaError(
                    f"Unknown element {quoted(token)} in {quoted(self.text)}: {self._meant(token) or _NO_NAMES}, "
                    f"{WORKS}."
                )

    def _meant(self, token: str) -> str:
        """What may have been meant by letters that are no element, "" where nothing suggests itself."""
        if token[-1] == "x" and token[:-1] in SYMBOLS:
            return f"write the amount in place of x, {token[:-1]}0.5CoCr, or ask for a series, {token}CoCr, x=0:2:0.1"
        one = token.replace("l", "1")
        if "l" in token[1:] and re.fullmatch(r"[A-Z][a-z]?1+", one) and one.rstrip("1") in SYMBOLS:
            return f"the letter l may stand for the digit 1, as in {one}"
        if len(token) >= _A_WORD and token in self.text.split() and token != self.text:
            return "leave the word out, or write an element by its symbol"
        right = with_capitals(self.text)
        return f"did you mean {right}? Capitals tell cobalt from carbon and oxygen" if right else ""

    def _element(self, token: str) -> None:
        if any(term.symbol == token for term in self.levels[-1]):
            raise FormulaError(
                f"{token} stands twice in {quoted(self.text)}: write each element once with its whole amount, {WORKS}."
            )
        self._add(Term(token, before=self.gap))

    def _open(self, token: str) -> None:
        self.opened.append(token)
        self.gaps.append(self.gap)
        self.levels.append([])

    def _close(self, token: str) -> None:
        if not self.opened or _CLOSES[self.opened[-1]] != token:
            raise FormulaError(f"The bracket '{token}' in {quoted(self.text)} closes nothing: {BRACKETS_WORK}.")
        if self.before not in _ENDS_TERM:
            raise FormulaError(f"An element is missing before '{token}' in {quoted(self.text)}: {BRACKETS_WORK}.")
        self.opened.pop()
        self._add(Term("", self.levels.pop(), before=self.gaps.pop()))

    def _add(self, term: Term) -> None:
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
                f"The '-{token[:24]}' in {quoted(self.text)} is a negative amount or belongs to a designation: write a composition "
                f"with amounts above 0, {WORKS}."
            )
        if self.before not in _TAKES_NUMBER:
            hint = _HINTS.get(self.before, "or say at.% or wt.% between them")
            raise FormulaError(
                f"The number {quoted(token)} in {quoted(self.text)} follows no element: write the "
                f"amount behind its element, {hint}, {WORKS}."
            )
        term = level[-1]
        try:
            amount = float(token)
        except ValueError:
            raise FormulaError(f"The amount {quoted(token)} of {term.name} is not a number: {WORKS}.") from None
        if not amount <= LARGEST_AMOUNT:
            raise FormulaError(
                f"The amount {quoted(token)} of {term.name} is outside 0 to 1,000,000: give a smaller "
                f"amount or leave {term.name} out, {WORKS}."
            )
        term.amount, term.digits, term.spaced = amount, token, self.gap == " "

    def _percent(self, token: str) -> None:
        if self.before != "number" or self.opened:
            raise FormulaError(
                f"The '{token}' in {quoted(self.text)} must follow an amount outside brackets: for example Fe20% Ni80%."
            )
        self.levels[-1][-1].percent = True

    def _separator(self, token: str) -> None:
        if self.before not in _ENDS_TERM:
            raise FormulaError(f"Nothing stands before the '{token}' in {quoted(self.text)}: {WORKS}.")

    _dash = _dot = _separator

    def _list(self, token: str) -> None:
        self._separator(token)
        if self.opened:
            inside = "".join(term.name for term in self.levels[-1])
            raise FormulaError(
                f"The '{token}' inside brackets in {quoted(self.text)} leaves the shares of {inside[:20]} and the rest unsaid: write them "
                "together for equal shares, as in (CuNi), or with amounts, for example La55.4(CuNi)26.2Al18.4."
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
            return FormulaError(f"Unexpected letters {where}: {meant}, {WORKS}.")
        if token == "+":
            return FormulaError(
                f"Unexpected character {where}: write additions as shares, for example (CoCrFeNi)98Al2."
            )
        return FormulaError(f"Unexpected character {where}: write elements and amounts only, {WORKS}.")
