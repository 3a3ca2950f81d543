"""Records to rows of the tables, and back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import RowMapping

from hea_core.composition import Composition
from hea_core.lab.records import Alloy, Measurement, Origin, Result

_WEIGHED = 6
"""Decimals of at.% that tell alloys apart; nobody weighs closer."""


def same_as(composition: Composition) -> str:
    """What two entries of one alloy have in common."""
    return " ".join(f"{symbol}{amount:.{_WEIGHED}f}" for symbol, amount in composition.amounts)


def alloy_values(alloy: Alloy) -> dict[str, Any]:
    """The columns of an alloy that its user may change, with its composition."""
    return {
        "same_as": same_as(alloy.composition),
        "composition": [list(pair) for pair in alloy.composition.amounts],
        "origin": str(alloy.origin.kind),
        "link": alloy.origin.link,
        "prediction": alloy.prediction,
        "notes": alloy.notes,
        "tags": list(alloy.tags),
        "status": str(alloy.status),
        "reason": alloy.reason,
        "batch": alloy.batch,
        "who": alloy.who,
    }


def alloy_of(row: RowMapping, results: tuple[Result, ...] = ()) -> Alloy:
    """The alloy of a row."""
    return Alloy(
        composition=Composition(tuple((symbol, float(amount)) for symbol, amount in row["composition"])),
        origin=Origin(row["origin"], row["link"]),
        tags=tuple(row["tags"]),
        results=results,
        **{name: row[name] for name in ("prediction", "notes", "status", "reason", "batch", "who", *_KEPT)},
    )


def result_values(result: Result) -> dict[str, Any]:
    """The columns of a result that its user may change."""
    return {
        "outcome": str(result.outcome),
        "phases": list(result.phases),
        "measurements": [asdict(one) for one in result.measurements],
        "date": result.when,
        **{name: getattr(result, name) for name in ("route", "method", "who", "notes")},
    }


def result_of(row: RowMapping) -> Result:
    """The result of a row."""
    return Result(
        phases=tuple(row["phases"]),
        measurements=tuple(Measurement(**one) for one in row["measurements"]),
        when=row["date"],
        **{name: row[name] for name in ("outcome", "route", "method", "who", "notes", *_KEPT)},
    )


_KEPT = ("id", "created", "updated", "version")
