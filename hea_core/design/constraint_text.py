"""Constraints as they are typed, "Os,Be", "Fe,Ni=20", "Al=0-10", entry by entry; ConstraintError names the entry that cannot be read."""

from __future__ import annotations

from collections.abc import Iterable

from hea_core.errors import ConstraintError, quoted

EXAMPLE = {
    "lock": "Fe=20,Ni=20",
    "only": "Al,Co,Cr,Fe,Ni",
    "range": "Al=0-10",
    "min-elements": "4",
    "max-elements": "6",
}
"""Of each demand, for messages."""


def entries(text: str) -> Iterable[str]:
    """What stands between commas."""
    return (part.strip() for part in text.split(",") if part.strip())


def pairs(word: str, text: str, needed: bool = True) -> Iterable[tuple[str, str, str]]:
    """(entry, symbol, amount as written) of each entry; the amount may be missing where it is not needed."""
    for entry in entries(text):
        symbol, equals, amount = entry.partition("=")
        if needed and not equals:
            raise ConstraintError(f"{word} {quoted(entry)} gives no amount: write {word} {EXAMPLE[word]}.")
        yield entry, symbol.strip(), amount.strip()


def whole(word: str, entry: str, text: str) -> int:
    """An amount of an entry, whole at.%."""
    if not (text.isascii() and text.isdigit() and len(text) <= 3):
        raise ConstraintError(f"{word} {quoted(entry)} needs whole at.%: write {word} {EXAMPLE[word]}.")
    return int(text)


def ends(entry: str, symbol: str, text: str) -> tuple[str, int, int]:
    """(symbol, least, most) of an entry of a range, whose amounts are `text`."""
    least, dash, most = (part.strip() for part in text.partition("-"))
    if not dash:
        raise ConstraintError(f"range {quoted(entry)} needs two ends: write range Al=0-10, or lock Al=10.")
    return symbol, whole("range", entry, least), whole("range", entry, most)
