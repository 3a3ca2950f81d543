"""Asked against got for several targets at once, and whether what can be had was known before."""

from __future__ import annotations

from typing import Any

import numpy as np

from hea_core.composition.arrays import at_percent_moved
from hea_core.design.feasibility import Crowd, count
from hea_core.design.generate import corrected, decode_onto
from hea_core.design.matching import REACH
from hea_core.design.transfers import TOTAL
from hea_core.design.wanted import Wanted
from hea_core.model.answers import Model
from hea_core.model.targets import STRUCTURE

PROBABILITIES = (0.1, 0.3, 0.5, 0.7, 0.9)
HARDNESSES = (200.0, 300.0, 400.0, 500.0, 600.0)
STRUCTURES = ("FCC", "BCC", "mixed")


def asked_against_got(model: Model, crowd: Crowd, places: np.ndarray, structure: bool, seed: int = 0) -> dict[str, Any]:
    """One random request at each place (p, 2), reachable or not: what is counted before, and what `generate` makes.

    A request is had when φ is within 0.1 and the hardness within 10 % (and the structure asked for the more probable half), and the alloy
    lies within REACH of the place.

    Args:
        model: with heads.
        crowd: the augmented alloys that are counted.
        places: of measured alloys.
        structure: whether a structure is asked for too.
        seed: of the requests.
    """
    rng = np.random.default_rng(seed)
    rows = []
    for z in places:
        targets: dict[str, float | str] = {"hardness": float(rng.choice(HARDNESSES))}
        if structure:
            targets[STRUCTURE.name] = str(rng.choice(STRUCTURES))
        probability = float(rng.choice(PROBABILITIES))
        here = crowd.near(model, z)
        wanted = Wanted.of(probability, targets)
        decoded = decode_onto(model, z[None], wanted, None)
        made = corrected(model, z[None], wanted, decoded, None, here.nearly(wanted, z))
        alone = bool(wanted.met(model.values_of_whole(decoded.alone))[0])
        away = float(np.linalg.norm(model.place(made.alloys / TOTAL)[0] - z))
        moved = float(at_percent_moved(made.alloys, decoded.alone, TOTAL)[0])
        said = count(here, probability, targets).fulfilling > 0
        rows.append((said, bool(made.met[0]) and away <= REACH, alone, away, moved))
    said, had, alone = np.array([row[:3] for row in rows], dtype=bool).T
    away, moved = np.array([row[3:] for row in rows]).T
    return {
        "n": len(rows),
        "said_feasible": float(said.mean()),
        "had_of_feasible": _share(had[said]),
        "had_of_others": _share(had[~said]),
        "said_rightly": float((said == had).mean()),
        "decoder_alone_of_feasible": _share(alone[said]),
        "z_distance_median": float(np.median(away[said])) if said.any() else None,
        "moved_median": float(np.median(moved[said])) if said.any() else None,
    }


def _share(of: np.ndarray) -> float | None:
    return float(of.mean()) if len(of) else None
