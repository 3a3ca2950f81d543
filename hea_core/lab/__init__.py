"""The lab book: what was kept, made and measured, what the model learns from it at once, and what to make next (docs/lab.md).

Nothing here is imported by `import hea_core`: the store needs SQLAlchemy, which only those pay for who open it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hea_core.lab.fields import StoreError
from hea_core.lab.prediction_record import prediction_record
from hea_core.lab.records import (
    Alloy,
    AlreadyKept,
    Conflict,
    Measurement,
    Origin,
    OriginKind,
    Outcome,
    Result,
    Status,
)

if TYPE_CHECKING:
    from hea_core.lab.store import Deletion, Store

__all__ = [
    "Alloy",
    "AlreadyKept",
    "Conflict",
    "Deletion",
    "Measurement",
    "Origin",
    "OriginKind",
    "Outcome",
    "Result",
    "Status",
    "Store",
    "StoreError",
    "prediction_record",
]


def __getattr__(name: str) -> object:
    """`Store` and `Deletion`, with the library they need, when they are first asked for."""
    if name in ("Store", "Deletion"):
        from hea_core.lab import store

        return getattr(store, name)
    raise AttributeError(f"module 'hea_core.lab' has no attribute '{name}'")
