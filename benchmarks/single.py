"""One alloy at a time: an answer on the command line beside the import of two libraries, a nudge, an explanation."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from time import process_time

import hea_core
from benchmarks.measure import ROOT, Row, Timing, seconds, timed
from hea_core import threads

_COMMAND = ("-m", "hea_core", "predict", "CoCrFeMnNi", "--json")
_LIBRARIES = ("-c", "import numpy, pandas")
_COMMAND_GOAL = 2.0
_NUDGE_GOAL_S, _EXPLAIN_GOAL_S = 0.0235, 0.0143
"""Half of what they took when the goals were set."""
_NUDGED, _EXPLAINED = "Al1.4Co0.9Cr1.4Cu0.5Fe0.9Ni1", "Al0.5CoCrFeNi"


def rows(repeats: int) -> list[Row]:
    """Processor time of all; the two processes in turn."""
    return [_command(repeats), *_in_process()]


def _command(repeats: int) -> Row:
    ours, theirs = ([_spent(words) for _ in range(repeats + 1)][1:] for words in (_COMMAND, _LIBRARIES))
    answered, imported = Timing.of(ours), Timing.of(theirs)
    ratio = answered.median / imported.median
    return Row(
        "predict of one formula on the command line, from start to answer",
        str(answered),
        f'python -c "import numpy, pandas": {imported}',
        f"{ratio:.1f}×",
        f"≤ {_COMMAND_GOAL:g}×",
        ratio <= _COMMAND_GOAL,
        "processor time of the process",
    )


def _spent(words: tuple[str, ...]) -> float:
    """Processor time of a Python process, in seconds."""
    # the libraries' compiled modules are kept beside them; so are ours, wherever nobody has asked Python not to
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *words], cwd=ROOT, check=True, capture_output=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _in_process() -> list[Row]:
    threads.one_for_products()  # as app and command line do
    predictor = hea_core.load("default")
    predictor.engine.compile()
    nudged = timed(lambda: predictor.nudge(_NUDGED, method="minimal"), 9, clock=process_time)
    explained = timed(lambda: predictor.explain(_EXPLAINED), 9, clock=process_time)
    return [
        Row(what, str(taken), "", "", f"≤ {seconds(goal)}", taken.median <= goal, "processor time, compiled before")
        for what, taken, goal in (
            (f"minimal cautious nudge of {_NUDGED}", nudged, _NUDGE_GOAL_S),
            (f"exact Shapley values of {_EXPLAINED}", explained, _EXPLAIN_GOAL_S),
        )
    ]
