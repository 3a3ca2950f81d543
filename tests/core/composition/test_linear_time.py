"""No text makes a reader slow: a pasted line that took two seconds held up every user of the app."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable

import pytest

from hea_core.composition import read
from hea_core.composition.series import is_series, parse_series
from hea_core.errors import HeaError

CHARACTERS = " \t\u00a0-\u2013_.,;:=0 5 9xXeoOlIAFBCN(){}[]<>$\\%&'\"/+*^~#@\u00b7\u2080\u200b\u2260é\u0421🙂\x00"
PIECES = [
    "Fe", "Fe ", "Fe1", "Fe 1", "-6Al", " 6Al", "bal. ", "at.% ", "20 at.% ", " B2", " (P)", "_{3}", "\\mathrm{", "<sub>", "Fe,", "x=", "alloy ",
    "as-cast ", "0,3", "NI",
]  # fmt: skip
"""Of which long runs are made, alone and between a base and an end."""
LIMIT = 0.010
"""Seconds of processor time for 500 characters."""


def seconds(reader: Callable[[str], object], text: str) -> float:
    best = 1.0
    for _ in range(3):  # a busy machine now and then takes a slice of a process's time for itself
        start = time.process_time()
        with contextlib.suppress(HeaError):
            reader(text)
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize("reader", [read, is_series, parse_series], ids=lambda reader: reader.__name__)
@pytest.mark.parametrize("piece", [*CHARACTERS, *PIECES], ids=repr)
def test_long_runs_are_read_or_refused_at_once(reader: Callable[[str], object], piece: str) -> None:
    run = (piece * 500)[:490]
    for text in (
        run,
        f"Fe{run}Ni",
        f"CoCrFeNi {run}",
        f"{run}, x=0:1",
        f"AlxCo, x=0{run}",
        f"AlxCo, x={run}",
        f"Ti-6Al{run}4V",
    ):
        assert seconds(reader, text) < LIMIT, text[:30]


@pytest.mark.parametrize("reader", [read, is_series, parse_series], ids=lambda reader: reader.__name__)
@pytest.mark.parametrize("piece", ["Fe1", " ", "x=0, ", "\n", "(", "\u200b", "&amp;"], ids=repr)
def test_three_megabytes_are_refused_at_once(reader: Callable[[str], object], piece: str) -> None:
    text = "Al" + piece * (3_000_000 // len(piece))
    assert seconds(reader, text) < 0.1
    if reader is not is_series:
        with pytest.raises(HeaError):
            reader(text)
