"""The lab book that this session sees, and what the model says of the alloys in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from hea_core.composition import Composition
from hea_core.results import Prediction, Verdict
from hea_ui.jobs import owner
from hea_ui.server import chosen, resources

if TYPE_CHECKING:
    from hea_core.lab import Alloy, Store


@dataclass(frozen=True)
class Said:
    """What the model says, or said, of one alloy.

    Attributes:
        verdict: its word.
        probability, low, high: of one phase, with the 90 % interval.
    """

    verdict: Verdict
    probability: float
    low: float
    high: float


def book() -> Store:
    """The lab book of this session's project, opened once (StoreError says why it cannot be)."""
    from hea_core.lab.home import database_url

    return _opened(database_url(), owner.project())


@st.cache_resource(max_entries=64, show_spinner=False, on_release=lambda store: store.close())
def _opened(url: str, project: str) -> Store:
    from hea_core.lab import Store

    return Store(project, url)


def place(store: Store) -> str:
    """Where the lab book lies and who sees it, in a sentence or two."""
    if store.project:
        return f"You see the rows of {store.project} only; the lab book is the server's database."
    return f"The lab book lies at {store.place}. Whoever uses this app sees the same rows; nothing is sent anywhere."


def said_of(compositions: Sequence[Composition]) -> tuple[Said | None, ...]:
    """What the model says now; None for an alloy that it cannot answer."""
    return _said(tuple(one.amounts for one in compositions))


@chosen.of_model(st.cache_resource(max_entries=64, show_spinner="Asking the model"))
def _said(amounts: tuple[tuple[tuple[str, float], ...], ...]) -> tuple[Said | None, ...]:
    return tuple(
        Said(one.verdict, one.probability, one.low, one.high) if isinstance(one, Prediction) else None
        for one in _predicted(amounts)
    )


def records_of(compositions: Sequence[Composition]) -> list[dict[str, Any] | None]:
    """The same as an alloy keeps it when it is kept now."""
    from hea_core.lab import prediction_record

    whose = resources.identity()
    return [
        prediction_record(one, whose) if isinstance(one, Prediction) else None
        for one in _predicted(tuple(one.amounts for one in compositions))
    ]


def _predicted(amounts: Sequence[tuple[tuple[str, float], ...]]) -> list[Any]:
    return list(resources.predictor().predict([Composition(one) for one in amounts], neighbours=1)) if amounts else []


def said_then(alloy: Alloy) -> Said | None:
    """What the model said when the alloy was kept; None where that was not asked, or the record is not readable."""
    record = alloy.prediction
    if not record:
        return None
    try:
        return Said(Verdict(record["verdict"]), *(float(record[name]) for name in ("probability", "low", "high")))
    except (KeyError, TypeError, ValueError):
        return None
