"""The metallurgists' short form: a base and what is in it, the base with what the others leave of 100 % (Ti-6Al-4V).

Whether its numbers are of weight or of atoms is custom, and goes by the kind of alloy: titanium alloys, steels and superalloys are
given by weight; aluminides, metallic glasses, refractory alloys and high-entropy alloys by atoms. In a collection of refractory
alloys 217 of 219 such designations were of atoms. What is taken is said, and how to say the other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from hea_core.composition.units import ANY, ATOMIC, NAMES, WEIGHT, Unit

_AMOUNT = r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
_DASH = r"[-\u2010-\u2015\u2212]"
_SHORT = re.compile(
    rf"([A-Z][a-z]?)((?: ?{_DASH} ?{_AMOUNT} ?%? ?[A-Z][a-z]?(?![a-z])| {_AMOUNT}%?[A-Z][a-z]?(?![a-z]))+)"
)
_TERM = re.compile(rf"({_AMOUNT}) ?%? ?([A-Z][a-z]?)")


@dataclass(frozen=True, slots=True)
class DashForm:
    """A base and what is in it: symbol, and (symbol, per cent as written) of the others in the order of writing."""

    base: str
    parts: tuple[tuple[str, str], ...]

    @property
    def amounts(self) -> dict[str, float]:
        """Per cent of all but the base."""
        return {symbol: float(amount) for symbol, amount in self.parts}

    @property
    def written(self) -> str:
        """With dashes: Ti-6Al-4V."""
        return self.base + "".join(f"-{amount}{symbol}" for symbol, amount in self.parts)


def dash_form(text: str) -> DashForm | None:
    """The dash form that a text is, also with blanks for dashes (Ti 6Al 4V); None for any other."""
    short = _SHORT.fullmatch(text)
    if not short:
        return None
    return DashForm(short.group(1), tuple((symbol, amount) for amount, symbol in _TERM.findall(short.group(2))))


def unit_of(form: DashForm, said: str, asked: Unit) -> tuple[str, str | None]:
    """Whether the numbers are ATOMIC or WEIGHT, and the sentence that says so unless the text itself did.

    Args:
        form: to be decided.
        said: the unit that the text gives; "" or ANY for none.
        asked: by the caller, for texts that give none.
    """
    if said not in ("", ANY):
        return said, None
    if asked != "auto":
        word = "atomic" if asked == "at" else "weight"
        return NAMES[asked], f"Read as {word} percent, as asked, {form.base} being the rest."
    kind = _kind_given_in_atoms(form.base, form.amounts)
    if kind:
        return (
            ATOMIC,
            f"Read as atomic percent, {form.base} being the rest, as {kind} are given; write wt.% behind it if weight is meant.",
        )
    return WEIGHT, f"Read as weight percent, {form.base} being the rest; write at.% behind it if atoms are meant."


_DESIGNATIONS = """
Nb-1Zr Nb-10Hf-1Ti Nb-10W-1Zr-0.1C Nb-28Ta-10W-1Zr Nb-10W-2.5Zr Nb-10W-10Hf-0.1Y Nb-46.5Ti Nb-47Ti Nb-48Ti
Ta-2.5W Ta-7.5W Ta-10W Ta-8W-2Hf Ta-10W-2.5Hf Ta-40Nb
Mo-0.5Ti Mo-0.5Ti-0.1Zr Mo-0.5Ti-0.08Zr Mo-0.5Ti-0.08Zr-0.03C Mo-0.5Ti-0.08Zr-0.02C Mo-30W Mo-25W Mo-3Si-1B Mo-2Si-1B
V-4Cr-4Ti V-5Cr-5Ti V-15Cr-5Ti V-20Ti
Ti-14Al-21Nb Co-35Ni-20Cr-10Mo Co-20Cr-15Fe-15Ni-7Mo Co-20Cr-16Fe-15Ni-7Mo Fe-20Cr-20Ni-20Co-3Mo-2.5W-1Nb
"""
"""Commercial alloys named by their weight percent against the custom of their kind: the niobium, tantalum and molybdenum alloys of ASTM
B393, B708 and B387 (Nb-1Zr, C-103, FS-85, Ta-10W, T-111, TZM), vanadium alloys for fusion, MP35N, Elgiloy, N-155."""
BY_WEIGHT = frozenset({
    "Ti", "Fe", "Ni", "Co", "Al", "Mg", "Cu", "Zr", "Zn", "Pb", "Sn", "Ag", "Au", "Pt", "Pd", "U", "Be", "Li", "Bi", "In",
})  # fmt: skip
"""Bases whose alloys are given by weight unless they are of a kind below."""
REFRACTORY = frozenset(["Nb", "Mo", "Ta", "W", "Cr", "V", "Hf", "Re"])
_HEAVY, _HEAVIEST = frozenset({"W", "Ni", "Fe", "Cu", "Co", "Mn"}), 80.0
"""What tungsten heavy alloys are made of, and per cent of tungsten in them."""
_METALLOIDS = frozenset(["B", "C", "P", "Si"])
_LITTLE = 1.5
"""Per cent of yttrium, at most, in overlay coatings."""
_EQUAL = 2.0
"""Per cent by which the shares of an equimolar alloy differ in writing: Co-33Cr-33Ni."""
_PRINCIPAL, _MANY = 5.0, 4
"""A high-entropy alloy has at least so many elements of at least so many per cent."""


@cache
def _designations() -> frozenset[tuple[str, frozenset[tuple[str, float]]]]:
    forms = [form for name in _DESIGNATIONS.split() if (form := dash_form(name))]
    return frozenset((form.base, frozenset(form.amounts.items())) for form in forms)


def _kind_given_in_atoms(base: str, others: Mapping[str, float]) -> str:
    """The kind of alloy, in the plural, by whose custom the numbers are of atoms; "" where they are of weight."""
    rest = 100.0 - sum(others.values())
    named = (base, frozenset(others.items())) in _designations()
    if named or _is_overlay(base, others) or _pseudo_alloy(base, rest, others):
        return ""
    shares = (rest, *others.values())
    if len(shares) > 2 and max(shares) - min(shares) <= _EQUAL:
        return "equimolar alloys"
    principal = sum(amount >= _PRINCIPAL for amount in shares)
    even = len(set(others.values())) == 1  # Co-20Cr-20Fe-20Ni, as no superalloy is
    if principal >= _MANY and (rest < 40.0 if base in ("Ni", "Co") and not even else rest <= 50.0):
        return "alloys of several principal elements"
    if base in REFRACTORY:
        return "niobium silicides" if base == "Nb" and others.get("Si", 0.0) >= _PRINCIPAL else "refractory alloys"
    return _kind_of_base(base, rest, others) if base in BY_WEIGHT else f"alloys based on {base}"


def _is_overlay(base: str, others: Mapping[str, float]) -> bool:
    """The overlay coatings MCrAlY, which are given by weight."""
    chromium, aluminium, yttrium = (others.get(symbol, 0.0) for symbol in ("Cr", "Al", "Y"))
    return base in ("Ni", "Co", "Fe") and 0 < yttrium <= _LITTLE and chromium >= 10 and aluminium >= 3


def _kind_of_base(base: str, rest: float, others: Mapping[str, float]) -> str:
    """The kind given in atoms among the alloys of a base of BY_WEIGHT; "" where they are given by weight as the others of this base."""

    def share(*symbols: str) -> float:
        return sum(others.get(symbol, 0.0) for symbol in symbols)

    kinds = {
        "Ti": (
            (share("Al") >= 12, "titanium aluminides"),
            (share("Ni", "Cu", "Pd", "Pt", "Au", "Co", "Fe") >= 25, "titanium shape-memory alloys and glasses"),
        ),
        "Ni": (
            (share("Al") >= 12, "nickel aluminides"),
            (share("Ti", "Hf", "Zr") >= 25, "nickel shape-memory alloys and glasses"),
            (share("Ga", "In", "Sn", "Sb") >= 5 and share("Mn") >= 15, "Heusler alloys"),
        ),
        "Fe": (
            (share("Al") >= 15, "iron aluminides"),
            (share("Ga") >= 5, "iron-gallium alloys"),
            (share("Pd", "Pt") >= 20, "iron shape-memory alloys"),
        ),
        "Co": ((share("Al") >= 5 and share("W") >= 5, "γ′-strengthened cobalt alloys"), (share("Al") >= 15, "cobalt aluminides")),
        "Cu": ((share("Zr", "Ti", "Hf") >= 25, "copper-based glasses"),),
        "Al": (
            (max(share(s) for s in ("Ti", "Ni", "Fe", "Co", "Nb", "Zr", "Cr", "Mo", "Ta")) >= 20, "aluminides"),
        ),
        "Mg": ((rest < 70, "magnesium-based glasses"),),
        "Zr": ((rest < 90, "zirconium-based glasses and high-zirconium alloys"),),
    }  # fmt: skip
    glass = base in ("Fe", "Ni", "Co", "Pd", "Pt", "Au") and share(*_METALLOIDS) >= 15
    return next((name for holds, name in kinds.get(base, ()) if holds), "metallic glasses" if glass else "")


def _pseudo_alloy(base: str, rest: float, others: Mapping[str, float]) -> bool:
    """Tungsten heavy alloys, contact materials with copper (W-30Cu), and the alloys with rhenium, which are given by weight."""
    if base == "W" and is_heavy_alloy({**others, base: rest}):
        return True
    return base in ("W", "Mo") and set(others) in ({"Re"}, {"Cu"})


def is_heavy_alloy(amounts: Mapping[str, float]) -> bool:
    """Whether per cent are of a tungsten heavy alloy, W-3.5Ni-1.5Fe."""
    return amounts.keys() <= _HEAVY and amounts.get("W", 0.0) >= _HEAVIEST
