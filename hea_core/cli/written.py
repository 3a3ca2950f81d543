"""Answers as JSON text; those of a long file are written where they are answered, by two processes, and kept as text alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from hea_core.errors import RequestError
from hea_core.results import Refusal, plain


@dataclass(frozen=True)
class Entries:
    """Some entries of a list that is printed.

    Attributes:
        text: their JSON, without the brackets of the list.
        refusal: why the first has no answer, where none of them has one; else "".
    """

    text: str
    refusal: str

    @classmethod
    def of(cls, answers: Sequence[Any], compact: bool) -> Entries:
        """Of at least one answer or refusal, as `main` prints them."""
        refused = all(isinstance(one, Refusal) or (isinstance(one, dict) and "error" in one) for one in answers)
        return cls(as_json(answers, compact)[1:-1].strip("\n"), plain(answers[0])["error"] if refused else "")


def require_one(parts: Sequence[Entries]) -> Sequence[Entries]:
    """The parts of a list; RequestError with the first refusal where there is nothing else in it."""
    if all(part.refusal for part in parts):
        raise RequestError(parts[0].refusal)
    return parts


def as_json(value: Any, compact: bool) -> str:  # noqa: ANN401 - any answer
    """In one line, or with a line a part."""
    return json.dumps(plain(value), ensure_ascii=False, indent=None if compact else 1, allow_nan=False)


def printed(answer: Any, compact: bool) -> Iterator[str]:  # noqa: ANN401 - what a command returns
    """What is printed of it, in pieces."""
    if not (isinstance(answer, list) and answer and isinstance(answer[0], Entries)):
        yield as_json(answer, compact) + "\n"
        return
    begin, between, end = ("[", ", ", "]\n") if compact else ("[\n", ",\n", "\n]\n")
    for k, part in enumerate(answer):
        yield between if k else begin
        yield part.text
    yield end
