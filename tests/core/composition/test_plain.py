"""The quick way through the reader gives what the full way gives, for whatever it takes; and it takes most of a long list."""

from __future__ import annotations

import random

import pytest

from hea_core.composition import reading
from hea_core.composition.designations import BY_NAME
from hea_core.composition.symbols import SYMBOLS
from hea_core.composition.trade_names import NAMES
from hea_core.errors import HeaError

ODD = [
    *NAMES, *BY_NAME, "InTi64", "Co50Ni50Al0.5", "Co50Ni50C0.5", "NI50CO50", "CoCrFeN1", "AlO.3CoCrFeNi", "Al03CoCrFeNi", "Ti5Al5Mo5V3Cr",
    "Ni50.8Ti", "Fe300Ni", "Fe99.9Ni0.1", "Fe99Ni0.5", "Al0.3CoCrFeNi", "Fe33.3Co33.3Ni33.3", "Fe40Co40Ni40", "Al0.000001Fe99", "VW", "YV",
    "CoCo", "CoXx", "Fe0.0Ni1", "Fe0Ni", "Fe10.Ni", "Fe.5Ni", "Fe1.2.3Ni", "Fe50", "Co", "Co1", "AlSi10Mg", "CoCrFeNiTi0.0000001", "UN25S",
    "Fe0.5Ni0.5", "Fe0.7Ni0.3Cr0.1", "Fe12Ni88", "Fe12Ni88.4", "Fe12Ni88.6", "Fe12Ni", "Fe9Ni", "Fe5Ni4CoCr", "CoCrFe5Ni6Al", "",
]  # fmt: skip


def outcome(text, unit="auto"):
    try:
        return reading.read(text, unit)
    except HeaError as error:
        return str(error)


@pytest.fixture
def in_full(monkeypatch):
    """The reader without its quick way."""

    def read(text, unit="auto"):
        with monkeypatch.context() as patched:
            patched.setattr(reading, "plain_amounts", lambda _: None)
            return outcome(text, unit)

    return read


@pytest.mark.parametrize("text", ODD)
def test_odd_spellings_are_read_as_in_full(in_full, text):
    for unit in ("auto", "at", "wt"):
        assert outcome(text, unit) == in_full(text, unit)


def test_any_formula_is_read_as_in_full(in_full):
    draw, symbols = random.Random(0), sorted(SYMBOLS)
    common = ["Al", "Co", "Cr", "Cu", "Fe", "Mn", "Mo", "Nb", "Ni", "Ta", "Ti", "V", "W", "Zr"]
    taken = 0
    for _ in range(4000):
        pool = common if draw.random() < 0.8 else symbols
        amounts = [
            "",
            "",
            "0.5",
            "1",
            "10",
            "25",
            str(draw.randint(0, 130)),
            f"{draw.uniform(0, 60):.{draw.randint(1, 7)}f}",
        ]
        text = "".join(symbol + draw.choice(amounts) for symbol in draw.sample(pool, draw.randint(1, 7)))
        assert outcome(text) == in_full(text)
        taken += reading.plain_amounts(text) is not None
    assert taken > 1000
