"""How quantities, sources and numbers are written: symbols with subscripts, units, a true minus sign."""

from __future__ import annotations

import math
import re
import textwrap
from datetime import datetime
from html import escape

from hea_core.descriptors.registry import DESCRIPTORS, Descriptor

SOURCES = {
    "yan2021": "Yan 2021",
    "borg2020": "Borg 2020",
    "pei2020": "Pei 2020",
    "peivaste2023": "Peivaste 2023",
    "chizhevskiy2026": "Chizhevskiy 2026",
}

_SUBSCRIPTS = str.maketrans("mix", "ₘᵢₓ")


def source_name(keys: str) -> str:
    """Data sets as they are cited: "yan2021" becomes "Yan 2021"; the data card has the whole reference."""
    for key, name in SOURCES.items():
        keys = keys.replace(key, name)
    return keys


AGREED = 0.8
"""Share of the weighted sources from which an alloy counts as observed."""


def papers_say(share: float, papers: int) -> str:
    """What several papers make of one alloy: "single-phase in 39 % of 287 papers"."""
    return f"single-phase in {100 * share:.0f} % of {papers} papers"


def phase_name(label: float | None) -> str:
    """An observed label in words: at least four fifths of the weighted sources, or they disagree."""
    if label is None or math.isnan(label):
        return "unlabelled"
    return "single-phase" if label >= AGREED else "multi-phase" if label <= 1.0 - AGREED else "sources disagree"


_CONSTITUENTS = {"AM": "amorphous", "IM": "intermetallic", "Sec.": "second phase"}
"""Abbreviations of the data sets in words; FCC, B2, Laves and the like are the field's own."""


def microstructure(text: str) -> str:
    """Constituents as the data sets join them, in words: "BCC+IM / AM" becomes "BCC + intermetallic / amorphous"."""
    return " / ".join(" + ".join(_CONSTITUENTS.get(part, part) for part in one.split("+")) for one in text.split(" / "))


def no_solution(text: str) -> str:
    """What alone an alloy was found to be, where that is one constituent and yet no solid solution; else ""."""
    return _CONSTITUENTS[text] if text in ("AM", "IM") else ""


def symbol_html(symbol: str) -> str:
    """A symbol with its subscript, for HTML: V_m becomes V<sub>m</sub>."""
    base, _, subscript = escape(symbol).partition("_")
    return f"{base}<sub>{subscript}</sub>" if subscript else base


def symbol_text(symbol: str) -> str:
    """The same for figures, which would draw a <sub> too small to read: V_m becomes Vₘ."""
    base, _, subscript = symbol.partition("_")
    return base + subscript.translate(_SUBSCRIPTS)


DESCRIBED = {descriptor.name: descriptor for descriptor in DESCRIPTORS}


def describe(name: str) -> Descriptor:
    """The descriptor of that name (KeyError where there is none)."""
    return DESCRIBED[name]


def number(value: float | None, digits: int = 2) -> str:
    """A number as it is read: fixed decimals, a true minus sign, a dash where there is none."""
    if value is None or math.isnan(value):
        return "–"
    text = f"{value:.{digits}f}"
    return text.replace("-", "−") if float(text) else f"{0:.{digits}f}"


def target_value(value: float | str) -> str:
    """A value of a target, for HTML: a class, or a positive number to three figures or, from 100 on, to its unit."""
    if isinstance(value, str):
        return escape(value)
    return number(value, 0 if value >= 100 else 1 if value >= 10 else 2)


def signed(value: float, digits: int = 3) -> str:
    """A change with its sign."""
    text = number(value, digits)
    return text if text.startswith("−") or not float(f"{value:.{digits}f}") else f"+{text}"


def with_unit(value: float | None, quantity: Descriptor) -> str:
    """A value of a descriptor with its unit."""
    return f"{number(value, quantity.digits)} {quantity.unit}".rstrip()


def training_name(name: str) -> str:
    """A training by its id as it is read: "20261126-132334-9804" is that of 26 Nov 2026, 13:23:34 UTC."""
    when = datetime.strptime(name[:15], "%Y%m%d-%H%M%S")
    return f"{when.day} {when:%b %Y, %H:%M:%S} UTC"


def counted(count: int, noun: str) -> str:
    """A number and what is counted: "1 alloy", "2 alloys"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def formula_html(formula: str) -> str:
    """A formula with real subscripts: reads well large, and copies as plain text."""
    return re.sub(r"\d+(?:\.\d+)?", lambda found: f"<sub>{found.group()}</sub>", escape(formula))


def in_lines(title: str) -> str:
    """The title of an axis in lines of at most 26 characters where its blanks allow: Plotly would cut it on a phone."""
    return "<br>".join(textwrap.wrap(title, 26, break_long_words=False))
