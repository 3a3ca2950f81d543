"""Many alloys at once: answers a chunk at a time, as one table in which a bad row stands with its reason. Pure, on pandas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from hea_core.predictor import Predictor
    from hea_core.results import Prediction

CHUNK = 2000
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
)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def answer_rows(
    predictor: Predictor, formulas: Sequence[str], first: int = 1, on_progress: Callable[[int, int], None] | None = None
) -> pd.DataFrame:
    """One row for each formula, in order.

    Args:
        predictor: answers.
        formulas: as written; equal ones are answered once.
        first: row number of the first.
        on_progress: called with rows done and rows in all.

    Returns:
        Columns row, input, those of a prediction, and error, which is "" for a good row.
    """
    from hea_core.results import Refusal  # scipy comes with it: not at import

    distinct = list(dict.fromkeys(formulas))
    answers: dict[str, dict[str, Any]] = {}
    for start in range(0, len(distinct), CHUNK):
        some = distinct[start : start + CHUNK]
        for text, answer in zip(some, predictor.predict(some), strict=True):
            answers[text] = {"error": answer.error} if isinstance(answer, Refusal) else _row(answer)
        if on_progress:
            on_progress(min(start + CHUNK, len(distinct)), len(distinct))
    table = pd.DataFrame([answers[text] for text in formulas], columns=[*_COLUMNS, "error"])
    table.insert(0, "input", list(formulas))
    table.insert(0, "row", range(first, first + len(formulas)))
    return table


def _row(answer: Prediction) -> dict[str, Any]:
    near = answer.neighbours[0]
    return {
        "formula": answer.formula,
        "verdict": answer.verdict,
        "probability": answer.probability,
        "low": answer.low,
        "high": answer.high,
        "domain": answer.domain,
        "nearest_measured": near.formula,
        "nearest_at_percent": near.distance_at_percent,
        "nearest_label": near.single_phase,
        "rules_for_single": answer.rules_for_single,
        "rules_rate": answer.rules_rate,
        "density_g_cm3": answer.density_g_cm3,
        "error": "",
    }


def good(table: pd.DataFrame) -> pd.DataFrame:
    """The rows with an answer."""
    return table[table["error"] == ""].drop(columns="error")


def bad(table: pd.DataFrame) -> pd.DataFrame:
    """The rows without one: number, input and reason."""
    return table.loc[table["error"] != "", ["row", "input", "error"]]


def as_csv(table: pd.DataFrame) -> str:
    """Good and bad rows in one file; what a spreadsheet would run as a formula is marked as text."""
    inputs = ["'" + text if text.startswith(_FORMULA_STARTS) else text for text in table["input"]]
    return table.assign(input=inputs).to_csv(index=False, float_format="%.6g")
