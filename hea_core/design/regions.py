"""What lies where on the latent map: regions named by the chemistry and the lattices of the measured alloys found there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from hea_core.datasets.alloys import Alloys, Observation
from hea_core.datasets.statements import structure_class

CHEMISTRIES: dict[str, tuple[str, ...]] = {
    "3d metals": ("Cr", "Mn", "Fe", "Co", "Ni", "Cu"),
    "refractory": ("Ti", "Zr", "Hf", "V", "Nb", "Ta", "Mo", "W"),
    "noble": ("Ru", "Rh", "Pd", "Ag", "Re", "Os", "Ir", "Pt", "Au"),
    "light": ("Li", "Be", "Mg", "Al", "Si", "Ca"),
    "rare earths": ("Sc", "Y", "La", "Ce", "Pr", "Nd", "Sm", "Gd", "Tb", "Dy", "Ho", "Er"),
}
"""What an alloy is called that consists of these elements by more than half."""
_SAID = {"mixed": "mixed lattices"}
"""How a structure is said where its name alone would not do."""
_ROWS = 256
_NEAREST = 30
"""Measured alloys around each that say what its surroundings are."""
_SHARE = 0.6
"""Of them that must agree for a name."""
_KNOWN = 6
"""Of them whose lattice must be known for the name to say it."""
_FEWEST = 15
"""Alloys in surroundings of one name, below which it is no region."""
_WIDTH = 0.5
"""Latent units over which alloys count as together, and the least distance of two regions of one chemistry."""


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the map where one kind of alloy prevails.

    Attributes:
        name: "refractory, BCC"; the lattice only where enough of the alloys there say one.
        z1, z2: where most of them lie.
        alloys: how many there are.
    """

    name: str
    z1: float
    z2: float
    alloys: int


def regions(alloys: Alloys, z: np.ndarray) -> tuple[Region, ...]:
    """The regions of the map, largest first.

    An alloy's surroundings are its nearest measured alloys; they have a name where most of them are of one chemistry, with a lattice
    where most of those whose lattice was reported share it. A region lies where alloys with surroundings of one name are densest.

    Args:
        alloys: n measured alloys with their observations.
        z: their places, (n, 2).
    """
    if not len(z):
        return ()
    # a few rows at a time: all distances at once would be the most memory that the app ever holds
    blocks = (z[start : start + _ROWS] for start in range(0, len(z), _ROWS))
    nearest = np.concatenate([np.argsort(_apart(some, z), axis=1, kind="stable")[:, :_NEAREST] for some in blocks])
    chemistry = [_chemistry(composition.as_dict()) for composition in alloys.compositions]
    lattice = [_lattice(seen) for seen in alloys.observations]
    names = [_name([chemistry[row] for row in rows], [lattice[row] for row in rows]) for rows in nearest]
    found: list[Region] = []
    counted = Counter(name for name in names if name)
    # a name that says the lattice goes before one that does not: it would stand at the same place
    for name, count in sorted(counted.items(), key=lambda one: ("," not in one[0], -one[1])):
        members = np.flatnonzero([other == name for other in names])
        crowd = np.exp(-0.5 * (_apart(z[members], z[members]) / _WIDTH) ** 2).sum(axis=1)
        middle = z[members[int(crowd.argmax())]]
        near = any(_kin(one.name, name) and np.hypot(one.z1 - middle[0], one.z2 - middle[1]) < _WIDTH for one in found)
        if count >= _FEWEST and not near:
            found.append(Region(name, float(middle[0]), float(middle[1]), count))
    return tuple(sorted(found, key=lambda one: -one.alloys))


def _apart(some: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Distances between places, (some, others)."""
    return np.hypot(some[:, None, 0] - others[None, :, 0], some[:, None, 1] - others[None, :, 1])


def _kin(one: str, other: str) -> bool:
    return one.partition(",")[0] == other.partition(",")[0]


def _chemistry(amounts: dict[str, float]) -> str:
    """The chemistry of more than half of an alloy {symbol: at.%}; "" where there is none."""
    for name, symbols in CHEMISTRIES.items():
        if sum(amounts.get(symbol, 0.0) for symbol in symbols) > 50.0:
            return name
    return ""


def _lattice(seen: Sequence[Observation]) -> str:
    """What is reported most often of one alloy's lattice; "" where nothing is."""
    reported = Counter(structure for one in seen if (structure := structure_class(one.microstructure)))
    return reported.most_common(1)[0][0] if reported else ""


def _name(chemistries: Iterable[str], lattices: Iterable[str]) -> str:
    """What surroundings of these alloys are called; "" where they do not agree."""
    of = list(chemistries)
    chemistry, count = Counter(of).most_common(1)[0]
    if not chemistry or count < _SHARE * len(of):
        return ""
    known = [lattice for lattice in lattices if lattice]
    if len(known) < _KNOWN:
        return chemistry
    lattice, agreeing = Counter(known).most_common(1)[0]
    return f"{chemistry}, {_SAID.get(lattice, lattice)}" if agreeing >= _SHARE * len(known) else chemistry
