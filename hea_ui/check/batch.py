"""Many alloys at once: answers a chunk at a time, as one table in which a bad row stands with its reason. Pure, on pandas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd

if TYPE_CHECKING:
    from hea_core.composition.tables import Entry
    from hea_core.results import Prediction, Refusal

CHUNK = 2000
"""Formulas between two reports of progress: a third of a second, so that a stop is felt at once."""
_COLUMNS = (
    "formula",
    "verdict",
    "probability",
    "low",
    "high",
    "domain",
    "nearest_measured",
    "nearest_at_percent",
    "nearest_label",
    "rules_for_single",
    "rules_rate",
    "density_g_cm3",
    "reading",
    "error",
)
_NUMBER = r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2})?"

Answers = dict[str, tuple[object, ...]]
"""Alloy as written -> values of _COLUMNS."""


class Answering(Protocol):
    """Who answers a list: the predictor here, or the worker in its place."""

    def predict(self, alloys: Sequence[Any], neighbours: int) -> Sequence[Prediction | Refusal]:
        """As `Predictor.predict`."""


def answer(
    predictor: Answering,
    entries: Sequence[Entry],
    answers: Answers,
    on_progress: Callable[[int, int], object] | None = None,
) -> None:
    """Add what is missing to `answers`, which a run that is cut short leaves filled as far as it came.

    Args:
        predictor: answers.
        entries: rows of a table, read; equal alloys are answered once.
        answers: of earlier calls, changed in place.
        on_progress: called with distinct alloys done and in all.
    """
    distinct = {entry.text: entry for entry in entries}
    missing = [entry for text, entry in distinct.items() if text not in answers]
    done = len(distinct) - len(missing)
    for start in range(0, len(missing), CHUNK):
        some = missing[start : start + CHUNK]
        answers.update({entry.text: _refused(entry.error) for entry in some if not entry.reading})
        readings = {entry.text: entry.reading for entry in some if entry.reading}
        for text, found in zip(readings, predictor.predict(list(readings.values()), neighbours=1), strict=True):
            answers[text] = _row(found)
        if on_progress:
            on_progress(min(done + start + CHUNK, len(distinct)), len(distinct))


def _refused(error: str) -> tuple[object, ...]:
    return (*(None for _ in _COLUMNS[:-1]), error)


def _row(found: Prediction | Refusal) -> tuple[object, ...]:
    from hea_core.results import Refusal  # the core comes with it: not at import

    if isinstance(found, Refusal):
        return _refused(found.error)
    near = found.neighbours[0]
    return (
        found.formula,
        found.verdict,
        found.probability,
        found.low,
        found.high,
        found.domain,
        near.formula,
        near.distance_at_percent,
        near.single_phase,
        found.rules_for_single,
        found.rules_rate,
        found.density_g_cm3,
        found.reading or "",
        "",
    )


def table(names: Sequence[str], entries: Sequence[Entry], answers: Answers) -> pd.DataFrame:
    """The rows that are answered, in order, with the user's own columns behind the answers.

    Args:
        names: of the user's columns.
        entries: rows of their table, read.
        answers: as `answer` leaves them.

    Returns:
        Columns row, input, those of a prediction, error, which is "" for a good row, and the user's, numbers as such; one whose name is
        taken has " (file)" behind it.
    """
    done = [entry for entry in entries if entry.text in answers]
    rows = [(entry.number, entry.text, *answers[entry.text]) for entry in done]
    found = pd.DataFrame.from_records(rows, columns=["row", "input", *_COLUMNS])
    own = pd.DataFrame.from_records(
        [(*entry.cells, *[""] * (len(names) - len(entry.cells))) for entry in done], columns=list(names)
    )
    taken = {name: f"{name} (file)" for name in names if name in found.columns}
    return pd.concat([found, own.apply(_as_numbers).rename(columns=taken)], axis=1)


def _as_numbers(column: pd.Series) -> pd.Series:
    """A column of numbers as numbers; names such as 007 stay text."""
    filled = column[column != ""]
    if len(filled) == 0 or not filled.str.fullmatch(_NUMBER).all():
        return column
    return pd.to_numeric(column, errors="coerce")


def own(table: pd.DataFrame) -> list[str]:
    """Names of the columns of a `table` that are the user's."""
    return list(table.columns[2 + len(_COLUMNS) :])


def ordered(table: pd.DataFrame, order: str) -> pd.DataFrame:
    """The rows by a column, with a leading "-" the largest first; as they are where there is no such column. What is missing comes last."""
    name = order.removeprefix("-")
    if name not in table.columns:
        return table
    return table.sort_values(name, ascending=not order.startswith("-"), kind="stable", na_position="last")


def good(table: pd.DataFrame) -> pd.DataFrame:
    """The rows with an answer."""
    return table[table["error"] == ""].drop(columns="error").astype({"rules_for_single": int})


def bad(table: pd.DataFrame) -> pd.DataFrame:
    """The rows without one: number, input and reason."""
    return table.loc[table["error"] != "", ["row", "input", "error"]]
