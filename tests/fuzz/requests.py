"""Grammars of what a screening is asked: conditions, constraints, and whole requests as words of the command line."""

from __future__ import annotations

from random import Random

from hea_core.screening.columns import COLUMNS

POOL = ("Al", "Co", "Cr", "Cu", "Fe", "Mn", "Mo", "Nb", "Ni", "Ti", "V")
_COMPARISONS = (">=", "<=", "==", "!=", "=", ">", "<")


def number(draw: Random) -> str:
    """A number as people write it."""
    return draw.choice(
        (
            f"{draw.random():.2f}",
            f"{draw.randint(0, 100)}",
            f"{draw.uniform(0, 2000):.4g}",
            f"-{draw.randint(1, 50)}",
            f"{draw.random():.1e}",
            f".{draw.randint(0, 99)}",
        )
    )


def conditions(draw: Random) -> str:
    """One to four comparisons, joined by "and"."""

    def one() -> str:
        column = draw.choice((*COLUMNS, *POOL))
        value = draw.choice(("in", "edge", "out")) if column == "domain" else number(draw)
        gap = draw.choice(("", "", " ", "  "))
        return f"{column}{gap}{draw.choice(_COMPARISONS)}{gap}{value}"

    return draw.choice((" and ", " AND ", "  and\t")).join(one() for _ in range(draw.randint(1, 4)))


def demands(draw: Random, pool: tuple[str, ...] = POOL, step: int = 1, at_most: int = 100) -> dict[str, str]:
    """Bans, locks, ranges, a number of elements and a price that can hold together, by the names of `Constraints.parse`.

    Args:
        draw: of everything.
        pool: elements that may be asked for; at most a quarter of them is banned.
        step: amounts are multiples of it.
        at_most: at.% that the amounts asked for may add up to.
    """
    named = draw.sample(pool, k=len(pool))
    banned, free = named[: draw.randint(0, len(pool) // 4)], named[len(pool) // 4 :]
    left, locks, ranges = at_most, [], []
    for symbol in free[: draw.randint(0, 3)]:
        least = step * draw.randint(0, max(0, min(20, left // 3) // step))
        left -= least
        if least and draw.random() < 0.4:
            locks.append(f"{symbol}={least}")
        else:
            ranges.append(f"{symbol}={least}-{min(100, least + step * draw.randint(4, 16))}")
    asked = {"ban": banned, "lock": locks, "range": ranges}
    comma = draw.choice((",", ", ", " ,"))
    said = {name: comma.join(entries) for name, entries in asked.items() if entries}
    if draw.random() < 0.3:
        said["max_elements"] = str(draw.randint(len(pool) - 2, 12))
    if draw.random() < 0.2:
        said["max_price"] = str(draw.randint(40, 5000))
    return said


def request(draw: Random) -> list[str]:
    """The words after `screen`."""
    pool = tuple(draw.sample(POOL, k=draw.randint(4, 7)))
    step = draw.choice((1, 2, 4, 5, 10, 20))
    fewest = draw.randint(2, 4)
    most = draw.randint(fewest, len(pool))
    words = [f"--elements={','.join(pool)}", f"--step={step}", f"--orders={fewest}-{most}"]
    words += [f"--min={step}", f"--max={draw.randint(60, 100)}"]
    if draw.random() < 0.3:
        said = demands(draw, pool, step, at_most=60) | {"max_elements": str(most)}
        words += [f"--{name.replace('_', '-')}={value}" for name, value in said.items()]
    where = " and ".join(
        f"{draw.choice((*COLUMNS, *pool[-2:]))}{draw.choice(_COMPARISONS)}{draw.random():.2f}"
        for _ in range(draw.randint(1, 3))
    )
    ranked = draw.sample([name for name in COLUMNS if name != "domain"], k=3)
    signed = [draw.choice(("", "-")) + name for name in ranked]
    words += draw.choice(
        (
            [f"--where={where}"],
            [f"--top={draw.randint(1, 100_000)}", f"--by={signed[0]}"],
            [f"--pareto={','.join(signed[: draw.randint(2, 3)])}", f"--where={where}"],
        )
    )
    if draw.random() < 0.2:
        words += [f"--sample={draw.randint(1, 20)}", f"--seed={draw.randint(0, 9999)}"]
    if draw.random() < 0.15:
        around = "".join(f"{symbol}{draw.randint(1, 3)}" for symbol in pool[:4])
        words += [f"--around={around}", f"--within={draw.randint(max(step, 5), 30)}"]
    return words
