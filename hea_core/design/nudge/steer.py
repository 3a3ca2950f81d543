"""The steered path: encode once, then follow the ratio of two decodings, x ∝ x₀ · (θ(z, p′)/θ(z, p₀))^α, α growing.

A ratio brings in no element that is not there, and α = 0 is the alloy itself: the path is as smooth as one likes.
"""

from __future__ import annotations

import numpy as np

from hea_core.design.nudge.task import MARGIN, Path, Task, thinned
from hea_core.design.transfers import whole_percent
from hea_core.results import Status

AIMS = (0.25, 0.5, 0.75, 0.95)
"""p′ as shares of the way from the cutoff to 1: the nearer one bends less, the farther one reaches more."""
SPARE = 0.125
"""Share of the way from the cutoff to 1 by which the end should pass, where it can: 0.05 at a cutoff of 0.6."""
STRENGTHS = np.linspace(0.0, 1.0, 81)[1:] ** 1.5 * 4.0
"""α of the path, finer at first."""


def steer(task: Task) -> Path:
    """The first alloy on any of the paths that passes the cutoff and costs the least at.%; constraints hold at every step."""
    present = task.start > 0
    feasible_set = task.feasible_set.within(present) if task.feasible_set is not None else None
    if task.feasible_set is not None and feasible_set is None:
        return Path(
            Status.INFEASIBLE, [], "the constraints ask for elements that the alloy lacks, which steering does not add"
        )
    paths = _edits(task)
    found: list[tuple[bool, float, int, np.ndarray]] = []
    short: list[tuple[float, np.ndarray]] = []
    cut = False
    wanted = task.cutoff + SPARE * (1.0 - task.cutoff)
    for edited in paths:
        whole = whole_percent(edited) if feasible_set is None else feasible_set.project(edited)
        alloys = task.fractions(whole) if feasible_set is None else feasible_set.fractions(whole)
        # on a feasible set a step may move more than the next one: what the budget does not allow is left out wherever it lies
        alloys = alloys[task.moved(alloys) <= task.budget + 1e-9]
        cut = cut or len(alloys) < len(STRENGTHS)
        if not len(alloys):
            continue
        reached = task.reached(alloys)
        best = int(reached.argmax())
        short.append((float(reached[best]), alloys[: best + 1]))
        for barely, least in ((False, wanted), (True, task.cutoff + MARGIN)):
            passing = np.flatnonzero(reached >= least)
            if len(passing):
                found.append((barely, float(task.moved(alloys[passing[0]])), int(passing[0]), alloys))
    if found:
        _, _, last, alloys = min(found, key=lambda entry: entry[:3])
        return Path(Status.CONVERGED, thinned(_distinct(alloys[: last + 1]), task.max_steps))
    # what is shown ends at the best alloy there is, so that the end and the sentence speak of the same one
    _, farthest = max(short, key=lambda entry: entry[0], default=(0.0, alloys))
    limit = "within the budget" if cut else "without another element"
    status = Status.INFEASIBLE if feasible_set is not None or cut else Status.MAX_STEPS
    return Path(
        status, thinned(_distinct(farthest), task.max_steps), f"steering {limit} ends at the best alloy it finds"
    )


def _edits(task: Task) -> list[np.ndarray]:
    """Atomic fractions (A, E) along α for each of AIMS."""
    aims = [task.cutoff + share * (1.0 - task.cutoff) for share in AIMS]
    model, told = task.model, task.told
    z, phi = model.place(task.start[None])
    # where goals are told, the start is decoded with what it has of them
    of_start = model.log_theta(z, phi, model.values(task.start[None], model.heads) if told else {})
    theirs = {name: np.repeat(value, len(aims), axis=0) for name, value in told.items()}
    paths = []
    for aimed in model.log_theta(np.repeat(z, len(aims), axis=0), np.array(aims), theirs):
        exponent = STRENGTHS[:, None] * (aimed - of_start[0])
        exponent -= exponent[:, task.start > 0].max(axis=1, keepdims=True)
        edited = task.start * np.exp(np.minimum(exponent, 0.0))
        paths.append(edited / edited.sum(axis=1, keepdims=True))
    return paths


def _distinct(alloys: np.ndarray) -> list[np.ndarray]:
    """Without consecutive repeats, which fine steps of α give after rounding."""
    kept = [i for i in range(len(alloys)) if i == 0 or not np.array_equal(alloys[i], alloys[i - 1])]
    return [alloys[i] for i in kept]
