"""A Vickers hardness as labs write it, with or without its load: 512 ± 8 HV0.3, HV0.3 = 512(8), 512 HV ± 8, HV10: 390."""

from __future__ import annotations

import re

from hea_core.composition.tables.cells import PLUS_MINUS

FIGURE = rf"[0-9][0-9.,]*(?:\s*{PLUS_MINUS}\s*[0-9.,]+|\s?\([0-9.,]+\))?"
"""A number, perhaps with its uncertainty."""
_LOAD = r"(?:0?[.,][0-9]{1,3}|[0-9]{1,2}(?:\.[0-9])?|100)(?:/[0-9]{1,2})?"
_VICKERS = re.compile(
    rf"(?<![0-9±])(?<![0-9][.,]|±\s)(?P<before>{FIGURE})\s*HV[\s_]?(?:[0-9][0-9.,/]*)?(?:\s*\(?{PLUS_MINUS}\s*(?P<error>[0-9.,]+)\)?)?"
    rf"|HV(?:_?{_LOAD}|\s{_LOAD}(?=\s*[=:]|\s+[0-9]))?(?:\s*[=:]\s*|\s+)(?P<behind>(?=[0-9]{{2}}){FIGURE})"
    rf"|HV(?P<glued>(?=[0-9]{{3}}){FIGURE})",
    re.IGNORECASE,
)


def vickers(text: str) -> tuple[str, int, int] | None:
    """The figure of the first Vickers hardness in a text, and where all of it begins and ends; None without one.

    The number glued to HV is the load, unless it has three digits as no load has: HV0.3 and HV10 alone say no hardness.
    """
    found = _VICKERS.search(text)
    if not found:
        return None
    figure = (found["before"] or found["behind"] or found["glued"]).strip()
    return f"{figure} ± {found['error']}" if found["error"] else figure, found.start(), found.end()
