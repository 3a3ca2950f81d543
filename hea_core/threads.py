"""Threads of this process: how many numpy multiplies matrices with, and values that are computed once without making them wait."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

__all__ = ["computed_once", "one_for_products"]

if TYPE_CHECKING:
    from collections.abc import Callable
    from functools import cached_property as computed_once  # checkers know it as a property
else:

    class computed_once:
        """A property of an object of one thread, computed when it is first asked for.

        `functools.cached_property` until Python 3.12 holds one lock for all objects of a class while it computes: with it two threads
        that score slices of a screening were as slow as one.
        """

        def __init__(self, compute: Callable[[Any], Any]) -> None:
            """Take the method that computes it."""
            self._compute, self.__doc__ = compute, compute.__doc__

        def __set_name__(self, owner: type, name: str) -> None:
            """Take the name under which the object keeps it."""
            self._name = name

        def __get__(self, holder: object, owner: type | None = None) -> Any:  # noqa: ANN401 - of any type
            """The value, which the object's own attribute hides from now on."""
            value = holder.__dict__[self._name] = self._compute(holder)
            return value


def one_for_products() -> None:
    """One in this process, unless the user's environment says otherwise.

    The products of an answer are so small that several threads finish none of them sooner, and the others wait for them in a busy loop:
    a new point of the map takes five times the processor time, a search three times, a thousand predictions twice.
    """
    if "OPENBLAS_NUM_THREADS" in os.environ:
        return
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    if "numpy" in sys.modules:  # which read the environment when it was imported
        from threadpoolctl import threadpool_limits

        threadpool_limits(1, user_api="blas")
