"""The paper's loop: predict φ, encode z = q(z | x, φ), decode at (z, 1 − φ), re-examine, repeat."""

from __future__ import annotations

import numpy as np

from hea_core.composition.arrays import at_percent_moved
from hea_core.design.nudge.task import MARGIN, Path, Task
from hea_core.design.transfers import whole_percent
from hea_core.results import Status
from hea_core.training.augmentation import without_traces

SAME = 0.1
"""At.%: a step this close to an earlier one closes a cycle."""


def update(task: Task, fractions: np.ndarray) -> np.ndarray:
    """One step of the paper from atomic fractions (E,): decoded at (z, 1 − φ), traces under 1 at.% dropped, not rounded.

    Where the single phase is reached and another goal is not, φ stays: 1 − φ would give it up again.
    """
    z, phi = task.model.place(fractions[None])
    aim = phi if task.goals is not None and phi[0] >= task.cutoff else 1.0 - phi
    return without_traces(np.exp(task.model.log_theta(z, aim, task.told)))[0]


def loop(task: Task) -> Path:
    """Repeat the update until the rounded alloy passes the cutoff, a step comes back, or the steps run out.

    Without constraints the path goes on from the unrounded step, so it does not depend on rounding; with constraints every
    step is the nearest alloy that holds them.
    """
    seen, current = [task.start], task.start
    path: list[np.ndarray] = []
    for _ in range(task.max_steps):
        decoded = update(task, current)
        rounded = _rounded(task, decoded)
        current = decoded if task.feasible_set is None else rounded
        moved = max(task.moved(rounded), task.moved(current))
        if moved > task.budget + 1e-9:
            return Path(Status.INFEASIBLE, path, f"the loop's next step moves {moved:.0f} at.%, beyond the budget")
        if task.reached(rounded[None])[0] >= task.cutoff + MARGIN:
            return Path(Status.CONVERGED, [*path, rounded])
        path.append(current)
        if any(at_percent_moved(current, earlier) < SAME for earlier in seen):
            return Path(
                Status.CYCLE, path, f"after {len(path)} steps the loop comes back to an alloy it has already been at"
            )
        seen.append(current)
    return Path(Status.MAX_STEPS, path, f"{task.max_steps} steps were not enough")


def _rounded(task: Task, fractions: np.ndarray) -> np.ndarray:
    whole = whole_percent(fractions[None]) if task.feasible_set is None else task.feasible_set.project(fractions[None])
    return task.fractions(whole)[0]
