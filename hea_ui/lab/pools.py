"""The pools that a next batch is chosen from: what is typed, kept, screened, or can be designed in a region of the map. Nothing here draws."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from hea_core.composition import Composition
from hea_core.errors import HeaError, RequestError, quoted
from hea_core.lab import Alloy, Status
from hea_ui.common import brush
from hea_ui.jobs import owner, queue
from hea_ui.jobs.job import FINISHED, owner_of
from hea_ui.server import chosen, long_answers, resources

if TYPE_CHECKING:
    from hea_core.design.constraints import Constraints
    from hea_ui.jobs.job import Job

MOST_SCREENED = 5000
"""Of a screening, the most probable: the batch is chosen of them while the page waits."""
DESIGNED_FOR = 0.9
"""The single-phase probability that designs of a region are made for."""
_NODES = 16
"""Places of a region along each axis at which an alloy is designed."""
_JOB = re.compile(r"(?:^|job=)([0-9a-f]{12})(?![0-9a-f])")


@dataclass(frozen=True)
class Pool:
    """Alloys to choose from, and why others that were given are not among them.

    Attributes:
        compositions: each once.
        refused: a sentence for each text that is no alloy.
        said: what the pool is, where that is not plain; a sentence or "".
    """

    compositions: tuple[Composition, ...]
    refused: tuple[str, ...] = ()
    said: str = ""


def of_texts(texts: Sequence[str]) -> Pool:
    """The alloys of a list, as typed."""
    found: dict[Composition, None] = {}
    refused: list[str] = []
    for text in texts:
        try:
            found[resources.predictor().engine.read(text).composition] = None
        except HeaError as error:
            refused.append(str(error))
    return Pool(tuple(found), tuple(refused))


def of_ideas(alloys: Sequence[Alloy]) -> Pool:
    """The lab book's ideas."""
    return Pool(tuple(one.composition for one in alloys if one.status is Status.IDEA))


def screenings() -> list[Job]:
    """Finished screenings that this browser began, last looked at first."""
    mine = owner_of(owner.token())
    return [one for one in queue.job_queue().recent() if one.state == FINISHED and one.kept and one.owner == mine]


def of_screening(address: str) -> Pool:
    """What a finished screening kept, by its name or the address of its page (RequestError where there is no such result)."""
    found = _JOB.search(address.strip())
    job = queue.job_queue().open(found.group(1)) if found else None
    if job is None or job.state != FINISHED or not job.result.exists():
        state = f"it is {job.state}" if job is not None and job.state != FINISHED else "there is none of that name here"
        raise RequestError(
            f"{quoted(address)} is no finished screening ({state}): give the address of the Screen page that shows its result, or choose one."
        )
    return _screened(job.result, job.result.stat().st_mtime_ns)


@st.cache_resource(max_entries=8, show_spinner="Reading the screening")
def _screened(path: Path, changed: int) -> Pool:
    import pandas as pd

    try:
        rows = pd.read_parquet(path, columns=["formula", "probability"])
    except (OSError, ValueError, KeyError) as error:
        raise RequestError(
            f"The screening's result cannot be read ({error}): open it on Screen, and run it again."
        ) from None
    best = rows.nlargest(MOST_SCREENED, "probability")
    said = (
        f"The {MOST_SCREENED:,} most probable of the {len(rows):,} alloys that the screening kept."
        if len(best) < len(rows)
        else ""
    )
    return Pool(tuple(dict.fromkeys(Composition.parse(formula) for formula in best["formula"])), said=said)


def of_region(outline: brush.Outline, constraints: Constraints | None) -> Pool:
    """Alloys designed all over a region of the map, of an outline with three corners or more (HeaError)."""
    corners = np.asarray(outline, dtype=float)
    axes = [np.linspace(corners[:, axis].min(), corners[:, axis].max(), _NODES + 2)[1:-1] for axis in (0, 1)]
    made = _designed(tuple(axes[0].tolist()), tuple(axes[1].tolist()), constraints)
    z1, z2 = (grid.ravel() for grid in np.meshgrid(*axes))
    held = brush.inside(z1, z2, corners[:, 0], corners[:, 1])
    found = dict.fromkeys(one for one, inside in zip(made, held, strict=True) if one is not None and inside)
    return Pool(
        tuple(found),
        said=f"Designed for a probability of {DESIGNED_FOR:g} at {int(held.sum())} places of the region: {len(found)} different alloys.",
    )


@chosen.of_model(
    st.cache_resource(
        max_entries=8,
        show_spinner="Designing alloys of the region",
        hash_funcs={"hea_core.design.constraints.Constraints": repr},
    )
)
def _designed(
    z1: tuple[float, ...], z2: tuple[float, ...], constraints: Constraints | None
) -> tuple[Composition | None, ...]:
    """The design at each node, z2 by z2; None where none can be made."""
    found = long_answers.designs_on(chosen.active(), z1, z2, DESIGNED_FOR, constraints)
    return tuple(None if one is None else Composition.parse(one.formula) for one in found)
