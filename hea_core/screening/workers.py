"""Who scores the blocks: threads of this machine, or the workers of a Dask cluster. Both give (index, table) as they finish."""

from __future__ import annotations

import json
import os
import socket
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, ThreadPoolExecutor, wait
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from hea_core.errors import RequestError, quoted

if TYPE_CHECKING:
    from hea_core.screening.request import Screen

Results = Generator[tuple[int, pa.Table], None, None]
_PATIENCE = 30
"""Seconds to wait for a scheduler, and then for its first worker."""
_KNOCKING = 3
"""Seconds until what listens at an address has accepted a connection."""
_PORT = 8786
"""Of a scheduler, where the address names none."""
_START = "start 'dask scheduler' and 'dask worker ADDRESS', and give its address, for example tcp://127.0.0.1:8786"


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

    _require_listening(address)
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError, TimeoutError, MemoryError):  # what other servers answer may read as a length
        raise RequestError(f"scheduler {quoted(address)} is no Dask scheduler of this version: {_START}.") from None
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError:
        client.close()
        raise RequestError(
            f"scheduler {quoted(address)} answers, but had no worker for {_PATIENCE} s: start 'dask worker ADDRESS' with it, where this code is."
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
                f"scheduler {quoted(address)} went away: the same command goes on from the finished blocks."
            ) from None
        except KilledWorker as error:
            raise RequestError(
                f"The workers of {quoted(address)} keep dying on a block ({error}): give them more memory."
            ) from None


def _require_listening(address: str) -> None:
    """RequestError at once where nothing listens at an address; Dask itself would try for half a minute."""
    from distributed.comm.addressing import parse_host_port

    scheme, _, place = address.rpartition("://")
    if scheme not in ("", "tcp", "tls"):
        raise RequestError(
            f"scheduler {quoted(address)} is no address of a Dask scheduler: write it as tcp://127.0.0.1:8786."
        )
    try:
        with socket.create_connection(parse_host_port(place, _PORT), timeout=_KNOCKING):
            pass
    except (OSError, ValueError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise RequestError(f"scheduler {quoted(address)}: nothing answers there ({reason}): {_START}.") from None


@lru_cache(maxsize=4)
def _screen(settings: str) -> Screen:
    from hea_core.screening.request import Screen

    return Screen.from_settings(json.loads(settings))


def score_remotely(settings: str, index: int) -> pa.Table:
    """One block, on a worker; `settings` is JSON."""
    from hea_core.screening.block import score_block

    return score_block(_screen(settings), index)
