"""What a lab writes behind an alloy, "CoCrFeMnNi FCC, 176 HV", and what is no part of a formula: hardness, strength, structure, method."""

from __future__ import annotations

import re

from hea_core.errors import FormulaError, quoted

_FIGURE = r"[0-9][0-9.,]*(?: ?(?:-|\u2013|to|/) ?[0-9.,]+)?(?: ?\([0-9.,]+\))?"
_SCALE = r"(?:H[Vv]|HK|HBW?|HRC|HRB|VHN)"
_MEASURED = re.compile(
    rf"(?<![A-Za-z0-9.,)\]])(?:{_FIGURE} ?(?:{_SCALE}[0-9./]{{0,8}}|[GM]Pa)|{_SCALE}[0-9./]{{0,8}} ?[:= ] ?{_FIGURE})(?![A-Za-z])"
)
_SEEN = re.compile(r"(?<=[ ,;:(\[+/])(?:[Ff][Cc][Cc]|[Bb][Cc][Cc]|[Hh][Cc][Pp]|XRD|SEM|TEM|EBSD)(?![A-Za-z])")


def refuse_results(text: str) -> None:
    """FormulaError where a result stands beside the alloy of a text from which labels were taken off."""
    found = _MEASURED.search(text) or _SEEN.search(text)
    if found:
        raise FormulaError(
            f"{quoted(found.group().strip())} in {quoted(text)} is a result and no part of an alloy: write the alloy alone, for results belong "
            "in the lab book, for example CoCrFeMnNi."
        )
