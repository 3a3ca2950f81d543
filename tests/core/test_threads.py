"""Values computed once do not make threads wait for each other."""

from __future__ import annotations

import threading

from hea_core.threads import computed_once


class Slice:
    def __init__(self, meeting: threading.Barrier) -> None:
        self.meeting, self.times = meeting, 0

    @computed_once
    def score(self) -> int:
        self.meeting.wait(timeout=10)  # both threads are inside, or this fails
        self.times += 1
        return 7


def test_two_objects_compute_side_by_side_and_each_once():
    meeting, found = threading.Barrier(2), []
    slices = [Slice(meeting), Slice(meeting)]
    threads = [threading.Thread(target=lambda one=one: found.append((one.score, one.score))) for one in slices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [(7, 7), (7, 7)]
    assert [one.times for one in slices] == [1, 1]
