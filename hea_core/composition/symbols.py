"""The symbols of the elements, and what letters in the wrong case may stand for."""

from __future__ import annotations

import re

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

PLAIN = re.compile(r"(?:[A-Z][a-z]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)?)+")
"""A formula of symbols and numbers alone."""
COMPOUND_FORMERS = frozenset({"B", "C", "N", "O", "F", "Si", "P", "S", "Cl", "As", "Se", "Br", "Te", "I", "H"})
"""Elements that a bracket of metals forms a compound with: borides, carbides, oxides, silicides …"""
_SUGGESTED = 40
"""Characters of a formula that is worth suggesting in a sentence."""
_DESIGNATION = re.compile(r"[A-Z][a-z]?[0-9.]+|.*(?<![0-9.])[0-9]{3}.*")
"""No formula even in the right case (TI5553, CB103): one element with a number, or a number of three digits and more."""


def with_capitals(text: str) -> str:
    """The formula that letters of any case may stand for, in as few metals as possible; "" where they are none.

    COCRFENI and "CO CR FE NI" give CoCrFeNi. A suggestion, never a reading: CO is carbon and oxygen.
    """
    out = ""
    for letters in re.findall(r"[A-Za-z]+|[^A-Za-z\s,;-]+", text):
        split = _metals(letters.lower()) if letters[0].isalpha() else letters
        if not split:
            return ""
        out += split
    suggested = out != text and len(out) <= _SUGGESTED and PLAIN.fullmatch(out) and not _DESIGNATION.fullmatch(out)
    return out if suggested else ""


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


def symbols(text: str) -> tuple[str, ...]:
    """Elements as typed, by commas, by spaces or run together ("AlCoCrFeNi"), each once; what is none of these is left as it is."""
    found: list[str] = []
    for part in filter(None, re.split(r"[,;\s]+", text)):
        together = re.fullmatch(r"(?:[A-Z][a-z]?)+", part)
        found += re.findall(r"[A-Z][a-z]?", part) if together else [part]
    return tuple(dict.fromkeys(found))
