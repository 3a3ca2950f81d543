"""A Vickers hardness as labs write it, with or without its load."""

from __future__ import annotations

import time

import pytest

from hea_core.lab.hardness import vickers


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("512 HV", "512"),
        ("BCC,512 ± 8 HV0.3", "512 ± 8"),
        ("1,650.5HV", "1,650.5"),
        ("HV0.3 = 512(8)", "512(8)"),
        ("HV10: 390", "390"),
        ("HV390", "390"),
    ],
)
def test_the_figure_is_told_from_the_load(text: str, figure: str) -> None:
    found = vickers(text)
    assert found
    assert found[0] == figure


@pytest.mark.parametrize("text", ["HV0.3", "HV10", "512", "45 HRC"])
def test_a_load_alone_is_no_hardness(text: str) -> None:
    assert vickers(text) is None


def test_a_long_row_of_digits_costs_no_more_than_its_length() -> None:
    began = time.process_time()
    assert vickers("1." * 10_000) is None
    assert time.process_time() - began < 0.5
