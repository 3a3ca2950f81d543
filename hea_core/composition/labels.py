"""Words and labels around a formula that are no part of it: "equiatomic", "HEA", FCC, "as-cast", "sample 3".

Labels that could be elements (B2, C14, a lone V) are not for words but for the tree of terms: hea_core.composition.marks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_EQUAL = r"(?<!-)equ(?:i|al)-?(?:atomic|molar)"
_KIND = (
    r"(?:[RE]?HEAs?|MEAs?|RMEAs?|CCAs?|RCCAs?|R?MPEAs?|(?:refractory |eutectic )?(?:high|medium)[- ]entropy(?: alloys?)?"
    r"|(?:complex|compositionally complex) (?:concentrated )?alloys?|multi-?(?:principal|component)(?:[- ]element)? alloys?|(?<![a-z])alloys?)"
)
_LEADING = re.compile(rf"(?:{_EQUAL}|nominal composition|composition|[RE]?HEA|MEA|the):? (?=[A-Z(\[{{])", re.IGNORECASE)
_SIMILAR_WORDS = re.compile(rf"[ ,;-]{{0,3}}[(\[]? ?(?:{_KIND}|{_EQUAL}|(?:in )?(?:molar|atomic) ratio) ?[)\]]?$")

_LATTICES = r"(?:[Ff][Cc][Cc]|[Bb][Cc][Cc]|[Hh][Cc][Pp]|[Bb][Cc][Tt]|FCC[12]|BCC[12])"
_PROTOTYPES = r"(?:A1[25]?|A[239]|L1_?[012]|L2_?1|L6_?0|D0_?(?:3|11|19|22|23|24|a)|D8_?[58abm]|D2_?[bd]|E2_?1)"
_PHASES = (
    r"(?:Laves(?: C14| C15| C36)?|[Ss]igma|[Mm]u|[Oo]mega|[σγβαμω]['\u2032]{0,2}|[Aa]morphous|[Gg]lass(?:y)?|BMG|MG|[Ii]ntermetallic|[Dd]ual[- ]phase"
    r"|[Ss]ingle[- ]phase|[Mm]ulti-?phase|[Ss]olid solution|SS)"
)
_LIKE_ELEMENTS = r"(?:B1|B2|B19'?|B20|B32|C1[1-6]b?|C3[26]|C40)"
_STRUCTURE = rf"(?:{_LATTICES}|{_PROTOTYPES}|{_PHASES})"
_ANY_STRUCTURE = rf"(?:{_STRUCTURE}|{_LIKE_ELEMENTS})"
_MIXTURE = rf"{_ANY_STRUCTURE}(?: ?(?:[+/&]|and) ?{_ANY_STRUCTURE})+"
_STATE = (
    r"(?i:nominal(?: composition)?|measured|actual"
    r"|as[- ](?:cast|built|printed|deposited|homogeni[sz]ed|annealed|received|quenched|forged|rolled|sintered|milled|solidified|extruded"
    r"|fabricated|spun|hipped|atomi[sz]ed|melted|grown|sprayed)|cast|annealed|homogeni[sz]ed|wrought|forged|swaged|extruded"
    r"|(?:cold|hot|warm)[- ](?:rolled|worked|forged)|rolled|sintered|aged|quenched|tempered|recrystalli[sz]ed|powders?|(?:thin )?films?"
    r"|coatings?|bulk|ingots?|single[- ]crystals?|polycrystal(?:line)?|nanocrystalline|melt[- ]spun|ribbons?|arc[- ]melted|hipped"
    r"|(?:solution|heat)[- ]treated|additively manufactured|directionally solidified|gas[- ]atomi[sz]ed|mechanically alloyed)"
)
_ROUTE = r"(?:SPS|HIP(?:ed|ped)?|HPT|SLM|L?-?PBF(?:-LB)?|LMD|LENS|DED|EBM|WAAM|ECAP|ELI|VIM|VAR|PVD|CVD|ODS|CG|UFG|NC)"
_TEMPERATURE = (
    r"(?:@ ?|at )?(?:[0-9]{3,4} ?(?:\u00b0 ?C|\u2103|[CK])|[0-9]{1,2} ?K)(?:[ ,/]{1,2}[0-9.]{1,5} ?(?:h|min|d))?"
)
_SAMPLE = r"(?:(?i:sample|specimen|alloy|heat|batch|ingot|no\.?|nr\.?) ?#?(?:[A-Z]{0,2}-?[0-9]{1,3}[a-z]?|[A-Z])|# ?[0-9]{1,3})"
_LABEL = rf"(?:{_MIXTURE}|{_STRUCTURE}|{_STATE}|{_ROUTE}|{_TEMPERATURE}|{_SAMPLE})"
_LIKE = r"(?:[ -](?i:phases?|structured?|type|ordered|state|condition))?"
_GAP = r"[ ,;_+@\u2013\u2014-]"
_TRAILING = re.compile(
    rf"(?<!{_GAP}){_GAP}{{0,3}}(?:{_GAP}|(?=[(\[]))"
    rf"[(\[]? ?({_LABEL}{_LIKE}|{_LIKE_ELEMENTS}[ -](?i:phases?|structured?|type|ordered)) ?[)\]]?$"
)
_BEFORE = re.compile(rf"({_STRUCTURE}|{_STATE}|{_ROUTE})(?: phase)?[ -](?=[A-Z(\[{{])")
"""Labels before a formula; those that could be elements are left to the tree of terms."""
_MOST = 6
"""Labels that one text may have behind it."""


@dataclass(frozen=True, slots=True)
class Unlabelled:
    """A formula without the words around it.

    Attributes:
        text: what is left.
        labels: taken off, in the order of writing.
        equiatomic: whether the words say that all amounts are equal.
    """

    text: str
    labels: tuple[str, ...]
    equiatomic: bool


def without_labels(text: str) -> Unlabelled:
    """Take words and labels off; a text that is nothing else stays as it is."""
    out, equal = text, False
    labels: list[str] = []
    leading = _LEADING.match(out)
    if leading:
        equal = "equ" in leading.group().lower()
        out = out[leading.end() :]
    before = _BEFORE.match(out)
    if before:
        labels.append(before.group(1))
        out = out[before.end() :]
    for _ in range(_MOST):
        found = _SIMILAR_WORDS.search(out)
        if found and found.start() and not out[: found.start()].endswith(("(", "[")):
            equal = equal or "equ" in found.group()
            out = out[: found.start()].rstrip(" ,;-")
            continue
        found = _TRAILING.search(out)
        if not found or not found.start():
            break
        labels.insert(bool(before), found.group(1))
        out = out[: found.start()].rstrip(" ,;_-\u2013\u2014")
    return Unlabelled(out, tuple(labels), equal)


def assumed(labels: tuple[str, ...]) -> str:
    """The sentence that says what was left out."""
    said = " and ".join(f"'{label}'" for label in labels)
    return f"{said[:80]} beside the formula {'is' if len(labels) == 1 else 'are'} taken for a remark and left out."
