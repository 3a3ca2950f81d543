"""What a heading says: an element and the unit of its amounts, the rest to 100, or where alloys stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from hea_core.composition.elements import elements

StatedUnit = Literal["at", "wt"]

_AT = frozenset({
    "at", "atom", "atoms", "atomic", "mol", "mole", "molar", "mmol", "x", "atomprozent", "stoffmengenanteil", "appm", "ppma",
})  # fmt: skip
_WT = frozenset({
    "wt", "w", "mass", "weight", "m", "ma", "gew", "masse", "massen", "gewichts", "massenprozent", "gewichtsprozent",
    "massenanteil", "gewichtsanteil", "g", "kg", "mg", "wppm", "ppmw",
})  # fmt: skip
_SHARE = frozenset({
    "%", "percent", "percentage", "pct", "per", "cent", "prozent", "anteil", "frac", "fraction", "fractions", "ratio", "ratios",
})  # fmt: skip
_AMOUNT = frozenset({
    "by", "norm", "normalised", "normalized", "content", "conc", "concentration", "amount", "c", "n", "comp", "composition", "in",
})  # fmt: skip
_STATE = frozenset({"nominal", "measured", "actual", "target", "eds", "edx", "epma", "icp", "xrf"})
_PERCENT = frozenset(
    {"%", "percent", "percentage", "pct", "prozent", "atomprozent", "massenprozent", "gewichtsprozent"}
)
_PPM = frozenset({"ppm", "wppm", "ppmw", "appm", "ppma"})
_WORDS = _AT | _WT | _SHARE | _AMOUNT | _STATE | _PPM
"""What may stand beside a symbol in the heading of its column."""
_SPOKEN = (
    (re.compile(r"a/o"), " at "),
    (re.compile(r"w/o|\bg/kg\b|\bmg/g\b|\b[mµμu]?g/m?l\b"), " wt "),
    (re.compile(r"\bmg/kg\b|[µμu]g/g\b|\bmg[ ·]kg(?:-1|⁻¹|−1)"), " wppm "),
    (re.compile(r"(?:质量|重量)分数"), " mass fraction "),
    (re.compile(r"(?:质量|重量)百分[比数]"), " wt % "),
    (re.compile(r"\bат\b"), " at "),
    (re.compile(r"\b(?:мас|масс|вес)\b"), " wt "),
    (re.compile(r"(?:原子|摩尔)分数"), " atomic fraction "),
    (re.compile(r"(?:原子|摩尔)百分[比数]"), " at % "),
)
"""Units that are no words, or words of other alphabets, as the words below."""
_TOKEN = re.compile(r"[a-z]+|%|[0-9]+")
_SYMBOL = re.compile(r"(?<![A-Za-z])(?:(?P<word>[xcwn])(?=[A-Z]))?(?P<symbol>[A-Z][a-z]?)(?![A-Za-z])")
_REST = frozenset({"bal", "balance", "rest", "remainder"})
GASES = frozenset("HNOS")
"""Elements that analyses give and the table of elements does not hold."""
_LINE = re.compile(r"(?!T[cm])([A-Z][a-z]?)[ -]?[KLM](?:[aα]1?|[bβ]1?)?")
"""An element by its line in the X-ray spectrum, as EDS gives it: Fe K, NiKα, Mo-L; but a temperature Tm K."""
_LONGEST = 40
_ALLOYS = re.compile(
    r"formula|composition|alloy|material|nominal|stoichiometry|grade|formel|legierung|zusammensetzung|werkstoff|合金|成分|化学式|牌号",
    re.IGNORECASE,
)
_NO_ALLOYS = re.compile(
    r"\b(?:system|elements?|base|group|class|family|phases?|type|id|code|doi|ref\w*|source|no|number)\b", re.IGNORECASE
)
# fmt: off
_NAMES = {
    "aluminium": "Al", "aluminum": "Al", "boron": "B", "carbon": "C", "chromium": "Cr", "cobalt": "Co", "copper": "Cu", "gold": "Au",
    "hafnium": "Hf", "iridium": "Ir", "iron": "Fe", "magnesium": "Mg", "manganese": "Mn", "molybdenum": "Mo", "nickel": "Ni",
    "niobium": "Nb", "nitrogen": "N", "osmium": "Os", "palladium": "Pd", "platinum": "Pt", "rhenium": "Re", "rhodium": "Rh",
    "ruthenium": "Ru", "scandium": "Sc", "silicon": "Si", "silver": "Ag", "tantalum": "Ta", "tin": "Sn", "titanium": "Ti",
    "tungsten": "W", "vanadium": "V", "yttrium": "Y", "zinc": "Zn", "zirconium": "Zr",
    "bor": "B", "chrom": "Cr", "eisen": "Fe", "kobalt": "Co", "kohlenstoff": "C", "kupfer": "Cu", "mangan": "Mn", "molybdän": "Mo",
    "niob": "Nb", "silizium": "Si", "stickstoff": "N", "tantal": "Ta", "titan": "Ti", "wolfram": "W", "zink": "Zn", "zinn": "Sn",
    "zirkonium": "Zr",
    "铁": "Fe", "铬": "Cr", "镍": "Ni", "钴": "Co", "锰": "Mn", "铝": "Al", "铜": "Cu", "钛": "Ti", "锆": "Zr", "铌": "Nb", "钽": "Ta", "铪": "Hf",
    "钼": "Mo", "钨": "W", "钒": "V", "硅": "Si", "碳": "C", "硼": "B", "氮": "N", "氧": "O", "锡": "Sn", "锌": "Zn", "镁": "Mg", "钇": "Y",
}
# fmt: on
_NAMED = re.compile(r"\b(?:" + "|".join(_NAMES) + r")\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ElementHeading:
    """The heading of a column of amounts.

    Attributes:
        symbol: the element; "" for the rest to 100.
        unit: "at" or "wt" where the heading says so.
        percent: whether it says that they are percentages.
        rest: whether it says that the column is the rest to 100, as Fe (bal.) does.
        ppm: whether it says that they are parts per million.
    """

    symbol: str
    unit: StatedUnit | None
    percent: bool = False
    rest: bool = False
    ppm: bool = False


def element_heading(text: str) -> ElementHeading | None:
    """Al, Ni (wt.%), Al at%, Fe_wt, x_Al, xAl, Al [at.%], at.% Al, Al_at_percent, Nickel, Balance; None for anything else."""
    if not text or len(text) > _LONGEST:
        return None
    whole = set(_tokens(text))
    if whole & _REST and whole <= _REST | _WORDS:
        return ElementHeading("", _unit(_tokens(text)), says_percent(text), rest=True)
    # an underscore parts words here, though it is a letter to regular expressions
    line = _LINE.fullmatch(text)
    text = line.group(1) if line else text
    spaced = _NAMED.sub(lambda name: _NAMES[name.group().lower()], text.replace("_", " "))
    for found in _SYMBOL.finditer(spaced):
        beside = _tokens(f"{found['word'] or ''} {spaced[: found.start()]} {spaced[found.end() :]}")
        if (found["symbol"] in elements().index or found["symbol"] in GASES) and (_WORDS | _REST).issuperset(beside):
            rest = not _REST.isdisjoint(beside)
            return ElementHeading(found["symbol"], _unit(beside), says_percent(text), rest, says_ppm(text))
    return None


def _tokens(text: str) -> list[str]:
    plain = text.lower()
    for pattern, words in _SPOKEN:
        plain = pattern.sub(words, plain)
    return _TOKEN.findall(plain)


def _unit(words: list[str]) -> StatedUnit | None:
    atoms, weight = not _AT.isdisjoint(words), not _WT.isdisjoint(words)
    return None if atoms == weight else "at" if atoms else "wt"


def says_percent(text: str) -> bool:
    """Whether a text speaks of percent."""
    return not _PERCENT.isdisjoint(_tokens(text))


def says_ppm(text: str) -> bool:
    """Whether a text speaks of parts per million."""
    return not _PPM.isdisjoint(_tokens(text))


def is_unit(text: str) -> bool:
    """Whether a cell holds nothing but a unit of amounts: at.%, (wt%), %, -, mole fraction."""
    return text in {"-", "–"} or (
        0 < len(text) <= _LONGEST and _WORDS.issuperset(_tokens(text)) and bool(_tokens(text))
    )


def unit_cell(text: str) -> StatedUnit | None:
    """The unit that such a cell names."""
    return _unit(_tokens(text)) if is_unit(text) else None


def spoken_unit(text: str, is_name: bool = False) -> StatedUnit | None:
    """The unit that a title, or with `is_name` the name of a sheet or a file, speaks of; None where it names none or both.

    'at' is a word of English, so in a title it needs a percent sign or the like behind it, and in a name it must stand first or last.
    """
    words = _tokens(text)
    found: set[StatedUnit] = set()
    for k, word in enumerate(words):
        share = k + 1 < len(words) and words[k + 1] in _SHARE
        edge = is_name and k in (0, len(words) - 1)
        if word in {"at", "atomic", "mol", "mole", "molar"} and (share or edge):
            found.add("at")
        elif word == "wt" or (
            word in {"mass", "weight", "m", "w", "gew", "ma"} and (share or (edge and len(word) > 2))
        ):
            found.add("wt")
    return found.pop() if len(found) == 1 else None


def names_alloys(text: str) -> int:
    """1 where a heading promises alloys, -1 where it promises something else that may look like one, else 0."""
    if _ALLOYS.search(text):
        return 0 if _NO_ALLOYS.search(text) else 1
    return -1 if _NO_ALLOYS.search(text) else 0
