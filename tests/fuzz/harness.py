"""Feed a reader inputs of a grammar, whole and damaged: it answers or refuses with a HeaError, and never takes long.

A grammar is a function of a `random.Random`, and everything that is drawn comes from it. So one grammar serves three drivers: a
seeded generator for millions of inputs, hypothesis (`st.randoms`), which shrinks what it finds, and atheris, which steers it by coverage.
"""

from __future__ import annotations

import json
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from hea_core.errors import HeaError

CORPUS = Path(__file__).with_name("corpus")
MOST_MS = 100.0
"""Processor time that a reader may take over one input."""
DAMAGED = 0.4
"""Share of inputs that are damaged before they are read."""
_INSERTED = (
    " ", "\t", "\n", "\r", "\0", "\u00a0", "\u2009", "\u200b", "\u202e", "\ufeff", "\u2212", "\u2013", "\u00b7", "\u2022",
    "(", ")", "[", "]", "{", "}", "<", ">", "=", ",", ";", ":", ".", "-", "+", "/", "\\", "%", "&", "#", "*", "_", "`", '"', "'", "!",
    "x", "e", "E", "Fe", "at.%", "wt.%", "bal.", "and", "or", "inf", "nan", "-0", "1e308", "1e400", "9" * 400, "0.0000001",
    "\u00b2", "\u2083", "\u0663", "\uff11", "\u00bd", "\u03b1", "\U0001d7d9", "\ud83d", "\u0130", "![a](http://a.example/i)", "<script>",
)  # fmt: skip
_RUN = 600
"""Longest run of one piece; runs are what regular expressions stumble over."""

Grammar = Callable[[Random], Any]


class Refused(HeaError):
    """Refused in another way than by a HeaError, for example by the parser of the command line."""


@dataclass(frozen=True)
class Reader:
    """Something that reads what users bring.

    Attributes:
        name: of its line in the report and of its file in the corpus.
        grammar: draws an input that is meant to be valid: text, bytes, or lists and dictionaries of them.
        read: reads it; a HeaError is a refusal, anything else raised is a fault.
    """

    name: str
    grammar: Grammar
    read: Callable[[Any], object]


@dataclass(frozen=True)
class Outcome:
    """What became of one input: accepted or not, milliseconds of this thread, and what is wrong, or ""."""

    accepted: bool
    ms: float
    fault: str = ""


@dataclass
class Report:
    """What became of many: how many, how many accepted, the longest and over which input, and faults by their place in the code."""

    reader: str
    inputs: int = 0
    accepted: int = 0
    worst_ms: float = 0.0
    worst: Any = None
    faults: dict[str, Any] = field(default_factory=dict)

    @property
    def valid(self) -> float:
        """Share of inputs that were accepted."""
        return self.accepted / max(self.inputs, 1)

    def add(self, given: Any, outcome: Outcome) -> None:
        """Count one in."""
        self.inputs += 1
        self.accepted += outcome.accepted
        if outcome.ms > self.worst_ms:
            self.worst_ms, self.worst = outcome.ms, given
        if outcome.fault:
            known = self.faults.get(outcome.fault)
            if known is None or len(encoded(given)) < len(encoded(known)):
                self.faults[outcome.fault] = given


def attempt(reader: Reader, given: Any) -> Outcome:
    """Read one input. What seems slow is read twice more: other work on the machine does not strike three times."""
    accepted, fault, ms = _once(reader, given)
    if ms > MOST_MS and not fault:
        ms = min(ms, *(_once(reader, given)[2] for _ in range(2)))
        if ms > MOST_MS:
            fault = f"slower than {MOST_MS:g} ms"
    return Outcome(accepted, ms, fault)


def _once(reader: Reader, given: Any) -> tuple[bool, str, float]:
    accepted, fault = False, ""
    begun = time.thread_time()
    try:
        reader.read(given)
        accepted = True
    except HeaError:
        pass
    except Exception as error:  # what must not happen, whatever it is
        place = traceback.extract_tb(error.__traceback__)[-1]
        fault = f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno} ({place.name})"
    return accepted, fault, 1000 * (time.thread_time() - begun)


def drawn(reader: Reader, draw: Random) -> Any:
    """An input of the reader's grammar, now and then damaged."""
    given = reader.grammar(draw)
    return damaged(given, draw) if draw.random() < DAMAGED else given


def inputs(reader: Reader, count: int, seed: int) -> Iterator[Any]:
    """So many inputs, the same for the same seed."""
    draw = Random(f"{seed} {reader.name}")
    return (drawn(reader, draw) for _ in range(count))


def fuzz(reader: Reader, count: int, seed: int) -> Report:
    """Read so many inputs."""
    report = Report(reader.name)
    for given in inputs(reader, count, seed):
        report.add(given, attempt(reader, given))
    return report


def damaged(given: Any, draw: Random) -> Any:
    """The same with one text or byte string in it changed in one to three places, or an entry of it left out."""
    if isinstance(given, dict) and given:
        key = draw.choice(sorted(given))
        if draw.random() < 0.05:
            return {name: value for name, value in given.items() if name != key}
        return {**given, key: damaged(given[key], draw)}
    if isinstance(given, list) and given:
        at = draw.randrange(len(given))
        return [*given[:at], damaged(given[at], draw), *given[at + 1 :]]
    if isinstance(given, bytes):
        return _damaged_bytes(given, draw)
    if isinstance(given, str):
        for _ in range(draw.randint(1, 3)):
            given = _damaged_text(given, draw)
    return given


def _damaged_text(text: str, draw: Random) -> str:
    start = draw.randint(0, len(text))
    stop = min(len(text), start + draw.choice((0, 1, 1, 2, 5)))
    way = draw.randrange(4)
    if way == 0:  # leave out
        return text[:start] + text[stop:]
    if way == 1:  # say twice, or many times
        times = draw.choice((2, 2, 3, _RUN // max(1, stop - start)))
        return text[:start] + text[start:stop] * times + text[stop:]
    piece = draw.choice(_INSERTED)
    if draw.random() < 0.15 and len(piece) < 10:
        piece *= draw.randint(2, _RUN)
    return text[:start] + piece + text[stop if way == 2 else start :]


def _damaged_bytes(content: bytes, draw: Random) -> bytes:
    for _ in range(draw.randint(1, 4)):
        at = draw.randint(0, len(content))
        way = draw.randrange(4)
        if way == 0:
            content = content[:at]
        elif way == 1:
            content = content[:at] + bytes(draw.randrange(256) for _ in range(draw.randint(1, 8))) + content[at + 4 :]
        elif way == 2:
            content = content[:at] + content[at + draw.randint(1, 64) :]
        else:
            content = content[:at] + bytes(draw.randint(1, 64)) + content[at:]
    return content


def encoded(given: Any) -> str:
    """An input as one line of a corpus file: JSON, bytes as {"hex": …}."""
    return json.dumps(given, default=lambda value: {"hex": value.hex()})


def decoded(line: str) -> Any:
    """The input that a line of a corpus file holds."""
    return json.loads(line, object_hook=lambda found: bytes.fromhex(found["hex"]) if set(found) == {"hex"} else found)


def corpus(reader: Reader) -> list[Any]:
    """Inputs that were faults once."""
    file = CORPUS / f"{reader.name}.jsonl"
    return [decoded(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []
