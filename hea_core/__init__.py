"""LatentAlloy's core: the science, without a user interface. Importing it loads nothing heavy.

Where to look, each line importing only from lines below it (pyproject.toml holds the order as a contract):

    cli           the command line
    evaluation    every number the model card states
    screening     a composition space: counted, listed, scored, traded off
    predictor     the face: one short call each
    lab           what was kept, made and measured, and what to make next
    checks        one alloy in depth
    design        constraints, whole at.%, generation, the latent map, nudge
    explain       Shapley values, what one at.% would do
    trust         interval, domain, measured neighbours, calibration
    training      Pyro model and guide, losses, settings, recipe
    model         the model as it answers, the networks it is trained as, how both are stored
    kernels       what is compiled by numba
    descriptors   f(x), the rules and their record
    datasets      what was measured
    composition   texts, tables and arrays into compositions
    files         shipped tables, files written whole, one writer to a folder
    results, errors, garbage, processes, progress, threads
"""

from __future__ import annotations

from importlib import import_module
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


def __getattr__(name: str) -> object:
    """`hea_core.lab`, without an import of its own."""
    if name == "lab":
        return import_module("hea_core.lab")
    raise AttributeError(f"module 'hea_core' has no attribute '{name}'")
