"""LatentAlloy's core: the science, without a user interface. Importing it loads nothing heavy."""

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
