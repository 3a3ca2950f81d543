"""A table of alloys answered row by row into one table, a piece at a time: what the command line writes and the Check page shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hea_core.composition.reading import Reading, Unit
from hea_core.composition.tables import Entry, Table
from hea_core.errors import HeaError
from hea_core.trust.columns import AnswerColumns
from hea_core.trust.domain import DOMAINS
from hea_core.trust.examiner import AT_ONCE, Examiner
from hea_core.trust.intervals import VERDICTS

if TYPE_CHECKING:
    import pandas as pd

ANSWERED = (
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
"""Columns of an answer, in their order, behind row and input and before the user's own."""
_TEXTS = ("formula", "verdict", "domain", "nearest_measured", "reading")
_NUMBER = r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2})?"


def answered(engine: Examiner, table: Table, unit: Unit, rows: slice) -> pd.DataFrame:
    """Some rows of a table with their answers; of a bad row, all but its number, input and error are empty.

    Args:
        engine: answers; equal readings once.
        table: of alloys.
        unit: what its amounts are shares of where it does not say so.
        rows: which of its rows.

    Returns:
        Columns row, input, ANSWERED and, as texts, the table's own; one whose name is taken has " (file)" behind it.
    """
    import pandas as pd  # a third of a second, and only a table asks for it

    # a table keeps what it has read, a kilobyte a row: the copy takes it away
    entries = list(replace(table).entries(unit, rows))
    readings: list[Reading] = []
    place: dict[Reading | None, int] = {}
    refused: dict[Reading | None, str] = {}
    for reading in dict.fromkeys(entry.reading for entry in entries if entry.reading):
        try:
            readings.append(engine.read(reading))
            place[reading] = len(place)
        except HeaError as error:
            refused[reading] = str(error)
    found = _columns(engine, readings)
    at = np.array([place.get(entry.reading, len(place)) for entry in entries], dtype=np.int64)
    columns = {
        "row": [entry.number for entry in entries],
        "input": [entry.text for entry in entries],
        **{name: values[at] for name, values in found.items()},
        "error": [entry.error or refused.get(entry.reading, "") for entry in entries],
    }
    return pd.concat([pd.DataFrame(columns), _own(table, entries, taken=columns)], axis=1)


def _columns(engine: Examiner, readings: Sequence[Reading]) -> dict[str, np.ndarray]:
    """The answers by name, (n + 1,), the last of which is that of a row without one."""
    parts = [_of(engine.answer(readings[k : k + AT_ONCE], 1, brief=True)) for k in range(0, len(readings), AT_ONCE)]
    nothing = {name: np.array([None], dtype=object) if name in _TEXTS else np.array([np.nan]) for name in ANSWERED[:-1]}
    return {name: np.concatenate([*(part[name] for part in parts), none]) for name, none in nothing.items()}


def _of(answers: AnswerColumns) -> dict[str, np.ndarray]:
    nearest, alloys = answers.rows[:, 0], answers.measured.alloys
    return {
        "formula": _texts([reading.composition.formula for reading in answers.readings]),
        "verdict": _texts([name.value for name in VERDICTS])[answers.verdict],
        "probability": answers.probability,
        "low": answers.low,
        "high": answers.high,
        "domain": _texts([name.value for name in DOMAINS])[answers.domain],
        "nearest_measured": _texts(alloys.formulas)[nearest],
        "nearest_at_percent": np.round(answers.distances[:, 0], 2),
        "nearest_label": alloys.single_phase[nearest],
        "rules_for_single": np.array(answers.votes, dtype=float),
        "rules_rate": np.array([rate.rate if rate else np.nan for rate in answers.rates]),
        "density_g_cm3": answers.density,
        "reading": _texts([reading.assumption or "" for reading in answers.readings]),
    }


def _texts(values: Sequence[str]) -> np.ndarray:
    return np.array(values, dtype=object)


def _own(table: Table, entries: Sequence[Entry], taken: dict[str, object]) -> pd.DataFrame:
    """The user's columns as texts."""
    import pandas as pd

    width = len(table.names)
    filled = [(*entry.cells, *[""] * (width - len(entry.cells))) for entry in entries]
    names: list[str] = []
    for name in table.names:
        while name in taken or name in names:
            name += " (file)"
        names.append(name)
    return pd.DataFrame.from_records(filled, columns=names)


def joined(pieces: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """One table of its pieces, at least one; the user's columns of numbers as numbers."""
    import pandas as pd

    found = pd.concat(pieces, ignore_index=True)
    return found.assign(**{name: _as_numbers(found[name]) for name in own(found)})


def own(table: pd.DataFrame) -> list[str]:
    """Names of the columns that are the user's."""
    return list(table.columns[2 + len(ANSWERED) :])


def _as_numbers(column: pd.Series) -> pd.Series:
    """A column of numbers as numbers; names such as 007 stay text."""
    import pandas as pd

    filled = column[column != ""]
    if len(filled) == 0 or not filled.str.fullmatch(_NUMBER).all():
        return column
    return pd.to_numeric(column, errors="coerce")
