"""Who scores the blocks: threads of this machine, or the workers of a Dask cluster. Both give (index, table) as they finish."""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, ThreadPoolExecutor, wait
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from hea_core.errors import RequestError

if TYPE_CHECKING:
    from hea_core.screening.request import Screen

Results = Generator[tuple[int, pa.Table], None, None]
_PATIENCE = 30
"""Seconds to wait for a scheduler, and then for its first worker."""


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def local(score: Callable[[int], pa.Table], todo: Sequence[int], workers: int | None) -> Results:
    """Blocks scored by threads; the compiled functions hold no lock of the interpreter."""
    waiting = deque(todo)
    count = workers or cores()
    with ThreadPoolExecutor(count) as pool:
        running: dict[Future[pa.Table], int] = {}
        try:
            while waiting or running:
                while waiting and len(running) < 2 * count:
                    index = waiting.popleft()
                    running[pool.submit(score, index)] = index
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    yield running.pop(future), future.result()
        finally:
            pool.shutdown(cancel_futures=True)


def remote(settings: dict[str, Any], todo: Sequence[int], address: str) -> Results:
    """Blocks scored by Dask workers; a block lost with its worker is scored again by another."""
    from distributed import Client, KilledWorker, as_completed

    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
        client.wait_for_workers(1, timeout=_PATIENCE)
    except (OSError, ValueError, TimeoutError) as error:
        raise RequestError(
            f"scheduler {address} does not answer or has no worker ({type(error).__name__}): start 'dask scheduler' and 'dask worker "
            "ADDRESS', for example tcp://127.0.0.1:8786."
        ) from None
    with client:
        text = json.dumps(settings)
        waiting = deque(todo)
        window = max(4, 3 * sum(client.nthreads().values()))
        indices = {}
        finished = as_completed(loop=client.loop, with_results=True)

        def submit() -> None:
            index = waiting.popleft()
            future = client.submit(score_remotely, text, index, pure=False, retries=3)
            indices[future] = index
            finished.add(future)

        for _ in range(min(window, len(waiting))):
            submit()
        try:
            for future, table in finished:
                yield indices.pop(future), table
                if waiting:
                    submit()
        except CancelledError:
            raise RequestError(
                f"scheduler {address} went away: the same command goes on from the finished blocks."
            ) from None
        except KilledWorker as error:
            raise RequestError(
                f"The workers of {address} keep dying on a block ({error}): give them more memory."
            ) from None


@lru_cache(maxsize=4)
def _screen(settings: str) -> Screen:
    from hea_core.screening.request import Screen

    return Screen.from_settings(json.loads(settings))


def score_remotely(settings: str, index: int) -> pa.Table:
    """One block, on a worker; `settings` is JSON."""
    from hea_core.screening.block import score_block

    return score_block(_screen(settings), index)
