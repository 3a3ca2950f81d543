"""The lab book as one table: a row a result, with the columns of its alloy; an alloy without results has one row."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from hea_core.composition import Composition
from hea_core.errors import FormulaError, quoted
from hea_core.lab.cells import guarded
from hea_core.lab.fields import StoreError
from hea_core.lab.records import Alloy, Measurement, Result

FORMULA, COMPOSITION, PREDICTION, TAGS, PHASES = (
    "formula",
    "composition (at.%)",
    "prediction",
    "tags (parted by ;)",
    "phases",
)
ALLOY_TEXTS = {
    "status": "status", "batch": "batch", "notes": "notes", "reason": "reason of rejection", "who": "kept by",
    "created": "kept", "updated": "changed", "id": "alloy id",
}  # fmt: skip
"""{field of an alloy: heading of its column}; the lists and objects among its fields have columns of their own."""
ORIGIN, LINK = "origin", "link"
RESULT_TEXTS = {
    "outcome": "outcome", "route": "route", "method": "method", "who": "examined by", "when": "date", "notes": "result notes",
    "created": "result kept", "updated": "result changed", "id": "result id",
}  # fmt: skip
_BETWEEN_PHASES = " + "
_ONE = re.compile(r"([A-Z][a-z]?) ([0-9][0-9.e+-]*)")
_VICKERS = re.compile(
    r"(?:(?:vickers[ -]?|micro[ -]?|mikro)?(?:hardness|härte)|硬度)(?:[ ,]*[\[(]?HV ?[0-9.]*[\])]?)?|HV ?[0-9.]*",
    re.IGNORECASE,
)
"""The heading of a column of Vickers hardness, with or without its load."""
_VALUE = re.compile(r"(?P<error>± )?(?P<name>[^()\[\]±]+?) ?[(\[](?P<unit>[^()\[\]±]*)[)\]]")


def table(alloys: Sequence[Alloy]) -> tuple[list[str], list[list[object]]]:
    """Headings and rows; numbers as numbers, None where there is nothing."""
    measured = {value_heading(one): None for alloy in alloys for result in alloy.results for one in result.measurements}
    errors = {
        f"± {value_heading(one)}"
        for alloy in alloys
        for result in alloy.results
        for one in result.measurements
        if one.error is not None
    }
    values = [heading for one in measured for heading in (one, f"± {one}") if heading in measured or heading in errors]
    texts = [ALLOY_TEXTS[name] for name in ("status", "batch")]
    head = [FORMULA, *texts, RESULT_TEXTS["outcome"], PHASES, *values]
    head += [RESULT_TEXTS[name] for name in ("route", "method", "who", "when", "notes")]
    head += [TAGS, *(ALLOY_TEXTS[name] for name in ("notes", "reason", "who")), ORIGIN, LINK, COMPOSITION, PREDICTION]
    head += [ALLOY_TEXTS[name] for name in ("created", "updated", "id")]
    head += [RESULT_TEXTS[name] for name in ("created", "updated", "id")]
    rows = [
        [found.get(name) for name in head]
        for alloy in alloys
        for result in (alloy.results or (None,))
        for found in [{**_of_alloy(alloy), **(_of_result(result) if result else {})}]
    ]
    return [guarded(name) for name in head], rows


def _of_alloy(alloy: Alloy) -> dict[str, object]:
    texts = {heading: guarded(str(getattr(alloy, name))) for name, heading in ALLOY_TEXTS.items()}
    return {
        FORMULA: alloy.formula,
        **texts,
        TAGS: guarded("; ".join(alloy.tags)),
        ORIGIN: str(alloy.origin.kind),
        LINK: guarded(alloy.origin.link),
        COMPOSITION: ", ".join(f"{symbol} {amount!r}" for symbol, amount in alloy.composition.amounts),
        PREDICTION: None
        if alloy.prediction is None
        else json.dumps(alloy.prediction, ensure_ascii=False, separators=(",", ":")),
    }


def _of_result(result: Result) -> dict[str, object]:
    found: dict[str, object] = {heading: guarded(str(getattr(result, name))) for name, heading in RESULT_TEXTS.items()}
    found[PHASES] = guarded(_BETWEEN_PHASES.join(result.phases))
    for one in result.measurements:
        found[value_heading(one)] = one.value
        if one.error is not None:
            found[f"± {value_heading(one)}"] = one.error
    return found


def value_heading(measurement: Measurement) -> str:
    """The heading of a measured value: "hardness (HV)"."""
    return f"{measurement.name} ({measurement.unit})"


def value_named(heading: str) -> tuple[str, str, bool] | None:
    """Name, unit, and whether it is the error, of a column of measured values; None for any other heading."""
    if _VICKERS.fullmatch(heading):
        return "hardness", "HV", False
    found = _VALUE.fullmatch(heading)
    return (found["name"], found["unit"], bool(found["error"])) if found else None


def exact_composition(text: str) -> Composition:
    """The composition of a cell that `table` wrote, to the last digit; StoreError where it was changed by hand into something else."""
    parts = [_ONE.fullmatch(part) for part in text.split(", ")]
    try:
        return Composition(tuple((part[1], float(part[2])) for part in parts if part))
    except (FormulaError, ValueError):
        raise StoreError(
            f"The cell {quoted(COMPOSITION)} holds {quoted(text)}, which is not as it was exported: clear the cell, and the formula counts."
        ) from None


def as_json(alloys: Sequence[Alloy]) -> list[dict[str, Any]]:
    """The alloys as JSON, results within; `exchange` reads it back."""
    return [
        {
            "formula": alloy.formula,
            "composition": alloy.composition.as_dict(),
            "origin": {"kind": str(alloy.origin.kind), "link": alloy.origin.link},
            "prediction": alloy.prediction,
            "tags": list(alloy.tags),
            **{name: str(getattr(alloy, name)) for name in ALLOY_TEXTS},
            "results": [
                {
                    **{name: str(getattr(result, name)) for name in RESULT_TEXTS},
                    "phases": list(result.phases),
                    "measurements": [
                        {"name": one.name, "value": one.value, "unit": one.unit, "error": one.error}
                        for one in result.measurements
                    ],
                }
                for result in alloy.results
            ],
        }
        for alloy in alloys
    ]
