"""How many threads numpy multiplies matrices with, which it reads from the environment when it is imported."""

from __future__ import annotations

import os


def one_for_products() -> None:
    """One, unless the user says otherwise: call it before numpy is imported.

    The products of an answer are so small that several threads finish none of them sooner, and the others wait for them in a busy loop:
    a search costs three times the processor time, and a thousand predictions twice.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
