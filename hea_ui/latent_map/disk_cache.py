"""Layers of the map kept on disk, so that after a start the map need not wait for the model that it is drawn from.

A file is found again only while model, data and code are what they were when it was written.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from functools import cache
from pathlib import Path

from hea_core.files import places
from hea_core.files.whole_files import whole, write_whole
from hea_ui.latent_map import Layers

_KEPT = places.cache()
_SOURCES = {
    places.SHIPPED: ("models/default/*", "data/*.csv"),
    places.CODE: (
        "hea_core/**/*.py",
        "hea_ui/common/wording.py",
        "hea_ui/latent_map/layers.py",
        "hea_ui/map/preview.py",
    ),
}
"""Everything that layers follow from."""


def read(colour: str, families: bool) -> Layers | None:
    """The layers without a field of probability, if they were drawn before."""
    with suppress(OSError, ValueError, TypeError):
        return Layers(**json.loads(_file(colour, families).read_text(encoding="utf-8")))
    return None


def write(layers: Layers, colour: str, families: bool) -> None:
    """Keep layers, and forget those of an earlier model; where nothing can be written, nothing is kept."""
    target = _file(colour, families)
    with suppress(OSError):
        _KEPT.mkdir(parents=True, exist_ok=True)
        write_whole(target, json.dumps({"payload": layers.payload, "identity": layers.identity}))
        for other in _KEPT.glob("map-*.json"):
            if not other.name.startswith(f"map-{_version()}-"):
                other.unlink(missing_ok=True)


def read_bytes(name: str) -> bytes | None:
    """What else was kept of the same model, data and code."""
    with suppress(OSError):
        return _named(name).read_bytes()
    return None


def write_bytes(name: str, content: bytes) -> None:
    """Keep it, and forget that of an earlier model; where nothing can be written, nothing is kept."""
    with suppress(OSError):
        _KEPT.mkdir(parents=True, exist_ok=True)
        with whole(_named(name)) as unfinished:
            unfinished.write_bytes(content)
        for other in _KEPT.glob(f"{name}-*.bin"):
            if other != _named(name):
                other.unlink(missing_ok=True)


def _named(name: str) -> Path:
    return _KEPT / f"{name}-{_version()}.bin"


def _file(colour: str, families: bool) -> Path:
    return _KEPT / f"map-{_version()}-{colour}{'-families' if families else ''}.json"


@cache
def _version() -> str:
    """Hash of what the layers of this process follow from."""
    digest = hashlib.sha256()
    for path in _files():
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _files() -> list[Path]:
    found = (path for root, patterns in _SOURCES.items() for pattern in patterns for path in root.glob(pattern))
    return sorted(path for path in found if path.is_file())
