"""What was found of alloys with the same base, half or more of one element.

A structure that no such alloy was found to have, as BCC of steels, is one that the model had no chance to learn for them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from hea_core.composition import Composition
from hea_core.datasets.alloys import Alloys
from hea_core.datasets.statements import structure_label

_HALF = 50.0
"""At.% of one element from which on it is the base of an alloy."""
_FEWEST_ELEMENTS = 3
_UNKNOWN = "of unknown structure"


def _base_of(composition: Composition) -> tuple[str, float] | None:
    """The element that makes half of an alloy of three elements or more, and its at.%; None where none does."""
    if len(composition.elements) < _FEWEST_ELEMENTS:
        return None
    base, most = max(composition.amounts, key=lambda one: one[1])
    return (base, most) if most >= _HALF else None


@dataclass(frozen=True, slots=True)
class BaseRecord:
    """{base: {structure: measured alloys}}, of alloys of three elements or more that are half of the base."""

    structures: Mapping[str, Counter[str]]

    @classmethod
    def of(cls, alloys: Alloys) -> BaseRecord:
        """Counted among measured alloys."""
        found: dict[str, Counter[str]] = {}
        for composition, observed in zip(alloys.compositions, alloys.observations, strict=True):
            base = _base_of(composition)
            if base:
                found.setdefault(base[0], Counter())[structure_label(observed) or _UNKNOWN] += 1
        return cls(found)

    def reasons(self, composition: Composition) -> tuple[str, ...]:
        """What was found of alloys with this base, one sentence; none for an alloy without one."""
        base = _base_of(composition)
        if base is None:
            return ()
        symbol, most = base
        counts = self.structures.get(symbol, Counter()).most_common()
        found = ", ".join(f"{count} {structure}" for structure, count in counts)
        said = f"these were measured: {found}" if found else "none was measured"
        return (
            f"{most:.0f} at.% of it is {symbol}: of alloys of three or more elements that are half {symbol} or more {said}.",
        )
