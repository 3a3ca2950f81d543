"""Timing, and what the figures were taken on."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of repeated runs: median, least and most."""

    median: float
    least: float
    most: float
    runs: int

    @classmethod
    def of(cls, taken: list[float]) -> Timing:
        """Of runs that took so many seconds each."""
        return cls(statistics.median(taken), min(taken), max(taken), len(taken))

    def scaled(self, factor: float) -> Timing:
        """The same for `factor` times as much work."""
        return Timing(self.median * factor, self.least * factor, self.most * factor, self.runs)

    def __str__(self) -> str:
        return f"{seconds(self.median)} ({seconds(self.least)} – {seconds(self.most)}, {self.runs} runs)"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the results.

    Attributes:
        what: was measured.
        ours: our figure, with its spread.
        beside: the peer's, or "".
        ratio: how many times faster, or the share reached; "" where there is none.
        goal: in words.
        met: whether the goal was reached; None where there is none.
        remark: what limits, what was scaled.
    """

    what: str
    ours: str
    beside: str
    ratio: str
    goal: str
    met: bool | None
    remark: str


def seconds(value: float) -> str:
    """Three digits with a unit."""
    if value >= 1000:
        return f"{float(f'{value:.3g}'):,.0f} s"
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if value >= size:
            return f"{value / size:.3g} {unit}"
    return f"{value / 1e-9:.3g} ns"


def timed(
    work: Callable[[], object], repeats: int = 5, warm: bool = True, clock: Callable[[], float] = time.perf_counter
) -> Timing:
    """Time `work`; one untimed run first, so that caches and imports are not counted.

    Work on one core is timed with `time.process_time`, which other work on the machine disturbs less.
    """
    if warm:
        work()
    taken = []
    for _ in range(repeats):
        begun = clock()
        work()
        taken.append(clock() - begun)
    return Timing.of(taken)


def machine() -> dict[str, str]:
    """Processor, cores, versions, commit, date, and how busy the machine was with other work."""
    import numpy
    import torch

    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    model = next(
        (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.processor()
    )
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    changed = subprocess.run(["git", "status", "--porcelain"], cwd=ROOT, capture_output=True, text=True, check=False)
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "processor": model,
        "cores": str(os.cpu_count()),
        "commit": commit.stdout.strip() + (" with uncommitted changes" if changed.stdout.strip() else ""),
        "python": platform.python_version(),
        "torch": torch.__version__,
        "numpy": numpy.__version__,
        "load before": f"{os.getloadavg()[0]:.1f}",
    }
