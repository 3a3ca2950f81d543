"""Where the lab book lies: a folder of the user's, or a database that the environment names."""

from __future__ import annotations

import os
from pathlib import Path

from hea_core.files.places import HOME, home

__all__ = ["FILE", "HOME", "URL", "database_url", "home", "sqlite_url"]
URL = "DATABASE_URL"
FILE = "lab.sqlite"


def database_url() -> str:
    """DATABASE_URL, else the SQLite file in the folder of `home`."""
    return os.environ.get(URL, "").strip() or sqlite_url(home() / FILE)


def exists() -> bool:
    """Whether there may be a lab book: asked by what can do without, so that it makes none."""
    return bool(os.environ.get(URL, "").strip()) or (home() / FILE).exists()


def sqlite_url(path: Path) -> str:
    """The address of a SQLite file."""
    return f"sqlite:///{path.absolute()}"
