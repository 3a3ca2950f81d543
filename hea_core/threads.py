"""How many threads numpy multiplies matrices with."""

from __future__ import annotations

import os
import sys


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
