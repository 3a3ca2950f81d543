"""Texts as cells of a file that a spreadsheet may open: none of them runs as a formula, and each comes back exactly.

An apostrophe stands before what would begin a formula, and one more before what has apostrophes there already, so that taking one away
again is always right. The same behind a semicolon or a line end, where half of the world's spreadsheets begin a new cell.
"""

from __future__ import annotations

import re

_SIGN = "[=+\\-@\uff1d\uff0b\uff0d\uff20]"
"""What begins a formula; also full-width, as East Asian keyboards write it."""
_PLAIN = re.compile(rf"((?:^|[;\n])\s*\"?'*)(?={_SIGN})")
_GUARDED = re.compile(rf"((?:^|[;\n])\s*\"?'*)'(?={_SIGN})")


def guarded(text: str) -> str:
    """The text for a cell."""
    return _PLAIN.sub(r"\1'", text)


def unguarded(text: str) -> str:
    """The text of a cell."""
    return _GUARDED.sub(r"\1", text)
