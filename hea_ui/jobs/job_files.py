"""Files of a job, of which any may be missing, cut or not ours."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any


def text_of(path: Path) -> str | None:
    """A file's text; None where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None


def object_of(path: Path) -> dict[str, Any]:
    """The JSON object in a file; {} where there is none."""
    with suppress(ValueError):
        found = json.loads(text_of(path) or "null")
        if isinstance(found, dict):
            return found
    return {}
