"""Checks of the single fields of a record: texts, names, numbers, choices."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from hea_core.composition.tables.cells import TOO_LARGE
from hea_core.errors import HeaError, quoted

LONGEST_NAME = 200
"""Characters of a name: a tag, a phase, a batch, who, when, a route, a method."""
LONGEST_TEXT = 20_000
"""Characters of notes, of a reason and of a link: a cell of a spreadsheet holds 32,767, some of which mark what it must not run."""
LIST_MARKS = ";,+"
"""What parts tags and phases in a cell, and so cannot stand in one."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
"""What neither a workbook nor PostgreSQL can hold, or what ends a line unseen."""


Choice = TypeVar("Choice", bound=StrEnum)


class StoreError(HeaError):
    """Something in the lab book that cannot be kept, found or saved."""


def put(record: object, name: str, value: object) -> None:
    """Set a field of a frozen record while it makes itself."""
    object.__setattr__(record, name, value)


def chosen(kind: type[Choice], value: object, word: str) -> Choice:
    """The member of an enumeration that a text names; StoreError lists them."""
    try:
        return kind(str(value).strip().lower())
    except ValueError:
        raise StoreError(
            f"The {word} {quoted(str(value))} is none of {', '.join(kind)}: write one of them, for example {next(iter(kind))}."
        ) from None


def text_of(value: object, word: str, longest: int) -> str:
    """A text without blanks at its ends and with one kind of line end; StoreError where it cannot be stored as it is."""
    if not isinstance(value, str):
        raise StoreError(
            f"The {word} of an entry must be text, got {quoted(repr(value))}: write it in quotation marks."
        )
    tidy = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    bad = _CONTROL.search(tidy)
    if bad:
        raise StoreError(
            f"The {word} {quoted(tidy)} holds the control character U+{ord(bad.group()):04X}: leave it out, or type the text anew."
        )
    if len(tidy) > longest:
        raise StoreError(
            f"The {word} of an entry has {len(tidy):,} characters, at most {longest:,} are kept: shorten it."
        )
    return tidy


def name_of(value: object, word: str) -> str:
    """A text in one line, its blanks single."""
    return " ".join(text_of(value, word, LONGEST_NAME).split())


def names_of(values: object, word: str, marks: str = LIST_MARKS) -> tuple[str, ...]:
    """Several names, each once; StoreError where one holds a mark that parts them."""
    if isinstance(values, str) or not isinstance(values, (tuple, list)):
        raise StoreError(f"The {word}s of an entry are a list, got {quoted(repr(values))}: for example ('FCC', 'B2').")
    found = [name for value in values if (name := name_of(value, word))]
    for name in found:
        if any(mark in name for mark in marks):
            raise StoreError(
                f"The {word} {quoted(name)} holds one of {' '.join(marks)}, which part {word}s: give them one by one, for example "
                "'FCC' and 'B2'."
            )
    return tuple(dict.fromkeys(found))


def number_of(value: object, word: str) -> float:
    """A finite number, as large as tables may hold (StoreError)."""
    found = float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else math.nan
    if not abs(found) < TOO_LARGE:
        raise StoreError(f"The {word} is {quoted(str(value))}: give a finite number, for example 512.")
    return found


def require_id(text: str) -> None:
    """StoreError where a text is no id."""
    if not re.fullmatch(r"[0-9a-f]{32}", text):
        raise StoreError(f"The id {quoted(text)} is none of this lab book: leave it empty, and one is made.")


def is_date(text: str) -> bool:
    """Whether a text is a year, a month or a day that there is, in ISO's spelling."""
    if not re.fullmatch(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?", text):
        return False
    try:
        date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return False
    return True


def plain_json(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record as JSON gives it back; StoreError where it is no object of JSON, or too long for a cell."""
    if not isinstance(record, Mapping):
        raise StoreError(f"A kept prediction is {quoted(str(record))}: make it with prediction_record.")
    try:
        text = json.dumps(record, allow_nan=False, ensure_ascii=False)
    except (TypeError, ValueError) as error:
        raise StoreError(f"A kept prediction is not JSON ({error}): make it with prediction_record.") from None
    text_of(text, "prediction", LONGEST_TEXT)
    return dict(json.loads(text))
