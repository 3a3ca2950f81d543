"""Garbage collection, which walks through objects in search of cycles; answers have none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["left"]


@contextmanager
def left() -> Iterator[None]:
    """Nothing is collected meanwhile: among the hundreds of thousands of objects of a long list it would take a fifth of the time of the list."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
