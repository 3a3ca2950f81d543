"""The next batch: what is suggested of a pool, and what becomes of a suggestion. Nothing here draws."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from hea_core.composition import Composition
from hea_core.lab import Alloy, AlreadyKept, Origin, Status
from hea_ui.server import book, chosen, learning, resources

if TYPE_CHECKING:
    from hea_core.design.constraints import Constraints
    from hea_core.lab import Store
    from hea_core.results import Suggestion, Suggestions
    from hea_ui.lab.pools import Pool

NOT_SUGGESTED = (Status.QUEUED, Status.MADE, Status.REJECTED)
"""What an alloy is that is in a batch already, or not wanted."""


def suggestions(
    pool: Pool, alloys: Sequence[Alloy], count: int, by: str, constraints: Constraints, aims: str
) -> Suggestions:
    """The next batch (HeaError where nothing of the pool can be suggested): what is measured, rejected or in a batch is not.

    Args:
        pool: to choose from.
        alloys: of the lab book.
        count: how many.
        by: a member of `hea_core.lab.batch.By`.
        constraints: hold exactly.
        aims: what is wanted beside one phase, parted by commas or semicolons, as `hea_core.lab.aims` reads each.
    """
    wanted = tuple(filter(None, map(str.strip, re.split("[,;]", aims))))
    results = learning.measured(alloys)
    left_out = [one.composition for one in alloys if one.status in NOT_SUGGESTED]
    key = chosen.active(), tuple(one.amounts for one in (*pool.compositions, *left_out))
    lab = tuple(one.amounts for one in results.compositions), tuple(results.single_phase), tuple(results.count)
    return _suggested(key, lab, count, by, (repr(constraints), wanted), lambda: resources.predictor().suggest(
        pool.compositions, count, by, constraints or None, results, left_out, wanted
    ))  # fmt: skip


def done(pool: Pool, alloys: Sequence[Alloy]) -> int:
    """How many alloys of a pool are measured, in a batch or rejected already, and so not suggested."""
    measured = {one.formula for one in learning.measured(alloys).compositions}
    gone = measured | {one.formula for one in alloys if one.status in NOT_SUGGESTED}
    return len(gone & {one.formula for one in pool.compositions})


@st.cache_resource(max_entries=32, show_spinner="Choosing the batch")
def _suggested(key: object, lab: object, count: int, by: str, demands: object, _ask: object) -> Suggestions:
    """By all that fixes the answer; `_ask` gives it."""
    return _ask()  # type: ignore[operator]


def accept(store: Store, suggestion: Suggestion, batch: str, link: str) -> None:
    """Keep a suggestion as queued in a batch (HeaError where it cannot be saved)."""
    _keep(store, suggestion, link, {"status": Status.QUEUED, "batch": batch, "reason": ""})


def reject(store: Store, suggestion: Suggestion, reason: str, link: str) -> None:
    """Remember that a suggestion is not wanted, and why."""
    _keep(store, suggestion, link, {"status": Status.REJECTED, "reason": reason})


def _keep(store: Store, suggestion: Suggestion, link: str, fields: dict[str, object]) -> None:
    composition = Composition.from_amounts(suggestion.composition)
    known = store.find(composition)
    if known is None:
        (record,) = book.records_of([composition])
        try:
            store.add(replace(Alloy(composition, Origin("suggested", link), record), **fields))  # type: ignore[arg-type]
            return
        except AlreadyKept as kept:  # somebody was quicker
            known = kept.alloy
    store.save(replace(known, **fields))  # type: ignore[arg-type]


def take_back(store: Store, alloy: Alloy) -> None:
    """Let a rejected alloy be an idea again."""
    store.save(replace(alloy, status=Status.IDEA, reason=""))


def open_batch(alloys: Sequence[Alloy]) -> str:
    """The batch that is being filled: the one with the latest queued alloy, else a name that none has, as "Batch 2"."""
    waiting = [one for one in alloys if one.status is Status.QUEUED and one.batch]
    if waiting:
        return max(waiting, key=lambda one: one.updated).batch
    taken = {one.batch for one in alloys}
    number = 1
    while f"Batch {number}" in taken:
        number += 1
    return f"Batch {number}"
