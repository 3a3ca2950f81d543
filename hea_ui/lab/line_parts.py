"""What stands behind the alloy in a line of results, "BCC + B2, 512 HV, as cast", by the column that it belongs to. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from hea_core.errors import HeaError
from hea_core.lab.hardness import FIGURE, vickers
from hea_core.lab.intake import outcome_of
from hea_core.lab.phases import phases_of
from hea_core.lab.records import Outcome

_PART = re.compile(r"\s*[\t;|]\s*|\s*,\s+|,(?![0-9])")
_BOUND = re.compile(
    r"(?:(?:between\s+)?[~≈]?\s*(?:[<>\u2264\u2265]|(?:[0-9.,]+\s*(?:[-\u2010-\u2015/]|to|and)\s*)+)"
    r"|\b(?:at (?:least|most)|up to|(?:not? )?(?:more|less) than|over|above|below|under|beyond|exceeding|max(?:imum|\.)?|min(?:imum|\.)?))\s*$",
    re.I,
)
_LIMIT = re.compile(r"\s*(?:max|min|or (?:more|less)|and (?:more|less|above|below))\b\.?(?:imum)?", re.I)
_PARTED = re.compile(r"(?<![A-Za-z0-9.,])[0-9]{1,3}\s$")
"""Before three digits: thousands, as in 1 024 HV, or another number."""
_GOES_ON = re.compile(r"(?:[-\u2010-\u2015/]|\s*to\s*)[0-9.,]+|\s*(?:[GM]Pa|N/mm(?:2|²))(?!\w)")
"""Before a hardness, behind it, and behind its figure: it is a limit, one of several, or in another unit, and no value."""
_SHARE = re.compile(r"[(\[]?\s*[~≈]?[0-9][0-9.,]*\s*(?:vol|wt|at|mol|area)?\.?[ -]?%\s*[)\]]?", re.I)
"""How much of a phase there is: 80 %, (20 vol.%)."""
_PARTLY = re.compile(
    r"\b(?:most|main|primari|predominant|large|near|almost|partial|dominant|major|minor|trace)|\+\s*\S|\bplus\b|\bmatrix\b",
    re.I,
)
"""By which a phase that is named alone is not the only one: "mostly FCC", "FCC + oxides", "FCC matrix with NbC"."""
_DOUBTED = re.compile(r"\b(?:probabl|likely|possib|maybe|perhaps|presumabl|apparent|suspect)|[A-Za-z0-9)] ?\?", re.I)
_HOW_MANY = re.compile(r"(?:single|multi|two|three|several|dual|duplex)", re.I)
_LAVES = re.compile(r"\bLaves[ -]?\(?(?:C14|C15|C36)\)?", re.I)
_FILLER = re.compile(r"(?:was|is|gave|shows?|showed|came out(?: as)?|turned out(?: as)?|found)\s+", re.I)
_ANSWERS = frozenset({"no", "yes", "true", "false"})
"""What is an outcome only where nothing follows."""
_ROUTE = re.compile(
    r"cast|melt|anneal|homogeni|aged|sinter|film|powder|forged|rolled|sputter|print|LPBF|°C|\d\s*K\b", re.I
)
_METHOD = re.compile(r"\b(?:XRD|SEM|TEM|EBSD|EDS|EDX|APT|neutron)\b", re.I)
_PHASES = frozenset(
    phases_of("FCC+BCC+HCP+B2+L12+D022+Laves+sigma+mu+eta+chi+delta+omega+amorphous+alpha+beta+gamma+α′+α₂+γ′+γ″")
) | frozenset(["A1", "A2", "A3", "C14", "C15", "M23C6", "MC", "FCC1", "FCC2", "BCC1", "BCC2"])
_NUMBER = rf"{FIGURE}(?:\s*[-–]\s*[0-9.,]+)?"
_OTHER_HARDNESS = r"[GM]Pa|kgf?/mm(?:2|²)|HB\w*|HK\w*|HR[A-C]"
"""Units and scales of hardness or strength but Vickers."""
_UNIT = rf"(?:°?\s?[CKF]|{_OTHER_HARDNESS}|HV\w*|h|hrs?|hours?|min|s|days?|weeks?|[mµμu]m|nm|%|at\.?%|wt\.?%|times|x|×|passes|cycles)(?!\w)"
_OF_A_UNIT = re.compile(rf"\s*{_UNIT}")
_NUMBER_AT_END = re.compile(rf"\s{FIGURE}$")
_LEADING = re.compile(rf"(?P<number>{_NUMBER})(?!\S)(?!\s*(?:{_UNIT}|phases?\b))\s*")
"""A number before words, none of which is its unit."""
_BARE = re.compile(rf"(?:^|.*\s)(?P<number>{_NUMBER})", re.DOTALL)
"""Words that end in a number without a unit, or such a number alone."""
_STRENGTH = re.compile(
    rf"(?:{FIGURE}\s*(?:{_OTHER_HARDNESS})|(?:HB[SW]?|HK|HR[A-C])\s*[=:]?\s*{FIGURE})(?!\w)\s*", re.I
)
_AROUND = re.compile(r"^(?:only|just)\s+|\s+(?:only|alone|phases?|structure|solid solution)$", re.I)
"""Words around the names of phases that say no more than the names."""
_NAMED_TWICE = re.compile(r"(?<=[A-Za-z0-9])\((?:fcc|bcc|hcp|A[123]|[αβγδε])\)|[αβγδε]-(?=(?:fcc|bcc|hcp)\b)", re.I)
"""Another name glued to that of a phase: FCC(γ), γ-FCC."""
_SAME_PHASE = re.compile(r"\((?:fcc|bcc|hcp|A[123]|[αβγ]|alpha|beta|gamma)\)\s*", re.I)
"""Behind a phase: another name for it, as in FCC (γ)."""
_ABSENT = re.compile(
    r"\W*(?:(?:is|are|was|were) )?(?:absent|missing|not (?:found|detected|observed|seen|present|visible)|undetected)\b",
    re.I,
)
_DENIAL = re.compile(r"(?:no|not|non|without|free)\b", re.I)
_MOST_NAMES = 16
"""Words that name phases together, with the signs between them."""


def columns_of(rest: str) -> dict[str, str]:
    """What stands behind the alloy, by column."""
    cells: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in _PART.split(rest))):
        for name, value in _named(part):
            cells[name] = f"{cells[name]}; {value}" if name in cells else value
    found = phases_of(cells.get("phases", ""))
    if "outcome" not in cells and found and (_DOUBTED.search(rest) or (len(found) == 1 and _PARTLY.search(rest))):
        cells["outcome"] = Outcome.UNCLEAR
    return cells


def is_of_several_states(cells: Mapping[str, str]) -> bool:
    """Whether a line holds results of more than one state, "cast single phase; annealed multiphase", or more than one hardness."""
    several = {name for name, cell in cells.items() if "; " in cell}
    return "hardness (HV)" in several or "outcome" in several or {"phases", "route"} <= several


def _named(part: str) -> Iterator[tuple[str, str]]:
    """What one part of a line says, by column; what is none of them is a note."""
    part = _NAMED_TWICE.sub("", _LAVES.sub("Laves", part)).rstrip(" :")
    hardness, (route, colon, found) = vickers(part), part.partition(": ")
    column, without_shares = _column(" ".join(_SHARE.sub(" ", part).split()))
    alone = _STRENGTH.match(part) or _LEADING.match(part)
    if hardness:
        yield from _around_hardness(part, *hardness)
    elif colon:
        yield from _named(route.strip())
        yield from _named(found.strip())
    elif column == "phases" and _SHARE.search(part):
        yield column, without_shares
        yield "notes", part
    elif alone:
        yield "notes", alone[0].strip()
        yield from _named(part[alone.end() :])
    else:
        yield from _in_words(part)


def _around_hardness(part: str, figure: str, start: int, end: int) -> Iterator[tuple[str, str]]:
    """A part with a hardness, whose figure and place `vickers` tells."""
    before = _BOUND.search(part[:start]) or (_PARTED.search(part[:start]) if figure[:3].isdigit() else None)
    behind = _LIMIT.match(part, end) or (_GOES_ON.match(part, end) if part[:end].endswith(figure) else None)
    start, end = before.start() if before else start, behind.end() if behind else end
    yield from _named(part[:start].strip())
    yield ("notes", part[start:end].strip()) if before or behind else ("hardness (HV)", figure)
    yield from _named(part[end:].strip())


def _in_words(part: str) -> Iterator[tuple[str, str]]:
    """A part without figures of its own: phases or an outcome before other words, or phases behind them."""
    words = _FILLER.sub("", part).split()
    for count in range(min(len(words), _MOST_NAMES), 0, -1):
        if count < len(words) and words[0].lower() in _ANSWERS:
            continue  # "no cracks", "no sigma" say nothing of the outcome
        column, value = _column(" ".join(words[:count]))
        behind = " ".join(words[count:])
        if column == "phases" and _ABSENT.match(behind):
            break
        if column:
            yield column, value
            same = _SAME_PHASE.match(behind) if column == "phases" else None
            if same:
                yield "notes", same[0].strip()
            yield from _named(behind[same.end() :] if same else behind)
            return
    behind = next(
        (tail for k in range(max(1, len(words) - _MOST_NAMES), len(words)) if _is_result(tail := " ".join(words[k:]))),
        "",
    )
    if behind and not _DENIAL.search(part):
        yield _column(behind)
        part = part.removesuffix(behind).rstrip()
    if part:
        yield "route" if _ROUTE.search(part) else "method" if _METHOD.search(part) else "notes", part


def _is_result(text: str) -> bool:
    """Whether words behind others are phases, or say in so many words how many."""
    column, _ = _column(text)
    return column == "phases" or (column == "outcome" and _HOW_MANY.match(text) is not None)


def _column(text: str) -> tuple[str, str]:
    """The column of an outcome or of phases, and what stands in it; ("", "") for anything else."""
    named = _AROUND.sub("", text.removeprefix("(").removesuffix(")")).rstrip(" ?")
    if named and set(phases_of(named)) <= _PHASES and named[-1] not in "+&/":
        return "phases", named
    try:
        outcome_of(text, ())
    except HeaError:
        return "", ""
    # 1 alone says nothing where no heading does
    return ("", "") if text.replace(".", "").isdigit() else ("outcome", text)


def bare_number(text: str) -> str:
    """The number without a unit in which words end, or which they are; "" where there is none, or it is a strength."""
    found = None if _STRENGTH.fullmatch(text) else _BARE.fullmatch(text)
    return found["number"] if found else ""


def cut_from_its_unit(line: str, end: int) -> bool:
    """Whether a number would be cut from the unit behind it: "HfNbTaTiZr 3.9 GPa" is no HfNbTiZrTa3.9."""
    return bool(_OF_A_UNIT.match(line, end) and _NUMBER_AT_END.search(line, 0, end))
