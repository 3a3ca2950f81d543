"""Beside one heavy user: what 45 sessions wait for a rerun while another one screens ten million alloys, or brings a file of 100,000 rows."""

from __future__ import annotations

import asyncio
import os
import random
import tempfile
import time
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import cache

from benchmarks.heavy_user import heavy_user
from benchmarks.measure import Row, seconds
from benchmarks.serving import Server, serving
from benchmarks.sessions import Session, session

SESSIONS, THINK = 45, 4.0
"""Sessions beside the heavy one, and seconds between an answer and the next wish of each."""
QUIET, MOST = 30.0, 75.0
"""Seconds of the quiet stretch, and of a heavy one at most, which ends with the heavy answer."""
ROWS = 100_000
GOAL = 2.0
"""Times its quiet value that the 95th percentile may reach."""
_PARTS = ("Al", "Co", "Cr", "Fe", "Ni", "Ti")
_SPACE = "elements=Al,+Co,+Cr,+Fe,+Ni,+Ti&grid=1&least=5&most={most}&orders=6&orders=6&keep=the+best&where="
_MOST_AT = (35, 36, 37, 38)
"""Spaces of 10.8 to 12.5 million alloys, of which the best thousand are kept and drawn. One alone is over before 45 sessions have asked twice."""


@dataclass
class Stretch:
    """A time in which all sessions were watched.

    Attributes:
        what: ran beside them.
        taken: seconds of every rerun that was begun in it and ended.
        unanswered: reruns whose answer had not come when the watch ended.
        silent: sessions that were not answered once.
        lasted: seconds of the stretch.
        owner: seconds until the heavy user had the answer; None where it had not come, or there was none.
    """

    what: str
    taken: list[float] = field(default_factory=list)
    unanswered: int = 0
    silent: int = 0
    lasted: float = 0.0
    owner: float | None = None

    def quantile(self, share: float) -> float:
        """Seconds within which this share of the reruns was answered."""
        ordered = sorted(self.taken)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else float("inf")


Heavy = Callable[[Server], Coroutine[None, None, None]]


async def watch(what: str, users: list[Session], server: Server, heavy: Heavy | None) -> Stretch:
    """Let all users work, beside a heavy one if there is one, until it has its answer or `MOST` seconds are over."""
    stretch, begun = Stretch(what), time.perf_counter()
    asked = asyncio.create_task(heavy(server)) if heavy else None

    def over() -> bool:
        spent = time.perf_counter() - begun
        return spent > MOST or (asked.done() if asked else spent > QUIET)

    async def live(user: Session) -> None:
        answered = 0
        await asyncio.sleep(user.draw.uniform(0, THINK))
        while not over():
            user.wish()
            taken = await user.rerun()
            stretch.taken.append(taken)
            answered += 1
            await asyncio.sleep(THINK * user.draw.uniform(0.5, 1.5))
        stretch.silent += not answered

    lives = [asyncio.create_task(live(user)) for user in users]
    while not over():
        await asyncio.sleep(0.1)
    stretch.lasted = time.perf_counter() - begun
    if asked and asked.done():
        asked.result()
        stretch.owner = stretch.lasted
    elif asked:
        asked.cancel()
    _, late = await asyncio.wait(lives, timeout=2 * THINK + 30)
    stretch.unanswered = len(late)
    for task in late:
        task.cancel()
    return stretch


async def screens(server: Server) -> None:
    """A user who has ten million alloys screened, looks on until the result is drawn, and asks for the next."""
    for most in _MOST_AT:
        async with heavy_user(server, "Screen", _SPACE.format(most=most)) as user:
            await user.press("Run")
            try:
                await user.until("Parquet")
            except asyncio.CancelledError:  # the time is over; the next stretch is to be quiet
                await user.press("Cancel")
                await user.finished()
                raise


async def brings_a_file(server: Server) -> None:
    """A user who uploads a table of many alloys and waits for all of them."""
    async with heavy_user(server, "Check", "ask=Many+alloys") as user:
        await user.upload("alloys.csv", table(ROWS))
        await user.until("Check them")
        await user.press("Check them")
        await user.until("Download all rows as CSV")


@cache
def table(rows: int) -> bytes:
    """A CSV of so many different alloys; made before the sessions begin, since they share a thread with whoever makes it."""
    draw = random.Random(7)
    lines = ("".join(f"{symbol}{draw.randint(1, 40)}" for symbol in draw.sample(_PARTS, 5)) for _ in range(rows))
    return ("formula\n" + "\n".join(lines) + "\n").encode()


async def _course(server: Server, stretches: list[tuple[str, Heavy | None]]) -> list[Stretch]:
    async with AsyncExitStack() as opened:
        users = [await opened.enter_async_context(session(server, seed)) for seed in range(SESSIONS)]
        await watch("warm-up", users, server, None)
        return [await watch(what, users, server, heavy) for what, heavy in stretches]


def rows() -> list[Row]:
    """Quiet, a screening, quiet again, a file: each heavy stretch against the quiet one before it."""
    course: list[tuple[str, Heavy | None]] = [
        ("quiet", None),
        (f"{len(_MOST_AT)} screenings of ten million, one after the other", screens),
        ("quiet again", None),
        (f"a CSV of {ROWS:,} rows", brings_a_file),
    ]
    table(ROWS)
    with tempfile.TemporaryDirectory() as runs, serving({"LATENTALLOY_RUNS": runs}) as server:
        load = os.getloadavg()[0]
        found = asyncio.run(_course(server, course))
    quiet = found[0]
    made = []
    for stretch in found:
        if stretch.what.startswith("quiet"):
            quiet = stretch
        beside = stretch is not quiet
        ratio = stretch.quantile(0.95) / quiet.quantile(0.95)
        owner = (
            ""
            if not beside
            else f"; its owner had the answer after {seconds(stretch.owner)}"
            if stretch.owner
            else "; its owner had no answer"
        )
        made.append(
            Row(
                f"{SESSIONS} sessions, {THINK:g} s think time: {stretch.what}",
                f"p50 {seconds(stretch.quantile(0.5))}, p95 {seconds(stretch.quantile(0.95))}, worst {seconds(max(stretch.taken))}",
                f"p95 {seconds(quiet.quantile(0.95))} quiet" if beside else "",
                f"{ratio:.2f}" if beside else "",
                f"p95 ≤ {GOAL:g} × quiet" if beside else "",
                ratio <= GOAL if beside else None,
                f"{len(stretch.taken)} reruns in {stretch.lasted:.0f} s, {stretch.unanswered} unanswered, {stretch.silent} sessions without "
                f"an answer{owner}; load {load:.1f} before",
            )
        )
    return made
