"""What a screening ranks by: the most of a column, the least ("-price"), or what is nearest to a value ("hardness~500")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hea_core.errors import RequestError, quoted
from hea_core.screening.conditions import finite


@dataclass(frozen=True, slots=True)
class Objective:
    """One objective.

    Attributes:
        column: its name.
        sign: 1 for the most of it, −1 for the least; not used where it has a value to be near to.
        near: that value, or None.
    """

    column: str
    sign: float
    near: float | None

    def gain(self, columns: Mapping[str, np.ndarray]) -> np.ndarray:
        """The more the better, float64 (n,); NaN where the column is missing."""
        values = columns[self.column].astype(np.float64)
        return np.asarray(self.sign * values if self.near is None else -np.abs(values - self.near))


def objective_of(text: str) -> Objective:
    """Read "probability", "-price" or "hardness~500"; RequestError for a value that is no number."""
    column, nearly, value = text.partition("~")
    if not nearly:
        return Objective(text.removeprefix("-"), -1.0 if text.startswith("-") else 1.0, None)
    near = finite(value)
    if near is None:
        raise RequestError(f"{quoted(text)} is near to {quoted(value)}, which is no number: for example hardness~500.")
    return Objective(column, 1.0, near)
