"""The shipped recipe cut down to seconds, for tests of what stands around a training. It runs without the tests' package."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from hea_core.training import fit, recipe
from hea_core.training.config import TrainConfig, smaller
from hea_core.training.heads import HeadConfig

HEADS = partial(HeadConfig, members=2, hidden=8, trees=20, free_alloys=400, trace_pairs=200, steps=60)
"""Settings of the heads, cut down likewise."""


def cut(put: Callable[[object, str, object], object] = setattr) -> None:
    """From here on `train` takes seconds in this process; what a caller says of steps and seed is as ever.

    Args:
        put: sets the names: `monkeypatch.setattr` where the process goes on with other tests.
    """
    put(recipe, "TrainConfig", lambda seed: smaller(TrainConfig(seed=seed), 20))
    for module in (fit, recipe):
        put(module, "HeadConfig", HEADS)
