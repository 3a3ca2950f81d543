"""Answers as rows of a table and as JSON, by one list of names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from hea_core.results.prediction import Prediction, Property, Quantity, Refusal

if TYPE_CHECKING:
    import pandas as pd

Answer = TypeVar("Answer")
_LEAVES = frozenset({str, float, int, bool, type(None)})
_NAMES: dict[type, tuple[str, ...]] = {}
"""What `_names` has found."""


class Answers(list[Answer]):
    """A sequence of answers: a list, and a table on request."""

    def to_frame(self) -> pd.DataFrame:
        """One row an answer, in order.

        Numbers and words are columns of their own name, descriptors one column each, z is z1 and z2, reasons are joined by semicolons and
        `composition` stays a dict. What is itself a table (neighbours, the whole prediction of a candidate) is left out. Where answers may
        be refused, the last column, `error`, has the reason, None for all others.
        """
        return frame(self)


def frame(answers: Iterable[Any]) -> pd.DataFrame:
    """Frozen answers as a table, one row each; see `Answers.to_frame`."""
    import pandas as pd  # a third of a second, and only a table asks for it

    given = list(answers)
    rows = [_flat(answer) for answer in given]
    columns = list(dict.fromkeys(name for row in rows for name in row if name != "error"))
    if any(isinstance(answer, (Prediction, Refusal)) for answer in given):
        columns.append("error")
    # None and not nan where there is nothing, as in the answers themselves
    return pd.DataFrame({name: [row.get(name) for row in rows] for name in columns})


def record(answer: Any) -> dict[str, Any]:  # noqa: ANN401 - any of the dataclasses below
    """The parts of one answer by the names of the JSON, in its order; what it has from its prediction is among them."""
    return {name: getattr(answer, name) for name in _names(type(answer))}


def _names(kind: type) -> tuple[str, ...]:
    """Of the parts of a dataclass in its JSON; none of what is no dataclass."""
    if kind not in _NAMES:
        parts = [part.name for part in fields(kind)] if is_dataclass(kind) else ()
        _NAMES[kind] = getattr(kind, "RECORD", tuple(parts))
    return _NAMES[kind]


def plain(value: Any) -> Any:  # noqa: ANN401 - any JSON-able tree
    """Answers as the JSON of the command line has them: dataclasses as dicts by `record`, tuples as lists, floats as they are."""
    kind = type(value)
    if kind in _LEAVES:  # nearly everything
        return value
    names = _names(kind)
    if names:
        return {name: plain(getattr(value, name)) for name in names}
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def _flat(answer: Any) -> dict[str, Any]:  # noqa: ANN401 - any of the dataclasses below
    row: dict[str, Any] = {}
    for name, value in record(answer).items():
        if value is None or isinstance(value, (str, float, int)) or name == "composition":
            row[name] = value
        elif name == "z":
            row["z1"], row["z2"] = value
        elif name == "properties":
            row.update(flat_properties(value))
        elif isinstance(value, dict):
            row.update(value)
        elif isinstance(value, tuple) and all(isinstance(item, str) for item in value):
            row[name] = "; ".join(value)
    return row


def flat_properties(properties: dict[str, Property]) -> dict[str, Any]:
    """Columns hardness, hardness_low, hardness_high, hardness_domain; structure (the likeliest), structure_set, and so on."""
    row: dict[str, Any] = {}
    for name, answer in properties.items():
        if isinstance(answer, Quantity):
            row[name], row[f"{name}_low"], row[f"{name}_high"] = answer.value, answer.low, answer.high
        else:
            row[name] = max(answer.probabilities, key=answer.probabilities.__getitem__)
            row[f"{name}_set"] = "; ".join(answer.set)
            row.update({f"{name}_{label}": share for label, share in answer.probabilities.items()})
        row[f"{name}_domain"] = answer.domain
    return row
