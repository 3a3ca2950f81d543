"""Ordered compounds that the descriptors do not see: two elements, a metal and one of Al, Si, Sn and the like, in a ratio of small whole numbers.

f(x) knows how much there is of each element and not how the atoms are arranged, so Nb3Sn looks to it like a solid solution of niobium.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hea_core.composition import Composition

SP = frozenset({
    "Be", "B", "C", "Mg", "Al", "Si", "P", "Zn", "Ga", "Ge", "As", "Cd", "In", "Sn", "Sb", "Te", "Hg", "Tl", "Pb", "Bi",
})  # fmt: skip
"""Elements that bind by s and p electrons alone."""
_FEWER = (50.0, 100.0 / 3.0, 25.0, 40.0, 37.5, 100.0 / 6.0)
"""At.% of the rarer element at 1:1, 2:1, 3:1, 3:2, 5:3 and 5:1."""
_NEAR = 1.0
"""At.% by which a ratio may be missed."""


def is_like_a_compound(composition: Mapping[str, float]) -> bool:
    """Whether {symbol: at.%} has the elements and the ratio of an ordered compound: Nb3Sn, NiAl, Cu40Zn60, but not Cu70Zn30 or Al95Cu5."""
    if len(composition) != 2 or len(SP & composition.keys()) != 1:
        return False
    fewer = min(composition.values())
    return any(abs(fewer - ratio) <= _NEAR for ratio in _FEWER)


@dataclass(frozen=True, slots=True)
class CompoundRecord:
    """What was found of such alloys: how many were measured, and how many of them were one solid solution."""

    measured: int
    single: int

    @classmethod
    def of(cls, compositions: Iterable[Composition], single_phase: Iterable[float]) -> CompoundRecord:
        """Counted among measured alloys and their labels, 0 to 1; those at one half have no side."""
        found = [
            label > 0.5
            for composition, label in zip(compositions, single_phase, strict=True)
            if label != 0.5 and is_like_a_compound(composition.as_dict())
        ]
        return cls(len(found), sum(found))

    def reasons(self, composition: Composition) -> tuple[str, ...]:
        """The caution for an alloy that may be an ordered compound, none for any other."""
        if not self.measured or not is_like_a_compound(composition.as_dict()):
            return ()
        symbol = next(iter(SP.intersection(composition.elements)))
        return (
            f"A metal and {symbol} in so simple a ratio may order into a compound, which the descriptors do not see: of {self.measured} measured "
            f"alloys of a metal and one of Al, Si, Sn and the like in such a ratio {self.single} were one solid solution.",
        )
