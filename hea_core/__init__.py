"""LatentAlloy's core: the science, without a user interface. Importing it loads nothing heavy.

Where to look, lower lines standing on upper ones:

    reading               composition: texts, tables and arrays into compositions; series; elements
    alloys and tables     alloys, datasets, curation, facts, on_series
    f(x)                  descriptors
    the model             networks, ssvae (Pyro), likelihood, penalties
    training              free_alloys, teacher, training, recipes, artifacts
    whole at.%            transfers, constraints, lattice
    answers               predictor: latent, generate, atlas, trust, intervals, explain, what_if, checks, results
    second opinions       rules, rule_record, judge, processing
    search                nudge, spaces, screening, pareto, objectives, fast_classifier, workers
    compiled by numba     compiled: what is done for every alloy of a screening, every coalition of an explanation
    evidence              metrics, evaluation
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hea_core.errors import HeaError

if TYPE_CHECKING:
    from hea_core.predictor import Predictor

__all__ = ["HeaError", "load"]
__version__ = "0.1.0"


def load(name: str | Path = "default") -> Predictor:
    """Load models/<name>, or the model in a folder; ArtifactError says what is wrong with it."""
    from hea_core.predictor import Predictor

    return Predictor(name)
