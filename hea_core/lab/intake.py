"""Files of alloys and results, as labs keep them, into records; nothing is saved here."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hea_core.composition import Composition
from hea_core.composition.tables.cells import NOTHING, number, uncertainty
from hea_core.errors import HeaError, quoted
from hea_core.lab.fields import StoreError
from hea_core.lab.hardness import vickers
from hea_core.lab.phases import SOLUTIONS, phases_of
from hea_core.lab.records import Alloy, Measurement, Origin, Outcome, Result
from hea_core.lab.sheet import (
    ALLOY_TEXTS,
    COMPOSITION,
    LINK,
    ORIGIN,
    PHASES,
    PREDICTION,
    RESULT_TEXTS,
    TAGS,
    exact_composition,
    value_named,
)
from hea_core.lab.table_rows import Row, Rows, rows_of

_OUTCOMES = {
    Outcome.SINGLE: {
        "single", "single-phase", "single phase", "1", "1.0", "yes", "true", "ss", "one phase", "one-phase", "1 phase",
        "no second phase", "no second phases", "no secondary phase", "no secondary phases",
    },
    Outcome.MULTIPLE: {
        "multiple", "multi", "multi-phase", "multiphase", "multi phase", "0", "0.0", "no", "false", "not single", "not single phase",
        "not single-phase", "no single phase", "non-single-phase",
    },
    Outcome.UNCLEAR: {"unclear", "?", "unknown", "undecided"},
}  # fmt: skip
_SEVERAL = re.compile(r"(?:two|three|four|several|many|dual|duplex)(?:[- ]phases?)?|[2-9][- ]phases?", re.IGNORECASE)
_BRACKET = re.compile(r"\([0-9]+\)$")
_DAY_FIRST = re.compile(r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\.(?P<year>[0-9]{4})")
_YEAR_FIRST = re.compile(r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})(?:[T ][0-9:.Z+-]+)?")
SOFTEST, HARDEST = 3.0, 10_000.0
"""HV, of lead and of diamond."""
_MOST_SAID = 12
"""Sentences on what was assumed."""
_SAME_AT_PERCENT = 0.05
"""A formula and the exact composition beside it are one alloy; formulas are rounded to two decimals."""


@dataclass(frozen=True, slots=True)
class Given:
    """What one row of a file says.

    Attributes:
        row: its number in the file, or of the alloy in a JSON file, the first of which is 1.
        alloy: with the fields that the row fills.
        fields: names of those fields; all others are as in a new alloy.
        result: None where the row has none.
        error: one sentence where the row cannot be taken; then there is no alloy.
    """

    row: int
    alloy: Alloy | None = None
    fields: frozenset[str] = frozenset()
    result: Result | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """A file that was understood: what its rows say, and sentences on what was assumed or left out."""

    rows: tuple[Given, ...]
    remarks: tuple[str, ...]


def read_results(name: str, content: bytes) -> Read:
    """Read CSV, TSV, text, XLSX or JSON, as exported or as a lab keeps it.

    Args:
        name: of the file.
        content: of it.

    Raises:
        HeaError: the whole of it cannot be read; a bad row is a Given with an error.
    """
    if content.lstrip()[:1] in (b"[", b"{"):
        return _read_json(name, content)
    table = rows_of(name, content)
    assumed: dict[str, int] = {}
    rows = tuple(_given(row, table, assumed) for row in table.rows)
    assumed.pop("", None)
    counted = [f"{count} row{'s' if count > 1 else ''}: {said}." for said, count in assumed.items()]
    if len(counted) > _MOST_SAID:
        more = sum(list(assumed.values())[_MOST_SAID:])
        counted[_MOST_SAID:] = [f"{more} rows: read with other assumptions, which `latentalloy read` tells of each."]
    return Read(rows, (*table.remarks, *counted))


def outcome_of(text: str, phases: tuple[str, ...]) -> tuple[Outcome, str]:
    """The outcome that a row says, or else that its phases say, and what was assumed, "" for nothing; StoreError for another word."""
    if text:
        for outcome, words in _OUTCOMES.items():
            if text.lower() in words:
                return outcome, ""
        if _SEVERAL.fullmatch(text):
            return Outcome.MULTIPLE, ""
        raise StoreError(
            f"The outcome {quoted(text)} is none of {', '.join(Outcome)}: write one of them, or 1 for one phase and 0 for more."
        )
    if len(phases) > 1:
        return Outcome.MULTIPLE, "several phases and no outcome, kept as multi-phase"
    if not phases:
        return Outcome.UNCLEAR, "values without outcome or phases, kept as unclear"
    if phases[0] in SOLUTIONS:
        return Outcome.SINGLE, "one solid solution and no outcome, kept as single-phase"
    return Outcome.UNCLEAR, "one phase that is not FCC, BCC or HCP, and no outcome, kept as unclear"


def _given(row: Row, table: Rows, assumed: dict[str, int]) -> Given:
    """What a row says; counts what was assumed."""
    try:
        composition = _composition(row)
        result, said = _result(row, table.decimal_comma)
        if result and not table.exported:
            require_possible(result.measurements)
        fields = _alloy_fields(row.cells)
        alloy = Alloy(composition, **fields)
    except HeaError as error:
        return Given(row.number, error=str(error))
    for sentence in (*said, row.assumption.removesuffix(".")):
        assumed[sentence] = assumed.get(sentence, 0) + 1
    return Given(row.number, alloy, frozenset(fields), result)


def _composition(row: Row) -> Composition:
    if COMPOSITION not in row.cells:
        if row.composition is None:
            raise StoreError(row.error)
        return row.composition
    exact = exact_composition(row.cells[COMPOSITION])
    if row.composition and row.composition.at_percent_moved(exact) > _SAME_AT_PERCENT:
        raise StoreError(
            f"The formula {quoted(row.text)} and the cell {quoted(COMPOSITION)} are different alloys: clear one of them."
        )
    return exact


def _alloy_fields(cells: Mapping[str, str]) -> dict[str, Any]:
    """The fields of an alloy that a row fills; an empty cell fills none."""
    found: dict[str, Any] = {name: cells[heading] for name, heading in ALLOY_TEXTS.items() if heading in cells}
    if TAGS in cells:
        found["tags"] = tuple(re.split(r"\s*[;,]\s*", cells[TAGS]))
    if ORIGIN in cells or LINK in cells:
        found["origin"] = Origin(cells.get(ORIGIN, "typed"), cells.get(LINK, ""))  # type: ignore[arg-type]  # it checks itself
    if PREDICTION in cells:
        try:
            found["prediction"] = json.loads(cells[PREDICTION])
        except (ValueError, RecursionError):
            raise StoreError(
                f"The cell {quoted(PREDICTION)} holds {quoted(cells[PREDICTION])}, which is not as it was exported: clear it."
            ) from None
    return found


def _result(row: Row, decimal_comma: bool) -> tuple[Result | None, list[str]]:
    """The result of a row, None where it has none, and what was assumed."""
    cells = row.cells
    measurements, said = _measurements(row.values, decimal_comma)
    texts: dict[str, Any] = {name: cells[heading] for name, heading in RESULT_TEXTS.items() if heading in cells}
    phases = phases_of(cells.get(PHASES, ""))
    if not (texts.get("outcome") or phases or measurements):
        return None, said
    if "when" in texts:
        texts["when"] = date_of(texts["when"])
    outcome, assumed = outcome_of(texts.pop("outcome", ""), phases)
    result = Result(outcome, phases, measurements, **texts)
    return result, [*said, assumed] if assumed else said


def date_of(text: str) -> str:
    """A date as labs write it, 26.11.2026, 2026/11/26 or with a time behind it, in ISO's spelling; any other text as it is.

    11/26/2026 stays as it is: 11/12/2026 is one day here and another there.
    """
    found = _DAY_FIRST.fullmatch(text) or _YEAR_FIRST.fullmatch(text)
    return f"{found['year']}-{int(found['month']):02d}-{int(found['day']):02d}" if found else text


def _measurements(cells: Mapping[str, str], decimal_comma: bool) -> tuple[tuple[Measurement, ...], list[str]]:
    values: dict[tuple[str, str], float] = {}
    errors: dict[tuple[str, str], float] = {}
    said: list[str] = []
    for heading, cell in cells.items():
        named = value_named(heading)
        if not named or cell.lower() in NOTHING:
            continue
        written = vickers(cell) if named[:2] == ("hardness", "HV") else None
        cell = written[0] if written and written[1:] == (0, len(cell)) else cell
        value = number(cell, decimal_comma)
        if value is None:
            raise StoreError(
                f"The cell {quoted(heading)} holds {quoted(cell)}: write a number, for example 512 or 512 ± 8."
            )
        name, unit, is_error = named
        (errors if is_error else values)[name, unit] = value
        error = uncertainty(cell, decimal_comma)
        if error is not None and not is_error:
            errors[name, unit] = error * abs(value) / 100.0 if cell.endswith("%") and unit != "%" else error
        elif error is None and _BRACKET.search(cell):
            said.append(f"{cell} of {name} may be of the last digit or not, and what is in the bracket is left out")
    lost = [f"{name} ({unit})" for name, unit in errors if (name, unit) not in values]
    said += [f"an error without a value of {name}, left out" for name in lost]
    found = tuple(Measurement(name, value, unit, errors.get((name, unit))) for (name, unit), value in values.items())
    return found, said


def require_possible(measurements: Iterable[Measurement]) -> None:
    """StoreError for a hardness that no alloy has, which is a slip, in another unit or with a comma for thousands."""
    for one in measurements:
        in_vickers = one.unit == "HV"
        least, most = (SOFTEST, HARDEST) if in_vickers else (0.0, math.inf)
        if one.name == "hardness" and not (one.value > 0.0 and least <= one.value <= most):
            between = f"from {SOFTEST:g} to {HARDEST:,.0f}" if in_vickers else "above 0"
            raise StoreError(
                f"The hardness is {one.value:g} {one.unit}: give a value {between}, for example 512, or leave the cell empty."
            )


def _read_json(name: str, content: bytes) -> Read:
    try:
        found = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise StoreError(
            f"{quoted(name)} is no JSON ({error}): export the lab book again, or save the table as CSV."
        ) from None
    if not isinstance(found, list):
        raise StoreError(
            f"{quoted(name)} holds no list of alloys: export the lab book as JSON to see what it looks like."
        )
    return Read(tuple(given for row, one in enumerate(found, start=1) for given in _of_json(row, one)), ())


def _of_json(row: int, one: object) -> Iterator[Given]:
    try:
        if not isinstance(one, dict) or not isinstance(one.get("composition"), dict):
            raise StoreError('An alloy needs a composition, for example {"composition": {"Fe": 50, "Ni": 50}}.')
        fields: dict[str, Any] = {
            name: one[name] for name in (*ALLOY_TEXTS, "prediction", "tags") if one.get(name) not in (None, "", [])
        }
        if one.get("origin"):
            fields["origin"] = Origin(**one["origin"])
        alloy = Alloy(_json_composition(one["composition"]), **fields)
        results: list[Result | None] = [_json_result(result) for result in one.get("results") or []]
    except HeaError as error:
        yield Given(row, error=str(error))
    except (TypeError, KeyError, AttributeError, ValueError) as error:
        yield Given(
            row, error=f"This entry has fields that the lab book does not know ({error}): export it again as JSON."
        )
    else:
        for result in results or [None]:
            yield Given(row, alloy, frozenset(fields), result)


def _json_composition(amounts: Mapping[str, float]) -> Composition:
    try:
        return Composition(tuple(sorted((symbol, float(amount)) for symbol, amount in amounts.items())))
    except HeaError:
        return Composition.from_amounts(amounts)


def _json_result(found: Mapping[str, Any]) -> Result:
    measurements = tuple(Measurement(**one) for one in found.get("measurements", ()))
    if not found.get("id"):  # what was exported is taken back as it is
        require_possible(measurements)
    return Result(**{**found, "phases": tuple(found.get("phases", ())), "measurements": measurements})
