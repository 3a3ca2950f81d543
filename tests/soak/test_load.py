"""Load that goes on: memory over minutes of many sessions and thousands of reruns, and 45 sessions beside a heavy user.

The figures come from the benchmarks, whose goals are asserted here. The ratio to the quiet 95th percentile means little while other work
shares the machine.
"""

from __future__ import annotations

import pytest

from benchmarks import crowded, endurance

MINUTES, RERUNS = 10, 5000


@pytest.mark.timeout(3000)
def test_memory_stays_where_it_is_over_ten_minutes_and_thousands_of_reruns():
    rows = endurance.rows(60.0 * MINUTES, RERUNS)
    assert len(rows) == 2
    assert [f"{row.what}: {row.ours}, {row.ratio}" for row in rows if not row.met] == []


@pytest.mark.timeout(1200)
def test_45_sessions_are_answered_beside_a_heavy_user():
    rows = crowded.rows()
    assert [f"{row.what}: {row.ours}, {row.ratio} times quiet" for row in rows if row.met is False] == []
