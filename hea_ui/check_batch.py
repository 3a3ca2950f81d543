"""Many alloys at once: answers a chunk at a time, as one table in which a bad row stands with its reason. Pure, on pandas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from hea_core.predictor import Predictor
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
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

Answers = dict[str, tuple[object, ...]]
"""Formula as written -> values of _COLUMNS."""


def answer(
    predictor: Predictor,
    formulas: Sequence[str],
    answers: Answers,
    on_progress: Callable[[int, int], None] | None = None,
) -> None:
    """Add what is missing to `answers`, which a run that is cut short leaves filled as far as it came.

    Args:
        predictor: answers.
        formulas: as written; equal ones are answered once.
        answers: of earlier calls, changed in place.
        on_progress: called with distinct formulas done and in all.
    """
    distinct = dict.fromkeys(formulas)
    missing = [text for text in distinct if text not in answers]
    done = len(distinct) - len(missing)
    for start in range(0, len(missing), CHUNK):
        some = missing[start : start + CHUNK]
        for text, found in zip(some, predictor.predict(some, neighbours=1), strict=True):
            answers[text] = _row(found)
        if on_progress:
            on_progress(min(done + start + CHUNK, len(distinct)), len(distinct))


def _row(found: Prediction | Refusal) -> tuple[object, ...]:
    from hea_core.results import Refusal  # the core comes with it: not at import

    if isinstance(found, Refusal):
        return (*(None for _ in _COLUMNS[:-1]), found.error)
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


def table(formulas: Sequence[str], numbers: Sequence[int], answers: Answers) -> pd.DataFrame:
    """The rows that are answered, in order.

    Args:
        formulas: as written.
        numbers: of their rows.
        answers: as `answer` leaves them.

    Returns:
        Columns row, input, those of a prediction, and error, which is "" for a good row.
    """
    rows = [(number, text, *answers[text]) for number, text in zip(numbers, formulas, strict=True) if text in answers]
    return pd.DataFrame.from_records(rows, columns=["row", "input", *_COLUMNS])


def good(table: pd.DataFrame) -> pd.DataFrame:
    """The rows with an answer."""
    return table[table["error"] == ""].drop(columns="error").astype({"rules_for_single": int})


def bad(table: pd.DataFrame) -> pd.DataFrame:
    """The rows without one: number, input and reason."""
    return table.loc[table["error"] != "", ["row", "input", "error"]]


def as_csv(table: pd.DataFrame) -> str:
    """Good and bad rows in one file; what a spreadsheet would run as a formula is marked as text."""
    inputs = ["'" + text if text.startswith(_FORMULA_STARTS) else text for text in table["input"]]
    return table.assign(input=inputs).to_csv(index=False, float_format="%.6g")
