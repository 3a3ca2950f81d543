"""Grammars of alloys, series and lists as they are commonly written."""

from __future__ import annotations

from random import Random

SYMBOLS = ("Al", "Co", "Cr", "Cu", "Fe", "Hf", "Mn", "Mo", "Nb", "Ni", "Si", "Ta", "Ti", "V", "W", "Zr")


def _amount(draw: Random) -> str:
    return draw.choice(("", "", "2", "0.5", f"{draw.uniform(0.05, 3):.2f}", str(draw.randint(1, 40))))


def alloy(draw: Random) -> str:
    """One alloy in one of the common notations."""
    chosen = draw.sample(SYMBOLS, k=draw.randint(2, 6))
    way = draw.randrange(4)
    if way == 0:
        return "".join(symbol + _amount(draw) for symbol in chosen)
    if way == 1:
        inner = "".join(chosen[:-1])
        share = draw.randint(60, 98)
        return f"({inner}){share}{chosen[-1]}{100 - share}"
    if way == 2:
        unit = draw.choice(("at.%", "wt.%"))
        parts = [f"{symbol} {draw.randint(1, 12)} {unit}" for symbol in chosen[1:]]
        return draw.choice((", ", "; ")).join([f"{chosen[0]} bal.", *parts])
    return draw.choice(("-", "")).join(f"{symbol}{draw.randint(1, 30)}" for symbol in chosen)


def series(draw: Random) -> str:
    """A family in x."""
    first, *others = draw.sample(SYMBOLS, k=draw.randint(3, 5))
    start = draw.choice((0, 0.1, 0.5))
    step = draw.choice((0.1, 0.25, 0.5))
    return f"{first}x{''.join(others)}, x={start:g}:{start + step * draw.randint(1, 12):g}:{step:g}"


def listed(draw: Random) -> str:
    """Lines as they are pasted: one alloy each, perhaps with more columns."""
    more = draw.random() < 0.3
    return "\n".join(alloy(draw) + ("\tas cast\t12" if more else "") for _ in range(draw.randint(1, 12)))


def csv_file(draw: Random) -> bytes:
    """A file with a heading and some columns."""
    mark = draw.choice(",;\t")
    rows = [mark.join(("name", "formula", "HV"))]
    rows += [mark.join((f"a{k}", f'"{alloy(draw)}"', str(draw.randint(100, 900)))) for k in range(draw.randint(1, 8))]
    return draw.choice(("\n", "\r\n")).join(rows).encode(draw.choice(("utf-8", "utf-8-sig", "latin-1")))
