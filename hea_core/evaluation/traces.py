"""How far a trace of a new element moves the shipped model's probability: no metallurgist believes that half a per cent of it decides."""

from __future__ import annotations

from typing import Any

import numpy as np

from hea_core.datasets.observations import VOCABULARY, paper_alloys
from hea_core.model.answers import Model
from hea_core.model.targets import SINGLE_PHASE

ALLOYS, AT_PERCENT, MUCH = 150, 0.5, 0.05


def traces(model: Model) -> dict[str, Any]:
    """Change of the probability by AT_PERCENT of each element that an alloy lacks, over ALLOYS of four or more elements.

    Returns:
        {"alloys", "at_percent", "mean", "over_0.05" (a share), "worst", "up" (share that rises)}.
    """
    alloys = paper_alloys()
    rows = np.random.default_rng(0).permutation(np.flatnonzero(alloys.n_elements >= 4))[:ALLOYS]
    changes = np.concatenate([_changes(model, alloy) for alloy in alloys.select(rows).fractions(VOCABULARY)])
    return {
        "alloys": len(rows),
        "at_percent": AT_PERCENT,
        "mean": float(np.abs(changes).mean()),
        f"over_{MUCH}": float((np.abs(changes) > MUCH).mean()),
        "worst": float(np.abs(changes).max()),
        "up": float((changes > 0).mean()),
    }


def _changes(model: Model, alloy: np.ndarray) -> np.ndarray:
    """For one alloy (E,), the change by a trace of each element that it lacks."""
    absent = np.flatnonzero(alloy == 0.0)
    traced = np.repeat(alloy[None] * (1.0 - AT_PERCENT / 100.0), len(absent), axis=0)
    traced[np.arange(len(absent)), absent] = AT_PERCENT / 100.0
    found = model.values(np.concatenate([alloy[None], traced]), [SINGLE_PHASE.name])[SINGLE_PHASE.name]
    return np.asarray(found[1:] - found[0])
