"""Whether memory stays where it is: a hundred sessions for ten minutes, and thousands of reruns of one."""

from __future__ import annotations

import asyncio
import os

from benchmarks.measure import Row
from benchmarks.serving import Server, serving
from benchmarks.sessions import session

SESSIONS, THINK = 100, 4.0
_SETTLED = 0.2
"""Share of the time, or of the reruns, after which caches are filled: what is compared begins there."""
_EVERY = 5.0
ALLOWED = 0.10
"""Growth that is taken for flat."""


def rows(lasting: float, reruns: int) -> list[Row]:
    """Sessions for `lasting` seconds, then one session with so many reruns, each in a server of its own."""
    with serving() as server:
        crowd, answered = asyncio.run(_crowd(server, lasting))
    with serving() as server:
        alone = asyncio.run(_alone(server, reruns))
    load = os.getloadavg()[0]
    return [
        _row(
            f"{SESSIONS} sessions for {lasting / 60:g} minutes, memory", crowd, f"{answered:,} reruns, load {load:.1f}"
        ),
        _row(f"{reruns:,} reruns of one session, memory", alone, "a new point each time"),
    ]


def _row(what: str, memory: list[float], remark: str) -> Row:
    settled = memory[int(_SETTLED * len(memory)) :]
    grown = settled[-1] / settled[0] - 1
    return Row(
        what,
        f"{settled[0]:.0f} → {settled[-1]:.0f} MB (highest {max(memory):.0f})",
        "",
        f"{grown:+.1%}",
        f"within {ALLOWED:.0%}",
        abs(grown) <= ALLOWED,
        f"{remark}; from {_SETTLED:.0%} of the way on, when caches are filled; {memory[0]:.0f} MB at the first answer",
    )


async def _crowd(server: Server, lasting: float) -> tuple[list[float], int]:
    loop = asyncio.get_running_loop()
    ends, memory, answered = loop.time() + lasting, [server.memory()[0]], 0

    async def live(seed: int) -> None:
        nonlocal answered
        async with session(server, seed) as user:
            await asyncio.sleep(user.draw.uniform(0, THINK))
            while loop.time() < ends:
                user.wish()
                await user.rerun()
                answered += 1
                await asyncio.sleep(THINK * user.draw.uniform(0.5, 1.5))

    async def look() -> None:
        while loop.time() < ends:
            await asyncio.sleep(_EVERY)
            memory.append(server.memory()[0])

    await asyncio.gather(look(), *(live(seed) for seed in range(SESSIONS)))
    return memory, answered


async def _alone(server: Server, reruns: int) -> list[float]:
    memory = []
    async with session(server, 0) as user:
        for turn in range(reruns):
            user.wish()
            await user.rerun()
            if turn % max(1, reruns // 100) == 0:
                memory.append(server.memory()[0])
    return memory
