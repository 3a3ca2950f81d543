"""Load that goes on: memory over minutes of many sessions and thousands of reruns, and 45 sessions beside a heavy user.

The figures come from the benchmarks, whose goals are asserted here. The ratio to the quiet 95th percentile means little while other work
shares the machine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from benchmarks import crowded, endurance
from benchmarks.measure import Row

MINUTES, RERUNS = 10, 5000


def measured(rows: Callable[..., Sequence[Row]], *arguments: float) -> Sequence[Row]:
    """Rows of a benchmark that has an event loop of its own: in a thread, since Playwright's loop runs in that of the tests."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(rows, *arguments).result()


@pytest.mark.timeout(3000)
def test_memory_stays_where_it_is_over_ten_minutes_and_thousands_of_reruns():
    rows = measured(endurance.rows, 60.0 * MINUTES, RERUNS)
    assert len(rows) == 2
    assert [f"{row.what}: {row.ours}, {row.ratio}" for row in rows if not row.met] == []


@pytest.mark.timeout(1200)
def test_45_sessions_are_answered_beside_a_heavy_user():
    rows = measured(crowded.rows)
    assert [f"{row.what}: {row.ours}, {row.ratio} times quiet" for row in rows if row.met is False] == []
